import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Question } from './question.ts';
import { questionFields, readQuestionForm, testChoices } from './question-form.ts';
import {
  asKind,
  conditionItems,
  dependsOn,
  duplicateQuestion,
  EDITABLE_KINDS,
  flawsOf,
  insertQuestion,
  moveQuestion,
  newQuestion,
  newQuestionKey,
  removeQuestion,
} from './questionnaire.ts';
import { written } from './text.ts';
import { textUnits, translationProgress, withTranslations } from './translation.ts';

const PROFILE: Question = { key: 'q1', kind: 'profile', title: {}, purpose: 'evidence', required: true };
const SECTOR: Question = {
  key: 'q2',
  kind: 'multiple',
  title: written({ en: 'Which sectors?', de: 'Welche Bereiche?' }),
  purpose: 'evidence',
  options: [
    { key: 'crafts', title: written({ en: 'Crafts', de: 'Handwerk' }) },
    { key: 'none', title: written({ en: 'None', de: 'Keiner' }), exclusive: true },
    { key: 'other', title: written({ en: 'Another one' }), other: true },
  ],
  maxChoices: 2,
};
const YEARS: Question = {
  key: 'q3',
  kind: 'number',
  title: written({ en: 'Years' }),
  purpose: 'evidence',
  whole: true,
};
const WHY: Question = {
  key: 'q4',
  kind: 'long_text',
  title: written({ en: 'Why?' }),
  purpose: 'evidence',
  showIf: {
    any: [
      { question: 'q2', is: 'one_of', values: ['crafts'] },
      { question: 'q3', is: 'at_least', number: 3 },
    ],
  },
};
const ALL = [PROFILE, SECTOR, YEARS, WHY];

describe('the questions of a questionnaire', () => {
  const keys = (questions: Question[]) => questions.map(({ key }) => key);

  test('are added, moved, copied and removed; at the ends they stay', () => {
    assert.deepEqual(keys(insertQuestion(ALL, newQuestion('text', 'q9'), 'q1')), ['q1', 'q9', 'q2', 'q3', 'q4']);
    assert.deepEqual(keys(insertQuestion(ALL, newQuestion('text', 'q9'), null)), ['q1', 'q2', 'q3', 'q4', 'q9']);
    assert.deepEqual(keys(moveQuestion(ALL, 'q3', -1)), ['q1', 'q3', 'q2', 'q4']);
    assert.deepEqual(keys(moveQuestion(ALL, 'q1', -1)), ['q1', 'q2', 'q3', 'q4']);
    assert.deepEqual(keys(moveQuestion(ALL, 'q4', 1)), ['q1', 'q2', 'q3', 'q4']);
    assert.deepEqual(keys(duplicateQuestion(ALL, 'q2', 'q7')), ['q1', 'q2', 'q7', 'q3', 'q4']);
    assert.deepEqual(keys(removeQuestion(ALL, 'q2')), ['q1', 'q3', 'q4']);
  });

  test('get keys that none of them ever had', () => {
    assert.equal(newQuestionKey(['q2', 'q11', 'years', 'q3x']), 'q12');
    assert.equal(newQuestionKey([]), 'q1');
  });

  test('become other kinds that hold the same, and keep what those know', () => {
    assert.deepEqual(asKind(SECTOR, 'single'), {
      key: 'q2',
      kind: 'single',
      title: SECTOR.title,
      purpose: 'evidence',
      options: (SECTOR as { options: unknown }).options,
    });
    assert.equal(asKind(SECTOR, 'date'), SECTOR);
  });

  test('name who looks at them', () => {
    assert.deepEqual(keys(dependsOn(ALL, 'q2')), ['q4']);
    assert.deepEqual(keys(dependsOn(ALL, 'q1')), []);
  });
});

