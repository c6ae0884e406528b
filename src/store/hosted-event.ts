import { sql } from 'kysely';
import type { AgendaItem } from '../core/agenda.ts';
import type { UserType } from '../core/profile.ts';
import type { EvidencePolicy, RegistrationTimes, SeatGroup, SeatPlan } from '../core/registration.ts';
import type { NoticeEvent } from '../core/registration-mail.ts';
import type { LocalText } from '../core/text.ts';
import type { ConsultationEvent, CoreArea } from './consultation.ts';
import type { Db, Tx } from './open.ts';

/** An event with all that hosts say of it: how to come, its agenda, who may have a seat. */
export type HostedEvent = ConsultationEvent &
  RegistrationTimes &
  SeatPlan &
  EvidencePolicy & {
    consultationId: string;
    place: LocalText;
    joinUrl: string | null;
    languages: string[];
    interpretation: string[];
    accessibility: LocalText;
    recording: LocalText;
    groups: SeatGroup[];
    offerHours: number;
    /** Hours before the start at which those with a seat are reminded; 0: not at all. */
    reminderHours: number;
    questionnaireId: string | null;
    logisticsDays: number;
    logisticsDeletedAt: Date | null;
    agenda: AgendaItem[];
    /** Of its entry in calendars; rises with every change. */
    sequence: number;
    changedAt: Date | null;
    cancelReason: LocalText | null;
    /** Of the last registration that came. */
    lastPosition: number;
  };

/** The events of a consultation in full, by time. */
export async function hostedEventsOf(db: Db | Tx, consultationId: string): Promise<HostedEvent[]> {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('consultation_id', '=', consultationId)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
  return await withParts(db, rows);
}

/** One event in full; undefined where the consultation has none of that name. */
export async function hostedEvent(db: Db | Tx, consultationId: string, slug: string): Promise<HostedEvent | undefined> {
  const rows = await db
    .selectFrom('event')
    .selectAll()
    .where('consultation_id', '=', consultationId)
    .where('slug', '=', slug)
    .execute();
  return (await withParts(db, rows))[0];
}

export async function hostedEventById(db: Db | Tx, id: string): Promise<HostedEvent | undefined> {
  return (await withParts(db, await db.selectFrom('event').selectAll().where('id', '=', id).execute()))[0];
}

type EventRow = Awaited<ReturnType<typeof selectEvent>>;
function selectEvent(db: Db) {
  return db.selectFrom('event').selectAll().executeTakeFirstOrThrow();
}

/** Adds the parts of events with one statement for each kind of part. */
async function withParts(db: Db | Tx, rows: readonly EventRow[]): Promise<HostedEvent[]> {
  const ids = sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`;
  if (rows.length === 0) return [];
  const [areas, groups, agenda] = [
    await db.selectFrom('core_area').selectAll().where('event_id', '=', ids).orderBy('position').execute(),
    await db.selectFrom('seat_group').selectAll().where('event_id', '=', ids).orderBy('position').execute(),
    await agendasOf(db, ids),
  ];
  return rows.map((row) => {
    const coreAreas = areas.filter(({ event_id }) => event_id === row.id);
    return asHosted(row, {
      coreAreas,
      groups: groups
        .filter(({ event_id }) => event_id === row.id)
        .map(({ key, title, user_types, capacity }) => ({ key, title, userTypes: user_types as UserType[], capacity })),
      agenda: agenda
        .filter(({ event_id }) => event_id === row.id)
        .map(({ kind, title, minutes, core_area_id, speakers }) => ({
          kind,
          title,
          minutes,
          coreArea: indexOrNull(coreAreas.findIndex(({ id }) => id === core_area_id)),
          speakers,
        })),
    });
  });
}

function indexOrNull(index: number): number | null {
  return index === -1 ? null : index;
}

async function agendasOf(db: Db | Tx, ids: ReturnType<typeof sql<string>>) {
  const items = await db
    .selectFrom('agenda_item')
    .selectAll()
    .where('event_id', '=', ids)
    .orderBy('event_id')
    .orderBy('position')
    .execute();
  const speakers = await db
    .selectFrom('speaker')
    .innerJoin('agenda_item', 'agenda_item.id', 'speaker.agenda_item_id')
    .select(['agenda_item_id', 'name', 'role', 'body'])
    .where('agenda_item.event_id', '=', ids)
    .orderBy('speaker.position')
    .execute();
  return items.map((item) => ({
    ...item,
    speakers: speakers
      .filter(({ agenda_item_id }) => agenda_item_id === item.id)
      .map(({ name, role, body }) => ({ name, role, body })),
  }));
}

function asHosted(
  row: EventRow,
  parts: { coreAreas: CoreArea[]; groups: SeatGroup[]; agenda: AgendaItem[] },
): HostedEvent {
  return {
    id: row.id,
    consultationId: row.consultation_id,
    stageId: row.stage_id,
    slug: row.slug,
    kind: row.kind as ConsultationEvent['kind'],
    title: row.title,
    summary: row.summary,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    coreAreas: parts.coreAreas.map(({ id, title }) => ({ id, title })),
    groups: parts.groups,
    agenda: parts.agenda,
    place: row.place,
    joinUrl: row.join_url,
    languages: row.languages,
    interpretation: row.interpretation,
    accessibility: row.accessibility,
    recording: row.recording,
    takesRegistrations: row.takes_registrations,
    registrationOpensAt: row.registration_opens_at,
    registrationClosesAt: row.registration_closes_at,
    capacity: row.capacity,
    offerHours: row.offer_hours,
    reminderHours: row.reminder_hours,
    questionnaireId: row.questionnaire_id,
    countsWaiting: row.counts_waiting,
    countsCancelled: row.counts_cancelled,
    logisticsDays: row.logistics_days,
    logisticsDeletedAt: row.logistics_deleted_at,
    sequence: row.sequence,
    changedAt: row.changed_at,
    cancelledAt: row.cancelled_at,
    cancelReason: row.cancel_reason,
    lastPosition: row.last_position,
  };
}

/** What mails say of an event. */
export async function noticeEventOf(
  tx: Db | Tx,
  event: HostedEvent,
): Promise<NoticeEvent & { consultationId: string }> {
  const consultation = await tx
    .selectFrom('consultation')
    .select(['slug', 'title', 'lead_body', 'time_zone', 'example_notice'])
    .where('id', '=', event.consultationId)
    .executeTakeFirstOrThrow();
  return {
    ...event,
    consultationSlug: consultation.slug,
    consultationTitle: consultation.title,
    leadBody: consultation.lead_body,
    timeZone: consultation.time_zone,
    exampleNotice: consultation.example_notice,
  };
}

/** Locks an event, so that whoever changes its seats does it alone, and reads it as it is then. */
export async function lockEvent(tx: Tx, id: string): Promise<HostedEvent | undefined> {
  const row = await tx.selectFrom('event').select('id').where('id', '=', id).forUpdate().executeTakeFirst();
  return row && (await hostedEventById(tx, id));
}
