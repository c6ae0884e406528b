/** Runs in a thread of its own (see isolated.ts): reads the text of PDF files, one after the other. */
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { getDocumentProxy } from 'unpdf';
import { answerIsolated } from './isolated.ts';
import { inMebibytes, PDF_BYTES_MAX, PDF_CHARACTERS_MAX, PDF_PAGES_MAX } from './limits.ts';
import type { PdfText } from './pdf.ts';
import { joinPages, type Line, linesOf, type Piece, withoutRunningLines } from './pdf-layout.ts';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Page = Awaited<ReturnType<Document['getPage']>>;

answerIsolated(async (path: string): Promise<PdfText> => {
  const name = basename(path);
  const unreadable = (reason: string): PdfText => ({ state: 'unreadable', reason });
  const cut = await sayCutOff(path, name);
  if (cut) return unreadable(cut);
  let document: Document;
  try {
    document = await getDocumentProxy(new Uint8Array(await readFile(path)), { verbosity: 0 });
  } catch (error) {
    return unreadable(sayDamage(name, error));
  }
  try {
    if (document.numPages > PDF_PAGES_MAX)
      return unreadable(
        `${name} has ${document.numPages} pages; up to ${PDF_PAGES_MAX} are read. Split it, or give only the pages that answer.`,
      );
    return await readDocument(document, name);
  } finally {
    await document.loadingTask.destroy();
  }
});

/** Every PDF ends with the place of its table of contents; one without is not all there. */
async function sayCutOff(path: string, name: string): Promise<string | null> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size > PDF_BYTES_MAX)
    return `${name} has more than ${inMebibytes(PDF_BYTES_MAX)}. Save it with smaller pictures.`;
  const tailBytes = Math.min(size, 8 * 1024);
  const { buffer } = await file.read(Buffer.alloc(tailBytes), 0, tailBytes, size - tailBytes);
  return buffer.includes('startxref') || buffer.includes('%%EOF')
    ? null
    : `${name} is cut off: its end is missing. Ask for it again.`;
}

function sayDamage(name: string, error: unknown): string {
  if (error instanceof Error && error.name === 'PasswordException')
    return `${name} is encrypted and cannot be read without its password. Ask for it without one.`;
  return `${name} is damaged and cannot be opened as a PDF (${error instanceof Error ? error.message : 'no reason known'}). Ask for it again.`;
}

async function readDocument(document: Document, name: string): Promise<PdfText> {
  const pages: Line[][] = [];
  const broken: number[] = [];
  let characters = 0;
  for (let number = 1; number <= document.numPages; number++) {
    const lines = await readPage(document, number).catch(() => null);
    if (!lines) broken.push(number);
    pages.push(lines ?? []);
    characters += (lines ?? []).reduce((sum, line) => sum + line.text.length, 0);
    if (characters > PDF_CHARACTERS_MAX)
      return {
        state: 'unreadable',
        reason: `${name} has more than ${PDF_CHARACTERS_MAX} characters. Split it, or give only the pages that answer.`,
      };
  }
  if (broken.length > 0)
    return {
      state: 'unreadable',
      reason: `${name} is damaged: of its ${document.numPages} pages ${broken.length} cannot be read, the first is page ${broken[0]}. Ask for it again.`,
    };
  const { text, pageStarts } = joinPages(withoutRunningLines(pages));
  return judgeText(name, text, pageStarts, document.numPages);
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
function judgeText(name: string, text: string, pageStarts: number[], pages: number): PdfText {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const unknown = text.match(/[\p{Co}\ufffd\u0001-\u0008]/gu)?.length ?? 0;
  if (unknown > (letters + unknown) * UNKNOWN_LETTERS_MAX) {
    return {
      state: 'unreadable',
      reason: `${name} shows letters but does not say which they are (its fonts lack the table for it). Ask for it in another form, or type its words in.`,
    };
  }
  if (letters < Math.max(LETTERS_MIN, pages * LETTERS_PER_PAGE_MIN)) {
    return {
      state: 'without_text',
      reason: `${name} has ${pages} ${pages === 1 ? 'page' : 'pages'} and no text: it is a scan or a picture. Type its words in.`,
    };
  }
  return { state: 'read', text, pageStarts, pages };
}
