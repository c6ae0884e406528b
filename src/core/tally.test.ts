import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBallot, readSaid } from './ballot.ts';
import type { Option, Question } from './question.ts';
import { countWords, meanOfScale, meanPlaces, tallyBallots } from './tally.ts';
import { normalForm, written } from './text.ts';

const options = (...keys: string[]): Option[] => keys.map((key) => ({ key, title: written({ en: key }) }));
const base = { key: 'q', title: written({ en: 'Q' }), purpose: 'evidence' } as const;
const MULTIPLE: Question = { ...base, kind: 'multiple', options: options('a', 'b', 'c'), maxChoices: 2 };
const MATRIX: Question = { ...base, kind: 'matrix', rows: options('cost', 'time'), options: options('1', '2', '3') };
const RANKING: Question = { ...base, kind: 'ranking', options: options('x', 'y', 'z') };

test('people are counted, not choices', () => {
  const tally = tallyBallots(MULTIPLE, [
    { chosen: ['a', 'b'], count: 3 },
    { chosen: ['b'], count: 2 },
  ]);
  assert.deepEqual(tally, {
    respondents: 5,
    items: [
      {
        key: 'q',
        of: 5,
        counts: [
          { value: 'a', count: 3 },
          { value: 'b', count: 5 },
          { value: 'c', count: 0 },
        ],
      },
    ],
  });
});

test('each row of a matrix has its own denominator', () => {
  const ballots = [
    { chosen: ['cost=1', 'time=3'], count: 2 },
    { chosen: ['cost=2'], count: 1 },
  ];
  const { respondents, items } = tallyBallots(MATRIX, ballots);
  assert.deepEqual([respondents, ...items.map(({ key, of }) => `${key} ${of}`)], [3, 'q.cost 3', 'q.time 2']);
  assert.equal(meanOfScale(items[0]!), 4 / 3);
  assert.equal(meanOfScale(items[1]!), 3);
});

test('a ranking is counted by place, and who was left out has no place', () => {
  const tally = tallyBallots(RANKING, [
    { chosen: ['x', 'y', 'z'], count: 1 },
    { chosen: ['y', 'x'], count: 2 },
  ]);
  assert.deepEqual(meanPlaces(tally), [
    { key: 'q.y', mean: 4 / 3, of: 3 },
    { key: 'q.x', mean: 5 / 3, of: 3 },
    { key: 'q.z', mean: 3, of: 1 },
  ]);
});

test('a ballot holds what the form says in the order of the question, a ranking in its own', () => {
  assert.deepEqual(readBallot(MULTIPLE, { q: ['b', 'a'] }), { chosen: ['a', 'b'] });
  assert.deepEqual(readBallot(MATRIX, { 'q.time': ['3'], 'q.cost': [''] }), { chosen: ['time=3'] });
  assert.deepEqual(readBallot(RANKING, { 'q.x': ['2'], 'q.y': ['1'], 'q.z': ['3'] }), { chosen: ['y', 'x', 'z'] });
});

test('a ballot that breaks a rule says which', () => {
  const code = (question: Question, filled: { [field: string]: string[] }) => {
    const read = readBallot(question, filled);
    return 'problems' in read ? read.problems.map((one) => one.code) : read.chosen;
  };
  assert.deepEqual(code(MULTIPLE, {}), ['required']);
  assert.deepEqual(code(MULTIPLE, { q: ['a', 'b', 'c'] }), ['too_many']);
  assert.deepEqual(code(MULTIPLE, { q: ['drop table'] }), ['not_an_option']);
  assert.deepEqual(code(MATRIX, {}), ['required']);
  assert.deepEqual(code(RANKING, { 'q.x': ['1'], 'q.y': ['1'] }), ['rank_twice']);
});

test('words come without the blanks around them, and not too long', () => {
  const question: Question = { ...base, kind: 'idea', maxCharacters: 10 };
  assert.deepEqual(readSaid(question, { q: ['  night bus '] }), { texts: ['night bus'] });
  const long = readSaid(question, { q: ['x'.repeat(11)] });
  assert.deepEqual('problems' in long && long.problems.map((one) => one.code), ['too_long']);
});

test('words that fold to the same are one, named as most people wrote it, and a person counts once', () => {
  const said = [
    ['1', 'Mobility', 'ann'],
    ['2', 'mobility', 'ben'],
    ['3', 'Mobility', 'cem'],
    ['4', 'MOBILITY', 'ann'],
    ['5', 'trust', 'ann'],
  ].map(([id, text, participant]) => ({ id: id!, text: text!, participant: participant!, fold: normalForm(text!) }));
  assert.deepEqual(countWords(said), [
    { fold: 'mobility', word: 'Mobility', count: 3, textIds: ['1', '2', '3', '4'] },
    { fold: 'trust', word: 'trust', count: 1, textIds: ['5'] },
  ]);
});
