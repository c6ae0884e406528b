import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWords, sentenceNumbers } from './words.ts';

test('words are the same whatever their capitals, punctuation and composition of letters', () => {
  const [plain, other] = ['Ça va très bien ici', 'ÇA — va\ntre\u0300s; bien\u200b «ici»'].map((text) =>
    readWords(text),
  );
  assert.deepEqual(other!.hashes, plain!.hashes);
  assert.notDeepEqual(readWords('Ça va tres bien ici').hashes, plain!.hashes);
});

test('offsets of words are those of the text', () => {
  const offsets: number[] = [];
  const text = 'Łódź, 3.5 km 🚲!';
  readWords(text, offsets);
  const words = Array.from({ length: offsets.length / 2 }, (_, i) => text.slice(offsets[2 * i], offsets[2 * i + 1]));
  assert.deepEqual(words, ['Łódź', '3', '5', 'km']);
});

test('sentences end at full stops and short lines, not at abbreviations and numbers', () => {
  const text = 'We met on 3.5 days in May with you. The road by the old port (cf. no. 12 of the plan) is closed!';
  assert.deepEqual(new Set(sentenceNumbers(readWords(text))).size, 2);
  assert.deepEqual(
    new Set(sentenceNumbers(readWords('What do you ask of us?\nMore room for the buses of our city'))).size,
    2,
  );
});
