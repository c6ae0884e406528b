/**
 * How well and how fast texts are understood, on other people's data: the tokeniser beside its reference, the encoder beside
 * a plain loop over the same model, themes and codes beside what people assigned.
 * `-- --small` takes a part of everything. Exits 1 when ids differ from the reference, when themes depend on the order of
 * the input, or when themes or codes are no better than chance or the most frequent code; 2 where the data is absent.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import { parse } from 'csv-parse/sync';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Codes, type Items, trainClassifier } from '../src/analysis/classify.ts';
import { type DiscoverItem, discoverThemes, inCanonicalOrder } from '../src/analysis/discover.ts';
import { embedDocuments } from '../src/analysis/document.ts';
import { type Embedder, openEmbedder } from '../src/analysis/embed.ts';
import { DIMENSIONS, MODEL_FOLDER } from '../src/analysis/model.ts';
import { readingForm } from '../src/analysis/passage.ts';
import { repeatableRandom, shuffle } from '../src/analysis/random.ts';
import { BEGIN_ID, END_ID, Tokeniser } from '../src/analysis/tokenise.ts';
import { adjustedMutualInformation } from './agreement.ts';
import { sentences } from './sentences.ts';

const small = process.argv.includes('--small');
const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const data = join(shared, 'data');
const NEEDED = ['parallel/ntrex-128', 'egov-bonn/dataset.csv', 'open-answers-anes/traintest_data'];
const absent = NEEDED.filter((path) => !existsSync(join(data, path)));
if (absent.length > 0) {
  console.error(
    `The benchmark needs other people's data, which is not in the repository: ${absent.join(', ')} is absent from ${data}. Name the folder that has it with ANTIPHON_SHARED.`,
  );
  process.exit(2);
}

const figures: { [name: string]: number } = {};
const wrong: string[] = [];
const round = (x: number, digits = 3) => Math.round(x * 10 ** digits) / 10 ** digits;
const secondsOf = (work: () => void) => {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
};

/** Prints our figure beside a peer's, and keeps both with their ratio. */
function compare(name: string, unit: string, own: number, peer: number, peerName: string): void {
  const ratio = round(own / peer, 2);
  figures[name] = round(own);
  figures[`${name}_peer`] = round(peer);
  figures[`${name}_ratio`] = ratio;
  console.log(`${name}: ${round(own)} ${unit}; ${peerName}: ${round(peer)}; ratio ${ratio}`);
}

function benchTokeniser(): void {
  const texts = sentences(data, small ? 40 : 2).map(({ text }) => text);
  const file = JSON.parse(readFileSync(join(MODEL_FOLDER, 'tokenizer.json'), 'utf8'));
  const [own, reference] = [new Tokeniser(), new Tokenizer(file, {})];
  let ids: number[][] = [];
  let wanted: number[][] = [];
  const seconds = secondsOf(() => {
    ids = texts.map((text) => own.encode(text));
  });
  const peer = secondsOf(() => {
    wanted = texts.map((text) => reference.encode(text, { add_special_tokens: false }).ids);
  });
  compare('tokeniser_texts_per_s', 'texts/s', texts.length / seconds, texts.length / peer, '@huggingface/tokenizers');
  figures.tokeniser_differences = ids.filter((one, i) => one.join() !== wanted[i]!.join()).length;
  console.log(
    `tokeniser: ${figures.tokeniser_differences} of ${texts.length} texts have other ids than the reference.`,
  );
  if (figures.tokeniser_differences > 0) wrong.push('the tokeniser gives other ids than its reference');
}

/**
 * Our embedder on one thread beside onnxruntime alone, with ids made beforehand: the rest is what our work around it costs.
 * In turns, the best of three each, because other work on the machine slows down now one, now the other.
 */
async function benchEncoder(): Promise<void> {
  const texts = sentences(data, small ? 2000 : 100);
  const tokeniser = new Tokeniser();
  const ids = texts.map(({ text }) => [BEGIN_ID, ...tokeniser.encode(`query: ${text}`), END_ID]);
  const tokens = ids.reduce((sum, own) => sum + own.length, 0);
  const session = await InferenceSession.create(join(MODEL_FOLDER, 'encoder.onnx'), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { session: { x64quantprecision: '1' } },
  });
  const alone = async (own: number[]) => {
    const shape = [1, own.length];
    await session.run({
      input_ids: new Tensor('int64', BigInt64Array.from(own, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(own.length).fill(1n), shape),
    });
  };
  const embedder = await openEmbedder({ threads: 1 });
  await alone(ids[0]!);
  await embedder.embed(texts.slice(0, 1));
  let [own, peer] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let turn = 0; turn < 3; turn++) {
    const started = performance.now();
    for (const one of ids) await alone(one);
    const between = performance.now();
    await embedder.embed(texts);
    peer = Math.min(peer, between - started);
    own = Math.min(own, performance.now() - between);
  }
  await embedder.close();
  await session.release();
  const perSecond = (ms: number) => (tokens / ms) * 1000;
  compare('encoder_tokens_per_s', 'tokens/s', perSecond(own), perSecond(peer), 'onnxruntime alone');
} // prettier-ignore

