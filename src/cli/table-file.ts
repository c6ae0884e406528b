import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { DomainError } from '../core/error.ts';
import type { Refusal } from '../core/refusal.ts';
import { openCsvSource } from '../intake/csv-source.ts';
import { EMPTY_ROW, isRow, openTable, type Table } from '../intake/table.ts';
import type { Terminal } from './verb.ts';

/** A whole table in memory, cells as they stand in the file. */
export type TableFile = {
  name: string;
  headers: string[];
  rows: string[][];
  /** Per row its number in the file, as a spreadsheet counts. */
  rowNumbers: number[];
  refusals: Refusal[];
};

/**
 * Reads a table of any format that intake knows. A row that cannot be read keeps its place with empty cells, so that what
 * is written has a row for each row that was read; only a blank line between rows is none.
 * @throws DomainError unreadable
 */
export async function readTable(path: string): Promise<TableFile> {
  const table = await openTable(path);
  const records = (await Array.fromAsync(table.batches())).flat();
  const refusals = records.filter((record): record is Refusal => !isRow(record));
  const blank = refusals.some(({ reason }) => reason === EMPTY_ROW) ? await blankLines(table) : new Set<number>();
  const kept = records.filter(({ row }) => !blank.has(row!));
  return {
    name: basename(path),
    headers: table.headers,
    rows: kept.map((record) => (isRow(record) ? record.cells : table.headers.map(() => ''))),
    rowNumbers: kept.map(({ row }) => row!),
    refusals,
  };
}

/** Numbers of the blank lines of a CSV file. Where a table has one column only, a blank line is an empty cell. */
async function blankLines({ file, format, headers }: Table): Promise<Set<number>> {
  const lines = new Set<number>();
  if (format !== 'csv' || headers.length === 1) return lines;
  const { batches } = await openCsvSource(file);
  for await (const batch of batches()) {
    for (const record of batch) {
      if ('cells' in record && record.cells.length === 1 && record.cells[0]!.trim() === '') lines.add(record.row);
    }
  }
  return lines;
}

/** Says which rows could not be read, and why. */
export function tellRefusals(terminal: Terminal, { refusals }: TableFile): void {
  for (const { file, row, reason } of refusals) terminal.err(`${file}, row ${row}: ${reason}`);
}

/**
 * Positions of the columns in a list such as `title,text`. A header that has a comma itself is found too.
 * @throws DomainError wrong_use naming the columns that exist
 */
export function columnsNamed(table: TableFile, list: string, option: string): number[] {
  const columns = matchHeaders(table.headers, list.split(','));
  if (columns) return columns;
  const missing = list.split(',').find((name) => !table.headers.includes(name.trim())) ?? list;
  throw new DomainError(
    'wrong_use',
    `${table.name} has no column "${missing.trim()}" (${option}). Its columns are: ${table.headers.join(', ')}.`,
  );
}

/** Tries one piece as a header, then two pieces with the comma between them, and so on. */
function matchHeaders(headers: readonly string[], pieces: readonly string[]): number[] | null {
  if (pieces.length === 0) return [];
  for (let taken = 1; taken <= pieces.length; taken++) {
    const name = pieces.slice(0, taken).join(',');
    const column = headers.includes(name) ? headers.indexOf(name) : headers.indexOf(name.trim());
    if (column === -1) continue;
    const rest = matchHeaders(headers, pieces.slice(taken));
    if (rest) return [column, ...rest];
  }
  return null;
}

/** One text per row of the table: its columns, those that are not empty, a line each. */
export function textsOf(table: TableFile, columns: readonly number[]): string[] {
  return table.rows.map((cells) =>
    columns
      .map((column) => cells[column]!.trim())
      .filter((cell) => cell !== '')
      .join('\n'),
  );
}

/** Which of the columns has the longest texts: its position in the list. */
export function longestOf(table: TableFile, columns: readonly number[]): number {
  const lengths = columns.map((column) => table.rows.reduce((sum, cells) => sum + cells[column]!.length, 0));
  return lengths.indexOf(Math.max(...lengths));
}

/**
 * The texts of each row that a classifier reads: all columns together, and, where there are several, each by itself but the
 * main one: words of a title say more than words of an answer.
 * @param main position of the main column in the list
 */
export function fieldsOf(table: TableFile, columns: readonly number[], main: number): string[][] {
  const apart = columns.filter((_, i) => i !== main);
  return textsOf(table, columns).map((text, row) => [text, ...apart.map((column) => table.rows[row]![column]!)]);
}

/**
 * Writes the table with more columns (a column that is there already is written over), as UTF-8 with commas after RFC 4180.
 * The file appears under its name when it is complete.
 * @param added per new column its header and a value for each row
 * @throws DomainError wrong_use where nothing can be written there
 */
export async function writeTable(
  path: string,
  table: TableFile,
  added: readonly { header: string; values: readonly string[] }[],
): Promise<void> {
  const columns = added.map(({ header }) => table.headers.indexOf(header));
  const extra = added.filter((_, i) => columns[i] === -1);
  const headers = [...table.headers, ...extra.map(({ header }) => header)];
  const rowAt = (at: number) => {
    const cells = [...table.rows[at]!, ...extra.map(({ values }) => values[at]!)];
    added.forEach(({ values }, i) => {
      if (columns[i] !== -1) cells[columns[i]!] = values[at]!;
    });
    return cells;
  };
  const rows = function* () {
    yield headers;
    for (let at = 0; at < table.rows.length; at++) yield rowAt(at);
  };
  const unfinished = `${path}.${process.pid}.part`;
  try {
    // Without the pattern only a whole CRLF would be quoted, and a cell with one of the two would break its row in two.
    const csv = stringify({ record_delimiter: '\r\n', quoted_match: /[\r\n]/ });
    await pipeline(Readable.from(rows()), csv, createWriteStream(unfinished));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new DomainError('wrong_use', `${path} cannot be written (${code}).`, { cause: error });
  }
}
