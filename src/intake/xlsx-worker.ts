/** Runs in a thread of its own (see isolated.ts): unpacks and reads a workbook. */
import readWorkbook, { type Row } from 'read-excel-file/node';
import { answerIsolated } from './isolated.ts';
import { XLSX_UNPACKED_BYTES_MAX } from './limits.ts';
import { chooseSheets } from './sheets.ts';
import type { XlsxContent } from './xlsx.ts';
import { listZip, unpackEntry } from './zip.ts';

answerIsolated(async (path: string): Promise<XlsxContent> => {
  const scan = await scanWorkbook(path);
  if (scan.state !== 'workbook') return scan;
  const sheets = await readWorkbook(path, { trim: false, parseNumber: (digits: string) => digits });
  const found = sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map(rowText) }));
  return {
    state: 'workbook',
    ...chooseSheets(found),
    mergedAreas: scan.mergedAreas,
    formulasWithoutValue: scan.formulasWithoutValue,
    errorCells: scan.errorCells,
  };
});

type Scan =
  | Exclude<XlsxContent, { state: 'workbook' }>
  | { state: 'workbook'; mergedAreas: number; formulasWithoutValue: number; errorCells: number };

/** What kind of archive it is, whether it unpacks to what memory can hold, and what its sheets hold that cells do not show. */
async function scanWorkbook(path: string): Promise<Scan> {
  const entries = await listZip(path);
  if (!entries) return { state: 'cut_off' };
  const names = new Set(entries.map(({ name }) => name));
  if (!names.has('xl/workbook.xml')) return { state: 'other_archive', holds: whatElse(names) };
  if (entries.some(({ isEncrypted }) => isEncrypted)) return { state: 'encrypted' };
  let left = XLSX_UNPACKED_BYTES_MAX;
  const scan = { state: 'workbook' as const, mergedAreas: 0, formulasWithoutValue: 0, errorCells: 0 };
  for (const entry of entries.filter(({ name }) => /\.xml(?:\.rels)?$/.test(name))) {
    const isSheet = entry.name.startsWith('xl/worksheets/');
    let carry = '';
    for await (const chunk of unpackEntry(path, entry)) {
      left -= chunk.length;
      if (left < 0) return { state: 'too_large' };
      if (!isSheet) continue;
      const text = carry + chunk.toString('latin1');
      scan.mergedAreas += count(text, MERGED, carry.length);
      scan.formulasWithoutValue += count(text, FORMULA_WITHOUT_VALUE, carry.length);
      scan.errorCells += count(text, ERROR_CELL, carry.length);
      carry = text.slice(-CARRY);
    }
  }
  return scan;
}

const MERGED = /<mergeCell /g;
const FORMULA_WITHOUT_VALUE = /(?:<\/f>|<f[^<>]{0,200}\/>)(?:<v\/>|<v><\/v>)?<\/c>/g;
const ERROR_CELL = /<c [^<>]{0,100}t="e"[^<>]{0,100}>/g;
/** Longer than any pattern, so that none is missed between two pieces. */
const CARRY = 256;

/** Matches that end in what is new; those before were counted with the piece before. */
function count(text: string, pattern: RegExp, known: number): number {
  return [...text.matchAll(pattern)].filter((match) => match.index + match[0].length > known).length;
}

function whatElse(names: ReadonlySet<string>): string {
  if (names.has('word/document.xml')) return 'a Word document';
  if (names.has('ppt/presentation.xml')) return 'a presentation';
  if (names.has('xl/workbook.bin')) return 'a workbook in the binary format XLSB';
  if (names.has('content.xml') && names.has('mimetype')) return 'an OpenDocument file (ODS, ODT)';
  const list = [...names].slice(0, 3).join(', ');
  return `a ZIP archive${list ? ` with ${list}${names.size > 3 ? ' and more' : ''}` : ' with nothing in it'}`;
}

function rowText(row: Row<string>): string[] {
  return row.map(cellText);
}

/** A cell as text: numbers and dates in a form that does not depend on the country. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

/** A day, a day with its time, or a time of day; spreadsheets count fractions of days, so seconds are rounded. */
function dateText(date: Date): string {
  const iso = new Date(Math.round(date.getTime() / 1000) * 1000).toISOString();
  const [day, time] = [iso.slice(0, 10), iso.slice(11, 19)];
  if (date.getUTCFullYear() < 1901) return time;
  return time === '00:00:00' ? day : `${day}T${time}`;
}
