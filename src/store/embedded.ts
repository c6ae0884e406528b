import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { DomainError } from '../core/error.ts';
import type { EmbeddedOptions, FromWorker, ToWorker } from './embedded-worker.ts';
import { type FolderLock, lockFolder, ownerOf } from './lock.ts';

/** The embedded store of a data folder, owned by this process. Others reach it through the socket. */
export type EmbeddedStore = {
  /** Folder of the Unix socket, to be given to `pg` as host. */
  host: string;
  /** Calls of fsync so far. */
  fsyncs: () => Promise<number>;
  /** VACUUM, ANALYZE and CHECKPOINT now. */
  maintain: () => Promise<void>;
  close: () => Promise<void>;
  /** Resolves with the reason when the store's thread dies. */
  died: Promise<unknown>;
};

/** PostgreSQL's name for a socket, so that `pg` and `psql` find it. */
const SOCKET_NAME = '.s.PGSQL.5432';
/** Unix socket paths are limited to 107 bytes. */
const SOCKET_PATH_MAX = 100;

/**
 * The folder in which a data folder's socket lies: the data folder itself, or, where its path is too long for a socket,
 * one in the system's temporary folder that is named after it.
 */
export function socketFolder(dataFolder: string): string {
  const real = realpathSync(dataFolder);
  if (Buffer.byteLength(join(real, SOCKET_NAME)) <= SOCKET_PATH_MAX) return real;
  const name = createHash('sha256').update(real).digest('hex').slice(0, 16);
  return join(tmpdir(), `antiphon-${userInfo().uid}-${name}`);
}

/** Makes the data folder where it is missing; nobody but its owner may look inside. */
function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

/**
 * Opens the embedded store, or returns null where another process owns the data folder.
 * @param dataFolder made where it is missing
 * @param durable false only for a store that is thrown away afterwards
 */
export async function openEmbedded(dataFolder: string, durable = true): Promise<EmbeddedStore | null> {
  prepareFolder(dataFolder);
  const lock = lockFolder(dataFolder);
  if (!lock) return null;
  const host = socketFolder(dataFolder);
  prepareFolder(host);
  try {
    return await startWorker(
      {
        folder: join(realpathSync(dataFolder), 'pg'),
        socket: join(host, SOCKET_NAME),
        durable,
        idleInTransactionMs: 60_000,
        turnTimeoutMs: 60_000,
        checkpointEveryMs: 60_000,
      },
      host,
      lock,
    );
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** How long a command waits for an owner that has just started and does not answer yet. */
const OWNER_START_MS = 20_000;

/** Waits until the owner of this data folder answers on its socket; false where it does not. */
export async function ownerAnswers(dataFolder: string): Promise<boolean> {
  const path = join(socketFolder(dataFolder), SOCKET_NAME);
  for (const until = Date.now() + OWNER_START_MS; Date.now() < until; await sleep(100)) {
    if (await connects(path)) return true;
  }
  return false;
}

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** The sentence for a person whose command needs the folder to itself. */
export function folderInUse(dataFolder: string): DomainError {
  const owner = ownerOf(dataFolder);
  const who = owner ? `process ${owner}` : 'another process';
  return new DomainError(
    'conflict',
    `The data folder ${dataFolder} is in use by ${who}. Stop it first, or choose another folder with --data.`,
  );
}

async function startWorker(options: EmbeddedOptions, host: string, lock: FolderLock): Promise<EmbeddedStore> {
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: options });
  let closed = false;
  const died = new Promise<unknown>((resolve) => {
    worker.on('error', resolve);
    worker.on('exit', (code) => !closed && resolve(new Error(`the store's thread ended with code ${code}`)));
  });
  const ask = async <Said extends FromWorker['say']>(message: ToWorker | null, said: Said) => {
    const answer = new Promise<Extract<FromWorker, { say: Said }>>((resolve) => {
      const listen = (heard: FromWorker) => {
        if (heard.say !== said) return;
        worker.off('message', listen);
        resolve(heard as Extract<FromWorker, { say: Said }>);
      };
      worker.on('message', listen);
    });
    if (message) worker.postMessage(message);
    return await Promise.race([answer, died.then((reason) => Promise.reject(reason))]);
  };
  await ask(null, 'ready');
  return {
    host,
    died,
    fsyncs: async () => (await ask({ ask: 'stats' }, 'stats')).fsyncs,
    maintain: async () => void (await ask({ ask: 'maintain' }, 'maintained')),
    close: async () => {
      closed = true;
      await ask({ ask: 'close' }, 'closed');
      await worker.terminate();
      rmSync(join(host, SOCKET_NAME), { force: true });
      lock.release();
    },
  };
}
