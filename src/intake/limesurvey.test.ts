import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isTextAnswer } from '../core/contribution.ts';
import { pickText } from '../core/text.ts';
import { collect } from './fixtures/collect.ts';
import { type LimeQuestionRow, makeLime, makeStructure } from './fixtures/limesurvey.ts';
import { makeZip, put, temporaryFolder } from './fixtures/make.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

const FORM: LimeQuestionRow[] = [
  { qid: 10, type: 'X', code: 'INTRO', titles: ['Welcome', 'Willkommen'] },
  { qid: 11, type: 'S', code: 'ORG', titles: ['Organisation name', 'Name der Organisation'] },
  {
    qid: 12,
    type: '!',
    code: 'LAND',
    titles: ['Country of origin', 'Herkunftsland'],
    answers: [
      ['A1', 'Germany', 'Deutschland'],
      ['A2', 'Malta', 'Malta'],
    ],
  },
  { qid: 13, type: 'T', code: 'WHY', titles: ['<p>Why does it <b>matter</b>?</p>', 'Warum?'] },
  {
    qid: 14,
    type: 'L',
    code: 'HOW',
    titles: ['How?', 'Wie?'],
    other: true,
    answers: [
      ['A1', 'By bus', 'Mit dem Bus'],
      ['A2', 'By bike', 'Mit dem Rad'],
    ],
  },
  {
    qid: 15,
    type: 'M',
    code: 'MANY',
    titles: ['Which ones?', 'Welche?'],
    subquestions: [
      [151, 'SQ1', 'Skills', 'Können'],
      [152, 'SQ2', 'Mobility', 'Mobilität'],
    ],
  },
  {
    qid: 16,
    type: 'F',
    code: 'MX',
    titles: ['Agree?', 'Einverstanden?'],
    subquestions: [
      [161, 'R1', 'Roads', 'Wege'],
      [162, 'R2', 'Rails', 'Bahnen'],
    ],
    answers: [
      ['1', '1 - no', '1 - nein'],
      ['2', '2 - so so', '2 - naja'],
      ['3', '3 - yes', '3 - ja'],
    ],
  },
  {
    qid: 17,
    type: '1',
    code: 'DUAL',
    titles: ['Both?', 'Beides?'],
    subquestions: [[171, 'R1', 'Roads', 'Wege']],
    answers: [
      ['a', 'low', 'wenig'],
      ['b', 'high', 'viel'],
      ['x', 'now', 'jetzt', 1],
      ['y', 'later', 'später', 1],
    ],
  },
  {
    qid: 18,
    type: ';',
    code: 'TX',
    titles: ['Plans', 'Pläne'],
    subquestions: [
      [181, 'Y1', '2027', '2027'],
      [182, 'X1', 'Goal', 'Ziel', 1],
    ],
  },
  {
    qid: 19,
    type: 'R',
    code: 'RANK',
    titles: ['Order', 'Reihenfolge'],
    answers: [
      ['A1', 'One', 'Eins'],
      ['A2', 'Two', 'Zwei'],
    ],
  },
  { qid: 20, type: 'Y', code: 'SURE', titles: ['Sure?', 'Sicher?'] },
  { qid: 21, type: 'N', code: 'NUM', titles: ['How many?', 'Wie viele?'] },
  { qid: 22, type: '*', code: 'EQ', titles: ['Sum', 'Summe'] },
]; // prettier-ignore

const structure = put(folder, 'town.lss', makeStructure(FORM));

const RESPONSES = [
  {
    id: '1',
    submitdate: '2026-02-03 09:30:00',
    lastpage: '1',
    startlanguage: 'de-informal',
    seed: '77',
    token: 'abc',
    '12X3X11': 'Union of Examples',
    '12X3X12': 'A1',
    '12X3X13': '  exactly\nso ',
    '12X3X14': '-oth-',
    '12X3X14other': 'on foot',
    '12X3X15SQ1': 'Y',
    '12X3X15SQ2': '',
    '12X3X16R1': '3',
    '12X3X16R2': '1',
    '12X3X17R1#0': 'b',
    '12X3X17R1#1': 'y',
    '12X3X18Y1_X1': 'more places',
    '12X3X191': 'A2',
    '12X3X192': 'A1',
    '12X3X20': 'Y',
    '12X3X21': '12.5000000000',
    '12X3X22': '3',
    unheard: 'x',
  },
  { id: '2', submitdate: '', startlanguage: 'en', '12X3X13': 'never sent' },
  { id: '3', submitdate: '2026-02-04 09:30:00', startlanguage: 'en', '12X3X13': 'words', '12X3X16R1': '9' },
];

