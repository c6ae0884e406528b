import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { DomainError } from '../core/error.ts';
import { analyseRun } from '../corridor/analyse.ts';
import { EXAMPLES, importExample } from '../corridor/example.ts';
import { makeEdition } from '../corridor/report.ts';
import { importUpload } from '../corridor/upload.ts';
import { type WatchedRun, watchRun } from '../corridor/watch.ts';
import { SYSTEM } from '../store/actor.ts';
import { type Consultation, consultationById } from '../store/consultation.ts';
import type { Store } from '../store/open.ts';
import { beginRun, endRun, pauseRun, pendingRuns, type Run } from '../store/run.ts';
import { openQueue, type Queue } from './queue.ts';
import { openUpkeep, type UpkeepOptions } from './upkeep.ts';

/** How often is looked for runs that lost their process, or were asked for when the queue could not be reached. */
const SWEEP_EVERY_MS = 5_000;
/** How often is looked whether mails are due: people wait for them. */
const UPKEEP_EVERY_MS = 2_000;

/**
 * Works off runs, in a process of its own so that pages stay quick, until the signal says stop. A run that its process
 * left half-done is taken up again: what it had stored is not done twice.
 */
export async function workRuns(store: Store, options: UpkeepOptions): Promise<void> {
  const { signal, log } = options;
  const queue = await openQueue(store, (error) => log(`queue: ${error.message}`));
  const sweep = async () => {
    for (const run of await pendingRuns(store.db)) await queue.send(run.id);
  };
  await sweep();
  const timer = setInterval(() => void sweep().catch((error) => log(`queue: ${error}`)), SWEEP_EVERY_MS);
  const endUpkeep = await keepUp(store, queue, options);
  const works = new Set<Promise<void>>();
  await queue.work(async (runId) => {
    const work = workRun(store, runId, signal, log);
    works.add(work);
    await work.finally(() => works.delete(work));
  });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  clearInterval(timer);
  await Promise.allSettled(works);
  await endUpkeep();
  await queue.close();
}

/** Does upkeep beside the runs, whenever some is due. @returns what ends it, after what is being done */
async function keepUp(store: Store, queue: Queue, options: UpkeepOptions): Promise<() => Promise<void>> {
  const upkeep = openUpkeep(store, options);
  const look = async () => {
    if (await upkeep.isDue(store.db)) await queue.askForUpkeep();
  };
  const timer = setInterval(() => void look().catch((error) => options.log(`upkeep: ${error}`)), UPKEEP_EVERY_MS);
  let current = Promise.resolve();
  await queue.workUpkeep(async () => {
    current = upkeep.run().catch((error) => options.log(`upkeep: ${error}`));
    await current;
  });
  return async () => {
    clearInterval(timer);
    await current;
    upkeep.close();
  };
}

async function workRun(store: Store, runId: string, stop: AbortSignal, log: (line: string) => void): Promise<void> {
  const run = await beginRun(store.db, runId);
  if (!run) return;
  const watch = watchRun(store, run, stop);
  try {
    await STEPS[run.kind](store, run, watch);
    await endRun(store, SYSTEM, run, { state: 'done' });
  } catch (error) {
    if (stop.aborted) await pauseRun(store.db, run);
    else await endRun(store, SYSTEM, run, endOf(error, log));
  } finally {
    await watch.end();
  }
}

function endOf(
  error: unknown,
  log: (line: string) => void,
): { state: 'cancelled' } | { state: 'failed'; failure: string } {
  if (error instanceof DomainError && error.code === 'cancelled') return { state: 'cancelled' };
  if (error instanceof DomainError) return { state: 'failed', failure: error.message };
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return { state: 'failed', failure: 'Something went wrong inside Antiphon; the log says what.' };
}

type Step = (store: Store, run: Run, watch: WatchedRun) => Promise<void>;

const STEPS: { [kind in Run['kind']]: Step } = {
  analysis: async (store, run, watch) => {
    const consultation = (await consultationById(store.db, run.consultationId))!;
    await analyseRun(store, run, watch);
    await publish(store, consultation, consultation.languages[0] ?? 'en', watch);
  },
  import: async (store, run, watch) => {
    await importUpload(store, run, watch);
  },
  example: async (store, run, watch) => {
    const consultation = (await consultationById(store.db, run.consultationId))!;
    const example = EXAMPLES.find(({ slug }) => slug === consultation.slug);
    if (!example?.dataset)
      throw new DomainError('not_found', `There is no example "${consultation.slug}" with contributions.`);
    await importExample(store, SYSTEM, consultation.id, example.dataset, watch);
    await analyseRun(store, run, { ...watch, encoderTokenBudget: example.dataset.encoderTokenBudget });
    await publish(store, consultation, example.dataset.reportLanguage, watch);
  },
};

/** Makes the edition, unless somebody asked to stop while the themes were computed. */
async function publish(store: Store, consultation: Consultation, language: string, watch: WatchedRun): Promise<void> {
  await watch.listen();
  if (watch.signal.aborted) throw new DomainError('cancelled', 'The analysis was stopped before its report was made.');
  await makeEdition(store, SYSTEM, consultation, language, watch.onProgress);
}

export type WorkerProcess = { stop: () => Promise<void> };

const RESTART_AFTER_MS = 2000;

/**
 * Keeps a worker process running beside the server: the same program, on the same store, with lower priority. It ends
 * when the server does, however that ends, because its standard input closes.
 */
export function startWorkerProcess(args: readonly string[], log: (line: string) => void): WorkerProcess {
  const launcher = fileURLToPath(new URL('../../bin/antiphon.js', import.meta.url));
  let stopping = false;
  let restart: NodeJS.Timeout | undefined;
  let child = start();

  function start() {
    const started = spawn(process.execPath, [launcher, 'work', ...args], { stdio: ['pipe', 'inherit', 'inherit'] });
    started.on('spawn', () => {
      try {
        setPriority(started.pid!, 10);
      } catch {
        // not allowed here: it works at the server's own priority
      }
    });
    started.on('exit', (code, signal) => {
      if (stopping) return;
      log(`The worker process ended with ${signal ?? code}; starting another.`);
      restart = setTimeout(() => {
        child = start();
      }, RESTART_AFTER_MS);
    });
    return started;
  }

  return {
    stop: () =>
      new Promise((resolve) => {
        stopping = true;
        clearTimeout(restart);
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.stdin?.end();
        child.kill('SIGTERM');
      }),
  };
}
