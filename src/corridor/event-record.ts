import { type AttendanceSheet, instantsOf } from '../core/attendance.ts';
import { type Actor, may } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import type { EventRecord, EventRecordCounts, EventRecordKind } from '../core/event-record.ts';
import { type Clock, type Random, realClock, realRandom } from '../core/id.ts';
import type { Delivery } from '../core/intake.ts';
import type { Refusal } from '../core/refusal.ts';
import type { Consultation } from '../store/consultation.ts';
import { consultationById, eventsOf } from '../store/consultation.ts';
import { eventIdBySlug, makeBareEvent } from '../store/event.ts';
import {
  acceptAttendance,
  acceptHostStatements,
  acceptResponses,
  beginEventRecord,
  finishEventRecord,
  type NewAttendance,
} from '../store/event-record.ts';
import { inTransaction, type Store, type Tx } from '../store/open.ts';

export type EventRecordOptions = {
  actor: Actor;
  consultation: Consultation;
  /** Slug of the event that the file is of; may be left out where the file has no attendance. */
  event?: string | undefined;
  random?: Random;
  clock?: Clock;
};

export type EventRecordSums = { [kind in EventRecordKind]?: EventRecordCounts & { refusals: Refusal[] } };

/** Whether a file tells anything beside contributions. */
export function hasEventRecord(record: EventRecord | undefined): record is EventRecord {
  return !!record && (record.attendance !== null || record.hostStatements.length > 0 || record.rounds.length > 0);
}

/**
 * Takes in what a meeting tool's file tells beside contributions: attendance, statements of hosts, responses. The same file
 * again adds nothing. For each of the three: received = accepted + merged + refused.
 * @throws DomainError forbidden; wrong_use where the event is missing or unknown
 */
export async function importEventRecord(
  store: Store,
  delivery: Delivery,
  options: EventRecordOptions,
): Promise<EventRecordSums> {
  const { actor, consultation, random = realRandom, clock = realClock } = options;
  if (!may(actor.roles, 'import contributions')) {
    throw new DomainError('forbidden', `${actor.label} may not import contributions.`);
  }
  const record = delivery.eventRecord;
  if (!hasEventRecord(record)) return {};
  const zone = zoneOf(record.attendance?.timeZone ?? consultation.timeZone);
  return await inTransaction(store, async (tx) => {
    const eventId = await eventFor(tx, delivery, record, zone, options);
    const sums: EventRecordSums = {};
    for (const step of STEPS) {
      if (!step.has(record)) continue;
      const refusals = step.kind === refusalsOwner(record) ? record.refusals : [];
      const about = {
        consultationId: consultation.id,
        eventId,
        kind: step.kind,
        format: delivery.format,
        file: { name: delivery.file, sha256: delivery.sha256 },
        refusals,
      };
      const recordId = await beginEventRecord(tx, actor, about, { random, clock });
      const source = `${delivery.format} ${delivery.source}`;
      const into = { consultationId: consultation.id, eventId, recordId, source, zone };
      const { received, accepted } = await step.accept(tx, into, record, { random, clock });
      const refused = refusals.filter(({ partial }) => !partial).length;
      const counts = { received: received + refused, accepted, merged: received - accepted, refused };
      await finishEventRecord(tx, recordId, counts);
      sums[step.kind] = { ...counts, refusals };
    }
    return sums;
  });
}

/**
 * The same for a file that comes without word of its event, from the desk or a watched folder: statements of hosts and
 * responses are taken in, and who was at an event is asked for.
 * @returns whether there was anything of it
 * @throws DomainError as `importEventRecord`
 */
export async function importWithoutEvent(
  store: Store,
  delivery: Delivery,
  { actor, consultationId }: { actor: Actor; consultationId: string },
): Promise<boolean> {
  if (!hasEventRecord(delivery.eventRecord)) return false;
  const consultation = await consultationById(store.db, consultationId);
  if (!consultation) throw new DomainError('not_found', 'The consultation is no longer there.');
  await importEventRecord(store, delivery, { actor, consultation });
  return true;
}

type Into = { consultationId: string; eventId: string | null; recordId: string; source: string; zone: string };

type Step = {
  kind: EventRecordKind;
  has: (record: EventRecord) => boolean;
  /** `received` are the rows that were good; those known already are the difference. */
  accept: (
    tx: Tx,
    into: Into,
    record: EventRecord,
    made: { random: Random; clock: Clock },
  ) => Promise<{ received: number; accepted: number }>;
};

