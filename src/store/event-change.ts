import { sql } from 'kysely';
import { minutesOver } from '../core/agenda.ts';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { newId } from '../core/id.ts';
import { planProblem, poolOf } from '../core/registration.ts';
import type { LocalText } from '../core/text.ts';
import { change } from './change.ts';
import { type HostedEvent, hostedEventById, lockEvent, noticeEventOf } from './hosted-event.ts';
import { addKeys, type Making, type NoticeTo, queueNotices } from './notice.ts';
import type { Store, Tx } from './open.ts';
import { settleEvidence } from './registration-evidence.ts';
import { insertRows } from './rows.ts';
import { offerFreeSeats } from './seat.ts';

/** What an organiser says of an event. Core areas without an id are new ones; those that are left out go. */
export type EventDescription = Pick<
  HostedEvent,
  | 'kind'
  | 'title'
  | 'summary'
  | 'startsAt'
  | 'endsAt'
  | 'place'
  | 'joinUrl'
  | 'languages'
  | 'interpretation'
  | 'accessibility'
  | 'recording'
  | 'takesRegistrations'
  | 'registrationOpensAt'
  | 'registrationClosesAt'
  | 'capacity'
  | 'groups'
  | 'offerHours'
  | 'reminderHours'
  | 'questionnaireId'
  | 'countsWaiting'
  | 'countsCancelled'
  | 'logisticsDays'
  | 'agenda'
> & { coreAreas: { id: string | null; title: LocalText }[] };

/**
 * Changes what an event is. Free seats that come of it are offered to those who wait; nobody loses a seat by it.
 * @param tell whether those who are registered are told by mail
 * @throws DomainError wrong_use where an agenda is longer than its event or groups need more seats than there are, conflict
 *   where the event is cancelled, or people registered under another rule of what counts
 */
export async function describeEvent(
  store: Pick<Store, 'db'>,
  actor: Actor,
  { id, consultationId }: Pick<HostedEvent, 'id' | 'consultationId'>,
  wanted: EventDescription,
  tell: boolean,
  made: Making,
): Promise<void> {
  refuseWrong(wanted);
  const request = {
    actor,
    capability: 'set up consultations',
    stream: consultationId,
    kind: 'event.described',
  } as const;
  await change(
    store,
    request,
    async (tx, at) => {
      const before = (await lockEvent(tx, id))!; // the caller found it
      refuseNow(before, wanted);
      await updateEvent(tx, before, wanted, at);
      await replaceParts(tx, id, wanted, made);
      const after = (await hostedEventById(tx, id))!; // it is locked
      await putIntoPools(tx, after);
      await offerFreeSeats(tx, after, made);
      if (tell) await tellChange(tx, after, made);
      return { result: undefined, subject: id };
    },
    made.clock,
  );
}

function refuseWrong(wanted: EventDescription): void {
  if (wanted.startsAt >= wanted.endsAt) throw new DomainError('wrong_use', 'An event ends after it starts.');
  const over = minutesOver(wanted.agenda, wanted);
  if (over > 0)
    throw new DomainError(
      'wrong_use',
      `The agenda is ${over} minutes longer than the event. Shorten an item, or let the event end later.`,
    );
  const problem = planProblem(wanted);
  if (problem?.problem === 'too_many')
    throw new DomainError('wrong_use', `The groups need ${problem.reserved} seats, more than there are in all.`);
  if (problem?.problem === 'twice')
    throw new DomainError('wrong_use', `${problem.userType} is in two groups. Each type of stakeholder is in one.`);
}

function refuseNow(before: HostedEvent, wanted: EventDescription): void {
  if (before.cancelledAt !== null) throw new DomainError('conflict', 'This event is cancelled and stays as it is.');
  const otherRule = before.countsWaiting !== wanted.countsWaiting || before.countsCancelled !== wanted.countsCancelled;
  if (otherRule && before.lastPosition > 0)
    throw new DomainError(
      'conflict',
      'People have registered already. Whether words of those without a seat count was stated before and stays so.',
    );
}

