import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { closedItems } from '../core/question.ts';
import { pickText } from '../core/text.ts';
import { sourceName } from './deliver-table.ts';
import { collect } from './fixtures/collect.ts';
import { makePdf, makeXlsx, put, temporaryFolder } from './fixtures/make.ts';
import type { Mapping } from './mapping-file.ts';
import { openDelivery } from './read.ts';
import { mappingText, readingLines } from './reading.ts';

const folder = temporaryFolder();

const SURVEY = `id,Submitted at,Country,Name,"How important? [Roads]","How important? [Rails]",Which ones?,Comment,Attachment
r1,14/06/2020,Belgium,Ada,5 - Very,4 - Rather,Bus;Tram,"  Two lines,
 exactly so ",paper.pdf
r2,15/06/2020,Griechenland,Bob,4 - Rather,5 - Very,Bus,,
r3,16/06/2020,Atlantis,Cy,1 - Not,No opinion,Tram;Bike,#NAME?,
r4,17/06/2020,France,,,,,,
r5,17/06/2020,France,,5 - Very,4 - Rather,Bike;Bus,More words here,
r6,17/06/2020,France,,4 - Rather,1 - Not,Bike,Other words here,
`;

describe('a delivery from a table', () => {
  test('has questions with options, matrices and titles', async () => {
    const delivery = await openDelivery(put(folder, 'survey_2026-01-31.csv', SURVEY));
    assert.deepEqual(
      [delivery.format, delivery.source, delivery.file],
      ['table-csv', 'survey', 'survey_2026-01-31.csv'],
    );
    assert.equal(delivery.sha256, createHash('sha256').update(SURVEY).digest('hex'));
    assert.deepEqual(
      delivery.questions.map(({ key, kind, title }) => [key, kind, pickText(title, 'en').text]),
      [
        ['q5', 'matrix', 'How important?'],
        ['q7', 'multiple', 'Which ones?'],
        ['q8', 'long_text', 'Comment'],
        ['q9', 'file', 'Attachment'],
      ],
    );
    assert.deepEqual(
      closedItems(delivery.questions).map(({ key, title, options }) => [
        key,
        pickText(title, 'en').text,
        options.map((option) => option.key),
      ]),
      [
        ['q5.1', 'Roads', ['1 - Not', '4 - Rather', '5 - Very', 'No opinion']],
        ['q5.2', 'Rails', ['1 - Not', '4 - Rather', '5 - Very', 'No opinion']],
        ['q7', 'Which ones?', ['Bike', 'Bus', 'Tram']],
      ],
    );
    assert.deepEqual(delivery.remarks, [
      'Character set: utf-8 (all of the file is valid UTF-8).',
      'Separator: comma between cells: 7 of the first 7 records have 9 cells.',
    ]);
  });

  test('yields each reply with its answers, its words exactly as received', async () => {
    const { contributions } = await collect(await openDelivery(put(folder, 'survey.csv', SURVEY)));
    assert.deepEqual(contributions[0], {
      file: 'survey.csv',
      row: 2,
      sourceKey: 'r1',
      language: null,
      day: '2020-06-14',
      profile: { userType: null, country: 'BE', size: null, scope: null },
      personal: { surname: 'Ada' },
      publication: 'unknown',
      url: null,
      answers: [
        { question: 'q5.1', values: ['5 - Very'] },
        { question: 'q5.2', values: ['4 - Rather'] },
        { question: 'q7', values: ['Bus', 'Tram'] },
        { question: 'q8', text: '  Two lines,\n exactly so ' },
      ],
      attachments: [
        {
          question: 'q9',
          name: 'paper.pdf',
          state: 'missing',
          sha256: null,
          bytes: null,
          reason: 'paper.pdf was named, but no folder of attachments was given.',
        },
      ],
    });
  });

  test('leaves unknown what is not understood, and takes a reply without answers', async () => {
    const { contributions, counted, partial } = await collect(await openDelivery(put(folder, 'survey.csv', SURVEY)));
    assert.deepEqual(
      contributions.map(({ profile }) => profile.country),
      ['BE', 'GR', null, 'FR', 'FR', 'FR'],
    );
    assert.deepEqual(contributions[3]!.answers, []);
    assert.deepEqual(counted, []);
    assert.deepEqual(partial, [
      {
        file: 'survey.csv',
        row: 4,
        field: 'Comment',
        reason:
          'The cell holds #NAME?, which a spreadsheet program puts where a formula fails: what was written there is lost in this file. The rest of the row was taken. Ask for the file as it was first exported.',
        partial: true,
      },
    ]);
  });

  test('names what could not be understood where it says how it read a column', async () => {
    const { reading } = await openDelivery(put(folder, 'survey.csv', SURVEY));
    assert.equal(
      reading[2]!.reason,
      'called so, and 83% of its values are countries; not understood and left unknown: "Atlantis" (1)',
    );
    assert.equal(
      reading[7]!.reason,
      'words: 3 different answers in 3, up to 22 characters; cells lost to the error of a spreadsheet program: 1',
    );
  });

  test('is the same from XLSX', async () => {
    const rows = SURVEY.replace(
      '"How important? [Roads]","How important? [Rails]"',
      'How important? [Roads],How important? [Rails]',
    )
      .replace('"  Two lines,\n exactly so "', '  Two lines exactly so ')
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const delivery = await openDelivery(put(folder, 'survey.xlsx', makeXlsx([{ name: 'S', rows }])));
    assert.deepEqual(
      delivery.questions.map(({ kind }) => kind),
      ['matrix', 'multiple', 'text', 'file'],
    );
    assert.equal((await collect(delivery)).contributions.length, 6);
  });

  test('gives one source name to the exports of one survey', () => {
    for (const name of [
      'survey.csv',
      'survey_2026-01-31.csv',
      'survey-20260131.xlsx',
      'survey (2).csv',
      'survey 2026-01-31 10-15.csv',
    ]) {
      assert.equal(sourceName(name), 'survey', name);
    }
    assert.equal(sourceName('2026-01-31.csv'), '2026-01-31');
  });
});

