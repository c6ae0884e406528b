import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import type { Question } from '../core/question.ts';
import { EDITABLE_KINDS, newQuestion } from '../core/questionnaire.ts';
import { written } from '../core/text.ts';
import { SHARED } from '../intake/fixtures/shared.ts';
import { readExpression } from '../intake/surveyjs-expression.ts';
import { readSurveyJsQuestionnaire } from '../intake/surveyjs-questionnaire.ts';
import { surveyJsDefinition } from './surveyjs.ts';

const SCHEMA = join(SHARED, 'samples/surveyjs-definition.schema.json');

const both = (en: string, mt: string) => written({ en, mt });
const option = (key: string, more = {}) => ({ key, title: both(`Option ${key}`, `Għażla ${key}`), ...more });

/** A question of every kind, with everything that it can say. */
const FULL: Question[] = [
  {
    key: 'hint',
    kind: 'info',
    title: both('Before you begin <b>', 'Qabel'),
    help: written({ en: 'Read & think.' }),
    purpose: 'evidence',
  },
  {
    key: 'about',
    kind: 'section',
    title: both('About you', 'Dwarek'),
    help: both('Who speaks.', 'Min.'),
    purpose: 'evidence',
  },
  { key: 'who', kind: 'profile', title: both('Who you are', 'Min int'), purpose: 'evidence', required: true },
  { key: 'from', kind: 'hidden', title: {}, purpose: 'logistics', parameter: 'ref' },
  {
    key: 'page2',
    kind: 'section',
    title: both('The matter', 'Is-suġġett'),
    purpose: 'evidence',
    showIf: { all: [{ question: 'who', is: 'answered' }] },
  },
  { key: 'q1', kind: 'text', title: both('Title', 'Titlu'), purpose: 'evidence', maxCharacters: 80, role: 'title' },
  {
    key: 'q2',
    kind: 'long_text',
    title: both('Words', 'Kliem'),
    help: both('Many.', 'Ħafna.'),
    purpose: 'evidence',
    required: true,
    maxCharacters: 4000,
  },
  {
    key: 'q3',
    kind: 'single',
    title: both('One', 'Wieħed'),
    purpose: 'evidence',
    randomOrder: true,
    options: [option('a'), option("it's", { other: true })],
  },
  {
    key: 'q4',
    kind: 'multiple',
    title: both('Some', 'Xi'),
    purpose: 'evidence',
    minChoices: 1,
    maxChoices: 2,
    options: [option('a'), option('b'), option('none', { exclusive: true })],
  },
  {
    key: 'q5',
    kind: 'scale',
    title: both('How much', 'Kemm'),
    purpose: 'evidence',
    options: [option('1'), option('2'), option('3')],
  },
  {
    key: 'q6',
    kind: 'matrix',
    title: both('Each', 'Kull'),
    purpose: 'evidence',
    multiple: true,
    randomOrder: true,
    rows: [
      { key: 'r1', title: both('R', 'R') },
      { key: 'r2', title: both('S', 'S') },
    ],
    options: [option('1'), option('2')],
  },
  {
    key: 'q7',
    kind: 'matrix',
    title: both('Rate', 'Irrata'),
    purpose: 'evidence',
    required: true,
    rows: [{ key: 'r1', title: both('R', 'R') }],
    options: [option('1'), option('2')],
  },
  {
    key: 'q8',
    kind: 'ranking',
    title: both('Order', 'Ordni'),
    purpose: 'evidence',
    maxChoices: 2,
    options: [option('x'), option('y')],
  },
  {
    key: 'q9',
    kind: 'points',
    title: both('Give', 'Agħti'),
    purpose: 'evidence',
    budget: 20,
    options: [option('x'), option('y')],
  },
  {
    key: 'q10',
    kind: 'number',
    title: both('Years', 'Snin'),
    purpose: 'evidence',
    unit: 'years',
    min: 0,
    max: 99.5,
    whole: true,
  },
  { key: 'q11', kind: 'date', title: both('When', 'Meta'), purpose: 'evidence' },
  { key: 'q12', kind: 'time', title: both('At', 'Fi'), purpose: 'evidence' },
  { key: 'q13', kind: 'email', title: both('Mail', 'Posta'), purpose: 'logistics' },
  { key: 'q14', kind: 'url', title: both('Site', 'Sit'), purpose: 'evidence' },
  { key: 'q15', kind: 'country', title: both('Where', 'Fejn'), purpose: 'evidence' },
  { key: 'q16', kind: 'language', title: both('Tongue', 'Ilsien'), purpose: 'evidence' },
  { key: 'q17', kind: 'file', title: both('Papers', 'Karti'), purpose: 'evidence', maxFiles: 3 },
  {
    key: 'q18',
    kind: 'consent',
    title: both('Agree', 'Taqbel'),
    purpose: 'evidence',
    required: true,
    statement: both('I agree.', 'Naqbel.'),
  },
  { key: 'q19', kind: 'word', title: both('A word', 'Kelma'), purpose: 'evidence' },
  { key: 'q20', kind: 'idea', title: both('An idea', 'Idea'), purpose: 'evidence', maxCharacters: 300 },
  {
    key: 'q21',
    kind: 'text',
    title: both('Why {q3}?', 'Għaliex {q3}?'),
    purpose: 'evidence',
    showIf: {
      any: [
        { question: 'q3', is: 'one_of', values: ['a', "it's"] },
        { question: 'q4', is: 'none_of', values: ['none'] },
        { question: 'q6.r1', is: 'one_of', values: ['1'] },
        { question: 'who', is: 'one_of', values: ['NGO', 'COMPANY'] },
      ],
    },
    requiredIf: {
      all: [
        { question: 'q10', is: 'at_least', number: 3 },
        { question: 'q10', is: 'at_most', number: 9.5 },
        { question: 'q2', is: 'answered' },
        { question: 'q1', is: 'not_answered' },
      ],
    },
  },
]; // prettier-ignore

