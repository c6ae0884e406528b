import { sql } from 'kysely';
import {
  type Attendance,
  type AttendancePerson,
  type AttendanceRole,
  joinAttendance,
  type SeatState,
} from '../core/attendance.ts';
import type { Actor } from '../core/capability.ts';
import type { EventRecordCounts, EventRecordKind, HostStatement, ResponseRound } from '../core/event-record.ts';
import { type Clock, newId, type Random } from '../core/id.ts';
import type { Question } from '../core/question.ts';
import type { Refusal } from '../core/refusal.ts';
import { sha256 } from './contribution.ts';
import { appendToLog } from './log.ts';
import type { Db, Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** What a file told of an event: one record per kind, with its sums. */
export type NewEventRecord = {
  consultationId: string;
  eventId: string | null;
  kind: EventRecordKind;
  format: string;
  file: { name: string; sha256: string };
  refusals: readonly Refusal[];
};

type Made = { random: Random; clock: Clock };

/** So many refusals of one file are kept with their reasons; the sums count all of them. */
const REFUSALS_KEPT = 1000;

/** Writes a record before what it tells, with sums that are put right when that is known. */
export async function beginEventRecord(tx: Tx, actor: Actor, record: NewEventRecord, made: Made): Promise<string> {
  const id = newId(made.random, made.clock);
  const at = made.clock();
  const refused = record.refusals.filter(({ partial }) => !partial).length;
  await tx
    .insertInto('event_record')
    .values({
      id,
      consultation_id: record.consultationId,
      event_id: record.eventId,
      actor_id: actor.id,
      kind: record.kind,
      format: record.format,
      file_name: record.file.name,
      file_sha256: Buffer.from(record.file.sha256, 'hex'),
      at,
      received: refused,
      accepted: 0,
      merged: 0,
      refused,
      refusals: JSON.stringify(record.refusals.slice(0, REFUSALS_KEPT)),
    })
    .execute();
  await appendToLog(tx, { stream: record.consultationId, actor, at, kind: `event.${record.kind}`, subject: id });
  return id;
}

export async function finishEventRecord(tx: Tx, id: string, counts: EventRecordCounts): Promise<void> {
  await tx.updateTable('event_record').set(counts).where('id', '=', id).execute();
}

/** One person's attendance with its stretches as instants. */
export type NewAttendance = Attendance & { key: string; person: AttendancePerson };

/**
 * Takes people into the attendance of an event, each key once. Who is known already by the same key is joined with what is
 * known, so that a registration report and an attendance report make one list.
 * @returns how many are new
 */
export async function acceptAttendance(
  tx: Tx,
  into: { eventId: string; recordId: string },
  people: readonly NewAttendance[],
  made: Made,
): Promise<number> {
  const keyed = people.map((one) => ({ one, key: sha256(`${into.eventId}\u0000${one.key}`) }));
  const known = await tx
    .selectFrom('attendance')
    .selectAll()
    .where('event_id', '=', into.eventId)
    .where('person_sha256', '=', sql<Buffer>`any(${keyed.map(({ key }) => key)})`)
    .forUpdate()
    .execute();
  const byKey = new Map(known.map((row) => [row.person_sha256.toString('hex'), row]));
  const fresh: { id: string; key: Buffer; one: NewAttendance }[] = [];
  for (const { one, key } of keyed) {
    const row = byKey.get(key.toString('hex'));
    if (!row) {
      fresh.push({ id: newId(made.random, made.clock), key, one });
      continue;
    }
    const { role, seat, attended, stretches, minutes } = joinAttendance(asAttendance(row), one);
    await tx
      .updateTable('attendance')
      .set({ role, seat, attended, stretches: JSON.stringify(stretches), minutes })
      .where('id', '=', row.id)
      .execute();
  }
  await insertRows(
    tx,
    'attendance',
    fresh.map(({ id, key, one: { role, seat, attended, stretches, minutes } }) => ({
      id,
      event_id: into.eventId,
      record_id: into.recordId,
      person_sha256: key,
      role,
      seat,
      attended,
      stretches,
      minutes,
    })),
  );
  await insertRows(
    tx,
    'attendance_personal_data',
    fresh.flatMap(({ id, one }) =>
      Object.entries(one.person).map(([field, value]) => ({ attendance_id: id, field, value })),
    ),
  );
  return fresh.length;
}

type AttendanceColumns = {
  role: string;
  seat: string | null;
  attended: boolean;
  stretches: Attendance['stretches'];
  minutes: number | null;
};

function asAttendance({ role, seat, attended, stretches, minutes }: AttendanceColumns): Attendance {
  return { role: role as AttendanceRole, seat: seat as SeatState | null, attended, stretches, minutes };
}

/** Takes host statements in; one that is there already is left as it is. Returns how many are new. */
export async function acceptHostStatements(
  tx: Tx,
  into: { consultationId: string; eventId: string | null; recordId: string; source: string },
  statements: readonly HostStatement[],
  made: Made,
): Promise<number> {
  const keyed = new Map(statements.map((one) => [`${into.source}\u001f${one.sourceKey}`, one]));
  const known = await tx
    .selectFrom('host_statement')
    .select('source_key')
    .where('consultation_id', '=', into.consultationId)
    .where('source_key', '=', sql<string>`any(${[...keyed.keys()]})`)
    .execute();
  for (const { source_key } of known) keyed.delete(source_key);
  const rows = [...keyed].map(([key, one]) => ({ id: newId(made.random, made.clock), key, one }));
  await insertRows(
    tx,
    'host_statement',
    rows.map(({ id, key, one }) => ({
      id,
      consultation_id: into.consultationId,
      event_id: into.eventId,
      record_id: into.recordId,
      source_key: key,
      text: one.text,
      language: one.language,
      captions: one.captions,
      at_ms: one.atMs === null ? null : Math.round(one.atMs),
      cleared_at: null,
    })),
  );
  await insertRows(
    tx,
    'host_statement_personal_data',
    rows.flatMap(({ id, one }) =>
      one.speaker === null ? [] : [{ host_statement_id: id, field: 'name', value: one.speaker }],
    ),
  );
  return rows.length;
}

/**
 * Takes the responses of closed questions in: one per respondent and question, the last one that a file has. Returns how
 * many are new.
 */
export async function acceptResponses(
  tx: Tx,
  into: { consultationId: string; eventId: string | null; recordId: string; source: string },
  rounds: readonly ResponseRound[],
  made: Made,
): Promise<number> {
  let added = 0;
  for (const [position, { question, responses }] of rounds.entries()) {
    const roundId = await roundFor(tx, into, { question, position }, made);
    const last = new Map(
      responses.map(({ respondent, row, values }, at) => [respondent ?? `\u0000${row ?? ''} ${at}`, values]),
    );
    for (const [respondent, chosen] of last) {
      const respondent_sha256 = sha256(`${roundId}\u0000${respondent}`);
      const { inserted } = await tx
        .insertInto('response')
        .values({ round_id: roundId, respondent_sha256, chosen })
        .onConflict((conflict) => conflict.columns(['round_id', 'respondent_sha256']).doUpdateSet({ chosen }))
        .returning(sql<boolean>`xmax = 0`.as('inserted'))
        .executeTakeFirstOrThrow();
      if (inserted) added++;
    }
  }
  return added;
}

/** The round of a question of a source; an option that is new in a newer file is added to it. */
async function roundFor(
  tx: Tx,
  into: { consultationId: string; eventId: string | null; recordId: string; source: string },
  { question, position }: { question: Question; position: number },
  made: Made,
): Promise<string> {
  const key = `${into.source}\u001f${question.kind}\u001f${JSON.stringify(question.title)}`;
  const definition = JSON.stringify(question);
  const { id } = await tx
    .insertInto('response_round')
    .values({
      id: newId(made.random, made.clock),
      consultation_id: into.consultationId,
      event_id: into.eventId,
      record_id: into.recordId,
      key,
      position,
      definition,
    })
    .onConflict((conflict) => conflict.columns(['consultation_id', 'key']).doUpdateSet({ definition, position }))
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

// Reading ----------------------------------------------------------------------------------------------------------------

export type EventRecordEntry = EventRecordCounts & {
  id: string;
  kind: EventRecordKind;
  format: string;
  fileName: string;
  at: Date;
  refusals: Refusal[];
};

/** What files told of an event, newest first. */
export async function eventRecordsOf(db: Db, eventId: string): Promise<EventRecordEntry[]> {
  const rows = await db
    .selectFrom('event_record')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as EventRecordKind,
    format: row.format,
    fileName: row.file_name,
    at: row.at,
    received: row.received,
    accepted: row.accepted,
    merged: row.merged,
    refused: row.refused,
    refusals: row.refusals,
  }));
}

