import { getDocumentProxy } from 'unpdf';
import { PAPER_CHARACTERS_MAX, PDF_PAGES_MAX } from './limits.ts';
import { type PaperBytes, type PaperText, refusePaper, sayName, withoutText } from './paper-text.ts';
import type { Piece } from './pdf-columns.ts';
import { joinPages, type Line, linesOf, type PagedText, withoutRunningLines } from './pdf-layout.ts';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

/**
 * Reads the words of a PDF by unpdf (pdf.js): lines as on the page, a blank line between paragraphs; hyphens at line ends
 * are left in, to be undone where passages are cut.
 * @throws DomainError unreadable, with a sentence about this file
 */
export async function readPdf(paper: PaperBytes): Promise<PaperText> {
  const { name, bytes } = paper;
  refuseCutOff(paper);
  let document: Document;
  try {
    document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  } catch (error) {
    return sayDamage(name, error);
  }
  try {
    if (document.numPages === 0) refusePaper(name, 'is damaged: no page is left in it', 'Ask for it again.');
    if (document.numPages > PDF_PAGES_MAX)
      refusePaper(
        name,
        `has ${document.numPages} pages; up to ${PDF_PAGES_MAX} are read`,
        'Split it, or give only the pages that answer.',
      );
    return await readDocument(document, name);
  } finally {
    await document.loadingTask.destroy();
  }
}

/** Every PDF ends with the place of its table of contents; one without is not all there. */
function refuseCutOff({ name, bytes }: PaperBytes): void {
  const tail = bytes.subarray(Math.max(0, bytes.length - 8 * 1024));
  if (!tail.includes('startxref') && !tail.includes('%%EOF'))
    refusePaper(name, 'is cut off: its end is missing', 'Ask for it again.');
}

function sayDamage(name: string, error: unknown): never {
  if (error instanceof Error && error.name === 'PasswordException')
    return refusePaper(name, 'is encrypted and cannot be read without its password', 'Ask for it without one.', error);
  const reason = error instanceof Error ? error.message : 'no reason known';
  return refusePaper(name, `is damaged and cannot be opened as a PDF (${reason})`, 'Ask for it again.', error);
}

async function readDocument(document: Document, name: string): Promise<PaperText> {
  const pages: Line[][] = [];
  const broken: number[] = [];
  let characters = 0;
  for (let number = 1; number <= document.numPages; number++) {
    const lines = await readPage(document, number).catch(() => null);
    if (!lines) broken.push(number);
    pages.push(lines ?? []);
    characters += (lines ?? []).reduce((sum, line) => sum + line.text.length, 0);
    if (characters > PAPER_CHARACTERS_MAX)
      refusePaper(
        name,
        `has more than ${PAPER_CHARACTERS_MAX} characters`,
        'Split it, or give only the pages that answer.',
      );
  }
  if (broken.length > 0)
    refusePaper(
      name,
      `is damaged: of its ${document.numPages} pages ${broken.length} cannot be read, the first is page ${broken[0]}`,
      'Ask for it again.',
    );
  return judgeText(name, joinPages(withoutRunningLines(pages)), document.numPages);
}

async function readPage(document: Document, number: number): Promise<Line[]> {
  const page = await document.getPage(number);
  const lines = linesOf(await piecesOf(page));
  page.cleanup();
  return lines;
}

async function piecesOf(page: Page): Promise<Piece[]> {
  const { items } = await page.getTextContent();
  return items.flatMap((item): Piece[] => {
    if (!('str' in item)) return [];
    const [a, b, , d, x, y] = item.transform as [number, number, number, number, number, number];
    const height = item.height || Math.hypot(a, b) || Math.abs(d);
    return [{ text: item.str, x, y, width: item.width, height, endsLine: item.hasEOL }];
  });
}

const LETTERS_MIN = 20;
const LETTERS_PER_PAGE_MIN = 5;
const UNKNOWN_LETTERS_MAX = 0.2;

/** A scan has no letters; a font without its table of letters yields signs that nobody can read. */
function judgeText(name: string, { text, pageStarts, title }: PagedText, pages: number): PaperText {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const unknown = text.match(/[\p{Co}\ufffd\u0001-\u0008]/gu)?.length ?? 0;
  if (unknown > (letters + unknown) * UNKNOWN_LETTERS_MAX) {
    const found = `${sayName(name)} shows letters but does not say which they are (its fonts lack the table for it)`;
    return { state: 'without_text', reason: `${found}. Ask for it in another form, or type its words in.` };
  }
  if (letters < Math.max(LETTERS_MIN, pages * LETTERS_PER_PAGE_MIN))
    return withoutText(name, `has ${pages} ${pages === 1 ? 'page' : 'pages'} and no text: it is a scan or a picture`);
  return { state: 'read', text, pageStarts, pages, title, remarks: [] };
}
