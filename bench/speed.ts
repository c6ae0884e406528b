/**
 * How fast and in how much memory: the encoder beside onnxruntime with nothing around it, the static table, one new text to
 * its theme, and files of replies to verified reports, up to 1.2 million contributions of which nine in ten belong to
 * campaigns; and what it costs in quality that the encoder does not read everything. `-- --small` takes a part of
 * everything; `-- --only=static,live` only these of encoder, static, live, reports, tiers; `-- --sizes=50000` only reports
 * of these sizes. Exits 1 when a contribution is lost, when a report does not
 * verify, when one or two threads give other vectors or when a goal is missed by far; 2 where the data is absent.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { parse } from 'csv-parse/sync';
import { openEmbedder } from '../src/analysis/embed.ts';
import { DIMENSIONS, MODEL_FOLDER } from '../src/analysis/model.ts';
import { BEGIN_ID, END_ID, Tokeniser } from '../src/analysis/tokenise.ts';
import { meanVector, nearestOf } from '../src/analysis/vector.ts';
import { isTextAnswer } from '../src/core/contribution.ts';
import { analyseConsultation } from '../src/corridor/analyse.ts';
import { importDelivery } from '../src/corridor/import.ts';
import { openDelivery } from '../src/intake/read.ts';
import { ensureSystemActor, SYSTEM } from '../src/store/actor.ts';
import { codingsOf } from '../src/store/analysis.ts';
import { bareConsultation, createConsultation } from '../src/store/consultation.ts';
import { currentContributions } from '../src/store/contribution.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { runsOf } from '../src/store/run.ts';
import { adjustedMutualInformation } from './agreement.ts';
import type { BareEncoder } from './bare-encoder.ts';
import { type Crowd, readSentences, Speaker, writeCrowd } from './crowd.ts';

const small = process.argv.includes('--small');
const onlySizes = process.argv.find((arg) => arg.startsWith('--sizes='))?.slice('--sizes='.length);
const PARTS = ['encoder', 'static', 'live', 'reports', 'tiers'];
const named = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const only = onlySizes ? ['reports'] : (named?.split(',') ?? PARTS);
const unknown = only.filter((part) => !PARTS.includes(part));
if (unknown.length > 0) {
  console.error(`There is no part "${unknown.join(', ')}". --only takes ${PARTS.join(', ')}.`);
  process.exit(2);
}
const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const data = join(shared, 'data');
const NEEDED = ['sentences', 'parallel/ntrex-128', 'egov-bonn/dataset.csv'];
const absent = NEEDED.filter((path) => !existsSync(join(data, path)));
if (absent.length > 0) {
  console.error(
    `The benchmark needs other people's data, which is not in the repository: ${absent.join(', ')} is absent from ${data}. Name the folder that has it with ANTIPHON_SHARED.`,
  );
  process.exit(2);
}

const figures: { [name: string]: number } = {};
const wrong: string[] = [];
const missed: string[] = [];
const round = (x: number, digits = 2) => Math.round(x * 10 ** digits) / 10 ** digits;
const sentences = readSentences(data);
const folder = mkdtempSync(join(tmpdir(), 'antiphon-speed-'));

/** Keeps a figure and prints it beside its goal. */
function tell(name: string, value: number, unit: string, goal?: { least?: number; most?: number }): void {
  figures[name] = round(value);
  const { least, most } = goal ?? {};
  const isMissed = (least !== undefined && value < least) || (most !== undefined && value > most);
  if (isMissed) missed.push(name);
  const wanted = least !== undefined ? `, goal at least ${least}` : most !== undefined ? `, goal at most ${most}` : '';
  console.log(`${name}: ${round(value)} ${unit}${wanted}${isMissed ? ': MISSED' : ''}`);
}

function texts(count: number, words: number, seed: number): { text: string; language: string }[] {
  const speaker = new Speaker(sentences, seed);
  return Array.from({ length: count }, () => {
    const language = speaker.language();
    return { language, text: speaker.text(language, words).split(' ').slice(0, words).join(' ') };
  });
}

/** Seconds by the clock, and of processor time of all threads: where others work on the machine only these tell much. */
type Took = { seconds: number; cpu: number };
const NEVER: Took = { seconds: Number.POSITIVE_INFINITY, cpu: Number.POSITIVE_INFINITY };

