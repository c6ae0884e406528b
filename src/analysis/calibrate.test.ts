import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitCalibration } from './calibrate.ts';
import { repeatableRandom } from './random.ts';

const random = repeatableRandom(3);
const sureness = Float64Array.from({ length: 4000 }, () => random());
/** Right half as often as it says. */
const holds = Uint8Array.from(sureness, (p) => (random() < p / 2 ? 1 : 0));

test('sureness that is right half as often as it says is halved', () => {
  const calibrate = fitCalibration(sureness, holds);
  for (const p of [0.2, 0.4, 0.6, 0.8]) assert.ok(Math.abs(calibrate(p) - p / 2) < 0.07, `${p}: ${calibrate(p)}`);
});

test('it never falls, and stays from 0 to 1', () => {
  const calibrate = fitCalibration(sureness, holds);
  const curve = Array.from({ length: 101 }, (_, i) => calibrate(i / 100));
  assert.deepEqual(
    curve,
    curve.toSorted((a, b) => a - b),
  );
  assert.ok(curve[0]! >= 0 && curve[100]! <= 1);
});

test('a handful of examples is no reason to change anything', () => {
  const calibrate = fitCalibration(sureness.subarray(0, 20), holds.subarray(0, 20));
  assert.equal(calibrate(0.37), 0.37);
});
