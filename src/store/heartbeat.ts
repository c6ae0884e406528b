import { Worker } from 'node:worker_threads';
import type { Connection, Store } from './open.ts';

export type HeartbeatOptions = { connection: Connection; runId: string; everyMs: number };

/** Well below the silence after which a run counts as lost. */
const EVERY_MS = 3_000;

/**
 * Gives signs of life for a run as long as this process lives. A thread of its own does it, because an analysis computes
 * for many seconds without a pause.
 */
export function keepAlive(store: Pick<Store, 'connection'>, runId: string): { stop: () => Promise<void> } {
  const workerData: HeartbeatOptions = { connection: store.connection, runId, everyMs: EVERY_MS };
  const thread = new Worker(new URL('./heartbeat-thread.ts', import.meta.url), { workerData });
  thread.on('error', () => {}); // without signs of life another process takes the run up
  thread.unref();
  return {
    stop: async () => {
      await thread.terminate();
    },
  };
}
