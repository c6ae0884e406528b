import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { cutText, openCutter, packPassages, type TextToCut, unpackPassages } from './cut.ts';
import { openLanguageDetector } from './language.ts';

const TEXTS: TextToCut[] = [
  {
    text: 'Die Haltestelle am Markt soll bleiben. 💡 Sie wird von vielen alten Leuten genutzt.',
    language: null,
    pages: [],
  },
  { text: '', language: 'de', pages: [] },
  {
    text: 'The bus stop must stay where it is, because nobody can walk up the hill in winter.',
    language: 'en',
    pages: [],
  },
  { text: '?!', language: null, pages: [] },
];
const cutter = openCutter();
after(() => cutter.close());

test('passages that go from thread to thread are the same on the other side', () => {
  const cut = TEXTS.map((text) => cutText(text, openLanguageDetector()));
  assert.deepEqual(unpackPassages(packPassages(cut)), cut);
});

test('many texts, which are cut in threads, have the passages that each has alone', async () => {
  const many = Array.from({ length: 400 }, (_, i) => TEXTS.map((one) => ({ ...one, text: `${one.text} ${i}` }))).flat();
  const [together, alone] = [await cutter.cut(many), await cutter.cut(many.slice(0, 40))];
  assert.deepEqual(together.slice(0, 40), alone);
  assert.deepEqual(
    together.slice(4, 8).map((passages) => passages.map(({ start, end, language }) => [start, end, language])),
    [[[0, 85, 'de']], [[1, 2, 'und']], [[0, 84, 'en']], [[0, 4, 'und']]],
  );
});
