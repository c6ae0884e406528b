import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barLengths, barSvg } from './chart.ts';

test('bars of one whole are as long as their counts', () => {
  const bars = [312, 156, 0].map((value) => ({ value, of: 1083 }));
  assert.deepEqual(barLengths(bars), [100, 50, 0]);
});

test('bars of different wholes are as long as their shares', () => {
  const bars = [
    { value: 30, of: 60 },
    { value: 100, of: 400 },
  ];
  assert.deepEqual(barLengths(bars), [100, 50]);
});

test('a part of fewer than twenty beside other wholes has no length, because it has no percentage', () => {
  const bars = [
    { value: 30, of: 60 },
    { value: 3, of: 11 },
  ];
  assert.deepEqual(barLengths(bars), [100, null]);
});

test('where nothing was counted every bar has length nought', () => {
  assert.deepEqual(barLengths([{ value: 0, of: null }]), [0]);
});

test('a bar is hidden from those who listen and takes its colour from the text', () => {
  assert.equal(
    barSvg(37.25),
    '<svg class="bar" width="100%" height="1em" aria-hidden="true" focusable="false">' +
      '<rect class="bar-value" width="37.25%" height="100%" fill="currentColor"/></svg>',
  );
  assert.equal(barSvg(null), '<svg class="bar" width="100%" height="1em" aria-hidden="true" focusable="false"></svg>');
});
