import { SaxesParser } from 'saxes';
import { hasLetter } from '../core/text.ts';
import { checkXml, unpackPart } from './docx.ts';
import { DOCUMENT_XML_BYTES_MAX, PAPER_CHARACTERS_MAX } from './limits.ts';
import { PaperBlocks } from './paper-blocks.ts';
import { type PaperBytes, type PaperText, refusePaper, sayName, withoutText } from './paper-text.ts';
import { listZipIn, type ZipEntry } from './zip.ts';

/**
 * Reads the words of an OpenDocument text (ISO 26300), packed or flat: headings, lists, tables, notes; pages where the
 * program that saved it wrote where they break. Tracked deletions, comments, headers and footers are left out.
 * @throws DomainError unreadable, with a sentence about this file
 */
export function readOdt(paper: PaperBytes): PaperText {
  const { name, bytes } = paper;
  const isPacked = bytes[0] === 0x50;
  const { parts, hasMacros } = isPacked ? unpackParts(paper) : { parts: [bytes], hasMacros: false };
  const { text, pageStarts, title } = readParts(name, parts);
  if (text.length > PAPER_CHARACTERS_MAX)
    refusePaper(name, `has more than ${PAPER_CHARACTERS_MAX} characters`, 'Split it, or give only what answers.');
  if (!hasLetter(text)) return withoutText(name, 'has no text: what it shows are pictures');
  const remarks = hasMacros ? [`${sayName(name)} has macros; they were not looked into.`] : [];
  return { state: 'read', text, pageStarts, pages: pageStarts.length, title, remarks };
}

/** Styles say what lists and titles look like, so they come first. */
function unpackParts({ name, bytes }: PaperBytes): { parts: Buffer[]; hasMacros: boolean } {
  const entries = listZipIn(bytes) ?? refusePaper(name, 'is cut off or damaged', 'Ask for it again.');
  const part = (wanted: string): ZipEntry | undefined => entries.find((entry) => entry.name === wanted);
  const manifest = part('META-INF/manifest.xml');
  const isEncrypted =
    entries.some((entry) => entry.isEncrypted) ||
    (manifest && unpackPart(name, bytes, manifest, DOCUMENT_XML_BYTES_MAX).includes('encryption-data'));
  if (isEncrypted) refusePaper(name, 'is encrypted and cannot be read without its password', 'Ask for it without one.');
  const wanted = [part('styles.xml'), part('content.xml')].filter((entry) => entry !== undefined);
  checkXml(name, bytes, wanted);
  return {
    parts: wanted.map((entry) => unpackPart(name, bytes, entry, DOCUMENT_XML_BYTES_MAX)),
    hasMacros: entries.some(
      (entry) =>
        /^(?:Basic|Scripts)\/.+\/.+\.(?:xml|py|js|bsh)$/.test(entry.name) && !/script-l[bc]\.xml$/.test(entry.name),
    ),
  };
}

/** What is no part of the running text. */
const SKIPPED = new Set([
  'office:annotation',
  'office:annotation-end',
  'office:forms',
  'office:scripts',
  'office:meta',
  'office:settings',
  'office:master-styles',
  'office:binary-data',
  'text:tracked-changes',
  'text:sequence-decls',
  'text:variable-decls',
  'text:user-field-decls',
  'text:ruby-text',
  'table:covered-table-cell',
  'svg:title',
  'svg:desc',
  'draw:object',
  'draw:object-ole',
]);

type Attributes = { [name: string]: string };
type Reading = {
  blocks: PaperBlocks;
  styles: { parents: Map<string, string>; ordered: Map<string, Set<number>> };
  /** The list style that is being defined; the lists that are open. */
  defining: string | null;
  lists: string[];
  skipped: number;
  inText: boolean;
  citation: string | null;
};

function readParts(name: string, parts: readonly Buffer[]): ReturnType<PaperBlocks['done']> {
  const reading: Reading = {
    blocks: new PaperBlocks(),
    styles: { parents: new Map(), ordered: new Map() },
    defining: null,
    lists: [],
    skipped: 0,
    inText: false,
    citation: null,
  };
  try {
    for (const part of parts) readPart(part, reading);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 120) : 'no reason known';
    refusePaper(name, `is damaged: its XML cannot be read (${reason})`, 'Ask for it again.', error);
  }
  return reading.blocks.done();
}

