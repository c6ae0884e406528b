import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { asSparse, LinearScores, layOut, learnLinear } from './linear.ts';
import { repeatableRandom } from './random.ts';

/** Points of two heaps around (1, 1) and (-1, -1), and which heap each is from. */
function heaps(points: number) {
  const random = repeatableRandom(5);
  const isPositive = Uint8Array.from({ length: points }, (_, i) => i % 2);
  const dense = Float32Array.from({ length: points * 2 }, (_, at) => (isPositive[at >> 1] ? 1 : -1) + random() - 0.5);
  return { isPositive, data: asSparse(dense, 2), rows: Uint32Array.from(isPositive.keys()) };
}

describe('a linear score', () => {
  test('tells two heaps apart', () => {
    const { data, rows, isPositive } = heaps(60);
    const scores = new LinearScores(layOut([learnLinear(data, 2, rows, isPositive, 1)], 2)).of(data);
    for (const row of rows) assert.equal(scores[row]! > 0, isPositive[row] === 1);
  });

  test('is the one of the least loss, found by hand for two points', () => {
    const data = asSparse(Float32Array.of(1, -1), 1);
    const { weights, bias } = learnLinear(data, 1, Uint32Array.of(0, 1), Uint8Array.of(1, 0), 1);
    // w^2 / 2 + 2 (1 - w)^2 is least at w = 0.8.
    assert.ok(Math.abs(weights[0]! - 0.8) < 0.05 && Math.abs(bias) < 0.05, `${weights[0]} ${bias}`);
  });

  test('has no way left to a smaller loss, where no line tells all apart', () => {
    const random = repeatableRandom(5);
    const isPositive = Uint8Array.from({ length: 60 }, (_, i) => i % 2);
    const sides = Array.from(isPositive, (own) => (own ? 1 : -1));
    const points = sides.map((side) => [side * 0.3 + 2 * random() - 1, side * 0.3 + 2 * random() - 1, 1]);
    const dense = Float32Array.from(points.flatMap(([x, y]) => [x!, y!]));
    const rows = Uint32Array.from(isPositive.keys());
    const { weights, bias } = learnLinear(asSparse(dense, 2), 2, rows, isPositive, 1);
    const line = [...weights, bias];
    const lack = points.map((point, i) => {
      const score = point.reduce((sum, x, j) => sum + x * line[j]!, 0);
      return Math.max(0, 1 - sides[i]! * score);
    });
    for (const [j, weight] of line.entries()) {
      const slope = points.reduce((sum, point, i) => sum - 2 * lack[i]! * sides[i]! * point[j]!, weight);
      assert.ok(Math.abs(slope) < 1, `${slope}`);
    }
  });

  test('learns from the rows it is given only', () => {
    const { data, isPositive } = heaps(60);
    const some = Uint32Array.from({ length: 20 }, (_, i) => i);
    const wrong = isPositive.map((own, i) => (i < 20 ? own : 1 - own));
    const [a, b] = [isPositive, wrong].map((labels) => learnLinear(data, 2, some, labels.slice(0, 20), 1));
    assert.deepEqual(a, b);
  });

  test('is the same every time', () => {
    const { data, rows, isPositive } = heaps(40);
    assert.deepEqual(learnLinear(data, 2, rows, isPositive, 1), learnLinear(data, 2, rows, isPositive, 1));
  });

  test('follows the data more closely the more a wrong side costs', () => {
    const { data, rows, isPositive } = heaps(40);
    const length = (cost: number) => Math.hypot(...learnLinear(data, 2, rows, isPositive, cost).weights);
    assert.ok(length(0.01) < length(1));
  });
});

test('several scores are computed in one pass, each with its bias', () => {
  const data = { offsets: Uint32Array.of(0, 2, 2), indices: Uint32Array.of(0, 2), values: Float32Array.of(1, 3) };
  const scores = new LinearScores(
    layOut(
      [
        { weights: Float64Array.of(1, 5, 2), bias: 0.5 },
        { weights: Float64Array.of(-1, 0, 0), bias: -1 },
      ],
      3,
    ),
  );
  assert.deepEqual(scores.of(data), Float64Array.of(7.5, -2, 0.5, -1));
});

test('no rows are no rows in the sparse form, however many columns', () => {
  for (const columns of [0, 2]) assert.deepEqual(asSparse(new Float32Array(0), columns).offsets, Uint32Array.of(0));
});

test('dense rows in the sparse form keep their numbers and places', () => {
  assert.deepEqual(asSparse(Float32Array.of(1, 2, 3, 4), 2), {
    offsets: Uint32Array.of(0, 2, 4),
    indices: Uint32Array.of(0, 1, 0, 1),
    values: Float32Array.of(1, 2, 3, 4),
  });
});
