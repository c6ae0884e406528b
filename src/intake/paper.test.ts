import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import iconv from 'iconv-lite';
import { makePdf } from './fixtures/make.ts';
import { FOOTNOTE, makeDocx, makeOdt, odtXml, w } from './fixtures/papers.ts';
import { openPaperReader } from './paper.ts';
import type { ReadPaper } from './paper-text.ts';

const reader = openPaperReader();
after(() => reader.close());

async function read(name: string, content: string | Buffer): Promise<ReadPaper> {
  const found = await reader.read({ name, bytes: Buffer.from(content) });
  assert.ok(found.state === 'read', JSON.stringify(found));
  return found;
}

const titleOf = ({ text, title }: ReadPaper) => title && text.slice(title.start, title.end);

/** What every format has to make of the same document. */
const SAME = [
  'Answer of the Association',
  'We thank you for “asking” (Ġgantija, Ελλάδα, България).[1]',
  'What we ask',
  '- first point\n- second point',
  '1. one\n2. two',
  'Country | Share\nMalta | 5',
  '[1] The note.',
].join('\n\n');

describe('papers of all formats are read alike', () => {
  test('DOCX: title, headings, lists, tables, footnotes', async () => {
    const body = [
      w.p('Answer of the Association', 'Title'),
      `<w:p><w:r><w:t>We thank you for “asking” (Ġgantija, Ελλάδα, България).</w:t></w:r>${FOOTNOTE}</w:p>`,
      w.p('What we ask', 'Heading1'),
      w.item('first point', 1),
      w.item('second point', 1),
      w.item('one', 2),
      w.item('two', 2),
      w.table([
        ['Country', 'Share'],
        ['Malta', '5'],
      ]),
    ].join('');
    const found = await read('answer.docx', makeDocx(body));
    assert.equal(found.text, SAME);
    assert.equal(titleOf(found), 'Answer of the Association');
    assert.deepEqual([found.pages, found.pageStarts, found.remarks], [0, [], []]);
  });

  const ODT = [
    '<text:p text:style-name="P1">Answer of the Association</text:p>',
    '<text:p>We thank you for “asking” (Ġgantija, Ελλάδα, България).<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>The note.</text:p></text:note-body></text:note></text:p>',
    '<text:h text:outline-level="2">What <text:s/>we ask</text:h>',
    '<text:list><text:list-item><text:p>first point</text:p></text:list-item><text:list-item><text:p>second point</text:p></text:list-item></text:list>',
    '<text:list text:style-name="L1"><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>',
    '<table:table><table:table-row><table:table-cell><text:p>Country</text:p></table:table-cell><table:table-cell><text:p>Share</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Malta</text:p></table:table-cell><table:table-cell><text:p>5</text:p></table:table-cell></table:table-row></table:table>',
  ].join('');

  test('ODT: the same', async () => {
    const found = await read('answer.odt', makeOdt(ODT));
    assert.equal(found.text, SAME);
    assert.equal(titleOf(found), 'Answer of the Association');
  });

  test('ODT that is not packed: the same', async () => {
    assert.equal((await read('answer.fodt', odtXml(ODT, 'document'))).text, SAME);
  });

  test('HTML: the same, whatever the case of its tags, in the character set that it names', async () => {
    const html = `<!DOCTYPE html><HTML><head><meta charset="utf-8"><title>no words of it</title><style>p{}</style></head><BODY>
      <h1>Answer of the   Association</h1><p>We thank you for &ldquo;asking&rdquo; (Ġgantija, Ελλάδα, България).<sup><a href="#footnote-1">[1]</a></sup>
      <h2>What we ask</h2><script>alert(1)</script><ul><li>first point<li>second point</ul><ol><li>one</li><li>two</li></ol>
      <table><tr><th>Country<th>Share<tr><td>Malta<td>5</table><p hidden>not there</p><ol><li id="footnote-1">The note. <a href="#footnote-ref-1">↑</a></li></ol>`;
    const found = await read('answer.html', html);
    assert.equal(found.text, SAME);
    assert.equal(titleOf(found), 'Answer of the Association');
    const greek = Buffer.concat([
      Buffer.from('<html><meta charset="iso-8859-7"><p>'),
      iconv.encode('Ελλάδα', 'iso-8859-7'),
    ]);
    assert.equal((await read('greek.htm', greek)).text, 'Ελλάδα');
  });

  test('RTF: the same, from code pages of fonts and from \\u with what stands for it elsewhere', async () => {
    const rtf = String.raw`{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset161 Arial Greek;}{\f2\fcharset204 Arial Cyr;}{\f3\fcharset2 Symbol;}}
{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s9 Title;}}{\info{\title not a word of it}}{\header a running header\par}
\pard\s9 Answer of the Association\par
\pard We thank you for \ldblquote asking\rdblquote  ({\uc1\u288 Gg}antija, {\f1\'c5\'eb\'eb\'dc\'e4\'e1}, {\f2\'c1\'fa\'eb\'e3\'e0\'f0\'e8\'ff}).{\super\chftn{\footnote\pard\chftn The note.}}\par
\pard\s1 What we ask\par
{\listtext\f3\'b7\tab}\pard first point\par{\listtext\f3\'b7\tab}second point\par
\pard Between.{\v hidden}{\deleted gone}\par
{\listtext 1.\tab}one\par{\listtext 2.\tab}two\par
\trowd\pard\intbl Country\cell Share\cell\row\trowd\pard\intbl Malta\cell 5\cell\row\pard {\pict 0102ff}{\*\unknown nothing}\par}`;
    const found = await read('answer.rtf', rtf);
    assert.equal(found.text, SAME.replace('\n\n1. one', '\n\nBetween.\n\n1. one').replace('Ġgantija', 'Ġgantija'));
    assert.equal(titleOf(found), 'Answer of the Association');
  });

  test('RTF: letters beyond U+FFFF in halves, and characters of two bytes', async () => {
    const rtf = String.raw`{\rtf1\ansi\uc1{\fonttbl{\f0\fcharset128 MS Gothic;}}{\f0\'93\'fa\'96\'7b} \u-10179?\u-8704? a\'e9 \{b\}\line c}`;
    assert.equal((await read('wide.rtf', rtf)).text, '日本 😀 aé {b}\nc');
  });

  test('plain text: in the character set that its letters show, pages at form feeds', async () => {
    const text = 'Τα μέτρα είναι σωστά, αλλά όχι αρκετά.\r\nΓράφουμε ξανά.\f Δεύτερη σελίδα.\r\n';
    const found = await read('answer.txt', iconv.encode(text, 'windows-1253'));
    assert.equal(found.text, 'Τα μέτρα είναι σωστά, αλλά όχι αρκετά.\nΓράφουμε ξανά.\n Δεύτερη σελίδα.');
    assert.deepEqual(found.pageStarts, [0, found.text.indexOf(' Δεύτερη')]);
  });
});

