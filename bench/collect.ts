/**
 * Answers to a call for evidence: how many a second are durable, with and without files, on both stores, beside what the
 * store does with one row per transaction in the same run; how long pages take; what a page weighs; and whether everything
 * acknowledged is there, once, under the root, after the process was killed again and again (kill -9).
 * Exits 1 when something acknowledged is lost, there twice or not provable.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createApp } from '../src/server/app.tsx';
import { ASSET_FOLDER, readAssets } from '../src/server/asset.ts';
import { openAttachmentShelf } from '../src/server/attachment-shelf.ts';
import { openSubmissions } from '../src/server/submissions.ts';
import { ensureSystemActor } from '../src/store/actor.ts';
import { addDraftFile, beginDraft, type Draft, draftByCode } from '../src/store/draft.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { filledWith, handedIn, ONE_QUESTION, type OpenCall, openCall } from '../test/call.ts';
import { testServer } from '../test/server.ts';
import { globalSetup, globalTeardown } from '../test/setup.js';
import { newDatabase } from '../test/stores.ts';
import { submissionCrash } from '../test/submission-crash.ts';

const small = process.argv.includes('--small');
const ANSWERS = small ? 300 : 2000;
const AT_ONCE = 64;
const PAGES = small ? 60 : 300;
const folder = mkdtempSync(join(tmpdir(), 'antiphon-collect-'));

type Rates = { single: number; withoutFiles: number; withFiles: number };

/** Runs many of one thing, so many at a time. @returns how many a second */
async function perSecond(count: number, atOnce: number, one: (i: number) => Promise<unknown>): Promise<number> {
  const started = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count) await one(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return Math.round(count / ((performance.now() - started) / 1000));
}

async function begin(store: Store, call: OpenCall, i: number): Promise<Draft> {
  const code = await beginDraft(store, { ...call, filled: filledWith(`Reply ${i}: ${crypto.randomUUID()}`) });
  return (await draftByCode(store.db, code))!;
}

async function measureStore(store: Store, name: string): Promise<Rates> {
  await ensureSystemActor(store.db);
  const call = await openCall(store, `collect-${name}`, ONE_QUESTION);
  const house = { name: 'Bench', emailAddress: null, languages: ['en'], url: 'http://localhost' };
  const submit = openSubmissions(store, house);
  const shelf = openAttachmentShelf(join(folder, name));
  const drafts = async () => await Promise.all(Array.from({ length: ANSWERS }, (_, i) => begin(store, call, i)));

  const single = await perSecond(small ? 200 : 1000, 1, (i) =>
    store.db
      .insertInto('log_stream')
      .values({ stream: `single ${i}`, seq: i })
      .execute(),
  );
  const plain = await drafts();
  const withoutFiles = await perSecond(ANSWERS, AT_ONCE, (i) => submit(handedIn(call, plain[i]!)));
  const filed = await drafts();
  const withFiles = await perSecond(ANSWERS, AT_ONCE, async (i) => {
    const path = join(folder, `file-${i}.txt`);
    writeFileSync(path, `A paper of ${'some '.repeat(400)} words, the ${i}th.`);
    const file = await shelf.keep('papers', { fileName: 'paper.txt', path, bytes: 2000 });
    await addDraftFile(store, filed[i]!.id, file);
    await submit(handedIn(call, { ...filed[i]!, files: [{ ...file, id: 'file' }] }));
  });
  await shelf.close();
  return { single, withoutFiles, withFiles };
}

/** What the server needs for pages of an answer, without the way over the wire. @returns the 95th percentile in milliseconds */
async function pageTimes(store: Store): Promise<{ read: number; save: number }> {
  const call = await openCall(store, 'pages', ONE_QUESTION);
  const app = createApp(testServer(store, folder));
  const [read, save]: [number[], number[]] = [[], []];
  for (let i = 0; i < PAGES; i++) {
    const { code } = await begin(store, call, i);
    const url = `http://localhost/c/pages/answer/${code}?page=1`;
    const body = new URLSearchParams([
      [':then', 'next'],
      [':revision', '0'],
      ['change', `A longer reply. ${'Words and words. '.repeat(60)}`],
    ]);
    read.push(await timed(() => app.request(url)));
    save.push(await timed(() => app.request(url, { method: 'POST', body })));
  }
  return { read: percentile(read), save: percentile(save) };
}

async function timed(ask: () => Response | Promise<Response>): Promise<number> {
  const started = performance.now();
  const answer = await ask();
  await answer.arrayBuffer();
  if (answer.status >= 400) throw new Error(`a page answered ${answer.status}`);
  return performance.now() - started;
}

function percentile(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length * 0.95)]! * 10) / 10;
}

/** Script and style sheet of a page as they go over the wire, in KiB. */
function weights(): { scriptKib: number; styleKib: number } {
  const kib = (url: string) =>
    Math.round((gzipSync(readFileSync(`${ASSET_FOLDER}${url.split('/').at(-1)}`)).length / 1024) * 10) / 10;
  const { script, style } = readAssets();
  return { scriptKib: kib(script), styleKib: kib(style) };
}

async function onStore<T>(options: Parameters<typeof openStore>[0], use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(options);
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

try {
  await globalSetup({ isDurable: true });
  const embedded = await onStore({ dataFolder: join(folder, 'embedded') }, async (store) => ({
    rates: await measureStore(store, 'embedded'),
    pages: await pageTimes(store),
  }));
  const postgresql = await onStore({ dataFolder: '', databaseUrl: await newDatabase() }, async (store) => ({
    rates: await measureStore(store, 'postgresql'),
    pages: await pageTimes(store),
  }));
  await globalTeardown();
  const crash = await submissionCrash(small ? 60 : 2000, small ? 1 : 10, join(folder, 'crash'));
  const { scriptKib, styleKib } = weights();
  for (const [name, { rates, pages }] of Object.entries({ embedded, postgresql })) {
    const ratio = (rate: number) => `${rate}/s, ${(rate / rates.single).toFixed(2)} of one row per transaction`;
    console.log(
      `${name}: one row per transaction ${rates.single}/s; answers ${ratio(rates.withoutFiles)}; with a file each ${ratio(rates.withFiles)}; page p95 ${pages.read} ms read, ${pages.save} ms saved.`,
    );
  }
  console.log(`A page weighs ${scriptKib} KiB of script and ${styleKib} KiB of style, compressed.`);
  console.log(
    `${crash.submissions} answers acknowledged, killed ${crash.kills} times: ${crash.lost} lost, ${crash.twice} twice, ${crash.unproven} without proof.`,
  );
  const ok = crash.lost + crash.twice + crash.unproven === 0;
  const figures = { embedded, postgresql, scriptKib, styleKib, ...crash };
  console.log(JSON.stringify({ bench: 'collect', small, ok, figures }));
  process.exitCode = ok ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
