import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { DomainError } from '../core/error.ts';
import { collect } from './fixtures/collect.ts';
import { type Entry, makePdf, makeXlsx, makeZip, put, temporaryFolder, xlsxEntries } from './fixtures/make.ts';
import { type DeliveryOptions, FORMAT_NAMES, openDelivery } from './read.ts';

const folder = temporaryFolder();
const GOOD = 'id;title;comment\n1;A;"first words here"\n2;B;more words\n3;C;third words\n';
const TABLE = 'Save the table as CSV (UTF-8) or XLSX and give that file.';

/** Memory that reading one bad file may take beside what was there. */
const MEMORY_MAX = 300 * 1024 * 1024;

async function read(path: string, options: DeliveryOptions) {
  const before = process.memoryUsage().rss;
  try {
    const { contributions, counted, partial } = await collect(await openDelivery(path, options));
    const say = ({ row, field, reason }: (typeof counted)[number]) =>
      `${row}${field === null ? '' : ` ${field}`}: ${reason}`;
    return { taken: contributions.length, refused: counted.map(say), lost: partial.map(say) };
  } catch (error) {
    assert.ok(
      error instanceof DomainError,
      `a sentence for a person, not ${error instanceof Error ? error.stack : error}`,
    );
    return `${error.code}: ${error.message.replace(basename(path), 'FILE')}`;
  } finally {
    assert.ok(process.memoryUsage().rss - before < MEMORY_MAX, 'memory is bounded');
  }
}

/** The file, and what is said: one sentence for the whole file, or what was taken and what was not. */
type Outcome = string | { taken: number; refused?: string[]; lost?: string[] };
type Case = [kind: string, content: string | Buffer, outcome: Outcome, name?: string];

