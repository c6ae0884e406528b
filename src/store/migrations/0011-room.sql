-- The live room of an event: what is asked of those who are there, and what they answer.
create table room (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  event_id uuid not null constraint room_of_event_once unique references event,
  code text not null constraint room_code_once unique, -- typed from a screen
  token_key bytea not null, -- signs the tokens of those who come in
  languages text[] not null,
  rehearsal boolean not null default false,
  flagged_words jsonb not null default '[]', -- words that make a text wait for a person
  opened_at timestamptz,
  closed_at timestamptz,
  constraint room_opens_before_it_closes check (closed_at is null or opened_at <= closed_at)
);
create table room_interaction (
  id uuid primary key,
  room_id uuid not null references room,
  position integer not null,
  form text not null constraint room_interaction_form check (form in ('vote', 'temperature', 'words', 'ideas', 'questions')),
  definition jsonb not null, -- core/question.ts
  moderation text not null constraint room_interaction_moderation check (moderation in ('before', 'after')),
  editing text not null constraint room_interaction_editing check (editing in ('until_closed', 'once')),
  constraint room_interaction_position_once unique (room_id, position)
);
create table room_round (
  id uuid primary key,
  room_id uuid not null references room,
  interaction_id uuid not null references room_interaction,
  number integer not null,
  beside boolean not null, -- questions to the speakers are taken while something else is asked
  rehearsal boolean not null,
  results text not null constraint room_round_results check (results in ('held_back', 'shown')),
  opened_at timestamptz not null,
  closes_at timestamptz, -- a timer ends it
  closed_at timestamptz,
  ballots_salt bytea, -- once its votes are in the evidence base: the leaf over its ballots
  ballots_leaf bytea,
  constraint room_round_number_once unique (interaction_id, number)
);
create unique index room_round_one_at_a_time on room_round (room_id, beside) where closed_at is null;

-- Somebody in the room: known by the hash of a token and by nothing else.
create table room_participant (
  id uuid primary key,
  room_id uuid not null references room,
  token_sha256 bytea not null,
  language text,
  joined_at timestamptz not null,
  blocked_at timestamptz,
  blocked_reason text,
  stakeholder_id uuid references stakeholder, -- once something of theirs is in the evidence base
  constraint room_participant_token_once unique (room_id, token_sha256)
);
create table room_vote (
  round_id uuid not null references room_round on delete cascade,
  participant_id uuid not null references room_participant,
  chosen text[] not null,
  at timestamptz not null,
  constraint room_vote_once primary key (round_id, participant_id)
);
create table idea_group (
  id uuid primary key,
  round_id uuid not null references room_round on delete cascade,
  name text not null,
  named_by text not null constraint idea_group_named_by check (named_by in ('machine', 'person')),
  pinned boolean not null default false
);
create index idea_group_of on idea_group (round_id);
create table room_text (
  id uuid primary key,
  round_id uuid not null references room_round on delete cascade,
  participant_id uuid not null references room_participant,
  text text not null,
  language text,
  state text not null constraint room_text_state check (state in ('waiting', 'published', 'refused')),
  flagged text[] not null default '{}',
  reason text,
  pinned boolean not null default false,
  answered boolean not null default false,
  archived boolean not null default false,
  group_id uuid references idea_group on delete set null,
  said_at timestamptz not null,
  contribution_id uuid references contribution, -- once it is in the evidence base
  constraint room_text_refused_with_reason check ((state = 'refused') = (reason is not null))
);
create index room_text_of on room_text (round_id, participant_id);
-- What others think of a text: agree, disagree or pass on an idea; agree means "me too" on a question.
create table room_support (
  text_id uuid not null references room_text on delete cascade,
  participant_id uuid not null references room_participant,
  value text not null constraint room_support_value check (value in ('agree', 'disagree', 'pass')),
  at timestamptz not null,
  constraint room_support_once primary key (text_id, participant_id)
);
-- The denominator of an idea: those to whom it was shown.
create table room_shown (
  text_id uuid not null references room_text on delete cascade,
  participant_id uuid not null references room_participant,
  constraint room_shown_once primary key (text_id, participant_id)
);
