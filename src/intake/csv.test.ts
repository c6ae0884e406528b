import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type CsvRecord, readCsv, TooManyBrokenQuotes } from './csv.ts';
import type { Dialect } from './csv-plain.ts';
import { readSeparatorLine, sniffDialect } from './dialect.ts';

const SEMICOLONS: Dialect = { delimiter: ';', quoted: true, lineBreaks: '\n' };

/** Reads a text in pieces of so many bytes; a good row is its cells, a broken one its reason. */
async function read(text: string, dialect = SEMICOLONS, pieceBytes = 7): Promise<(string[] | string)[]> {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  const records: CsvRecord[] = (await Array.fromAsync(readCsv(pieces, dialect))).flat();
  assert.deepEqual(
    records.map(({ row }) => row),
    records.map((_, index) => index + 1),
    'rows are counted without a gap',
  );
  return records.map((record) => ('cells' in record ? record.cells : record.broken));
}

const NOT_CLOSED =
  'A quotation mark opens a cell and never closes it. Close it, or double the quotation marks that belong to the text.';
const TEXT_AFTER_QUOTE =
  'After the quotation mark that closes a cell comes more text. Double the quotation marks that belong to the text.';

describe('records of a CSV file', () => {
  test('separators, line breaks and doubled quotation marks inside a quoted cell belong to it', async () => {
    assert.deepEqual(await read('a;b\r\n1;"two\r\nlines; and ""so"""\r\n'), [
      ['a', 'b'],
      ['1', 'two\r\nlines; and "so"'],
    ]);
  });

  test('a quotation mark inside a cell that does not begin with one is a character like others', async () => {
    assert.deepEqual(await read('a;b\n1;a 5" pipe\n2;x\n'), [
      ['a', 'b'],
      ['1', 'a 5" pipe'],
      ['2', 'x'],
    ]);
  });

  test('a quotation mark that never closes costs its line and no more', async () => {
    assert.deepEqual(await read('a;b\n1;"never\n2;x\n3;y'), [['a', 'b'], NOT_CLOSED, ['2', 'x'], ['3', 'y']]);
  });

  test('one that is closed by the mark of a later cell does not swallow the rows between', async () => {
    assert.deepEqual(await read('a;b\n1;"never\n2;x\n3;"y"\n4;z\n'), [
      ['a', 'b'],
      TEXT_AFTER_QUOTE,
      ['2', 'x'],
      ['3', 'y'],
      ['4', 'z'],
    ]);
  });

  test('text after a closing quotation mark is refused, not guessed', async () => {
    assert.deepEqual(await read('a;b\n1;"He said "hi" to me"\n2;x\n'), [['a', 'b'], TEXT_AFTER_QUOTE, ['2', 'x']]);
  });

  test('a row beyond the limit is refused, and the next ones are read', async () => {
    const [header, long, after] = await read(`a;b\n1;"${'x'.repeat(9_000_000)}"\n2;y\n`, SEMICOLONS, 65_536);
    assert.deepEqual(header, ['a', 'b']);
    assert.match(String(long), /^The row is longer than 8 MiB, which is more than one reply can be\./);
    assert.deepEqual(after, ['2', 'y']);
  });

  test('a quotation mark that swallows more than the limit costs its line only', async () => {
    const rows = Array.from({ length: 120_000 }, (_, row) => `${row};${'words '.repeat(12)}`);
    const read1 = await read(`a;b\n0;"never\n${rows.join('\n')}\n`, SEMICOLONS, 65_536);
    assert.equal(read1.length, 120_002);
    assert.equal(read1[1], NOT_CLOSED);
    assert.deepEqual(read1[2], ['0', 'words '.repeat(12)]);
  });

  test('broken quotation marks all over the file are about the file', async () => {
    await assert.rejects(read(`a;b\n${'1;"x"y\n'.repeat(1_001)}`, SEMICOLONS, 4_096), TooManyBrokenQuotes);
  });

  test('what was written by the rules is read as it was, however it is cut into pieces', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ';', '"', '\n', '\r\n', ' ', ',') });
    const quote = (text: string) => (/[;"\n\r]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, piece) => {
          const text = rows.map((row) => row.map(quote).join(';')).join('\n');
          assert.deepEqual(await read(`${text}\n`, SEMICOLONS, piece), rows);
        },
      ),
    );
  });
});