async function updateEvent(tx: Tx, before: HostedEvent, wanted: EventDescription, at: Date): Promise<void> {
  await tx
    .updateTable('event')
    .set({
      kind: wanted.kind,
      title: JSON.stringify(wanted.title),
      summary: JSON.stringify(wanted.summary),
      starts_at: wanted.startsAt,
      ends_at: wanted.endsAt,
      place: JSON.stringify(wanted.place),
      join_url: wanted.joinUrl,
      languages: wanted.languages,
      interpretation: wanted.interpretation,
      accessibility: JSON.stringify(wanted.accessibility),
      recording: JSON.stringify(wanted.recording),
      takes_registrations: wanted.takesRegistrations,
      registration_opens_at: wanted.registrationOpensAt,
      registration_closes_at: wanted.registrationClosesAt,
      capacity: wanted.capacity,
      offer_hours: wanted.offerHours,
      reminder_hours: wanted.reminderHours,
      questionnaire_id: wanted.questionnaireId,
      counts_waiting: wanted.countsWaiting,
      counts_cancelled: wanted.countsCancelled,
      logistics_days: wanted.logisticsDays,
      sequence: before.sequence + 1,
      changed_at: at,
    })
    .where('id', '=', before.id)
    .execute();
}

async function replaceParts(tx: Tx, eventId: string, wanted: EventDescription, made: Making): Promise<void> {
  await tx.deleteFrom('agenda_item').where('event_id', '=', eventId).execute();
  await tx.deleteFrom('seat_group').where('event_id', '=', eventId).execute();
  const areas = await replaceCoreAreas(tx, eventId, wanted.coreAreas, made);
  const items = wanted.agenda.map((item) => ({ ...item, id: newId(made.random, made.clock) }));
  await insertRows(
    tx,
    'agenda_item',
    items.map(({ id, kind, title, minutes, coreArea }, position) => ({
      id,
      event_id: eventId,
      position,
      kind,
      title,
      minutes,
      core_area_id: coreArea === null ? null : (areas[coreArea] ?? null),
    })),
  );
  await insertRows(
    tx,
    'speaker',
    items.flatMap(({ id, speakers }) =>
      speakers.map(({ name, role, body }, position) => ({ agenda_item_id: id, position, name, role, body })),
    ),
  );
  await insertRows(
    tx,
    'seat_group',
    wanted.groups.map(({ key, title, userTypes, capacity }, position) => ({
      event_id: eventId,
      position,
      key,
      title,
      user_types: userTypes,
      capacity,
    })),
  );
}

/** Core areas keep their ids: headings of the synthesis refer to them. @returns the ids in order */
async function replaceCoreAreas(
  tx: Tx,
  eventId: string,
  wanted: EventDescription['coreAreas'],
  made: Making,
): Promise<string[]> {
  const known = await tx.selectFrom('core_area').select(['id', 'position']).where('event_id', '=', eventId).execute();
  const areas = wanted.map(({ id, title }) => ({
    id: known.some((one) => one.id === id) ? id! : newId(made.random, made.clock), // it is among those that are known
    title,
  }));
  const kept = areas.map(({ id }) => id);
  await tx
    .deleteFrom('core_area')
    .where('event_id', '=', eventId)
    .where('id', '<>', sql<string>`all(${kept}::uuid[])`)
    .execute();
  // Out of the way of the new positions.
  await tx
    .updateTable('core_area')
    .set({ position: sql<number>`-1 - position` })
    .where('event_id', '=', eventId)
    .execute();
  for (const [position, { id, title }] of areas.entries())
    await tx
      .insertInto('core_area')
      .values({ id, event_id: eventId, position, title: JSON.stringify(title) })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ position, title: JSON.stringify(title) }))
      .execute();
  return kept;
}