/** The attendance of an event, without names. */
export async function attendanceOf(db: Db, eventId: string): Promise<Attendance[]> {
  const rows = await db
    .selectFrom('attendance')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('person_sha256')
    .execute();
  return rows.map(asAttendance);
}

/** How many statements of hosts an event has. */
export async function countHostStatements(db: Db, eventId: string): Promise<number> {
  const { count } = await db
    .selectFrom('host_statement')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('event_id', '=', eventId)
    .executeTakeFirstOrThrow();
  return count;
}

/** A closed question of an event with how often each value was chosen; the denominator is its own respondents. */
export type RoundTally = { question: Question; respondents: number; counts: { value: string; count: number }[] };

export async function roundTallies(db: Db, eventId: string): Promise<RoundTally[]> {
  const rounds = await db
    .selectFrom('response_round')
    .leftJoin('response', 'response.round_id', 'response_round.id')
    .select(['response_round.id', 'definition', sql<number>`count(response.round_id)`.as('respondents')])
    .where('event_id', '=', eventId)
    .groupBy(['response_round.id', 'response_round.record_id', 'position', 'key', 'definition'])
    .orderBy('response_round.record_id')
    .orderBy('position')
    .orderBy('key')
    .execute();
  const chosen = await db
    .selectFrom('response')
    .innerJoin('response_round', 'response_round.id', 'response.round_id')
    .select(['round_id', sql<string>`unnest(chosen)`.as('value')])
    .where('event_id', '=', eventId)
    .execute();
  const byRound = Map.groupBy(chosen, ({ round_id }) => round_id);
  return rounds.map(({ id, definition, respondents }) => {
    const values = Map.groupBy(byRound.get(id) ?? [], ({ value }) => value);
    const counts = [...values].map(([value, all]) => ({ value, count: all.length }));
    return {
      question: definition,
      respondents,
      counts: counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)),
    };
  });
}
