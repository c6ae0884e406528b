import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, realClock } from '../core/id.ts';
import type { Progress } from '../core/progress.ts';
import type { RunRecord } from '../core/run.ts';
import { change } from './change.ts';
import { appendToLog } from './log.ts';
import { type Db, inTransaction, type Store, type Tx } from './open.ts';

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
export type RunKind = 'analysis' | 'example';
export type RunProgress = Progress & { perSecond: number | null; secondsLeft: number | null };

export type Run = {
  id: string;
  consultationId: string;
  kind: RunKind;
  state: RunState;
  askedAt: Date;
  /** Who asked for it. */
  askedBy: string;
  startedAt: Date | null;
  finishedAt: Date | null;
  progress: RunProgress | null;
  record: RunRecord | null;
  failure: string | null;
};

/** A run that gave no sign of life for so long has lost its process, and no other has taken it up. */
export const LOST_AFTER_MS = 10 * 60_000;

/**
 * Asks for a run. One of a kind at a time per consultation: where one waits or runs, that one is returned; one that has
 * lost its process is given up first.
 */
export async function askForRun(
  store: Store,
  actor: Actor,
  consultationId: string,
  kind: RunKind,
  clock: Clock = realClock,
): Promise<Run> {
  const request = { actor, capability: 'run analyses', stream: consultationId, kind: 'run.asked' } as const;
  await giveUpLostRuns(store.db, clock);
  const current = await runsOf(store.db, consultationId);
  const active = current.find((run) => run.kind === kind && (run.state === 'waiting' || run.state === 'running'));
  if (active) return active;
  const id = await change(
    store,
    request,
    async (tx, at) => {
      const id = newId(undefined, clock);
      await tx
        .insertInto('run')
        .values({ id, consultation_id: consultationId, kind, state: 'waiting', actor_id: actor.id, asked_at: at })
        .execute();
      return { result: id, subject: id };
    },
    clock,
  );
  return (await runById(store.db, id))!;
}

async function giveUpLostRuns(db: Db, clock: Clock): Promise<void> {
  const now = clock();
  await db
    .updateTable('run')
    .set({ state: 'failed', finished_at: now, failure: 'The process that worked on it ended.' })
    .where('state', '=', 'running')
    .where('seen_at', '<', new Date(now.getTime() - LOST_AFTER_MS))
    .execute();
}

/** Without a sign of life for so long a run is taken up by the next worker that the queue gives it to. */
const SILENT_MS = 8_000;

/** Starts a waiting run, or takes one up again that has fallen silent; false where it is over or somebody works on it. */
export async function beginRun(db: Db, id: string, clock: Clock = realClock): Promise<boolean> {
  const now = clock();
  const { numUpdatedRows } = await db
    .updateTable('run')
    .set({ state: 'running', started_at: now, seen_at: now })
    .where('id', '=', id)
    .where((is) =>
      is.or([
        is('state', '=', 'waiting'),
        is.and([is('state', '=', 'running'), is('seen_at', '<', new Date(now.getTime() - SILENT_MS))]),
      ]),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Keeps with the run what its analysis was made with and from. */
export async function recordRun(tx: Tx, id: string, record: RunRecord): Promise<void> {
  await tx
    .updateTable('run')
    .set({ record: JSON.stringify(record) })
    .where('id', '=', id)
    .execute();
}

/** Runs that nobody has begun yet, oldest first. */
export async function waitingRuns(db: Db): Promise<Run[]> {
  const rows = await selectRuns(db).where('state', '=', 'waiting').orderBy('asked_at').execute();
  return rows.map(asRun);
}

/** Writes progress down, as a sign of life; true where somebody asked to cancel. */
export async function reportProgress(
  db: Db,
  id: string,
  progress: RunProgress,
  clock: Clock = realClock,
): Promise<boolean> {
  const row = await db
    .updateTable('run')
    .set({ progress: JSON.stringify(progress), seen_at: clock() })
    .where('id', '=', id)
    .returning('cancel_asked_at')
    .executeTakeFirst();
  return row?.cancel_asked_at != null;
}

export type RunEnd = { state: 'done' } | { state: 'failed'; failure: string } | { state: 'cancelled' };

export async function endRun(
  store: Store,
  actor: Actor,
  run: Pick<Run, 'id' | 'consultationId'>,
  end: RunEnd,
  clock: Clock = realClock,
): Promise<void> {
  const at = clock();
  await inTransaction(store, async (tx) => {
    await tx
      .updateTable('run')
      .set({
        state: end.state,
        finished_at: at,
        failure: end.state === 'failed' ? end.failure : null,
      })
      .where('id', '=', run.id)
      .execute();
    await appendToLog(tx, { stream: run.consultationId, actor, at, kind: `run.${end.state}`, subject: run.id });
  });
}

/** Asks a run to stop: a waiting one is over at once, a running one at its next step. */
export async function cancelRun(store: Store, actor: Actor, run: Run, clock: Clock = realClock): Promise<void> {
  const request = { actor, capability: 'run analyses', stream: run.consultationId, kind: 'run.cancel_asked' } as const;
  await change(
    store,
    request,
    async (tx, at) => {
      const { numUpdatedRows } = await tx
        .updateTable('run')
        .set({
          cancel_asked_at: at,
          state: sql<RunState>`case when state = 'waiting' then 'cancelled' else state end`,
          finished_at: sql<Date | null>`case when state = 'waiting' then ${at}::timestamptz else finished_at end`,
        })
        .where('id', '=', run.id)
        .where('state', 'in', ['waiting', 'running'])
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new DomainError('conflict', 'This run is over already.');
      return { result: undefined, subject: run.id };
    },
    clock,
  );
}

/** The runs of a consultation, newest first. */
export async function runsOf(db: Db, consultationId: string): Promise<Run[]> {
  const rows = await selectRuns(db)
    .where('consultation_id', '=', consultationId)
    .orderBy('asked_at', 'desc')
    .orderBy('run.id', 'desc')
    .execute();
  return rows.map(asRun);
}

export async function runById(db: Db, id: string): Promise<Run | undefined> {
  const row = await selectRuns(db).where('run.id', '=', id).executeTakeFirst();
  return row && asRun(row);
}

type RunRow = Awaited<ReturnType<ReturnType<typeof selectRuns>['execute']>>[number];

function asRun(row: RunRow): Run {
  return {
    id: row.id,
    consultationId: row.consultation_id,
    kind: row.kind,
    state: row.state,
    askedAt: row.asked_at,
    askedBy: row.asked_by,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    progress: row.progress as RunProgress | null,
    record: row.record as RunRecord | null,
    failure: row.failure,
  };
}

function selectRuns(db: Db) {
  return db
    .selectFrom('run')
    .innerJoin('actor', 'actor.id', 'run.actor_id')
    .selectAll('run')
    .select('actor.label as asked_by');
}
