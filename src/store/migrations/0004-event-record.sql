-- What the files of meeting tools tell about an event beside contributions: who was there, what hosts said, votes.
-- None of it is ever counted among contributions. Names and e-mail addresses are only in the tables of personal data.
create table event_record (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  event_id uuid references event, -- null: nobody said of which
  actor_id uuid not null references actor,
  kind text not null constraint event_record_kind check (kind in ('attendance', 'responses', 'host_statements')),
  format text not null,
  file_name text not null,
  file_sha256 bytea not null,
  at timestamptz not null,
  received integer not null,
  accepted integer not null,
  merged integer not null,
  refused integer not null,
  refusals jsonb not null, -- rows that were left out, with reasons
  constraint event_record_adds_up check (received = accepted + merged + refused)
);
create index event_record_of on event_record (consultation_id, at);
create table attendance (
  id uuid primary key,
  event_id uuid not null references event,
  record_id uuid not null references event_record, -- the one that first told of this person
  person_sha256 bytea not null, -- hash of the event and of what tells the person apart
  role text not null constraint attendance_role check (role in ('host', 'panellist', 'participant')),
  seat text constraint attendance_seat check (seat in ('waiting', 'confirmed', 'cancelled')),
  attended boolean not null,
  stretches jsonb not null, -- [{"joined": ms, "left": ms}] since 1970 in UTC, disjoint, in order
  minutes integer,
  constraint attendance_person_once unique (event_id, person_sha256)
);
create table attendance_personal_data (
  attendance_id uuid not null references attendance,
  field text not null,
  value text not null,
  primary key (attendance_id, field)
);
create table host_statement (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  event_id uuid references event,
  record_id uuid not null references event_record,
  source_key text not null, -- which one it is in its source
  text text not null,
  language text,
  captions text constraint host_statement_captions check (captions in ('original', 'interpreted', 'automatic')),
  at_ms integer, -- in the recording
  cleared_at timestamptz, -- the speaker agreed to be named; null: shown without name
  constraint host_statement_once unique (consultation_id, source_key)
);
create table host_statement_personal_data (
  host_statement_id uuid not null references host_statement,
  field text not null,
  value text not null,
  primary key (host_statement_id, field)
);
-- A closed question that was put to a room.
create table response_round (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  event_id uuid references event,
  record_id uuid not null references event_record,
  key text not null, -- the same for the same question of the same source
  position integer not null, -- in its file
  definition jsonb not null, -- core/question.ts
  constraint response_round_once unique (consultation_id, key)
);
create table response (
  round_id uuid not null references response_round,
  respondent_sha256 bytea not null, -- hash of the round and of what tells the respondent apart in its file
  chosen text[] not null,
  primary key (round_id, respondent_sha256)
);
