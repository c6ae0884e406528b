import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type LabelledUnit, shareFromSample } from './interval.ts';

/** Chance that is the same every time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A population of which a share has a code, a machine that is right so often, and a sample of it. */
function draw(random: () => number, size: number, share: number, right: number, n: number) {
  const truth = Array.from({ length: size }, () => random() < share);
  const machine = truth.map((has) => (random() < right === has ? 0.9 : 0.1));
  const order = Array.from(truth.keys());
  for (let i = 0; i < n; i++) {
    const j = i + Math.floor(random() * (size - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const sample = order.slice(0, n).map((at): LabelledUnit => ({ at, has: truth[at]! }));
  return { truth: truth.filter(Boolean).length / size, machine, sample };
}

describe('the share of a population from a random sample and the opinion of a machine', () => {
  for (const [share, right, n] of [
    [0.3, 0.9, 100],
    [0.1, 0.95, 200],
    [0.5, 0.6, 100],
    [0.05, 0.97, 400],
  ] as const) {
    test(`holds the truth 19 times in 20: share ${share}, machine right ${right}, ${n} labels`, () => {
      const random = chance(n + Math.round(share * 1000));
      let held = 0;
      for (let round = 0; round < 600; round++) {
        const { truth, machine, sample } = draw(random, 3000, share, right, n);
        const { low, high } = shareFromSample(machine, sample);
        if (low <= truth && truth <= high) held++;
      }
      // Of 600 draws at 0.95, chance alone leaves 0.93 to 0.97; a rare code with few labels may lie a little lower.
      assert.ok(held / 600 >= 0.92 && held / 600 <= 0.985, `${held} of 600`);
    });
  }

  test('is narrower than without the machine, the more so the better the machine', () => {
    const width = (right: number) => {
      const random = chance(7);
      let sum = 0;
      for (let round = 0; round < 50; round++) {
        const { machine, sample } = draw(random, 3000, 0.3, right, 200);
        const { low, high } = shareFromSample(machine, sample);
        sum += high - low;
      }
      return sum / 50;
    };
    assert.ok(width(0.95) < 0.7 * width(0.5));
  });

  test('a machine that knows nothing is not listened to', () => {
    const { share, trust } = shareFromSample(
      Array.from({ length: 10 }, () => 0.5),
      [
        { at: 0, has: true },
        { at: 1, has: false },
        { at: 2, has: false },
        { at: 3, has: false },
      ],
    );
    assert.deepEqual({ share, trust }, { share: 0.25, trust: 0 });
  });

  test('where everybody was asked there is nothing left to be unsure of', () => {
    const { share, low, high } = shareFromSample(
      [1, 0, 1, 0],
      [
        { at: 0, has: true },
        { at: 1, has: false },
        { at: 2, has: true },
        { at: 3, has: false },
      ],
    );
    assert.deepEqual({ share, low, high }, { share: 0.5, low: 0.5, high: 0.5 });
  });

  test('a sample that is none is refused', () => {
    assert.throws(() => shareFromSample([0.5, 0.5], [{ at: 0, has: true }]), RangeError);
    const twice = [
      { at: 0, has: true },
      { at: 0, has: true },
    ];
    assert.throws(() => shareFromSample([0.5, 0.5], twice), RangeError);
    const outside = [
      { at: 0, has: true },
      { at: 2, has: true },
    ];
    assert.throws(() => shareFromSample([0.5, 0.5], outside), RangeError);
  });
});
