import { sql } from 'kysely';
import type { Actor, Capability } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { parseCode } from '../core/id.ts';
import {
  type CancelReason,
  freeSeats,
  nextInQueue,
  offerExpiry,
  type Pool,
  poolsOf,
  settleArrival,
} from '../core/registration.ts';
import { PARTICIPANT, SYSTEM } from './actor.ts';
import { change } from './change.ts';
import { type HostedEvent, lockEvent, noticeEventOf } from './hosted-event.ts';
import { appendAllToLog } from './log.ts';
import { addKeys, type Making, type NoticeTo, queueNotices } from './notice.ts';
import { inTransaction, type Store, type Tx } from './open.ts';
import { type OwnRegistration, poolCounts, registrationById, registrationOfCode } from './registration.ts';
import { settleEvidence } from './registration-evidence.ts';

type Opened = { event: HostedEvent; own: OwnRegistration };

/** Locks the event of a registration and reads both as they are then. */
async function lockRegistration(tx: Tx, id: string, eventId: string): Promise<Opened> {
  const event = (await lockEvent(tx, eventId))!; // a registration refers to it
  return { event, own: (await registrationById(tx, id))! }; // it is never deleted
}

/** Carries out what the holder of a registration's link decided. */
async function decideOnOwn<T>(
  store: Pick<Store, 'db'>,
  typed: string,
  kind: string,
  made: Making,
  steps: (tx: Tx, opened: Opened, at: Date) => Promise<T>,
): Promise<T> {
  const found = await registrationOfCode(store.db, typed);
  if (!found) throw new DomainError('not_found', 'This link opens no registration. Check that it is whole.');
  const { consultation_id } = await store.db
    .selectFrom('event')
    .select('consultation_id')
    .where('id', '=', found.eventId)
    .executeTakeFirstOrThrow();
  const request = { actor: PARTICIPANT, capability: 'register for events', stream: consultation_id, kind } as const;
  return await change(
    store,
    request,
    async (tx, at) => {
      const opened = await lockRegistration(tx, found.id, found.eventId);
      return { result: await steps(tx, opened, at), subject: found.id };
    },
    made.clock,
  );
}

/** What became of an offer that somebody wants to take. */
export type OfferOutcome = 'confirmed' | 'lapsed' | 'already_confirmed' | 'none';

/** Takes an offered seat, if the offer still holds. One that has lapsed is let go at once, and the next one is asked. */
export async function acceptOffer(store: Pick<Store, 'db'>, code: string, made: Making): Promise<OfferOutcome> {
  return await decideOnOwn(store, code, 'registration.offer_answered', made, async (tx, { event, own }, at) => {
    if (own.seat.state === 'confirmed' || own.seat.state === 'attended') return 'already_confirmed';
    if (own.seat.state === 'cancelled' && own.seat.because === 'offer_lapsed') return 'lapsed';
    if (own.seat.state !== 'offered') return 'none';
    if (own.seat.expiresAt <= at || event.startsAt <= at) {
      await cancelSeats(tx, event, [own], 'offer_lapsed', made);
      return 'lapsed';
    }
    await confirmSeat(tx, event, own, made);
    return 'confirmed';
  });
}

async function confirmSeat(tx: Tx, event: HostedEvent, own: OwnRegistration, made: Making): Promise<void> {
  await tx
    .updateTable('registration')
    .set({
      state: 'confirmed',
      seated_at: made.clock(),
      offer_expires_at: null,
      cancelled_at: null,
      cancelled_because: null,
      sequence: own.sequence + 1,
    })
    .where('id', '=', own.id)
    .execute();
  await settleEvidence(tx, event, [own.id], made);
  const [code] = await addKeys(tx, [own.id], made);
  const { seatCode, sequence } = own;
  const notice = { kind: 'registration_confirmed', code: code!, seatCode, sequence, receipt: null } as const;
  const turn = `${own.position}.${sequence}`;
  await queueNotices(tx, await noticeEventOf(tx, event), [{ registrationId: own.id, turn, notice }], made);
}

/**
 * Gives a seat, an offer or a place on the waiting list up; what becomes free is offered to the next one.
 * @returns false where it was cancelled already
 * @throws DomainError conflict where the person was there
 */
