import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIMENSIONS } from './model.ts';
import { meanVector, nearestOf } from './vector.ts';

/** Vectors with these first numbers, one after another. */
const vectors = (...starts: number[][]) => {
  const all = new Int8Array(starts.length * DIMENSIONS);
  for (const [i, start] of starts.entries()) all.set(start, i * DIMENSIONS);
  return all;
};

test('the mean of vectors points between them and is as long as a vector is', () => {
  const mean = meanVector(vectors([127, 0], [0, 127], [0, -127]), [0, 1]);
  assert.deepEqual(mean, vectors([90, 90]));
});

test('the mean of one vector is the vector, and counts a member as often as it is named', () => {
  const all = vectors([76, -102], [127, 0]);
  assert.deepEqual(meanVector(all, [0]), vectors([76, -102]));
  assert.deepEqual(meanVector(all, [1, 1, 1]), vectors([127]));
});

test('the mean of nothing, of zeros and of opposites is zero', () => {
  const all = vectors([127, 0], [-127, 0], [0, 0]);
  for (const members of [[], [2], [0, 1]]) assert.deepEqual(meanVector(all, members), vectors([0, 0]));
});

test('a text without a vector takes nothing from the mean', () => {
  assert.deepEqual(meanVector(vectors([0, 127], [0, 0]), [0, 1]), vectors([0, 127]));
});

test('the nearest of some vectors is the one in the most alike direction; of a text without a vector there is none', () => {
  const all = vectors([127, 0], [0, 127], [-127, 0]);
  assert.deepEqual(
    [vectors([30, 90]), vectors([-90, 30]), vectors([0, 0])].map((one) => nearestOf(one, all)),
    [1, 2, -1],
  );
  assert.equal(nearestOf(vectors([1, 1]), new Int8Array()), -1);
});
