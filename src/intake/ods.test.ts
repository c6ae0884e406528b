import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from './fixtures/collect.ts';
import { put, temporaryFolder } from './fixtures/make.ts';
import { makeOds } from './fixtures/ods.ts';
import { openDelivery } from './read.ts';
import { openTable } from './table.ts';

const folder = temporaryFolder();
const date = (value: string) => ({
  xml: `<table:table-cell office:value-type="date" office:date-value="${value}"><text:p>3. Feb</text:p></table:table-cell>`,
});

const cells = async (content: Buffer) => {
  const table = await openTable(put(folder, 'table.ods', content));
  const rows = await Array.fromAsync(table.rows());
  return { headers: table.headers, rows: rows.map((row) => [row.row, ...row.cells]), remarks: table.remarks };
};

test('a table of OpenDocument has its values as they are stored, and its words as they are shown', async () => {
  const found = await cells(
    makeOds([
      {
        name: 'Replies',
        rows: [
          ['id', 'when', 'points', 'comment', 'sure', 'at'],
          [
            'a1',
            date('2026-02-03'),
            4.5,
            'two\nlines',
            {
              xml: '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>',
            },
            {
              xml: '<table:table-cell office:value-type="time" office:time-value="PT9H05M00S"><text:p>9:05</text:p></table:table-cell>',
            },
          ],
          [
            'a2',
            date('2026-02-04T10:30:00'),
            5,
            {
              xml: '<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation><text:p>a<text:s text:c="2"/>b<text:span> &amp; c</text:span><text:line-break/>d</text:p></table:table-cell>',
            },
            null,
            null,
          ],
        ],
      },
      { name: 'Notes', rows: [['other']] },
    ]),
  );
  assert.deepEqual(found, {
    headers: ['id', 'when', 'points', 'comment', 'sure', 'at'],
    rows: [
      [2, 'a1', '2026-02-03', '4.5', 'two\nlines', 'TRUE', '09:05:00'],
      [3, 'a2', '2026-02-04T10:30:00', '5', 'a  b & c\nd', '', ''],
    ],
    remarks: ['Sheet "Replies" was read.', 'Not read: the sheets "Notes". To read one, save it as a file of its own.'],
  });
});

test('repeated cells and rows count as often as they stand there, empty ones at the end do not', async () => {
  const found = await cells(
    makeOds([
      {
        name: 'S',
        rows: [
          ['id', 'comment', 'comment'],
          {
            xml: '<table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1"/><table:table-cell office:value-type="string" table:number-columns-repeated="2"><text:p>same</text:p></table:table-cell></table:table-row>',
          },
          {
            xml: '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>',
          },
          [2, 'words', ''],
        ],
      },
    ]),
  );
  assert.deepEqual(found.rows, [
    [2, '1', 'same', 'same'],
    [3, '1', 'same', 'same'],
    [6, '2', 'words', ''],
  ]);
});

test('is read like any other table', async () => {
  const delivery = await openDelivery(
    put(
      folder,
      'survey.ods',
      makeOds([
        {
          name: 'S',
          rows: [
            ['id', 'comment'],
            ['r1', 'some words'],
            ['r2', 'other words'],
          ],
        },
      ]),
    ),
  );
  assert.equal(delivery.format, 'table-ods');
  const { contributions } = await collect(delivery);
  assert.deepEqual(
    contributions.map(({ sourceKey, answers }) => [sourceKey, answers]),
    [
      ['r1', [{ question: 'q2', text: 'some words' }]],
      ['r2', [{ question: 'q2', text: 'other words' }]],
    ],
  );
});
