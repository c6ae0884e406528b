import { DIMENSIONS } from './model.ts';

/** How well two texts run side by side. */
export type Alignment = {
  /** Pairs of sentences, or of one sentence and two, that say the same. */
  pairs: number;
  /** Share of the sentences of the text with fewer that are in a pair. */
  coverage: number;
  /** Mean of the pairs' margins: how much nearer they are to each other than to their next neighbours (1: no nearer). */
  margin: number;
  /** Numbers of the sentences of each text that are in a pair. */
  inA: number[];
  inB: number[];
};

/** With so many nearest sentences of the other language a pair is compared (Artetxe and Schwenk 2019, arXiv 1811.01136). */
const NEIGHBOURS = 4;

/** Where there are few other sentences to compare with, nothing is taken to be less alike than this. */
const LEAST_USUAL = 0.3;

/**
 * How near a language's sentences are to the sentences of another one by chance: per sentence the mean likeness of its
 * four nearest. What all texts are about makes everything alike; a translation stands out from that.
 */
export function usualLikeness(vectors: Int8Array, others: Int8Array): Float64Array {
  const usual = new Float64Array(vectors.length / DIMENSIONS).fill(LEAST_USUAL);
  if (others.length === 0) return usual;
  const highest = new Float64Array(NEIGHBOURS);
  for (let i = 0; i < usual.length; i++) {
    highest.fill(0);
    for (let j = 0; j < others.length / DIMENSIONS; j++) keepHighest(highest, likeness(vectors, i, others, j));
    usual[i] = Math.max(LEAST_USUAL, highest.reduce((sum, x) => sum + x, 0) / NEIGHBOURS);
  }
  return usual;
}

function keepHighest(highest: Float64Array, x: number): void {
  if (x <= highest[NEIGHBOURS - 1]!) return;
  let at = NEIGHBOURS - 1;
  for (; at > 0 && highest[at - 1]! < x; at--) highest[at] = highest[at - 1]!;
  highest[at] = x;
}

const UNIT = 127 * 127;

export function likeness(a: Int8Array, i: number, b: Int8Array, j: number): number {
  let sum = 0;
  for (let k = 0, x = i * DIMENSIONS, y = j * DIMENSIONS; k < DIMENSIONS; k++) sum += a[x + k]! * b[y + k]!;
  return sum / UNIT;
}

/**
 * Runs two texts side by side: pairs of sentences in the same order that are nearer to each other than to what is usual,
 * the whole as good as can be (dynamic programming, as in Gale and Church 1993 but by meaning). A sentence may stand for
 * two of the other text, because translators split and join.
 * @param usualA per sentence of `a` its usual likeness to the other language, and `usualB` the same
 */
export function alignSentences(
  a: Int8Array,
  b: Int8Array,
  usualA: ArrayLike<number>,
  usualB: ArrayLike<number>,
): Alignment {
  const [m, n] = [a.length / DIMENSIONS, b.length / DIMENSIONS];
  const [left, right] = [new Sides(a, usualA), new Sides(b, usualB)];
  const best = Array.from({ length: m + 1 }, () => new Float64Array(n + 1));
  const step = Array.from({ length: m + 1 }, () => new Int8Array(n + 1));
  for (let i = 1; i <= m; i++) {
    for (let j = 1; j <= n; j++) {
      let [score, how] = best[i - 1]![j]! >= best[i]![j - 1]! ? [best[i - 1]![j]!, 0] : [best[i]![j - 1]!, 1];
      for (const [number, [x, y]] of BEADS.entries()) {
        if (x > i || y > j) continue;
        const gain = best[i - x]![j - y]! + (left.margin(i - x, x, right, j - y, y) - 1) * ((x + y) / 2);
        if (gain > score) [score, how] = [gain, number + 2];
      }
      best[i]![j] = score;
      step[i]![j] = how;
    }
  }
  return trace(step, left, right, m, n);
}

/** How many sentences of each side make a pair. */
const BEADS: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 2],
  [2, 1],
];

function trace(step: readonly Int8Array[], left: Sides, right: Sides, m: number, n: number): Alignment {
  let [pairs, margins] = [0, 0];
  const [inA, inB]: [number[], number[]] = [[], []];
  for (let [i, j] = [m, n]; i > 0 && j > 0; ) {
    const how = step[i]![j]!;
    if (how < 2) {
      if (how === 0) i--;
      else j--;
      continue;
    }
    const [x, y] = BEADS[how - 2]!;
    i -= x;
    j -= y;
    pairs++;
    margins += left.margin(i, x, right, j, y);
    for (let k = 0; k < x; k++) inA.push(i + k);
    for (let k = 0; k < y; k++) inB.push(j + k);
  }
  const coverage = m <= n ? inA.length / m : inB.length / n;
  return { pairs, coverage, margin: pairs === 0 ? 0 : margins / pairs, inA, inB };
}

/** The sentences of one text, and each two of them together. */
class Sides {
  readonly #vectors: Int8Array;
  readonly #usual: ArrayLike<number>;
  readonly #doubles: Int8Array;

  constructor(vectors: Int8Array, usual: ArrayLike<number>) {
    this.#vectors = vectors;
    this.#usual = usual;
    this.#doubles = new Int8Array(Math.max(0, vectors.length - DIMENSIONS));
    for (let at = 0; at < this.#doubles.length; at += DIMENSIONS) {
      const both = vectors.subarray(at, at + 2 * DIMENSIONS);
      let squares = 0;
      for (let k = 0; k < DIMENSIONS; k++) squares += (both[k]! + both[k + DIMENSIONS]!) ** 2;
      const factor = squares === 0 ? 0 : 127 / Math.sqrt(squares);
      for (let k = 0; k < DIMENSIONS; k++)
        this.#doubles[at + k] = Math.round((both[k]! + both[k + DIMENSIONS]!) * factor);
    }
  }

  /** Likeness over what is usual, of so many sentences from one on, with so many of the other text. */
  margin(at: number, count: number, other: Sides, otherAt: number, otherCount: number): number {
    const near = likeness(this.#of(count), at, other.#of(otherCount), otherAt);
    const usual = (this.#usually(at, count) + other.#usually(otherAt, otherCount)) / 2;
    return usual <= 0 ? 0 : near / usual;
  }

  #of(count: number): Int8Array {
    return count === 1 ? this.#vectors : this.#doubles;
  }

  #usually(at: number, count: number): number {
    return count === 1 ? this.#usual[at]! : Math.max(this.#usual[at]!, this.#usual[at + 1]!);
  }
}