type Coded = { fields: string[][]; vectors: Int8Array; codes: string[] };

type BonnRow = { title: string; text: string; main_category_level1: string };

const bonnRows: BonnRow[] = parse(readFileSync(join(data, 'egov-bonn/dataset.csv')), { columns: true, bom: true });
const wholeOf = ({ title, text }: BonnRow) => `${title.trim()}\n${text.trim()}`.trim();

/** Replies of Bonn's citizens on cycling, with the main category that the town's analysts gave each. */
async function bonn(embedder: Embedder): Promise<Coded & { items: DiscoverItem[] }> {
  const rows = bonnRows.filter((_, i) => !small || i % 12 === 0);
  const documents = rows.map((row) => ({ text: wholeOf(row), language: 'de' }));
  const order = inCanonicalOrder(documents.map(({ text, language }) => ({ text: readingForm(text), language })));
  const inOrder = order.map((at) => documents[at]!);
  const budget = { encoderTokenBudget: small ? 45_000 : 800_000 };
  const { vectors: read, skimmed } = await embedDocuments(embedder, inOrder, 'whole and passages', budget);
  const items: DiscoverItem[] = [];
  const vectors = new Int8Array(rows.length * DIMENSIONS);
  for (const [i, at] of order.entries()) {
    const vector = read.subarray(i * 2 * DIMENSIONS, (i + 1) * 2 * DIMENSIONS);
    items[at] = { text: readingForm(documents[at]!.text), language: 'de', vector, skimmed: skimmed[i]! };
    vectors.set(vector.subarray(0, DIMENSIONS), at * DIMENSIONS);
  }
  const fields = documents.map(({ text }, i) => [text, rows[i]!.title]);
  return { items, fields, vectors, codes: rows.map((row) => row.main_category_level1) };
}

const numbered = (labels: readonly string[]) => {
  const names = [...new Set(labels)];
  return labels.map((label) => names.indexOf(label));
};

function benchDiscover(items: readonly DiscoverItem[], codes: readonly string[]): void {
  const started = performance.now();
  const found = discoverThemes(items);
  const between = performance.now();
  const simple = kMeans(items, 8);
  const ended = performance.now();
  compare('discover_seconds', 's', (between - started) / 1000, (ended - between) / 1000, 'k-means');
  figures.discover_themes = found.themes.length;
  const parts = found.assignments.map((one) => (one ? one.theme : found.themes.length));
  const people = numbered(codes);
  const own = adjustedMutualInformation(numbered(parts.map(String)), people);
  const peer = adjustedMutualInformation(numbered(simple.map(String)), people);
  compare(
    'discover_agreement',
    `adjusted mutual information of ${found.themes.length} themes with 8 categories`,
    own,
    peer,
    'k-means into 8 on the same vectors',
  ); // prettier-ignore
  if (own < 0.05) wrong.push('themes agree with people by chance');
  const order = Array.from(shuffle(Uint32Array.from(items.keys()), repeatableRandom(1)));
  const again = discoverThemes(order.map((at) => items[at]!));
  const isSame = order.every((at, i) => {
    const [a, b] = [found.assignments[at]!, again.assignments[i]!];
    return a?.theme === b?.theme && a?.sureness === b?.sureness;
  });
  figures.discover_order_independent = isSame ? 1 : 0;
  console.log(`discover: ${items.length} replies in another order give ${isSame ? 'the same' : 'OTHER'} themes.`);
  if (!isSame) wrong.push('themes depend on the order of the input');
}

/** k-means on whole-text vectors, from random texts, 20 rounds: the best known of simple ways. */
function kMeans(items: readonly DiscoverItem[], count: number): number[] {
  const random = repeatableRandom(2);
  const dot = (a: ArrayLike<number>, b: Float64Array) => b.reduce((sum, x, j) => sum + x * a[j]!, 0);
  let centres = Array.from({ length: count }, () =>
    Float64Array.from(items[Math.floor(random() * items.length)]!.vector.subarray(0, DIMENSIONS)),
  );
  let parts: number[] = [];
  for (let step = 0; step < 20; step++) {
    parts = items.map(({ vector }) => {
      const likeness = centres.map((centre) => dot(vector, centre) / Math.sqrt(dot(centre, centre) || 1));
      return likeness.indexOf(Math.max(...likeness));
    });
    centres = centres.map((_, part) => {
      const sum = new Float64Array(DIMENSIONS);
      items.forEach(({ vector }, i) => {
        if (parts[i] === part) for (let j = 0; j < DIMENSIONS; j++) sum[j]! += vector[j]!;
      });
      return sum;
    });
  }
  return parts;
}

function itemsAt({ fields, vectors }: Pick<Coded, 'fields' | 'vectors'>, which: readonly number[]): Items {
  const picked = new Int8Array(which.length * DIMENSIONS);
  for (const [i, at] of which.entries())
    picked.set(vectors.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS), i * DIMENSIONS);
  return { fields: which.map((at) => fields[at]!), vectors: picked, width: DIMENSIONS };
} // prettier-ignore

