import type { SparseRows } from './feature.ts';
import { repeatableRandom, shuffle } from './random.ts';

/** Weights of a linear score: `weights[column]` times a row's values, plus `bias`. */
export type LinearScore = { weights: Float64Array; bias: number };

/** The bias is learnt as the weight of a column that every row has with this value. */
const BIAS_VALUE = 1;
const MOST_ROUNDS = 60;
/** Learning stops where no row's gradient is larger than this (LIBLINEAR's default). */
const TOLERANCE = 0.1;

/**
 * A linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh et al. 2008, the method of
 * LIBLINEAR): minimises `|w|^2 / 2 + cost * sum of max(0, 1 - y (w x + b))^2`. The rows are visited in an order that is the
 * same every time.
 * @param rows which rows to learn from
 * @param isPositive per row of `rows`
 * @param cost per row of `rows`
 */
export function learnLinear(
  data: SparseRows,
  columns: number,
  rows: Uint32Array,
  isPositive: Uint8Array,
  cost: number,
): LinearScore {
  const weights = new Float64Array(columns);
  let bias = 0;
  const { offsets, indices, values } = data;
  const diagonal = 1 / (2 * cost);
  const curvature = Float64Array.from(rows, (row) => {
    let squares = BIAS_VALUE * BIAS_VALUE + diagonal;
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) squares += values[at]! * values[at]!;
    return squares;
  });
  const alpha = new Float64Array(rows.length);
  const order = Uint32Array.from(rows.keys());
  const random = repeatableRandom(rows.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let worst = 0;
    for (const i of shuffle(order, random)) {
      const [from, to] = [offsets[rows[i]!]!, offsets[rows[i]! + 1]!];
      const sign = isPositive[i] ? 1 : -1;
      let score = bias * BIAS_VALUE;
      for (let at = from; at < to; at++) score += weights[indices[at]!]! * values[at]!;
      const gradient = sign * score - 1 + alpha[i]! * diagonal;
      const projected = alpha[i] === 0 ? Math.min(0, gradient) : gradient;
      worst = Math.max(worst, Math.abs(projected));
      if (Math.abs(projected) < 1e-12) continue;
      const before = alpha[i]!;
      alpha[i] = Math.max(0, before - gradient / curvature[i]!);
      const step = (alpha[i]! - before) * sign;
      for (let at = from; at < to; at++) weights[indices[at]!]! += step * values[at]!;
      bias += step * BIAS_VALUE;
    }
    if (worst < TOLERANCE) break;
  }
  return { weights, bias };
}

/** Dense rows (rows x columns) in the sparse form. */
export function asSparse(dense: Float32Array, columns: number): SparseRows {
  const rows = columns === 0 ? 0 : dense.length / columns;
  return {
    offsets: Uint32Array.from({ length: rows + 1 }, (_, i) => i * columns),
    indices: Uint32Array.from(dense, (_, i) => i % columns),
    values: dense,
  };
}

/** Several linear scores over the same columns, laid out so that one row gets all of them in one pass: columns x scores. */
export type LaidOut = { weights: Float32Array; bias: Float64Array; columns: number };

export function layOut(scores: readonly LinearScore[], columns: number): LaidOut {
  const weights = new Float32Array(columns * scores.length);
  scores.forEach((score, k) => {
    for (let column = 0; column < columns; column++) weights[column * scores.length + k] = score.weights[column]!;
  });
  return { weights, bias: Float64Array.from(scores, ({ bias }) => bias * BIAS_VALUE), columns };
}

export class LinearScores {
  readonly laidOut: LaidOut;

  constructor(laidOut: LaidOut) {
    this.laidOut = laidOut;
  }

  /** @returns rows x scores */
  of(data: SparseRows): Float64Array<ArrayBuffer> {
    const { bias } = this.laidOut;
    const width = bias.length;
    const rows = data.offsets.length - 1;
    const result = new Float64Array(rows * width);
    const sums = new Float64Array(width);
    for (let row = 0; row < rows; row++) {
      sums.set(bias);
      for (let at = data.offsets[row]!; at < data.offsets[row + 1]!; at++)
        this.#add(data.indices[at]!, data.values[at]!, sums);
      result.set(sums, row * width);
    }
    return result;
  }

  /** The same for dense rows, one after another. */
  ofDense(data: Float32Array): Float64Array<ArrayBuffer> {
    const { bias } = this.laidOut;
    const width = bias.length;
    const { columns } = this.laidOut;
    const result = new Float64Array((data.length / columns) * width);
    const sums = new Float64Array(width);
    for (let row = 0; row * columns < data.length; row++) {
      sums.set(bias);
      for (let column = 0; column < columns; column++) this.#add(column, data[row * columns + column]!, sums);
      result.set(sums, row * width);
    }
    return result;
  }

  #add(column: number, value: number, sums: Float64Array): void {
    const { weights } = this.laidOut;
    const from = column * sums.length;
    for (let k = 0; k < sums.length; k++) sums[k]! += value * weights[from + k]!;
  }
}
