import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import type { Db, Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** A line of the one log: who did what to what, when and why. Never what was said. */
export type LogEntry = {
  stream: string;
  seq: number;
  actorId: string;
  at: Date;
  kind: string;
  subject: string;
  reason: string | null;
};

export type NewLogEntry = {
  stream: string;
  actor: Actor;
  at: Date;
  kind: string;
  subject: string;
  reason?: string | undefined;
  beforeSha256?: Buffer | undefined;
  afterSha256?: Buffer | undefined;
};

/**
 * Takes the next numbers of a stream. The stream's counter row stays locked until the transaction ends, so numbers
 * become visible in their order, whatever number of processes write.
 * @returns the first of `count` numbers
 */
export async function takeNumbers(tx: Tx, stream: string, count = 1): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    insert into log_stream (stream, seq) values (${stream}, ${count})
    on conflict (stream) do update set seq = log_stream.seq + ${count}
    returning seq`.execute(tx);
  return rows[0]!.seq - count + 1;
}

/** Appends an entry; call it in the transaction of the change that it tells of. */
export async function appendToLog(tx: Tx, entry: NewLogEntry): Promise<number> {
  const seq = await takeNumbers(tx, entry.stream);
  await tx
    .insertInto('log')
    .values({
      stream: entry.stream,
      seq,
      actor_id: entry.actor.id,
      at: entry.at,
      kind: entry.kind,
      subject: entry.subject,
      reason: entry.reason ?? null,
      before_sha256: entry.beforeSha256 ?? null,
      after_sha256: entry.afterSha256 ?? null,
    })
    .execute();
  return seq;
}

/** Appends the same entry for many subjects, in their order. @returns the number of the first; 0 where there are none */
export async function appendAllToLog(
  tx: Tx,
  entry: Omit<NewLogEntry, 'subject' | 'beforeSha256' | 'afterSha256'>,
  subjects: readonly string[],
): Promise<number> {
  if (subjects.length === 0) return 0;
  const first = await takeNumbers(tx, entry.stream, subjects.length);
  await insertRows(
    tx,
    'log',
    subjects.map((subject, i) => ({
      stream: entry.stream,
      seq: first + i,
      actor_id: entry.actor.id,
      at: entry.at,
      kind: entry.kind,
      subject,
      reason: entry.reason ?? null,
      before_sha256: null,
      after_sha256: null,
    })),
  );
  return first;
}

/** The entries of a stream after a cursor, oldest first. */
export async function readLog(db: Db, stream: string, after: number, limit = 1000): Promise<LogEntry[]> {
  const rows = await db
    .selectFrom('log')
    .selectAll()
    .where('stream', '=', stream)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    stream: row.stream,
    seq: row.seq,
    actorId: row.actor_id,
    at: row.at,
    kind: row.kind,
    subject: row.subject,
    reason: row.reason,
  }));
}
