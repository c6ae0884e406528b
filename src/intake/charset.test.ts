import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import iconv from 'iconv-lite';
import { LANGUAGES } from '../core/language.ts';
import { countBytes } from './byte-counts.ts';
import { type Charset, detectCharset, readAsUtf8 } from './charset.ts';
import { put, temporaryFolder } from './fixtures/make.ts';
import { SHARED } from './fixtures/shared.ts';

const folder = temporaryFolder();

function detect(bytes: Buffer): Charset | null {
  const counter = countBytes(1024);
  for (let at = 0; at < bytes.length; at += 1000) counter.add(bytes.subarray(at, at + 1000));
  return detectCharset(counter.done());
}

async function readBack(bytes: Buffer): Promise<string> {
  const charset = detect(bytes);
  assert.ok(charset, 'the bytes are text');
  return Buffer.concat(await Array.fromAsync(readAsUtf8(put(folder, 'text.csv', bytes), charset))).toString();
}

/** A line as a reply might have it, with the letters that tell a language. */
const LINES = {
  'windows-1252': 'Größe, Straße und Öl; être déçu à l’école; niño señor; ação e coração; fåglar på sjön; „so“ – 5 €',
  'windows-1250': 'Příliš žluťoučký kůň úpěl ďábelské ódy, řekl měšťan',
  'windows-1251': 'Гражданите искат по-добър въздух и безопасни улици в целия град',
  'windows-1253': 'Άλλο σχόλιο: οι πολίτες θέλουν καθαρό αέρα και ασφαλείς δρόμους σε όλη την πόλη',
  'windows-1257': 'Žmonės nori švaresnio oro ir saugesnių gatvių visame mieste, ąžuolų',
  'iso-8859-2': 'Społeczność żąda więcej ścieżek rowerowych, bo ulice są zbyt wąskie',
  'iso-8859-7': 'Άλλο ένα σχόλιο: η πόλη χρειάζεται ποδηλατόδρομους',
  'iso-8859-3': 'Iċ-ċittadini jridu arja aktar nadifa u toroq aktar sikuri għal kulħadd; żgħażagħ',
  macintosh: 'Die Straße ist für Fußgänger gefährlich; les élèves préfèrent le vélo à l’école',
  cp850: 'Die Straße ist für Fußgänger gefährlich; les élèves préfèrent le vélo où ils habitent',
};

describe('the character set of a file', () => {
  for (const [name, line] of Object.entries(LINES)) {
    test(`${name} is told from its letters and read letter by letter`, async () => {
      const text = `id;comment\n${Array.from({ length: 20 }, (_, row) => `${row};${line}`).join('\n')}\n`;
      const bytes = iconv.encode(text, name);
      assert.equal(detect(bytes)?.name, name);
      assert.equal(await readBack(bytes), text);
    });
  }

  test('UTF-8 is what is valid UTF-8, also where a character lies across two pieces', async () => {
    const text = 'ζ'.repeat(5_000);
    assert.deepEqual(detect(Buffer.from(text)), {
      name: 'utf-8',
      markBytes: 0,
      reason: 'all of the file is valid UTF-8',
      damage: null,
    });
    assert.equal(await readBack(Buffer.from(text)), text);
  });

  test('a byte order mark decides and is no part of the text', async () => {
    for (const name of ['utf-8', 'utf-16le', 'utf-16be']) {
      assert.equal(await readBack(iconv.encode('id;naïve\n', name, { addBOM: true })), 'id;naïve\n', name);
    }
  });

  test('UTF-16 without a mark is told from its zero bytes, also where hardly a letter is Latin', async () => {
    for (const name of ['utf-16le', 'utf-16be']) {
      for (const text of ['id;comment\n1;hello\n', 'Οι πολίτες θέλουν καθαρό αέρα; και ασφαλείς δρόμους\n'.repeat(3)]) {
        assert.equal(await readBack(iconv.encode(text, name, { addBOM: false })), text, name);
      }
    }
  });

  test('a slip in UTF-8 does not make it another character set, and its place is named', () => {
    const good = Buffer.from('schöne grüße\n'.repeat(20));
    const charset = detect(Buffer.concat([good, Buffer.from([0xc3]), Buffer.from(' Ende\n')]));
    assert.equal(charset?.name, 'utf-8');
    assert.deepEqual(charset?.damage, { places: 1, firstByte: good.length });
  });

  test('a file of control characters is no text, one with a stray NUL is', () => {
    assert.equal(
      detect(Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7_919 + ((index * index) >> 3)) & 255))),
      null,
    );
    assert.equal(detect(Buffer.from('id;comment\n1;a\u0000b\n'))?.name, 'utf-8');
  });

  test('half of a surrogate pair in UTF-16 does not get lost on the way', async () => {
    assert.equal(
      await readBack(iconv.encode('\ufeffa \ud83d\ude00 b \ud83d c', 'utf-16le')),
      'a \ud83d\ude00 b \ufdd0 c',
    );
  });
});

const SINGLE_BYTE_OF = { bg: 'windows-1251', el: 'windows-1253', mt: 'iso-8859-3' } as const;
const CENTRAL = ['cs', 'hu', 'pl', 'ro', 'sk', 'sl', 'hr'];
const BALTIC = ['lt', 'lv', 'et'];
const sentences = join(SHARED, 'data/sentences');

describe('sentences of 24 languages come back as they were', {
  skip: existsSync(sentences) ? false : 'needs ../shared/data/sentences',
}, () => {
  for (const language of LANGUAGES) {
    const name =
      SINGLE_BYTE_OF[language as keyof typeof SINGLE_BYTE_OF] ??
      (CENTRAL.includes(language) ? 'windows-1250' : BALTIC.includes(language) ? 'windows-1257' : 'windows-1252');
    test(`${language} in ${name}`, async () => {
      const all = readFileSync(join(sentences, `${language}.txt`), 'utf8').split('\n');
      // Some sentences were damaged before they were collected.
      const lines = all
        .filter((line) => !/ďż˝|Ã/.test(line) && iconv.decode(iconv.encode(line, name), name) === line)
        .slice(0, 200);
      assert.ok(lines.length > 50, `${lines.length} of ${all.length} sentences can be written in ${name}`);
      const back = (await readBack(iconv.encode(lines.join('\n'), name))).split('\n');
      assert.deepEqual(back.filter((line, index) => line !== lines[index]).slice(0, 3), []);
    });
  }
});
