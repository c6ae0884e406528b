import { DIMENSIONS } from './model.ts';

/**
 * The mean of some vectors, made as long as a vector is.
 * @param vectors all vectors one after another, each of 256 numbers: unit vectors times 127
 * @param members positions of those that count
 * @returns 256 numbers: a unit vector times 127; zeros where the members have none
 */
export function meanVector(vectors: Int8Array, members: readonly number[]): Int8Array<ArrayBuffer> {
  const sum = new Int32Array(DIMENSIONS);
  for (let i = 0; i < members.length; i++) {
    const from = members[i]! * DIMENSIONS;
    for (let j = 0; j < DIMENSIONS; j++) sum[j]! += vectors[from + j]!;
  }
  let squares = 0;
  for (let j = 0; j < DIMENSIONS; j++) squares += sum[j]! * sum[j]!;
  const length = Math.sqrt(squares) || 1;
  const mean = new Int8Array(DIMENSIONS);
  for (let j = 0; j < DIMENSIONS; j++) mean[j] = Math.round((sum[j]! / length) * 127);
  return mean;
}

/**
 * The product of two rows of whole numbers, exact: how alike two vectors are, times 127 squared.
 * @param at where the row of `a` begins
 * @param from where the row of `b` begins
 */
export function productOf(a: Float32Array, at: number, b: Float32Array, from: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]; // four sums, so that the processor need not wait for one
  for (let j = 0; j < DIMENSIONS; j += 4) {
    s0 += a[at + j]! * b[from + j]!;
    s1 += a[at + j + 1]! * b[from + j + 1]!;
    s2 += a[at + j + 2]! * b[from + j + 2]!;
    s3 += a[at + j + 3]! * b[from + j + 3]!;
  }
  return s0 + s1 + s2 + s3;
}

/**
 * Which of some vectors a vector is most like.
 * @param vector a unit vector times 127
 * @param others unit vectors times 127, one after another, each of 256 numbers
 * @returns its position; -1 where there is none, or the vector is zero
 */
export function nearestOf(vector: Int8Array, others: Int8Array): number {
  let nearest = -1;
  let highest = Number.NEGATIVE_INFINITY;
  if (vector.every((x) => x === 0)) return -1;
  for (let at = 0; at < others.length / DIMENSIONS; at++) {
    let likeness = 0;
    for (let j = 0; j < DIMENSIONS; j++) likeness += vector[j]! * others[at * DIMENSIONS + j]!;
    if (likeness > highest) [nearest, highest] = [at, likeness];
  }
  return nearest;
}
