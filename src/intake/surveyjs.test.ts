import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { isTextAnswer } from '../core/contribution.ts';
import { pickText } from '../core/text.ts';
import { collect } from './fixtures/collect.ts';
import { makeZip, put, temporaryFolder } from './fixtures/make.ts';
import { SHARED } from './fixtures/shared.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();

const DEFINITION = {
  title: { default: 'Stadt', en: 'Town' },
  locale: 'de',
  pages: [
    {
      name: 'p1',
      elements: [
        { type: 'html', name: 'intro', html: '<p>Hello</p>' },
        { type: 'text', name: 'org', title: { default: 'Name der Organisation', en: 'Organisation name' } },
        { type: 'text', name: 'mail', inputType: 'email', title: 'E-Mail' },
        {
          type: 'dropdown',
          name: 'land',
          title: { default: 'Herkunftsland', en: 'Country of origin' },
          choices: [
            { value: 1, text: { default: 'Deutschland', en: 'Germany' } },
            { value: 2, text: 'Malta' },
          ],
        },
        { type: 'comment', name: 'why', title: { default: 'Warum?', en: 'Why?' } },
        {
          type: 'panel',
          name: 'inner',
          elements: [
            {
              type: 'radiogroup',
              name: 'how',
              title: 'Wie?',
              choices: [{ value: 'bus', text: 'Mit dem Bus' }, 'Rad'],
              showOtherItem: true,
            },
            { type: 'checkbox', name: 'many', title: 'Welche?', choices: ['A', 'B', 'C'] },
          ],
        },
        {
          type: 'rating',
          name: 'rate',
          title: 'Note',
          rateMax: 4,
          minRateDescription: 'schlecht',
          maxRateDescription: 'gut',
        },
        { type: 'boolean', name: 'sure', title: 'Sicher?', labelTrue: 'Ja', labelFalse: 'Nein' },
        { type: 'ranking', name: 'rank', title: 'Reihenfolge', choices: ['eins', 'zwei'] },
        { type: 'slider', name: 'slide', title: 'Regler' },
        {
          type: 'matrix',
          name: 'mx',
          title: 'Zustimmung',
          columns: [
            { value: 1, text: 'nein' },
            { value: 2, text: 'ja' },
          ],
          rows: [{ value: 'r1', text: 'Wege' }, 'Bahnen'],
        },
        {
          type: 'matrixdropdown',
          name: 'md',
          title: 'Pläne',
          columns: [
            { name: 'size', title: 'Größe', cellType: 'dropdown', choices: ['klein', 'groß'] },
            { name: 'note', title: 'Notiz', cellType: 'text' },
          ],
          rows: ['2027'],
        },
        { type: 'multipletext', name: 'mt', title: 'Kontakt', items: [{ name: 'one', title: 'Erstes' }] },
        {
          type: 'paneldynamic',
          name: 'pd',
          title: 'Ideen',
          templateElements: [
            { type: 'comment', name: 'idea', title: 'Idee' },
            { type: 'dropdown', name: 'kind', title: 'Art', choices: ['x', 'y'] },
          ],
        },
        { type: 'file', name: 'paper', title: 'Papier' },
        { type: 'signaturepad', name: 'sign', title: 'Unterschrift' },
        { type: 'expression', name: 'sum', title: 'Summe', expression: '1+1' },
        { type: 'text', name: 'when', inputType: 'date', title: 'Wann' },
        { type: 'hologram', name: 'new', title: 'Neues' },
      ],
    },
  ],
}; // prettier-ignore

const RESULTS = [
  {
    id: 'r-1',
    createdAt: '2026-02-03T09:30:00Z',
    locale: 'en',
    org: 'Union of Examples',
    mail: 'ada@example.org',
    land: 1,
    why: '  exactly\nso ',
    how: 'other',
    'how-Comment': 'zu Fuß',
    many: ['A', 'C'],
    rate: 4,
    sure: true,
    rank: ['zwei', 'eins'],
    slide: 42,
    mx: { r1: 2, Bahnen: 1 },
    md: { 2027: { size: 'groß', note: 'mehr davon' } },
    mt: { one: 'Ada' },
    pd: [
      { idea: 'erste Idee', kind: 'x' },
      { idea: 'zweite Idee', kind: 'y' },
    ],
    paper: [{ name: 'paper.pdf', type: 'application/pdf', content: 'data:application/pdf;base64,AAAA' }],
    sign: 'data:image/png;base64,AAAA',
    sum: 2,
    when: '2026-03-01',
    new: 'Wörter dazu',
    stray: 'x',
  },
  { id: 'r-2', how: 'unlisted', why: 'kurz' },
]; // prettier-ignore

