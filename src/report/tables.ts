import { parse } from 'csv-parse/sync';
import { DomainError } from '../core/error.ts';
import type { AnswerRow, CodingRow, Evidence, EvidenceRow } from '../core/evidence.ts';

/**
 * The three tables as CSV files (RFC 4180, UTF-8, comma, CRLF). Cells that a spreadsheet would run as a formula get an
 * apostrophe in front, and so do cells that start with one: reading takes one leading apostrophe away again.
 */
const DANGEROUS_START = /^[=+\-@\t\r']/;

type Column<Row> = { [Name in keyof Row & string]: { name: Name; parse: (cell: string) => Row[Name] } }[keyof Row &
  string];

const text = (cell: string) => cell;
const integer = (cell: string) => number(cell, /^(?:0|[1-9]\d*)$/);
const optionalInteger = (cell: string) => (cell === '' ? null : integer(cell));
const optionalShare = (cell: string) => (cell === '' ? null : number(cell, /^(?:0|1|0\.\d{1,3})$/));

function number(cell: string, form: RegExp): number {
  if (!form.test(cell)) throw new DomainError('check_failed', `"${cell}" is not a number as expected here`);
  return Number(cell);
}

const EVIDENCE_COLUMNS: Column<EvidenceRow>[] = [
  { name: 'contribution', parse: text },
  { name: 'version', parse: integer },
  { name: 'leaf', parse: integer },
  { name: 'salt', parse: text },
  { name: 'profile_hash', parse: text },
  { name: 'profile_salt', parse: text },
  { name: 'stakeholder', parse: text },
  { name: 'channel', parse: text },
  { name: 'publication', parse: text },
  { name: 'user_type', parse: text },
  { name: 'country', parse: text },
  { name: 'size', parse: text },
  { name: 'scope', parse: text },
  { name: 'day', parse: text },
  { name: 'language', parse: text },
  { name: 'text_group', parse: text },
  { name: 'campaign', parse: text },
  { name: 'campaign_role', parse: text as (cell: string) => EvidenceRow['campaign_role'] },
  { name: 'url', parse: text },
  { name: 'text', parse: text },
];

const ANSWER_COLUMNS: Column<AnswerRow>[] = [
  { name: 'contribution', parse: text },
  { name: 'question', parse: text },
  { name: 'value', parse: text },
  { name: 'start', parse: optionalInteger },
  { name: 'end', parse: optionalInteger },
  { name: 'file', parse: text },
];

const CODING_COLUMNS: Column<CodingRow>[] = [
  { name: 'contribution', parse: text },
  { name: 'passage', parse: integer },
  { name: 'start', parse: integer },
  { name: 'end', parse: integer },
  { name: 'theme', parse: text },
  { name: 'stance', parse: text as (cell: string) => CodingRow['stance'] },
  { name: 'sureness', parse: optionalShare },
  { name: 'assigned_by', parse: text as (cell: string) => CodingRow['assigned_by'] },
  { name: 'kind', parse: text as (cell: string) => CodingRow['kind'] },
  { name: 'kind_sureness', parse: optionalShare },
];
/** Columns that editions made before kinds were told do not have. */
const KIND_COLUMNS: string[] = ['kind', 'kind_sureness'];

export const TABLE_FILES = ['evidence.csv', 'answers.csv', 'codings.csv'] as const;
export type TableFile = (typeof TABLE_FILES)[number];

function columnsOf(file: TableFile): Column<EvidenceRow>[] | Column<AnswerRow>[] | Column<CodingRow>[] {
  return { 'evidence.csv': EVIDENCE_COLUMNS, 'answers.csv': ANSWER_COLUMNS, 'codings.csv': CODING_COLUMNS }[file];
}

function rowsOf(file: TableFile, evidence: Evidence): object[] {
  return { 'evidence.csv': evidence.rows, 'answers.csv': evidence.answers, 'codings.csv': evidence.codings }[file];
}

function cell(value: unknown): string {
  const plain = value === null ? '' : String(value);
  const safe = DANGEROUS_START.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function line(cells: string[]): string {
  return `${cells.join(',')}\r\n`;
}

type Form = Pick<Evidence, 'withoutKinds'>;

function writtenColumns(file: TableFile, { withoutKinds }: Form): ReturnType<typeof columnsOf> {
  if (file !== 'codings.csv' || !withoutKinds) return columnsOf(file);
  return CODING_COLUMNS.filter(({ name }) => !KIND_COLUMNS.includes(name));
}

/** One table as the text of its file. */
export function tableText(file: TableFile, evidence: Evidence): string {
  const names = writtenColumns(file, evidence).map((column) => column.name);
  const parts = [line(names)];
  for (const row of rowsOf(file, evidence)) {
    parts.push(line(names.map((name) => cell((row as Record<string, unknown>)[name]))));
  }
  return parts.join('');
}

/**
 * Reads a table back.
 * @throws DomainError check_failed naming file, row (the header is row 1) and column of the first cell that is not as written
 */
export function readTable<Row>(file: TableFile, content: string, form: Form = {}): Row[] {
  const columns = writtenColumns(file, form) as Column<Row>[];
  const [header, ...records] = parseCsv(file, content);
  const expected = columns.map((column) => column.name).join(',');
  if (header?.join(',') !== expected) {
    throw new DomainError('check_failed', `${file}, row 1: the columns are not ${expected}.`);
  }
  return records.map((record, i) => readRow(file, columns, record, i + 2));
}

function parseCsv(file: TableFile, content: string): string[][] {
  try {
    return parse(content, { relax_quotes: false, record_delimiter: '\r\n' });
  } catch (error) {
    throw new DomainError('check_failed', `${file} is not readable as CSV: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}

function readRow<Row>(file: TableFile, columns: Column<Row>[], record: string[], row: number): Row {
  const entries = columns.map((column, i) => {
    const raw = record[i] ?? '';
    try {
      return [column.name, column.parse(raw.startsWith("'") ? raw.slice(1) : raw)];
    } catch (error) {
      throw new DomainError('check_failed', `${file}, row ${row}, ${column.name}: ${(error as Error).message}.`, {
        cause: error,
      });
    }
  });
  return Object.fromEntries(entries) as Row;
}

/** All three tables read back. */
export function readEvidence(files: { [file in TableFile]: string }): Evidence {
  return {
    rows: readTable<EvidenceRow>('evidence.csv', files['evidence.csv']),
    answers: readTable<AnswerRow>('answers.csv', files['answers.csv']),
    ...readCodings(files['codings.csv']),
  };
}

function readCodings(content: string): Pick<Evidence, 'codings' | 'withoutKinds'> {
  const form: Form = { withoutKinds: true };
  const earlier = writtenColumns('codings.csv', form).map(({ name }) => name);
  if (!content.startsWith(line(earlier))) return { codings: readTable<CodingRow>('codings.csv', content) };
  const codings = readTable<CodingRow>('codings.csv', content, form);
  return { codings: codings.map((row) => ({ ...row, kind: '', kind_sureness: null })), ...form };
}
