import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { ImportCounts } from '../src/store/import.ts';
import { openStore } from '../src/store/open.ts';

const WRITER = fileURLToPath(new URL('./import-writer.ts', import.meta.url));

export type ImportCrash = {
  /** After how many stored rows it was killed, each time. */
  killedAt: number[];
  /** What the import counted that ran to its end. */
  counts: ImportCounts;
  contributions: number;
  distinctTexts: number;
  leaves: number;
  /** Over all imports, killed ones too: received = accepted + merged + refused. */
  addsUp: boolean;
  peakMib: number;
  lastSeconds: number;
};

/**
 * Kills a process that imports a file of so many rows into an embedded store, each time after a random number of them, and
 * then lets it run to its end: every row has to be there, once.
 */
export async function importCrash(rows: number, kills: number, folder: string): Promise<ImportCrash> {
  const file = join(folder, 'replies.csv');
  await writeReplies(file, rows);
  const data = join(folder, 'data');
  const killedAt: number[] = [];
  for (let i = 0; i < kills; i++) killedAt.push(await killAfter(data, file, Math.floor(Math.random() * rows * 0.9)));
  const started = performance.now();
  const { counts, peakMib } = await runToEnd(data, file);
  const lastSeconds = Math.round((performance.now() - started) / 100) / 10;
  return { killedAt, counts, peakMib, lastSeconds, ...(await countStored(data)) };
}

async function writeReplies(file: string, rows: number): Promise<void> {
  const out = createWriteStream(file);
  out.write('id,What should change?,Country\n');
  for (let i = 1; i <= rows; i++) {
    const words = `Reply ${i}: the bus number ${i % 97} should stop at ${i % 89} more places, and the fare of ${i % 13} should stay, because people at place ${i} have no other way to school and work.`;
    if (!out.write(`R${i},"${words}",${i % 2 ? 'BE' : 'DE'}\n`)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
}

function start(data: string, file: string) {
  const child = spawn(process.execPath, [WRITER, data, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { child, ended, lines: createInterface({ input: child.stdout }) };
}

async function killAfter(data: string, file: string, rows: number): Promise<number> {
  const { child, ended, lines } = start(data, file);
  let stored = 0;
  lines.on('line', (line) => {
    stored = Number(line);
    if (stored >= rows) child.kill('SIGKILL');
  });
  const code = await ended;
  if (code !== null) throw new Error(`the import ended by itself with ${code} before it was killed`);
  return stored;
}

async function runToEnd(data: string, file: string): Promise<{ counts: ImportCounts; peakMib: number }> {
  const { ended, lines } = start(data, file);
  let last = '';
  lines.on('line', (line) => {
    last = line;
  });
  const code = await ended;
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return JSON.parse(last);
}

async function countStored(data: string) {
  const store = await openStore({ dataFolder: data, mustOwn: true });
  const { rows } = await sql<{ contributions: number; distinct_texts: number; leaves: number; adds_up: boolean }>`
    select (select count(*) from contribution where standing = 'counted' and version = 1) as contributions,
      (select count(distinct body_sha256) from answer) as distinct_texts,
      (select count(*) from ledger_leaf) as leaves,
      (select bool_and(received = accepted + merged + refused) from import) as adds_up`.execute(store.db);
  await store.close();
  const { contributions, distinct_texts, leaves, adds_up } = rows[0]!;
  return { contributions, distinctTexts: distinct_texts, leaves, addsUp: adds_up };
}
