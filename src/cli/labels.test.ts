import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { manyCodes, oneCode } from './labels.ts';
import type { TableFile } from './table-file.ts';

const tableOf = (headers: string[], ...rows: string[][]): TableFile => ({
  name: 'coded.csv',
  headers,
  rows,
  rowNumbers: rows.map((_, i) => i + 2),
  refusals: [],
});

describe('a column that names one code a row', () => {
  test('gives the codes in the order of their letters, and the rows that have one', () => {
    const table = tableOf(
      ['text', 'theme'],
      ['a', 'roads'],
      ['b', ''],
      ['c', ' buses '],
      ['d', 'roads'],
      ['e', 'buses'],
    );
    assert.deepEqual(oneCode(table, 'theme'), {
      names: ['buses', 'roads'],
      rows: [0, 2, 3, 4],
      of: new Map([
        [0, [1]],
        [2, [0]],
        [3, [1]],
        [4, [0]],
      ]),
      remarks: [],
    });
  }); // prettier-ignore

  test('is remarked upon where a code has a single example', () => {
    const table = tableOf(['theme'], ['roads'], ['roads'], ['buses']);
    assert.deepEqual(oneCode(table, 'theme').remarks, [
      'The code "buses" has a single example; it will hardly be recognised.',
    ]);
  });

  test('cannot teach where it is empty, or has one value only', () => {
    assert.throws(() => oneCode(tableOf(['theme'], [''], [' ']), 'theme'), {
      code: 'wrong_use',
      message: 'The column "theme" of coded.csv is empty in every row; at least two codes are needed to learn from.',
    });
    assert.throws(() => oneCode(tableOf(['theme'], ['roads'], ['']), 'theme'), {
      code: 'wrong_use',
      message:
        'The column "theme" of coded.csv has only one value, "roads"; at least two codes are needed to learn from.',
    });
  });

  test('has to exist, and to be one', () => {
    assert.throws(() => oneCode(tableOf(['text', 'topic'], ['a', 'b']), 'theme'), {
      code: 'wrong_use',
      message: 'coded.csv has no column "theme" (--theme). Its columns are: text, topic.',
    });
    assert.throws(() => oneCode(tableOf(['a', 'b'], ['1', '2']), 'a,b'), {
      code: 'wrong_use',
      message: '--theme takes one column; for several columns of 0 and 1 use --themes.',
    });
  });
});

describe('columns of 0 and 1', () => {
  test('give each row its codes, in any of the usual spellings', () => {
    const table = tableOf(
      ['buses', 'text', 'roads'],
      ['1', 'a', '0'],
      ['TRUE', 'b', 'x'],
      ['', 'c', 'no'],
      ['0.0', 'd', ' 1.0 '],
      ['yes', 'e', 'false'],
    );
    assert.deepEqual(manyCodes(table, 'roads,buses'), {
      names: ['roads', 'buses'],
      rows: [0, 1, 2, 3, 4],
      of: new Map([
        [0, [1]],
        [1, [0, 1]],
        [2, []],
        [3, [0]],
        [4, [1]],
      ]),
      remarks: [],
    });
  }); // prettier-ignore

  test('that hold something else are named, with the row and what stands there', () => {
    assert.throws(() => manyCodes(tableOf(['a', 'b'], ['1', '0'], ['0', 'maybe']), 'a,b'), {
      code: 'wrong_use',
      message:
        'The column "b" of coded.csv has to be 0 or 1 in every row; in row 3 it is "maybe". For a column that names one code a row use --theme.',
    });
  });

  test('are remarked upon where they can teach little or nothing', () => {
    const table = tableOf(['a', 'b', 'c'], ['1', '0', '1'], ['1', '0', '0']);
    assert.deepEqual(manyCodes(table, 'a,b,c').remarks, [
      'The column "b" is 1 in no row of coded.csv: it cannot be learnt and will be 0.',
      'The column "c" is 1 in a single row; it will hardly be recognised.',
    ]);
  });

  test('cannot teach where all are 0', () => {
    assert.throws(() => manyCodes(tableOf(['a', 'b'], ['0', '']), 'a,b'), {
      code: 'wrong_use',
      message: 'None of the columns a, b of coded.csv is 1 in any row; there is nothing to learn from.',
    });
  });

  test('count once where one is named twice, and as the first where two have one header', () => {
    const table = tableOf(['a', 'b', 'a'], ['1', '0', 'text'], ['0', '1', 'text']);
    assert.deepEqual(manyCodes(table, 'a,b,a').names, ['a', 'b']);
  });
});
