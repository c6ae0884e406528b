import { percentage } from './figure.ts';

/**
 * Bars as SVG text: the same input gives the same bytes. Colours are the page's own (`currentColor` and classes), so a
 * chart holds in dark and in forced colours and in print.
 */

/** What a bar shows: a count, and of how many, where it is a part of something. */
export type BarCount = { value: number; of: number | null };

/**
 * How long each bar is, in percent of the longest. Bars that are parts of different wholes are compared by their shares;
 * where a whole is too small to speak of shares the bar has no length (null).
 */
export function barLengths(bars: readonly BarCount[]): (number | null)[] {
  const sameWhole = new Set(bars.map((bar) => bar.of)).size <= 1;
  const sizes = bars.map(({ value, of }) => (sameWhole || of === null ? value : percentage(value, of)));
  const longest = Math.max(...sizes.map((size) => size ?? 0));
  return sizes.map((size) => (size === null ? null : longest === 0 ? 0 : round((size / longest) * 100)));
}

/** Two decimals, so that no machine's last digits show. */
function round(number: number): number {
  return Math.round(number * 100) / 100;
}

/**
 * One bar for a row of a table: as wide as its cell, as high as a line of text. The number beside it says the same, so it
 * is hidden from those who listen.
 * @param length percent of the cell, or null for none
 */
export function barSvg(length: number | null): string {
  const bar = length === null ? '' : `<rect class="bar-value" width="${length}%" height="100%" fill="currentColor"/>`;
  return `<svg class="bar" width="100%" height="1em" aria-hidden="true" focusable="false">${bar}</svg>`;
}

/** A bar of a whole chart: what it is called and what is written at its end, both ready for the reader. */
export type ChartBar = BarCount & { label: string; text: string };
/** `title` names the chart, `description` is the sentence that says what it shows; `id` is its own on the page. */
export type Chart = { id: string; title: string; description: string; bars: readonly ChartBar[] };

const WIDTH = 640;
const LABEL_WIDTH = 232;
const BAR_WIDTH = 232;
const LINE = 18;
const GAP = 8;
const CHARACTERS_PER_LINE = 32;

/** A whole chart as one drawing, for documents that cannot hold a table of bars; the table still belongs beside it. */
export function barsSvg({ id, title, description, bars }: Chart): string {
  const lengths = barLengths(bars);
  let y = 0;
  const rows = bars.map((bar, i) => {
    const lines = wrap(bar.label, CHARACTERS_PER_LINE);
    const row = barRow({ lines, text: bar.text, length: lengths[i] ?? 0, y });
    y += lines.length * LINE + GAP;
    return row;
  });
  const height = Math.max(y - GAP, LINE);
  return [
    `<svg class="bars" xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${escapeXml(id)}-title ${escapeXml(id)}-desc"`,
    ` viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-size="14" fill="currentColor">`,
    `<title id="${escapeXml(id)}-title">${escapeXml(title)}</title>`,
    `<desc id="${escapeXml(id)}-desc">${escapeXml(description)}</desc>`,
    ...rows,
    '</svg>',
  ].join('');
}

function barRow({ lines, text, length, y }: { lines: string[]; text: string; length: number; y: number }): string {
  const width = round((length / 100) * BAR_WIDTH);
  const middle = y + (lines.length * LINE) / 2;
  const label = lines.map((line, i) => `<tspan x="${LABEL_WIDTH}" y="${y + i * LINE + 13}">${escapeXml(line)}</tspan>`);
  return [
    `<text class="bar-label" text-anchor="end">${label.join('')}</text>`,
    `<rect class="bar-value" x="${LABEL_WIDTH + GAP}" y="${middle - 7}" width="${width}" height="14"/>`,
    `<text class="bar-text" x="${LABEL_WIDTH + GAP + width + 6}" y="${middle + 4}">${escapeXml(text)}</text>`,
  ].join('');
}

/** Breaks a label into lines at blanks; a word that is longer than a line is broken inside. */
function wrap(label: string, characters: number): string[] {
  const lines: string[] = [''];
  for (const word of label.split(/\s+/).flatMap((word) => chunks(word, characters))) {
    const line = lines.at(-1)!;
    if (line === '') lines[lines.length - 1] = word;
    else if ([...line].length + 1 + [...word].length <= characters) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function chunks(word: string, characters: number): string[] {
  const points = [...word];
  const count = Math.max(1, Math.ceil(points.length / characters));
  return Array.from({ length: count }, (_, i) => points.slice(i * characters, (i + 1) * characters).join(''));
}

const ENTITIES: { [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}
