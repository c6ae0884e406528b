import type { SparseRows } from './feature.ts';
import { DIMENSIONS } from './model.ts';

/**
 * What tells how alike two items are: vectors in one or more views (whole text, mean of passages, title), each with its
 * weight, and words. Views of an item lie one after another; unit vectors times 127.
 */
export type Likeness = {
  vectors: Int8Array;
  viewWeights: readonly number[];
  /** Rows of length 1. */
  words: SparseRows;
  wordColumns: number;
  wordWeight: number;
  languages: readonly string[];
};

/** The nearest neighbours of each item, nearest first: items x `count`, padded with -1. */
export type Neighbours = { count: number; of: Int32Array };

/**
 * Compares every item with every other. Words say nothing across languages: there the likeness of words counts as what the
 * likeness of vectors lets expect within a language, so that no language is nearer to itself than to others.
 * Takes time with the square of the number of items.
 */
export function findNeighbours(likeness: Likeness, count: number): Neighbours {
  const items = likeness.languages.length;
  const of = new Int32Array(items * count).fill(-1);
  const dense = unitRows(likeness);
  const words = new WordLikeness(likeness.words, likeness.wordColumns);
  const expected = new Set(likeness.languages).size > 1 ? expectWords(dense, words, likeness) : null;
  const scores = new Float64Array(items);
  for (let item = 0; item < items; item++) {
    const fromWords = words.of(item);
    const own = likeness.languages[item];
    for (let other = 0; other < items; other++) {
      const near = dense.dot(item, other);
      const isComparable = expected === null || likeness.languages[other] === own;
      const word = isComparable ? fromWords[other]! : expected.base + expected.slope * near;
      scores[other] = near + likeness.wordWeight * word;
    }
    scores[item] = Number.NEGATIVE_INFINITY;
    keepHighest(scores, of.subarray(item * count, (item + 1) * count));
  }
  return { count, of };
}

type DenseRows = { dot: (a: number, b: number) => number };

/** All views of an item as one row, so that one product adds the views up by their weights. */
function unitRows({ vectors, viewWeights, languages }: Likeness): DenseRows {
  const width = viewWeights.length * DIMENSIONS;
  const rows = new Float32Array(languages.length * width);
  for (let item = 0; item < languages.length; item++) {
    viewWeights.forEach((weight, view) => {
      const from = item * width + view * DIMENSIONS;
      const factor = Math.sqrt(weight) / 127;
      for (let i = from; i < from + DIMENSIONS; i++) rows[i] = vectors[i]! * factor;
    });
  }
  return {
    dot: (a, b) => {
      const [from, to] = [a * width, b * width];
      let [s0, s1, s2, s3] = [0, 0, 0, 0]; // four sums, so that the processor need not wait for one
      for (let i = 0; i < width; i += 4) {
        s0 += rows[from + i]! * rows[to + i]!;
        s1 += rows[from + i + 1]! * rows[to + i + 1]!;
        s2 += rows[from + i + 2]! * rows[to + i + 2]!;
        s3 += rows[from + i + 3]! * rows[to + i + 3]!;
      }
      return s0 + s1 + s2 + s3;
    },
  };
}

/** Words in more than this share of the items tell nothing apart, and would take most of the time. */
const MOST_COMMON = 0.15;

/** Products of sparse rows, by lists of who has each feature. */
class WordLikeness {
  readonly #rows: SparseRows;
  readonly #starts: Uint32Array;
  readonly #owners: Uint32Array;
  readonly #values: Float32Array;
  readonly #sums: Float64Array;

  constructor(rows: SparseRows, columns: number) {
    this.#rows = rows;
    const items = rows.offsets.length - 1;
    this.#starts = new Uint32Array(columns + 1);
    for (const column of rows.indices) this.#starts[column + 1]!++;
    const most = Math.max(2, MOST_COMMON * items);
    for (let column = 0; column < columns; column++) {
      if (this.#starts[column + 1]! > most) this.#starts[column + 1] = 0;
      this.#starts[column + 1]! += this.#starts[column]!;
    }
    const next = this.#starts.slice();
    this.#owners = new Uint32Array(this.#starts[columns]!);
    this.#values = new Float32Array(this.#owners.length);
    for (let item = 0; item < items; item++) {
      for (let at = rows.offsets[item]!; at < rows.offsets[item + 1]!; at++) {
        const column = rows.indices[at]!;
        if (this.#starts[column] === this.#starts[column + 1]) continue;
        this.#owners[next[column]!] = item;
        this.#values[next[column]!++] = rows.values[at]!;
      }
    }
    this.#sums = new Float64Array(items);
  }

  /** Likeness of one item to all; overwritten by the next call. */
  of(item: number): Float64Array {
    this.#sums.fill(0);
    const { offsets, indices, values } = this.#rows;
    for (let at = offsets[item]!; at < offsets[item + 1]!; at++) {
      const value = values[at]!;
      for (let i = this.#starts[indices[at]!]!; i < this.#starts[indices[at]! + 1]!; i++) {
        this.#sums[this.#owners[i]!]! += value * this.#values[i]!;
      }
    }
    return this.#sums;
  }
}

const PAIRS_SAMPLED = 200;

/** The straight line from likeness of vectors to likeness of words, over pairs of one language (least squares). */
function expectWords(dense: DenseRows, words: WordLikeness, { languages }: Likeness): { base: number; slope: number } {
  const step = Math.max(1, Math.floor(languages.length / PAIRS_SAMPLED));
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (let item = 0; item < languages.length; item += step) {
    const likeness = words.of(item);
    for (let other = 0; other < languages.length; other++) {
      if (other === item || languages[other] !== languages[item]) continue;
      const x = dense.dot(item, other);
      const y = likeness[other]!;
      n++;
      sx += x;
      sy += y;
      sxx += x * x;
      sxy += x * y;
    }
  }
  const spread = n * sxx - sx * sx;
  if (n === 0 || spread <= 0) return { base: 0, slope: 0 };
  const slope = (n * sxy - sx * sy) / spread;
  return { base: (sy - slope * sx) / n, slope };
}

/** Writes the positions of the highest scores, highest first; of equals the first. */
function keepHighest(scores: Float64Array, into: Int32Array): void {
  let held = 0;
  let least = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at]!;
    if (score === Number.NEGATIVE_INFINITY || (held === into.length && score <= least)) continue;
    let place = held < into.length ? held++ : held - 1;
    while (place > 0 && scores[into[place - 1]!]! < score) {
      into[place] = into[place - 1]!;
      place--;
    }
    into[place] = at;
    least = scores[into[held - 1]!]!;
  }
}
