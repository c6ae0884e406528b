-- The glossary's words as tables. Ids are UUIDv7 and stay inside; codes are for people. Instants are timestamptz in UTC.
-- What organisers write is {language: {text, origin}}; what people contribute is text as received.

-- Who acts -----------------------------------------------------------------------------------------------------------
create table actor (
  id uuid primary key,
  kind text not null constraint actor_kind check (kind in ('staff', 'system')),
  label text not null,
  created_at timestamptz not null
);
create table role_grant (
  actor_id uuid not null references actor,
  consultation_id uuid, -- null: everywhere
  role text not null,
  granted_at timestamptz not null,
  constraint role_grant_once unique nulls not distinct (actor_id, consultation_id, role)
);
create table sign_in_link (
  token_sha256 bytea primary key,
  actor_id uuid not null references actor,
  expires_at timestamptz not null,
  used_at timestamptz
);
create table session (
  token_sha256 bytea primary key,
  actor_id uuid not null references actor,
  csrf_token text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);

-- The one log: decisions, undo, live streams, mail and trail all read it. Ids and hashes, never bodies. -----------------
-- The counter row of a stream is locked until commit, so numbers are in commit order (a sequence's are not).
create table log_stream (
  stream text primary key,
  seq bigint not null
);
create table log (
  stream text not null references log_stream,
  seq bigint not null,
  actor_id uuid not null references actor,
  at timestamptz not null,
  kind text not null,
  subject text not null,
  reason text,
  before_sha256 bytea,
  after_sha256 bytea,
  primary key (stream, seq)
);
create index log_by_subject on log (subject);

-- Consultation ---------------------------------------------------------------------------------------------------------
create table consultation (
  id uuid primary key,
  slug text not null constraint consultation_slug_free unique
    constraint consultation_slug_form check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length(slug) <= 80),
  title jsonb not null,
  summary jsonb not null,
  lead_body jsonb not null,
  time_zone text not null,
  languages text[] not null,
  example_notice jsonb, -- shown on every page where it is an example
  licence jsonb, -- terms under which its contributions were published
  published_at timestamptz, -- null: a draft
  created_at timestamptz not null
);
create table stage (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  position smallint not null,
  kind text not null constraint stage_kind check (kind in ('call_for_evidence', 'event_series', 'workshop', 'synthesis', 'outcome')),
  title jsonb not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  constraint stage_opens_before_it_closes check (opens_at < closes_at),
  constraint stage_position_once unique (consultation_id, position)
);
create table derogation (
  id uuid primary key,
  stage_id uuid not null references stage,
  kind text not null constraint derogation_kind check (kind in ('shortened', 'moved', 'skipped')),
  reason jsonb not null,
  actor_id uuid not null references actor,
  at timestamptz not null
);
create table event (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  stage_id uuid not null references stage,
  slug text not null,
  kind text not null constraint event_kind check (kind in ('webinar', 'workshop')),
  title jsonb not null,
  summary jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  constraint event_starts_before_it_ends check (starts_at < ends_at),
  constraint event_slug_once unique (consultation_id, slug)
);
create table core_area (
  id uuid primary key,
  event_id uuid not null references event,
  position smallint not null,
  title jsonb not null,
  constraint core_area_position_once unique (event_id, position)
);

-- Questionnaire --------------------------------------------------------------------------------------------------------
create table questionnaire (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  name text not null,
  constraint questionnaire_name_once unique (consultation_id, name)
);
create table questionnaire_version (
  id uuid primary key,
  questionnaire_id uuid not null references questionnaire,
  version integer not null,
  created_at timestamptz not null,
  constraint questionnaire_version_once unique (questionnaire_id, version)
);
create table question (
  questionnaire_version_id uuid not null references questionnaire_version,
  key text not null,
  position smallint not null,
  kind text not null,
  definition jsonb not null, -- the whole question, core/question.ts
  primary key (questionnaire_version_id, key),
  constraint question_position_once unique (questionnaire_version_id, position)
);

-- Intake ---------------------------------------------------------------------------------------------------------------
create table source (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  format text not null,
  name text not null, -- the same for the next export of the same survey
  questionnaire_id uuid not null references questionnaire,
  mapping jsonb not null, -- how its columns are read, and why
  constraint source_once unique (consultation_id, format, name)
);
create table import (
  id uuid primary key,
  source_id uuid not null references source,
  actor_id uuid not null references actor,
  file_name text not null,
  file_sha256 bytea not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  received integer not null default 0,
  accepted integer not null default 0, -- new contributions and new versions
  versioned integer not null default 0, -- of these, new versions of known contributions
  merged integer not null default 0,
  refused integer not null default 0,
  vanished integer not null default 0,
  constraint import_adds_up check (finished_at is null or received = accepted + merged + refused)
);
create table refusal (
  import_id uuid not null references import,
  position integer not null,
  file text not null,
  row_number integer,
  field text,
  reason text not null,
  partial boolean not null, -- only the field was left out, the contribution was taken
  primary key (import_id, position)
);

-- Stakeholders. Names, e-mail addresses and the like are only in personal_data, which refers to opaque ids. ------------------
create table stakeholder (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  link_rule text, -- why several contributions are linked to it; null where none are
  link_sha256 bytea, -- hash of what links them
  constraint stakeholder_link_once unique (consultation_id, link_sha256)
);
create table personal_data (
  stakeholder_id uuid not null references stakeholder,
  field text not null,
  value text not null,
  primary key (stakeholder_id, field)
);

