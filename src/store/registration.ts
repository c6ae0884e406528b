import { sql } from 'kysely';
import type { Answer } from '../core/contribution.ts';
import { isTextAnswer } from '../core/contribution.ts';
import { newCode, newId, parseCode } from '../core/id.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import type { StakeholderProfile, UserType } from '../core/profile.ts';
import {
  type Pool,
  type PoolCount,
  poolOf,
  type RegistrationWindow,
  registrationWindow,
  type Seat,
  settleArrival,
} from '../core/registration.ts';
import { receiptCodeFor } from '../core/registration-form.ts';
import { PARTICIPANT } from './actor.ts';
import { sha256 } from './contribution.ts';
import { type HostedEvent, lockEvent, noticeEventOf } from './hosted-event.ts';
import { appendAllToLog } from './log.ts';
import { addKeys, type Making, type NoticeTo, queueNotices, registrationKey } from './notice.ts';
import type { Db, Tx } from './open.ts';
import { receiptHash } from './receipt.ts';
import { seatOf, settleEvidence } from './registration-evidence.ts';
import { insertRows } from './rows.ts';
import { acceptSubmissions } from './submission.ts';

/** Somebody who registers. */
export type Registering = {
  eventId: string;
  /** The secret that the form carried: the same again is the same registration, sent once more. */
  code: string;
  /** `emailAddress` as `parseEmailAddress` gives it. */
  person: { name: string; emailAddress: string; organisation?: string };
  profile: StakeholderProfile;
  /** Of the mails. */
  language: string;
  logistics: readonly Answer[];
  /** What was said as evidence, and the questionnaire that asked for it; null where nothing was. */
  evidence: { questionnaireVersionId: string; received: ReceivedContribution } | null;
};

export type Registered =
  | { outcome: 'confirmed' | 'waiting'; id: string }
  /** The same form again: what it made the first time stands. */
  | { outcome: 'again'; id: string }
  /** The address has a registration; its owner is sent the link. */
  | { outcome: 'already' }
  | { outcome: 'refused'; window: Exclude<RegistrationWindow, 'open'> }
  | { outcome: 'no_event' };

/**
 * Registers people in the order in which they come, in one transaction: each event is locked, what is free is counted, then
 * seats are given or the person waits. One seat per e-mail address. Mails are queued and sent after the commit.
 * @returns what became of each, in the same order
 */