const wholeFile: Case[] = [
  ['an empty file', '', 'unreadable: FILE is empty: it has no bytes. Export it again.'],
  ['nothing but a byte order mark', '\ufeff', 'unreadable: FILE has nothing in it but blanks. Export it again.'],
  ['nothing but blanks', '\n \n\t\n', 'unreadable: FILE has nothing in it but blanks. Export it again.'],
  [
    'a header and no rows',
    'id;title;comment\n',
    'unreadable: FILE has a header and no rows. Export it again with the replies.',
  ],
  [
    'bytes that are no text',
    Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7_919 + ((index * index) >> 3)) & 255)),
    `unreadable: FILE is no text: it has control characters that only programs and pictures have. ${TABLE}`,
  ],
  [
    'a PNG called CSV',
    Buffer.from('\x89PNG\r\n\x1a\n....', 'latin1'),
    `unreadable: FILE is a PNG image and not a table, whatever its name says. ${TABLE}`,
  ],
  [
    'a PDF called CSV',
    makePdf([[{ text: 'words', y: 700 }]]),
    'unreadable: FILE is a PDF and not a table, whatever its name says. Papers go along with a table: name their folder with --attachments.',
  ],
  [
    'a program called CSV',
    Buffer.from('\x7fELF\x02\x01\x01', 'latin1'),
    `unreadable: FILE is a program and not a table, whatever its name says. ${TABLE}`,
  ],
  [
    'a GZIP archive',
    Buffer.from([0x1f, 0x8b, 8, 0]),
    'unreadable: FILE is a GZIP archive and not a table, whatever its name says. Unpack it and give the file inside.',
  ],
  [
    'an RTF document',
    '{\\rtf1 words}',
    `unreadable: FILE is an RTF document and not a table, whatever its name says. ${TABLE}`,
  ],
  [
    'JSON with half of a character',
    '[{"comment": "\\ud800"}]',
    `unreadable: FILE is JSON, and not a table that one of the readers knows. ${TABLE}`,
  ],
  [
    'XML',
    '<?xml version="1.0"?><replies/>',
    `unreadable: FILE is XML, and not a table that one of the readers knows. ${TABLE}`,
  ],
  [
    'a web page called XLS',
    '<html><table><tr><td>x</td></tr></table></html>',
    `unreadable: FILE is a web page (HTML), and not a table that one of the readers knows. ${TABLE}`,
    'page.xls',
  ],
  [
    'UTF-32',
    Buffer.from([0xff, 0xfe, 0, 0, 0x69, 0, 0, 0]),
    'unreadable: FILE is written in utf-32le, which is not read. Save it as UTF-8.',
  ],
  [
    'one huge line',
    'x'.repeat(20_000_000),
    'unreadable: FILE cannot be read from row 1 on. The row is longer than 8 MiB, which is more than one reply can be. Check whether the file has line breaks and the right quotation marks.',
  ],
  [
    'separators that change from row to row',
    'id;title;comment\n1;A;x y\n2,B,x y\n3,C,x y\n4,D,z\n',
    'unreadable: FILE cannot be read as a table: 3 of 4 rows do not fit its header. Row 3: The row has one cell where the header has 3. It may be broken off, or have a line break inside an answer without quotation marks around it. Check that the whole file has one separator, or save it as XLSX.',
  ],
  [
    'more columns than a spreadsheet has',
    `${'c,'.repeat(20_000)}c\n${'v,'.repeat(20_000)}v\n`,
    'unreadable: FILE has 20001 columns; up to 16384 can be read. Check its separator, or leave out columns that nobody needs.',
  ],
  [
    'columns without any answer',
    `${Array.from({ length: 10_000 }, (_, index) => `c${index}`).join(',')}\n${`${'v,'.repeat(9_999)}v\n`.repeat(5)}`,
    'unreadable: FILE has no column in which an answer was found. Say what its columns are in a mapping file (--map).',
  ],
  [
    'an XLSX that is cut off',
    makeXlsx([
      {
        name: 'S',
        rows: [
          ['id', 'comment'],
          [1, 'words'],
        ],
      },
    ]).subarray(0, 700),
    'unreadable: FILE is cut off or damaged: the list of contents at its end is missing. Copy or download it again.',
    'a.xlsx',
  ],
  [
    'an XLSX with a password',
    Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(4_096)]),
    'unreadable: FILE is an old or encrypted office file (XLS, DOC, or XLSX with a password) and not a table, whatever its name says. Open it, remove its password and save it as XLSX or CSV.',
    'b.xlsx',
  ],
  [
    'an XLSX whose parts are encrypted',
    makeZip(xlsxEntries([{ name: 'S', rows: [['a']] }]).map((entry): Entry => ({ ...entry, isEncrypted: true }))),
    'unreadable: FILE is encrypted. Remove its password and save it again.',
    'c.xlsx',
  ],
  [
    'a ZIP called XLSX',
    makeZip([{ name: 'readme.txt', content: 'hello' }]),
    'unreadable: FILE is a ZIP archive with readme.txt, not a workbook. Give the table in it as XLSX or CSV (UTF-8).',
    'd.xlsx',
  ],
  [
    'a Word document called XLSX',
    makeZip([{ name: 'word/document.xml', content: '<a/>' }]),
    'unreadable: FILE is a Word document, not a workbook. Give the table in it as XLSX or CSV (UTF-8).',
    'e.xlsx',
  ],
  [
    'an XLSX that unpacks without end',
    makeZip([
      ...xlsxEntries([{ name: 'S', rows: [['a']] }]),
      { name: 'xl/worksheets/sheet2.xml', content: Buffer.alloc(129 * 1024 * 1024, 0x20) },
    ]),
    'unreadable: FILE unpacks to more than 128 MiB. Save it as CSV (UTF-8) and give that file.',
    'f.xlsx',
  ],
  [
    'an XLSX with broken XML',
    makeZip(
      xlsxEntries([{ name: 'S', rows: [['a']] }]).map((entry) =>
        entry.name.endsWith('sheet1.xml')
          ? { ...entry, content: '<worksheet><sheetData><row r="1"><c r="A1"><v>1' }
          : entry,
      ),
    ),
    'unreadable: FILE is a damaged workbook (unexpected end of file). Open it in a spreadsheet program and save it as XLSX or CSV (UTF-8).',
    'g.xlsx',
  ],
  [
    'an XLSX without a filled cell',
    makeXlsx([{ name: 'S', rows: [] }]),
    'unreadable: FILE is a workbook without any filled cell. Give the workbook that has the replies.',
    'h.xlsx',
  ],
];

