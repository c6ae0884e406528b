import { DIMENSIONS } from './model.ts';

/**
 * The mean of some vectors, made as long as a vector is.
 * @param vectors all vectors one after another, each of 256 numbers: unit vectors times 127
 * @param members positions of those that count
 * @returns 256 numbers: a unit vector times 127; zeros where the members have none
 */
export function meanVector(vectors: Int8Array, members: readonly number[]): Int8Array<ArrayBuffer> {
  const sum = new Float64Array(DIMENSIONS);
  for (const member of members) for (let j = 0; j < DIMENSIONS; j++) sum[j]! += vectors[member * DIMENSIONS + j]!;
  const length = Math.sqrt(sum.reduce((squares, x) => squares + x * x, 0)) || 1;
  return Int8Array.from(sum, (x) => Math.round((x / length) * 127));
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