export async function cancelRegistration(store: Pick<Store, 'db'>, code: string, made: Making): Promise<boolean> {
  return await decideOnOwn(store, code, 'registration.cancelled', made, async (tx, { event, own }) => {
    if (own.seat.state === 'cancelled') return false;
    if (own.seat.state === 'attended') throw wasThere();
    await cancelSeats(tx, event, [own], 'self', made);
    return true;
  });
}

function wasThere(): DomainError {
  return new DomainError('conflict', 'This person was at the event: a seat that was used cannot be cancelled.');
}

/** The same by the organiser, with the reason in the log. */
export async function cancelAsOrganiser(
  store: Pick<Store, 'db'>,
  actor: Actor,
  event: Pick<HostedEvent, 'id' | 'consultationId'>,
  registrationId: string,
  reason: string,
  made: Making,
): Promise<boolean> {
  if (reason.trim() === '') throw new DomainError('wrong_use', 'A registration is cancelled with a reason: say why.');
  return await decideAtDesk(store, actor, event, 'registration.cancelled_by_organiser', reason, made, async (tx) => {
    const opened = await lockRegistration(tx, registrationId, event.id);
    if (opened.own?.eventId !== event.id) throw new DomainError('not_found', 'There is no such registration here.');
    if (opened.own.seat.state === 'attended') throw wasThere();
    const done = opened.own.seat.state !== 'cancelled';
    if (done) await cancelSeats(tx, opened.event, [opened.own], 'organiser', made);
    return { result: done, subject: registrationId };
  });
}

async function decideAtDesk<T>(
  store: Pick<Store, 'db'>,
  actor: Actor,
  { consultationId }: Pick<HostedEvent, 'consultationId'>,
  kind: string,
  reason: string | null,
  made: Making,
  steps: (tx: Tx, at: Date) => Promise<{ result: T; subject: string }>,
): Promise<T> {
  const capability: Capability = 'see registrations';
  const request = { actor, capability, stream: consultationId, kind, ...(reason && { reason: reason.trim() }) };
  return await change(store, request, steps, made.clock);
}

/** Takes seats away, tells those who had them, and offers what is free to the next ones; the event is locked. */
async function cancelSeats(
  tx: Tx,
  event: HostedEvent,
  owns: readonly OwnRegistration[],
  because: CancelReason,
  made: Making,
): Promise<void> {
  const at = made.clock();
  const ids = owns.map(({ id }) => id);
  await tx
    .updateTable('registration')
    .set({
      state: 'cancelled',
      cancelled_at: at,
      cancelled_because: because,
      offer_expires_at: null,
      sequence: sql<number>`sequence + case when state = 'confirmed' then 1 else 0 end`,
    })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  await settleEvidence(tx, event, ids, made);
  await tellCancelled(tx, event, owns, because, made);
  await offerFreeSeats(tx, event, made);
}

async function tellCancelled(
  tx: Tx,
  event: HostedEvent,
  owns: readonly OwnRegistration[],
  because: CancelReason,
  made: Making,
): Promise<void> {
  // Once an event has begun nobody waits for news of an offer.
  if (because === 'offer_lapsed' && event.startsAt <= made.clock()) return;
  const ids = owns.map(({ id }) => id);
  const codes = because === 'offer_lapsed' ? await addKeys(tx, ids, made) : [];
  const notices = owns.map(({ id, position, sequence, seat }, i): NoticeTo => {
    const turn = `${position}.${sequence}`;
    if (because === 'offer_lapsed')
      return { registrationId: id, turn, notice: { kind: 'offer_lapsed', code: codes[i]! } };
    const calendar = seat.state === 'confirmed' ? sequence : null;
    return { registrationId: id, turn, notice: { kind: 'registration_cancelled', because, sequence: calendar } };
  });
  await queueNotices(tx, await noticeEventOf(tx, event), notices, made);
}

/**
 * Offers the free seats of a locked event to those who wait, in the order of the waiting list of each pool.
 * @returns how many were offered
 */