function stopwatch(): () => Took {
  const [started, before] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
  };
}

function least(a: Took, b: Took): Took {
  return { seconds: Math.min(a.seconds, b.seconds), cpu: Math.min(a.cpu, b.cpu) };
}

/** What two bare threads take for ready-made ids. */
async function benchBare(ids: BigInt64Array[]): Promise<Took> {
  const workerData: BareEncoder = {
    model: join(MODEL_FOLDER, 'encoder.onnx'),
    texts: ids,
    next: new SharedArrayBuffer(4),
  };
  const team = [0, 1].map(() => new Worker(new URL('./bare-encoder.ts', import.meta.url), { workerData }));
  await Promise.all(team.map((worker) => once(worker, 'message')));
  const watch = stopwatch();
  const done = team.map((worker) => once(worker, 'message'));
  for (const worker of team) worker.postMessage('go');
  await Promise.all(done);
  const took = watch();
  await Promise.all(team.map((worker) => worker.terminate()));
  return took;
}

/** Ours beside the bare encoder in turns, the best of each, because other work on the machine slows down now one, now the other. */
async function benchEncoder(): Promise<void> {
  const some = texts(small ? 120 : 600, 28, 11);
  const tokeniser = new Tokeniser();
  const ids = some.map(({ text }) =>
    BigInt64Array.from([BEGIN_ID, ...tokeniser.encode(`query: ${text}`), END_ID], BigInt),
  );
  const tokens = ids.reduce((sum, own) => sum + own.length, 0);
  const embedder = await openEmbedder({ threads: 2 });
  await embedder.embed(some.slice(0, 64));
  let [own, bare] = [NEVER, NEVER];
  let lag = { p99: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  let vectors = new Int8Array();
  for (let turn = 0; turn < (small ? 2 : 4); turn++) {
    bare = least(bare, await benchBare(ids));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    const watch = stopwatch();
    delay.enable();
    ({ vectors } = await embedder.embed(some));
    delay.disable();
    if (delay.max / 1e6 < lag.most) lag = { p99: delay.percentile(99) / 1e6, most: delay.max / 1e6 };
    own = least(own, watch());
  }
  await embedder.close();
  tell('encoder_tokens_per_s', tokens / own.seconds, 'tokens/s on two threads');
  tell('encoder_tokens_per_s_bare', tokens / bare.seconds, 'tokens/s, onnxruntime alone');
  tell('encoder_ratio', bare.seconds / own.seconds, 'of onnxruntime alone', { least: 0.9 });
  tell('encoder_ratio_cpu', bare.cpu / own.cpu, 'of onnxruntime alone, by processor time');
  tell('encoder_loop_lag_p99_ms', lag.p99, 'ms that the event loop waits while others read');
  tell('encoder_loop_lag_max_ms', lag.most, 'ms at most');
  const alone = await openEmbedder({ threads: 1 });
  const few = some.slice(0, 24);
  const again = await alone.embed(few);
  await alone.close();
  if (!Buffer.from(again.vectors).equals(Buffer.from(vectors.subarray(0, few.length * DIMENSIONS))))
    wrong.push('one thread gives other vectors than two');
}

async function benchStatic(): Promise<void> {
  const some = texts(small ? 8000 : 60_000, 30, 12);
  const embedder = await openEmbedder({ threads: 2 });
  await embedder.embed(some.slice(0, 4000), { encoderTokenBudget: 0 });
  let took = NEVER;
  for (let turn = 0; turn < 3; turn++) {
    const watch = stopwatch();
    await embedder.embed(some, { encoderTokenBudget: 0 });
    took = least(took, watch());
  }
  tell('static_passages_per_s', some.length / took.seconds, 'passages of 30 words a second', { least: 20_000 });
  tell('static_passages_per_cpu_s', some.length / took.cpu, 'passages a second of one core');
  await embedder.close();
}

/** A text that has just come in, to the nearest of 24 themes, one after another. */
async function benchLive(): Promise<void> {
  const embedder = await openEmbedder({ threads: 1 });
  const known = texts(24 * 20, 20, 13);
  const { vectors } = await embedder.embed(known, { encoderTokenBudget: 0 });
  const centres = new Int8Array(24 * DIMENSIONS);
  for (let theme = 0; theme < 24; theme++) {
    const members = Array.from({ length: 20 }, (_, i) => theme * 20 + i);
    centres.set(meanVector(vectors, members), theme * DIMENSIONS);
  }
  const fresh = texts(small ? 1000 : 5000, 15, 14);
  const took = new Float64Array(fresh.length);
  for (const [i, text] of fresh.entries()) {
    const started = performance.now();
    const made = await embedder.embed([text], { encoderTokenBudget: 0 });
    if (nearestOf(made.vectors, centres) === -1) wrong.push('a live text finds no theme');
    took[i] = performance.now() - started;
  }
  await embedder.close();
  took.sort();
  tell('live_text_p50_ms', took[Math.floor(took.length / 2)]!, 'ms from a new text to its theme');
  tell('live_text_p99_ms', took[Math.floor(took.length * 0.99)]!, 'ms', { most: 5 });
}

type Ran = { seconds: number; cpuSeconds: number; mebibytes: number; out: string };

/** Runs the command line as a process of its own; time, processor time and the most memory it had. */
async function antiphon(...args: string[]): Promise<Ran> {
  const watch = `data:text/javascript,${encodeURIComponent(
    `import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));`,
  )}`;
  const launcher = fileURLToPath(new URL('../bin/antiphon.js', import.meta.url));
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', watch, launcher, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const heard = { out: '', err: '', used: '' };
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (heard.out += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (heard.err += text));
  child.stdio[3]!.on('data', (text: Buffer) => (heard.used += text.toString()));
  const [code] = await once(child, 'close');
  if (code !== 0) {
    wrong.push(`antiphon ${args[0]} ended with ${code}: ${heard.err.split('\n').slice(-4).join(' ')}`);
    return { seconds: 0, cpuSeconds: 0, mebibytes: 0, out: '' };
  }
  const used: NodeJS.ResourceUsage = JSON.parse(heard.used);
  return {
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (used.userCPUTime + used.systemCPUTime) / 1e6,
    mebibytes: used.maxRSS / 1024,
    out: heard.out,
  };
}

