import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Figure } from './figure.ts';
import { proseMarks, proseParts } from './prose.ts';
import { quantitiesIn } from './quantity.ts';
import { STANDARD_SCALE, scaleProblems, stepOf } from './scale.ts';

describe('words of people in a report', () => {
  test('come apart into paragraphs, figures, quotes and words of the scale', () => {
    assert.deepEqual(proseParts('{word:most:f2:Most} say\n{quote:q1}\n \n{figure:f1} of {them'), [
      [
        { kind: 'word', step: 'most', figure: 'f2', text: 'Most' },
        { kind: 'words', text: ' say\n' },
        { kind: 'quote', id: 'q1' },
      ],
      [
        { kind: 'figure', id: 'f1' },
        { kind: 'words', text: ' of ' },
        { kind: 'stray', text: '{' },
        { kind: 'words', text: 'them' },
      ],
    ]);
  });

  test('give away their quantities: every numeral of Unicode, and words for numbers where the language is known', () => {
    const tokens = (text: string, language: string) => quantitiesIn(text, language).map(({ token }) => token);
    assert.deepEqual(tokens('In 2026 (COM/2026/12), 28.8% or ½, and ٣ more.', 'en'), [
      '2026',
      'COM/2026/12',
      '28.8%',
      '½',
      '٣',
    ]);
    assert.deepEqual(tokens('Two-thirds agreed; nobody else did. Somebody may.', 'en'), ['Two', 'nobody']);
    assert.deepEqual(tokens('Die Hälfte, und „die meisten“ davon', 'de'), ['Hälfte', 'meisten']);
    assert.deepEqual(tokens('Deux tiers, soit 60', 'fr'), ['60']);
  });

  const all: Figure[] = [
    { id: 'f1', unit: 'contributions', where: {}, value: 200 },
    { id: 'f2', unit: 'contributions', where: { theme: ['t1'] }, value: 101, of: 'f1' },
  ];
  const figures = new Map(all.map((figure) => [figure.id, figure]));

  test('are marked where a quantity is neither bound nor said to be none, and where that is said of what is not there', () => {
    const marks = (text: string, tokens: string[] = []) =>
      proseMarks(
        { texts: { en: text }, notFigures: tokens.map((token) => ({ token, language: 'en', why: 'date', by: 'R' })) },
        STANDARD_SCALE,
        figures,
      ).map(({ kind, token }) => `${kind} ${token}`);
    assert.deepEqual(marks('{word:most:f2:Most} of {figure:f1} spoke.'), []);
    assert.deepEqual(marks('1{figure:f1} spoke in May 2026.', ['2026']), ['digits 1']);
    assert.deepEqual(marks('Many spoke.', ['2026']), ['quantity_word Many', 'idle_confirmation 2026']);
    assert.deepEqual(marks('{word:some:f2:Some} and {word:most:f1:most} spoke.'), ['off_scale Some', 'off_scale most']);
  });
});

describe('the scale of words for shares', () => {
  test('has a step for every share above nothing, each beginning just above a bound', () => {
    const steps = [0, 1, 20, 21, 50, 51, 100, 101, 180, 181, 200].map(
      (value) => stepOf(STANDARD_SCALE, value, 200)?.key,
    );
    assert.deepEqual(steps, [
      undefined,
      'few',
      'few',
      'some',
      'some',
      'many',
      'many',
      'most',
      'most',
      'nearly_all',
      'nearly_all',
    ]);
    assert.equal(stepOf(STANDARD_SCALE, 1, 0), null);
    assert.deepEqual(scaleProblems(STANDARD_SCALE), []);
  });

  test('may not say one word for two steps, nor run backwards', () => {
    const [few, some] = STANDARD_SCALE;
    assert.deepEqual(scaleProblems([{ ...some!, words: { en: ['Few'] } }, few!]), [
      'few does not begin above some',
      '"few" stands for both some and few',
    ]);
  });
});
