import type { DomainError } from '../core/error.ts';
import type { Refusal } from '../core/intake.ts';
import type { CsvRecord } from './csv.ts';
import { openCsvSource, type TableSource } from './csv-source.ts';
import { type ExaminedFile, examineFile, isZip, unreadable } from './file.ts';
import { findHeader } from './header.ts';
import { COLUMNS_MAX } from './limits.ts';
import { readXlsx } from './xlsx.ts';

/** One good row: as many cells as the table has headers, exactly as they stand in the file. */
export type TableRow = {
  /** As a spreadsheet counts: the header is usually row 1, line breaks inside cells do not count. */
  row: number;
  cells: string[];
};

export type TableRecord = TableRow | Refusal;

export type Table = {
  file: ExaminedFile;
  format: 'csv' | 'xlsx';
  /** As they stand in the file, repeated ones too; `Column 1`, `Column 2` where the file has none. */
  headers: string[];
  /** Row of the header; null where the first row is a reply already. */
  headerRow: number | null;
  /** What a person should know about how the file was read: character set, separator, sheet. */
  remarks: string[];
  /** All rows in their order, good and refused, many at a time. Can be called again. */
  batches: () => AsyncIterable<TableRecord[]>;
  /** The good rows only; the others are collected in `refusals`. */
  rows: () => AsyncIterable<TableRow>;
  /** What `rows` left out in its latest pass. */
  refusals: Refusal[];
};

/**
 * Opens a table: CSV in any common dialect and character set, or XLSX. What it is, is told from its content, not from
 * its name. CSV is streamed: a file of any length needs the memory of its longest row.
 * @throws DomainError unreadable, with a sentence that names the file, what was found and what to do
 */
export async function openTable(path: string): Promise<Table> {
  return await openExaminedTable(await examineFile(path));
}

/** The same for a file that was examined before. */
export async function openExaminedTable(file: ExaminedFile): Promise<Table> {
  const source = isZip(file) ? await openXlsxSource(file) : await openCsvSource(file);
  const header = findHeader(source.start);
  if (!header) throw sayNoRows(file, source);
  const { names, firstRow } = header;
  if (names.length > COLUMNS_MAX) {
    const found = `has ${names.length} columns; up to ${COLUMNS_MAX} can be read`;
    throw unreadable(file.name, found, 'Check its separator, or leave out columns that nobody needs.');
  }
  const batches = () => fitRows(file, source.batches(), names, firstRow);
  const refusals: Refusal[] = [];
  return {
    file,
    format: source.format,
    headers: names,
    headerRow: header.row,
    remarks: [...source.remarks, ...header.remarks],
    batches,
    refusals,
    rows: async function* () {
      refusals.length = 0;
      for await (const batch of batches()) {
        for (const record of batch) {
          if (isRow(record)) yield record;
          else refusals.push(record);
        }
      }
    },
  };
}

function sayNoRows(file: ExaminedFile, source: TableSource): DomainError {
  const broken = source.start.find((record) => 'broken' in record);
  if (!broken) return unreadable(file.name, 'has no rows: nothing but blanks was found', 'Export it again.');
  return unreadable(file.name, `cannot be read from row ${broken.row} on`, broken.broken);
}

export function isRow(record: TableRecord): record is TableRow {
  return 'cells' in record;
}

async function openXlsxSource(file: ExaminedFile): Promise<TableSource> {
  const sheet = await readXlsx(file);
  const all = sheet.rows.map((cells, index) => ({ row: index + 1, cells }));
  return {
    format: 'xlsx',
    start: all.slice(0, START_ROWS),
    remarks: sheet.remarks,
    batches: async function* () {
      yield all;
    },
  };
}

/** The header is looked for in so many rows. */
const START_ROWS = 200;

/** Why an empty row is none. */
export const EMPTY_ROW = 'The row is empty: none of its cells has anything in it.';

/** Gives every row as many cells as there are headers, or says why it cannot be one. */
async function* fitRows(
  file: ExaminedFile,
  batches: AsyncIterable<CsvRecord[]>,
  headers: readonly string[],
  firstRow: number,
): AsyncGenerator<TableRecord[]> {
  const needed = headers.findLastIndex((header) => header !== '') + 1;
  const refuse = (row: number, reason: string): Refusal => ({ file: file.name, row, field: null, reason });
  /** Empty rows wait for one that is not: those at the end of a file are no rows. */
  let emptyRows: number[] = [];
  const fit = (record: CsvRecord): TableRecord[] => {
    if (record.row < firstRow) return [];
    if ('cells' in record && record.cells.every(isBlank)) {
      emptyRows.push(record.row);
      return [];
    }
    const refused = emptyRows.map((row) => refuse(row, EMPTY_ROW));
    if (refused.length > 0) emptyRows = [];
    if ('broken' in record) return [...refused, refuse(record.row, record.broken)];
    const fitted = fitRow(record, headers.length, needed);
    return [...refused, fitted ?? refuse(record.row, wrongWidth(record.cells.length, headers.length))];
  };
  for await (const batch of batches) yield batch.flatMap(fit);
}

function fitRow({ row, cells }: TableRow, width: number, needed: number): TableRow | null {
  if (cells.length === width) return { row, cells };
  if (cells.length > width) return cells.slice(width).every(isBlank) ? { row, cells: cells.slice(0, width) } : null;
  return cells.length >= needed ? { row, cells: [...cells, ...Array(width - cells.length).fill('')] } : null;
}

function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === '';
}

function wrongWidth(cells: number, headers: number): string {
  const cause =
    cells > headers
      ? 'A separator inside an answer needs quotation marks around that answer.'
      : 'It may be broken off, or have a line break inside an answer without quotation marks around it.';
  return `The row has ${cells === 1 ? 'one cell' : `${cells} cells`} where the header has ${headers}. ${cause}`;
}