describe('a mapping', () => {
  const table =
    'ID,title,text,kind,URL,created\nB1,Road,Some words,a,https://x.example/1,2017-09-20T19:57:35+02:00\nB2,Rail,Other words,b,https://x.example/2,2017-09-21T00:10:00+02:00\n';
  const mapping: Mapping = {
    source: 'bonn',
    language: 'de',
    others: 'ignore',
    publication: { all: 'anonymous', because: 'the portal published them under CC BY' },
    columns: { ID: 'id', title: 'open', text: 'open', URL: 'url', created: 'day' },
  };

  test('decides, and the reading says who did', async () => {
    const delivery = await openDelivery(put(folder, 'mapped.csv', table), { map: mapping });
    assert.equal(delivery.source, 'bonn');
    assert.deepEqual(
      delivery.reading.map(({ field, role, question, decidedBy, reason }) => [
        field,
        role,
        question,
        decidedBy,
        reason,
      ]),
      [
        ['ID', 'id', null, 'given', 'said so in the mapping'],
        ['title', 'open', 'q2', 'given', 'said so in the mapping'],
        ['text', 'open', 'q3', 'given', 'said so in the mapping'],
        ['kind', 'ignore', null, 'given', 'not mentioned, and the mapping says to leave others out'],
        ['URL', 'url', null, 'given', 'said so in the mapping'],
        ['created', 'day', null, 'given', 'said so in the mapping'],
      ],
    );
    const { contributions } = await collect(delivery);
    assert.deepEqual(
      contributions.map(({ sourceKey, language, day, publication, url }) => [
        sourceKey,
        language,
        day,
        publication,
        url,
      ]),
      [
        ['B1', 'de', '2017-09-20', 'anonymous', 'https://x.example/1'],
        ['B2', 'de', '2017-09-21', 'anonymous', 'https://x.example/2'],
      ],
    );
    assert.equal(
      delivery.remarks?.at(-1),
      'Publication where no column says it: anonymous, because the portal published them under CC BY',
    );
  });

  test('for all does not publish what a row forbids', async () => {
    const rows =
      'id;comment;publication\n1;some words;not published\n2;other words;with name\n3;more words;perhaps\n4;words;anonymous\n';
    const { contributions } = await collect(
      await openDelivery(put(folder, 'choice.csv', rows), {
        map: { ...mapping, others: 'guess', columns: { publication: 'publication' } },
      }),
    );
    assert.deepEqual(
      contributions.map(({ publication }) => publication),
      ['not_published', 'anonymous', 'anonymous', 'anonymous'],
    );
  });

  test('that a reading was saved as reads the table in the same way', async () => {
    const path = put(folder, 'round.csv', SURVEY);
    const first = await openDelivery(path);
    const again = await openDelivery(path, { map: put(folder, 'round.json', mappingText(first.reading)) });
    assert.deepEqual(again.questions, first.questions);
    assert.deepEqual((await collect(again)).contributions, (await collect(first)).contributions);
  });

  test('can make a matrix and a multiple choice of what does not look like one', async () => {
    const rows = 'a,b,c\nyes,no,x/y\nno,yes,y\n';
    const delivery = await openDelivery(put(folder, 'given.csv', rows), {
      map: {
        columns: {
          a: { as: 'matrix', question: 'Which?', row: 'A' },
          b: { as: 'matrix', question: 'Which?', row: 'B' },
          c: 'single',
        },
      },
    });
    assert.deepEqual(
      closedItems(delivery.questions).map(({ key, title }) => [key, pickText(title, 'en').text]),
      [
        ['q1.1', 'A'],
        ['q1.2', 'B'],
        ['q3', 'c'],
      ],
    );
  });

  test('that gives one role to two columns is refused where a reply has one', async () => {
    await assert.rejects(
      openDelivery(put(folder, 'mapped.csv', table), { map: { columns: { ID: 'id', kind: 'id' } } }),
      {
        code: 'wrong_use',
        message: 'The mapping says that both "ID" and "kind" are id. Only one column can be.',
      },
    );
  });

  test('that calls endless words closed is refused', async () => {
    const rows = Array.from({ length: 6_000 }, (_, row) => `words number ${row}`).join('\n');
    await assert.rejects(
      openDelivery(put(folder, 'endless.csv', `comment\n${rows}`), { map: { columns: { comment: 'single' } } }),
      {
        code: 'wrong_use',
        message:
          'The mapping says that "comment" is a closed question (single), but it has more than 5000 different answers. Say "open" or "ignore".',
      },
    );
  });
});