describe('what a document says about itself', () => {
  test('pages of an ODT start where it was saved to break, in the middle of a paragraph too', async () => {
    const body = '<text:p>On the first page. On <text:soft-page-break/>the second.</text:p><text:p>More.</text:p>';
    const found = await read('pages.odt', makeOdt(body));
    assert.equal(found.text, 'On the first page. On the second.\n\nMore.');
    assert.deepEqual([found.pages, found.pageStarts], [2, [0, 22]]);
  });

  test('tracked deletions and comments are left out, insertions are in', async () => {
    const changes =
      '<w:p><w:r><w:t>We </w:t></w:r><w:del w:id="1"><w:r><w:delText>never </w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>always </w:t></w:r></w:ins><w:r><w:t>agree.</w:t></w:r></w:p>';
    assert.equal((await read('changes.docx', makeDocx(changes))).text, 'We always agree.');
    const odt =
      '<text:tracked-changes><text:deletion><text:p>never</text:p></text:deletion></text:tracked-changes><text:p>We always<office:annotation><text:p>really?</text:p></office:annotation> agree.</text:p>';
    assert.equal((await read('changes.odt', makeOdt(odt))).text, 'We always agree.');
  });

  test('macros are not looked into, and that is said', async () => {
    const found = await read(
      'm.docm',
      makeDocx(w.p('We agree.'), [{ name: 'word/vbaProject.bin', content: 'Sub A()' }]),
    );
    assert.deepEqual([found.text, found.remarks], ['We agree.', ['m.docm has macros; they were not looked into.']]);
  });

  test('cells that hold paragraphs are read one after the other', async () => {
    const html = '<html><table><tr><td><p>One.</p><p>Two.</p></td><td>Three.</td></tr></table></html>';
    assert.equal((await read('layout.html', html)).text, 'One.\n\nTwo.\n\nThree.');
  });

  test('the title of a PDF is what its first page sets largest', async () => {
    const lines = Array.from({ length: 20 }, (_, n) => ({
      text: `A line of the paper, number ${n}, goes on`,
      y: 600 - n * 14,
    }));
    const pdf = makePdf([
      [
        { text: 'Letterhead', y: 800 },
        { text: 'Position on the', y: 700, size: 20 },
        { text: 'new rules', y: 676, size: 20 },
        ...lines,
      ],
    ]);
    assert.equal(titleOf(await read('title.pdf', pdf)), 'Position on the\nnew rules');
  });
});

describe('columns', () => {
  const left = Array.from({ length: 12 }, (_, n) => ({
    text: `left column goes on with row ${n} of`,
    x: 60,
    y: 700 - n * 14,
  }));
  const right = Array.from({ length: 12 }, (_, n) => ({
    text: `right column goes on with row ${n} of`,
    x: 310,
    y: 700 - n * 14,
  }));
  const heading = {
    text: 'A heading that stands across both columns of the page, from the left to the right',
    y: 730,
    x: 60,
  };
  const words = (lines: { text: string }[]) => lines.map(({ text }) => text).join('\n');

  test('that were drawn one after the other stay as they are', async () => {
    const { text } = await read('columns.pdf', makePdf([[heading, ...left, ...right]]));
    assert.equal(text, `${heading.text}\n\n${words(left)}\n\n${words(right)}`);
  });

  test('that were drawn from left to right, row by row, are put in order', async () => {
    const rows = left.flatMap((line, n) => [line, right[n]!]);
    const { text } = await read('rows.pdf', makePdf([[heading, ...rows]]));
    assert.equal(text, `${heading.text}\n\n${words(left)}\n\n${words(right)}`);
  });

  test('of a table are read row by row: their cells do not fill them', async () => {
    const cells = Array.from({ length: 12 }, (_, n) => [
      { text: `Row ${n}`, x: 60, y: 700 - n * 14 },
      { text: `${n}`, x: 310, y: 700 - n * 14 },
    ]).flat();
    const wide = {
      text: 'A last line that is as long as the whole width of the page and a bit more than that',
      x: 60,
      y: 500,
    };
    const { text } = await read('table.pdf', makePdf([[...cells, wide]]));
    assert.equal(text.split('\n')[3], 'Row 3 3');
  });
});
