import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { countFeatures, featureWords, learnRarity, type SparseRows, Weighting } from './feature.ts';

const rowsOf = (texts: readonly (readonly string[])[], fewest = 1) => {
  const counted = countFeatures(texts);
  const all = Uint32Array.from(texts.keys());
  const weighting = new Weighting(learnRarity(counted, all, fewest));
  return { ...weighting.rows(counted, all), columns: weighting.columns };
};

/** A row as a map from column to value. */
const rowAt = ({ offsets, indices, values }: SparseRows, row: number) =>
  new Map(
    Array.from(indices.subarray(offsets[row], offsets[row + 1]), (column, i) => [column, values[offsets[row]! + i]!]),
  );

const dot = (rows: SparseRows, a: number, b: number) => {
  const other = rowAt(rows, b);
  return [...rowAt(rows, a)].reduce((sum, [column, value]) => sum + value * (other.get(column) ?? 0), 0);
};

test('words are letters, digits and marks in lower case, whatever way they are written', () => {
  assert.deepEqual(featureWords('Bus-Linie 7: ΔΗΜΟΣ, ﬁne, E\u0301t\u00e9!'), [
    'bus',
    'linie',
    '7',
    'δημος',
    'fine',
    'été',
  ]);
  assert.deepEqual(featureWords(' – ... 👍'), []);
}); // prettier-ignore

describe('rows', () => {
  test('have the length of one for words and one for runs of letters', () => {
    const rows = rowsOf([['more buses in the evening'], ['no'], ['buses buses buses']]);
    for (const row of [0, 1, 2]) assert.ok(Math.abs(dot(rows, row, row) - 2) < 1e-5);
  });

  test('are nothing for a text without words', () => {
    const rows = rowsOf([['more buses'], ['!!'], ['']]);
    assert.deepEqual([rowAt(rows, 1).size, rowAt(rows, 2).size, rows.coverage[1]], [0, 0, 0]);
  });

  test('are more alike the more words they share, and alike in forms of a word', () => {
    const rows = rowsOf([['more buses at night'], ['more buses at noon'], ['bus at night'], ['trees give shade']]);
    assert.ok(dot(rows, 0, 1) > dot(rows, 0, 2) && dot(rows, 0, 2) > dot(rows, 0, 3));
    const forms = rowsOf([['Radweg'], ['Radwege'], ['Baum']]);
    assert.ok(dot(forms, 0, 1) > 0.3 && dot(forms, 0, 2) === 0);
  });

  test('tell a word of the title from the same word of the answer', () => {
    const rows = rowsOf([
      ['buses', 'parking'],
      ['parking', 'buses'],
      ['buses', 'parking'],
    ]); // prettier-ignore
    assert.ok(dot(rows, 0, 1) < 1e-6 && Math.abs(dot(rows, 0, 2) - 4) < 1e-5);
  });

  test('weigh a rare word more than one that all have', () => {
    const rows = rowsOf([['the buses'], ['the trees'], ['the roads'], ['the roads and'], ['trees']]);
    assert.ok(dot(rows, 1, 4) > dot(rows, 1, 0));
  });

  test('leave out features of fewer items than asked for, which still count for the length', () => {
    const texts = [['buses run'], ['buses run'], ['buses sing']];
    const [all, some] = [rowsOf(texts), rowsOf(texts, 2)];
    assert.ok(some.columns < all.columns);
    for (const share of all.coverage) assert.ok(Math.abs(share - 1) < 1e-5);
    assert.ok(some.coverage[2]! > 0.1 && some.coverage[2]! < 0.8);
    assert.ok(dot(some, 2, 2) < 1.7);
  });

  test('of texts never seen have only the columns that are known', () => {
    const counted = countFeatures([['more buses'], ['more trees'], ['schody ruchome']]);
    const weighting = new Weighting(learnRarity(counted, [0, 1], 1));
    const rows = weighting.rows(counted, [2, 0]);
    assert.deepEqual([rowAt(rows, 0).size, rows.coverage[0]], [0, 0]);
    assert.ok(rows.indices.every((column) => column < weighting.columns));
  });
});

test('any texts give finite rows, the same in any order', () => {
  const texts = fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.string()), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(texts, (items) => {
      const [rows, reversed] = [rowsOf(items), rowsOf(items.toReversed())];
      assert.ok(rows.values.every((value) => value > 0 && value <= 1 + 1e-6));
      for (const i of items.keys()) assert.deepEqual(rowAt(rows, i), rowAt(reversed, items.length - 1 - i));
    }),
    { numRuns: 15 },
  );
});
