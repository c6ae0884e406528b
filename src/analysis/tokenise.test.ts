import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { MODEL_FOLDER } from './model.ts';
import { BEGIN_ID, END_ID, Tokeniser } from './tokenise.ts';

const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const parallel = join(shared, 'data', 'parallel');
const skip = existsSync(parallel) ? false : 'shared data is absent';

const readModel = (name: string) => JSON.parse(readFileSync(join(MODEL_FOLDER, name), 'utf8'));
const reference = new Tokenizer(readModel('tokenizer.json'), {});
const tokeniser = new Tokeniser();
const wanted = (text: string): number[] => reference.encode(text, { add_special_tokens: false }).ids;

const NASTY = [
  '',
  ' ',
  '   ',
  '\n',
  '\t\r\n',
  '\u00a0',
  '\u200b',
  '\ufeff',
  '\u0085',
  '\u2028',
  '\u0000',
  '\u0007x',
  '\u007f',
  ' a',
  'a ',
  'a  b',
  '  a\n\nb  ',
  '▁',
  '▁▁a',
  'a▁b',
  '👍',
  '👍👍',
  '👩‍👩‍👧',
  '👍🏽 ok',
  '🇲🇹🇪🇺',
  'x👍y',
  '\ud83d',
  '\udc4d',
  'a\ud83d b',
  '\udc4d\ud83d',
  'é',
  'e\u0301',
  'ﬁn',
  'Å',
  'A\u030a',
  '①②③',
  'ⅣⅢ',
  'ﷺ',
  '㍿',
  'Καλημέρα, τι κάνετε; Ο ΔΗΜΟΣ',
  'ά',
  'α\u0301',
  'Здравейте, автобусите са малко',
  'й',
  'и\u0306',
  'Għandna bżonn aktar xarabank filgħaxija, ħbieb tiegħi.',
  'Ċ ċ Ġ ġ Ħ ħ Ż ż',
  'ſ',
  'ß',
  'İstanbul',
  'ǅ',
  '<s>',
  '</s>',
  '<unk>',
  '<pad>',
  '<mask>',
  'a<s>b',
  '< s >',
  '<<s>>',
  '<s> ',
  ' </s>x',
  '＜s＞',
  'a < b > c',
  '中文没有空格的句子',
  'ሰላም',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
  '\u0301',
  'a\u0301\u0301\u0301\u0301',
  '...',
  '!!!???',
  '-'.repeat(50),
  'http://example.org/a?b=c&d=%20',
  'a@b.eu',
  '1,234.56 €',
  '§ 12 Abs. 3',
  'DONAUDAMPFSCHIFFFAHRTSGESELLSCHAFT',
  '\u00ad',
  'Rad\u00adweg',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
  'abab'.repeat(30),
  '0'.repeat(60),
  'ееееее',
  'हिन्दी',
  '\u202eabc',
  '\ufffd',
]; // prettier-ignore

describe('the tokeniser gives the ids of the reference', () => {
  test('for strings that people and programs get wrong', () => {
    for (const text of NASTY) assert.deepEqual(tokeniser.encode(text), wanted(text), JSON.stringify(text));
    const all = NASTY.join(' ');
    assert.deepEqual(tokeniser.encode(all), wanted(all));
  });

  test('for any text', () => {
    const piece = fc.oneof(
      fc.constantFrom(...NASTY),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join('');
        assert.deepEqual(tokeniser.encode(text), wanted(text));
      }),
      { numRuns: 300 },
    );
  });

  test('for sentences in all 24 languages', { skip }, () => {
    for (const file of globSync('ntrex-128/newstest2019-*.txt', { cwd: parallel })) {
      const sentences = readFileSync(join(parallel, file), 'utf8').split('\n');
      for (let at = 0; at < sentences.length; at += 67) {
        assert.deepEqual(tokeniser.encode(sentences[at]!), wanted(sentences[at]!), `${file}:${at + 1}`);
      }
    }
  });

  test('that the encoder was published with', () => {
    const expected: { text: string; ids: number[] }[] = readModel('expected.json');
    for (const { text, ids } of expected) {
      assert.deepEqual([BEGIN_ID, ...tokeniser.encode(`query: ${text}`), END_ID], ids);
    }
  });
});

test('a word of 100,000 letters, and a text of as many words, take less than two seconds', () => {
  const started = performance.now();
  for (const text of ['ab'.repeat(50_000), 'x'.repeat(100_000), 'Bus '.repeat(100_000)]) {
    const ids = tokeniser.encode(text);
    assert.ok(ids.length > 1000 && ids.length <= text.length);
  }
  assert.ok(performance.now() - started < 2000);
});

test('a text has the same ids whatever was read before it', () => {
  const fresh = new Tokeniser();
  for (const text of NASTY.toReversed()) assert.deepEqual(fresh.encode(text), tokeniser.encode(text));
});
