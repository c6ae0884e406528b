-- What becomes of what was imported: whether it counts, what each import changed, and how that is taken back.

-- Raised whenever a decision changes what counts or what may be quoted; a report is only made of an analysis of the same.
alter table consultation add column evidence_revision integer not null default 0;
alter table run add column evidence_revision integer;

-- Imports are work in the background too, several may wait.
alter table run drop constraint run_kind;
alter table run add constraint run_kind check (kind in ('analysis', 'example', 'import'));
drop index run_one_at_a_time;
create unique index run_one_at_a_time on run (consultation_id, kind)
  where state in ('waiting', 'running') and kind <> 'import';

-- counted: in analyses and reports. waiting: late, until a person decides; refused: late, and a person refused it.
-- undone: its import was undone. withdrawn: by its author. Who decided, when and why stands beside it.
alter table contribution
  add column standing text not null default 'counted'
    constraint contribution_standing check (standing in ('counted', 'waiting', 'refused', 'undone', 'withdrawn')),
  add column standing_by uuid references actor,
  add column standing_at timestamptz,
  add column standing_reason text,
  add column late boolean not null default false,
  add column publication_by_author text
    constraint contribution_publication_by_author check (publication_by_author in ('with_name', 'anonymous', 'not_published'));
create index contribution_aside on contribution (consultation_id, standing) where standing <> 'counted';
create index contribution_vanished on contribution (vanished_in) where vanished_in is not null;

-- A version that brings the words of an earlier one back, because this import was undone.
alter table contribution_version add column undo_of uuid references import;

alter table source add column given jsonb; -- what a person said about its columns, for the next export
alter table import
  add column reading jsonb, -- how the fields of its file were read, and why
  add column late integer not null default 0, -- of the accepted, those that wait because they came after the call closed
  add column returned integer not null default 0, -- known ones that had vanished and are back
  add column process text, -- who works on it, to tell a living import from one that lost its process
  add column seen_at timestamptz,
  add column cut_off_at timestamptz, -- ended before its file did; what it took in is kept
  add column undone_at timestamptz,
  add column undone_by uuid references actor,
  add column undo_reason text,
  add constraint import_undone_by_somebody check ((undone_at is null) = (undone_by is null) and (undone_at is null) = (undo_reason is null));
create index import_of_source on import (source_id, started_at);

-- What an import did to contributions: what undoing it has to take back.
create table import_change (
  import_id uuid not null references import,
  contribution_id uuid not null references contribution,
  kind text not null constraint import_change_kind check (kind in ('added', 'versioned', 'vanished', 'returned')),
  version integer not null, -- the one that it made, or the current one
  vanished_before uuid references import, -- returned: the import that had marked it
  primary key (import_id, kind, contribution_id, version)
);
create index import_change_of on import_change (contribution_id);
-- Personal data as they were before an import brought others.
create table personal_data_before (
  import_id uuid not null references import,
  stakeholder_id uuid not null references stakeholder,
  fields jsonb not null,
  primary key (import_id, stakeholder_id)
);

-- A file that a person handed in at the desk; it lies in the data folder until it was imported or thrown away.
create table upload (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  actor_id uuid not null references actor,
  file_name text not null,
  path text not null,
  bytes bigint not null,
  received_at timestamptz not null,
  options jsonb not null, -- format and mapping, as far as a person gave them
  run_id uuid references run, -- its import, once it was asked for
  discarded_at timestamptz
);
create index upload_of on upload (consultation_id, received_at);
create index upload_of_run on upload (run_id);

-- The codes with which authors claim imported contributions.
create table claim (
  contribution_id uuid primary key references contribution,
  code_sha256 bytea not null constraint claim_code_once unique,
  made_at timestamptz not null,
  made_by uuid not null references actor,
  used_at timestamptz
);

-- What a watched folder or mailbox brought: each file once, however often it is seen.
create table watched_file (
  consultation_id uuid not null references consultation,
  sha256 bytea not null,
  origin text not null constraint watched_file_origin check (origin in ('folder', 'mailbox')),
  name text not null,
  state text not null constraint watched_file_state check (state in ('taken', 'failed')),
  sentence text, -- why it failed
  at timestamptz not null,
  primary key (consultation_id, sha256)
);
create table mailbox (
  consultation_id uuid not null references consultation,
  account text not null, -- user, host and folder
  uid_validity bigint not null,
  last_uid bigint not null,
  primary key (consultation_id, account)
);
