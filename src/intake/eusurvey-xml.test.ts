import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { closedItems } from '../core/question.ts';
import { pickText } from '../core/text.ts';
import { collect } from './fixtures/collect.ts';
import { type FormPart, makeEuSurveyXml } from './fixtures/eusurvey.ts';
import { put, temporaryFolder } from './fixtures/make.ts';
import { SHARED } from './fixtures/shared.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

const FORM: FormPart[] = [
  ['Section', 'sec', 'Section', 'About you'],
  ['Question', 'as', 'Single Choice', ['I am giving my contribution as', 'Ich nehme teil als']],
  ['Answer', 'as1', 'Choice Answer', ['EU citizen', 'EU-Bürger']],
  ['Answer', 'as2', 'Choice Answer', ['Trade union', 'Gewerkschaft']],
  ['Question', 'land', 'Single Choice', ['Country of origin', 'Herkunftsland']],
  ['Answer', 'land1', 'Choice Answer', ['Germany', 'Deutschland']],
  ['Answer', 'land2', 'Choice Answer', ['Malta', 'Malta']],
  [
    'Question',
    'pub',
    'Single Choice',
    ['Contribution publication privacy settings. The Commission publishes replies.', 'Veröffentlichung'],
  ],
  ['Answer', 'pub1', 'Choice Answer', ['Anonymous: your name will not be published', 'Anonym']],
  ['Answer', 'pub2', 'Choice Answer', ['Public: your name will be published', 'Öffentlich']],
  ['Question', 'name', 'Free Text', ['Organisation name', 'Name der Organisation']],
  [
    'Question',
    'why',
    'Free Text',
    ['<p>Why does it <strong>matter</strong>?</p>', '<p>Warum ist es <em>wichtig</em>?</p>'],
  ],
  ['Question', 'many', 'Multiple Choice', ['Which ones?', 'Welche?']],
  ['Answer', 'many1', 'Choice Answer', ['Skills &amp; jobs', 'Berufe']],
  ['Answer', 'many2', 'Choice Answer', ['Mobility', 'Mobilität']],
  ['Question', 'rank', 'Ranking', ['Order them', 'Reihenfolge']],
  ['RankingItem', 'rank1', 'Ranking Item', ['First thing', 'Erstes']],
  ['RankingItem', 'rank2', 'Ranking Item', ['Second thing', 'Zweites']],
  ['ComplexTableTitle', 'ct', 'Complex Table', ['Plans', 'Pläne']],
  ['Cell', 'ct0', 'StaticText', '', '<CellTitle>Year</CellTitle><ResultText></ResultText>'],
  ['Cell', 'ct1', 'FreeText', '', '<CellTitle></CellTitle><ResultText>2027 Goal</ResultText>'],
  [
    'Cell',
    'ct2',
    'SingleChoice',
    '',
    '<CellTitle></CellTitle><ResultText>2027 Sure?</ResultText><Answer id="ct2a" type="Choice Answer">Yes</Answer><Answer id="ct2b" type="Choice Answer">No</Answer>',
  ],
  ['Question', 'new', 'Hologram', ['Something new', 'Etwas Neues']],
]; // prettier-ignore