describe('a questionnaire for SurveyJS', () => {
  test('comes back as it was, every kind with all that it says', () => {
    const { questions, skipped } = readSurveyJsQuestionnaire(surveyJsDefinition(FULL, 'en'));
    // The first page is no section of ours, and its first question is none either.
    assert.deepEqual(skipped, []);
    for (const [i, question] of FULL.entries()) assert.deepEqual(questions[i], question, question.key);
    assert.equal(questions.length, FULL.length);
  });

  test('comes back as it was with nothing said yet', () => {
    const bare = EDITABLE_KINDS.map((kind, i) => newQuestion(kind, `q${i + 1}`));
    assert.deepEqual(readSurveyJsQuestionnaire(surveyJsDefinition(bare, 'en')).questions, bare);
  });

  test('is valid by its JSON schema', { skip: !existsSync(SCHEMA) && `${SCHEMA} is not here` }, () => {
    const schema = withRootIds(JSON.parse(readFileSync(SCHEMA, 'utf8')));
    const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(schema, 'surveyjs');
    const problems = (of: string, value: unknown) => {
      const validate = ajv.getSchema(`surveyjs${of}`)!;
      return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
    };
    for (const questions of [FULL, EDITABLE_KINDS.map((kind, i) => newQuestion(kind, `q${i + 1}`))]) {
      const definition = surveyJsDefinition(questions, 'en');
      assert.deepEqual(problems('', definition), []);
      // The whole lets an element be any of its kinds; by its own it is held to more.
      for (const { elements } of definition.pages as { elements: { type: string }[] }[])
        for (const element of elements) assert.deepEqual(problems(`#/definitions/${element.type}`, element), []);
    }
    assert.deepEqual(problems('', { pages: 3 }), ['/pages must be array']);
    assert.deepEqual(problems('#/definitions/text', { type: 'text', inputType: 'smell' }), [
      " must have required property 'name'",
      '/inputType must be equal to one of the allowed values',
    ]);
  });
});

