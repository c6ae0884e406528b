-- Events that people register for: what is said of them, their agenda, seats and waiting list.
alter table event
  add column place jsonb not null default '{}',
  add column join_url text, -- into the room; only for those who have a seat
  add column languages text[] not null default '{}',
  add column interpretation text[] not null default '{}',
  add column accessibility jsonb not null default '{}',
  add column recording jsonb not null default '{}',
  add column takes_registrations boolean not null default false,
  add column registration_opens_at timestamptz, -- null: at once
  add column registration_closes_at timestamptz, -- null: when it starts
  add column capacity integer constraint event_capacity check (capacity > 0), -- null: as many as come
  add column offer_hours smallint not null default 48 constraint event_offer_hours check (offer_hours between 1 and 720),
  add column reminder_hours smallint not null default 24 constraint event_reminder_hours check (reminder_hours between 0 and 720), -- 0: none
  add column questionnaire_id uuid references questionnaire,
  -- Stated before registration opens: whether evidence counts of those who wait, and of those who cancelled.
  add column counts_waiting boolean not null default true,
  add column counts_cancelled boolean not null default false,
  add column logistics_days smallint not null default 30 constraint event_logistics_days check (logistics_days between 0 and 365),
  add column logistics_deleted_at timestamptz,
  add column last_position integer not null default 0, -- of its registrations
  add column sequence integer not null default 0, -- of its entry in calendars
  add column changed_at timestamptz,
  add column cancelled_at timestamptz,
  add column cancel_reason jsonb,
  add constraint event_cancelled_with_reason check ((cancelled_at is null) = (cancel_reason is null));
create table agenda_item (
  id uuid primary key,
  event_id uuid not null references event,
  position smallint not null,
  kind text not null constraint agenda_item_kind check (kind in ('opening', 'scene_setting', 'interactive_exchange', 'wrap_up')),
  title jsonb not null,
  minutes smallint not null constraint agenda_item_minutes check (minutes > 0),
  core_area_id uuid references core_area,
  constraint agenda_item_position_once unique (event_id, position)
);
create table speaker (
  agenda_item_id uuid not null references agenda_item on delete cascade,
  position smallint not null,
  name text not null,
  role jsonb not null,
  body jsonb not null,
  primary key (agenda_item_id, position)
);
-- Seats that only stakeholders of some types can have, who have no others.
create table seat_group (
  event_id uuid not null references event,
  position smallint not null,
  key text not null,
  title jsonb not null,
  user_types text[] not null,
  capacity integer not null constraint seat_group_capacity check (capacity > 0),
  primary key (event_id, key)
);

create table registration (
  id uuid primary key,
  event_id uuid not null references event,
  position integer not null, -- order of arrival: the waiting list follows it
  state text not null constraint registration_state check (state in ('waiting', 'offered', 'confirmed', 'attended', 'cancelled')),
  pool text, -- key of a group; null: the seats of everybody else
  user_type text,
  country text,
  language text not null, -- of its mails
  person_sha256 bytea not null, -- hash of the event and the e-mail address, as in attendance
  seat_code text not null, -- shown at the entrance; opens nothing
  contribution_id uuid references contribution, -- its evidence
  sequence integer not null default 0, -- of its entry in the person's calendar
  registered_at timestamptz not null,
  seated_at timestamptz, -- when the seat was confirmed
  offer_expires_at timestamptz,
  attended_at timestamptz,
  cancelled_at timestamptz,
  cancelled_because text constraint registration_cancelled_because check (cancelled_because in ('self', 'offer_lapsed', 'organiser', 'event')),
  constraint registration_position_once unique (event_id, position),
  constraint registration_seat_code_once unique (event_id, seat_code),
  constraint registration_offer_expires check ((state = 'offered') = (offer_expires_at is not null)),
  constraint registration_attended check ((state = 'attended') = (attended_at is not null)),
  constraint registration_cancelled check ((state = 'cancelled') = (cancelled_at is not null) and (cancelled_at is null) = (cancelled_because is null))
);
create unique index registration_one_seat on registration (event_id, person_sha256) where state <> 'cancelled';
create index registration_queue on registration (event_id, state, position);
create index registration_offers on registration (offer_expires_at) where state = 'offered';
-- Secrets that open a registration. Each mail brings a new one, so that no store ever holds one that can be read.
create table registration_key (
  code_sha256 bytea primary key,
  registration_id uuid not null references registration on delete cascade
);
create index registration_key_of on registration_key (registration_id);
create table registration_personal_data (
  registration_id uuid not null references registration on delete cascade,
  field text not null,
  value text not null,
  primary key (registration_id, field)
);
-- Answers to questions of logistics: never evidence, deleted after the event.
create table logistics_answer (
  registration_id uuid not null references registration on delete cascade,
  position smallint not null,
  question text not null,
  text text,
  chosen text[],
  primary key (registration_id, position),
  constraint logistics_answer_is_words_or_choice check ((text is null) <> (chosen is null))
);

-- set_aside: said at a registration that does not count by what the organiser stated beforehand.
alter table contribution drop constraint contribution_standing;
alter table contribution add constraint contribution_standing
  check (standing in ('counted', 'waiting', 'refused', 'undone', 'withdrawn', 'set_aside'));
