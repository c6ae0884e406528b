/** One thread of the embedder: its own tokeniser, encoder session and static table, each loaded when first asked for. */
import { workerData } from 'node:worker_threads';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { answerQuestions } from './colleague.ts';
import { DIMENSIONS, loadSpace, loadStaticTable, readModelFile, type Space, type StaticTable } from './model.ts';
import { BEGIN_ID, END_ID, Tokeniser, UNKNOWN_ID } from './tokenise.ts';

export type EmbedWorkerOptions = { folder: string; saturating: boolean };
export type ToEmbedWorker = { ask: 'encoder' | 'static'; texts: string[]; languages: string[] };
/** `tokens`: how many pieces each text has that can be read, told by the static tier. */
export type EmbeddedChunk = { vectors: Int8Array<ArrayBuffer>; tokens: Uint32Array<ArrayBuffer> };

/** Part of the model: the encoder was trained with it. */
const PREFIX = 'query: ';
/** The encoder has 512 places, two of them for begin and end. */
const MOST_PIECES = 510;
const ENCODER_DIMENSIONS = 384;
/** A unit vector's numbers lie between -1 and 1. */
const INT8_SCALE = 127;
/** A text of which more than this share are pieces that the vocabulary lacks is written in a script the model cannot read. */
const MOST_UNKNOWN = 0.5;

const options = workerData as EmbedWorkerOptions;
const tokeniser = new Tokeniser(options.folder);
let encoder: Promise<InferenceSession> | undefined;
let space: Space | undefined;
let staticTable: StaticTable | undefined;

function openEncoder(): Promise<InferenceSession> {
  return InferenceSession.create(readModelFile(options.folder, 'encoder.onnx'), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // Without VNNI the fast int8 kernels add up in 16 bits and clip; this asks for the exact ones (model/README.md).
    ...(options.saturating ? {} : { extra: { session: { x64quantprecision: '1' } } }),
  });
}

/** The ids of a text that can be read; empty where there is nothing to read. */
function readablePieces(text: string): number[] {
  const ids = tokeniser.encode(text);
  const unknown = ids.reduce((count, id) => count + (id === UNKNOWN_ID ? 1 : 0), 0);
  // The mark of a blank before an unknown word is a piece of its own, hence half of what is left.
  return unknown > MOST_UNKNOWN * (ids.length - unknown) ? [] : ids;
}

async function encode(text: string, language: string): Promise<Float32Array | null> {
  if (readablePieces(text).length === 0) return null;
  const pieces = tokeniser.encode(PREFIX + text).slice(0, MOST_PIECES);
  const ids = BigInt64Array.from([BEGIN_ID, ...pieces, END_ID], BigInt);
  encoder ??= openEncoder();
  const output = await (await encoder).run({
    input_ids: new Tensor('int64', ids, [1, ids.length]),
    attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), [1, ids.length]),
  });
  space ??= loadSpace(options.folder);
  return intoSpace(output.sentence_embedding!.data as Float32Array, space, language);
}

function intoSpace(vector: Float32Array, { languages, means, projection }: Space, language: string): Float32Array {
  const known = languages.indexOf(language);
  const mean = (known === -1 ? languages.length - 1 : known) * ENCODER_DIMENSIONS;
  const result = new Float32Array(DIMENSIONS);
  for (let i = 0; i < ENCODER_DIMENSIONS; i++) {
    const centred = vector[i]! - means[mean + i]!;
    const row = i * DIMENSIONS;
    for (let j = 0; j < DIMENSIONS; j++) result[j]! += centred * projection[row + j]!;
  }
  return result;
}

function sumOfRows(ids: readonly number[]): Float32Array | null {
  if (ids.length === 0) return null;
  staticTable ??= loadStaticTable(options.folder);
  const { table, scale } = staticTable;
  const sum = new Float32Array(DIMENSIONS);
  for (const id of ids) {
    const weight = scale[id]!;
    const row = id * DIMENSIONS;
    for (let j = 0; j < DIMENSIONS; j++) sum[j]! += weight * table[row + j]!;
  }
  return sum;
}

/** Writes the unit vector times 127, rounded. Nothing, or a vector without direction, stays zero. */
function store(vector: Float32Array | null, into: Int8Array, at: number): void {
  if (vector === null) return;
  let squares = 0;
  for (const x of vector) squares += x * x;
  if (squares === 0) return;
  const factor = INT8_SCALE / Math.sqrt(squares);
  for (let j = 0; j < DIMENSIONS; j++) into[at + j] = Math.round(vector[j]! * factor);
}

async function embedChunk({ ask, texts, languages }: ToEmbedWorker): Promise<EmbeddedChunk> {
  const vectors = new Int8Array(texts.length * DIMENSIONS);
  const tokens = new Uint32Array(texts.length);
  for (const [i, text] of texts.entries()) {
    if (ask === 'encoder') store(await encode(text, languages[i]!), vectors, i * DIMENSIONS);
    else {
      const ids = readablePieces(text);
      tokens[i] = ids.length;
      store(sumOfRows(ids), vectors, i * DIMENSIONS);
    }
  }
  return { vectors, tokens };
}

answerQuestions(embedChunk, ({ vectors, tokens }) => [vectors.buffer, tokens.buffer]);
