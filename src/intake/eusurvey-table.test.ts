import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closedItems } from '../core/question.ts';
import { pickText } from '../core/text.ts';
import { collect } from './fixtures/collect.ts';
import { type Cell, makePdf, makeXlsx, makeZip, put, temporaryFolder } from './fixtures/make.ts';
import { makeOds } from './fixtures/ods.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

/** An id as EUSurvey makes them. */
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const TOP = [['Alias', 'town'], ['Export Date', '20/02/2026 10:00'], []];

/** What an organiser with a German interface gets; the names of the last columns are in their language. */
const HEADER = [
  'Warum ist es wichtig?',
  'Wie wichtig? : Wege',
  'Wie wichtig? : Bahnen',
  'Welche?',
  'Tabelle Zeile 1:Spalte A',
  'Datei',
  'Einladungsnummer',
  'Beitrags-ID',
  'Benutzername',
  'Erstellungsdatum',
  'Letzte Aktualisierung',
  'Sprachen',
];
const SCALE = ['1 - nicht', '3 - mittel', '5 - sehr'];
const CHOICES = ['Bus;Bahn', 'Bahn', 'Bus', 'Bahn;Bus'];
const rowOf = (n: number, words: string, file = ''): string[] => [
  words,
  SCALE[n % 3]!,
  SCALE[(n + 1) % 3]!,
  CHOICES[n % 4]!,
  `Zelle ${n}`,
  file,
  '',
  uuid(n),
  n === 1 ? 'ada@example.org' : '',
  `0${n}/02/2026 09:30`,
  '19/02/2026 09:30',
  n === 2 ? 'EN' : 'DE',
];
const ROWS = [1, 2, 3, 4, 5, 6].map((n) => rowOf(n, `Antwort Nummer ${n}`, n === 2 ? 'paper.pdf' : ''));

const sheet = (rows: readonly Cell[][], name = 'Content') => ({ name, rows: [...TOP, ...rows] });

describe('results of EUSurvey as a table', () => {
  test('have their header in row 4 and tell replies by their id, in whatever language the columns are named', async () => {
    const delivery = await openDelivery(put(folder, 'export.xlsx', makeXlsx([sheet([HEADER, ...ROWS])])));
    assert.deepEqual([delivery.format, delivery.source], ['eusurvey-xlsx', 'town']);
    assert.deepEqual(
      delivery.reading.map(({ role }) => role),
      [
        'open',
        'matrix',
        'matrix',
        'multiple',
        'open',
        'file',
        'ignore',
        'id',
        'email_address',
        'day',
        'ignore',
        'language',
      ],
    );
    const { contributions, counted } = await collect(delivery);
    assert.deepEqual(counted, []);
    assert.deepEqual(
      contributions
        .slice(0, 2)
        .map(({ row, sourceKey, day, language, personal }) => [row, sourceKey, day, language, personal]),
      [
        [5, uuid(1), '2026-02-01', 'de', { emailAddress: 'ada@example.org' }],
        [6, uuid(2), '2026-02-02', 'en', {}],
      ],
    );
    assert.deepEqual(
      closedItems(delivery.questions).map(({ key, title }) => [key, pickText(title, 'de').text]),
      [
        ['q2.1', 'Wege'],
        ['q2.2', 'Bahnen'],
        ['q4', 'Welche?'],
      ],
    );
    assert.equal(delivery.remarks?.[0], 'EUSurvey "town", exported on 20/02/2026 10:00.');
  });

  test('go on with more columns on further sheets, and with long words in further rows', async () => {
    const long = 'w'.repeat(32_767);
    const left = [HEADER.slice(0, 4), ...ROWS.slice(0, 2).map((row) => row.slice(0, 4)), ['and the rest', '', '', '']];
    left[2]![0] = long;
    const right = [HEADER.slice(4), ...ROWS.slice(0, 2).map((row) => row.slice(4))];
    const workbook = makeXlsx([sheet(left), sheet(right, 'Content1'), { name: 'Extra', rows: [['x']] }]);
    const delivery = await openDelivery(put(folder, 'wide.xlsx', workbook));
    assert.deepEqual(
      delivery.reading.map(({ field }) => field),
      HEADER,
    );
    const { contributions, counted } = await collect(delivery);
    assert.deepEqual(counted, []);
    assert.deepEqual(
      contributions.map(({ sourceKey, answers }) => {
        const [first] = answers;
        return [sourceKey, first && 'text' in first ? first.text : null];
      }),
      [
        [uuid(1), 'Antwort Nummer 1'],
        [uuid(2), `${long}and the rest`],
      ],
    );
    assert.deepEqual(delivery.remarks?.slice(1, 4), [
      'Sheet "Content" was read.',
      'The sheets "Content1" go on with its columns and were joined to it.',
      'Not read: the sheets "Extra". To read one, save it as a file of its own.',
    ]);
  });

  test('of an anonymous survey have no ids, although all rows say the same', async () => {
    const rows = ROWS.map((row) => row.map((cell, column) => (column === 7 || column === 8 ? 'Anonymous' : cell)));
    const { contributions } = await collect(
      await openDelivery(put(folder, 'anonymous.xlsx', makeXlsx([sheet([HEADER, ...rows])]))),
    );
    assert.deepEqual(
      contributions.map(({ sourceKey, personal }) => [sourceKey, personal]),
      rows.map(() => [null, {}]),
    );
  });

  test('are read from ODS too', async () => {
    const delivery = await openDelivery(
      put(folder, 'export.ods', makeOds([{ name: 'Content', rows: [...TOP, HEADER, ...ROWS] }])),
    );
    const { contributions } = await collect(delivery);
    assert.deepEqual(
      [delivery.format, contributions.map(({ row, sourceKey }) => [row, sourceKey])],
      ['eusurvey-ods', ROWS.map((_, index) => [index + 5, uuid(index + 1)])],
    );
  });

  test('in several files of an archive, with the files that were uploaded', async () => {
    const archive = makeZip([
      { name: 'town_1.xlsx', content: makeXlsx([sheet([HEADER, ...ROWS.slice(3)])]) },
      { name: 'town.xlsx', content: makeXlsx([sheet([HEADER, ...ROWS.slice(0, 3)])]) },
      {
        name: `${uuid(2)}/Upload_1/paper.pdf`,
        content: makePdf([[{ text: 'Words of the paper, which is long enough.', y: 700 }]]),
      },
    ]);
    const delivery = await openDelivery(put(folder, 'town.zip', archive));
    const { contributions, partial } = await collect(delivery);
    assert.deepEqual(
      contributions.map(({ file, row, sourceKey }) => [file, row, sourceKey]),
      [
        ['town.xlsx', 5, uuid(1)],
        ['town.xlsx', 6, uuid(2)],
        ['town.xlsx', 7, uuid(3)],
        ['town_1.xlsx', 5, uuid(4)],
        ['town_1.xlsx', 6, uuid(5)],
        ['town_1.xlsx', 7, uuid(6)],
      ],
    );
    assert.deepEqual(
      contributions[1]?.attachments.map(({ question, name, state }) => [question, name, state]),
      [['q6', `${uuid(2)}-Upload_1-paper.pdf`, 'read']],
    );
    assert.deepEqual(partial, []);
    assert.deepEqual(delivery.remarks, [
      'From the archive: town.xlsx, town_1.xlsx.',
      'Uploaded files in the archive: 1.',
      'EUSurvey "town", exported on 20/02/2026 10:00.',
      'Sheet "Content" was read.',
      'The table goes on in town_1.xlsx.',
    ]);
  });
});
