import { hasWords } from '../core/text.ts';
import { countToAssign } from './decide.ts';
import {
  type Counted,
  countFeatures,
  type Fields,
  featureWords,
  learnRarity,
  type Rarity,
  type SparseRows,
  Weighting,
} from './feature.ts';
import { type KernelMatrix, kernelMatrix, kernelScores, learnKernel } from './kernel.ts';
import { asSparse, type LaidOut, type LinearScore, LinearScores, layOut, learnLinear } from './linear.ts';
import { fitStack, type Scores } from './stack.ts';

/** What a classifier reads: per item its texts by field (a title and an answer are two), and its vectors one after another. */
export type Items = {
  fields: readonly Fields[];
  /** Items x width; unit vectors times 127. The width is the same in learning and assigning. */
  vectors: Int8Array;
  width: number;
};

/**
 * The codes of each item, as positions in the list of codes. `one`: every item has exactly one; `many`: any number.
 */
export type Codes = { kind: 'one' | 'many'; count: number; of: readonly (readonly number[])[] };

/** What a classifier says about an item: its codes, surest first; none where the item has no letter. */
export type Assignment = { code: number; sureness: number }[];

export type Classifier = {
  /** @returns per item its codes: exactly one or at least one, unless the item has no words, or none that anybody knows */
  assign: (items: Items) => Assignment[];
  /** Sureness of every code for every item (items x codes). */
  sureness: (items: Items) => Float64Array;
  /** The same, where a thread has told the scores. */
  surenessOf: (scores: Scores) => Float64Array;
  /** What a thread needs to tell scores; null where vectors are judged by likeness. */
  portable: PortableScore | null;
  /**
   * The same for the examples, each judged by a classifier that has not seen it. It may have seen a copy, as it will have of
   * some of what it is asked about: keeping copies together would make it doubt itself more than it should.
   */
  heldBack: Float64Array;
  /** Why an item got a code, or would not: see `Reasons`. */
  explain: (items: Items, at: number, code: number) => Reasons;
};

/** What made the difference for one code of one item. */
export type Reasons = {
  /** Words of the item that speak most for the code, with what each adds to its score. */
  words: { word: string; weight: number }[];
  /** The examples whose vectors are most alike, and whether they have the code. */
  neighbours: { example: number; likeness: number; has: boolean }[];
};

/**
 * How vectors are judged: by their likeness to each example, which is better and takes time with the examples, or by one
 * plane a code, for many items at once.
 */
export type VectorsBy = 'likeness' | 'planes';

/** A score on words and one on vectors by planes, as what can be handed to a thread. */
export type PortableScore = { rarity: Rarity; words: LaidOut; planes: LaidOut };

/** Tells the scores of items as the classifier does from which it comes. */
export function portableScores(score: PortableScore): (items: Items) => Scores<ArrayBuffer> {
  const weighting = new Weighting(score.rarity);
  const [words, planes] = [new LinearScores(score.words), new LinearScores(score.planes)];
  return (items) => {
    const prepared = prepare(items);
    const rows = weighting.rows(prepared.counted, everyone(prepared));
    return { words: words.of(rows), vectors: planes.ofDense(prepared.vectors), coverage: rows.coverage };
  };
}

const WORDS_TOLD = 4;
const NEIGHBOURS_TOLD = 2;

/** Costs of a wrong side. */
const COST = { words: 1, likeness: 1, planes: 0.5 };
/** So many examples, the same every time, are compared with all others by their vectors; words are learnt from all. */
const COMPARED_MOST = 4000;
/** From so many items on, features that only one item has are left out. */
const MANY_ITEMS = 200;
const FOLDS = 3;

/**
 * Learns codes from examples. Two scores for each code, a linear one on words and runs of letters (TF-IDF), one on
 * vectors, are summed with weights that are learnt, with the sureness, from scores of examples that were held back (stacking,
 * Wolpert 1992; logistic calibration, Platt 1999). Where the words of a text are unknown, as in another language, the
 * vectors decide. The order of the examples makes no difference.
 */
export function trainClassifier(items: Items, codes: Codes, vectorsBy: VectorsBy = 'likeness'): Classifier {
  const order = canonicalOrder(items, codes);
  const examples = withLikeness(prepare(pick(items, order)), vectorsBy);
  const own = order.map((at) => codes.of[at]!);
  const held = heldBackScores(examples, own, codes.count);
  const stack = fitStack(held, own, codes.kind, codes.count);
  const { score, portable } = learn(examples, everyone(examples), own, codes.count);
  const scoresOf = (asked: Items) => {
    const prepared = prepare(asked);
    return score(prepared, everyone(prepared));
  };
  const sureness = (asked: Items) => stack.sureness(scoresOf(asked));
  const judged = stack.sureness(held);
  const heldBack = new Float64Array(judged.length);
  for (const [i, at] of order.entries()) {
    heldBack.set(judged.subarray(i * codes.count, (i + 1) * codes.count), at * codes.count);
  }
  return {
    sureness,
    surenessOf: stack.sureness,
    portable,
    heldBack,
    assign: (asked) => {
      const scores = scoresOf(asked);
      return choose(asked, stack.sureness(scores), scores.coverage, codes);
    },
    explain: (asked, at, code) => {
      const item = prepare(pick(asked, [at]));
      const neighbours = nearestExamples(examples, item).map(({ example, likeness }) => ({
        example: order[example]!,
        likeness,
        has: own[example]!.includes(code),
      }));
      return { words: tellingWords(asked, at, code, score), neighbours };
    },
  };
}

