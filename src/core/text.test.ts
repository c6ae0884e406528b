import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { firstUnstorable, hasWords, normalForm, pickText, sliceCodePoints, toCodePoints, written } from './text.ts';

describe('a text in several languages', () => {
  const text = written({ de: 'Guten Tag', mt: 'Bonġu' });

  test('is given in the reader’s language', () => {
    assert.deepEqual(pickText(text, 'mt'), { text: 'Bonġu', language: 'mt', origin: 'written' });
  });

  test('falls back to another one and says which', () => {
    assert.deepEqual(pickText(text, 'fr'), { text: 'Guten Tag', language: 'de', origin: 'written' });
  });
});

test('the normal form looks past case, blanks, punctuation and ligatures, not past accents', () => {
  assert.equal(normalForm('  ﬁne —  Straße,\n«ÉTÉ»! '), 'fine straße été');
});

describe('offsets', () => {
  test('in code points find the same words as in UTF-16 units', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        (before, words, after) => {
          const text = before + words + after.toWellFormed();
          const [start, end] = toCodePoints(text, [before.length, before.length + words.length]);
          assert.equal(sliceCodePoints(text, start!, end!), words);
        },
      ),
    );
  });
});

test('a stretch beyond the end of the text is empty at once, one that begins before the text begins with it', () => {
  const started = performance.now();
  assert.deepEqual(
    [
      [3, 9e15],
      [9e15, 9.1e15],
      [-5, 2],
    ].map(([start, end]) => sliceCodePoints('bus 👍', start!, end!)),
    [' 👍', '', 'bu'],
  );
  assert.ok(performance.now() - started < 100);
});

describe('what no store can keep', () => {
  test('is found at its first place', () => {
    assert.deepEqual(
      ['fine 👍', 'a\u0000b', 'ab\ud800c', '\udc00', 'x\ud800\u0000'].map(firstUnstorable),
      [-1, 1, 2, 0, 1],
    );
  });
});

test('words are told from letters, addresses and runs of letters', () => {
  for (const text of ['more bus!', 'Ja', 'см. https://example.org', 'õu on pime'])
    assert.equal(hasWords(text), true, text);
  for (const text of ['', 'x', '👍', '12 345', 'www.example.org', 'https://example.org/a-b?c=d', 'anna@example.org'])
    assert.equal(hasWords(text), false, text);
  assert.equal(hasWords('a'.repeat(1_000_000)), false);
});
