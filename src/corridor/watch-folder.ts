import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, realClock } from '../core/id.ts';
import type { Refusal } from '../core/refusal.ts';
import type { DeliveryOptions } from '../intake/read.ts';
import type { ImportCounts } from '../store/import.ts';
import type { Store } from '../store/open.ts';
import { keepWatchedFile, watchedFile } from '../store/watched-file.ts';
import { importWithoutEvent } from './event-record.ts';
import { importDelivery } from './import.ts';
import { openForConsultation } from './mapping.ts';

/** What became of a file that was brought. */
export type Taken = { name: string } & (
  | { state: 'taken'; counts: ImportCounts; refusals: Refusal[] }
  | { state: 'failed'; sentence: string }
);

export type TakeOptions = {
  actor: Actor;
  consultationId: string;
  delivery?: DeliveryOptions;
  signal?: AbortSignal;
  clock?: Clock;
};

/**
 * Takes a file in that a folder or a mailbox brought, unless one of the same content was taken in or failed before.
 * @returns what became of it now; null where it is known
 * @throws DomainError cancelled; anything that is no fault of the file
 */
export async function takeFile(
  store: Store,
  path: string,
  name: string,
  origin: 'folder' | 'mailbox',
  options: TakeOptions,
): Promise<Taken | null> {
  const { consultationId, clock = realClock } = options;
  const sha256 = await hashOf(path);
  if (await watchedFile(store.db, consultationId, sha256)) return null;
  const keep = (state: Taken['state'], sentence: string | null) =>
    keepWatchedFile(store.db, consultationId, { sha256, origin, name, state, sentence, at: clock() });
  try {
    const taken = await importFile(store, path, options);
    await keep('taken', null);
    return { name, state: 'taken', ...taken };
  } catch (error) {
    if (!(error instanceof DomainError) || !isFaultOfFile(error)) throw error;
    await keep('failed', error.message);
    return { name, state: 'failed', sentence: error.message };
  }
}

/** What trying again would not mend. A conflict goes away by itself, and a wish to stop says nothing about the file. */
function isFaultOfFile({ code }: DomainError): boolean {
  return code === 'unreadable' || code === 'wrong_use';
}

async function importFile(
  store: Store,
  path: string,
  { actor, consultationId, delivery: options = {}, signal }: TakeOptions,
): Promise<{ counts: ImportCounts; refusals: Refusal[] }> {
  const { delivery, mapping } = await openForConsultation(store, consultationId, path, options);
  const refusals: Refusal[] = [];
  await importWithoutEvent(store, delivery, { actor, consultationId });
  const counts = await importDelivery(store, delivery, {
    actor,
    consultationId,
    ...(mapping && { given: mapping }),
    ...(signal && { signal }),
    onRefusal: (refusal) => refusals.push(refusal),
  });
  if (counts.received > 0 && counts.accepted + counts.merged === 0) {
    const first = refusals.find(({ partial }) => !partial)?.reason ?? '';
    throw new DomainError('unreadable', `Nothing in ${delivery.file} could be taken in. ${first}`.trim());
  }
  return { counts, refusals };
}

async function hashOf(path: string): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest();
}

const ERROR_ENDING = '.error.txt';
/** Names under which programs keep what is not done: downloads, copies, locks of office programs. */
const NOT_DONE = /^\.|^~\$|\.(part|partial|crdownload|tmp|filepart|download)$/i;

type Look = { bytes: number; changedMs: number };

/** A folder from which everything that appears is taken in. */
export type WatchedFolder = {
  /**
   * Looks once: takes in what is new and was as large and as old at the last look, so that nothing is read while it is
   * being written.
   */
  look: () => Promise<Taken[]>;
};

/**
 * Watches a folder by looking at it, which also works where it lies on another machine. What was taken in is remembered by
 * its content in the store, so that a restart begins where the last run ended; why a file failed is written beside it.
 */
export function watchFolder(store: Store, folder: string, options: TakeOptions): WatchedFolder {
  const looks = new Map<string, Look>();
  const done = new Map<string, Look>();
  return {
    look: async () => {
      const taken: Taken[] = [];
      const names = await filesIn(folder);
      for (const known of looks.keys()) if (!names.includes(known)) looks.delete(known);
      for (const name of names) {
        if (options.signal?.aborted) break;
        const now = await lookAt(join(folder, name));
        if (now === null || isSame(done.get(name), now)) continue;
        const before = looks.get(name);
        looks.set(name, now);
        if (!isSame(before, now) || now.bytes === 0) continue;
        const one = await takeFile(store, join(folder, name), name, 'folder', options);
        done.set(name, now);
        if (one === null) continue;
        await tellBeside(folder, one);
        taken.push(one);
      }
      return taken;
    },
  };
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !NOT_DONE.test(entry.name) && !entry.name.endsWith(ERROR_ENDING))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new DomainError('wrong_use', `The folder ${folder} cannot be read. Check its path and permissions.`, {
      cause: error,
    });
  }
}

async function lookAt(path: string): Promise<Look | null> {
  const info = await stat(path).catch(() => null); // it may be gone again
  return info && { bytes: info.size, changedMs: info.mtimeMs };
}

function isSame(a: Look | undefined, b: Look): boolean {
  return a !== undefined && a.bytes === b.bytes && a.changedMs === b.changedMs;
}

/** Where the folder may not be written to, the desk says it all the same. */
async function tellBeside(folder: string, one: Taken): Promise<void> {
  const path = join(folder, `${one.name}${ERROR_ENDING}`);
  if (one.state === 'failed') await writeFile(path, `${one.sentence}\n`).catch(() => {});
  else await rm(path, { force: true }).catch(() => {});
}