describe('what keeps a questionnaire from being published', () => {
  const said = (questions: Question[]) => flawsOf(questions).map(({ question, say }) => [question, say]);

  test('is nothing where all is there', () => assert.deepEqual(said(ALL), []));

  test('is a condition that looks at what is not before it any more, or at an answer that is gone', () => {
    assert.deepEqual(said(moveQuestion(ALL, 'q4', -1)), [['q4', 'flaw.condition_lost']]);
    assert.deepEqual(
      said([
        PROFILE,
        { ...SECTOR, options: SECTOR.kind === 'multiple' ? SECTOR.options.slice(1) : [] } as Question,
        YEARS,
        WHY,
      ]),
      [['q4', 'flaw.condition_lost']],
    );
  });

  test('is what a new question of each kind lacks', () => {
    const lacks = EDITABLE_KINDS.map((kind) => [
      kind,
      ...flawsOf([YEARS, newQuestion(kind, 'q9')]).map(({ say }) => say),
    ]);
    const noTitle = [
      'section',
      'info',
      'text',
      'long_text',
      'scale',
      'number',
      'date',
      'time',
      'email',
      'url',
      'country',
      'language',
      'file',
    ];
    const expected: { [kind: string]: string[] } = {
      ...Object.fromEntries(noTitle.map((kind) => [kind, ['flaw.no_title']])),
      ...Object.fromEntries(
        ['single', 'multiple', 'ranking', 'points'].map((kind) => [kind, ['flaw.no_title', 'flaw.few_options']]),
      ),
      matrix: ['flaw.no_title', 'flaw.no_rows'],
      consent: ['flaw.no_title', 'flaw.no_statement'],
    };
    assert.deepEqual(
      lacks,
      EDITABLE_KINDS.map((kind) => [kind, ...(expected[kind] ?? [])]),
    );
    assert.deepEqual(said([]), [[null, 'flaw.asks_nothing']]);
    assert.deepEqual(said([PROFILE, { ...PROFILE, key: 'q8' }]), [['q8', 'flaw.two_profiles']]);
  });
});

