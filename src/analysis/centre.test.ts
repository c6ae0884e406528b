import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centreByLanguage } from './centre.ts';

/** Vectors of two languages: the same two topics, but one language leans towards a third axis. */
function corpus(lean: number) {
  const vectors: number[] = [];
  const languages: string[] = [];
  for (let i = 0; i < 200; i++) {
    const [topic, isLeaning] = [i % 2, i >= 100];
    const row = [topic === 0 ? 1 : 0, topic === 1 ? 1 : 0, isLeaning ? lean : 0];
    const length = Math.hypot(...row);
    vectors.push(...row.map((x) => Math.round((x / length) * 127)));
    languages.push(isLeaning ? 'mt' : 'en');
  }
  return { vectors: Int8Array.from(vectors), languages };
}

const cosine = (a: Int8Array, b: Int8Array) =>
  a.reduce((sum, x, j) => sum + x * b[j]!, 0) / (Math.hypot(...a) * Math.hypot(...b));

test('what a language leans to in all its texts is taken out, so that translations lie together', () => {
  const { vectors, languages } = corpus(1);
  const centred = centreByLanguage(vectors, 3, languages);
  const near = (all: Int8Array) => cosine(all.subarray(0, 3), all.subarray(300, 303));
  assert.ok(near(vectors) < 0.75);
  assert.ok(near(centred) > 0.9, `${near(centred)}`);
});

test('languages that lie together stay where they are', () => {
  const { vectors, languages } = corpus(0.05);
  assert.deepEqual(centreByLanguage(vectors, 3, languages), vectors);
});

test('nothing stays nothing', () => {
  const { vectors, languages } = corpus(1);
  vectors.fill(0, 300, 303);
  assert.deepEqual([...centreByLanguage(vectors, 3, languages).subarray(300, 303)], [0, 0, 0]);
});
