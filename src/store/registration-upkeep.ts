import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { SYSTEM } from './actor.ts';
import { change } from './change.ts';
import { type HostedEvent, hostedEventById, lockEvent, noticeEventOf } from './hosted-event.ts';
import { appendToLog } from './log.ts';
import { addKeys, type Making, type NoticeTo, queueNotices } from './notice.ts';
import { type Db, inTransaction, type Store } from './open.ts';

/** Whether there is something to do: offers that lapsed, people to remind, logistics to delete. */
export async function registrationsAreDue(db: Db, now: Date): Promise<boolean> {
  const lapsed = db
    .selectFrom('registration')
    .select('id')
    .where('state', '=', 'offered')
    .where('offer_expires_at', '<=', now)
    .limit(1);
  if ((await lapsed.executeTakeFirst()) !== undefined) return true;
  return (await eventsToRemind(db, now)).length > 0 || (await eventsToForget(db, now)).length > 0;
}

/** Events that begin soon, and have people with a seat who were not reminded of this time. */
async function eventsToRemind(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('event')
    .innerJoin('registration', 'registration.event_id', 'event.id')
    .select('event.id')
    .distinct()
    .where('event.cancelled_at', 'is', null)
    .where('event.reminder_hours', '>', 0)
    .where('event.starts_at', '>', now)
    .where(sql<boolean>`event.starts_at - event.reminder_hours * interval '1 hour' <= ${now}::timestamptz`)
    .where('registration.state', '=', 'confirmed')
    .where(sql<boolean>`${isToRemind}`)
    .orderBy('event.id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Who got the seat after the reminder was due has just had a mail; nobody is reminded of the same start twice. */
const isToRemind = sql`registration.seated_at < event.starts_at - event.reminder_hours * interval '1 hour'
  and not exists (
    select from mail where mail.once = 'event_reminder:' || registration.id || ':' || extract(epoch from event.starts_at)::bigint
  )`;

/** Reminds those who have a seat at an event that begins soon. @returns how many */
export async function remindDue(store: Pick<Store, 'db'>, made: Making): Promise<number> {
  let reminded = 0;
  for (const id of await eventsToRemind(store.db, made.clock())) {
    reminded += await inTransaction(store, async (tx) => {
      const event = (await lockEvent(tx, id))!; // read just now, never deleted
      const rows = await tx
        .selectFrom('registration')
        .innerJoin('event', 'event.id', 'registration.event_id')
        .select(['registration.id', 'seat_code'])
        .where('registration.event_id', '=', id)
        .where('registration.state', '=', 'confirmed')
        .where(sql<boolean>`${isToRemind}`)
        .orderBy('registration.position')
        .execute();
      const codes = await addKeys(
        tx,
        rows.map((row) => row.id),
        made,
      );
      const turn = Math.floor(event.startsAt.getTime() / 1000);
      const notices = rows.map(
        (row, i): NoticeTo => ({
          registrationId: row.id,
          turn,
          notice: { kind: 'event_reminder', code: codes[i]!, seatCode: row.seat_code },
        }),
      );
      return await queueNotices(tx, await noticeEventOf(tx, event), notices, made);
    });
  }
  return reminded;
}

/**
 * Thanks those who came, or where nobody was noted at the door or reported by a meeting tool, those who had a seat; once.
 * @param summaryUrl where they read what was heard
 * @returns how many were thanked
 * @throws DomainError conflict before the end of the event
 */
export async function thank(
  store: Pick<Store, 'db'>,
  actor: Actor,
  { id, consultationId }: Pick<HostedEvent, 'id' | 'consultationId'>,
  summaryUrl: string,
  made: Making,
): Promise<number> {
  const request = { actor, capability: 'set up consultations', stream: consultationId, kind: 'event.thanked' } as const;
  return await change(
    store,
    request,
    async (tx, at) => {
      const event = (await hostedEventById(tx, id))!; // the caller found it
      if (event.endsAt > at) throw new DomainError('conflict', 'Thanks are sent once the event is over.');
      const rows = await tx
        .selectFrom('registration as r')
        .leftJoin('attendance as a', (join) =>
          join.onRef('a.event_id', '=', 'r.event_id').onRef('a.person_sha256', '=', 'r.person_sha256'),
        )
        .select(['r.id', sql<boolean>`state = 'attended' or coalesce(a.attended, false)`.as('came')])
        .where('r.event_id', '=', id)
        .where('state', 'in', ['confirmed', 'attended'])
        .orderBy('position')
        .execute();
      const came = rows.some((row) => row.came) ? rows.filter((row) => row.came) : rows;
      const notices = came.map(
        (row): NoticeTo => ({ registrationId: row.id, turn: 'once', notice: { kind: 'event_thanks', summaryUrl } }),
      );
      const thanked = await queueNotices(tx, await noticeEventOf(tx, event), notices, made);
      return { result: thanked, subject: id };
    },
    made.clock,
  );
}

async function eventsToForget(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('event')
    .select('id')
    .where('last_position', '>', 0)
    .where('logistics_deleted_at', 'is', null)
    .where(sql<boolean>`ends_at + greatest(logistics_days, 1) * interval '24 hours' <= ${now}::timestamptz`)
    .orderBy('id')
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Deletes, so many days after the end of an event as its organiser stated, what it took to hold it: names, addresses, answers
 * on logistics, secrets, mails. Who came is kept as a number; evidence is a contribution of its own and stays.
 * @returns of how many events
 */
export async function forgetLogistics(store: Pick<Store, 'db'>, { clock, random }: Making): Promise<number> {
  const ids = await eventsToForget(store.db, clock());
  for (const id of ids) {
    await inTransaction(store, async (tx) => {
      const event = (await lockEvent(tx, id))!; // read just now, never deleted
      await tx
        .updateTable('registration')
        .set({ state: 'attended', attended_at: event.endsAt })
        .where('event_id', '=', id)
        .where('state', '=', 'confirmed')
        .where('person_sha256', 'in', (from) =>
          from.selectFrom('attendance').select('person_sha256').where('event_id', '=', id).where('attended', '=', true),
        )
        .execute();
      const registrations = await tx.selectFrom('registration').select('id').where('event_id', '=', id).execute();
      const own = sql<string>`any(${registrations.map((row) => row.id)}::uuid[])`;
      await tx.deleteFrom('registration_personal_data').where('registration_id', '=', own).execute();
      await tx.deleteFrom('logistics_answer').where('registration_id', '=', own).execute();
      await tx.deleteFrom('registration_key').where('registration_id', '=', own).execute();
      await tx.deleteFrom('mail').where('event_id', '=', id).execute();
      // The hash of an address tells whose it is to whoever knows the address.
      for (const row of registrations)
        await tx
          .updateTable('registration')
          .set({ person_sha256: Buffer.from(random(new Uint8Array(32))) })
          .where('id', '=', row.id)
          .execute();
      await tx.updateTable('event').set({ logistics_deleted_at: clock() }).where('id', '=', id).execute();
      const entry = { stream: event.consultationId, actor: SYSTEM, at: clock(), subject: id };
      await appendToLog(tx, { ...entry, kind: 'event.logistics_deleted' });
    });
  }
  return ids.length;
}