export async function offerFreeSeats(tx: Tx, event: HostedEvent, made: Making): Promise<number> {
  const at = made.clock();
  const expiresAt = event.cancelledAt === null ? offerExpiry(at, event.offerHours, event) : null;
  if (expiresAt === null) return 0;
  const counts = await poolCounts(tx, event.id);
  const next: { id: string; position: number }[] = [];
  for (const pool of poolsOf(event)) {
    const { taken, waiting } = counts.get(pool) ?? { taken: 0, waiting: 0 };
    const free = freeSeats(event, pool, taken);
    if (waiting === 0 || free === 0) continue;
    next.push(...nextInQueue(event, pool, taken, await queueOf(tx, event.id, pool, Math.min(free, waiting))));
  }
  if (next.length === 0) return 0;
  const ids = next.map(({ id }) => id);
  await tx
    .updateTable('registration')
    .set({ state: 'offered', offer_expires_at: expiresAt })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  const codes = await addKeys(tx, ids, made);
  const notices = next.map(
    ({ id, position }, i): NoticeTo => ({
      registrationId: id,
      turn: position,
      notice: { kind: 'seat_offered', code: codes[i]!, until: expiresAt },
    }),
  );
  await queueNotices(tx, await noticeEventOf(tx, event), notices, made);
  const entry = { stream: event.consultationId, actor: SYSTEM, at, kind: 'registration.offered' };
  await appendAllToLog(tx, entry, ids);
  return ids.length;
}

async function queueOf(tx: Tx, eventId: string, pool: Pool, most: number): Promise<{ id: string; position: number }[]> {
  return await tx
    .selectFrom('registration')
    .select(['id', 'position'])
    .where('event_id', '=', eventId)
    .where('state', '=', 'waiting')
    .where(sql<boolean>`pool is not distinct from ${pool}`)
    .orderBy('position')
    .limit(most)
    .execute();
}

/** What becomes of somebody who gave up their seat, or let an offer lapse, and wants to come after all. */
export type ReturnOutcome = 'confirmed' | 'waiting' | 'closed' | 'registered' | 'not_cancelled';

/** Puts somebody whose registration is cancelled at the end of the queue, or on a free seat. */
export async function returnToQueue(store: Pick<Store, 'db'>, code: string, made: Making): Promise<ReturnOutcome> {
  return await decideOnOwn(store, code, 'registration.returned', made, async (tx, { event, own }, at) => {
    if (own.seat.state !== 'cancelled') return 'not_cancelled';
    if (event.cancelledAt !== null || event.startsAt <= at || own.seat.because === 'organiser') return 'closed';
    if (await hasOther(tx, own)) return 'registered';
    const count = (await poolCounts(tx, event.id)).get(own.pool) ?? { taken: 0, waiting: 0 };
    const position = event.lastPosition + 1;
    await tx.updateTable('event').set({ last_position: position }).where('id', '=', event.id).execute();
    await tx.updateTable('registration').set({ position }).where('id', '=', own.id).execute();
    if (settleArrival(event, own.pool, count) === 'confirmed') {
      await confirmSeat(tx, event, { ...own, position }, made);
      return 'confirmed';
    }
    await waitAgain(tx, event, { ...own, position }, count.waiting, made);
    return 'waiting';
  });
}

/** Whether the same person has registered anew meanwhile. */
async function hasOther(tx: Tx, { id, eventId }: OwnRegistration): Promise<boolean> {
  const other = await tx
    .selectFrom('registration as other')
    .innerJoin('registration as own', 'own.person_sha256', 'other.person_sha256')
    .select('other.id')
    .where('own.id', '=', id)
    .where('other.event_id', '=', eventId)
    .where('other.id', '<>', id)
    .where('other.state', '<>', 'cancelled')
    .executeTakeFirst();
  return other !== undefined;
}

async function waitAgain(
  tx: Tx,
  event: HostedEvent,
  own: OwnRegistration,
  before: number,
  made: Making,
): Promise<void> {
  await tx
    .updateTable('registration')
    .set({ state: 'waiting', cancelled_at: null, cancelled_because: null })
    .where('id', '=', own.id)
    .execute();
  await settleEvidence(tx, event, [own.id], made);
  const [code] = await addKeys(tx, [own.id], made);
  const { offerHours } = event;
  const notice = { kind: 'registration_waiting', code: code!, before, offerHours, receipt: null } as const;
  const notices = [{ registrationId: own.id, turn: own.position, notice }];
  await queueNotices(tx, await noticeEventOf(tx, event), notices, made);
}