describe('attachments', () => {
  const papers = join(folder, 'papers');
  mkdirSync(papers);
  const words = (text: string) => makePdf([[{ text, y: 700 }]]);
  put(papers, 'F100-Our_paper.pdf', words('Words of the first paper, which are many.'));
  put(papers, 'F100-annex.pdf', words('Words of the annex that nobody named.'));
  put(papers, 'F200.pdf', words('Words of a paper under another name.'));
  put(papers, 'letter.pdf', words('Words of a letter that is named in a cell.'));
  put(papers, 'F400-scan.pdf', makePdf([[]]));
  put(papers, 'F500-notes.docx', 'PK\x03\x04 not really');
  put(papers, 'INDEX.tsv', 'reference\tfile\n');
  const table =
    'Reference;Comment;Attachment\nF100;first words;Our_paper.pdf\nF200;second words;Original name.docx\nF300;third words;letter.pdf\nF400;fourth words;scan.pdf\nF500;fifth words;notes.docx\nF600;sixth words;lost.pdf\nF100x;seventh words;\n';

  test('are joined by the id that begins their name, else by name, and read', async () => {
    const { contributions, partial } = await collect(
      await openDelivery(put(folder, 'papers.csv', table), { attachmentsFolder: papers }),
    );
    const found = contributions.map(({ sourceKey, attachments, answers }) => [
      sourceKey,
      attachments.map(({ name, state }) => [name, state]),
      answers.flatMap((answer) =>
        'text' in answer && answer.file
          ? [[answer.question, answer.text, answer.file.name, answer.file.pageStarts]]
          : [],
      ),
    ]);
    assert.deepEqual(found, [
      [
        'F100',
        [
          ['F100-Our_paper.pdf', 'read'],
          ['F100-annex.pdf', 'read'],
        ],
        [
          ['q3', 'Words of the first paper, which are many.', 'F100-Our_paper.pdf', [0]],
          ['q3', 'Words of the annex that nobody named.', 'F100-annex.pdf', [0]],
        ],
      ],
      ['F200', [['F200.pdf', 'read']], [['q3', 'Words of a paper under another name.', 'F200.pdf', [0]]]],
      ['F300', [['letter.pdf', 'read']], [['q3', 'Words of a letter that is named in a cell.', 'letter.pdf', [0]]]],
      ['F400', [['F400-scan.pdf', 'without_text']], []],
      ['F500', [['F500-notes.docx', 'unreadable']], []],
      ['F600', [['lost.pdf', 'missing']], []],
      ['F100x', [], []],
    ]);
    assert.deepEqual(partial, [
      {
        file: 'INDEX.tsv',
        row: null,
        field: null,
        partial: true,
        reason:
          'INDEX.tsv lies in the folder of attachments but belongs to no reply: no id begins its name, and no reply names it.',
      },
    ]);
  });
});

