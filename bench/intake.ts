/**
 * How fast files of each format are read, and read and stored, beside the bare library that takes them apart, in the same
 * run; and whether the memory stays flat from 10 MB to 2 GB. The files are put together anew from the replies and papers
 * of a real consultation. `-- --small` takes small files, where starting threads counts more than reading, and 20 MB for the large one. Exits 1 when something that was in a
 * file is neither accepted nor merged nor refused, or when memory grows with the file; 2 where the data is absent.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importDelivery } from '../src/corridor/import.ts';
import { openDelivery } from '../src/intake/read.ts';
import { ensureSystemActor, SYSTEM } from '../src/store/actor.ts';
import { bareConsultation, createConsultation } from '../src/store/consultation.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { BARE } from './intake-bare.ts';
import { type FormatFile, writeFormats, writeLargeCsv, writeLargeJson } from './intake-files.ts';
import type { OneIntake } from './intake-one.ts';

const small = process.argv.includes('--small');
const only = process.argv.find((arg) => arg.startsWith('--format='))?.slice('--format='.length);
const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const data = join(shared, 'data');
if (!existsSync(join(data, 'ai-whitepaper-2020/contributions.csv'))) {
  console.error(
    `The benchmark needs other people's data, which is not in the repository: ai-whitepaper-2020 is absent from ${data}. Name the folder that has it with ANTIPHON_SHARED.`,
  );
  process.exit(2);
}

const MEGABYTES = small ? 0.4 : 20;
const TURNS = small ? 2 : 3;
/** Reading is to be at least so fast as the library alone. */
const SHARE_MIN = 0.5;
/** Peak memory of a process that reads a file, and by how much it may differ between the largest file and the one before. */
const PEAK_MIB_MAX = 500;
const GROWTH_MIB_MAX = 150;
const MEMORY_SIZES = small ? [10, 20] : [10, 200, 2_000];

const folder = mkdtempSync(join(tmpdir(), 'antiphon-intake-'));
const figures: { [name: string]: number } = {};
const wrong: string[] = [];
const missed: string[] = [];
const round = (x: number, digits = 1) => Math.round(x * 10 ** digits) / 10 ** digits;

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
};

const AGREED = { columns: {}, publication: { all: 'anonymous' as const, because: 'made up for measuring' } };

/** How much a file came to: contributions, and refusals of whole ones. */
async function readAll(path: string): Promise<number> {
  const delivery = await openDelivery(path, { map: AGREED });
  let received = 0;
  for await (const item of delivery.items()) if (item.kind === 'contribution' || !item.refusal.partial) received++;
  return received;
}

async function storeAll(store: Store, { format, path, received }: FormatFile): Promise<void> {
  const { id } = await createConsultation(store, SYSTEM, bareConsultation(`bench-${format}`), false);
  const counts = await importDelivery(store, await openDelivery(path, { map: AGREED }), {
    actor: SYSTEM,
    consultationId: id,
  });
  if (counts.received !== received || counts.accepted + counts.merged + counts.refused !== received)
    wrong.push(`${format}: ${received} were in the file, ${JSON.stringify(counts)} came out`);
}

/** The library and our reader in turns, the best of each: other work on the machine slows down now one, now the other. */
async function benchFormat(store: Store, file: FormatFile): Promise<void> {
  const { format, library, path, bytes, received } = file;
  let [bare, own] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < TURNS; turn++) {
    if (library) bare = Math.min(bare, await seconds(() => BARE[library](path)));
    own = Math.min(
      own,
      await seconds(async () => {
        const found = await readAll(path);
        if (found !== received) wrong.push(`${format}: ${received} were in the file, ${found} were read`);
      }),
    );
  }
  const stored = await seconds(() => storeAll(store, file));
  const name = format.replaceAll('-', '_');
  figures[`${name}_rows_per_s`] = round(received / own);
  figures[`${name}_mb_per_s`] = round(bytes / 1e6 / own, 2);
  figures[`${name}_stored_rows_per_s`] = round(received / stored);
  if (library) figures[`${name}_of_bare`] = round(bare / own, 2);
  if (library && bare / own < SHARE_MIN) missed.push(format);
  const of = library
    ? `${round(bytes / 1e6 / bare, 2)} MB/s by ${library} alone, ours is ${round((bare / own) * 100, 0)} % of it`
    : 'no library beside it';
  console.log(
    `${format.padEnd(20)} ${round(bytes / 1e6)} MB, ${received}: read ${round(received / own)} a second, ${round(bytes / 1e6 / own, 2)} MB/s (${of}); read and stored ${round(received / stored)} a second`,
  );
}

const ONE = fileURLToPath(new URL('./intake-one.ts', import.meta.url));

function inOwnProcess(path: string): OneIntake {
  const printed = execFileSync(process.execPath, ['--import', './bin/tsx.js', ONE, path], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(printed.toString());
}

/** Peak memory of a process of its own for files of growing size. */
async function benchMemory(format: string, write: (path: string, megabytes: number) => Promise<number>): Promise<void> {
  const peaks: number[] = [];
  for (const megabytes of MEMORY_SIZES) {
    const path = join(folder, `large.${format}`);
    const rows = await write(path, megabytes);
    const { received, peakMib, seconds } = inOwnProcess(path);
    rmSync(path);
    peaks.push(peakMib);
    figures[`${format}_${megabytes}_mb_peak_mib`] = round(peakMib, 0);
    figures[`${format}_${megabytes}_mb_mb_per_s`] = round(megabytes / seconds, 2);
    if (received !== rows) wrong.push(`${format} of ${megabytes} MB: ${rows} were in the file, ${received} were read`);
    console.log(
      `${format} of ${megabytes} MB: ${received} in ${round(seconds)} s (${round(megabytes / seconds, 2)} MB/s), memory at most ${round(peakMib, 0)} MiB`,
    );
  }
  const growth = peaks.at(-1)! - peaks.at(-2)!;
  if (growth > GROWTH_MIB_MAX)
    wrong.push(`${format}: the largest file took ${round(growth, 0)} MiB more memory than the one before`);
  if (Math.max(...peaks) > PEAK_MIB_MAX)
    wrong.push(`${format}: reading took ${round(Math.max(...peaks), 0)} MiB, which is more than ${PEAK_MIB_MAX}`);
}

try {
  const files = writeFormats(folder, data, MEGABYTES, small).filter(({ format }) => !only || format === only);
  const store = await openStore({ dataFolder: join(folder, 'data'), mustOwn: true });
  await ensureSystemActor(store.db);
  for (const file of files) await benchFormat(store, file);
  await store.close();
  if (!only || only === 'memory') {
    await benchMemory('csv', (path, megabytes) => writeLargeCsv(path, data, megabytes));
    await benchMemory('json', (path, megabytes) => writeLargeJson(path, data, megabytes));
  }
  if (missed.length > 0) console.log(`Slower than ${SHARE_MIN} of the library alone: ${missed.join(', ')}.`);
  for (const what of wrong) console.error(`Wrong: ${what}.`);
  console.log(JSON.stringify({ bench: 'intake', small, ok: wrong.length === 0, figures }));
  process.exitCode = wrong.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
