import type { Stretch } from './paper-text.ts';

type Kind = 'paragraph' | 'heading' | 'item' | 'row';
/** Items of one list and rows of one table are of one group. */
type Block = { kind: Kind; text: string; level: number; group: number };

/** Stands for the start of a page inside words; it is no character of any text. */
const PAGE_MARK = '\ufdd1';
/** Deeper lists and quotes are not told apart. */
const DEPTH_MAX = 12;
/** What a paper is called stands among its first blocks. */
const TITLE_BLOCKS = 12;

/**
 * Puts the words of a structured document (DOCX, ODT, RTF, HTML) together as they are read: paragraphs and headings with
 * a blank line between them, items of a list and rows of a table a line each, notes at the end under their marks. Readers
 * tell it what opens and closes, in the order of the document; what was never closed is closed at the end.
 */
export class PaperBlocks {
  readonly #blocks: Block[] = [];
  readonly #notes: Block[] = [];
  readonly #lists: { ordered: boolean; next: number }[] = [];
  readonly #tables: { rows: Block[][][] }[] = [];
  /** Where blocks go: the document, or the cells and notes that are open. */
  readonly #targets: Block[][] = [this.#blocks];
  #words = '';
  #heading = 0;
  #marker: string | null = null;
  #quotes = 0;
  #pages = 0;
  #group = 0;

  /** Words as they follow each other; runs of white space are one blank. */
  words(text: string): void {
    this.#words += text
      .toWellFormed()
      .replace(/[\u0000\ufdd1]/g, '')
      .replace(/[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f]+/g, ' ');
  }

  lineBreak(): void {
    this.#words = `${this.#words.trimEnd()}\n`;
  }

  pageBreak(): void {
    this.#words += PAGE_MARK;
    this.#pages++;
  }