test('an id with hyphens begins the name of its files too', async () => {
  const papers = join(folder, 'hyphens');
  mkdirSync(papers);
  put(
    papers,
    'R-17-paper.pdf',
    Buffer.concat([Buffer.from('\n\n'), makePdf([[{ text: 'Words of a paper with blanks before it.', y: 700 }]])]),
  );
  const table =
    'id,comment,Attachment\nR-1,some words,\nR-17,other words,\nR-18,more words,lost.pdf\nR-19,words again,lost.pdf\n';
  const { contributions, partial } = await collect(
    await openDelivery(put(folder, 'hyphens.csv', table), { attachmentsFolder: papers }),
  );
  assert.deepEqual(
    contributions.map(({ attachments }) => attachments.map(({ name, state }) => [name, state])),
    [[], [['R-17-paper.pdf', 'read']], [['lost.pdf', 'missing']], [['lost.pdf', 'missing']]],
  );
  assert.deepEqual(partial, []);
});

test('a file that changes while it is read is given up', async () => {
  const path = put(folder, 'growing.csv', 'id,comment\n1,some words\n2,other words\n');
  const delivery = await openDelivery(path);
  appendFileSync(path, '3,late words\n');
  await assert.rejects(collect(delivery), {
    code: 'conflict',
    message: 'growing.csv was changed while it was read. Give it again when nobody writes to it.',
  });
});

test('a reading is printed as a table, without what would steer the terminal', () => {
  const reading = [
    { field: 'id', position: 1, role: 'id' as const, question: null, decidedBy: 'given' as const, reason: 'said so' },
    {
      field: 'a\u202eb\u001b[31m \nquestion that is so long that it has to be cut in the middle: its row',
      position: 12,
      role: 'matrix' as const,
      question: 'q12',
      decidedBy: 'guessed' as const,
      reason: 'why',
    },
  ];
  assert.deepEqual(readingLines(reading), [
    ' #  field                                         read as  question  decided',
    ' 1  id                                            id       -         given: said so',
    '12  a b [31m question…cut in the middle: its row  matrix   q12       guessed: why',
  ]);
});
