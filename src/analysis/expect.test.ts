import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Items } from './classify.ts';
import { expectThemes } from './expect.ts';
import { repeatableRandom } from './random.ts';

const WIDTH = 16;
const WORDS = ['tram timetable stop', 'tree shade meadow', 'noise airport night'];

/** Texts about three themes whose vectors lean a little towards theirs, and the themes' own vectors. */
function replies(count: number): { items: Items; expected: Int8Array; of: number[] } {
  const random = repeatableRandom(5);
  const of = Array.from({ length: count }, (_, i) => i % 3);
  const vectors = new Int8Array(count * WIDTH);
  of.forEach((theme, i) => {
    for (let j = 0; j < WIDTH; j++) vectors[i * WIDTH + j] = Math.round((random() - 0.5) * 60);
    vectors[i * WIDTH + theme]! += 25;
  });
  const expected = new Int8Array(3 * WIDTH);
  for (let theme = 0; theme < 3; theme++) expected[theme * WIDTH + theme] = 127;
  return { items: { fields: of.map((theme) => [WORDS[theme]!]), vectors, width: WIDTH }, expected, of };
}

const best = (shares: Float64Array, at: number) => {
  const own = Array.from(shares.subarray(at * 3, at * 3 + 3));
  return own.indexOf(Math.max(...own));
};

describe('texts assigned to themes that are only described', () => {
  test('the words that people use are found, where the vectors alone go wrong', () => {
    const { items, expected, of } = replies(300);
    const shares = expectThemes(items, expected, 3);
    const nearest = of.filter((theme, at) => {
      const row = Array.from(items.vectors.subarray(at * WIDTH, at * WIDTH + 3));
      return row.indexOf(Math.max(...row)) === theme;
    }).length;
    const right = of.filter((theme, at) => best(shares, at) === theme).length;
    assert.ok(nearest < 240, `by vectors alone ${nearest}`);
    assert.ok(right > 260, `learnt ${right}`);
  });

  test('shares add up to 1; a handful of texts is told by the sentences alone', () => {
    const { items, expected } = replies(9);
    const shares = expectThemes(items, expected, 3);
    for (let at = 0; at < 9; at++) {
      const sum = shares.subarray(at * 3, at * 3 + 3).reduce((all, x) => all + x, 0);
      assert.ok(Math.abs(sum - 1) < 1e-9);
    }
  });
});
