import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore } from '../src/store/open.ts';

const WRITER = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));
const LONGEST_MS = 250;
/** More than can be written in a round: rows may be there that nobody was told of, and a number is never used twice. */
const ROWS_A_ROUND = 1_000_000;

/**
 * Kills a process that writes to the embedded store, at a random moment, again and again, and looks afterwards whether
 * every row that it had acknowledged is there.
 */
export async function crash(
  rounds: number,
  folder: string,
): Promise<{ rounds: number; acknowledged: number; lost: number }> {
  const acknowledged = new Set<number>();
  let survived = 0;
  for (; survived < rounds; survived++) await killOnce(folder, survived * ROWS_A_ROUND, acknowledged);
  const store = await openStore({ dataFolder: folder, mustOwn: true });
  const rows = await store.db.selectFrom('log_stream').select('seq').execute();
  await store.close();
  const there = new Set(rows.map((row) => row.seq));
  return {
    rounds: survived,
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((one) => !there.has(one)).length,
  };
}

async function killOnce(folder: string, first: number, acknowledged: Set<number>): Promise<void> {
  const child = spawn(process.execPath, [WRITER, folder, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const opened = new Promise<void>((resolve) => {
    lines.on('line', (line) => (line === 'open' ? resolve() : acknowledged.add(Number(line))));
  });
  await Promise.race([opened, ended.then((code) => Promise.reject(new Error(`the writer ended with ${code}`)))]);
  await sleep(Math.random() * LONGEST_MS);
  child.kill('SIGKILL');
  const code = await ended;
  if (code !== null) throw new Error(`the writer ended by itself with ${code} before it was killed`);
}
