import { sql } from 'kysely';
import { DomainError } from '../core/error.ts';
import { newId } from '../core/id.ts';
import type { DerogationKind, Stage, StageKind } from '../core/stage.ts';
import { type LocalText, written } from '../core/text.ts';
import { sameClockIn } from '../core/time.ts';
import { type ChangeRequest, change } from './change.ts';
import type { Db, Store, Tx } from './open.ts';

export type Consultation = {
  id: string;
  slug: string;
  title: LocalText;
  summary: LocalText;
  leadBody: LocalText;
  timeZone: string;
  languages: string[];
  exampleNotice: LocalText | null;
  licence: LocalText | null;
  /** Whom to ask, in words; the e-mail address beside it. */
  contact: LocalText;
  contactEmailAddress: string | null;
  /** What becomes of what people say here. */
  privacyStatement: LocalText;
  publishedAt: Date | null;
  /** When it was first shown to everybody: from then on a change of its dates takes a reason. */
  announcedAt: Date | null;
};

export type Derogation = {
  kind: DerogationKind;
  reason: LocalText;
  at: Date;
  /** The dates that had been announced. */
  before?: Pick<Stage, 'opensAt' | 'closesAt'> | null;
};
export type CoreArea = { id: string; title: LocalText };
export type ConsultationEvent = {
  id: string;
  stageId: string;
  slug: string;
  kind: 'webinar' | 'workshop';
  title: LocalText;
  summary: LocalText;
  startsAt: Date;
  endsAt: Date;
  coreAreas: CoreArea[];
};
export type StageWithDerogations = Stage & { derogations: Derogation[] };

type SaidLater = 'contact' | 'contactEmailAddress' | 'privacyStatement';

/** What is needed to set a consultation up. */
export type NewConsultation = Omit<Consultation, 'id' | 'publishedAt' | 'announcedAt' | SaidLater> & {
  [field in SaidLater]?: Consultation[field];
} & {
  stages: (Omit<Stage, 'id'> & {
    derogations?: Omit<Derogation, 'at'>[];
    events?: (Omit<ConsultationEvent, 'id' | 'stageId' | 'coreAreas'> & { coreAreas: LocalText[] })[];
  })[];
};

const json = (value: unknown) => JSON.stringify(value);

/**
 * Sets a consultation up with its stages, events and core areas.
 * @throws DomainError conflict where the slug is taken, forbidden where the actor may not
 */
export async function createConsultation(
  store: Store,
  actor: ChangeRequest['actor'],
  wanted: NewConsultation,
  published: boolean,
): Promise<Consultation> {
  const id = newId();
  const request = { actor, capability: 'set up consultations', stream: 'house', kind: 'consultation.created' } as const;
  return await change(store, request, async (tx, at) => {
    const taken = await tx.selectFrom('consultation').select('id').where('slug', '=', wanted.slug).executeTakeFirst();
    if (taken) throw new DomainError('conflict', `There is a consultation "${wanted.slug}" already.`);
    const publishedAt = published ? at : null;
    await tx
      .insertInto('consultation')
      .values({
        id,
        slug: wanted.slug,
        title: json(wanted.title),
        summary: json(wanted.summary),
        lead_body: json(wanted.leadBody),
        time_zone: wanted.timeZone,
        languages: wanted.languages,
        example_notice: wanted.exampleNotice && json(wanted.exampleNotice),
        licence: wanted.licence && json(wanted.licence),
        contact: json(wanted.contact ?? {}),
        contact_email_address: wanted.contactEmailAddress ?? null,
        privacy_statement: json(wanted.privacyStatement ?? {}),
        published_at: publishedAt,
        announced_at: publishedAt,
        created_at: at,
      })
      .execute();
    for (const [position, stage] of wanted.stages.entries()) await insertStage(tx, actor.id, id, position, stage, at);
    const { stages: _, ...said } = wanted;
    const rest = { contact: {}, contactEmailAddress: null, privacyStatement: {}, ...said };
    return { result: { ...rest, id, publishedAt, announcedAt: publishedAt }, subject: id };
  });
}

async function insertStage(
  tx: Tx,
  actorId: string,
  consultationId: string,
  position: number,
  stage: NewConsultation['stages'][number],
  at: Date,
): Promise<void> {
  const id = newId();
  await tx
    .insertInto('stage')
    .values({
      id,
      consultation_id: consultationId,
      position,
      kind: stage.kind,
      title: json(stage.title),
      opens_at: stage.opensAt,
      closes_at: stage.closesAt,
    })
    .execute();
  for (const derogation of stage.derogations ?? []) {
    await tx
      .insertInto('derogation')
      .values({
        id: newId(),
        stage_id: id,
        kind: derogation.kind,
        reason: json(derogation.reason),
        actor_id: actorId,
        at,
      })
      .execute();
  }
  for (const event of stage.events ?? []) await insertEvent(tx, consultationId, id, event);
}