describe('the form of a question', () => {
  test('says what the question says, for every kind', () => {
    const full: Question[] = [
      ...ALL,
      {
        key: 'q5',
        kind: 'text',
        title: written({ en: 'Title' }),
        purpose: 'logistics',
        maxCharacters: 80,
        role: 'title',
      },
      {
        key: 'q6',
        kind: 'matrix',
        title: written({ en: 'M' }),
        help: written({ en: 'h' }),
        purpose: 'evidence',
        multiple: true,
        randomOrder: true,
        rows: [{ key: 'a', title: written({ en: 'A' }) }],
        options: [
          { key: '1', title: written({ en: '1' }) },
          { key: '2', title: written({ en: '2' }) },
        ],
      },
      { key: 'q7', kind: 'number', title: written({ en: 'N' }), purpose: 'evidence', unit: 'km', min: -1.5, max: 3 },
      {
        key: 'q8',
        kind: 'points',
        title: written({ en: 'P' }),
        purpose: 'evidence',
        budget: 7,
        options: [{ key: 'x', title: written({ en: 'x' }) }],
      },
      { key: 'q9', kind: 'file', title: written({ en: 'F' }), purpose: 'evidence', maxFiles: 3 },
      {
        key: 'q10',
        kind: 'consent',
        title: written({ en: 'C' }),
        purpose: 'evidence',
        statement: written({ en: 'yes' }),
      },
      { key: 'q11', kind: 'hidden', title: {}, purpose: 'evidence', parameter: 'from' },
      {
        key: 'q12',
        kind: 'section',
        title: written({ en: 'S' }),
        purpose: 'evidence',
        requiredIf: {
          all: [
            { question: 'q6.a', is: 'none_of', values: ['1', '2'] },
            { question: 'q1', is: 'answered' },
          ],
        },
      },
      ...EDITABLE_KINDS.map((kind, i) => newQuestion(kind, `q${20 + i}`)),
    ]; // prettier-ignore
    full.forEach((question, i) => {
      const { value, problems } = readQuestionForm(questionFields(question, 'en'), question, 'en', full.slice(0, i));
      assert.deepEqual([problems, value], [[], question], question.key);
    });
  });

  test('keeps texts of other languages and keys of options, adds lines as options, and drops what is ticked', () => {
    const fields = {
      ...questionFields(SECTOR, 'en'),
      'title-en': 'Which branches?',
      'option-0-en': 'Trades',
      'option-1-remove': 'yes',
      'option-more': 'Health care\n\nCrafts\n???',
    };
    const { value } = readQuestionForm(fields, SECTOR, 'en', [PROFILE]);
    assert.deepEqual(value, {
      ...SECTOR,
      title: written({ en: 'Which branches?', de: 'Welche Bereiche?' }),
      options: [
        { key: 'crafts', title: written({ en: 'Trades', de: 'Handwerk' }) },
        { key: 'other', title: written({ en: 'Another one' }), other: true },
        { key: 'health-care', title: written({ en: 'Health care' }) },
        { key: 'crafts-2', title: written({ en: 'Crafts' }) },
        { key: 'option', title: written({ en: '???' }) },
      ],
    });
  });

  test('names each field that is wrong', () => {
    const fields = {
      ...questionFields(SECTOR, 'en'),
      'title-en': 'x'.repeat(5001),
      minChoices: '3',
      'showIf-0': '["q77","answered"]',
      'requiredIf-0': '["q3","at_least"]',
      'requiredIf-0-number': 'three',
    };
    const { problems } = readQuestionForm(fields, SECTOR, 'en', [YEARS]);
    assert.deepEqual(
      problems.map(({ field, say }) => [field, say]),
      [
        ['title-en', 'form.problem.too_long'],
        ['showIf-0', 'form.problem.no_test'],
        ['requiredIf-0-number', 'form.problem.no_number'],
        ['minChoices', 'form.problem.more_than_possible'],
      ],
    );
  });

  test('offers the answers of earlier questions to look at', () => {
    const offered = testChoices(conditionItems([SECTOR, YEARS]), undefined).map(({ value }) => value);
    assert.deepEqual(offered, [
      '["q2","one_of","crafts"]',
      '["q2","none_of","crafts"]',
      '["q2","one_of","none"]',
      '["q2","none_of","none"]',
      '["q2","one_of","other"]',
      '["q2","none_of","other"]',
      '["q2","answered"]',
      '["q2","not_answered"]',
      '["q3","at_least"]',
      '["q3","at_most"]',
      '["q3","answered"]',
      '["q3","not_answered"]',
    ]);
  });

  test('never fails, whatever is sent', () => {
    const names = fc.constantFrom(
      ...Object.keys(questionFields(SECTOR, 'en')),
      'option-more',
      'showIf-0',
      'min',
      'budget',
      'title-de',
    );
    fc.assert(
      fc.property(fc.dictionary(names, fc.string({ unit: 'binary' })), fc.constantFrom(...ALL), (fields, question) => {
        const { value, problems } = readQuestionForm(fields, question, 'en', ALL);
        assert.equal(value === null, problems.length > 0);
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

describe('translations of a questionnaire', () => {
  test('are counted per language: what is missing, what a machine wrote; numbers need none', () => {
    assert.deepEqual(
      textUnits(ALL).map(({ id }) => id),
      ['q2.title', 'q2.option.crafts', 'q2.option.none', 'q2.option.other', 'q3.title', 'q4.title'],
    );
    assert.deepEqual(translationProgress([...ALL, newQuestion('scale', 'q8')], ['en', 'de']), [
      { language: 'en', all: 6, missing: 0, machine: 0 },
      { language: 'de', all: 6, missing: 3, machine: 0 },
    ]);
  });

  test('are set by the names of their texts; an empty one goes, one that is not named stays', () => {
    const texts = new Map([
      ['q4.title', ' Warum? '],
      ['q2.option.none', ''],
      ['q2.title', 'Welche Bereiche?'],
      ['q99.title', 'nowhere'],
    ]);
    const after = withTranslations(ALL, 'de', texts);
    assert.deepEqual(after[3]!.title, {
      en: { text: 'Why?', origin: 'written' },
      de: { text: 'Warum?', origin: 'translated' },
    });
    assert.deepEqual(after[1]!.kind === 'multiple' && after[1]!.options[1]!.title, written({ en: 'None' }));
    assert.deepEqual(after[1]!.title, SECTOR.title);
    assert.deepEqual(withTranslations(ALL, 'de', new Map()), ALL);
  });

  test('by a machine stay marked as such until a person stands for them', () => {
    const texts = new Map([['q4.title', 'Warum?']]);
    const origins = (questions: Question[]) => questions[3]!.title.de?.origin;
    const byMachine = withTranslations(ALL, 'de', texts, 'machine');
    assert.equal(translationProgress(byMachine, ['de'])[0]!.machine, 1);
    assert.equal(origins(withTranslations(byMachine, 'de', texts)), 'machine');
    assert.equal(origins(withTranslations(byMachine, 'de', texts, 'translated', true)), 'translated');
  });
});