describe('results of EUSurvey in XML', () => {
  const path = put(
    folder,
    'results.xml',
    makeEuSurveyXml({
      languages: ['EN', 'DE'],
      form: FORM,
      sets: [
        {
          attributes: { user: 'ada@example.org', lang: 'DE' },
          answers: [
            ['as', 'as2', ''],
            ['land', 'land1', ''],
            ['pub', 'pub1', ''],
            ['name', '', 'Union of Examples'],
            ['why', '', '  Two lines,\nexactly so '],
            ['many', 'many1', ''],
            ['many', 'many2', ''],
            ['rank', '', 'rank2;rank1'],
            ['ct1', '', 'more places'],
            ['ct2', 'ct2a', ''],
            ['new', '', 'words for it'],
          ],
        },
        {
          answers: [
            ['many', 'gone', ''],
            ['deleted', '', 'an answer to a question that is gone'],
          ],
          more: '<Discussion qid="why">I disagree.</Discussion><Scores><Question id="why">1/2</Question></Scores>',
        },
      ],
    }),
  );

  test('have a form in several languages, and questions about who replied are none', async () => {
    const delivery = await openDelivery(path);
    assert.deepEqual([delivery.format, delivery.source], ['eusurvey-xml', 'town']);
    assert.deepEqual(
      delivery.questions.map(({ key, kind, title }) => [key, kind, pickText(title, 'de').text]),
      [
        ['q5', 'long_text', 'Warum ist es wichtig?'],
        ['q6', 'multiple', 'Welche?'],
        ['q7', 'ranking', 'Reihenfolge'],
        ['q8', 'long_text', 'Pläne: 2027 Goal'],
        ['q9', 'single', 'Pläne: 2027 Sure?'],
        ['q10', 'long_text', 'Etwas Neues'],
        ['q11', 'long_text', 'Warum ist es wichtig? (discussion)'],
      ],
    );
    assert.deepEqual(
      delivery.reading.slice(0, 5).map(({ field, role }) => [field, role]),
      [
        ['I am giving my contribution as', 'user_type'],
        ['Country of origin', 'country'],
        ['Contribution publication privacy settings. The Commission publishes replies.', 'publication'],
        ['Organisation name', 'organisation'],
        ['Why does it matter?', 'open'],
      ],
    );
    assert.deepEqual(delivery.remarks, [
      'EUSurvey "town" (7), exported on 2026-02-20: 2 replies.',
      'Languages of the form: en, de.',
      'Parts of the form that ask nothing were left out: Section (1).',
      'Left out, for the form no longer has what they answer: 1 answer to 1 question.',
      'Elements that are not known were left out: Question (1), Scores (1).',
    ]);
  });

  test('yield who replied apart from the answers, found by their ids', async () => {
    const { contributions, partial } = await collect(await openDelivery(path));
    assert.deepEqual(contributions[0], {
      file: 'results.xml',
      row: 1,
      sourceKey: 's-1',
      language: 'de',
      day: '2026-02-03',
      profile: { userType: 'TRADE_UNION', country: 'DE', size: null, scope: null },
      personal: { organisation: 'Union of Examples', emailAddress: 'ada@example.org' },
      publication: 'anonymous',
      url: null,
      answers: [
        { question: 'q5', text: '  Two lines,\nexactly so ' },
        { question: 'q6', values: ['Skills & jobs', 'Mobility'] },
        { question: 'q7', values: ['Second thing', 'First thing'] },
        { question: 'q8', text: 'more places' },
        { question: 'q9', values: ['Yes'] },
        { question: 'q10', text: 'words for it' },
      ],
      attachments: [],
    });
    assert.deepEqual(contributions[1]?.answers, [{ question: 'q11', text: 'I disagree.' }]);
    assert.deepEqual(
      partial.map(({ row, field, reason }) => [row, field, reason]),
      [[2, 'Which ones?', 'The option gone was chosen, but is no longer in the form. It was left out.']],
    );
  });

  test('of an anonymous survey have no ids, although all rows have the same', async () => {
    const said = { id: 'Anonymous', user: 'Anonymous', userlogin: 'Anonymous' };
    const sets = ['one', 'two', 'one'].map((words) => ({ attributes: said, answers: [['why', '', words]] as never }));
    const delivery = await openDelivery(put(folder, 'anonymous.xml', makeEuSurveyXml({ form: FORM, sets })));
    const { contributions } = await collect(delivery);
    assert.deepEqual(
      contributions.map(({ sourceKey, personal }) => [sourceKey, personal]),
      [
        [null, {}],
        [null, {}],
        [null, {}],
      ],
    );
  });

  test('a person can say what a question is, by its title or its id', async () => {
    const map = { columns: { 'Which ones?': 'ignore', why: 'title', lang: 'ignore' } } as const;
    const delivery = await openDelivery(path, { map });
    assert.deepEqual(
      delivery.reading.filter(({ decidedBy }) => decidedBy === 'given').map(({ field, role }) => [field, role]),
      [
        ['Why does it matter?', 'title'],
        ['Which ones?', 'ignore'],
        ['lang', 'ignore'],
      ],
    );
    await assert.rejects(openDelivery(path, { map: { columns: { why: 'number' } } }), {
      code: 'wrong_use',
      message:
        'The mapping says that "Why does it matter?" is number, but the survey itself defines it as open. Say "open", "ignore", or what it says about the reply, such as "country".',
    });
  });
});

const samples = join(SHARED, 'samples');

describe('two real exports', { skip: existsSync(samples) ? false : 'needs ../shared/samples' }, () => {
  test('of 2021-11: seven replies, every type of question', async () => {
    const delivery = await openDelivery(join(samples, 'eusurvey-result-2021-11.xml'));
    const { contributions, counted, partial } = await collect(delivery);
    assert.deepEqual([contributions.length, counted, partial], [7, [], []]);
    assert.deepEqual(
      [...Map.groupBy(delivery.questions, ({ kind }) => kind)].map(([kind, questions]) => [kind, questions.length]),
      [
        ['long_text', 1],
        ['single', 6],
        ['multiple', 2],
        ['number', 2],
        ['date', 1],
        ['time', 1],
        ['matrix', 3],
        ['text', 10],
        ['file', 1],
      ],
    );
    assert.deepEqual(
      contributions[0]?.answers.flatMap((answer) =>
        'values' in answer ? [`${answer.question} ${answer.values.join(' + ')}`] : [],
      ),
      [
        'q3 Second',
        'q4 Answer 1 + Answer 2',
        'q5 8',
        'q6 32',
        'q7 2020-12-04',
        'q8 07:00:00',
        'q9.1 Answer 1',
        'q9.2 Answer 1 + Answer 2',
        'q9.3 Answer 1 + Answer 2 + Answer 3',
        'q10.1 Answer 1',
        'q10.2 Answer 2',
        'q10.3 Answer 3',
        'q22.1 3',
        'q22.2 7',
        'q23 European Environment Agency',
        'q24 Lithuania',
        'q25 German',
        'q26 European Anti-Fraud Office',
        'q27 Venezuela',
        'q28 Image 1 + Image 3',
      ],
    );
    assert.deepEqual(
      closedItems(delivery.questions)
        .filter(({ question }) => question.key === 'q22')
        .map(({ key, title, options }) => [key, pickText(title, 'en').text, options.length]),
      [
        ['q22.1', 'Rate question 1', 7],
        ['q22.2', 'Rate question 2', 7],
      ],
    );
  });

  test('of before: eleven replies to an earlier form', async () => {
    const delivery = await openDelivery(join(samples, 'eusurvey-result-old.xml'));
    const { contributions, counted, partial } = await collect(delivery);
    assert.deepEqual([contributions.length, counted, partial], [11, [], []]);
    assert.equal(new Set(contributions.map(({ sourceKey }) => sourceKey)).size, 11);
  });
});
