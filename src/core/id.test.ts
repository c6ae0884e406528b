import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CODE_LENGTH, type CodeKind, newCode, newId, parseCode, seededRandom } from './id.ts';

const KINDS = Object.keys(CODE_LENGTH) as CodeKind[];
const kinds = fc.constantFrom(...KINDS);
const seeds = fc.string();

describe('a code for people', () => {
  test('is read back as typed in any case, with or without hyphens, with look-alikes', () => {
    fc.assert(
      fc.property(kinds, seeds, (kind, seed) => {
        const code = newCode(kind, seededRandom(seed));
        const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
        assert.equal(parseCode(kind, typed), code);
      }),
    );
  });

  test('with one wrong character is refused', () => {
    fc.assert(
      fc.property(kinds, seeds, fc.nat(), fc.integer({ min: 1, max: 31 }), (kind, seed, at, shift) => {
        const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
        const code = newCode(kind, seededRandom(seed)).replaceAll('-', '');
        const i = at % code.length;
        const wrong = alphabet[(alphabet.indexOf(code[i]!) + shift) % 32];
        assert.equal(parseCode(kind, code.slice(0, i) + wrong + code.slice(i + 1)), null);
      }),
    );
  });

  test('with two neighbours exchanged is refused', () => {
    fc.assert(
      fc.property(kinds, seeds, fc.nat(), (kind, seed, at) => {
        const code = newCode(kind, seededRandom(seed)).replaceAll('-', '');
        const i = at % (code.length - 1);
        const swapped = code.slice(0, i) + code[i + 1] + code[i] + code.slice(i + 2);
        if (swapped !== code) assert.equal(parseCode(kind, swapped), null);
      }),
    );
  });

  test('of another kind is refused', () => {
    assert.equal(parseCode('receipt', newCode('room', seededRandom('a'))), null);
  });
});

describe('an id', () => {
  const clock = () => new Date('2026-02-03T09:00:00Z');
  test('is a UUID of version 7 that starts with the time', () => {
    assert.match(newId(seededRandom('a'), clock), /^019c22ba-e680-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('that follows from a seed is the same twice', () => {
    assert.equal(newId(seededRandom('a'), clock), newId(seededRandom('a'), clock));
  });
});

test('a seeded stream does not depend on how much is taken at a time', () => {
  const at32 = seededRandom('stream');
  const bytes = [...at32(new Uint8Array(32)), ...at32(new Uint8Array(32))];
  assert.deepEqual([...seededRandom('stream')(new Uint8Array(64))], bytes);
});
