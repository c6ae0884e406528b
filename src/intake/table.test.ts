import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeXlsx, put, temporaryFolder } from './fixtures/make.ts';
import { openTable } from './table.ts';

const folder = temporaryFolder();

async function read(name: string, content: string | Buffer) {
  const table = await openTable(put(folder, name, content));
  const rows = await Array.fromAsync(table.rows());
  return { table, rows: rows.map(({ row, cells }) => [row, ...cells]), refusals: table.refusals };
}

describe('a table from CSV', () => {
  test('gives headers and rows as a spreadsheet counts them', async () => {
    const { table, rows } = await read(
      'plain.csv',
      '\ufeffid;"Question\r\nin two lines";note\r\n1;"an answer\r\nin two lines";a\r\n\r\n2; b ;\r\n',
    );
    assert.deepEqual(table.headers, ['id', 'Question\r\nin two lines', 'note']);
    assert.equal(table.headerRow, 1);
    assert.deepEqual(rows, [
      [2, '1', 'an answer\r\nin two lines', 'a'],
      [4, '2', ' b ', ''],
    ]);
    assert.deepEqual(table.refusals, [
      { file: 'plain.csv', row: 3, field: null, reason: 'The row is empty: none of its cells has anything in it.' },
    ]);
  });

  test('can be read again', async () => {
    const { table } = await read('again.csv', 'id;note\n1;a\n2\n');
    assert.deepEqual(await Array.fromAsync(table.rows()), [{ row: 2, cells: ['1', 'a'] }]);
    assert.equal(table.refusals.length, 1);
  });

  test('an empty last cell in every row is no cell, and a missing one under no header is none either', async () => {
    assert.deepEqual((await read('more.csv', 'a;b\n1;2;\n3;4;\n')).rows, [
      [2, '1', '2'],
      [3, '3', '4'],
    ]);
    assert.deepEqual((await read('less.csv', 'a;b;\n1;2\n3;4;\n')).rows, [
      [2, '1', '2', ''],
      [3, '3', '4', ''],
    ]);
  });

  test('a row with too few or too many cells is refused with its number', async () => {
    const { rows, refusals } = await read('width.csv', 'a;b;c\n1;2;3\n4;5\n6;7;8;9\n');
    assert.deepEqual(rows, [[2, '1', '2', '3']]);
    assert.deepEqual(
      refusals.map(({ row, reason }) => [row, reason]),
      [
        [
          3,
          'The row has 2 cells where the header has 3. It may be broken off, or have a line break inside an answer without quotation marks around it.',
        ],
        [
          4,
          'The row has 4 cells where the header has 3. A separator inside an answer needs quotation marks around that answer.',
        ],
      ],
    );
  });

  test('repeated headers are kept apart by their place', async () => {
    assert.deepEqual((await read('twice.csv', 'id;Other;Other\n1;a;b\n2;c;d\n')).rows, [
      [2, '1', 'a', 'b'],
      [3, '2', 'c', 'd'],
    ]);
  });

  test('titles above the header are left out, and said to be', async () => {
    const { table, rows } = await read('titled.csv', 'Survey of 2026\n\nid;title;comment\n1;A;words\n2;B;more\n');
    assert.equal(table.headerRow, 3);
    assert.equal(table.remarks.at(-1), 'The header was found in row 3; what stands above it was left out.');
    assert.deepEqual(rows, [
      [4, '1', 'A', 'words'],
      [5, '2', 'B', 'more'],
    ]);
  });

  test('a first row that is made like the others is a reply', async () => {
    const lines = Array.from(
      { length: 9 },
      (_, row) => `${row + 1};${row % 2 ? 'yes' : 'no'};Some words about it, number ${row}`,
    );
    const { table, rows } = await read('bare.csv', lines.join('\n'));
    assert.deepEqual([table.headers, table.headerRow], [['Column 1', 'Column 2', 'Column 3'], null]);
    assert.deepEqual(rows[0], [1, '1', 'no', 'Some words about it, number 0']);
    assert.equal(rows.length, 9);
  });

  test('numbers as headers above other numbers are a header', async () => {
    assert.deepEqual((await read('codes.csv', '1,2,95\n0,1,0\n1,1,0\n0,0,1\n0,0,0\n')).table.headers, ['1', '2', '95']);
  });

  test('one column needs no separator', async () => {
    assert.deepEqual((await read('one.csv', 'comment\nI like it, really\nNo; not at all\n')).rows, [
      [2, 'I like it, really'],
      [3, 'No; not at all'],
    ]);
  });

  test('says how it was read', async () => {
    assert.deepEqual((await read('said.csv', 'sep=|\nid|text\n1|a;b\n')).table.remarks, [
      'Character set: utf-8 (all of the file is valid UTF-8).',
      'Separator: stated by the first line (sep=|).',
    ]);
  });
});

describe('a table from XLSX', () => {
  test('is the first sheet that has anything in it; numbers and dates do not depend on the country', async () => {
    const { table, rows } = await read(
      'book.csv', // its name says nothing
      makeXlsx([
        { name: 'Cover', rows: [] },
        {
          name: 'Replies',
          rows: [
            ['id', 'comment', 'when', 'share', 'sure'],
            [
              1,
              '  two\nlines ',
              { xml: '<c r="{r}" s="1"><v>43996</v></c>' },
              0.5,
              { xml: '<c r="{r}" t="b"><v>1</v></c>' },
            ],
            [],
            [
              12345678901234567890n.toString(),
              null,
              { xml: '<c r="{r}" s="1"><v>43996.993055555555</v></c>' },
              3,
              null,
            ],
          ],
          more: '<mergeCells count="1"><mergeCell ref="A6:B6"/></mergeCells>',
        },
        { name: 'Notes', rows: [['n']] },
      ]),
    );
    assert.equal(table.format, 'xlsx');
    assert.deepEqual(rows, [
      [2, '1', '  two\nlines ', '2020-06-14', '0.5', 'TRUE'],
      [4, '12345678901234567890', '', '2020-06-14T23:50:00', '3', ''],
    ]);
    assert.deepEqual(
      table.refusals.map(({ row }) => row),
      [3],
    );
    assert.deepEqual(table.remarks, [
      'Sheet "Replies" was read.',
      'Not read: the sheets "Notes". To read one, save it as a file of its own.',
      '1 merged areas: only the first cell of each has the value.',
    ]);
  });

  test('formula cells are read by the value that was saved with them; those without one are reported', async () => {
    const { table, rows } = await read(
      'formulas.xlsx',
      makeXlsx([
        {
          name: 'S',
          rows: [
            ['id', 'comment'],
            ['a', { xml: '<c r="{r}" t="str"><f>B9</f><v>saved words</v></c>' }],
            ['b', { xml: '<c r="{r}"><f>1+1</f></c>' }],
            ['c', { xml: '<c r="{r}" t="e"><f>1/0</f><v>#DIV/0!</v></c>' }],
          ],
        },
      ]),
    );
    assert.deepEqual(rows, [
      [2, 'a', 'saved words'],
      [3, 'b', ''],
      [4, 'c', ''],
    ]);
    assert.equal(
      table.remarks[1],
      '1 formula cells were saved without their value and count as empty. Open it in a spreadsheet program and save it as XLSX or CSV (UTF-8).',
    );
  });
});
