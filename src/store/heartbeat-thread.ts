import { workerData } from 'node:worker_threads';
import pg from 'pg';
import type { HeartbeatOptions } from './heartbeat.ts';

const { connection, runId, everyMs } = workerData as HeartbeatOptions;
const pool = new pg.Pool({ ...connection, max: 1 });
pool.on('error', () => {});

async function beat(): Promise<void> {
  try {
    await pool.query("update run set seen_at = $1 where id = $2 and state = 'running'", [new Date(), runId]);
  } catch {
    // the next one may get through
  }
  setTimeout(beat, everyMs);
}

await beat();
