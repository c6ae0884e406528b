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