/** Registrations follow the groups: who is in which is told by the type of stakeholder. */
async function putIntoPools(tx: Tx, event: HostedEvent): Promise<void> {
  const rows = await tx
    .selectFrom('registration')
    .select(['id', 'pool', 'user_type'])
    .where('event_id', '=', event.id)
    .execute();
  const moved = rows.flatMap(({ id, pool, user_type }) => {
    const now = poolOf(event, user_type as Parameters<typeof poolOf>[1]);
    return now === pool ? [] : [{ id, pool: now }];
  });
  for (const [pool, group] of Map.groupBy(moved, (one) => one.pool)) {
    const ids = group.map(({ id }) => id);
    await tx.updateTable('registration').set({ pool }).where('id', '=', sql<string>`any(${ids}::uuid[])`).execute();
  }
}

type Standing = { id: string; state: string; sequence: number };

async function standingRegistrations(tx: Tx, eventId: string): Promise<Standing[]> {
  return await tx
    .selectFrom('registration')
    .select(['id', 'state', 'sequence'])
    .where('event_id', '=', eventId)
    .where('state', 'in', ['waiting', 'offered', 'confirmed'])
    .orderBy('position')
    .execute();
}

async function raiseSequences(tx: Tx, eventId: string): Promise<void> {
  await tx
    .updateTable('registration')
    .set({ sequence: sql<number>`sequence + 1` })
    .where('event_id', '=', eventId)
    .where('state', '=', 'confirmed')
    .execute();
}

async function tellChange(tx: Tx, event: HostedEvent, made: Making): Promise<void> {
  const all = await standingRegistrations(tx, event.id);
  await raiseSequences(tx, event.id);
  const codes = await addKeys(
    tx,
    all.map(({ id }) => id),
    made,
  );
  const notices = all.map(({ id, state, sequence }, i): NoticeTo => {
    const calendar = state === 'confirmed' ? sequence : null;
    return {
      registrationId: id,
      turn: event.sequence,
      notice: { kind: 'event_changed', code: codes[i]!, sequence: calendar },
    };
  });
  await queueNotices(tx, await noticeEventOf(tx, event), notices, made);
}

/**
 * Calls an event off, with the reason: all registrations end, everybody is told, calendars take it out. What was said at
 * registration counts.
 * @throws DomainError conflict where it is called off or over
 */
export async function cancelEvent(
  store: Pick<Store, 'db'>,
  actor: Actor,
  { id, consultationId }: Pick<HostedEvent, 'id' | 'consultationId'>,
  reason: LocalText,
  made: Making,
): Promise<void> {
  const [why] = Object.values(reason);
  if (!why || why.text.trim() === '')
    throw new DomainError('wrong_use', 'An event is called off with a reason: say why.');
  const request = {
    actor,
    capability: 'set up consultations',
    stream: consultationId,
    kind: 'event.cancelled',
    reason: why.text,
  } as const;
  await change(
    store,
    request,
    async (tx, at) => {
      const event = (await lockEvent(tx, id))!; // the caller found it
      if (event.cancelledAt !== null) throw new DomainError('conflict', 'This event was called off already.');
      if (event.endsAt <= at) throw new DomainError('conflict', 'This event is over.');
      await tx
        .updateTable('event')
        .set({
          cancelled_at: at,
          cancel_reason: JSON.stringify(reason),
          sequence: event.sequence + 1,
          changed_at: at,
        })
        .where('id', '=', id)
        .execute();
      await endRegistrations(tx, event, reason, made);
      return { result: undefined, subject: id };
    },
    made.clock,
  );
}

async function endRegistrations(tx: Tx, event: HostedEvent, reason: LocalText, made: Making): Promise<void> {
  const all = await standingRegistrations(tx, event.id);
  const ids = all.map(({ id }) => id);
  await raiseSequences(tx, event.id);
  await tx
    .updateTable('registration')
    .set({ state: 'cancelled', cancelled_at: made.clock(), cancelled_because: 'event', offer_expires_at: null })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  await settleEvidence(tx, event, ids, made);
  const notices = all.map(({ id, state, sequence }): NoticeTo => {
    const calendar = state === 'confirmed' ? sequence : null;
    return { registrationId: id, turn: 'event', notice: { kind: 'event_cancelled', reason, sequence: calendar } };
  });
  await queueNotices(tx, await noticeEventOf(tx, event), notices, made);
}
