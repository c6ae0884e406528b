-- What an organiser sets up beside stages and questions: whom to ask, on what terms, what to read, whom to hear.
alter table consultation
  add column contact jsonb not null default '{}', -- whom to ask, in words
  add column contact_email_address text,
  add column privacy_statement jsonb not null default '{}',
  add column announced_at timestamptz; -- first shown to everybody; from then on people rely on its dates
update consultation set announced_at = published_at;

create table document (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  position integer not null,
  title jsonb not null,
  url text not null constraint document_url_form check (url ~ '^https?://'),
  constraint document_position_once unique (consultation_id, position)
);

-- The headings of the synthesis; the core areas of all events map to them.
create table heading (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  position integer not null,
  title jsonb not null,
  constraint heading_position_once unique (consultation_id, position)
);
alter table core_area add column heading_id uuid references heading on delete set null;

alter table stage add column skipped_at timestamptz;
alter table derogation drop constraint derogation_kind;
alter table derogation
  add constraint derogation_kind check (kind in ('shortened', 'extended', 'moved', 'skipped')),
  add column opened_before timestamptz, -- what had been announced
  add column closed_before timestamptz;

-- Whom the organiser means to hear, entered before opening.
create table stakeholder_target (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  kind text not null constraint stakeholder_target_kind check (kind in ('group', 'country', 'organisation')),
  name text not null, -- user type, country code, or the organisation's name
  target integer constraint stakeholder_target_size check (target > 0), -- contributions hoped for; null: any
  constraint stakeholder_target_once unique (consultation_id, kind, name)
);

-- Whoever has the link sees the draft, until it is revoked.
create table preview_link (
  id uuid primary key,
  consultation_id uuid not null references consultation,
  token_sha256 bytea not null constraint preview_link_once unique,
  actor_id uuid not null references actor,
  made_at timestamptz not null,
  revoked_at timestamptz
);

-- A questionnaire as it is being edited, apart from its versions.
create table questionnaire_draft (
  questionnaire_id uuid primary key references questionnaire,
  questions jsonb not null,
  revision integer not null, -- what an editor has to have seen to change it
  actor_id uuid not null references actor,
  changed_at timestamptz not null
);
