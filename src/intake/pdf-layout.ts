import type { Stretch } from './paper-text.ts';
import { type Gutter, gutterOf, inColumns, type Piece, sideOf } from './pdf-columns.ts';

/**
 * From pieces of text with their places on pages to text that reads as people read it: lines in the order in which the
 * document draws them (which is how programs write columns, too), a blank line between paragraphs, and without what only
 * runs along: headers, footers and page numbers.
 */

export type Line = { text: string; x: number; y: number; height: number };

/** The text of a document: line breaks inside paragraphs are those of the page, so that hyphenation can be undone later. */
export type PagedText = { text: string; pageStarts: number[]; title: Stretch | null };

/** Pieces belong to one line where they stand on one height, give or take a superscript. */
const SAME_LINE = 0.6;

export function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: OpenLine[] = [];
  const gutter = gutterOf(pieces);
  let isOpen = false;
  for (const piece of pieces) {
    const line = isOpen ? lines.at(-1) : undefined;
    const isBlank = piece.text.trim() === '';
    if (line && (isBlank || (standsOn(line, piece) && !isAcross(gutter, line, piece)))) append(line, piece, isBlank);
    else if (!isBlank)
      lines.push({ text: piece.text, x: piece.x, y: piece.y, height: piece.height, right: piece.x + piece.width });
    isOpen = !piece.endsLine && (isOpen || !isBlank);
  }
  return (gutter ? inColumns(lines, gutter) : lines)
    .map(({ text, x, y, height }) => ({ text: tidy(text), x, y, height }))
    .filter(({ text }) => text !== '');
}

/** Whether a piece stands in the other column: on one height with the line, and no part of it. */
function isAcross(gutter: Gutter | null, line: OpenLine, piece: Piece): boolean {
  if (!gutter) return false;
  return sideOf(gutter, line.x, line.right) === 'left' && sideOf(gutter, piece.x, piece.x + piece.width) === 'right';
}

type OpenLine = Line & { right: number };

function standsOn(line: OpenLine, piece: Piece): boolean {
  return Math.abs(line.y - piece.y) <= SAME_LINE * Math.max(line.height, piece.height);
}

/** A gap as wide as a blank is one, whether or not it was drawn. */
const GAP = 0.25;

function append(line: OpenLine, piece: Piece, isBlank: boolean): void {
  const gap = piece.x - line.right;
  const needsBlank = !isBlank && gap > GAP * line.height && !/\s$/.test(line.text) && !/^\s/.test(piece.text);
  line.text += (needsBlank ? ' ' : '') + piece.text;
  if (isBlank) return; // a blank may be as wide as the gap between two columns
  line.right = Math.max(line.right, piece.x + piece.width);
  line.height = Math.max(line.height, piece.height);
}

/** What a store cannot keep goes; runs of blanks, which only placed words on the page, become one. */
function tidy(text: string): string {
  return text
    .toWellFormed()
    .replace(/\u0000/g, '')
    .replace(/[ \t\u00a0\u2000-\u200a\u202f]+/g, ' ')
    .trim();
}

/** So many lines at the top and at the bottom of a page may run along. */
const EDGE_LINES = 8;
const RUNNING_SHARE = 0.4;
const RUNNING_PAGES_MIN = 3;
const SAME_PLACE = 6;

/**
 * The pages without what runs along: from the edge inwards, lines that come back on many pages in the same place, until
 * one does not. Numbers in them may differ: that is what page numbers do.
 */
export function withoutRunningLines(all: readonly (readonly Line[])[]): Line[][] {
  const pages = all.map((lines) => lines.filter(({ text }) => !REGISTER_STAMP.test(text)));
  if (pages.length < 2) return pages;
  const places = countPlaces(pages);
  const needed = Math.max(Math.min(RUNNING_PAGES_MIN, pages.length), pages.length * RUNNING_SHARE);
  const runs = (line: Line) =>
    isPageNumber(line.text) ||
    (places.get(runningKey(line)) ?? []).some((place) => isAt(place, line) && place.pages >= needed);
  return pages.map((lines) => {
    const running = new Set(
      edgesOf(lines).flatMap((edge) =>
        edge.slice(
          0,
          firstIndex(edge, (line) => !runs(line)),
        ),
      ),
    );
    return lines.filter((line) => !running.has(line));
  });
}

/** What the Commission's register prints on papers that come in: not the words of who wrote them. */
const REGISTER_STAMP = /^Ref\. Ares\(\d{4}\)\d+ - \d{2}\/\d{2}\/\d{4}$/;

type Place = { y: number; pages: number };

function isAt(place: Place, line: Line): boolean {
  return Math.abs(place.y - line.y) <= SAME_PLACE;
}

/** On how many pages each text stands at an edge, by where it stands. */
function countPlaces(pages: readonly (readonly Line[])[]): Map<string, Place[]> {
  const places = new Map<string, Place[]>();
  for (const line of pages.flatMap((lines) => [...new Set(edgesOf(lines).flat())])) {
    const known = places.get(runningKey(line)) ?? [];
    const same = known.find((place) => isAt(place, line));
    if (same) same.pages++;
    else places.set(runningKey(line), [...known, { y: line.y, pages: 1 }]);
  }
  return places;
}

