import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isoDay, readFilled } from './answering.ts';
import { holds } from './condition.ts';
import type { Filled } from './filled.ts';
import { pagesOf, type Question } from './question.ts';
import { written } from './text.ts';

const title = written({ en: 'A question' });
const ask = (key: string, fields: object): Question =>
  ({ key, title, purpose: 'evidence', ...fields }) as unknown as Question;
const options = ['a', 'b', 'c', 'other', 'none'].map((key) => ({
  key,
  title,
  ...(key === 'other' && { other: true }),
  ...(key === 'none' && { exclusive: true }),
}));
const read = (questions: Question[], filled: Filled) => readFilled(questions, filled);
const codes = (questions: Question[], filled: Filled) =>
  read(questions, filled).problems.map(({ field, code }) => `${field} ${code}`);

describe('readFilled', () => {
  it('reads each kind of question into answers', () => {
    const questions = [
      ask('words', { kind: 'long_text' }),
      ask('one', { kind: 'single', options }),
      ask('many', { kind: 'multiple', options }),
      ask('rank', { kind: 'ranking', options: options.slice(0, 3) }),
      ask('points', { kind: 'points', options: options.slice(0, 3), budget: 10 }),
      ask('grid', {
        kind: 'matrix',
        rows: [
          { key: 'r1', title },
          { key: 'r2', title },
        ],
        options,
      }),
      ask('number', { kind: 'number', unit: '%' }),
      ask('day', { kind: 'date' }),
      ask('time', { kind: 'time' }),
      ask('mail', { kind: 'email' }),
      ask('web', { kind: 'url' }),
      ask('country', { kind: 'country' }),
      ask('language', { kind: 'language' }),
      ask('agreed', { kind: 'consent', statement: title }),
      ask('campaign', { kind: 'hidden', parameter: 'ref' }),
    ];
    const said = read(questions, {
      words: ['Il-kwalifiki\r\nkullimkien'],
      one: ['b'],
      many: ['other', 'a'],
      'many.other': ['Both'],
      'rank.a': ['2'],
      'rank.c': ['1'],
      'points.a': ['7'],
      'points.b': ['3'],
      'grid.r1': ['c'],
      number: ['12,50'],
      day: ['19.2.2026'],
      time: ['09:30'],
      mail: ['maria@example.eu'],
      web: ['https://example.eu/paper'],
      country: ['MT'],
      language: ['mt'],
      agreed: ['yes'],
      campaign: ['newsletter'],
    });
    assert.deepEqual(said.problems, []);
    assert.deepEqual(said.answers, [
      { question: 'words', text: 'Il-kwalifiki\nkullimkien' },
      { question: 'one', values: ['b'] },
      { question: 'many', values: ['a', 'other'] },
      { question: 'many.other', text: 'Both' },
      { question: 'rank', values: ['c', 'a'] },
      { question: 'points', values: ['a:7', 'b:3'] },
      { question: 'grid.r1', values: ['c'] },
      { question: 'number', values: ['12.5'] },
      { question: 'day', values: ['2026-02-19'] },
      { question: 'time', values: ['09:30'] },
      { question: 'mail', values: ['maria@example.eu'] },
      { question: 'web', values: ['https://example.eu/paper'] },
      { question: 'country', values: ['MT'] },
      { question: 'language', values: ['mt'] },
      { question: 'agreed', values: ['yes'] },
      { question: 'campaign', values: ['newsletter'] },
    ]);
  });

  it('says which field is wrong and why', () => {
    const three = options.slice(0, 3);
    assert.deepEqual(codes([ask('q', { kind: 'text', required: true })], { q: ['  '] }), ['q required']);
    assert.deepEqual(read([ask('q', { kind: 'text', maxCharacters: 3 })], { q: ['😀😀😀😀'] }).problems, [
      { field: 'q', question: 'q', code: 'too_long', values: { most: 3, over: 1 } },
    ]);
    assert.deepEqual(codes([ask('q', { kind: 'text' })], { q: ['a\u0000b'] }), ['q unstorable']);
    assert.deepEqual(codes([ask('q', { kind: 'single', options })], { q: ['z'] }), ['q not_an_option']);
    assert.deepEqual(codes([ask('q', { kind: 'multiple', options })], { q: ['a', 'none'] }), ['q exclusive']);
    assert.deepEqual(codes([ask('q', { kind: 'multiple', options })], { q: ['other'] }), ['q.other other_missing']);
    assert.deepEqual(codes([ask('q', { kind: 'multiple', options, minChoices: 2 })], { q: ['a'] }), ['q too_few']);
    assert.deepEqual(codes([ask('q', { kind: 'multiple', options, minChoices: 2 })], { q: ['none'] }), []);
    assert.deepEqual(codes([ask('q', { kind: 'multiple', options, maxChoices: 1 })], { q: ['a', 'b'] }), [
      'q too_many',
    ]);
    assert.deepEqual(codes([ask('q', { kind: 'ranking', options: three })], { 'q.a': ['1'], 'q.b': ['1'] }), [
      'q.b rank_twice',
    ]);
    assert.deepEqual(codes([ask('q', { kind: 'ranking', options: three })], { 'q.a': ['1'], 'q.b': ['3'] }), [
      'q rank_gap',
    ]);
    assert.deepEqual(codes([ask('q', { kind: 'points', options: three, budget: 5 })], { 'q.a': ['6'] }), [
      'q points_over',
    ]);
    assert.deepEqual(
      codes(
        [
          ask('q', {
            kind: 'matrix',
            rows: [
              { key: '1', title },
              { key: '2', title },
            ],
            options,
            required: true,
          }),
        ],
        {
          'q.1': ['a'],
        },
      ),
      ['q.2 row_missing'],
    );
    assert.deepEqual(codes([ask('q', { kind: 'number', min: 1, max: 9 })], { q: ['ten'] }), ['q not_a_number']);
    assert.deepEqual(codes([ask('q', { kind: 'number', min: 1, max: 9 })], { q: ['0'] }), ['q too_small']);
    assert.deepEqual(codes([ask('q', { kind: 'number', min: 1, max: 9 })], { q: ['10'] }), ['q too_large']);
    assert.deepEqual(codes([ask('q', { kind: 'number', whole: true })], { q: ['1.5'] }), ['q not_whole']);
    assert.deepEqual(codes([ask('q', { kind: 'date' })], { q: ['31.2.2026'] }), ['q not_a_date']);
    assert.deepEqual(codes([ask('q', { kind: 'consent', statement: title, required: true })], {}), ['q consent']);
    assert.deepEqual(codes([ask('q', { kind: 'url' })], { q: ['javascript:alert(1)'] }), ['q not_a_url']);
  });

  it('asks only what the answers before it open, and leaves out what was answered before it closed', () => {
    const questions = [
      ask('works', { kind: 'single', options }),
      ask('where', {
        kind: 'text',
        required: true,
        showIf: { all: [{ question: 'works', is: 'one_of', values: ['a'] }] },
      }),
      ask('why', { kind: 'text', showIf: { any: [{ question: 'where', is: 'answered' }] } }),
      ask('need', { kind: 'text', requiredIf: { any: [{ question: 'works', is: 'none_of', values: ['a'] }] } }),
    ];
    assert.deepEqual(codes(questions, { works: ['a'] }), ['where required']);
    const closed = read(questions, { works: ['b'], where: ['Valletta'], why: ['Sea'], need: ['Time'] });
    assert.deepEqual(
      closed.answers.map(({ question }) => question),
      ['works', 'need'],
    );
    assert.deepEqual([...closed.asked], ['works', 'need']);
    assert.deepEqual(codes(questions, { works: ['b'] }), ['need required']);
  });

  it('asks the profile by its rules', () => {
    const questions = [ask('who', { kind: 'profile', required: true })];
    assert.deepEqual(codes(questions, {}), ['profile.user_type required', 'profile.country required']);
    const company = { 'profile.user_type': ['COMPANY'], 'profile.country': ['DE'] };
    assert.deepEqual(codes(questions, company), ['profile.organisation required', 'profile.size required']);
    const authority = { 'profile.user_type': ['PUBLIC_AUTHORITY'], 'profile.country': ['BG'] };
    assert.deepEqual(codes(questions, authority), ['profile.organisation required', 'profile.scope required']);
    const ngo = { ...authority, 'profile.user_type': ['NGO'], 'profile.organisation': ['Учим'] };
    assert.deepEqual(codes(questions, { ...ngo, 'profile.register_number': ['12-3'] }), [
      'profile.register_number register_number',
    ]);
    const { profile, personal } = read(questions, { ...ngo, 'profile.size': ['SMALL'] });
    assert.deepEqual(profile, { userType: 'NGO', country: 'BG', size: null, scope: null });
    assert.deepEqual(personal, { organisation: 'Учим' });
    const citizen = { 'profile.user_type': ['EU_CITIZEN'], 'profile.country': ['MT'], 'profile.organisation': ['X'] };
    assert.deepEqual(read(questions, citizen).personal, {});
  });

  it('never falls over whatever is sent', () => {
    const questions = (
      ['text', 'single', 'multiple', 'ranking', 'matrix', 'number', 'date', 'url', 'profile'] as const
    ).map((kind) => ask(kind, { kind, options, rows: [{ key: 'r', title }], required: true }));
    const fields = [...questions.map(({ key }) => key), 'matrix.r', 'ranking.a', 'profile.country', '__proto__'];
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...fields), fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 })),
        (filled) => {
          const { problems, answers } = read(questions, filled);
          assert.ok(problems.length + answers.length > 0);
        },
      ),
    );
  });
});