const PARTS = 'It may be broken off, or have a line break inside an answer without quotation marks around it.';
const SEPARATOR = 'A separator inside an answer needs quotation marks around that answer.';
const LOST =
  'which a spreadsheet program puts where a formula fails: what was written there is lost in this file. The rest of the row was taken. Ask for the file as it was first exported.';

const rowByRow: Case[] = [
  ['tabs in a file called CSV', GOOD.replaceAll(';', '\t'), { taken: 3 }],
  ['line breaks of old computers', GOOD.replaceAll('\n', '\r'), { taken: 3 }],
  ['UTF-16 without a byte order mark', Buffer.from(GOOD.replace('first', 'πρώτες λέξεις'), 'utf16le'), { taken: 3 }],
  [
    'a row with too few cells and one with too many',
    `${GOOD}4;D\n5;E;x;y\n6;F;good words;\n`,
    {
      taken: 4,
      refused: [
        `5: The row has 2 cells where the header has 3. ${PARTS}`,
        `6: The row has 4 cells where the header has 3. ${SEPARATOR}`,
      ],
    },
  ],
  [
    'an empty row between others',
    'id;comment\n1;words\n;\n2;more\n\n\n',
    { taken: 2, refused: ['3: The row is empty: none of its cells has anything in it.'] },
  ],
  [
    'a quotation mark that never closes',
    'id;comment\n1;"never closed\n2;more words\n3;third words\n',
    {
      taken: 2,
      refused: [
        '2: A quotation mark opens a cell and never closes it. Close it, or double the quotation marks that belong to the text.',
      ],
    },
  ],
  [
    'one huge cell',
    `${GOOD}4;D;"${'y'.repeat(20_000_000)}"\n5;E;after\n`,
    {
      taken: 4,
      refused: [
        '5: The row is longer than 8 MiB, which is more than one reply can be. Check whether the file has line breaks and the right quotation marks.',
      ],
    },
  ],
  [
    'formula cells',
    'id;comment\n1;=1+1\n2;"=HYPERLINK(""x"")"\n3;#NAME?\n4;Err:510\n',
    { taken: 4, lost: [`4 comment: The cell holds #NAME?, ${LOST}`, `5 comment: The cell holds Err:510, ${LOST}`] },
  ],
  [
    'half of a character',
    Buffer.from('\ufeffid;comment\n1;good words\n2;bad \ud800 words\n3;more words\n', 'utf16le'),
    {
      taken: 2,
      refused: [
        '3 comment: At its character 5 the cell has half of a character (a lone surrogate), which cannot be stored. Remove it or export the table again.',
      ],
    },
  ],
  [
    'a NUL',
    'id;comment\n1;good words\n2;bad \u0000 words\n3;more words\n',
    {
      taken: 2,
      refused: [
        '3 comment: At its character 5 the cell has a NUL character (U+0000), which cannot be stored. Remove it or export the table again.',
      ],
    },
  ],
  [
    'a byte that is no UTF-8',
    Buffer.concat([
      Buffer.from(
        `id;comment\n${Array.from({ length: 20 }, (_, row) => `${row};schöne Wörter, Nummer ${row}`).join('\n')}\n99;kaputt `,
      ),
      Buffer.from([0xc3]),
      Buffer.from(' Ende\n'),
    ]),
    { taken: 21 },
  ],
  [
    'windows-1252 with bytes that it lacks',
    Buffer.from('id;comment\n1;gr\xfc\xdfe aus K\xf6ln\n2;\x81\x8d kaputt\n3;sch\xf6n\n', 'latin1'),
    { taken: 3 },
  ],
  ['repeated headers', 'id;comment;comment\n1;a b;c d\n2;e f;g h\n', { taken: 2 }],
  [
    '10,000 columns',
    `id,${Array.from({ length: 9_999 }, (_, index) => `c${index}`).join(',')}\n${Array.from({ length: 3 }, (_, row) => `${row},${'some words,'.repeat(9_998)}end ${row}\n`).join('')}`,
    { taken: 3 },
  ],
  ['cells of 32,767 characters', `id;comment\n1;${'w '.repeat(16_383)}x\n2;y\n`, { taken: 2 }],
  ['a right-to-left override in a header', 'id;name \u202ecod.exe;comment\n1;a;b c\n2;d;e f\n', { taken: 2 }],
  ['a separator that is stated', 'sep=|\r\nid|comment\r\n1|a;b\r\n2|c\r\n', { taken: 2 }],
  [
    'a workbook with a cell at its far end',
    makeXlsx([{ name: 'S', rows: [['id', 'comment'], [1, 'words'], [{ xml: '<c r="XFD900"><v>1</v></c>' }]] }]),
    { taken: 2 },
    'far.xlsx',
  ],
  [
    'a date that is none',
    'id;Submitted at;comment\n1;2020-06-14;words\n2;2020-06-15;more\n3;2020-06-16;words\n4;2020-06-17;words\n5;2020-06-18;words\n6;2020-06-19;words\n7;2020-06-19;words\n8;2020-06-19;words\n9;2020-06-19;words\n10;soon;more\n',
    {
      taken: 10,
      lost: [
        '11 Submitted at: "soon" is no date that can be read. The rest of the row was taken. Write it as YYYY-MM-DD.',
      ],
    },
  ],
];