/** The lines at the top and at the bottom of a page, the outermost first, wherever in the document they were drawn. */
function edgesOf(lines: readonly Line[]): [Line[], Line[]] {
  const fromTop = [...lines].sort((a, b) => b.y - a.y);
  return [fromTop.slice(0, EDGE_LINES), fromTop.toReversed().slice(0, EDGE_LINES)];
}

function firstIndex<Item>(items: readonly Item[], fulfils: (item: Item) => boolean): number {
  const index = items.findIndex(fulfils);
  return index < 0 ? items.length : index;
}

function runningKey(line: Line): string {
  return line.text.replace(/\d+/g, '#').replace(/\s+/g, ' ').toLowerCase();
}

const PAGE_WORDS =
  'page|p|seite|s|pagina|pág|página|strona|str|stránka|strana|stran|stranica|sida|side|sivu|oldal|lk|lpp|psl|puslapis|paġna|leathanach|σελίδα|σελ|страница|стр';
const OF_WORDS = 'of|von|de|sur|di|van|z|av|af|ze|din|od|no|iš|από|от|as';
const PAGE_NUMBER = new RegExp(
  `^[-–—|(\\s]*(?:(?:${PAGE_WORDS})\\.?\\s*)?\\d{1,4}(?:\\s*(?:/|${OF_WORDS})\\s*\\d{1,4})?[-–—|)\\s]*$`,
  'iu',
);

/** A number alone, or one that says so: `- 3 -`, `3 / 10`, `Page 3 of 10`, `Seite 3 von 19`. */
function isPageNumber(text: string): boolean {
  return PAGE_NUMBER.test(text);
}

/** Joins pages to one text with a blank line between paragraphs; a paragraph may go on over the end of a page. */
export function joinPages(pages: readonly (readonly Line[])[]): PagedText {
  const pageStarts: number[] = [];
  let text = '';
  const title: Stretch[] = [];
  const titleLines = titleOf(pages);
  for (const lines of pages) {
    const spacing = usualSpacing(lines);
    let before: Line | null = null;
    if (lines.length === 0) pageStarts.push(text.length);
    for (const line of lines) {
      if (text !== '')
        text += (before ? startsParagraph(before, line, spacing) : startsAfterPage(text, line)) ? '\n\n' : '\n';
      if (!before) pageStarts.push(text.length);
      if (titleLines.has(line)) title.push({ start: text.length, end: text.length + line.text.length });
      text += line.text;
      before = line;
    }
  }
  const [first, last] = [title[0], title.at(-1)];
  return { text, pageStarts, title: first && last ? { start: first.start, end: last.end } : null };
}

/** A title is set so much larger than the text, on at most so many lines, and is neither a word nor a paragraph. */
const TITLE_SIZE = 1.2;
const TITLE_LINES_MAX = 5;
const TITLE_WORDS_MIN = 2;
const TITLE_CHARACTERS_MAX = 250;

/** The lines of the title: what is set largest on the first page with words, in one piece. */
function titleOf(pages: readonly (readonly Line[])[]): Set<Line> {
  const all = pages.flat();
  const first = pages.find((lines) => lines.length > 0) ?? [];
  const usual = usualHeight(all);
  const largest = Math.max(0, ...first.map(({ height }) => height));
  const isLarge = ({ height }: Line) => height >= usual * TITLE_SIZE && height >= largest * 0.97;
  const start = first.findIndex(isLarge);
  if (start < 0) return new Set();
  const lines = first.slice(start, start + firstIndex(first.slice(start), (line) => !isLarge(line)));
  const words = lines.map(({ text }) => text).join(' ');
  const isTitle =
    lines.length <= TITLE_LINES_MAX &&
    words.length <= TITLE_CHARACTERS_MAX &&
    (words.match(/\p{L}{2,}/gu)?.length ?? 0) >= TITLE_WORDS_MIN;
  return new Set(isTitle ? lines : []);
}

/** The height in which most characters are set. */
function usualHeight(lines: readonly Line[]): number {
  const characters = new Map<number, number>();
  for (const { height, text } of lines) {
    const rounded = Math.round(height * 2) / 2;
    characters.set(rounded, (characters.get(rounded) ?? 0) + text.length);
  }
  return [...characters].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}

function startsAfterPage(text: string, line: Line): boolean {
  return /[.!?:;…»”"]\s*$/.test(text) || !/^\p{Ll}/u.test(line.text);
}

/** The usual distance between two lines of a page, relative to their height. */
function usualSpacing(lines: readonly Line[]): number {
  const gaps = lines
    .slice(1)
    .map((line, index) => (lines[index]!.y - line.y) / Math.max(1, line.height))
    .filter((gap) => gap > 0.5 && gap < 4)
    .sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? 1.2;
}

const WIDER_GAP = 1.3;
const OTHER_SIZE = 1.15;

function startsParagraph(before: Line, line: Line, spacing: number): boolean {
  const gap = (before.y - line.y) / Math.max(1, line.height);
  const [small, large] = [Math.min(before.height, line.height), Math.max(before.height, line.height)];
  return gap < 0 || gap > spacing * WIDER_GAP || large > small * OTHER_SIZE;
}
