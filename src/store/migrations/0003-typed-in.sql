-- Scans and pictures wait for a person who types their words in; e-mails have words that are not what their sender says.

alter table attachment drop constraint attachment_state;
alter table attachment
  add constraint attachment_state check (state in ('read', 'missing', 'unreadable', 'without_text', 'typed_in')),
  add column question text, -- which question it answers; null where it came before this was kept
  add column typed_by uuid references actor,
  add column typed_at timestamptz,
  add constraint attachment_typed_by_somebody check ((state = 'typed_in') = (typed_by is not null) and (typed_by is null) = (typed_at is null));
create index attachment_waiting on attachment (version_id) where state = 'without_text';

-- Set apart from the words of an e-mail: what it quotes, and its signature. Never evidence.
create table aside (
  version_id uuid not null references contribution_version,
  position smallint not null,
  kind text not null constraint aside_kind check (kind in ('quoted', 'signature')),
  text text not null,
  primary key (version_id, position)
);
