import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { repeatableRandom, shuffle } from './random.ts';

const first = (seed: number, count: number) => Array.from({ length: count }, repeatableRandom(seed));

test('one seed gives the same numbers every time, another seed others', () => {
  assert.deepEqual(first(1, 5), first(1, 5));
  assert.notDeepEqual(first(1, 5), first(2, 5));
  assert.deepEqual(
    first(42, 3).map((x) => x.toFixed(6)),
    ['0.601104', '0.448291', '0.852466'],
  );
});

test('numbers lie from 0 to below 1 and are spread evenly', () => {
  const numbers = first(7, 20_000);
  assert.ok(numbers.every((x) => x >= 0 && x < 1));
  const tenths = Array.from({ length: 10 }, (_, i) => numbers.filter((x) => Math.floor(x * 10) === i).length);
  assert.ok(
    tenths.every((count) => count > 1850 && count < 2150),
    tenths.join(' '),
  );
});

test('a shuffled list has every member once, and its order follows from the seed', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(200), (seed, length) => {
      const list = () => Uint32Array.from({ length }, (_, i) => i);
      const shuffled = shuffle(list(), repeatableRandom(seed));
      assert.deepEqual(shuffle(list(), repeatableRandom(seed)), shuffled);
      assert.deepEqual(shuffled.toSorted(), list());
    }),
  );
});

test('every order of three is as likely as another', () => {
  const random = repeatableRandom(3);
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffle(Uint32Array.of(0, 1, 2), random).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(count > 850 && count < 1150);
});
