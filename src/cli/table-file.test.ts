import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import {
  columnsNamed,
  fieldsOf,
  longestOf,
  readTable,
  type TableFile,
  tellRefusals,
  textsOf,
  writeTable,
} from './table-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'antiphon-table-'));
after(() => rmSync(folder, { recursive: true }));

/** Reads a file with this content. */
async function reading(content: string): Promise<TableFile> {
  const path = join(folder, 'replies.csv');
  writeFileSync(path, content);
  return await readTable(path);
}

/** What the file holds when a table has been written with one more column, read by another program. */
async function written(table: TableFile, header = 'theme'): Promise<string[][]> {
  const path = join(folder, 'out.csv');
  await writeTable(path, table, [{ header, values: table.rows.map((_, i) => `t${i}`) }]);
  return parse(readFileSync(path), { record_delimiter: '\r\n' });
}

const tableOf = (headers: string[], rows: string[][]): TableFile => ({
  name: 'replies.csv',
  headers,
  rows,
  rowNumbers: rows.map((_, i) => i + 2),
  refusals: [],
});

describe('a table that is read', () => {
  test('has the cells as they stand in the file, without a byte order mark', async () => {
    const table = await reading('\ufeffid;text\r\n1;" More ""buses""; now"\r\n2;two\r\n');
    assert.deepEqual(
      [table.name, table.headers, table.rows, table.rowNumbers],
      [
        'replies.csv',
        ['id', 'text'],
        [
          ['1', ' More "buses"; now'],
          ['2', 'two'],
        ],
        [2, 3],
      ],
    );
  });

  test('keeps the place of a row that cannot be read or is empty, and says so', async () => {
    const table = await reading('id,text\n1,one\n2,two,of,them\n,\n4,four\n');
    assert.deepEqual(table.rows, [
      ['1', 'one'],
      ['', ''],
      ['', ''],
      ['4', 'four'],
    ]);
    const told: string[] = [];
    const { signal } = new AbortController();
    tellRefusals({ out: assert.fail, status: assert.fail, err: (line) => told.push(line), signal }, table);
    assert.deepEqual(told, [
      'replies.csv, row 3: The row has 4 cells where the header has 2. A separator inside an answer needs quotation marks around that answer.',
      'replies.csv, row 4: The row is empty: none of its cells has anything in it.',
    ]);
  });

  test('has no row for a blank line between rows, unless it has one column only', async () => {
    const several = await reading('id,text\n\n1,one\n\n2,two\n\n');
    assert.deepEqual([several.rows.length, several.rowNumbers], [2, [3, 5]]);
    const single = await reading('text\none reply\n\nanother one\n');
    assert.deepEqual(single.rows, [['one reply'], [''], ['another one']]);
  });
});

describe('columns', () => {
  const table = tableOf(['id', 'title', 'What, if anything, is missing?', 'title', ' note'], []);

  test('are found by their names, in the order asked for', () => {
    assert.deepEqual(columnsNamed(table, 'title,id', '--text'), [1, 0]);
    assert.deepEqual(columnsNamed(table, 'title, id', '--text'), [1, 0]);
  });

  test('are found though their names have commas', () => {
    assert.deepEqual(columnsNamed(table, 'id,What, if anything, is missing?,title', '--text'), [0, 2, 1]);
  });

  test('are the first of their name where a header is repeated', () => {
    assert.deepEqual(columnsNamed(table, 'title', '--text'), [1]);
  });

  test('that do not exist are named, with those that do', () => {
    assert.throws(() => columnsNamed(table, 'title,tilte', '--text'), {
      code: 'wrong_use',
      message:
        'replies.csv has no column "tilte" (--text). Its columns are: id, title, What, if anything, is missing?, title,  note.',
    });
  });

  test('of one row become one text, a line each, without those that are empty', () => {
    const rows = tableOf(
      ['title', 'text'],
      [
        [' Buses ', 'More.'],
        ['', 'Fewer cars.'],
        ['', ' '],
      ],
    ); // prettier-ignore
    assert.deepEqual(textsOf(rows, [0, 1]), ['Buses\nMore.', 'Fewer cars.', '']);
  });
});

describe('what a classifier reads', () => {
  const coded = tableOf(['text', 'title'], [['The buses are late again.', 'Buses']]);
  const table = tableOf(['id', 'title', 'text'], [['1', 'Trees on the market square', '']]);

  test('is all columns together, then each by itself but the one with the longest texts', () => {
    assert.equal(longestOf(coded, [1, 0]), 1);
    assert.deepEqual(fieldsOf(coded, [1, 0], 1), [['Buses\nThe buses are late again.', 'Buses']]);
    assert.deepEqual(fieldsOf(table, [1, 2], 1), [['Trees on the market square', 'Trees on the market square']]);
  });

  test('is one text where there is one column', () => {
    assert.deepEqual(fieldsOf(coded, [0], longestOf(coded, [0])), [['The buses are late again.']]);
  });
});

describe('a table that is written', () => {
  test('has every column and every row of what was read, in that order, and the new ones behind', async () => {
    const table = await reading('id,text,text\n1,one,eins\n2,broken\n3,three,drei\n');
    assert.deepEqual(await written(table), [
      ['id', 'text', 'text', 'theme'],
      ['1', 'one', 'eins', 't0'],
      ['', '', '', 't1'],
      ['3', 'three', 'drei', 't2'],
    ]);
  });

  test('is RFC 4180 to the byte: CRLF, quotation marks where they are needed and doubled inside', async () => {
    await written(
      tableOf(
        ['a', 'b'],
        [
          ['one', 'x,y'],
          ['"two"', 'line\nbreak'],
          ['', 'old\rbreak'],
        ],
      ),
    ); // prettier-ignore
    assert.equal(
      readFileSync(join(folder, 'out.csv'), 'utf8'),
      'a,b,theme\r\none,"x,y",t0\r\n"""two""","line\nbreak",t1\r\n,"old\rbreak",t2\r\n',
    );
  });

  test('gives back any cells to another program', async () => {
    const cell = fc.oneof(
      fc.constantFrom('\n', '\r', '\r\n', '"', ',', ' a ', '=1+1'),
      fc.string({ unit: 'grapheme' }),
    );
    const rows = fc.array(fc.tuple(cell, cell), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, async (cells) => {
        const [, ...back] = await written(tableOf(['a', 'b'], cells));
        assert.deepEqual(
          back,
          cells.map((own, i) => [...own, `t${i}`]),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('has a column written over that is there already', async () => {
    const table = tableOf(['theme', 'text'], [['old', 'one']]);
    assert.deepEqual(await written(table), [
      ['theme', 'text'],
      ['t0', 'one'],
    ]);
  });

  test('leaves nothing behind where it cannot be written, and says where', async () => {
    const path = join(folder, 'no', 'such', 'folder.csv');
    await assert.rejects(writeTable(path, tableOf(['a'], []), []), {
      code: 'wrong_use',
      message: `${path} cannot be written (ENOENT).`,
    });
    assert.equal(existsSync(join(folder, 'no')), false);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.part')),
      [],
    ); // prettier-ignore
  });
});
