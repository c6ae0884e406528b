/**
 * From pieces of text with their places on pages to text that reads as people read it: lines in the order in which the
 * document draws them (which is how programs write columns, too), a blank line between paragraphs, and without what only
 * runs along: headers, footers and page numbers.
 */

/** A piece of text as pdf.js yields it; y grows upwards. */
export type Piece = { text: string; x: number; y: number; width: number; height: number; endsLine: boolean };

export type Line = { text: string; x: number; y: number; height: number };

/** The text of a document: line breaks inside paragraphs are those of the page, so that hyphenation can be undone later. */
export type PagedText = { text: string; pageStarts: number[] };

/** Pieces belong to one line where they stand on one height, give or take a superscript. */
const SAME_LINE = 0.6;

export function linesOf(pieces: readonly Piece[]): Line[] {
  const lines: OpenLine[] = [];
  let isOpen = false;
  for (const piece of pieces) {
    const line = isOpen ? lines.at(-1) : undefined;
    const isBlank = piece.text.trim() === '';
    if (line && (isBlank || standsOn(line, piece))) append(line, piece, isBlank);
    else if (!isBlank)
      lines.push({ text: piece.text, x: piece.x, y: piece.y, height: piece.height, right: piece.x + piece.width });
    isOpen = !piece.endsLine && (isOpen || !isBlank);
  }
  return lines.map(({ text, x, y, height }) => ({ text: tidy(text), x, y, height })).filter(({ text }) => text !== '');
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
  line.right = Math.max(line.right, piece.x + piece.width);
  if (!isBlank) line.height = Math.max(line.height, piece.height);
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
  for (const lines of pages) {
    const spacing = usualSpacing(lines);
    let before: Line | null = null;
    if (lines.length === 0) pageStarts.push(text.length);
    for (const line of lines) {
      if (text !== '')
        text += (before ? startsParagraph(before, line, spacing) : startsAfterPage(text, line)) ? '\n\n' : '\n';
      if (!before) pageStarts.push(text.length);
      text += line.text;
      before = line;
    }
  }
  return { text, pageStarts };
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