export async function registerAll(tx: Tx, items: readonly Registering[], made: Making): Promise<Registered[]> {
  const results = new Map<Registering, Registered>();
  for (const [eventId, group] of [...Map.groupBy(items, ({ eventId }) => eventId)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const event = await lockEvent(tx, eventId);
    const outcomes = event
      ? await registerAt(tx, event, group, made)
      : group.map(() => ({ outcome: 'no_event' as const }));
    group.forEach((item, i) => {
      results.set(item, outcomes[i]!);
    });
  }
  return items.map((item) => results.get(item)!);
}

/** One registration on its way in. */
type Arriving = {
  item: Registering;
  id: string;
  position: number;
  pool: Pool;
  state: 'confirmed' | 'waiting';
  /** How many wait before it. */
  before: number;
  person: Buffer;
  seatCode: string;
  sequence: number;
  /** Its evidence, once it is accepted. */
  contributionId: string | null;
};

async function registerAt(
  tx: Tx,
  event: HostedEvent,
  items: readonly Registering[],
  made: Making,
): Promise<Registered[]> {
  const at = made.clock();
  const window = registrationWindow(event, at);
  const known = await knownRegistrations(tx, event.id, items);
  const counts = await poolCounts(tx, event.id);
  const arriving: Arriving[] = [];
  const links: string[] = [];
  const outcomes = items.map((item): Registered => {
    const again = known.byKey.get(keyOf(item));
    if (again) return { outcome: 'again', id: again };
    if (window !== 'open') return { outcome: 'refused', window };
    const person = personKey(event.id, item.person.emailAddress);
    const already = known.byPerson.get(person.toString('hex'));
    if (already) {
      links.push(already);
      return { outcome: 'already' };
    }
    const one = arrive(event, item, { counts, known, position: event.lastPosition + arriving.length + 1, made });
    arriving.push(one);
    return { outcome: one.state, id: one.id };
  });
  await acceptEvidence(tx, event, arriving, made);
  await insertRegistrations(tx, event, arriving, at);
  await settleEvidence(
    tx,
    event,
    arriving.flatMap((one) => (one.contributionId ? [one.id] : [])),
    made,
  );
  await tellArrivals(tx, event, { arriving, links }, made);
  return outcomes;
}

type Known = {
  /** Ids by the hash of a code, in hexadecimal. */
  byKey: Map<string, string>;
  /** Ids of those that stand, by the hash of the person. */
  byPerson: Map<string, string>;
  /** Where the calendar of a person stands who was registered before. */
  sequences: Map<string, number>;
};

function keyOf({ code }: Pick<Registering, 'code'>): string {
  return registrationKey(code).toString('hex');
}

/** The same hash as in attendance, so that who registered here is found in what a meeting tool reports. */
export function personKey(eventId: string, emailAddress: string): Buffer {
  return sha256(`${eventId}\u0000${emailAddress.toLowerCase()}`);
}

async function knownRegistrations(tx: Tx, eventId: string, items: readonly Registering[]): Promise<Known> {
  const keys = items.map(({ code }) => registrationKey(code));
  const people = items.map(({ person }) => personKey(eventId, person.emailAddress));
  const sent = await tx
    .selectFrom('registration_key')
    .select(['code_sha256', 'registration_id'])
    .where('code_sha256', '=', sql<Buffer>`any(${keys})`)
    .execute();
  const there = await tx
    .selectFrom('registration')
    .select(['id', 'person_sha256', 'state', 'sequence'])
    .where('event_id', '=', eventId)
    .where('person_sha256', '=', sql<Buffer>`any(${people})`)
    .orderBy('position')
    .execute();
  const standing = there.filter(({ state }) => state !== 'cancelled');
  return {
    byKey: new Map(sent.map((row) => [row.code_sha256.toString('hex'), row.registration_id])),
    byPerson: new Map(standing.map((row) => [row.person_sha256.toString('hex'), row.id])),
    sequences: new Map(there.map((row) => [row.person_sha256.toString('hex'), row.sequence])),
  };
}

/** How many seats of each pool of an event are taken, and how many wait. */
export async function poolCounts(tx: Db | Tx, eventId: string): Promise<Map<Pool, PoolCount>> {
  const rows = await tx
    .selectFrom('registration')
    .select('pool')
    .select(sql<number>`count(*) filter (where state in ('confirmed', 'attended', 'offered'))`.as('taken'))
    .select(sql<number>`count(*) filter (where state = 'waiting')`.as('waiting'))
    .where('event_id', '=', eventId)
    .groupBy('pool')
    .execute();
  return new Map(rows.map(({ pool, taken, waiting }) => [pool, { taken, waiting }]));
}

function arrive(
  event: HostedEvent,
  item: Registering,
  { counts, known, position, made }: { counts: Map<Pool, PoolCount>; known: Known; position: number; made: Making },
): Arriving {
  const pool = poolOf(event, item.profile.userType);
  const count = counts.get(pool) ?? { taken: 0, waiting: 0 };
  const state = settleArrival(event, pool, count);
  counts.set(pool, {
    taken: count.taken + (state === 'confirmed' ? 1 : 0),
    waiting: count.waiting + (state === 'waiting' ? 1 : 0),
  });
  const id = newId(made.random, made.clock);
  const person = personKey(event.id, item.person.emailAddress);
  known.byKey.set(keyOf(item), id);
  known.byPerson.set(person.toString('hex'), id);
  return {
    item,
    id,
    position,
    pool,
    state,
    before: count.waiting,
    person,
    seatCode: newCode('seat', made.random),
    sequence: known.sequences.get(person.toString('hex')) ?? 0,
    contributionId: null,
  };
}

/** Evidence becomes contributions like any other, each with its receipt; logistics does not come near it. */
async function acceptEvidence(tx: Tx, event: HostedEvent, arriving: readonly Arriving[], made: Making): Promise<void> {
  const speaking = arriving.flatMap((one) => (one.item.evidence ? [{ one, evidence: one.item.evidence }] : []));
  const submitted = await acceptSubmissions(
    tx,
    speaking.map(({ one, evidence }) => ({
      ...evidence,
      consultationId: event.consultationId,
      codeSha256: receiptHash(receiptCodeFor(one.item.code)),
      corrects: null,
      inGrace: false,
    })),
    made,
  );
  speaking.forEach(({ one }, i) => {
    one.contributionId = submitted[i]!.contributionId;
  });
}

async function insertRegistrations(tx: Tx, event: HostedEvent, arriving: readonly Arriving[], at: Date): Promise<void> {
  if (arriving.length === 0) return;
  await tx
    .updateTable('event')
    .set({ last_position: event.lastPosition + arriving.length })
    .where('id', '=', event.id)
    .execute();
  await insertRows(
    tx,
    'registration',
    arriving.map((one) => ({
      id: one.id,
      event_id: event.id,
      position: one.position,
      state: one.state,
      pool: one.pool,
      user_type: one.item.profile.userType,
      country: one.item.profile.country,
      language: one.item.language,
      person_sha256: one.person,
      seat_code: one.seatCode,
      contribution_id: one.contributionId,
      // A confirmed one gets its calendar entry now; the number is that of the next one.
      sequence: one.sequence + (one.state === 'confirmed' ? 1 : 0),
      registered_at: at,
      seated_at: one.state === 'confirmed' ? at : null,
    })),
  );
  await insertRows(
    tx,
    'registration_key',
    arriving.map(({ id, item }) => ({ code_sha256: registrationKey(item.code), registration_id: id })),
  );
  await insertRows(
    tx,
    'registration_personal_data',
    arriving.flatMap(({ id, item }) =>
      Object.entries(item.person)
        .filter(([, value]) => value !== '')
        .map(([field, value]) => ({ registration_id: id, field, value })),
    ),
  );
  await insertRows(
    tx,
    'logistics_answer',
    arriving.flatMap(({ id, item }) =>
      item.logistics.map((answer, position) => ({
        registration_id: id,
        position,
        question: answer.question,
        text: isTextAnswer(answer) ? answer.text : null,
        chosen: isTextAnswer(answer) ? null : answer.values,
      })),
    ),
  );
}

const HOUR_MS = 3_600_000;

async function tellArrivals(
  tx: Tx,
  event: HostedEvent,
  { arriving, links }: { arriving: readonly Arriving[]; links: readonly string[] },
  made: Making,
): Promise<void> {
  const at = made.clock();
  const asked = [...new Set(links)];
  const codes = await addKeys(tx, asked, made);
  const notices: NoticeTo[] = [
    ...arriving.map((one) => ({ registrationId: one.id, turn: one.position, notice: arrivalNotice(event, one) })),
    ...asked.map((registrationId, i) => ({
      registrationId,
      turn: Math.floor(at.getTime() / HOUR_MS), // once an hour is enough
      notice: { kind: 'registration_link' as const, code: codes[i]! },
    })),
  ];
  await queueNotices(tx, await noticeEventOf(tx, event), notices, made);
  const entry = { stream: event.consultationId, actor: PARTICIPANT, at };
  for (const state of ['confirmed', 'waiting'] as const) {
    const ids = arriving.filter((one) => one.state === state).map(({ id }) => id);
    await appendAllToLog(tx, { ...entry, kind: `registration.${state}` }, ids);
  }
}

function arrivalNotice({ offerHours }: HostedEvent, one: Arriving): NoticeTo['notice'] {
  const { code } = one.item;
  const receipt = one.contributionId === null ? null : receiptCodeFor(code);
  return one.state === 'confirmed'
    ? { kind: 'registration_confirmed', code, seatCode: one.seatCode, sequence: one.sequence, receipt }
    : { kind: 'registration_waiting', code, before: one.before, offerHours, receipt };
}

// Reading ----------------------------------------------------------------------------------------------------------------

/** A registration as its owner sees it. */
export type OwnRegistration = {
  id: string;
  eventId: string;
  position: number;
  seat: Seat;
  pool: Pool;
  userType: UserType | null;
  /** How many wait before it in the same pool; null where it does not wait. */
  before: number | null;
  seatCode: string;
  registeredAt: Date;
  language: string;
  person: { name: string; emailAddress: string };
  contributionId: string | null;
  /** Of the next entry in the person's calendar. */
  sequence: number;
};

/** Id of the registration that a code opens, with its event; null where it opens none. */
export async function registrationOfCode(
  db: Db | Tx,
  typed: string,
): Promise<{ id: string; eventId: string; code: string } | null> {
  const code = parseCode('registration', typed);
  if (code === null) return null;
  const row = await db
    .selectFrom('registration_key')
    .innerJoin('registration', 'registration.id', 'registration_key.registration_id')
    .select(['registration.id', 'event_id as eventId'])
    .where('code_sha256', '=', registrationKey(code))
    .executeTakeFirst();
  return row ? { ...row, code } : null;
}

/** One registration by its id. */
export async function registrationById(db: Db | Tx, id: string): Promise<OwnRegistration | undefined> {
  const row = await db.selectFrom('registration').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const fields = await db
    .selectFrom('registration_personal_data')
    .select(['field', 'value'])
    .where('registration_id', '=', id)
    .execute();
  const personal = new Map(fields.map(({ field, value }) => [field, value]));
  return {
    id,
    eventId: row.event_id,
    position: row.position,
    seat: seatOf(row),
    pool: row.pool,
    userType: row.user_type as UserType | null,
    before: row.state === 'waiting' ? await waitingBefore(db, row) : null,
    seatCode: row.seat_code,
    registeredAt: row.registered_at,
    language: row.language,
    person: { name: personal.get('name') ?? '', emailAddress: personal.get('emailAddress') ?? '' },
    contributionId: row.contribution_id,
    sequence: row.sequence,
  };
}

async function waitingBefore(
  db: Db | Tx,
  { event_id, pool, position }: { event_id: string; pool: Pool; position: number },
): Promise<number> {
  const { n } = await db
    .selectFrom('registration')
    .select(sql<number>`count(*)`.as('n'))
    .where('event_id', '=', event_id)
    .where('state', '=', 'waiting')
    .where(sql<boolean>`pool is not distinct from ${pool}`)
    .where('position', '<', position)
    .executeTakeFirstOrThrow();
  return n;
}
