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
export type RunKind = 'analysis' | 'example' | 'import';
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
  /** Leaves that the ledger had when its analysis began; null before there is a record. */
  ledgerSize: number | null;
  /** State of the decisions on what counts when its analysis began; null before there is a record. */
  evidenceRevision: number | null;
  failure: string | null;
  /** Somebody asked it to stop. */
  isStopping: boolean;
};

/** Without a sign of life for so long a run has lost its process: `keepAlive` gives one every few seconds. */
const SILENT_MS = 30_000;
/** Begun so often and never ended, a run is what ends its processes. */
const MOST_ATTEMPTS = 4;

/**
 * Asks for a run. One of a kind at a time per consultation: where one waits or runs, that one is returned; one that
 * keeps losing its process is given up first.
 */
export async function askForRun(
  store: Store,
  actor: Actor,
  consultationId: string,
  kind: RunKind,
  clock: Clock = realClock,
): Promise<Run> {
  const request = { actor, capability: 'run analyses', stream: consultationId, kind: 'run.asked' } as const;
  await giveUpHopeless(store.db, clock);
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

function silentBefore(clock: Clock): Date {
  return new Date(clock().getTime() - SILENT_MS);
}

async function giveUpHopeless(db: Db, clock: Clock): Promise<void> {
  await db
    .updateTable('run')
    .set({ state: 'failed', finished_at: clock(), failure: 'The process that worked on it ended, again and again.' })
    .where('state', '=', 'running')
    .where('seen_at', '<', silentBefore(clock))
    .where('attempts', '>=', MOST_ATTEMPTS)
    .execute();
}

/** Starts a waiting run, or takes one up again that has lost its process; null where it is over or somebody works on it. */
export async function beginRun(db: Db, id: string, clock: Clock = realClock): Promise<Run | null> {
  const now = clock();
  const { numUpdatedRows } = await db
    .updateTable('run')
    .set({ state: 'running', started_at: now, seen_at: now, attempts: sql<number>`attempts + 1` })
    .where('id', '=', id)
    .where((is) =>
      is.or([
        is('state', '=', 'waiting'),
        is.and([is('state', '=', 'running'), is('seen_at', '<', silentBefore(clock))]),
      ]),
    )
    .executeTakeFirst();
  return numUpdatedRows === 1n ? ((await runById(db, id)) ?? null) : null;
}

/** Gives a run back that this process can not end because it has to stop: the next one takes it up at once. */
export async function pauseRun(db: Db, run: Run): Promise<void> {
  await db
    .updateTable('run')
    .set({ state: 'waiting', attempts: sql<number>`attempts - 1` })
    .where('id', '=', run.id)
    .where('state', '=', 'running')
    .where('started_at', '=', run.startedAt)
    .execute();
}

/** What an analysis was made of: how many leaves the ledger had when it began, and the state of what counts. */
export type RunBasis = { ledgerSize: number; evidenceRevision: number };

/** Keeps with the run what its analysis was made with and from. */
export async function recordRun(tx: Tx, id: string, record: RunRecord, basis: RunBasis): Promise<void> {
  await tx
    .updateTable('run')
    .set({
      record: JSON.stringify(record),
      ledger_size: basis.ledgerSize,
      evidence_revision: basis.evidenceRevision,
    })
    .where('id', '=', id)
    .execute();
}

/** Runs that wait for a process, because nobody has begun them yet or they have lost theirs; oldest first. */
export async function pendingRuns(db: Db, clock: Clock = realClock): Promise<Run[]> {
  await giveUpHopeless(db, clock);
  const rows = await selectRuns(db)
    .where((is) =>
      is.or([
        is('state', '=', 'waiting'),
        is.and([is('state', '=', 'running'), is('seen_at', '<', silentBefore(clock))]),
      ]),
    )
    .orderBy('asked_at')
    .orderBy('run.id')
    .execute();
  return rows.map(asRun);
}

/** Writes progress down; true where somebody asked to cancel. */
export async function reportProgress(db: Db, id: string, progress: RunProgress): Promise<boolean> {
  const row = await db
    .updateTable('run')
    .set({ progress: JSON.stringify(progress) })
    .where('id', '=', id)
    .returning('cancel_asked_at')
    .executeTakeFirst();
  return row?.cancel_asked_at != null;
}

export type RunEnd = { state: 'done' } | { state: 'failed'; failure: string } | { state: 'cancelled' };

/**
 * Ends a run that this process began.
 * @throws DomainError conflict where another process has taken it up meanwhile
 */
export async function endRun(
  store: Store,
  actor: Actor,
  run: Pick<Run, 'id' | 'consultationId' | 'startedAt'>,
  end: RunEnd,
  clock: Clock = realClock,
): Promise<void> {
  const at = clock();
  await inTransaction(store, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('run')
      .set({
        state: end.state,
        finished_at: at,
        failure: end.state === 'failed' ? end.failure : null,
      })
      .where('id', '=', run.id)
      .where('state', '=', 'running')
      .where('started_at', '=', run.startedAt)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new DomainError('conflict', 'Another process has taken this run up.');
    await appendToLog(tx, { stream: run.consultationId, actor, at, kind: `run.${end.state}`, subject: run.id });
  });
}

/** Asks a run to stop: one that waits or has lost its process is over at once, a running one at its next step. */
export async function cancelRun(store: Store, actor: Actor, run: Run, clock: Clock = realClock): Promise<void> {
  const capability = run.kind === 'import' ? 'import contributions' : 'run analyses';
  const request = { actor, capability, stream: run.consultationId, kind: 'run.cancel_asked' } as const;
  const idle = sql`(state = 'waiting' or seen_at < ${silentBefore(clock)}::timestamptz)`;
  await change(
    store,
    request,
    async (tx, at) => {
      const { numUpdatedRows } = await tx
        .updateTable('run')
        .set({
          cancel_asked_at: at,
          state: sql<RunState>`case when ${idle} then 'cancelled' else state end`,
          finished_at: sql<Date | null>`case when ${idle} then ${at}::timestamptz else finished_at end`,
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
    ledgerSize: row.ledger_size,
    evidenceRevision: row.evidence_revision,
    failure: row.failure,
    isStopping: row.cancel_asked_at !== null && (row.state === 'waiting' || row.state === 'running'),
  };
}

function selectRuns(db: Db) {
  return db
    .selectFrom('run')
    .innerJoin('actor', 'actor.id', 'run.actor_id')
    .selectAll('run')
    .select('actor.label as asked_by');
}
