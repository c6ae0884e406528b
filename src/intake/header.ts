import type { CsvRecord } from './csv.ts';
import { readDay } from './day.ts';

/** The header of a table, and where its replies start. */
export type Header = { names: string[]; row: number | null; firstRow: number; remarks: string[] };

/** A title or a date above the header is looked for in so many rows. */
const ABOVE_MAX = 20;

/**
 * Finds the header in the first records of a table: the first row, or the first full one where titles stand above it.
 * A first row that is made like the replies below it is a reply, and columns are counted instead.
 * @returns null where no record has anything in it
 */
export function findHeader(start: readonly CsvRecord[]): Header | null {
  const rows = start.filter((record) => 'cells' in record);
  const index = headerIndex(rows.map(({ cells }) => cells));
  const found = rows[index];
  if (!found) return null;
  const below = rows.slice(index + 1).map(({ cells }) => cells);
  if (looksLikeReply(found.cells, below)) {
    const width = Math.max(...[found.cells, ...below].map(filledWidth));
    const names = Array.from({ length: width }, (_, column) => `Column ${column + 1}`);
    return {
      names,
      row: null,
      firstRow: found.row,
      remarks: ['The first row is made like the rows below it: it was read as a reply, and the columns are numbered.'],
    };
  }
  const names = found.cells.map((name) => name.replace(/^\ufeff/, ''));
  const remarks = index === 0 ? [] : [`The header was found in row ${found.row}; what stands above it was left out.`];
  return { names, row: found.row, firstRow: found.row + 1, remarks };
}

/** Rows above the header have one or two filled cells where the table below is wide. */
function headerIndex(rows: readonly string[][]): number {
  const widest = Math.max(0, ...rows.slice(0, ABOVE_MAX * 2).map(filledCells));
  const above = widest >= 5 ? 2 : widest >= 3 ? 1 : 0;
  const index = rows.slice(0, ABOVE_MAX).findIndex((cells) => filledCells(cells) > above);
  return index < 0 ? 0 : index;
}

function filledCells(cells: readonly string[]): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

function filledWidth(cells: readonly string[]): number {
  return cells.findLastIndex((cell) => cell.trim() !== '') + 1;
}

/** Column by column: does the first cell speak for a header, for a reply, or for neither? */
function looksLikeReply(first: readonly string[], below: readonly string[][]): boolean {
  const votes = first.map((cell, column) =>
    voteOf(
      cell.trim(),
      below.map((cells) => (cells[column] ?? '').trim()).filter((value) => value !== ''),
    ),
  );
  return votes.includes('reply') && !votes.includes('header');
}

const FEW_ROWS = 3;
const LONG_TEXT_WORDS = 12;

function voteOf(cell: string, values: readonly string[]): 'header' | 'reply' | null {
  if (values.length < FEW_ROWS || cell === '') return null;
  const made = shapeOf(cell);
  const most = values.filter((value) => shapeOf(value) === made).length / values.length;
  if (made === 'number') return most > 0.8 && isAmong(Number(cell), values.map(Number)) ? 'reply' : 'header';
  if (made !== 'text') return most > 0.8 ? 'reply' : 'header';
  if (most < 0.2) return 'header';
  const distinct = new Set(values);
  if (distinct.size <= values.length / 3) return distinct.has(cell) ? 'reply' : 'header';
  return cell.split(/\s+/).length >= LONG_TEXT_WORDS && !/[?:]$/.test(cell) ? 'reply' : null;
}

type Shape = 'number' | 'date' | 'url' | 'email' | 'text';

function shapeOf(value: string): Shape {
  if (/^-?\d+(?:[.,]\d+)?$/.test(value)) return 'number';
  if (/^https?:\/\/\S+$/i.test(value)) return 'url';
  if (/^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i.test(value)) return 'email';
  return readDay(value) ? 'date' : 'text';
}

/** A number is a reply's where the column goes on from it or comes back to it; headers such as 1, 2, 3 above zeros and ones are not. */
function isAmong(number: number, values: readonly number[]): boolean {
  const sorted = [...values].sort((a, b) => a - b);
  return values.includes(number) || number === sorted[0]! - 1;
}
