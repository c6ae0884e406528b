import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, realClock } from '../core/id.ts';
import { change } from './change.ts';
import type { Db, Store } from './open.ts';
import { type Run, type RunState, runById } from './run.ts';

/** A file that a person handed in at the desk, on its way to being imported. */
export type Upload = {
  id: string;
  consultationId: string;
  fileName: string;
  /** Where it lies in the data folder. */
  path: string;
  bytes: number;
  receivedAt: Date;
  receivedFrom: string;
  /** Format and mapping as far as a person gave them; the corridor knows their shape. */
  options: unknown;
  run: { id: string; state: RunState; failure: string | null } | null;
  discardedAt: Date | null;
};

/** @throws DomainError forbidden where the actor may not import */
export async function addUpload(
  store: Pick<Store, 'db'>,
  actor: Actor,
  upload: Pick<Upload, 'id' | 'consultationId' | 'fileName' | 'path' | 'bytes'>,
  clock: Clock = realClock,
): Promise<void> {
  const { id, consultationId, fileName, path, bytes } = upload;
  const request = {
    actor,
    capability: 'import contributions',
    stream: consultationId,
    kind: 'upload.received',
  } as const;
  await change(
    store,
    request,
    async (tx, at) => {
      await tx
        .insertInto('upload')
        .values({
          id,
          consultation_id: consultationId,
          actor_id: actor.id,
          file_name: fileName,
          path,
          bytes,
          received_at: at,
          options: JSON.stringify({}),
          run_id: null,
          discarded_at: null,
        })
        .execute();
      return { result: undefined, subject: id };
    },
    clock,
  );
}

/** Keeps what a person said about a file; while it is being imported nothing more can be said. */
export async function saveUploadOptions(db: Db, id: string, options: object): Promise<void> {
  await db
    .updateTable('upload')
    .set({ options: JSON.stringify(options) })
    .where('id', '=', id)
    .execute();
}

/** Asks for the import of a file in the background; where it was asked for and is not over, that one is returned. */
export async function askForImport(
  store: Pick<Store, 'db'>,
  actor: Actor,
  upload: Upload,
  clock: Clock = realClock,
): Promise<Run> {
  const { id, consultationId } = upload;
  const request = { actor, capability: 'import contributions', stream: consultationId, kind: 'run.asked' } as const;
  const runId = await change(
    store,
    request,
    async (tx, at) => {
      const { run_id, discarded_at } = await tx
        .selectFrom('upload')
        .select(['run_id', 'discarded_at'])
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirstOrThrow();
      if (discarded_at) throw new DomainError('conflict', 'This file is not here any more. Hand it in again.');
      const before = run_id && (await tx.selectFrom('run').select('state').where('id', '=', run_id).executeTakeFirst());
      if (run_id && before && (before.state === 'waiting' || before.state === 'running'))
        return { result: run_id, subject: run_id };
      const run = newId(undefined, clock);
      await tx
        .insertInto('run')
        .values({
          id: run,
          consultation_id: consultationId,
          kind: 'import',
          state: 'waiting',
          actor_id: actor.id,
          asked_at: at,
        })
        .execute();
      await tx.updateTable('upload').set({ run_id: run }).where('id', '=', id).execute();
      return { result: run, subject: run };
    },
    clock,
  );
  return (await runById(store.db, runId))!;
}

/** Says that a file is gone from the data folder: imported, or thrown away. */
export async function discardUpload(db: Db, id: string, clock: Clock = realClock): Promise<void> {
  await db.updateTable('upload').set({ discarded_at: clock() }).where('id', '=', id).execute();
}

/** The files of a consultation that are still there, newest first. */
export async function uploadsOf(db: Db, consultationId: string): Promise<Upload[]> {
  const rows = await selectUploads(db)
    .where('upload.consultation_id', '=', consultationId)
    .where('discarded_at', 'is', null)
    .orderBy('received_at', 'desc')
    .orderBy('upload.id', 'desc')
    .execute();
  return rows.map(asUpload);
}

export async function uploadById(db: Db, consultationId: string, id: string): Promise<Upload | undefined> {
  const row = await selectUploads(db)
    .where('upload.consultation_id', '=', consultationId)
    .where('upload.id', '=', id)
    .executeTakeFirst();
  return row && asUpload(row);
}

/** The file that a run is to import. */
export async function uploadOfRun(db: Db, runId: string): Promise<Upload | undefined> {
  const row = await selectUploads(db).where('upload.run_id', '=', runId).executeTakeFirst();
  return row && asUpload(row);
}

function selectUploads(db: Db) {
  return db
    .selectFrom('upload')
    .innerJoin('actor', 'actor.id', 'upload.actor_id')
    .leftJoin('run', 'run.id', 'upload.run_id')
    .selectAll('upload')
    .select(['actor.label', 'run.state', 'run.failure']);
}

type UploadRow = Awaited<ReturnType<ReturnType<typeof selectUploads>['execute']>>[number];

function asUpload(row: UploadRow): Upload {
  return {
    id: row.id,
    consultationId: row.consultation_id,
    fileName: row.file_name,
    path: row.path,
    bytes: row.bytes,
    receivedAt: row.received_at,
    receivedFrom: row.label,
    options: row.options,
    run: row.run_id && row.state ? { id: row.run_id, state: row.state, failure: row.failure } : null,
    discardedAt: row.discarded_at,
  };
}
