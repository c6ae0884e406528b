import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMatrices, stemsOf } from './matrix.ts';

const anything = () => true;

test('a header is read as question and row in the ways that survey tools write it', () => {
  assert.deepEqual(stemsOf('How important is it (1-5: 1 is little)?\n: Skills'), [
    { stem: 'How important is it (1-5: 1 is little)?', row: 'Skills' },
    { stem: 'How important is it (1-5', row: '1 is little)? : Skills' },
  ]);
  assert.deepEqual(stemsOf('How important is it? [Skills]'), [{ stem: 'How important is it?', row: 'Skills' }]);
  assert.deepEqual(stemsOf('How important - Skills'), [{ stem: 'How important', row: 'Skills' }]);
  assert.deepEqual(stemsOf('Please specify:'), []);
});

test('neighbours with one question are a matrix, others are not', () => {
  const headers = ['id', 'Q1: A', 'Q1: B', 'Comment', 'Q1: C', 'Q2 [x]', 'Q2 [y]', 'Q2 [z]'];
  assert.deepEqual(findMatrices(headers, anything), [
    { start: 1, stem: 'Q1', rows: ['A', 'B'] },
    { start: 5, stem: 'Q2', rows: ['x', 'y', 'z'] },
  ]);
});

test('of several readings the one with most rows counts', () => {
  assert.deepEqual(findMatrices(['Q: A: 1', 'Q: A: 2', 'Q: B: 3'], anything), [
    { start: 0, stem: 'Q', rows: ['A: 1', 'A: 2', 'B: 3'] },
  ]);
});

test('columns that answer on other options are no rows', () => {
  assert.deepEqual(
    findMatrices(['Q: A', 'Q: B', 'Q: C'], (_, other) => other < 2),
    [{ start: 0, stem: 'Q', rows: ['A', 'B'] }],
  );
});