const STEPS: readonly Step[] = [
  {
    kind: 'attendance',
    has: ({ attendance }) => attendance !== null,
    accept: async (tx, { recordId, eventId, zone }, { attendance }, made) => {
      const sheet = attendance!; // `has` said so
      const people = sheet.people.map((one) => placed(one, sheet, zone));
      const accepted = await acceptAttendance(tx, { eventId: eventId!, recordId }, people, made); // an event was required
      return { received: people.length + sheet.merged, accepted };
    },
  },
  {
    kind: 'responses',
    has: ({ rounds }) => rounds.length > 0,
    accept: async (tx, into, { rounds }, made) => ({
      received: rounds.reduce((sum, { responses }) => sum + responses.length, 0),
      accepted: await acceptResponses(tx, into, rounds, made),
    }),
  },
  {
    kind: 'host_statements',
    has: ({ hostStatements }) => hostStatements.length > 0,
    accept: async (tx, into, { hostStatements }, made) => ({
      received: hostStatements.length,
      accepted: await acceptHostStatements(tx, into, hostStatements, made),
    }),
  },
];

/** Rows that could not be read belong to the first of the three that the file has. */
function refusalsOwner(record: EventRecord): EventRecordKind {
  return STEPS.find(({ has }) => has(record))!.kind; // only called for a record that has one
}

function placed(one: AttendanceSheet['people'][number], { clock }: AttendanceSheet, zone: string): NewAttendance {
  const { row: _, ...rest } = one;
  return { ...rest, stretches: one.stretches.map((stretch) => instantsOf(stretch, clock, zone)) };
}

function zoneOf(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch (error) {
    const sentence = `"${zone}" is no time zone (mapping: timeZone). One is written like Europe/Brussels.`;
    throw new DomainError('wrong_use', sentence, { cause: error });
  }
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The event that a file is of. In a draft it is made where there is none of that name; else somebody has to set it up. */
async function eventFor(
  tx: Tx,
  delivery: Delivery,
  record: EventRecord,
  zone: string,
  { consultation, event }: EventRecordOptions,
): Promise<string | null> {
  if (event === undefined) {
    if (record.attendance === null) return null;
    throw new DomainError(
      'wrong_use',
      `${delivery.file} says who was at an event. Say at which one: --event SLUG.${await sayEvents(tx, consultation)}`,
    );
  }
  const known = await eventIdBySlug(tx, consultation.id, event);
  if (known) return known;
  if (!SLUG.test(event) || event.length > 80)
    throw new DomainError(
      'wrong_use',
      `"${event}" cannot name an event: use lower-case letters, digits and single hyphens, at most 80 characters.`,
    );
  const span = spanOf(record.attendance);
  if (consultation.publishedAt !== null || span === null) {
    const why =
      consultation.publishedAt !== null
        ? 'The consultation is published: set the event up first.'
        : `Import a file first that says when the event was: ${delivery.file} does not.`;
    throw new DomainError(
      'not_found',
      `The consultation has no event "${event}". ${why}${await sayEvents(tx, consultation)}`,
    );
  }
  const { joined, left } = instantsOf(span, record.attendance!.clock, zone); // a span is of an attendance
  return await makeBareEvent(tx, consultation, event, { startsAt: new Date(joined), endsAt: new Date(left) });
}

/** When the event was: as the report says, else from the first to the last moment at which anybody was there. */
function spanOf(sheet: AttendanceSheet | null): { joined: number; left: number } | null {
  if (sheet === null) return null;
  if (sheet.span && sheet.span.joined < sheet.span.left) return sheet.span;
  const all = sheet.people.flatMap(({ stretches }) => stretches);
  if (all.length === 0) return null;
  const joined = all.reduce((first, one) => Math.min(first, one.joined), Number.POSITIVE_INFINITY);
  const left = all.reduce((last, one) => Math.max(last, one.left), 0);
  return joined < left ? { joined, left } : null;
}

async function sayEvents(tx: Tx, { id }: Consultation): Promise<string> {
  const events = await eventsOf(tx, id);
  return events.length === 0 ? '' : ` Its events are: ${events.map(({ slug }) => slug).join(', ')}.`;
}
