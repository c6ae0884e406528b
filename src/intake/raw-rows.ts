import { detectCharset, readAsUtf8 } from './charset.ts';
import { foldBlanks } from './column.ts';
import { readCsv } from './csv.ts';
import { type ExaminedFile, isZip, unreadable } from './file.ts';
import { RAW_ROWS_MAX } from './limits.ts';
import { isOds, readOds } from './ods.ts';
import type { Probe } from './reader.ts';
import { chooseSheets, saySheets } from './sheets.ts';
import { startOfText } from './whole-text.ts';
import { readXlsx } from './xlsx.ts';

/** A row of a report with several parts, cells as they stand in the file but for NUL characters. */
export type RawRow = { row: number; cells: string[] };
export type RawRows = { rows: RawRow[]; broken: { row: number; reason: string }[]; remarks: string[] };

const DELIMITERS = ['\t', ';', ','] as const;

/**
 * The rows of a report that is no table: titles, tables of different widths and blank lines below one another.
 * @param sign a line of it that is a header, which shows what stands between its cells
 * @throws DomainError unreadable where it is no text, or too long
 */
export async function readRawRows(file: ExaminedFile, sign: RegExp): Promise<RawRows> {
  const found = isZip(file) ? await workbookRows(file) : await textRows(file, sign);
  let nuls = 0;
  for (const row of found.rows) {
    row.cells = row.cells.map((cell) => {
      const clean = cell.replaceAll('\u0000', '');
      nuls += cell.length - clean.length;
      return clean;
    });
  }
  if (nuls > 0) found.remarks.push(`NUL characters left out: ${nuls}.`);
  return found;
}

/** The start of a report as text, to tell what it is; of a workbook its first rows, with TABs between the cells. */
export async function startOfReport({ file, table }: Probe): Promise<string> {
  if (!isZip(file)) return startOfText(file);
  const start = (await table())?.start ?? [];
  return start.map((cells) => cells.join('\t')).join('\n');
}

async function workbookRows(file: ExaminedFile): Promise<RawRows> {
  const { rows, remarks } = (await isOds(file)) ? await odsRows(file) : await readXlsx(file);
  return { rows: rows.map((cells, index) => ({ row: index + 1, cells })), broken: [], remarks: [...remarks] };
}

async function odsRows(file: ExaminedFile): Promise<{ rows: string[][]; remarks: string[] }> {
  const { sheet, ...rest } = chooseSheets(await readOds(file));
  return { rows: sheet?.rows ?? [], remarks: sheet ? saySheets(sheet.name, rest) : [] };
}

async function textRows(file: ExaminedFile, sign: RegExp): Promise<RawRows> {
  const charset = file.kind ? null : detectCharset(file.counts);
  if (!charset || charset.name.startsWith('utf-32'))
    throw unreadable(file.name, 'is no text that can be read', 'Export the report again as CSV.');
  const start = startOfText(file);
  const header = start.split(/\r\n|\n|\r/).find((line) => sign.test(line)) ?? start;
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))]!;
  const lineBreaks = start.includes('\n') || !start.includes('\r') ? '\n' : '\r';
  const rows: RawRow[] = [];
  const broken: RawRows['broken'] = [];
  for await (const batch of readCsv(readAsUtf8(file.path, charset), { delimiter, quoted: true, lineBreaks })) {
    for (const record of batch) {
      if ('cells' in record) rows.push(record);
      else broken.push({ row: record.row, reason: record.broken });
    }
    if (rows.length > RAW_ROWS_MAX)
      throw unreadable(file.name, `has more than ${RAW_ROWS_MAX} rows`, 'A report of one event is shorter: split it.');
  }
  return { rows, broken, remarks: [`Character set: ${charset.name} (${charset.reason}).`] };
}

export function filledCells({ cells }: RawRow): number {
  return cells.filter((cell) => cell.trim() !== '').length;
}

/** A header in the form in which it is looked up: blanks folded, small letters. */
export function headerKey(cell: string): string {
  return foldBlanks(cell.replace(/^\ufeff/, '')).toLowerCase();
}