const said = async (delivery: Awaited<ReturnType<typeof openDelivery>>) => {
  const { contributions, counted, partial } = await collect(delivery);
  return {
    contributions,
    counted: counted.map(({ row, reason }) => [row, reason]),
    partial: partial.map(({ row, field, reason }) => [row, field, reason]),
    first: contributions[0]?.answers.map((answer) =>
      isTextAnswer(answer) ? [answer.question, answer.text] : [answer.question, answer.values],
    ),
  };
};

const FIRST = [
  ['q3', '  exactly\nso '],
  ['q4', ['Other']],
  ['q5', 'on foot'],
  ['q6', ['Skills']],
  ['q7.1', ['3 - yes']],
  ['q7.2', ['1 - no']],
  ['q8.1', ['high']],
  ['q9.1', ['later']],
  ['q10', 'more places'],
  ['q11', ['Two', 'One']],
  ['q12', ['Yes']],
  ['q13', ['12.5']],
];

describe('LimeSurvey', () => {
  test('a questionnaire (.lss) gives its questions in its languages, and no contribution', async () => {
    const delivery = await openDelivery(structure);
    assert.deepEqual(
      delivery.questions.map(({ key, kind, title }) => [key, kind, pickText(title, 'de').text]),
      [
        ['q3', 'long_text', 'Warum?'],
        ['q4', 'single', 'Wie?'],
        ['q5', 'text', 'Wie? (other)'],
        ['q6', 'multiple', 'Welche?'],
        ['q7', 'matrix', 'Einverstanden?'],
        ['q8', 'matrix', 'Beides? (scale 1)'],
        ['q9', 'matrix', 'Beides? (scale 2)'],
        ['q10', 'text', 'Pläne: 2027: Ziel'],
        ['q11', 'ranking', 'Reihenfolge'],
        ['q12', 'single', 'Sicher?'],
        ['q13', 'number', 'Wie viele?'],
      ],
    );
    assert.deepEqual(delivery.remarks, [
      'LimeSurvey "Town": 14 questions. Languages of the form: en, de.',
      'The file is a questionnaire without replies: its questions are read, and no contribution.',
      'Parts of the form that ask nothing were left out: text display (1).',
    ]);
    assert.deepEqual(await collect(delivery), { contributions: [], counted: [], partial: [] });
  });

  test('an archive (.lsa) gives its responses by codes, without those that were never sent', async () => {
    const archive = makeZip([
      { name: 'survey_12.lss', content: makeStructure(FORM) },
      { name: 'survey_12_responses.lsr', content: makeLime('Responses', { responses: RESPONSES }) },
      { name: 'survey_12_tokens.lst', content: makeLime('Responses', { tokens: [{ email: 'ada@example.org' }] }) },
    ]);
    const delivery = await openDelivery(put(folder, 'survey_archive_12.lsa', archive));
    assert.deepEqual([delivery.format, delivery.source], ['limesurvey', 'Town']);
    const found = await said(delivery);
    const [first, second] = found.contributions;
    assert.deepEqual(
      [first?.sourceKey, first?.day, first?.language, first?.profile.country, first?.personal, second?.sourceKey],
      ['1', '2026-02-03', 'de', 'DE', { organisation: 'Union of Examples' }, '3'],
    );
    assert.deepEqual(found.first, FIRST);
    assert.deepEqual(found.counted, [
      [
        2,
        'The reply was begun and never sent: it has no day of submission. Who has not sent a reply has not contributed it.',
      ],
    ]);
    assert.deepEqual(found.partial, [
      [3, 'Agree?', '"9" is no option of the questionnaire. It was left out; the rest of the reply was taken.'],
    ]);
    assert.deepEqual(delivery.remarks?.slice(0, 2), [
      'From the archive: survey_12_responses.lsr.',
      'Not read, for it is about the participants and no answer: survey_12_tokens.lst.',
    ]);
    assert.deepEqual(
      delivery.reading.slice(-7).map(({ field, role }) => [field, role]),
      [
        ['id', 'id'],
        ['submitdate', 'day'],
        ['lastpage', 'ignore'],
        ['startlanguage', 'language'],
        ['seed', 'ignore'],
        ['token', 'ignore'],
        ['unheard', 'ignore'],
      ],
    );
  });

  const csv = (headers: string[], rows: string[][]) =>
    [headers, ...rows].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');

  test('a table with codes as headers, texts, or both is read with the questionnaire', async () => {
    const byCode = [
      'id',
      'submitdate',
      'startlanguage',
      'WHY',
      'HOW',
      'HOW[other]',
      'MANY[SQ1]',
      'MANY[SQ2]',
      'MX[R1]',
      'DUAL[R1][2]',
      'RANK[1]',
      'SURE',
    ];
    const byText = [
      'Response ID',
      'Date submitted',
      'Start language',
      'Why does it matter?',
      'How?',
      'How? [Other]',
      'Which ones? [Skills]',
      'Which ones? [Mobility]',
      'Agree? [Roads]',
      'Both? [Roads][Scale 2]',
      'Order [Rank 1]',
      'Sure?',
    ];
    const both = byCode.map((code, index) => (index < 3 ? code : `${code}. ${byText[index]}`));
    const codes = [['1', '2026-02-03 09:30:00', 'en', 'words', 'A2', '', 'Y', 'N', '2', 'x', 'A2', 'N']];
    const texts = [
      ['1', '2026-02-03 09:30:00', 'en', 'words', 'By bike', '', 'Yes', 'No', '2 - so so', 'now', 'Two', 'No'],
    ];
    const expected = [
      ['q3', 'words'],
      ['q4', ['By bike']],
      ['q6', ['Skills']],
      ['q7.1', ['2 - so so']],
      ['q9.1', ['now']],
      ['q11', ['Two']],
      ['q12', ['No']],
    ];
    for (const [name, headers, rows] of [
      ['code.csv', byCode, codes],
      ['text.csv', byText, texts],
      ['both.csv', both, texts],
    ] as const) {
      const path = put(
        folder,
        name,
        csv(
          [...headers],
          rows.map((row) => [...row]),
        ),
      );
      const delivery = await openDelivery(path, { questionnaire: structure });
      const found = await said(delivery);
      assert.deepEqual([delivery.format, found.first, found.partial], ['limesurvey', expected, []], name);
    }
  }); // prettier-ignore

  test('without the questionnaire a table is read by its columns, again without what was never sent', async () => {
    const headers = ['id', 'submitdate', 'lastpage', 'startlanguage', 'seed', 'Why?', 'Which ones? [Skills]'];
    const rows = [
      ['1', '2026-02-03 09:30:00', '1', 'de', '5', 'some words', 'Yes'],
      ['2', '', '1', 'en', '6', 'never sent', 'No'],
      ['3', '2026-02-05 09:30:00', '1', 'en', '7', 'other words', 'No'],
    ];
    const delivery = await openDelivery(put(folder, 'results-survey12.csv', csv(headers, rows)));
    assert.equal(delivery.format, 'limesurvey-csv');
    assert.deepEqual(
      delivery.reading.map(({ role }) => role),
      ['id', 'day', 'ignore', 'language', 'ignore', 'open', 'single'],
    );
    const { contributions, counted } = await said(delivery);
    assert.deepEqual(
      contributions.map(({ sourceKey, day, language }) => [sourceKey, day, language]),
      [
        ['1', '2026-02-03', 'de'],
        ['3', '2026-02-05', 'en'],
      ],
    );
    assert.deepEqual(
      counted.map(([row]) => row),
      [3],
    );
  });
});