/** By how much the score of a code falls when a word is taken out of the text (Robnik-Šikonja and Kononenko 2008). */
function tellingWords({ fields, width }: Items, at: number, code: number, score: Score): Reasons['words'] {
  const [main = '', ...more] = fields[at]!;
  const words = [...new Set(featureWords(main))];
  const texts = [main, ...words.map((word) => withoutWord(main, word))];
  const items: Items = {
    fields: texts.map((text) => [text, ...more]),
    vectors: new Int8Array(texts.length * width),
    width,
  };
  const prepared = prepare(items);
  const scores = score(prepared, everyone(prepared)).words;
  const count = scores.length / texts.length;
  const weights = words.map((word, i) => ({ word, weight: scores[code]! - scores[(i + 1) * count + code]! }));
  return weights
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .slice(0, WORDS_TOLD);
}

function withoutWord(text: string, word: string): string {
  return featureWords(text)
    .filter((own) => own !== word)
    .join(' ');
}

function nearestExamples(examples: Prepared, item: Prepared): { example: number; likeness: number }[] {
  const { width } = examples;
  return Array.from(everyone(examples), (example) => {
    let likeness = 0;
    for (let j = 0; j < width; j++) likeness += examples.vectors[example * width + j]! * item.vectors[j]!;
    return { example, likeness };
  })
    .sort((a, b) => b.likeness - a.likeness || a.example - b.example)
    .slice(0, NEIGHBOURS_TOLD);
}

/** Nothing is guessed for an item without words, nor for one of which neither the model nor the examples know a piece. */
function choose(
  { fields, vectors, width }: Items,
  sureness: Float64Array,
  coverage: Float32Array,
  { kind, count }: Codes,
): Assignment[] {
  return fields.map((own, i) => {
    const isKnown = coverage[i]! > 0 || vectors.subarray(i * width, (i + 1) * width).some((x) => x !== 0);
    return isKnown && own.some(hasWords) ? surest(i) : [];
  });

  function surest(i: number): Assignment {
    const own = Array.from(sureness.subarray(i * count, (i + 1) * count), (sure, code) => ({ code, sureness: sure }));
    own.sort((a, b) => b.sureness - a.sureness || a.code - b.code);
    return own.slice(0, kind === 'one' ? 1 : countToAssign(own.map(({ sureness }) => sureness)));
  }
}

/** An order of the items that follows from what they hold. */
function canonicalOrder({ fields, vectors, width }: Items, codes: Codes): number[] {
  const keys = fields.map((own, i) =>
    JSON.stringify([own, codes.of[i], Buffer.from(vectors.subarray(i * width, (i + 1) * width)).toString('latin1')]),
  );
  const hashes = keys.map(stringHash);
  return Array.from(keys.keys()).sort((a, b) => hashes[a]! - hashes[b]! || (keys[a]! < keys[b]! ? -1 : 1));
}

function stringHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function pick({ fields, vectors, width }: Items, which: readonly number[]): Items {
  const picked = new Int8Array(which.length * width);
  for (const [i, at] of which.entries()) picked.set(vectors.subarray(at * width, (at + 1) * width), i * width);
  return { fields: which.map((at) => fields[at]!), vectors: picked, width };
}

/** Items as numbers: features counted, vectors in parts of 1. */
type Prepared = { counted: Counted; vectors: Float32Array; width: number };

function prepare({ fields, vectors, width }: Items): Prepared {
  const parts = new Float32Array(vectors.length);
  for (let i = 0; i < parts.length; i++) parts[i] = vectors[i]! / 127;
  return { counted: countFeatures(fields), vectors: parts, width };
}

function everyone({ counted }: Prepared): Uint32Array {
  return Uint32Array.from({ length: counted.items }, (_, i) => i);
}