/** One code a reply: learnt from two thirds, asked about the rest. */
function benchOneCode(coded: Coded): void {
  const order = Array.from(shuffle(Uint32Array.from(coded.codes.keys()), repeatableRandom(3)));
  const [train, test] = [
    order.slice(0, Math.ceil((order.length * 2) / 3)),
    order.slice(Math.ceil((order.length * 2) / 3)),
  ];
  const own = numbered(coded.codes);
  const codes: Codes = { kind: 'one', count: Math.max(...own) + 1, of: train.map((at) => [own[at]!]) };
  const rightOf = (examples: Items, asked: Items) => {
    const assigned = trainClassifier(examples, codes).assign(asked);
    return test.filter((at, i) => assigned[i]![0]?.code === own[at]).length / test.length;
  };
  const [examples, asked] = [itemsAt(coded, train), itemsAt(coded, test)];
  const right = rightOf(examples, asked);
  const frequent = mostFrequent(codes);
  const majority = test.filter((at) => own[at] === frequent).length / test.length;
  const what = `right of ${test.length} (Bonn, learnt from ${train.length})`;
  compare('code_one_accuracy', what, right, majority, 'most frequent code');
  compare(
    'code_one_with_vectors',
    what,
    right,
    rightOf(withoutVectors(examples), withoutVectors(asked)),
    'words alone',
  );
  if (right <= majority) wrong.push('codes are no better than the most frequent one');
} // prettier-ignore

/** What learning from words alone gives: TF-IDF and a linear support vector machine. */
const withoutVectors = (items: Items): Items => ({ ...items, vectors: new Int8Array(items.vectors.length) });

function mostFrequent({ count, of }: Codes): number {
  const counts = Array.from({ length: count }, (_, code) => of.filter((own) => own.includes(code)).length);
  return counts.indexOf(Math.max(...counts));
}

/** Many codes a reply: open answers of American voters, split as published. */
async function benchManyCodes(embedder: Embedder): Promise<void> {
  const folder = join(data, 'open-answers-anes/traintest_data');
  const read = (name: string): string[][] =>
    parse(readFileSync(join(folder, `dataset5_${name}.csv`)), { bom: true }).slice(1);
  const part = (name: string, most: number) => {
    const [texts, codes] = [read(`X${name}`), read(`y${name}`)];
    const kept = texts.map((row, i) => ({
      text: row[1]!.trim(),
      codes: codes[i]!.flatMap((x, code) => (x === '1' ? [code] : [])),
    }));
    return kept.filter(({ text }) => /\p{L}/u.test(text)).slice(0, small ? most : kept.length);
  };
  const [train, test] = [part('train', 250), part('test', 100)];
  const all = [...train, ...test];
  const documents = all.map(({ text }) => ({ text, language: 'en' }));
  const { vectors } = await embedDocuments(embedder, documents, 'whole', small ? { encoderTokenBudget: 10_000 } : {});
  const coded = { fields: documents.map(({ text }) => [text]), vectors };
  const count = Math.max(...all.flatMap(({ codes }) => codes)) + 1;
  const codes: Codes = { kind: 'many', count, of: train.map((one) => one.codes) };
  const positions = Array.from(all.keys());
  const examples = itemsAt(coded, positions.slice(0, train.length));
  const asked = itemsAt(coded, positions.slice(train.length));
  const f1 = (given: (i: number) => number[]) =>
    test.reduce((sum, { codes: own }, i) => {
      const mine = given(i);
      return sum + (2 * mine.filter((code) => own.includes(code)).length) / (mine.length + own.length);
    }, 0) / test.length;
  const f1Of = (learnt: Items, wanted: Items) => {
    const assigned = trainClassifier(learnt, codes).assign(wanted);
    return f1((i) => assigned[i]!.map(({ code }) => code));
  };
  const own = f1Of(examples, asked);
  const frequent = mostFrequent(codes);
  const majority = f1(() => [frequent]);
  const what = `mean F1 of ${test.length} (open answers, learnt from ${train.length})`;
  compare('code_many_f1', what, own, majority, 'most frequent code');
  compare('code_many_with_vectors', what, own, f1Of(withoutVectors(examples), withoutVectors(asked)), 'words alone');
  if (own <= majority) wrong.push('many codes are no better than the most frequent one');
} // prettier-ignore

const started = performance.now();
benchTokeniser();
await benchEncoder();
const embedder = await openEmbedder();
const coded = await bonn(embedder);
benchDiscover(coded.items, coded.codes);
benchOneCode(coded);
await benchManyCodes(embedder);
await embedder.close();
figures.seconds = round((performance.now() - started) / 1000, 1);
for (const what of wrong) console.error(`Wrong: ${what}.`);
console.log(JSON.stringify({ bench: 'understand', small, ok: wrong.length === 0, figures }));
process.exitCode = wrong.length === 0 ? 0 : 1;
