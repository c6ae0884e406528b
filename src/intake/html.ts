import { Parser } from 'htmlparser2';
import { hasLetter } from '../core/text.ts';
import { decodeText } from './charset.ts';
import { PAPER_CHARACTERS_MAX } from './limits.ts';
import { PaperBlocks } from './paper-blocks.ts';
import { type PaperBytes, type PaperText, refusePaper, unpaged, withoutText } from './paper-text.ts';

/** What is not there to be read. */
const SKIPPED = new Set(
  'head script style template noscript nav svg math object iframe select button textarea audio video canvas dialog'.split(
    ' ',
  ),
);
/** What stands on lines of its own. */
const BLOCKS = new Set(
  'p div section article main aside header footer address figure figcaption fieldset legend form center dl dt dd hr pre caption details summary body html'.split(
    ' ',
  ),
);
const HEADING = /^h[1-6]$/;

export type HtmlOptions = {
  /** E-mails: what is quoted gets `>` before each line, as in mails without HTML. */
  markQuotes?: boolean;
};

/** The words of an HTML text with its headings, lists, tables and notes. Never throws: browsers show anything, too. */
export function readHtmlText(html: string, { markQuotes = false }: HtmlOptions = {}): ReturnType<PaperBlocks['done']> {
  const blocks = new PaperBlocks();
  const skipped: string[] = [];
  let pre = 0;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (skipped.length > 0 || SKIPPED.has(name) || isHidden(attributes) || isBackLink(name, attributes)) {
        if (!VOID.has(name)) skipped.push(name);
        return;
      }
      if (name === 'pre') pre++;
      openTag(name, { blocks, attributes, markQuotes });
    },
    ontext(text) {
      if (skipped.length > 0) return;
      const lines = pre > 0 ? text.split(/\r\n|\r|\n/) : [text];
      for (const [index, line] of lines.entries()) {
        if (index > 0) blocks.lineBreak();
        blocks.words(line);
      }
    },
    onclosetag(name) {
      if (skipped.length > 0) {
        if (!VOID.has(name)) skipped.pop();
        return;
      }
      if (name === 'pre') pre--;
      closeTag(name, { blocks, attributes: {}, markQuotes });
    },
  });
  parser.write(html);
  parser.end();
  return blocks.done();
}

const VOID = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

type Attributes = { [name: string]: string };

function isHidden({ hidden, style = '' }: Attributes): boolean {
  return hidden !== undefined || /display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all/i.test(style);
}

/** From a note back to its place in the text. */
function isBackLink(name: string, { href = '' }: Attributes): boolean {
  return name === 'a' && /^#(?:foot|end)note-ref-/.test(href);
}

type Tag = { blocks: PaperBlocks; attributes: Attributes; markQuotes: boolean };
type OnTag = (tag: Tag) => void;

const openUnordered: OnTag = ({ blocks }) => blocks.openList(false);
const openCell: OnTag = ({ blocks }) => blocks.openCell();

const OPENING: { readonly [tag: string]: OnTag | undefined } = {
  br: ({ blocks }) => blocks.lineBreak(),
  ul: openUnordered,
  menu: openUnordered,
  ol: ({ blocks, attributes }) => blocks.openList(true, Number.parseInt(attributes.start ?? '1', 10) || 1),
  li: ({ blocks, attributes }) => blocks.openItem(isNote(attributes) ? noteLabel : undefined),
  table: ({ blocks }) => blocks.openTable(),
  tr: ({ blocks }) => blocks.openRow(),
  td: openCell,
  th: openCell,
  blockquote: ({ blocks, markQuotes }) => (markQuotes ? blocks.openQuote() : blocks.endBlock()),
};

function openTag(name: string, tag: Tag): void {
  const open = OPENING[name];
  if (open) open(tag);
  else if (HEADING.test(name)) tag.blocks.openHeading(Number(name[1]));
  else if (BLOCKS.has(name)) tag.blocks.endBlock();
}

function isNote({ id = '' }: Attributes): boolean {
  return /^(?:foot|end)note-/.test(id);
}

function noteLabel(number: number): string {
  return `[${number}]`;
}

const closeList: OnTag = ({ blocks }) => blocks.closeList();
const closeCell: OnTag = ({ blocks }) => blocks.closeCell();

const CLOSING: { readonly [tag: string]: OnTag | undefined } = {
  ul: closeList,
  menu: closeList,
  ol: closeList,
  li: ({ blocks }) => blocks.closeItem(),
  table: ({ blocks }) => blocks.closeTable(),
  td: closeCell,
  th: closeCell,
  blockquote: ({ blocks, markQuotes }) => (markQuotes ? blocks.closeQuote() : blocks.endBlock()),
};

function closeTag(name: string, tag: Tag): void {
  const close = CLOSING[name];
  if (close) close(tag);
  else if (HEADING.test(name)) tag.blocks.closeHeading();
  else if (BLOCKS.has(name)) tag.blocks.endBlock();
}

/** Reads an HTML file. Its character set is its mark's, else the one it names, else the one its bytes show. */
export function readHtml({ name, bytes }: PaperBytes): PaperText {
  const html = decodeHtml(name, bytes);
  const { text, title } = readHtmlText(html);
  if (text.length > PAPER_CHARACTERS_MAX)
    refusePaper(name, `has more than ${PAPER_CHARACTERS_MAX} characters`, 'Split it, or give only what answers.');
  return hasLetter(text) ? unpaged(text, title) : withoutText(name, 'has no text that a browser would show');
}

function decodeHtml(name: string, bytes: Buffer): string {
  const named = /<meta[^>]{0,200}charset\s*=\s*["']?([\w:-]+)/i.exec(bytes.subarray(0, 4096).toString('latin1'))?.[1];
  const decoded = decodeText(bytes, named);
  return decoded ?? refusePaper(name, 'is no text in any known character set', 'Save it as UTF-8.');
}
