import { PgBoss } from 'pg-boss';
import type { Store } from '../store/open.ts';

/**
 * The one job queue: runs wait here for a worker process. A job carries the id of its run and nothing else, and only says
 * that there is something to do: whether a run is begun, and by whom, the run itself says.
 */
export type Queue = {
  /** Hands a run to the workers; where it waits in the queue already, that is enough. */
  send: (runId: string) => Promise<void>;
  /** Works off runs one at a time until the queue is closed. */
  work: (handle: (runId: string) => Promise<void>) => Promise<void>;
  /** Says that there is upkeep to do: mails to send, offers that lapse. Where that is known already, that is enough. */
  askForUpkeep: () => Promise<void>;
  /** Does upkeep, once at a time in all processes together, until the queue is closed. */
  workUpkeep: (handle: () => Promise<void>) => Promise<void>;
  close: () => Promise<void>;
};

const NAME = 'run';
const UPKEEP = 'upkeep';

const QUIET_MS = 60_000;

/** The queue asks the store twice a second: where that fails, once a minute is enough to say so. */
function onceAMinute(tell: (error: Error) => void): (error: Error) => void {
  let told = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - told < QUIET_MS) return;
    told = performance.now();
    tell(error);
  };
}

export async function openQueue(store: Pick<Store, 'connection'>, onError: (error: Error) => void): Promise<Queue> {
  const boss = new PgBoss({ ...store.connection, max: 2, schedule: false, superviseIntervalSeconds: 5 });
  boss.on('error', onceAMinute(onError));
  await boss.start();
  await boss.createQueue(UPKEEP, { policy: 'stately', retryLimit: 0, expireInSeconds: 90 });
  await boss.createQueue(NAME, { policy: 'short', retryLimit: 0, expireInSeconds: 24 * 3600 });
  return {
    send: async (runId) => {
      await boss.send(NAME, { runId }, { singletonKey: runId });
    },
    work: async (handle) => {
      await boss.work<{ runId: string }>(NAME, { pollingIntervalSeconds: 0.5, batchSize: 1 }, async (jobs) => {
        for (const job of jobs) await handle(job.data.runId);
      });
    },
    askForUpkeep: async () => {
      await boss.send(UPKEEP, {}, { singletonKey: UPKEEP });
    },
    workUpkeep: async (handle) => {
      await boss.work(UPKEEP, { pollingIntervalSeconds: 0.5, batchSize: 1 }, handle);
    },
    close: () => boss.stop({ graceful: false }),
  };
}
