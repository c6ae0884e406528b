import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countToAssign } from './decide.ts';

test('a code that is sure is given alone, two that are sure together', () => {
  assert.equal(countToAssign([0.95, 0.05, 0.02]), 1);
  assert.equal(countToAssign([0.95, 0.9, 0.02]), 2);
});

test('where nothing is sure the likeliest code is given all the same, and rivals of like sureness with it', () => {
  assert.equal(countToAssign([0.1]), 1);
  assert.equal(countToAssign([0, 0]), 1);
  assert.equal(countToAssign([0.4, 0.39, 0.05]), 2);
});

test('the count is the one with the highest expected F1, as reckoned by hand', () => {
  // One: 2 * 0.6 * (0.5 / 2 + 0.5 / 3); two: see the four cases of two codes.
  const one = 2 * (0.6 * 0.5 * (1 / 2) + 0.6 * 0.5 * (1 / 3));
  const two = 2 * (0.6 * 0.5 * (2 / 4) + (0.6 * 0.5 + 0.4 * 0.5) * (1 / 3));
  assert.equal(countToAssign([0.6, 0.5]), two > one ? 2 : 1);
});
