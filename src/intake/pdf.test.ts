import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { ENCRYPTED_TRAILER, makePdf, type PdfLine, put, temporaryFolder } from './fixtures/make.ts';
import { SHARED } from './fixtures/shared.ts';
import { openPaperReader } from './paper.ts';
import { joinPages, linesOf, withoutRunningLines } from './pdf-layout.ts';

const folder = temporaryFolder();
const reader = openPaperReader();
after(() => reader.close());

const read = async (name: string, content: Buffer) => await reader.read(put(folder, name, content));

/** A page: a header, two paragraphs, a page number. */
function page(number: number, words: string): PdfLine[] {
  return [
    { text: 'Position of the Example Association', y: 800 },
    { text: `${words} begins here and goes on to the`, y: 700 },
    { text: 'next line. It ends.', y: 686 },
    { text: `A second paragraph about ${words}.`, y: 640 },
    { text: `Page ${number} of 3`, x: 280, y: 40 },
  ];
}

describe('the words of a PDF', () => {
  test('come in lines and paragraphs, with page starts, without headers and page numbers', async () => {
    const found = await read('paper.pdf', makePdf([page(1, 'First'), page(2, 'Second'), page(3, 'Third')]));
    assert.ok(found.state === 'read');
    const text = [
      'First begins here and goes on to the\nnext line. It ends.\n\nA second paragraph about First.',
      'Second begins here and goes on to the\nnext line. It ends.\n\nA second paragraph about Second.',
      'Third begins here and goes on to the\nnext line. It ends.\n\nA second paragraph about Third.',
    ];
    assert.equal(found.text, text.join('\n\n'));
    assert.deepEqual(found.pageStarts, [0, text[0]!.length + 2, text[0]!.length + text[1]!.length + 4]);
    assert.equal(found.pages, 3);
  });

  test('keep a sentence that goes on over the end of a page in one paragraph', async () => {
    const found = await read(
      'over.pdf',
      makePdf([[{ text: 'A sentence that is so long that it', y: 60 }], [{ text: 'goes on over the page.', y: 780 }]]),
    );
    assert.equal(found.state === 'read' && found.text, 'A sentence that is so long that it\ngoes on over the page.');
  });

  test('keep hyphens at line ends, to be undone where passages are cut', async () => {
    const found = await read(
      'hyphen.pdf',
      makePdf([
        [
          { text: 'This is an exam-', y: 700 },
          { text: 'ple of what happens.', y: 686 },
        ],
      ]),
    );
    assert.equal(found.state === 'read' && found.text, 'This is an exam-\nple of what happens.');
  });

  const bad: [string, string, Buffer, string][] = [
    [
      'encrypted',
      'unreadable',
      makePdf([page(1, 'x')], ENCRYPTED_TRAILER),
      'is encrypted and cannot be read without its password. Ask for it without one.',
    ],
    [
      'cut off',
      'unreadable',
      makePdf([page(1, 'x')]).subarray(0, 500),
      'is cut off: its end is missing. Ask for it again.',
    ],
    [
      'without text',
      'without_text',
      makePdf([[], []]),
      'has 2 pages and no text: it is a scan or a picture. Type its words in.',
    ],
    [
      'with 5,000 pages',
      'unreadable',
      makePdf(Array.from({ length: 5_000 }, () => [{ text: 'words', y: 700 }])),
      'has 5000 pages; up to 2000 are read. Split it, or give only the pages that answer.',
    ],
    [
      'damaged',
      'unreadable',
      Buffer.from(`%PDF-1.4\n${'A'.repeat(2_000)}startxref\n99\n%%EOF`),
      'is damaged and cannot be opened as a PDF (Invalid PDF structure.). Ask for it again.',
    ],
  ];
  for (const [kind, state, content, sentence] of bad) {
    test(`are refused where it is ${kind}, and the next one is read`, async () => {
      assert.deepEqual(await read('bad.pdf', content), { state, reason: `bad.pdf ${sentence}` });
      assert.equal((await read('good.pdf', makePdf([page(1, 'x')]))).state, 'read');
    });
  }

  test('are given up where reading takes too long, and the reader lives on', async () => {
    const hurried = openPaperReader(1);
    const path = put(folder, 'slow.pdf', makePdf([page(1, 'x')]));
    assert.deepEqual(await hurried.read(path), {
      state: 'unreadable',
      reason: 'slow.pdf takes longer than 0.001 seconds to read. Split it, or save it in a simpler form.',
    });
    await hurried.close();
  });
});

describe('the lay-out of pages', () => {
  const piece = (text: string, x: number, y: number, width: number, endsLine = false) => ({
    text,
    x,
    y,
    width,
    height: 10,
    endsLine,
  });

  test('pieces on one height are one line, with a blank where there is a gap', () => {
    const pieces = [
      piece('Some', 10, 700, 20),
      piece('words', 36, 700, 25),
      piece('2', 61, 704, 3, true),
      piece('below', 10, 686, 25),
    ];
    assert.deepEqual(
      linesOf(pieces).map(({ text }) => text),
      ['Some words2', 'below'],
    );
  });

  test('a line that comes back on most pages in the same place runs along; one inside the page does not', () => {
    const line = (text: string, y: number) => ({ text, x: 0, y, height: 10 });
    const body = (mark: string) =>
      Array.from({ length: 14 }, (_, row) => line(row === 7 ? 'the same words' : `${mark} ${row}`, 700 - row * 20));
    const pages = ['a', 'b', 'c'].map((mark, index) => [
      line('Header', 800),
      ...body(mark),
      line(`- ${index + 1} -`, 30),
    ]);
    const kept = withoutRunningLines(pages);
    assert.deepEqual(
      kept.map((lines) => lines.length),
      [14, 14, 14],
    );
    assert.equal(kept[1]![7]!.text, 'the same words');
  });

  test('pages without text share the place of the next one', () => {
    const line = { text: 'words', x: 0, y: 0, height: 10 };
    assert.deepEqual(joinPages([[line], [], [line]]), { text: 'words\nwords', pageStarts: [0, 5, 6], title: null });
  });
});

const papers = join(SHARED, 'data/ai-whitepaper-2020/position-papers');

test('all 37 position papers are read', {
  skip: existsSync(papers) ? false : 'needs ../shared/data/ai-whitepaper-2020',
}, async () => {
  const names = readdirSync(papers).filter((name) => name.endsWith('.pdf'));
  assert.equal(names.length, 37);
  for (const name of names) {
    const found = await reader.read(join(papers, name));
    assert.ok(found.state === 'read', JSON.stringify(found));
    assert.equal(found.pageStarts.length, found.pages);
    assert.ok(
      found.pageStarts.every(
        (start, index) => start >= (found.pageStarts[index - 1] ?? 0) && start <= found.text.length,
      ),
    );
  }
});
