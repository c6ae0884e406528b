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
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { openEmbedder } from '../src/analysis/embed.ts';
import { MODEL_FOLDER } from '../src/analysis/model.ts';
import { BEGIN_ID, END_ID, Tokeniser } from '../src/analysis/tokenise.ts';
import { benchCodes } from './codes.ts';
import { round, Table } from './measure.ts';
import { sentences } from './sentences.ts';

const small = process.argv.includes('--small');
const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const data = join(shared, 'data');
const NEEDED = [
  'parallel/ntrex-128',
  'egov-bonn/dataset.csv',
  'open-answers-anes/traintest_data',
  'sib-200/eng_Latn',
  'parallel/eurovoc',
];
const absent = NEEDED.filter((path) => !existsSync(join(data, path)));
if (absent.length > 0) {
  console.error(
    `The benchmark needs other people's data, which is not in the repository: ${absent.join(', ')} is absent from ${data}. Name the folder that has it with ANTIPHON_SHARED.`,
  );
  process.exit(2);
}

const figures: { [name: string]: number } = {};
const wrong: string[] = [];
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

const started = performance.now();
const table = new Table();
benchTokeniser();
await benchEncoder();
wrong.push(...(await benchCodes(data, small, table)));
table.print();
Object.assign(figures, table.figures, { seconds: round((performance.now() - started) / 1000, 1) });
for (const what of wrong) console.error(`Wrong: ${what}.`);
console.log(JSON.stringify({ bench: 'understand', small, ok: wrong.length === 0, figures }));
process.exitCode = wrong.length === 0 ? 0 : 1;
