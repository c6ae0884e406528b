import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseToAsk } from './ask.ts';

const WIDTH = 4;
/** Three groups of directions: 0-9, 10-19, 20-29; the last item has no vector. */
const vectors = new Int8Array(31 * WIDTH);
for (let i = 0; i < 30; i++) {
  vectors[i * WIDTH + Math.floor(i / 10)] = 120;
  vectors[i * WIDTH + 3] = i % 10;
}
const items = { vectors, width: WIDTH };
const group = (at: number) => Math.floor(at / 10);

describe('before anything is known', () => {
  test('one item of each part is asked about', () => {
    assert.deepEqual(chooseToAsk(items, new Set(), null, 3).map(group).sort(), [0, 1, 2]);
  });

  test('every language gets its share, the smallest one at least one', () => {
    const strata = Array.from({ length: 31 }, (_, at) => (at < 28 ? 'de' : 'mt'));
    const chosen = chooseToAsk({ ...items, strata }, new Set(), null, 5);
    assert.equal(chosen.filter((at) => at >= 28).length, 1);
    assert.equal(chosen.length, 5);
  });

  test('it is the same every time, and no item twice', () => {
    const chosen = chooseToAsk(items, new Set(), null, 12);
    assert.deepEqual(chosen, chooseToAsk(items, new Set(), null, 12));
    assert.equal(new Set(chosen).size, 12);
  });
});

describe('with what a classifier says', () => {
  const sureness = new Float64Array(31 * 2);
  for (let at = 0; at < 31; at++) sureness.set(at === 4 || at === 5 || at === 22 ? [0.5, 0.5] : [0.99, 0.01], at * 2);
  const judged = { sureness, codes: 2, kind: 'one' as const };

  test('those between two codes come first, and those alike not together', () => {
    assert.deepEqual(chooseToAsk(items, new Set(), judged, 2).sort(), [22, 4]);
  });

  test('what has been answered is not asked again, nor what has no words', () => {
    const chosen = chooseToAsk(items, new Set([4, 22]), judged, 40);
    assert.equal(chosen[0], 5);
    assert.equal(chosen.length, 28);
    assert.ok(!chosen.includes(4) && !chosen.includes(22) && !chosen.includes(30));
  });
});
