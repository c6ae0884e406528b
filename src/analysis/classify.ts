import { hasLetter } from '../core/text.ts';
import { type Counted, countFeatures, type Fields, type SparseRows, Weighting } from './feature.ts';
import { asSparse, type LinearScore, LinearScores, learnLinear } from './linear.ts';
import { fitStack, type Scores, type Stack } from './stack.ts';

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
  /** @returns per item its codes: exactly one or at least one, unless the item has no letter */
  assign: (items: Items) => Assignment[];
  /** Sureness of every code for every item (items x codes). */
  sureness: (items: Items) => Float64Array;
  /**
   * The same for the examples, each judged by a classifier that has not seen it. It may have seen a copy, as it will have of
   * some of what it is asked about: keeping copies together would make it doubt itself more than it should.
   */
  heldBack: Float64Array;
};

/** Costs of a wrong side, for words and for vectors: vectors are 256 wide and learnt more gently. */
const COST = { words: 1, vectors: 0.5 };
/** From so many items on, features that only one item has are left out. */
const MANY_ITEMS = 200;
const FOLDS = 3;

/**
 * Learns codes from examples. Two linear scores for each code, one on words and runs of letters (TF-IDF), one on vectors,
 * are summed with weights that are learnt, with the sureness, from scores of examples that were held back (stacking,
 * Wolpert 1992; logistic calibration, Platt 1999). Where the words of a text are unknown, as in another language, the
 * vectors decide. The order of the examples makes no difference.
 */
export function trainClassifier(items: Items, codes: Codes): Classifier {
  const order = canonicalOrder(items, codes);
  const examples = prepare(pick(items, order));
  const own = order.map((at) => codes.of[at]!);
  const held = heldBackScores(examples, own, codes.count);
  const stack = fitStack(held, own, codes.kind, codes.count);
  const score = learn(examples, everyone(examples), own, codes.count);
  const sureness = (asked: Items) => {
    const prepared = prepare(asked);
    return stack.sureness(score(prepared, everyone(prepared)));
  };
  const judged = stack.sureness(held);
  const heldBack = new Float64Array(judged.length);
  for (const [i, at] of order.entries()) {
    heldBack.set(judged.subarray(i * codes.count, (i + 1) * codes.count), at * codes.count);
  }
  return {
    sureness,
    heldBack,
    assign: (asked) => choose(asked, sureness(asked), codes, stack),
  };
}

function choose(items: Items, sureness: Float64Array, { kind, count }: Codes, stack: Stack): Assignment[] {
  return items.fields.map((fields, i) => {
    if (!fields.some(hasLetter)) return [];
    const own = Array.from(sureness.subarray(i * count, (i + 1) * count), (sure, code) => ({ code, sureness: sure }));
    own.sort((a, b) => b.sureness - a.sureness || a.code - b.code);
    return kind === 'one' ? own.slice(0, 1) : own.filter((one, rank) => rank === 0 || one.sureness >= stack.threshold);
  });
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

/** Items as numbers: features counted, vectors as sparse rows. */
type Prepared = { counted: Counted; vectors: SparseRows; width: number };

function prepare({ fields, vectors, width }: Items): Prepared {
  return {
    counted: countFeatures(fields),
    vectors: asSparse(
      Float32Array.from(vectors, (x) => x / 127),
      width,
    ),
    width,
  };
}

function everyone({ counted }: Prepared): Uint32Array {
  return Uint32Array.from({ length: counted.items }, (_, i) => i);
}

/** Every item's scores from a classifier that has not seen it. */
function heldBackScores(examples: Prepared, own: readonly (readonly number[])[], count: number): Scores {
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
    const scores = learn(examples, rest, own, count)(examples, held);
    held.forEach((at, i) => {
      all.words.set(scores.words.subarray(i * count, (i + 1) * count), at * count);
      all.vectors.set(scores.vectors.subarray(i * count, (i + 1) * count), at * count);
      all.coverage[at] = scores.coverage[i]!;
    });
  }
  return all;
}

type Score = (asked: Prepared, which: Uint32Array) => Scores;

/** Learns from some of the examples. */
function learn(examples: Prepared, which: Uint32Array, own: readonly (readonly number[])[], count: number): Score {
  const weighting = new Weighting(examples.counted, which, which.length >= MANY_ITEMS ? 2 : 1);
  const mine = Array.from(which, (at) => own[at]!);
  const { width } = examples;
  const words = learnAll(weighting.rows(examples.counted, which), weighting.columns, mine, count, COST.words);
  const vectors = learnAll(rowsOf(examples.vectors, which), width, mine, count, COST.vectors);
  return (asked, wanted) => {
    const rows = weighting.rows(asked.counted, wanted);
    return { words: words.of(rows), vectors: vectors.of(rowsOf(asked.vectors, wanted)), coverage: rows.coverage };
  };
}

/** Some of the rows; all have the same length. */
function rowsOf({ offsets, values }: SparseRows, which: Uint32Array): SparseRows {
  const width = offsets[1] ?? 0;
  const chosen = new Float32Array(which.length * width);
  for (const [i, at] of which.entries()) chosen.set(values.subarray(at * width, (at + 1) * width), i * width);
  return asSparse(chosen, width);
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
  return new LinearScores(scores, columns);
}
