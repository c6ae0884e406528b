-- Mails that are to go out: queued in the transaction of the change that they tell of, sent after it. Personal data.
create table mail (
  id uuid primary key,
  consultation_id uuid references consultation, -- null: of the house
  event_id uuid references event,
  about uuid, -- what it is about: a registration, a contribution
  kind text not null,
  recipient text not null, -- one e-mail address
  language text not null,
  subject text not null,
  -- The words, calendar and files are kept until the mail server has taken them: they hold links that open things.
  text text,
  html text,
  calendar jsonb, -- core/mail.ts
  attachments jsonb not null default '[]',
  once text not null constraint mail_once unique, -- what it tells: no second mail tells the same
  state text not null default 'waiting' constraint mail_state check (state in ('waiting', 'sent', 'failed', 'kept')),
  queued_at timestamptz not null,
  next_attempt_at timestamptz not null,
  attempts smallint not null default 0,
  settled_at timestamptz, -- when it was sent, failed for good or was kept
  said text, -- the last thing that the mail server said about it
  constraint mail_has_words check (state = 'sent' or (text is not null and html is not null))
);
create index mail_due on mail (next_attempt_at, id) where state = 'waiting';
create index mail_of on mail (consultation_id, queued_at);
create index mail_of_event on mail (event_id, queued_at) where event_id is not null;
create index mail_about on mail (about) where about is not null;