describe('a file that cannot be read is refused as a whole, in a sentence', () => {
  for (const [kind, content, outcome, name = 'file.csv'] of wholeFile) {
    test(kind, async () => assert.equal(await read(put(folder, name, content), {}), outcome));
  }

  test('a folder without files', async () => {
    mkdirSync(join(folder, 'inner'));
    assert.equal(
      await read(join(folder, 'inner'), {}),
      'unreadable: FILE is a folder without files. Give a folder of papers or e-mails, or the file itself.',
    );
  });

  test('a file that is not there', async () => {
    const path = join(folder, 'nowhere.csv');
    assert.equal(await read(path, {}), `unreadable: FILE was not found: there is no file at ${path}. Check the path.`);
  });

  test('a file that may not be read', {
    skip: process.getuid?.() === 0 ? 'root may read every file' : false,
  }, async () => {
    const path = put(folder, 'locked.csv', GOOD);
    chmodSync(path, 0);
    assert.equal(
      await read(path, {}),
      'unreadable: FILE may not be read by this user. Change its permissions or copy it.',
    );
  });
});

describe('what is good in a file is taken, and the rest is named with row and reason', () => {
  for (const [kind, content, outcome, name = 'file.csv'] of rowByRow) {
    test(kind, async () => {
      assert.ok(typeof outcome === 'object');
      assert.deepEqual(await read(put(folder, name, content), {}), { refused: [], lost: [], ...outcome });
    });
  }
});

describe('options that cannot work are refused in a sentence', () => {
  const options: [string, DeliveryOptions, string][] = [
    [
      'a mapping that is not there',
      { map: join(folder, 'none.json') },
      `wrong_use: The mapping file ${join(folder, 'none.json')} cannot be read. Check its path and permissions.`,
    ],
    [
      'a mapping for another table',
      { map: put(folder, 'other.json', '{"columns": {"Titel": "open"}}') },
      'wrong_use: The mapping file names "Titel", which is no header of the table. Its headers are: "id", "title", "comment".',
    ],
    [
      'a format that there is not',
      { format: 'survey' },
      `wrong_use: There is no format "survey". Formats are: ${FORMAT_NAMES.join(', ')}.`,
    ],
    [
      'a folder of attachments that is not there',
      { attachmentsFolder: join(folder, 'none') },
      `wrong_use: The folder of attachments ${join(folder, 'none')} cannot be read. Check its path and permissions.`,
    ],
  ];
  for (const [kind, option, sentence] of options) {
    test(kind, async () => assert.equal(await read(put(folder, 'good.csv', GOOD), option), sentence));
  }
});