function readPart(xml: Buffer, reading: Reading): void {
  const parser = new SaxesParser({});
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('it defines entities of its own');
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (reading.skipped > 0 || SKIPPED.has(name)) reading.skipped++;
    else openElement(reading, name, attributes);
  });
  parser.on('closetag', ({ name }) => {
    if (reading.skipped > 0) reading.skipped--;
    else CLOSING[name]?.(reading, {});
  });
  parser.on('text', (text) => {
    if (reading.skipped > 0 || !reading.inText) return;
    if (reading.citation === null) reading.blocks.words(text);
    else reading.citation += text.trim();
  });
  parser.write(xml.toString('utf8').replace(/^\ufeff/, ''));
  parser.close();
}

function openElement(reading: Reading, name: string, attributes: Attributes): void {
  if (reading.inText) OPENING[name]?.(reading, attributes);
  else defineStyle(reading, name, attributes);
  if (name === 'office:text') reading.inText = true;
}

function defineStyle(reading: Reading, name: string, attributes: Attributes): void {
  const { parents, ordered } = reading.styles;
  if (name === 'style:style') {
    const parent = attributes['style:parent-style-name'] ?? '';
    parents.set(attributes['style:name'] ?? '', attributes['style:display-name'] === 'Title' ? 'Title' : parent);
  } else if (name === 'text:list-style') {
    reading.defining = attributes['style:name'] ?? '';
  } else if (name === 'text:list-level-style-number' && reading.defining !== null && attributes['style:num-format']) {
    const levels = ordered.get(reading.defining) ?? new Set();
    ordered.set(reading.defining, levels.add(Number(attributes['text:level'] ?? 1)));
  }
}

function isTitle({ styles }: Reading, style: string): boolean {
  for (let name: string | undefined = style, steps = 0; name && steps < 10; name = styles.parents.get(name), steps++)
    if (name === 'Title') return true;
  return false;
}

type OnElement = (reading: Reading, attributes: Attributes) => void;

const blank: OnElement = ({ blocks }) => blocks.words(' ');

const OPENING: { readonly [name: string]: OnElement | undefined } = {
  'text:h': ({ blocks }, attributes) => blocks.openHeading(Number(attributes['text:outline-level'] ?? 1) || 1),
  'text:p': (reading, attributes) =>
    isTitle(reading, attributes['text:style-name'] ?? '') ? reading.blocks.openHeading(1) : reading.blocks.endBlock(),
  'text:list': (reading, attributes) => openList(reading, attributes['text:style-name']),
  'text:list-item': ({ blocks }) => blocks.openItem(),
  'text:s': blank,
  'text:tab': blank,
  'text:line-break': ({ blocks }) => blocks.lineBreak(),
  'text:soft-page-break': ({ blocks }) => blocks.pageBreak(),
  'text:note-citation': (reading) => {
    reading.citation = '';
  },
  'text:note-body': (reading) => {
    reading.blocks.openNote(reading.citation || '*');
    reading.citation = null;
  },
  'table:table': ({ blocks }) => blocks.openTable(),
  'table:table-row': ({ blocks }) => blocks.openRow(),
  'table:table-cell': ({ blocks }) => blocks.openCell(),
  'draw:text-box': ({ blocks }) => blocks.endBlock(),
};

/** A list inside a list has the style of the outer one, at the next level. */
function openList({ blocks, lists, styles }: Reading, own: string | undefined): void {
  const style = own ?? lists.at(-1) ?? '';
  lists.push(style);
  blocks.openList(styles.ordered.get(style)?.has(lists.length) ?? false);
}

const CLOSING: { readonly [name: string]: OnElement | undefined } = {
  'office:text': (reading) => {
    reading.inText = false;
  },
  'text:list-style': (reading) => {
    reading.defining = null;
  },
  'text:h': ({ blocks }) => blocks.closeHeading(),
  'text:p': ({ blocks }) => blocks.closeHeading(),
  'text:list': ({ blocks, lists }) => {
    lists.pop();
    blocks.closeList();
  },
  'text:list-item': ({ blocks }) => blocks.closeItem(),
  'text:note-body': ({ blocks }) => blocks.closeNote(),
  'table:table': ({ blocks }) => blocks.closeTable(),
  'table:table-cell': ({ blocks }) => blocks.closeCell(),
};
