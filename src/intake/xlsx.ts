import type { DomainError } from '../core/error.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { type Outcome, openIsolated } from './isolated.ts';
import { inMebibytes, XLSX_MEMORY_MIB_MAX, XLSX_TIME_MS_MAX, XLSX_UNPACKED_BYTES_MAX } from './limits.ts';
import { type ChosenSheets, saySheets } from './sheets.ts';

/** What the thread found in a file that is a ZIP archive. */
export type XlsxContent =
  | { state: 'cut_off' | 'encrypted' | 'too_large' }
  | { state: 'other_archive'; holds: string }
  | ({
      state: 'workbook';
      mergedAreas: number;
      formulasWithoutValue: number;
      errorCells: number;
    } & ChosenSheets);

export type XlsxSheet = { rows: string[][]; remarks: string[] };

const SAVE_AGAIN = 'Open it in a spreadsheet program and save it as XLSX or CSV (UTF-8).';

/**
 * The first sheet of a workbook that holds anything, as rows of text, by read-excel-file. Row 1 is at index 0, empty rows
 * are kept so that rows count as on the screen.
 * @throws DomainError unreadable
 */
export async function readXlsx(file: ExaminedFile): Promise<XlsxSheet> {
  const reader = openIsolated<string, XlsxContent>(new URL('./xlsx-worker.ts', import.meta.url), {
    timeMs: XLSX_TIME_MS_MAX,
    memoryMib: XLSX_MEMORY_MIB_MAX,
  });
  try {
    const content = contentOf(file, await reader.ask(file.path));
    if (content.state !== 'workbook') throw explain(file, content);
    if (!content.sheet)
      throw unreadable(file.name, 'is a workbook without any filled cell', 'Give the workbook that has the replies.');
    return { rows: content.sheet.rows, remarks: remarksOf(content, content.sheet.name) };
  } finally {
    await reader.close();
  }
}

function contentOf(file: ExaminedFile, outcome: Outcome<XlsxContent>): XlsxContent {
  if (outcome.state === 'done') return outcome.result;
  switch (outcome.why) {
    case 'time':
      throw unreadable(
        file.name,
        `takes longer than ${XLSX_TIME_MS_MAX / 1000} seconds to read`,
        'Save it as CSV (UTF-8) and give that file.',
      );
    case 'memory':
      throw unreadable(
        file.name,
        `needs more than ${XLSX_MEMORY_MIB_MAX} MiB of memory to read`,
        'Save it as CSV (UTF-8) and give that file.',
      );
    case 'fault':
      throw unreadable(file.name, `is a damaged workbook (${faultOf(outcome.cause)})`, SAVE_AGAIN, outcome.cause);
  }
}

function faultOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.replace(/^\w*Error: /, '') : 'no reason known';
}

function explain(file: ExaminedFile, content: Exclude<XlsxContent, { state: 'workbook' }>): DomainError {
  switch (content.state) {
    case 'cut_off':
      return unreadable(
        file.name,
        'is cut off or damaged: the list of contents at its end is missing',
        'Copy or download it again.',
      );
    case 'encrypted':
      return unreadable(file.name, 'is encrypted', 'Remove its password and save it again.');
    case 'too_large':
      return unreadable(
        file.name,
        `unpacks to more than ${inMebibytes(XLSX_UNPACKED_BYTES_MAX)}`,
        'Save it as CSV (UTF-8) and give that file.',
      );
    case 'other_archive':
      return unreadable(
        file.name,
        `is ${content.holds}, not a workbook`,
        'Give the table in it as XLSX or CSV (UTF-8).',
      );
  }
}

function remarksOf(content: Extract<XlsxContent, { state: 'workbook' }>, sheet: string): string[] {
  const remarks = saySheets(sheet, content);
  if (content.mergedAreas > 0)
    remarks.push(`${content.mergedAreas} merged areas: only the first cell of each has the value.`);
  if (content.formulasWithoutValue > 0) {
    remarks.push(
      `${content.formulasWithoutValue} formula cells were saved without their value and count as empty. ${SAVE_AGAIN}`,
    );
  }
  if (content.errorCells > 0) {
    remarks.push(`${content.errorCells} cells hold the error of a formula (such as #NAME?) and count as empty.`);
  }
  return remarks;
}