/** Every item's scores from a classifier that has not seen it. */
function heldBackScores(examples: Examples, own: readonly (readonly number[])[], count: number): Scores {
  const n = own.length;
  const all: Scores = {
    words: new Float64Array(n * count),
    vectors: new Float64Array(n * count),
    coverage: new Float32Array(n),
  };
  const folds = Math.min(FOLDS, n);
  for (let fold = 0; fold < folds; fold++) {
    const held = everyone(examples).filter((i) => i % folds === fold);
    const rest = everyone(examples).filter((i) => i % folds !== fold);
    if (rest.length === 0) break;
    const scores = learn(examples, rest, own, count).score(examples, held);
    held.forEach((at, i) => {
      all.words.set(scores.words.subarray(i * count, (i + 1) * count), at * count);
      all.vectors.set(scores.vectors.subarray(i * count, (i + 1) * count), at * count);
      all.coverage[at] = scores.coverage[i]!;
    });
  }
  return all;
}

/** Examples, and, where vectors are judged by likeness, how alike those are that are compared: the first ones. */
type Examples = Prepared & { alike: KernelMatrix | null };

function withLikeness(prepared: Prepared, by: VectorsBy): Examples {
  if (by === 'planes') return { ...prepared, alike: null };
  const compared = unitRows(prepared.vectors.subarray(0, COMPARED_MOST * prepared.width), prepared.width);
  return { ...prepared, alike: kernelMatrix(compared, prepared.width) };
}

type Score = (asked: Prepared, which: Uint32Array) => Scores;

type Learnt = { score: Score; portable: PortableScore | null };

/** Learns from some of the examples. */
function learn(examples: Examples, which: Uint32Array, own: readonly (readonly number[])[], count: number): Learnt {
  const weighting = new Weighting(learnRarity(examples.counted, which, which.length >= MANY_ITEMS ? 2 : 1));
  const mine = Array.from(which, (at) => own[at]!);
  const words = learnAll(weighting.rows(examples.counted, which), weighting.columns, mine, count, COST.words);
  const planes = examples.alike ? null : learnPlanes(examples, which, mine, count);
  const vectors: VectorScore = planes
    ? (rows) => planes.ofDense(rows)
    : learnByLikeness(examples, examples.alike!, which, own, count); // there are no planes only where this is
  return {
    portable: planes && { rarity: weighting.rarity, words: words.laidOut, planes: planes.laidOut },
    score: (asked, wanted) => {
      const rows = weighting.rows(asked.counted, wanted);
      return { words: words.of(rows), vectors: vectors(rowsOf(asked, wanted)), coverage: rows.coverage };
    },
  };
}

type VectorScore = (rows: Float32Array) => Float64Array;

function learnByLikeness(
  examples: Prepared,
  alike: KernelMatrix,
  which: Uint32Array,
  own: readonly (readonly number[])[],
  count: number,
): VectorScore {
  const compared = which.filter((at) => at < alike.size);
  const known = unitRows(rowsOf(examples, compared), examples.width);
  const speaks = Array.from({ length: count }, (_, code) => {
    const isPositive = Uint8Array.from(compared, (at) => (own[at]!.includes(code) ? 1 : 0));
    return learnKernel(alike, compared, isPositive, COST.likeness);
  });
  return (rows) => kernelScores(unitRows(rows, examples.width), known, speaks, examples.width);
}

function learnPlanes(
  examples: Prepared,
  which: Uint32Array,
  mine: readonly (readonly number[])[],
  count: number,
): LinearScores {
  const { width } = examples;
  return learnAll(asSparse(rowsOf(examples, which), width), width, mine, count, COST.planes);
}

/** Rows made as long as 1; those of nothing stay nothing. */
function unitRows(vectors: Float32Array, width: number): Float32Array {
  const rows = vectors.slice();
  for (let from = 0; from < rows.length; from += width) {
    let squares = 0;
    for (let j = from; j < from + width; j++) squares += rows[j]! * rows[j]!;
    const length = Math.sqrt(squares) || 1;
    for (let j = from; j < from + width; j++) rows[j]! /= length;
  }
  return rows;
}

function rowsOf({ vectors, width }: Prepared, which: Uint32Array): Float32Array {
  const chosen = new Float32Array(which.length * width);
  for (const [i, at] of which.entries()) chosen.set(vectors.subarray(at * width, (at + 1) * width), i * width);
  return chosen;
}

function learnAll(
  data: SparseRows,
  columns: number,
  own: readonly (readonly number[])[],
  count: number,
  cost: number,
): LinearScores {
  const rows = Uint32Array.from(own.keys());
  const scores = Array.from({ length: count }, (_, code): LinearScore => {
    const isPositive = Uint8Array.from(own, (mine) => (mine.includes(code) ? 1 : 0));
    const positives = isPositive.reduce((sum, x) => sum + x, 0);
    // A code that all or none have cannot be learnt: its score says so for everyone.
    if (positives === 0 || positives === rows.length) {
      return { weights: new Float64Array(columns), bias: positives === 0 ? -1 : 1 };
    }
    return learnLinear(data, columns, rows, isPositive, cost);
  });
  return new LinearScores(layOut(scores, columns));
}
