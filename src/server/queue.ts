import { PgBoss } from 'pg-boss';
import type { Store } from '../store/open.ts';

/** The one job queue: runs wait here for a worker process; a job carries the id of its run and nothing else. */
export type Queue = {
  /** Hands a run to the workers; the same run twice is one job. */
  send: (runId: string) => Promise<void>;
  /** Works off runs one at a time until the queue is closed. */
  work: (handle: (runId: string) => Promise<void>) => Promise<void>;
  close: () => Promise<void>;
};

const NAME = 'run';

/** A worker that gives no sign of life for so long has died; its job is given to the next one. */
const HEARTBEAT_SECONDS = 10;

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
  await boss.createQueue(NAME, {
    retryLimit: 3,
    retryDelay: 1,
    expireInSeconds: 24 * 3600,
    heartbeatSeconds: HEARTBEAT_SECONDS,
  });
  return {
    send: async (runId) => {
      await boss.send(NAME, { runId }, { id: runId });
    },
    work: async (handle) => {
      await boss.work<{ runId: string }>(NAME, { pollingIntervalSeconds: 0.5, batchSize: 1 }, async (jobs) => {
        for (const job of jobs) await handle(job.data.runId);
      });
    },
    close: () => boss.stop({ graceful: false }),
  };
}
