import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { closedItems, looksLikeScale, type Question, scalePoint, sortOptions } from './question.ts';
import { written } from './text.ts';

const IMPORTANCE = [
  'No opinion',
  '5 - Very important',
  '1 - Not important at all',
  '4 - Important',
  '3 - Neutral',
  '2 - Not important',
];

describe('options', () => {
  test('with numbers of their own are a scale, also with "no opinion" among them', () => {
    assert.equal(looksLikeScale(IMPORTANCE), true);
  });

  test('without numbers, or with the same number twice, are none', () => {
    assert.deepEqual(
      [
        ['Yes', 'No', 'No opinion'],
        ['1 a', '1 b', '2 c'],
        ['2020', '2021'],
      ].map(looksLikeScale),
      [false, false, false],
    );
  });

  test('of a scale stand by their numbers with "no opinion" last, whatever the order of the rows', () => {
    const expected = [
      '1 - Not important at all',
      '2 - Not important',
      '3 - Neutral',
      '4 - Important',
      '5 - Very important',
      'No opinion',
    ];
    assert.deepEqual([sortOptions(IMPORTANCE), sortOptions([...IMPORTANCE].reverse())], [expected, expected]);
  });

  test('say their number only where it stands alone in front', () => {
    assert.deepEqual(['4 - Important', '10', '4,5: good', '3D printing', 'Yes'].map(scalePoint), [
      4,
      10,
      4.5,
      null,
      null,
    ]);
  });
});

test('the closed items of a questionnaire are its closed questions and the rows of its matrices', () => {
  const option = { key: 'a', title: {} };
  const questions: Question[] = [
    { kind: 'long_text', key: 'q1', title: written({ en: 'Why?' }), purpose: 'evidence' },
    { kind: 'single', key: 'q2', title: {}, purpose: 'evidence', options: [option] },
    {
      kind: 'matrix',
      key: 'q3',
      title: {},
      purpose: 'evidence',
      options: [option],
      rows: [
        { key: '1', title: {} },
        { key: '2', title: {} },
      ],
    },
  ];
  assert.deepEqual(
    closedItems(questions).map((item) => item.key),
    ['q2', 'q3.1', 'q3.2'],
  );
});