async function insertEvent(
  tx: Tx,
  consultationId: string,
  stageId: string,
  event: NonNullable<NewConsultation['stages'][number]['events']>[number],
): Promise<void> {
  const id = newId();
  await tx
    .insertInto('event')
    .values({
      id,
      consultation_id: consultationId,
      stage_id: stageId,
      slug: event.slug,
      kind: event.kind,
      title: json(event.title),
      summary: json(event.summary),
      starts_at: event.startsAt,
      ends_at: event.endsAt,
    })
    .execute();
  for (const [position, title] of event.coreAreas.entries()) {
    await tx
      .insertInto('core_area')
      .values({ id: newId(), event_id: id, position, title: json(title) })
      .execute();
  }
}

/** The consultation of a slug, published or not; undefined where there is none. */
export async function consultationBySlug(db: Db, slug: string): Promise<Consultation | undefined> {
  const row = await db.selectFrom('consultation').selectAll().where('slug', '=', slug).executeTakeFirst();
  return row && asConsultation(row);
}

export async function consultationById(db: Db | Tx, id: string): Promise<Consultation | undefined> {
  const row = await db.selectFrom('consultation').selectAll().where('id', '=', id).executeTakeFirst();
  return row && asConsultation(row);
}

/** The published consultations, newest first. */
export async function publishedConsultations(db: Db): Promise<Consultation[]> {
  const rows = await db
    .selectFrom('consultation')
    .selectAll()
    .where('published_at', 'is not', null)
    .orderBy('published_at', 'desc')
    .orderBy('slug')
    .execute();
  return rows.map(asConsultation);
}

export async function allConsultations(db: Db): Promise<Consultation[]> {
  return (await db.selectFrom('consultation').selectAll().orderBy('slug').execute()).map(asConsultation);
}

type Row = Awaited<ReturnType<typeof selectConsultation>>;
function selectConsultation(db: Db) {
  return db.selectFrom('consultation').selectAll().executeTakeFirstOrThrow();
}

function asConsultation(row: Row): Consultation {
  return {
    id: row.id,
    slug: row.slug,
    title: row.title,
    summary: row.summary,
    leadBody: row.lead_body,
    timeZone: row.time_zone,
    languages: row.languages,
    exampleNotice: row.example_notice,
    licence: row.licence,
    contact: row.contact,
    contactEmailAddress: row.contact_email_address,
    privacyStatement: row.privacy_statement,
    publishedAt: row.published_at,
    announcedAt: row.announced_at,
  };
}

/** The stages of a consultation by time, with the recorded reasons for changes. */
export async function stagesOf(db: Db, consultationId: string): Promise<StageWithDerogations[]> {
  const stages = await db
    .selectFrom('stage')
    .selectAll()
    .where('consultation_id', '=', consultationId)
    .orderBy('opens_at')
    .orderBy('closes_at')
    .orderBy('position')
    .execute();
  const derogations = await db
    .selectFrom('derogation')
    .innerJoin('stage', 'stage.id', 'derogation.stage_id')
    .select(['derogation.stage_id', 'derogation.kind', 'derogation.reason', 'derogation.at'])
    .select(['derogation.opened_before', 'derogation.closed_before'])
    .where('stage.consultation_id', '=', consultationId)
    .orderBy('derogation.at')
    .orderBy('derogation.id')
    .execute();
  return stages.map((stage) => ({
    id: stage.id,
    kind: stage.kind as StageKind,
    title: stage.title,
    opensAt: stage.opens_at,
    closesAt: stage.closes_at,
    skippedAt: stage.skipped_at,
    derogations: derogations
      .filter((derogation) => derogation.stage_id === stage.id)
      .map(({ kind, reason, at, opened_before, closed_before }) => ({
        kind: kind as DerogationKind,
        reason,
        at,
        before: opened_before && closed_before ? { opensAt: opened_before, closesAt: closed_before } : null,
      })),
  }));
}

