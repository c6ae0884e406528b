import mammoth from 'mammoth';
import { hasLetter } from '../core/text.ts';
import { readHtmlText } from './html.ts';
import { DOCUMENT_XML_BYTES_MAX, inMebibytes, PAPER_CHARACTERS_MAX } from './limits.ts';
import { type PaperBytes, type PaperText, refusePaper, sayName, unpaged, withoutText } from './paper-text.ts';
import { listZipIn, unpackIn, type ZipEntry } from './zip.ts';

/** Styles beside the numbered headings, which mammoth knows. */
const STYLES = ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => h2:fresh"];

/**
 * Reads the words of a Word document by mammoth, as Word shows them: headings, lists, tables, foot- and endnotes; tracked
 * insertions in, tracked deletions, comments, headers and footers out. Macros are never looked into.
 * @throws DomainError unreadable, with a sentence about this file
 */
export async function readDocx({ name, bytes }: PaperBytes): Promise<PaperText> {
  const entries = listZipIn(bytes) ?? refusePaper(name, 'is cut off or damaged', 'Ask for it again.');
  if (entries.some(({ isEncrypted }) => isEncrypted))
    refusePaper(name, 'is encrypted and cannot be read without its password', 'Ask for it without one.');
  checkXml(name, bytes, entries);
  const html = await toHtml(name, bytes);
  const { text, title } = readHtmlText(html);
  if (text.length > PAPER_CHARACTERS_MAX)
    refusePaper(name, `has more than ${PAPER_CHARACTERS_MAX} characters`, 'Split it, or give only what answers.');
  if (!hasLetter(text)) return withoutText(name, 'has no text: what it shows are pictures');
  const hasMacros = entries.some((entry) => /vbaProject\.bin$/i.test(entry.name));
  return unpaged(text, title, hasMacros ? [`${sayName(name)} has macros; they were not looked into.`] : []);
}

/**
 * Unpacks every part once to see that it is whole, not beyond the limit, and without definitions of its own (a document
 * type): no office program writes those, and they can refer to other files or grow without end.
 */
export function checkXml(name: string, archive: Buffer, entries: readonly ZipEntry[]): void {
  let left = DOCUMENT_XML_BYTES_MAX;
  for (const entry of entries.filter((entry) => /\.(?:xml|rels)$/i.test(entry.name))) {
    const xml = unpackPart(name, archive, entry, left);
    left -= xml.length;
    if (
      /<!(?:DOCTYPE|ENTITY)/i.test(
        xml
          .subarray(0, 64 * 1024)
          .toString('latin1')
          .replaceAll('\u0000', ''),
      )
    )
      refusePaper(
        name,
        `defines entities of its own (in ${sayName(entry.name)}), which no office program does`,
        SAVE_ANEW,
      );
  }
}

/** The library puts its own marks before and behind what its XML parser says. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason known';
  return error.message
    .split('\n')[0]!
    .replace(/^error:\s*\[xmldom error\]\s*|:undefined$/g, '')
    .slice(0, 200);
}

const SAVE_ANEW = 'Open it and save it anew.';

export function unpackPart(name: string, archive: Buffer, entry: ZipEntry, bytesMax: number): Buffer {
  try {
    return unpackIn(archive, entry, bytesMax);
  } catch (error) {
    if (error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      return refusePaper(
        name,
        `unpacks to more than ${inMebibytes(DOCUMENT_XML_BYTES_MAX)} of text`,
        'Split it, or save it as PDF.',
        error,
      );
    return refusePaper(name, `is damaged: ${sayName(entry.name)} in it cannot be unpacked`, 'Ask for it again.', error);
  }
}

async function toHtml(name: string, bytes: Buffer): Promise<string> {
  try {
    const { value } = await mammoth.convertToHtml(
      { buffer: bytes },
      { styleMap: STYLES, convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    );
    return value;
  } catch (error) {
    if (error instanceof RangeError)
      refusePaper(name, 'nests its parts deeper than any office program does', SAVE_ANEW, error);
    const found = `is damaged and cannot be opened as a Word document (${reasonOf(error)})`;
    return refusePaper(name, found, 'Ask for it again.', error);
  }
}
