/** Weights of a multinomial logistic regression: classes x (columns + 1), the last of a row is the bias. */
export type LogisticHead = { classes: number; columns: number; weights: Float64Array };

const ROUNDS = 400;

/**
 * Learns which of some classes rows belong to: mean log-loss plus `|weights|^2 / (2 cost rows)`, minimised by accelerated
 * gradient descent (Nesterov 1983) in a fixed number of rounds, so that the same rows give the same weights every time.
 * @param rows rows x columns
 * @param of the class of each row, from 0
 */
export function learnLogistic(
  rows: Float32Array,
  columns: number,
  of: ArrayLike<number>,
  classes: number,
  cost = 1,
): LogisticHead {
  const width = columns + 1;
  const decay = 1 / (cost * of.length);
  const step = 1 / (largestLength(rows, columns) / 2 + decay);
  const head: LogisticHead = { classes, columns, weights: new Float64Array(classes * width) };
  let before = head.weights.slice();
  const ahead = { ...head, weights: head.weights.slice() };
  for (let round = 1; round <= ROUNDS; round++) {
    const slope = slopes(ahead, rows, of);
    const next = ahead.weights.map((weight, i) => {
      const pull = i % width === columns ? 0 : decay * weight;
      return weight - step * (slope[i]! + pull);
    });
    const momentum = (round - 1) / (round + 2);
    ahead.weights = next.map((weight, i) => weight + momentum * (weight - before[i]!));
    before = next;
  }
  head.weights.set(before);
  return head;
}

/** Largest squared length of a row, the bias included. */
function largestLength(rows: Float32Array, columns: number): number {
  let largest = 0;
  for (let from = 0; from < rows.length; from += columns) {
    let squares = 1;
    for (let i = from; i < from + columns; i++) squares += rows[i]! * rows[i]!;
    largest = Math.max(largest, squares);
  }
  return largest;
}

function slopes(head: LogisticHead, rows: Float32Array, of: ArrayLike<number>): Float64Array {
  const { classes, columns } = head;
  const slope = new Float64Array(head.weights.length);
  for (let row = 0; row < of.length; row++) {
    const values = rows.subarray(row * columns, (row + 1) * columns);
    const share = probabilities(head, values);
    share[of[row]!]! -= 1;
    for (let k = 0; k < classes; k++) {
      const error = share[k]! / of.length;
      const from = k * (columns + 1);
      for (let i = 0; i < columns; i++) slope[from + i]! += error * values[i]!;
      slope[from + columns]! += error;
    }
  }
  return slope;
}

/** How probable each class is for a row; they sum to 1. */
export function probabilities({ classes, columns, weights }: LogisticHead, values: ArrayLike<number>): Float64Array {
  const result = new Float64Array(classes);
  let highest = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) {
    const from = k * (columns + 1);
    let score = weights[from + columns]!;
    for (let i = 0; i < columns; i++) score += weights[from + i]! * values[i]!;
    result[k] = score;
    highest = Math.max(highest, score);
  }
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += result[k] = Math.exp(result[k]! - highest);
  return result.map((x) => x / sum);
}
