import { DIMENSIONS } from './model.ts';
import { productOf } from './vector.ts';

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
 * @param others sentences of the other language; of fewer of them the result is the same or lower
 */
export function usualLikeness({ single, count }: Sentences, others: Sentences, most = others.count): Float64Array {
  const usual = new Float64Array(count).fill(LEAST_USUAL);
  const highest = new Float64Array(NEIGHBOURS);
  for (let i = 0; i < count; i++) {
    highest.fill(0);
    for (let j = 0; j < Math.min(most, others.count); j++) keepHighest(highest, likeness(single, i, others.single, j));
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

function likeness(a: Float32Array, i: number, b: Float32Array, j: number): number {
  return productOf(a, i * DIMENSIONS, b, j * DIMENSIONS) / UNIT;
}

/** The sentences of one text, and each two of them together; rows of whole numbers. */
export class Sentences {
  readonly count: number;
  readonly single: Float32Array;
  readonly #vectors: Int8Array;
  #double: Float32Array | undefined;

  /** @param vectors unit vectors times 127, one after another */
  constructor(vectors: Int8Array) {
    this.count = vectors.length / DIMENSIONS;
    this.single = Float32Array.from(vectors);
    this.#vectors = vectors;
  }

  /** Row i is sentence i and the next one. */
  get double(): Float32Array {
    if (this.#double) return this.#double;
    const [vectors, doubles] = [this.#vectors, new Float32Array(Math.max(0, this.#vectors.length - DIMENSIONS))];
    for (let at = 0; at < doubles.length; at += DIMENSIONS) {
      let squares = 0;
      for (let k = at; k < at + DIMENSIONS; k++) squares += (vectors[k]! + vectors[k + DIMENSIONS]!) ** 2;
      const factor = squares === 0 ? 0 : 127 / Math.sqrt(squares);
      for (let k = at; k < at + DIMENSIONS; k++)
        doubles[k] = Math.round((vectors[k]! + vectors[k + DIMENSIONS]!) * factor);
    }
    this.#double = doubles;
    return doubles;
  }
}

/** How many sentences of each side make a pair. */
const BEADS: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 2],
  [2, 1],
];

/** Two texts side by side. */
export class SideBySide {
  readonly #m: number;
  readonly #n: number;
  /** Per bead the likeness of what starts at sentence i and j, at `i * n + j`. */
  readonly #near: readonly Float64Array[];

  constructor(a: Sentences, b: Sentences) {
    [this.#m, this.#n] = [a.count, b.count];
    this.#near = BEADS.map(([x, y]) => {
      const near = new Float64Array(this.#m * this.#n);
      const [left, right] = [x === 1 ? a.single : a.double, y === 1 ? b.single : b.double];
      for (let i = 0; i + x <= this.#m; i++)
        for (let j = 0; j + y <= this.#n; j++) near[i * this.#n + j] = likeness(left, i, right, j);
      return near;
    });
  }

  /**
   * The most that the pairs of an alignment can be nearer than usual, all together: nothing that is as usual as this or
   * more so has pairs whose margins, less 1 each, sum up to more.
   */
  promise(usualA: Float64Array, usualB: Float64Array): number {
    return this.#run(usualA, usualB).best.at(-1)!;
  }

  /**
   * Runs two texts side by side: pairs of sentences in the same order that are nearer to each other than to what is usual,
   * the whole as good as can be (dynamic programming, as in Gale and Church 1993 but by meaning). A sentence may stand for
   * two of the other text, because translators split and join.
   * @param usualA per sentence of the first text its usual likeness to the other's language, and `usualB` the same
   */
  align(usualA: Float64Array, usualB: Float64Array): Alignment {
    const { step } = this.#run(usualA, usualB);
    const [m, n] = [this.#m, this.#n];
    let [pairs, margins] = [0, 0];
    const [inA, inB]: [number[], number[]] = [[], []];
    for (let [i, j] = [m, n]; i > 0 && j > 0; ) {
      const how = step[i * (n + 1) + j]!;
      if (how < 2) {
        if (how === 0) i--;
        else j--;
        continue;
      }
      const [x, y] = BEADS[how - 2]!;
      i -= x;
      j -= y;
      pairs++;
      margins += this.#margin(how - 2, i, j, usualA, usualB);
      for (let k = 0; k < x; k++) inA.push(i + k);
      for (let k = 0; k < y; k++) inB.push(j + k);
    }
    const coverage = m <= n ? inA.length / m : inB.length / n;
    return { pairs, coverage, margin: pairs === 0 ? 0 : margins / pairs, inA, inB };
  }

  /** Tables of (m + 1) x (n + 1): the best up to sentence i and j, and how it got there. */
  #run(usualA: Float64Array, usualB: Float64Array): { best: Float64Array; step: Int8Array } {
    const [m, wide] = [this.#m, this.#n + 1];
    const best = new Float64Array((m + 1) * wide);
    const step = new Int8Array((m + 1) * wide);
    for (let i = 1; i <= m; i++) {
      for (let j = 1; j < wide; j++) {
        const at = i * wide + j;
        let how = best[at - wide]! >= best[at - 1]! ? 0 : 1;
        let score = how === 0 ? best[at - wide]! : best[at - 1]!;
        for (let bead = 0; bead < BEADS.length; bead++) {
          const [x, y] = [bead === 2 ? 2 : 1, bead === 1 ? 2 : 1];
          if (x > i || y > j) continue;
          const margin = this.#margin(bead, i - x, j - y, usualA, usualB);
          const gain = best[at - x * wide - y]! + (margin - 1) * ((x + y) / 2);
          if (gain > score) [score, how] = [gain, bead + 2];
        }
        best[at] = score;
        step[at] = how;
      }
    }
    return { best, step };
  }

  /** Likeness over what is usual, of what starts at sentence i and j. */
  #margin(bead: number, i: number, j: number, usualA: Float64Array, usualB: Float64Array): number {
    const ofA = bead === 2 ? Math.max(usualA[i]!, usualA[i + 1]!) : usualA[i]!;
    const ofB = bead === 1 ? Math.max(usualB[j]!, usualB[j + 1]!) : usualB[j]!;
    return this.#near[bead]![i * this.#n + j]! / ((ofA + ofB) / 2);
  }
}