-- Contributions --------------------------------------------------------------------------------------------------------
create table contribution (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  code text not null constraint contribution_code_once unique,
  channel text not null,
  stakeholder_id uuid not null references stakeholder,
  source_id uuid references source,
  source_key text, -- the source's own id, else a hash of the content
  version integer not null, -- the current one
  received_at timestamptz not null,
  vanished_in uuid references import, -- the import whose file no longer had it
  constraint contribution_source_once unique (source_id, source_key)
);
create index contribution_of on contribution (consultation_id);
create table contribution_version (
  id uuid primary key,
  contribution_id uuid not null references contribution,
  version integer not null,
  questionnaire_version_id uuid not null references questionnaire_version,
  import_id uuid references import,
  content_sha256 bytea not null,
  language text,
  day date,
  user_type text,
  country text,
  size text,
  scope text,
  publication text not null constraint contribution_publication check (publication in ('with_name', 'anonymous', 'not_published', 'unknown')),
  url text,
  constraint contribution_version_once unique (contribution_id, version)
);
-- Each exact text is stored once; passages, vectors and codings hang on it.
create table text_body (
  sha256 bytea primary key,
  text text not null
);
create table attachment (
  id uuid primary key,
  version_id uuid not null references contribution_version,
  name text not null,
  file_sha256 bytea,
  bytes integer,
  pages integer[], -- UTF-16 offsets at which pages start in the body
  state text not null constraint attachment_state check (state in ('read', 'missing', 'unreadable', 'without_text')),
  reason text
);
create index attachment_of on attachment (version_id);
create table answer (
  version_id uuid not null references contribution_version,
  position smallint not null,
  question text not null, -- key of the question or closed item
  body_sha256 bytea references text_body,
  attachment_id uuid references attachment,
  chosen text[],
  primary key (version_id, position),
  constraint answer_is_words_or_choice check ((body_sha256 is null) <> (chosen is null))
);
create index answer_of_body on answer (body_sha256);

-- Ledger ---------------------------------------------------------------------------------------------------------------
create table ledger_leaf (
  consultation_id uuid not null references consultation,
  position integer not null,
  version_id uuid not null constraint ledger_leaf_once unique references contribution_version,
  leaf bytea not null,
  primary key (consultation_id, position)
);
create table ledger_salt (
  version_id uuid primary key references contribution_version,
  salt bytea not null,
  profile_salt bytea not null
);

-- Analysis -------------------------------------------------------------------------------------------------------------
create table passage (
  body_sha256 bytea not null references text_body,
  position integer not null,
  start_at integer not null, -- UTF-16 offsets in the body
  end_at integer not null,
  language text not null,
  text_sha256 bytea not null,
  primary key (body_sha256, position)
);
create table vector (
  text_sha256 bytea not null,
  tier text not null constraint vector_tier check (tier in ('encoder', 'static')),
  model text not null,
  value bytea not null, -- 256 int8
  primary key (text_sha256, model, tier)
);
create table run (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  kind text not null constraint run_kind check (kind in ('analysis', 'example')),
  state text not null constraint run_state check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  actor_id uuid not null references actor,
  asked_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  seen_at timestamptz, -- last sign of life
  attempts smallint not null default 0, -- how often it was begun; a run that kills its process is not begun for ever
  ledger_size integer, -- leaves that were there when its analysis began
  cancel_asked_at timestamptz,
  progress jsonb, -- what is being done, how far, how fast
  record jsonb, -- inputs, model, parameters, counts, what could not be processed
  failure text
);
create index run_of on run (consultation_id, asked_at);
create unique index run_one_at_a_time on run (consultation_id, kind) where state in ('waiting', 'running');
create table theme (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  origin text not null,
  run_id uuid references run,
  key text not null,
  definition jsonb not null, -- core/theme.ts
  constraint theme_origin check ((origin = 'candidate' and run_id is not null) or origin = 'adopted'),
  constraint theme_key_once unique nulls not distinct (consultation_id, run_id, key)
);
create table coding (
  run_id uuid not null references run,
  body_sha256 bytea not null references text_body,
  position integer not null,
  theme_id uuid references theme, -- null: looked at and left without a theme
  stance text,
  sureness real,
  assigned_by text not null constraint coding_assigned_by check (assigned_by in ('machine', 'person')),
  constraint coding_once unique nulls not distinct (run_id, body_sha256, position, theme_id),
  foreign key (body_sha256, position) references passage
);
create table campaign (
  id uuid primary key,
  run_id uuid not null references run,
  key text not null,
  template_version_id uuid not null references contribution_version,
  constraint campaign_key_once unique (run_id, key)
);
create table campaign_member (
  campaign_id uuid not null references campaign,
  version_id uuid not null references contribution_version,
  role text not null constraint campaign_member_role check (role in ('template', 'variant', 'part')),
  overlap real not null,
  primary key (campaign_id, version_id)
);

-- Reports --------------------------------------------------------------------------------------------------------------
create table edition (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  run_id uuid not null unique references run,
  number integer not null,
  root bytea not null,
  made_at timestamptz not null,
  constraint edition_number_once unique (consultation_id, number)
);
create table edition_file (
  edition_id uuid not null references edition,
  name text not null,
  content bytea not null,
  primary key (edition_id, name)
);
