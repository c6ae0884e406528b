import { extname } from 'node:path';
import { decodeText } from './charset.ts';
import { kindOf } from './file.ts';
import type { PaperBytes } from './paper-text.ts';
import { listZipIn, unpackIn } from './zip.ts';

/** What a paper is written in; a picture has words that only people read. */
export type PaperKind = 'pdf' | 'docx' | 'odt' | 'rtf' | 'html' | 'text' | 'picture';

/** Why a file is no paper that can be read: the middle of a sentence, and what to do. */
export type NoPaper = { found: string; advice: string };

/** A PDF may have other bytes before it: its mark is looked for in so many. */
const START_BYTES = 1024;
const SAVE = 'Save it as PDF or DOCX and give that file.';

/** What kind of paper a file is, by its content; its name decides only what kind of text a text is. */
export function paperKind({ name, bytes }: PaperBytes): PaperKind | NoPaper {
  const start = bytes.subarray(0, START_BYTES);
  if (bytes.length === 0) return { found: 'is empty: it has no bytes', advice: 'Ask for it again.' };
  if (start.includes('%PDF-')) return 'pdf';
  if (start.indexOf('{\\rtf', 0, 'latin1') === 0) return 'rtf';
  if (start[0] === 0x50 && start[1] === 0x4b) return kindInZip(bytes);
  const kind = kindOf(start);
  if (kind && isPicture(kind.name)) return 'picture';
  if (isCompoundFile(start)) return kindInCompoundFile(bytes);
  if (kind) return { found: `is ${kind.name}, and no paper`, advice: /TNEF/.test(kind.name) ? kind.advice : SAVE };
  return kindOfText(name, bytes);
}

function isPicture(kind: string): boolean {
  return / image$/.test(kind) || kind === 'a film or picture';
}

function kindInZip(bytes: Buffer): PaperKind | NoPaper {
  const entries = listZipIn(bytes);
  if (!entries) return { found: 'is cut off or damaged: its list of contents is missing', advice: 'Ask for it again.' };
  const names = new Set(entries.map(({ name }) => name));
  if (names.has('word/document.xml') || names.has('word/document2.xml')) return 'docx';
  if (names.has('xl/workbook.xml')) return { found: 'is a spreadsheet, and no paper', advice: SAVE };
  if (names.has('ppt/presentation.xml'))
    return { found: 'is a presentation', advice: 'Save it as PDF and give that file.' };
  const mimetype = entries.find(({ name }) => name === 'mimetype');
  if (mimetype && names.has('content.xml')) return kindOfOpenDocument(safeText(bytes, mimetype));
  if ([...names].some((name) => name.startsWith('word/')))
    return { found: 'is a Word document whose text is missing', advice: 'Ask for it again.' };
  return { found: 'is a ZIP archive', advice: 'Unpack it and give the files inside.' };
}

function safeText(archive: Buffer, entry: Parameters<typeof unpackIn>[1]): string {
  try {
    return unpackIn(archive, entry, 1024).toString('latin1').trim();
  } catch {
    return '';
  }
}

function kindOfOpenDocument(mimetype: string): PaperKind | NoPaper {
  if (/opendocument\.text/.test(mimetype)) return 'odt';
  if (/opendocument\.presentation/.test(mimetype))
    return { found: 'is a presentation', advice: 'Save it as PDF and give that file.' };
  return { found: 'is an OpenDocument file without running text', advice: SAVE };
}

function isCompoundFile(start: Buffer): boolean {
  return start.subarray(0, 8).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]));
}

/** Names in the directory of an old office file are UTF-16. */
function kindInCompoundFile(bytes: Buffer): NoPaper {
  const has = (name: string) => bytes.includes(Buffer.from(name, 'utf16le'));
  if (has('EncryptedPackage'))
    return { found: 'is encrypted and cannot be read without its password', advice: 'Ask for it without one.' };
  if (has('__substg1.0_') || has('__properties_version1.0'))
    return { found: 'is an e-mail that Outlook saved', advice: 'Give it by itself.' };
  if (has('WordDocument'))
    return { found: 'is a Word document of the old kind (DOC)', advice: 'Open it and save it as DOCX or PDF.' };
  return { found: 'is an old office file (XLS, PPT or the like)', advice: SAVE };
}

const HTML_START = /^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i;
const FLAT_ODT = /<office:document\s/;

/** Endings of papers in plain text; others are those of data and programs. */
export const PLAIN_TEXT = /^(?:\.(?:txt|text|md|markdown|asc|log))?$/i;

/** Endings by which people say that a file is a table or data: what is in it then is not meant as a paper. */
const DATA = /^\.(?:csv|tsv|tab|xls[xmb]?|ods|jsonl?|ndjson|xml|sql(?:ite)?|db)$/i;

/** Endings by which people say that a file is a paper: where it is none that can be read, it is said why not. */
const PAPER = /^\.(?:pdf|doc[xm]?|dot[xm]?|odt|ott|fodt|rtf|pptx?|odp)$/i;

export function isCalledPaper(name: string): boolean {
  return PAPER.test(extname(name));
}

export function isCalledData(name: string): boolean {
  return DATA.test(extname(name));
}

function kindOfText(name: string, bytes: Buffer): PaperKind | NoPaper {
  const head = decodeText(bytes.subarray(0, 64 * 1024));
  if (head === null) return { found: 'is no text and of no kind that is known here', advice: SAVE };
  if (FLAT_ODT.test(head.slice(0, 4096))) return 'odt';
  if (HTML_START.test(head)) return 'html';
  if (/^\.x?html?$/i.test(extname(name)) && head.includes('<')) return 'html';
  const ending = extname(name);
  if (/^\.(?:eml|mbox)$/i.test(ending)) return { found: 'is an e-mail, and no paper', advice: 'Give it by itself.' };
  if (!PLAIN_TEXT.test(ending))
    return {
      found: `is a text with the ending ${ending.slice(0, 12)}, and so more likely data than a paper`,
      advice: SAVE,
    };
  return 'text';
}