/** Lets offers go that were not taken in time, and offers their seats to the next ones. @returns how many lapsed */
export async function lapseOffers(store: Pick<Store, 'db'>, made: Making): Promise<number> {
  const now = made.clock();
  const due = await store.db
    .selectFrom('registration')
    .select('event_id')
    .distinct()
    .where('state', '=', 'offered')
    .where('offer_expires_at', '<=', now)
    .orderBy('event_id')
    .execute();
  let lapsed = 0;
  for (const { event_id } of due) {
    lapsed += await inTransaction(store, async (tx) => {
      const event = (await lockEvent(tx, event_id))!; // a registration refers to it
      const owns = await lapsedAt(tx, event.id, now);
      if (owns.length === 0) return 0;
      const ids = owns.map(({ id }) => id);
      const entry = { stream: event.consultationId, actor: SYSTEM, at: now, kind: 'registration.offer_lapsed' };
      await cancelSeats(tx, event, owns, 'offer_lapsed', made);
      await appendAllToLog(tx, entry, ids);
      return ids.length;
    });
  }
  return lapsed;
}

async function lapsedAt(tx: Tx, eventId: string, now: Date): Promise<OwnRegistration[]> {
  const rows = await tx
    .selectFrom('registration')
    .select('id')
    .where('event_id', '=', eventId)
    .where('state', '=', 'offered')
    .where('offer_expires_at', '<=', now)
    .orderBy('position')
    .execute();
  const owns: OwnRegistration[] = [];
  for (const { id } of rows) owns.push((await registrationById(tx, id))!); // read in this transaction
  return owns;
}

/** What the door says to a code. */
export type Admission =
  | { outcome: 'admitted' | 'again'; registration: OwnRegistration }
  /** Without a seat: waiting, or cancelled. */
  | { outcome: 'no_seat'; registration: OwnRegistration }
  | { outcome: 'unknown' };

/** Notes at the door that somebody came: by the code that they show. Whoever holds an offer takes it by coming. */
export async function admit(
  store: Pick<Store, 'db'>,
  actor: Actor,
  event: Pick<HostedEvent, 'id' | 'consultationId'>,
  typed: string,
  made: Making,
): Promise<Admission> {
  const seatCode = parseCode('seat', typed);
  if (seatCode === null) return { outcome: 'unknown' };
  return await decideAtDesk<Admission>(
    store,
    actor,
    event,
    'registration.shown_at_door',
    null,
    made,
    async (tx, at) => {
      const locked = (await lockEvent(tx, event.id))!; // it was found before
      const row = await tx
        .selectFrom('registration')
        .select('id')
        .where('event_id', '=', event.id)
        .where('seat_code', '=', seatCode)
        .executeTakeFirst();
      const own = row && (await registrationById(tx, row.id));
      if (!own) return { result: { outcome: 'unknown' }, subject: event.id };
      const subject = own.id;
      if (own.seat.state === 'attended') return { result: { outcome: 'again', registration: own }, subject };
      if (own.seat.state !== 'confirmed' && own.seat.state !== 'offered')
        return { result: { outcome: 'no_seat', registration: own }, subject };
      await tx
        .updateTable('registration')
        .set({
          state: 'attended',
          attended_at: at,
          offer_expires_at: null,
          seated_at: sql<Date>`coalesce(seated_at, ${at}::timestamptz)`,
        })
        .where('id', '=', own.id)
        .execute();
      await settleEvidence(tx, locked, [own.id], made);
      const registration: OwnRegistration = { ...own, seat: { state: 'attended', at } };
      return { result: { outcome: 'admitted', registration }, subject };
    },
  );
}

/** Takes back what was noted at the door by mistake. */
export async function undoAdmission(
  store: Pick<Store, 'db'>,
  actor: Actor,
  event: Pick<HostedEvent, 'id' | 'consultationId'>,
  registrationId: string,
  made: Making,
): Promise<void> {
  await decideAtDesk(store, actor, event, 'registration.admission_undone', null, made, async (tx) => {
    await tx
      .updateTable('registration')
      .set({ state: 'confirmed', attended_at: null })
      .where('id', '=', registrationId)
      .where('event_id', '=', event.id)
      .where('state', '=', 'attended')
      .execute();
    return { result: undefined, subject: registrationId };
  });
}
