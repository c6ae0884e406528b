import type { DomainError } from '../core/error.ts';
import type { Refusal } from '../core/refusal.ts';
import type { CsvRecord } from './csv.ts';
import { openCsvSource, type TableSource } from './csv-source.ts';
import { type ExaminedFile, examineFile, isZip, unreadable } from './file.ts';
import { findHeader, type Header } from './header.ts';
import { COLUMNS_MAX } from './limits.ts';
import { isOds, readOds } from './ods.ts';
import { chooseSheets, HEADER_INDEX, isExportOfEuSurvey, saySheets } from './sheets.ts';
import { readXlsx } from './xlsx.ts';

/** One good row: as many cells as the table has headers, exactly as they stand in the file. */
export type TableRow = {
  /** As a spreadsheet counts: the header is usually row 1, line breaks inside cells do not count. */
  row: number;
  cells: string[];
  /** Name of the file where the table lies in several. */
  file?: string;
};

export type TableRecord = TableRow | Refusal;

export type Table = {
  file: ExaminedFile;
  format: 'csv' | 'xlsx' | 'ods';
  /** As they stand in the file, repeated ones too; `Column 1`, `Column 2` where the file has none. */
  headers: string[];
  /** Row of the header; null where the first row is a reply already. */
  headerRow: number | null;
  /** The first rows as they stand, what is above the header too; none where the file is no table but was made one. */
  start: readonly (readonly string[])[];
  /** What stands above the header where the table is the results of a survey in EUSurvey; null where it is not. */
  survey: { alias: string; exported: string } | null;
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
  const source = await openSource(file);
  const survey = surveyOf(source);
  const header = survey ? headerBelow(source.start) : findHeader(source.start);
  if (!header) throw sayNoRows(file, source);
  const { names, firstRow } = header;
  if (names.length > COLUMNS_MAX) {
    const found = `has ${names.length} columns; up to ${COLUMNS_MAX} can be read`;
    throw unreadable(file.name, found, 'Check its separator, or leave out columns that nobody needs.');
  }
  const records = () => (survey ? joinLongCells(source.batches()) : source.batches());
  return newTable({
    file,
    format: source.format,
    headers: names,
    headerRow: header.row,
    start: source.start.map((record) => ('cells' in record ? record.cells : [])),
    survey,
    remarks: [...source.remarks, ...header.remarks],
    batches: () => fitRows(file, records(), names, firstRow),
  });
}

/** A table whose good rows can be read by themselves. */
function newTable(table: Omit<Table, 'rows' | 'refusals'>): Table {
  const refusals: Refusal[] = [];
  return {
    ...table,
    refusals,
    rows: async function* () {
      refusals.length = 0;
      for await (const batch of table.batches()) {
        for (const record of batch) {
          if (isRow(record)) yield record;
          else refusals.push(record);
        }
      }
    },
  };
}

/**
 * Several files with one table, in their order, as one.
 * @param file what stands for the whole
 * @throws DomainError unreadable where their headers or their surveys differ
 */
export function joinTables(parts: readonly Table[], file: ExaminedFile): Table {
  const [first, ...rest] = parts as [Table, ...Table[]]; // nobody joins nothing
  const other = rest.find(
    ({ headers, survey }) => headers.join('\n') !== first.headers.join('\n') || survey?.alias !== first.survey?.alias,
  );
  if (other)
    throw unreadable(
      file.name,
      `holds tables of different surveys: ${first.file.name} and ${other.file.name} have not the same columns${first.survey && other.survey ? ` (they are of "${first.survey.alias}" and "${other.survey.alias}")` : ''}`,
      'Unpack it and give each file alone.',
    );
  return newTable({
    ...first,
    remarks: [...first.remarks, `The table goes on in ${rest.map(({ file: { name } }) => name).join(', ')}.`],
    batches: async function* () {
      for (const part of parts) {
        for await (const batch of part.batches()) {
          yield batch.map((record) => (isRow(record) ? { ...record, file: part.file.name } : record));
        }
      }
    },
  });
}

async function openSource(file: ExaminedFile): Promise<TableSource> {
  if (!isZip(file)) return await openCsvSource(file);
  return (await isOds(file)) ? await openOdsSource(file) : await openXlsxSource(file);
}

/** The header of an export of EUSurvey has its fixed place. */
function headerBelow(start: readonly CsvRecord[]): Header | null {
  const record = start[HEADER_INDEX];
  if (!record || !('cells' in record)) return null;
  return { names: record.cells, row: record.row, firstRow: record.row + 1, remarks: [] };
}

function surveyOf({ start }: TableSource): Table['survey'] {
  const rows = start.slice(0, HEADER_INDEX + 1).map((record) => ('cells' in record ? record.cells : []));
  if (!isExportOfEuSurvey(rows)) return null;
  return { alias: rows[0]?.[1]?.trim() ?? '', exported: rows[1]?.[1]?.trim() ?? '' };
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
  const { rows, remarks } = await readXlsx(file);
  return sheetSource('xlsx', rows, remarks);
}

async function openOdsSource(file: ExaminedFile): Promise<TableSource> {
  const { sheet, ...rest } = chooseSheets(await readOds(file));
  if (!sheet)
    throw unreadable(file.name, 'is a workbook without any filled cell', 'Give the workbook that has the replies.');
  return sheetSource('ods', sheet.rows, saySheets(sheet.name, rest));
}

function sheetSource(format: 'xlsx' | 'ods', rows: readonly string[][], remarks: string[]): TableSource {
  const width = rows.reduce((most, { length }) => Math.max(most, length), 0);
  const all = rows.map((cells, index) => ({ row: index + 1, cells: padded(cells, width) }));
  return {
    format,
    start: all.slice(0, START_ROWS),
    remarks,
    batches: async function* () {
      yield all;
    },
  };
}

/** Rows of a sheet end with their last filled cell; they are as wide as the table. */
function padded(cells: readonly string[], width: number): string[] {
  return cells.length === 0 || cells.length === width
    ? [...cells]
    : [...cells, ...Array<string>(width - cells.length).fill('')];
}

/** The header is looked for in so many rows. */
const START_ROWS = 200;

/** A cell of a spreadsheet holds at most so many characters; EUSurvey puts the rest into the same column of further rows. */
const CELL_FULL = 32_700;

/** Puts together again what EUSurvey had to divide: a row that only goes on with full cells belongs to the one above. */
async function* joinLongCells(batches: AsyncIterable<CsvRecord[]>): AsyncGenerator<CsvRecord[]> {
  let last: LongRow | null = null;
  for await (const batch of batches) {
    const ready: CsvRecord[] = [];
    for (const record of batch) {
      if (last && 'cells' in record && goesOn(last, record.cells)) {
        last = { row: last.row, cells: joinCells(last.cells, record.cells), latest: record.cells };
        continue;
      }
      if (last) ready.push({ row: last.row, cells: last.cells });
      last = 'cells' in record ? { row: record.row, cells: record.cells, latest: record.cells } : null;
      if (!last) ready.push(record);
    }
    yield ready;
  }
  if (last) yield [{ row: last.row, cells: last.cells }];
}

/** A row, and the piece that was joined to it last. */
type LongRow = { row: number; cells: string[]; latest: readonly string[] };

function goesOn({ latest }: LongRow, more: readonly string[]): boolean {
  const filled = [...more.keys()].filter((column) => more[column] !== '');
  return filled.length > 0 && filled.every((column) => (latest[column] ?? '').length >= CELL_FULL);
}

function joinCells(cells: readonly string[], more: readonly string[]): string[] {
  return cells.map((cell, column) => cell + (more[column] ?? ''));
}

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
