/** A piece of text as pdf.js yields it; y grows upwards. */
export type Piece = { text: string; x: number; y: number; width: number; height: number; endsLine: boolean };

/** White space from top to bottom between two columns of running text. */
export type Gutter = { left: number; right: number };

/** So many rows have words on both sides, and they are at least this share of all rows. */
const ROWS_MIN = 8;
const ROWS_SHARE = 0.5;
/** Headings and figures may stand across the gutter in so many rows. */
const CROSSING_SHARE = 0.25;
/** A gutter is at least so wide, in heights of a line. */
const WIDTH_MIN = 0.7;
/** Running text fills its column; the cells of a table do not. */
const FILLED_SHARE = 0.65;
const MIDDLE = [0.3, 0.7] as const;

type Row = { y: number; pieces: Piece[] };

/**
 * The gutter of a page that is set in two columns; null where there is none. A table has one, too, but its cells do not
 * fill their columns: it is read row by row.
 */
export function gutterOf(pieces: readonly Piece[]): Gutter | null {
  const words = pieces.filter(({ text }) => text.trim() !== '');
  const rows = rowsOf(words);
  if (rows.length < ROWS_MIN) return null;
  const from = Math.min(...words.map(({ x }) => x));
  const to = Math.max(...words.map(({ x, width }) => x + width));
  const gutter = widestGap(rows, from + (to - from) * MIDDLE[0], from + (to - from) * MIDDLE[1]);
  const height = middle(words.map((piece) => piece.height));
  if (!gutter || gutter.right - gutter.left < height * WIDTH_MIN) return null;
  const sides = rows.map(({ pieces }) => ({
    left: pieces.filter(({ x, width }) => sideOf(gutter, x, x + width) === 'left'),
    right: pieces.filter(({ x, width }) => sideOf(gutter, x, x + width) === 'right'),
  }));
  const both = sides.filter(({ left, right }) => left.length > 0 && right.length > 0);
  if (both.length < ROWS_MIN || both.length < rows.length * ROWS_SHARE) return null;
  const isFull = (side: 'left' | 'right', width: number) =>
    middle(sides.filter((row) => row[side].length > 0).map((row) => spread(row[side]))) >= width * FILLED_SHARE;
  return isFull('left', gutter.left - from) && isFull('right', to - gutter.right) ? gutter : null;
}

/** Pieces by the height at which they stand. */
function rowsOf(words: readonly Piece[]): Row[] {
  const rows: Row[] = [];
  for (const piece of [...words].sort((a, b) => b.y - a.y || a.x - b.x)) {
    const row = rows.at(-1);
    if (row && row.y - piece.y < piece.height * 0.4) row.pieces.push(piece);
    else rows.push({ y: piece.y, pieces: [piece] });
  }
  return rows;
}

function spread(pieces: readonly Piece[]): number {
  return Math.max(...pieces.map(({ x, width }) => x + width)) - Math.min(...pieces.map(({ x }) => x));
}

function middle(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}

/** Of the places that few rows cross, the widest. Places are whole points. */
function widestGap(rows: readonly Row[], from: number, to: number): Gutter | null {
  const crossed = new Uint32Array(Math.max(1, Math.ceil(to - from)));
  for (const { pieces } of rows) {
    const here = new Set(
      pieces.flatMap(({ x, width }) => {
        const [first, last] = [
          Math.max(0, Math.floor(x - from)),
          Math.min(crossed.length - 1, Math.floor(x + width - from)),
        ];
        return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
      }),
    );
    for (const place of here) crossed[place]!++;
  }
  let best: Gutter | null = null;
  for (let at = 0; at < crossed.length; at++) {
    const start = at;
    while (at < crossed.length && crossed[at]! <= rows.length * CROSSING_SHARE) at++;
    if (at - start > (best ? best.right - best.left : 0)) best = { left: from + start, right: from + at };
  }
  return best;
}

/** On which side of the gutter's middle something stands; `across` where it stands on both. */
export function sideOf(gutter: Gutter, x: number, right: number): 'left' | 'right' | 'across' {
  const middle = (gutter.left + gutter.right) / 2;
  if (right <= middle) return 'left';
  return x >= middle ? 'right' : 'across';
}

/** A document may draw its columns by turns so often, with pictures and headings in between, and mean them one by one. */
const TURNS_MAX = 8;

/**
 * Lines of a page in two columns as they are read. Most programs draw one column after the other: then nothing changes.
 * Where lines were drawn from left to right across both, they are sorted: between what stands across, first the left
 * column, then the right one.
 */
export function inColumns<Line extends { x: number; right: number; y: number }>(
  lines: readonly Line[],
  gutter: Gutter,
): Line[] {
  const sides = lines.map(({ x, right }) => sideOf(gutter, x, right));
  const beside = sides.filter((side) => side !== 'across');
  const turns = beside.filter((side, index) => index > 0 && side !== beside[index - 1]).length;
  if (turns <= TURNS_MAX) return [...lines];
  const across = lines.filter((_, index) => sides[index] === 'across').map(({ y }) => y);
  const bandOf = ({ y }: Line) => across.filter((other) => other > y).length;
  const order = { across: 0, left: 1, right: 2 };
  return lines
    .map((line, index) => ({
      line,
      side: order[sides[index]!],
      band: bandOf(line) * 2 + (sides[index] === 'across' ? 1 : 0),
    }))
    .sort((a, b) => a.band - b.band || a.side - b.side || b.line.y - a.line.y)
    .map(({ line }) => line);
}