/** The events of a consultation by time, each with its core areas. */
export async function eventsOf(db: Db, consultationId: string): Promise<ConsultationEvent[]> {
  const events = await db
    .selectFrom('event')
    .selectAll()
    .where('consultation_id', '=', consultationId)
    .orderBy('starts_at')
    .execute();
  const areas = await db
    .selectFrom('core_area')
    .innerJoin('event', 'event.id', 'core_area.event_id')
    .select(['core_area.id', 'core_area.event_id', 'core_area.title'])
    .where('event.consultation_id', '=', consultationId)
    .orderBy('core_area.position')
    .execute();
  return events.map((event) => ({
    id: event.id,
    stageId: event.stage_id,
    slug: event.slug,
    kind: event.kind as ConsultationEvent['kind'],
    title: event.title,
    summary: event.summary,
    startsAt: event.starts_at,
    endsAt: event.ends_at,
    coreAreas: areas.filter((area) => area.event_id === event.id).map(({ id, title }) => ({ id, title })),
  }));
}

/** A consultation with nothing but a name, as `import --consultation SLUG` makes one where there is none: a draft. */
export function bareConsultation(slug: string): NewConsultation {
  return {
    slug,
    title: written({ en: slug }),
    summary: {},
    leadBody: {},
    timeZone: 'Europe/Brussels',
    languages: ['en'],
    exampleNotice: null,
    licence: null,
    stages: [],
  };
}

/** What an organiser says about a consultation. */
export type ConsultationDescription = Pick<
  Consultation,
  'title' | 'summary' | 'leadBody' | 'languages' | 'timeZone' | 'contact' | 'contactEmailAddress' | 'privacyStatement'
>;

/**
 * Changes what a consultation is called and about, who leads it, in which languages and time zone it is held. Where the
 * time zone changes, the stages keep their days and times of the clock.
 * @throws DomainError conflict where the time zone of a consultation is to change whose dates people rely on
 */
export async function describeConsultation(
  store: Pick<Store, 'db'>,
  actor: ChangeRequest['actor'],
  id: string,
  description: ConsultationDescription,
): Promise<void> {
  const { title, summary, leadBody, languages, timeZone } = description;
  const request = { actor, capability: 'set up consultations', stream: id, kind: 'consultation.described' } as const;
  await change(store, request, async (tx) => {
    await changeTimeZone(tx, id, timeZone);
    await tx
      .updateTable('consultation')
      .set({
        title: json(title),
        summary: json(summary),
        lead_body: json(leadBody),
        languages,
        time_zone: timeZone,
        contact: json(description.contact),
        contact_email_address: description.contactEmailAddress,
        privacy_statement: json(description.privacyStatement),
      })
      .where('id', '=', id)
      .execute();
    return { result: undefined, subject: id };
  });
}

async function changeTimeZone(tx: Tx, id: string, zone: string): Promise<void> {
  const before = await tx
    .selectFrom('consultation')
    .select(['time_zone', 'announced_at'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (before.time_zone === zone) return;
  const stages = await tx
    .selectFrom('stage')
    .select(['id', 'opens_at', 'closes_at'])
    .where('consultation_id', '=', id)
    .execute();
  if (before.announced_at && stages.length > 0) {
    throw new DomainError(
      'conflict',
      'The dates of this consultation have been announced in its time zone, which therefore stays. Move its stages instead.',
    );
  }
  const moved = (at: Date) => sameClockIn(at, before.time_zone, zone);
  for (const stage of stages) {
    await tx
      .updateTable('stage')
      .set({ opens_at: moved(stage.opens_at), closes_at: moved(stage.closes_at) })
      .where('id', '=', stage.id)
      .execute();
  }
}

/**
 * Shows a consultation to everybody, or takes it back to the desk, with the reason.
 * @throws DomainError conflict where it is so already
 */
export async function setPublished(
  store: Pick<Store, 'db'>,
  actor: ChangeRequest['actor'],
  id: string,
  published: boolean,
  reason: string | undefined,
): Promise<void> {
  const kind = published ? 'consultation.published' : 'consultation.unpublished';
  const request = { actor, capability: 'set up consultations', stream: id, kind, ...(reason && { reason }) } as const;
  await change(store, request, async (tx, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('consultation')
      .set({
        published_at: published ? at : null,
        ...(published && { announced_at: sql<Date>`coalesce(announced_at, ${at})` }),
      })
      .where('id', '=', id)
      .where('published_at', published ? 'is' : 'is not', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) {
      throw new DomainError('conflict', `This consultation is ${published ? 'public' : 'a draft'} already.`);
    }
    return { result: undefined, subject: id };
  });
}