describe('a condition', () => {
  const saidOf = (question: string) => ({ n: ['5'], one: ['a'] })[question] ?? [];
  it('holds where all or any of its tests hold', () => {
    assert.equal(
      holds(
        {
          all: [
            { question: 'n', is: 'at_least', number: 5 },
            { question: 'n', is: 'at_most', number: 5 },
          ],
        },
        saidOf,
      ),
      true,
    );
    assert.equal(holds({ all: [{ question: 'n', is: 'at_least', number: 6 }] }, saidOf), false);
    assert.equal(holds({ any: [{ question: 'x', is: 'not_answered' }] }, saidOf), true);
    assert.equal(holds({ any: [] }, saidOf), false);
    assert.equal(holds({ all: [] }, saidOf), true);
  });
});

describe('pagesOf', () => {
  it('begins a page with each section', () => {
    const questions = [ask('a', { kind: 'text' }), ask('s', { kind: 'section' }), ask('b', { kind: 'text' })];
    assert.deepEqual(
      pagesOf(questions).map(({ section, questions: on }) => [section?.key ?? null, on.map(({ key }) => key)]),
      [
        [null, ['a']],
        ['s', ['b']],
      ],
    );
  });
});

describe('what people type', () => {
  it('is a day in ISO or European order', () => {
    assert.equal(isoDay('2024-02-29'), '2024-02-29');
    assert.equal(isoDay('29/02/2023'), null);
    assert.equal(isoDay('1. 3. 2026'), '2026-03-01');
    assert.equal(isoDay('tomorrow'), null);
  });
});