/** From a file to a verified report. @returns seconds of both together */
async function benchReport(name: string, crowd: Crowd, goal: { seconds: number; mebibytes: number }): Promise<number> {
  const { file, map, distinct, largest } = await writeCrowd(folder, sentences, crowd);
  console.log(
    `${name}: ${crowd.replies} replies in ${distinct} wordings, ${largest} in the largest campaign; load ${loadavg()[0]!.toFixed(1)}`,
  );
  const out = join(folder, 'report');
  const made = await antiphon('report', file, '--map', map, '--out', out);
  const checked = await antiphon('verify', out, '--json');
  const seconds = made.seconds + checked.seconds;
  tell(`${name}_seconds`, seconds, 's from file to verified report', { most: goal.seconds });
  tell(`${name}_verify_seconds`, checked.seconds, 's of them to verify');
  tell(`${name}_cpu_seconds`, made.cpuSeconds + checked.cpuSeconds, 's of processor time');
  tell(`${name}_mebibytes`, Math.max(made.mebibytes, checked.mebibytes), 'MiB at most', { most: goal.mebibytes });
  if (checked.out !== '') {
    const { holds, checked: counted } = JSON.parse(checked.out);
    if (!holds) wrong.push(`the report of ${name} does not verify`);
    if (counted.contributions + counted.byHashOnly !== crowd.replies)
      wrong.push(`of ${name} ${crowd.replies - counted.contributions - counted.byHashOnly} contributions are lost`);
  }
  rmSync(file);
  rmSync(out, { recursive: true, force: true });
  return seconds;
}

async function benchReports(): Promise<void> {
  const minute = { seconds: 60, mebibytes: 2048 };
  const sizes = small ? [400] : (onlySizes?.split(',').map(Number) ?? [10_000, 50_000, 200_000, 1_200_000]);
  const took: { size: number; seconds: number }[] = [];
  for (const size of sizes) {
    const goal = size > 50_000 ? { seconds: Math.max(60, (900 * size) / 1_200_000), mebibytes: 4096 } : minute;
    const seconds = await benchReport(`campaigns_${size}`, { replies: size, campaignShare: 0.9, seed: 21 }, goal);
    took.push({ size, seconds });
  }
  if (!small && (!onlySizes || sizes.includes(50_000)))
    await benchReport('own_words_50000', { replies: 50_000, campaignShare: 0, seed: 22 }, minute);
  for (const [i, { size, seconds }] of took.slice(1).entries()) {
    const before = took[i]!;
    const growth = Math.log(seconds / before.seconds) / Math.log(size / before.size);
    tell(`growth_${before.size}_${size}`, growth, 'power with which time grows', { most: 1.15 });
  }
}