describe('results of SurveyJS', () => {
  const path = put(folder, 'both.json', JSON.stringify({ definition: DEFINITION, results: RESULTS }));

  test('have the questions of their questionnaire, each type in its kind', async () => {
    const delivery = await openDelivery(path);
    assert.equal(delivery.format, 'surveyjs');
    assert.deepEqual(
      delivery.questions.map(({ kind, title }) => [kind, pickText(title, 'de').text]),
      [
        ['long_text', 'Warum?'],
        ['single', 'Wie?'],
        ['multiple', 'Welche?'],
        ['scale', 'Note'],
        ['single', 'Sicher?'],
        ['ranking', 'Reihenfolge'],
        ['number', 'Regler'],
        ['matrix', 'Zustimmung'],
        ['matrix', 'Pläne: Größe'],
        ['text', 'Pläne: 2027: Notiz'],
        ['text', 'Kontakt: Erstes'],
        ['long_text', 'Ideen: Idee'],
        ['multiple', 'Ideen: Art'],
        ['file', 'Papier'],
        ['date', 'Wann'],
        ['long_text', 'Neues'],
        ['long_text', 'Wie? (comment)'],
      ],
    );
    assert.deepEqual(delivery.remarks, [
      'SurveyJS "Stadt": 2 results to 21 questions.',
      'Elements that ask nothing were left out: html (1).',
      'Answers under names that the questionnaire does not have were left out: stray (1).',
    ]);
    assert.deepEqual(
      delivery.reading.filter(({ role }) => role === 'ignore').map(({ field, reason }) => [field, reason]),
      [
        ['Unterschrift', 'a question of the type "signaturepad": personal data that nobody needs here, not taken in'],
        ['Summe', 'computed by the form from other answers'],
      ],
    );
  });

  test('yield answers by the labels of what was chosen, and who replied apart', async () => {
    const { contributions, partial } = await collect(await openDelivery(path));
    const [first, second] = contributions;
    assert.deepEqual(
      [first?.sourceKey, first?.day, first?.language, first?.profile.country, first?.personal],
      ['r-1', '2026-02-03', 'en', 'DE', { organisation: 'Union of Examples', emailAddress: 'ada@example.org' }],
    );
    const said = first?.answers.map((answer) =>
      isTextAnswer(answer) ? [answer.question, answer.text] : [answer.question, answer.values],
    );
    assert.deepEqual(said, [
      ['q4', '  exactly\nso '],
      ['q5', ['Other']],
      ['q6', ['A', 'C']],
      ['q7', ['4 - gut']],
      ['q8', ['Ja']],
      ['q9', ['zwei', 'eins']],
      ['q10', ['42']],
      ['q11.1', ['ja']],
      ['q11.2', ['nein']],
      ['q12.1', ['groß']],
      ['q13', 'mehr davon'],
      ['q14', 'Ada'],
      ['q15', 'erste Idee'],
      ['q15', 'zweite Idee'],
      ['q16', ['x', 'y']],
      ['q20', ['2026-03-01']],
      ['q21', 'Wörter dazu'],
      ['q22', 'zu Fuß'],
    ]);
    assert.deepEqual(
      first?.attachments.map(({ question, name, state }) => [question, name, state]),
      [['q17', 'paper.pdf', 'missing']],
    );
    assert.deepEqual(second?.answers, [
      { question: 'q4', text: 'kurz' },
      { question: 'q5', values: ['unlisted'] },
    ]);
    assert.deepEqual(partial, []);
  });

  test('are read with a questionnaire that is a file of its own, and from an archive with both', async () => {
    const results = put(folder, 'results.json', JSON.stringify(RESULTS));
    const questionnaire = put(folder, 'form.json', JSON.stringify(DEFINITION));
    const zip = makeZip([
      { name: 'form.json', content: JSON.stringify(DEFINITION, null, 2) },
      { name: 'results.json', content: JSON.stringify(RESULTS) },
    ]);
    for (const delivery of [
      await openDelivery(results, { questionnaire }),
      await openDelivery(put(folder, 'both.zip', zip)),
    ]) {
      const { contributions } = await collect(delivery);
      assert.deepEqual(
        [delivery.format, contributions.map(({ sourceKey, answers }) => [sourceKey, answers.length])],
        [
          'surveyjs',
          [
            ['r-1', 18],
            ['r-2', 2],
          ],
        ],
      );
    }
  });

  test('a questionnaire alone gives its questions and no contribution', async () => {
    const delivery = await openDelivery(put(folder, 'alone.json', JSON.stringify(DEFINITION)));
    assert.equal(delivery.questions.length, 16);
    assert.deepEqual(await collect(delivery), { contributions: [], counted: [], partial: [] });
    assert.equal(
      delivery.remarks?.[1],
      'The file is a questionnaire without replies: its questions are read, and no contribution.',
    );
  });
});

const schema = join(SHARED, 'samples/surveyjs-definition.schema.json');

test('every type that the schema of SurveyJS knows is mapped or named as left out', {
  skip: existsSync(schema) ? false : 'needs ../shared/samples',
}, async () => {
  const { definitions } = JSON.parse(readFileSync(schema, 'utf8')) as { definitions: { [name: string]: unknown } };
  const types =
    'text|comment|radiogroup|checkbox|tagbox|dropdown|buttongroup|boolean|matrix|matrixdropdown|matrixdynamic|multipletext|rating|ranking|slider|imagepicker|imagemap|file|signaturepad|expression|html|image|empty'.split(
      '|',
    );
  assert.deepEqual(
    types.filter((type) => !(type in definitions)),
    [],
  ); // prettier-ignore
  const parts = { choices: ['a'], columns: [{ name: 'c', cellType: 'text' }], rows: ['r'], items: [{ name: 'i' }] };
  const elements = types.map((type) => ({ type, name: `n-${type}`, ...parts }));
  const delivery = await openDelivery(put(folder, 'types.json', JSON.stringify({ elements })));
  assert.deepEqual(
    delivery.reading.filter(({ reason }) => reason.includes('not known')),
    [],
  );
  assert.equal(delivery.remarks?.[2], 'Elements that ask nothing were left out: html (1), image (1), empty (1).');
});