  /** Ends the open paragraph or heading, if it has words. */
  endBlock(): void {
    const text = tidy(this.#words);
    this.#words = '';
    if (text.replaceAll(PAGE_MARK, '') === '') {
      this.#words = text; // the start of a page waits for its first words
      return;
    }
    const marker = this.#marker;
    this.#marker = null;
    const level = this.#heading;
    const kind = level > 0 ? 'heading' : marker === null ? 'paragraph' : 'item';
    this.#put({ kind, level, group: this.#group, text: this.#quoted((marker ?? '') + text) });
  }

  openHeading(level: number): void {
    this.endBlock();
    this.#heading = Math.max(1, level);
  }

  /** Says that the block that is open is a heading, whatever words it has already. */
  continueHeading(level: number): void {
    this.#heading = level;
  }

  closeHeading(): void {
    this.endBlock();
    this.#heading = 0;
  }

  openList(ordered: boolean, first = 1): void {
    this.endBlock();
    this.#lists.push({ ordered, next: first });
  }

  closeList(): void {
    this.endBlock();
    this.#lists.pop();
    this.#marker = null;
    if (this.#lists.length === 0) this.#group++;
  }

  /** @param label what stands before the item, by its number; else the number itself or a hyphen, as the list is */
  openItem(label?: (number: number) => string): void {
    this.endBlock();
    const list = this.#lists.at(-1);
    const indent = '  '.repeat(Math.min(DEPTH_MAX, Math.max(0, this.#lists.length - 1)));
    const number = list ? list.next++ : 1;
    const own = list?.ordered ? `${number}.` : '-';
    this.#marker = `${indent}${label?.(number) ?? own} `;
  }

  closeItem(): void {
    this.endBlock();
    this.#marker = null;
  }

  openQuote(): void {
    this.endBlock();
    this.#quotes++;
  }

  closeQuote(): void {
    this.endBlock();
    this.#quotes = Math.max(0, this.#quotes - 1);
  }

  openTable(): void {
    this.endBlock();
    this.#tables.push({ rows: [] });
  }

  openRow(): void {
    this.endBlock();
    this.#tables.at(-1)?.rows.push([]);
  }

  openCell(): void {
    this.endBlock();
    const row = this.#tables.at(-1)?.rows.at(-1);
    if (!row) return;
    const cell: Block[] = [];
    row.push(cell);
    this.#targets.push(cell);
  }

  closeCell(): void {
    this.endBlock();
    if (this.#tables.at(-1)?.rows.at(-1)?.includes(this.#target())) this.#targets.pop();
  }

  closeTable(): void {
    this.endBlock();
    const table = this.#tables.pop();
    if (!table) return;
    const cells = new Set(table.rows.flat());
    while (this.#targets.length > 1 && cells.has(this.#target())) this.#targets.pop();
    const group = ++this.#group;
    for (const row of table.rows) for (const block of blocksOfRow(row, group)) this.#put(block);
    this.#group++;
  }

  /** Words of a foot- or endnote: its mark stands in the text, the note at the end. */
  openNote(label: string): void {
    const open = { words: this.#words, heading: this.#heading, marker: this.#marker };
    this.#words = '';
    this.#heading = 0;
    this.#marker = `[${label}] `;
    this.#targets.push(this.#notes);
    this.#open.push({ ...open, words: `${open.words.trimEnd()}[${label}]` });
  }

  closeNote(): void {
    const open = this.#open.pop();
    if (!open) return;
    this.endBlock();
    if (this.#target() === this.#notes) this.#targets.pop();
    this.#words = open.words;
    this.#heading = open.heading;
    this.#marker = open.marker;
  }

  readonly #open: { words: string; heading: number; marker: string | null }[] = [];

  /** The whole text, where its pages start (empty where no break was told), and the heading that it is called by. */
  done(): { text: string; pageStarts: number[]; title: Stretch | null } {
    while (this.#open.length > 0) this.closeNote();
    while (this.#tables.length > 0) this.closeTable();
    this.endBlock();
    const all = [...this.#blocks, ...this.#notes];
    const { text, starts, pageStarts } = join(all);
    const first = all.slice(0, TITLE_BLOCKS).findIndex(({ kind, level }) => kind === 'heading' && level === 1);
    const title = first < 0 ? null : { start: starts[first]!, end: starts[first]! + plain(all[first]!.text).length };
    return { text, pageStarts: this.#pages > 0 ? [0, ...pageStarts] : [], title };
  }

  #target(): Block[] {
    return this.#targets.at(-1)!; // the document is never popped
  }

  #put(block: Block): void {
    this.#target().push(block);
  }

  #quoted(text: string): string {
    if (this.#quotes === 0) return text;
    const mark = `${'>'.repeat(Math.min(DEPTH_MAX, this.#quotes))} `;
    return mark + text.replaceAll('\n', `\n${mark}`);
  }
}

function tidy(words: string): string {
  return words
    .replace(/ *\n */g, '\n')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** A row of short cells is a line; cells that hold paragraphs were put side by side only for the eye. */
function blocksOfRow(row: readonly Block[][], group: number): Block[] {
  const filled = row.filter((cell) => cell.length > 0);
  if (filled.length <= 1 || filled.some((cell) => cell.length > 1)) return filled.flat();
  const text = filled.map(([block]) => block!.text.replaceAll('\n', ' ')).join(' | ');
  return [{ kind: 'row', level: 0, group, text }];
}

function plain(text: string): string {
  return text.replaceAll(PAGE_MARK, '');
}

function join(blocks: readonly Block[]): { text: string; starts: number[]; pageStarts: number[] } {
  const starts: number[] = [];
  const pageStarts: number[] = [];
  let text = '';
  let before: Block | null = null;
  for (const block of blocks) {
    const { kind, group } = block;
    const isSameGroup = kind === before?.kind && group === before.group && (kind === 'item' || kind === 'row');
    if (before !== null) text += isSameGroup ? '\n' : '\n\n';
    starts.push(text.length);
    for (const [index, part] of block.text.split(PAGE_MARK).entries()) {
      if (index > 0) pageStarts.push(text.length);
      text += part;
    }
    before = block;
  }
  return { text, starts, pageStarts };
}