type BonnRow = { title: string; text: string; main_category_level1: string };

/** Labelled replies among many others: how well their themes agree with the labels, by how much the encoder may read. */
async function benchTiers(): Promise<void> {
  const rows: BonnRow[] = parse(readFileSync(join(data, 'egov-bonn/dataset.csv')), { columns: true, bom: true });
  const labelled = rows.filter((_, i) => !small || i % 12 === 0);
  const others = texts(small ? 300 : 48_000 - labelled.length, 36, 31);
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = [
    'Reference,Comment',
    ...labelled.map(({ title, text }, i) => `B${i},${cell(`${title.trim()}. ${text.trim()}`)}`),
    ...others.map(({ text }, i) => `O${i},${cell(text)}`),
  ];
  const file = join(folder, 'labelled.csv');
  writeFileSync(file, lines.join('\r\n'));
  const map = join(folder, 'labelled.json');
  const publication = { all: 'anonymous', because: 'measuring' };
  writeFileSync(map, JSON.stringify({ source: 'b', publication, columns: { Reference: 'id', Comment: 'open' } }));
  const store = await openStore({ dataFolder: join(folder, 'store'), durable: false });
  try {
    await ensureSystemActor(store.db);
    const { id } = await createConsultation(store, SYSTEM, bareConsultation('tiers'), false);
    await importDelivery(store, await openDelivery(file, { map }), { actor: SYSTEM, consultationId: id });
    const labels = new Map(
      labelled.map(({ title, text, main_category_level1 }) => [
        `${title.trim()}. ${text.trim()}`,
        main_category_level1,
      ]),
    );
    for (const encoderTokenBudget of small ? [0, 8000] : [0, 75_000, 300_000, 1_200_000]) {
      const started = performance.now();
      await analyseConsultation(store, SYSTEM, id, { encoderTokenBudget });
      const seconds = (performance.now() - started) / 1000;
      const agreement = await agreementWith(store, id, labels);
      tell(`tiers_agreement_${encoderTokenBudget}`, agreement, 'adjusted mutual information of themes with 8 labels');
      tell(`tiers_seconds_${encoderTokenBudget}`, seconds, 's (vectors of a smaller budget are known already)');
    }
  } finally {
    await store.close();
  }
}

/** How well the theme that most passages of a labelled reply have agrees with its label. */
async function agreementWith(store: Store, id: string, labels: ReadonlyMap<string, string>): Promise<number> {
  const runId = (await runsOf(store.db, id)).find((run) => run.record !== null)!.id;
  const themes: string[] = [];
  const wanted: string[] = [];
  for await (const page of currentContributions(store.db, id)) {
    for (const { answers, bodies } of page) {
      const label = labels.get(answers.find(isTextAnswer)?.text ?? '');
      if (label === undefined) continue;
      const codings = await codingsOf(store.db, runId, bodies as Buffer[]);
      themes.push(mostUsual(codings.map(({ theme }) => theme)));
      wanted.push(label);
    }
  }
  const numbered = (names: readonly string[]) => names.map((name) => [...new Set(names)].indexOf(name));
  return adjustedMutualInformation(numbered(themes), numbered(wanted));
}

function mostUsual(names: readonly string[]): string {
  const counts = Map.groupBy(names, (name) => name);
  return [...counts].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[0] ?? '';
}

const started = performance.now();
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
console.log(`${commit}, ${cpus().length} x ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}`);
try {
  if (only.includes('encoder')) await benchEncoder();
  if (only.includes('static')) await benchStatic();
  if (only.includes('live')) await benchLive();
  if (only.includes('reports')) await benchReports();
  if (only.includes('tiers')) await benchTiers();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
figures.seconds = round((performance.now() - started) / 1000, 1);
for (const what of wrong) console.error(`Wrong: ${what}.`);
if (missed.length > 0) console.error(`Goals missed: ${missed.join(', ')}.`);
console.log(JSON.stringify({ bench: 'speed', small, ok: wrong.length === 0, missed, figures }));
process.exitCode = wrong.length === 0 ? 0 : 1;
