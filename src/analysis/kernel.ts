import { repeatableRandom, shuffle } from './random.ts';

/**
 * How alike two unit vectors are, to a machine that learns from examples: half their cosine, half a bell around each example
 * (radial basis function), and a constant, which stands for the bias. The cosine carries over to what lies far from every
 * example, as texts of another language do; the bell tells groups apart that no plane separates.
 */
function kernelOf(cosine: number): number {
  return 1 + (1 - BELL_SHARE) * cosine + BELL_SHARE * Math.exp(2 * BELL_SHARPNESS * (cosine - 1));
}

const BELL_SHARE = 1;
const BELL_SHARPNESS = 1;
const MOST_ROUNDS = 60;
/** Learning stops where no example's gradient is larger than this. */
const TOLERANCE = 0.05;

/** Likeness of every example with every other: examples x examples. */
export type KernelMatrix = { size: number; values: Float32Array };

/** @param rows unit vectors one after another */
export function kernelMatrix(rows: Float32Array, width: number): KernelMatrix {
  const size = rows.length / width;
  const values = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      values[i * size + j] = values[j * size + i] = kernelOf(dot(rows, i * width, rows, j * width, width));
    }
  }
  return { size, values };
}

/**
 * A support vector machine with squared hinge loss on a kernel, by dual coordinate descent (Hsieh et al. 2008). The examples
 * are visited in an order that is the same every time.
 * @param which examples to learn from, as positions in the matrix
 * @param isPositive per example of `which`
 * @returns per example of `which` how much it speaks for the code
 */
export function learnKernel(
  { size, values }: KernelMatrix,
  which: ArrayLike<number>,
  isPositive: Uint8Array,
  cost: number,
): Float64Array {
  const n = which.length;
  const speaks = new Float64Array(n);
  const score = new Float64Array(n);
  const diagonal = 1 / (2 * cost);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  const random = repeatableRandom(n);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let worst = 0;
    for (const i of shuffle(order, random)) {
      const sign = isPositive[i] ? 1 : -1;
      const alpha = sign * speaks[i]!;
      const gradient = sign * score[i]! - 1 + alpha * diagonal;
      worst = Math.max(worst, Math.abs(alpha === 0 ? Math.min(0, gradient) : gradient));
      const row = which[i]! * size;
      const next = Math.max(0, alpha - gradient / (values[row + which[i]!]! + diagonal));
      const step = (next - alpha) * sign;
      if (Math.abs(step) < 1e-12) continue;
      speaks[i]! += step;
      for (let j = 0; j < n; j++) score[j]! += step * values[row + which[j]!]!;
    }
    if (worst < TOLERANCE) break;
  }
  return speaks;
}

/**
 * Scores of vectors by examples that speak for codes.
 * @param rows unit vectors that are asked about
 * @param examples unit vectors of the examples
 * @param speaks per code, per example
 * @returns rows x codes
 */
export function kernelScores(
  rows: Float32Array,
  examples: Float32Array,
  speaks: readonly Float64Array[],
  width: number,
): Float64Array {
  const [asked, known, codes] = [rows.length / width, examples.length / width, speaks.length];
  const result = new Float64Array(asked * codes);
  const alike = new Float64Array(known);
  for (let i = 0; i < asked; i++) {
    for (let j = 0; j < known; j++) alike[j] = kernelOf(dot(rows, i * width, examples, j * width, width));
    for (let code = 0; code < codes; code++) {
      const own = speaks[code]!;
      let sum = 0;
      for (let j = 0; j < known; j++) sum += own[j]! * alike[j]!;
      result[i * codes + code] = sum;
    }
  }
  return result;
}

function dot(a: Float32Array, from: number, b: Float32Array, at: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += a[from + k]! * b[at + k]!;
  return sum;
}
