-- Answering without an account: what is being written, what was handed in, and the code that opens it.

-- Which questions a call asks, and how long who had it open before it closed may finish.
alter table stage
  add column questionnaire_id uuid references questionnaire,
  add column grace_minutes smallint not null default 0
    constraint stage_grace check (grace_minutes between 0 and 1440);

-- Sent after the closing instant, within the grace.
alter table contribution add column in_grace boolean not null default false;

-- An answer that is being written, kept under the hash of its code. It ends when it is handed in.
create table draft (
  id uuid primary key,
  code_sha256 bytea not null constraint draft_code_once unique,
  consultation_id uuid not null references consultation,
  stage_id uuid not null references stage,
  questionnaire_version_id uuid not null references questionnaire_version,
  contribution_id uuid references contribution, -- the one that it corrects
  is_test boolean not null default false, -- tried out at the desk; can never be handed in
  filled jsonb not null, -- per field its values, and the revision that wrote them
  displaced jsonb not null default '{}', -- per field what another window had written, until it was seen
  revision integer not null,
  opened_at timestamptz not null,
  saved_at timestamptz not null
);
create index draft_by_age on draft (saved_at);
create table draft_file (
  id uuid primary key,
  draft_id uuid not null references draft on delete cascade,
  question text not null,
  name text not null,
  file_sha256 bytea not null,
  bytes integer not null,
  state text not null constraint draft_file_state check (state in ('read', 'without_text', 'unreadable')),
  reason text,
  text text,
  pages integer[],
  added_at timestamptz not null
);
create index draft_file_of on draft_file (draft_id);

-- What a contributor keeps: only the hash of the code is stored.
create table receipt (
  code_sha256 bytea primary key,
  consultation_id uuid not null references consultation,
  contribution_id uuid not null constraint receipt_once unique references contribution,
  made_at timestamptz not null,
  erasure_asked_at timestamptz
);
create index receipt_erasure on receipt (consultation_id) where erasure_asked_at is not null;
