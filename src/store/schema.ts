import type { ColumnType, Generated } from 'kysely';
import type { Stretch } from '../core/attendance.ts';
import type { CampaignRole } from '../core/campaign.ts';
import type { Question } from '../core/question.ts';
import type { Refusal } from '../core/refusal.ts';
import type { StatementKind } from '../core/statement.ts';
import type { LocalText } from '../core/text.ts';

/** JSON that is written as text and read as the value. */
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null, string | null>;

/** The tables as the query layer knows them; what each is for stands in the migrations. */
export type Schema = {
  actor: { id: string; kind: 'staff' | 'system'; label: string; created_at: Date };
  role_grant: { actor_id: string; consultation_id: string | null; role: string; granted_at: Date };
  sign_in_link: { token_sha256: Buffer; actor_id: string; expires_at: Date; used_at: Date | null };
  session: {
    token_sha256: Buffer;
    actor_id: string;
    csrf_token: string;
    created_at: Date;
    expires_at: Date;
    ended_at: Date | null;
  };
  log_stream: { stream: string; seq: number };
  log: {
    stream: string;
    seq: number;
    actor_id: string;
    at: Date;
    kind: string;
    subject: string;
    reason: string | null;
    before_sha256: Buffer | null;
    after_sha256: Buffer | null;
  };
  consultation: {
    id: string;
    slug: string;
    title: Json<LocalText>;
    summary: Json<LocalText>;
    lead_body: Json<LocalText>;
    time_zone: string;
    languages: string[];
    example_notice: NullableJson<LocalText>;
    licence: NullableJson<LocalText>;
    published_at: Date | null;
    created_at: Date;
    evidence_revision: Generated<number>;
  };
  stage: {
    id: string;
    consultation_id: string;
    position: number;
    kind: string;
    title: Json<LocalText>;
    opens_at: Date;
    closes_at: Date;
  };
  derogation: { id: string; stage_id: string; kind: string; reason: Json<LocalText>; actor_id: string; at: Date };
  event: {
    id: string;
    consultation_id: string;
    stage_id: string;
    slug: string;
    kind: string;
    title: Json<LocalText>;
    summary: Json<LocalText>;
    starts_at: Date;
    ends_at: Date;
  };
  core_area: { id: string; event_id: string; position: number; title: Json<LocalText> };
  questionnaire: { id: string; consultation_id: string; name: string };
  questionnaire_version: { id: string; questionnaire_id: string; version: number; created_at: Date };
  question: {
    questionnaire_version_id: string;
    key: string;
    position: number;
    kind: string;
    definition: Json<Question>;
  };
  source: {
    id: string;
    consultation_id: string;
    format: string;
    name: string;
    questionnaire_id: string;
    mapping: Json<unknown>;
    given: NullableJson<unknown>;
  };
  import: {
    id: string;
    source_id: string;
    actor_id: string;
    file_name: string;
    file_sha256: Buffer;
    started_at: Date;
    finished_at: Date | null;
    received: Generated<number>;
    accepted: Generated<number>;
    versioned: Generated<number>;
    merged: Generated<number>;
    refused: Generated<number>;
    vanished: Generated<number>;
    late: Generated<number>;
    returned: Generated<number>;
    reading: NullableJson<unknown>;
    process: string | null;
    seen_at: Date | null;
    cut_off_at: Date | null;
    undone_at: Date | null;
    undone_by: string | null;
    undo_reason: string | null;
  };
  import_change: {
    import_id: string;
    contribution_id: string;
    kind: 'added' | 'versioned' | 'vanished' | 'returned';
    version: number;
    vanished_before: string | null;
  };
  personal_data_before: { import_id: string; stakeholder_id: string; fields: Json<{ [field: string]: string }> };
  upload: {
    id: string;
    consultation_id: string;
    actor_id: string;
    file_name: string;
    path: string;
    bytes: number;
    received_at: Date;
    options: Json<unknown>;
    run_id: string | null;
    discarded_at: Date | null;
  };
  claim: {
    contribution_id: string;
    code_sha256: Buffer;
    made_at: Date;
    made_by: string;
    used_at: Date | null;
  };
  watched_file: {
    consultation_id: string;
    sha256: Buffer;
    origin: 'folder' | 'mailbox';
    name: string;
    state: 'taken' | 'failed';
    sentence: string | null;
    at: Date;
  };
  mailbox: { consultation_id: string; account: string; uid_validity: number; last_uid: number };
  refusal: {
    import_id: string;
    position: number;
    file: string;
    row_number: number | null;
    field: string | null;
    reason: string;
    partial: boolean;
  };
  event_record: {
    id: string;
    consultation_id: string;
    event_id: string | null;
    actor_id: string;
    kind: string;
    format: string;
    file_name: string;
    file_sha256: Buffer;
    at: Date;
    received: number;
    accepted: number;
    merged: number;
    refused: number;
    refusals: Json<Refusal[]>;
  };
  attendance: {
    id: string;
    event_id: string;
    record_id: string;
    person_sha256: Buffer;
    role: string;
    seat: string | null;
    attended: boolean;
    stretches: Json<Stretch[]>;
    minutes: number | null;
  };
  attendance_personal_data: { attendance_id: string; field: string; value: string };
  host_statement: {
    id: string;
    consultation_id: string;
    event_id: string | null;
    record_id: string;
    source_key: string;
    text: string;
    language: string | null;
    captions: string | null;
    at_ms: number | null;
    cleared_at: Date | null;
  };
  host_statement_personal_data: { host_statement_id: string; field: string; value: string };
  response_round: {
    id: string;
    consultation_id: string;
    event_id: string | null;
    record_id: string;
    key: string;
    position: number;
    definition: Json<Question>;
  };
  response: { round_id: string; respondent_sha256: Buffer; chosen: string[] };
  stakeholder: { id: string; consultation_id: string; link_rule: string | null; link_sha256: Buffer | null };
  personal_data: { stakeholder_id: string; field: string; value: string };
  contribution: {
    id: string;
    consultation_id: string;
    code: string;
    channel: string;
    stakeholder_id: string;
    source_id: string | null;
    source_key: string | null;
    version: number;
    received_at: Date;
    vanished_in: string | null;
    standing: Generated<'counted' | 'waiting' | 'refused' | 'undone' | 'withdrawn'>;
    standing_by: string | null;
    standing_at: Date | null;
    standing_reason: string | null;
    late: Generated<boolean>;
    publication_by_author: string | null;
  };
  contribution_version: {
    id: string;
    contribution_id: string;
    version: number;
    questionnaire_version_id: string;
    import_id: string | null;
    content_sha256: Buffer;
    language: string | null;
    day: string | null;
    user_type: string | null;
    country: string | null;
    size: string | null;
    scope: string | null;
    publication: string;
    url: string | null;
    undo_of: string | null;
  };
  text_body: { sha256: Buffer; text: string };
  attachment: {
    id: string;
    version_id: string;
    name: string;
    file_sha256: Buffer | null;
    bytes: number | null;
    pages: number[] | null;
    state: 'read' | 'missing' | 'unreadable' | 'without_text' | 'typed_in';
    reason: string | null;
    question: string | null;
    typed_by: string | null;
    typed_at: Date | null;
  };
  aside: { version_id: string; position: number; kind: 'quoted' | 'signature'; text: string };
  answer: {
    version_id: string;
    position: number;
    question: string;
    body_sha256: Buffer | null;
    attachment_id: string | null;
    chosen: string[] | null;
  };
  ledger_leaf: { consultation_id: string; position: number; version_id: string; leaf: Buffer };
  ledger_salt: { version_id: string; salt: Buffer; profile_salt: Buffer };
  passage: {
    body_sha256: Buffer;
    position: number;
    start_at: number;
    end_at: number;
    language: string;
    text_sha256: Buffer;
  };
  vector: { text_sha256: Buffer; tier: 'encoder' | 'static'; model: string; value: Buffer };
  run: {
    id: string;
    consultation_id: string;
    kind: 'analysis' | 'example' | 'import';
    state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
    actor_id: string;
    asked_at: Date;
    started_at: Date | null;
    finished_at: Date | null;
    attempts: Generated<number>;
    ledger_size: number | null;
    evidence_revision: number | null;
    seen_at: Date | null;
    cancel_asked_at: Date | null;
    progress: NullableJson<unknown>;
    record: NullableJson<unknown>;
    failure: string | null;
  };
  theme: {
    id: string;
    consultation_id: string;
    origin: 'candidate' | 'adopted';
    run_id: string | null;
    key: string;
    definition: Json<unknown>;
  };
  coding: {
    run_id: string;
    body_sha256: Buffer;
    position: number;
    theme_id: string | null;
    stance: string | null;
    sureness: number | null;
    assigned_by: 'machine' | 'person';
    kind: StatementKind | null;
    kind_sureness: number | null;
  };
  campaign: {
    id: string;
    run_id: string;
    key: string;
    template_version_id: string;
    /** core/campaign.ts: CampaignTexts */
    texts: unknown;
  };
  campaign_member: {
    campaign_id: string;
    version_id: string;
    role: CampaignRole;
    overlap: number;
  };
  edition: {
    id: string;
    consultation_id: string;
    run_id: string;
    number: number;
    root: Buffer;
    made_at: Date;
  };
  edition_file: { edition_id: string; name: string; content: Buffer };
};
