import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { serve } from '@hono/node-server';
import { DomainError } from '../core/error.ts';
import { realClock } from '../core/id.ts';
import { EXAMPLES } from '../corridor/example.ts';
import { administratorSignedIn, ensureSystemActor, inviteAdministrator, SYSTEM } from '../store/actor.ts';
import { allConsultations, createConsultation } from '../store/consultation.ts';
import { inTransaction, openStore, type Store } from '../store/open.ts';
import { askForRun, runsOf } from '../store/run.ts';
import { signInUrl } from './address.ts';
import { createApp } from './app.tsx';
import { readAssets } from './asset.ts';
import { openAttachmentShelf } from './attachment-shelf.ts';
import { EditionShelf } from './edition-shelf.ts';
import { houseAt } from './house.ts';
import { closeRoomsOf } from './live/at-hand.ts';
import { endStreams } from './live/stream.ts';
import { openQueue, type Queue } from './queue.ts';
import { openSubmissions } from './submissions.ts';
import { startWorkerProcess } from './worker.ts';

export type StartOptions = {
  dataFolder: string;
  databaseUrl: string | undefined;
  /** Where people reach the house; undefined: where it listens. */
  publicUrl: string | undefined;
  port: number;
  host: string;
  /** What the worker process is told about the store. */
  workerArguments: string[];
  /** What the person at the terminal should read. */
  say: (line: string) => void;
  log: (line: string) => void;
};

export type RunningServer = {
  url: string;
  /** Rejects when the embedded store dies. */
  died: Promise<never>;
  stop: () => Promise<void>;
};

/**
 * Opens the store, loads the examples into an empty one, and serves.
 * @throws DomainError conflict where the data folder or the port is in use
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { dataFolder, databaseUrl, log } = options;
  const store = await openStore({ dataFolder, databaseUrl, mustOwn: true });
  let queue: Queue | undefined;
  try {
    await ensureSystemActor(store.db);
    queue = await openQueue(store, (error) => log(`queue: ${error.message}`));
    await loadExamples(store);
    return await listen(store, queue, options);
  } catch (error) {
    await queue?.close();
    await store.close();
    throw error;
  }
}

/**
 * An empty house opens with the examples; their contributions are taken in and analysed by the worker, which finds the run
 * waiting. A start that was cut off in between is made good by the next one.
 */
async function loadExamples(store: Store): Promise<void> {
  const known = await allConsultations(store.db);
  if (known.some(({ slug }) => !EXAMPLES.some((example) => example.slug === slug))) return;
  for (const example of EXAMPLES) {
    const found = known.find(({ slug }) => slug === example.slug);
    const { id } = found ?? (await createConsultation(store, SYSTEM, example.consultation(realClock()), true));
    await example.setUp?.(store, SYSTEM, id);
    if (example.dataset && (await runsOf(store.db, id)).length === 0) await askForRun(store, SYSTEM, id, 'example');
  }
}

async function listen(store: Store, queue: Queue, options: StartOptions): Promise<RunningServer> {
  const { port, host, log, say } = options;
  const house = houseAt(options.publicUrl ?? '');
  const app = createApp({
    store,
    house,
    assets: readAssets(),
    shelf: new EditionShelf(),
    uploadFolder: resolve(options.dataFolder, 'uploads'),
    attachments: openAttachmentShelf(resolve(options.dataFolder, 'attachments')),
    submit: openSubmissions(store, house),
    clock: realClock,
    sendRun: queue.send,
    log,
  });
  const { server, address } = await bind(app.fetch, host, port);
  const url = `http://${host === '127.0.0.1' ? 'localhost' : host}:${address.port}`;
  house.url ||= url; // known once it listens
  const worker = startWorkerProcess([...options.workerArguments, '--url', house.url], log);
  say(`Antiphon is at ${url}`);
  if (!(await administratorSignedIn(store.db))) {
    const token = await inTransaction(store, (tx) => inviteAdministrator(tx));
    say(`Administrator, sign in once within a day: ${url}${signInUrl(token)}`);
  }
  return {
    url,
    died: store.owned ? store.owned.died.then((reason) => Promise.reject(reason)) : new Promise<never>(() => {}),
    stop: async () => {
      await worker.stop();
      endStreams();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await closeRoomsOf(store);
      await queue.close();
      await store.close();
    },
  };
}

type Fetch = Parameters<typeof serve>[0]['fetch'];

function bind(
  fetch: Fetch,
  host: string,
  port: number,
): Promise<{ server: ReturnType<typeof serve>; address: AddressInfo }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }, (address) => resolve({ server, address }));
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      const why = error.code === 'EACCES' ? 'may not be used by this user' : 'is in use';
      reject(new DomainError('conflict', `Port ${port} ${why}. Choose another one with --port.`, { cause: error }));
    });
  });
}