test('whatever csv-parse reads of a text is what is read of it, in any pieces and dialect', async () => {
  const unit = fc.constantFrom('a', 'ß', '"', '""', ';', ';', '\n', '\n', '\r\n', '\r', ' ', '"x;y"', '\ufeff');
  const dialects = fc.record({
    delimiter: fc.constantFrom(';', null),
    quoted: fc.boolean(),
    lineBreaks: fc.constantFrom('\n' as const, '\r' as const),
  });
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.string({ unit, maxLength: 40 }), dialects, fc.integer({ min: 1, max: 9 }), async (...given) => {
      const [text, dialect, piece] = given;
      const whole = byCsvParse(text, dialect);
      if (!whole) return; // broken: what becomes of that is said above
      compared++;
      assert.deepEqual(await read(text, dialect, piece), whole);
    }),
    { numRuns: 600 },
  );
  assert.ok(compared > 200, `${compared} texts were compared`);
});

function byCsvParse(text: string, { delimiter, quoted, lineBreaks }: Dialect): string[][] | null {
  try {
    return parse(text, {
      delimiter: delimiter ?? '\u001f',
      quote: quoted ? '"' : false,
      record_delimiter: lineBreaks === '\n' ? ['\r\n', '\n'] : ['\r'],
      relax_column_count: true,
    });
  } catch {
    return null;
  }
}

async function sniff(
  text: string,
): Promise<{ delimiter: string | null; quoted: boolean; lineBreaks: string; reason: string }> {
  const { dialect, reason } = await sniffDialect(Buffer.from(text), true);
  return { ...dialect, reason };
}

describe('how a CSV file is written', () => {
  test('the separator is the one with which most records have equally many cells', async () => {
    for (const [delimiter, name] of [
      [',', 'comma'],
      [';', 'semicolon'],
      ['\t', 'TAB'],
      ['|', 'vertical bar'],
    ] as const) {
      const text =
        ['id', 'title', 'comment'].join(delimiter) +
        `\n1${delimiter}A${delimiter}"one; two, three"\n2${delimiter}B${delimiter}x\n`;
      assert.deepEqual(await sniff(text), {
        delimiter,
        quoted: true,
        lineBreaks: '\n',
        reason: `${name} between cells: 3 of the first 3 records have 3 cells`,
      });
    }
  });

  test('commas inside sentences do not make columns', async () => {
    assert.equal((await sniff('comment\nI like it, really\nNo, not at all\nYes, well, perhaps\n')).delimiter, null);
  });

  test('line breaks of old computers are line breaks where there are no others', async () => {
    assert.equal((await sniff('a;b\r1;x\r')).lineBreaks, '\r');
    assert.equal((await sniff('a;b\n1;x\ry\n')).lineBreaks, '\n');
  });

  test('quotation marks are characters like others where they hold no cells together', async () => {
    const tabs = await sniff(
      `id\ttext\n${Array.from({ length: 9 }, (_, row) => `${row}\t"Nein" sagte er, "niemals!"`).join('\n')}\n`,
    );
    assert.deepEqual([tabs.delimiter, tabs.quoted], ['\t', false]);
    const held = await sniff('id;text\n1;"a; b"\n2;"c "x" d"\n3;"e; f"\n4;"g"\n');
    assert.deepEqual([held.delimiter, held.quoted], [';', true]);
  });

  test('a first line may state the separator', () => {
    assert.deepEqual(readSeparatorLine(Buffer.from('sep=|\r\nid|a;b')), { delimiter: '|', bytes: 7 });
    assert.equal(readSeparatorLine(Buffer.from('separate;b')), null);
  });
});