/** The schema names its parts by ids without a base, by which validators that follow the standard do not find them. */
function withRootIds(schema: unknown): object {
  const text = JSON.stringify(schema)
    .replace(/"\$id":"[^"]*",?/g, '')
    .replace(/"\$ref":"(?!#)([^"]*)"/g, '"$ref":"#/definitions/$1"');
  return JSON.parse(text.replace(/,}/g, '}')) as object;
}

describe('a definition that SurveyJS made', () => {
  test('becomes sections and questions; what ours cannot say is told', () => {
    const { questions, skipped } = readSurveyJsQuestionnaire({
      locale: 'de',
      pages: [
        {
          name: 'eins',
          title: 'Anfang',
          visibleIf: '{x} = 1',
          elements: [
            {
              type: 'radiogroup',
              name: 'wahl',
              choices: ['ja', { value: 'nein', text: { default: 'Nein', en: 'No' } }],
              showOtherItem: true,
            },
            { type: 'boolean', name: 'gern', title: 'Gern?' },
            {
              type: 'panel',
              name: 'p',
              title: 'Gruppe',
              elements: [{ type: 'comment', name: 'warum', visibleIf: "{wahl} = 'ja' and {gern} = true" }],
            },
            { type: 'rating', name: 'note', rateMin: 0, rateMax: 3 },
            { type: 'signaturepad', name: 'hand' },
            { type: 'text', name: 'summe', visibleIf: 'sum({a}, {b}) > 3' },
          ],
        },
      ],
    });
    assert.deepEqual(skipped, [
      'The condition of the page "eins" was left out: sections have none for all their questions.',
      '"hand" was left out: there is no question of ours for the type "signaturepad".',
      'The condition of "summe" was left out, because it says more than ours can: sum({a}, {b}) > 3',
    ]);
    const base = (key: string, title: string) => ({ key, title: written({ de: title }), purpose: 'evidence' });
    assert.deepEqual(questions, [
      { ...base('eins', 'Anfang'), kind: 'section' },
      {
        ...base('wahl', 'wahl'),
        kind: 'single',
        options: [
          { key: 'ja', title: written({ de: 'ja' }) },
          { key: 'nein', title: written({ de: 'Nein', en: 'No' }) },
          { key: 'other', title: written({ en: 'Other' }), other: true },
        ],
      },
      {
        ...base('gern', 'Gern?'),
        kind: 'single',
        options: [
          { key: 'true', title: written({ en: 'Yes' }) },
          { key: 'false', title: written({ en: 'No' }) },
        ],
      },
      { ...base('p', 'Gruppe'), kind: 'info' },
      {
        ...base('warum', 'warum'),
        kind: 'long_text',
        showIf: {
          all: [
            { question: 'wahl', is: 'one_of', values: ['ja'] },
            { question: 'gern', is: 'one_of', values: ['true'] },
          ],
        },
      },
      {
        ...base('note', 'note'),
        kind: 'scale',
        options: ['0', '1', '2', '3'].map((point) => ({ key: point, title: written({ de: point }) })),
      },
      { ...base('summe', 'summe'), kind: 'text' },
    ]);
  });

  test('has conditions that are read only where ours can say all of them', () => {
    assert.deepEqual(readExpression("{a} contains ['x', 'y']"), {
      all: [
        { question: 'a', is: 'one_of', values: ['x'] },
        { question: 'a', is: 'one_of', values: ['y'] },
      ],
    });
    assert.deepEqual(readExpression('{a} <> 3 or {b.c} notempty'), {
      any: [
        { question: 'a', is: 'none_of', values: ['3'] },
        { question: 'b.c', is: 'answered' },
      ],
    });
    const beyond = [
      '',
      '{a}',
      '{a} = {b}',
      '({a} = 1)',
      '{a} = 1 and {b} = 2 or {c} = 3',
      "{a} contains ['x', 'y'] or {b} = 1",
      '{a} > 3',
      'age({a}) >= 18',
      "{a} = 'x",
      '{a} anyof [1, {b}]',
    ];
    assert.deepEqual(
      beyond.map(readExpression),
      beyond.map(() => null),
    );
  });
});
