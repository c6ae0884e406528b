import { parse } from 'csv-parse/sync';
import { DomainError } from '../core/error.ts';
import type { AnswerRow, CodingRow, Evidence, EvidenceRow } from '../core/evidence.ts';

/**
 * The three tables as CSV files (RFC 4180, UTF-8, comma, CRLF). Cells that a spreadsheet would run as a formula get an
 * apostrophe in front, and so do cells that start with one: reading takes one leading apostrophe away again.
 */
const DANGEROUS_START = /^[=+\-@\t\r']/;

type Column<Row> = {
  [Name in keyof Row & string]: {
    name: Name;
    parse: (cell: string) => Row[Name];
    /** Many rows have the same words in it: they are kept once. */
    shared?: true;
  };
}[keyof Row & string];

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
  { name: 'channel', parse: text, shared: true },
  { name: 'publication', parse: text, shared: true },
  { name: 'user_type', parse: text, shared: true },
  { name: 'country', parse: text, shared: true },
  { name: 'size', parse: text, shared: true },
  { name: 'scope', parse: text, shared: true },
  { name: 'day', parse: text, shared: true },
  { name: 'language', parse: text, shared: true },
  { name: 'text_group', parse: text },
  { name: 'campaign', parse: text, shared: true },
  { name: 'campaign_role', parse: text as (cell: string) => EvidenceRow['campaign_role'], shared: true },
  { name: 'url', parse: text },
  { name: 'text', parse: text, shared: true },
];

const ANSWER_COLUMNS: Column<AnswerRow>[] = [
  { name: 'contribution', parse: text },
  { name: 'question', parse: text, shared: true },
  { name: 'value', parse: text, shared: true },
  { name: 'start', parse: optionalInteger },
  { name: 'end', parse: optionalInteger },
  { name: 'file', parse: text, shared: true },
];

const CODING_COLUMNS: Column<CodingRow>[] = [
  { name: 'contribution', parse: text },
  { name: 'passage', parse: integer },
  { name: 'start', parse: integer },
  { name: 'end', parse: integer },
  { name: 'theme', parse: text, shared: true },
  { name: 'stance', parse: text as (cell: string) => CodingRow['stance'], shared: true },
  { name: 'sureness', parse: optionalShare },
  { name: 'assigned_by', parse: text as (cell: string) => CodingRow['assigned_by'], shared: true },
  { name: 'kind', parse: text as (cell: string) => CodingRow['kind'], shared: true },
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

/** About so many characters of a file are held at a time. */
const PART_LENGTH = 1 << 20;

/** One table as its file, in parts: that of a million contributions is longer than a string can be. */
export function tableParts(file: TableFile, evidence: Evidence): Iterable<string> {
  return { [Symbol.iterator]: () => writeParts(file, evidence) };
}

function* writeParts(file: TableFile, evidence: Evidence): Generator<string> {
  const names = writtenColumns(file, evidence).map((column) => column.name);
  let part = line(names);
  for (const row of rowsOf(file, evidence)) {
    part += line(names.map((name) => cell((row as Record<string, unknown>)[name])));
    if (part.length < PART_LENGTH) continue;
    yield part;
    part = '';
  }
  yield part;
}

/**
 * Reads a table back.
 * @param parts the file's text, cut anywhere
 * @throws DomainError check_failed naming file, row (the header is row 1) and column of the first cell that is not as written
 */
export function readTable<Row>(file: TableFile, parts: Iterable<string>, form: Form = {}): Row[] {
  const columns = writtenColumns(file, form) as Column<Row>[];
  const expected = columns.map((column) => column.name).join(',');
  const rows: Row[] = [];
  const words = new SharedWords(columns);
  let isHeader = true;
  for (const block of wholeRecords(file, parts)) {
    const records = parseCsv(file, block);
    if (isHeader && records.shift()?.join(',') !== expected) {
      throw new DomainError('check_failed', `${file}, row 1: the columns are not ${expected}.`);
    }
    isHeader = false;
    for (const record of records) rows.push(readRow(file, columns, record, rows.length + 2, words));
  }
  return rows;
}

/** No record is so long: where none ends in so many characters, a quotation mark never closes. */
const LONGEST_RECORD = 1 << 27;

/** Cuts a file's text between records: where a line ends outside quotation marks. */
function* wholeRecords(file: TableFile, parts: Iterable<string>): Generator<string> {
  let held = '';
  let looked = 0;
  let isQuoted = false;
  for (const part of parts) {
    held += part;
    let end = 0;
    while (looked < held.length) {
      const quote = held.indexOf('"', looked);
      const to = quote === -1 ? held.length : quote;
      // The line break may lie on the border of two parts.
      const lineBreak = isQuoted ? -1 : held.lastIndexOf('\r\n', to - 2);
      if (lineBreak >= Math.max(end, looked - 1)) end = lineBreak + 2;
      if (quote !== -1) isQuoted = !isQuoted;
      looked = to + (quote === -1 ? 0 : 1);
    }
    if (held.length - end > LONGEST_RECORD) {
      throw new DomainError('check_failed', `${file} is not readable as CSV: a quotation mark never closes.`);
    }
    if (end === 0) continue;
    yield held.slice(0, end);
    held = held.slice(end);
    looked -= end;
  }
  yield held;
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

/** Keeps the same words in a column once, however many rows have them. */
class SharedWords {
  readonly #known: Map<string, string>[];
  readonly #last: string[];
  readonly #isShared: boolean[];

  constructor(columns: readonly { shared?: true }[]) {
    this.#known = columns.map(() => new Map());
    this.#last = columns.map(() => '');
    this.#isShared = columns.map(({ shared }) => shared === true);
  }

  of(column: number, words: string): string {
    if (this.#last[column] === words) return this.#last[column];
    const known = this.#isShared[column] ? this.#known[column]!.get(words) : words;
    if (known === undefined) this.#known[column]!.set(words, words);
    this.#last[column] = known ?? words;
    return this.#last[column];
  }
}

function readRow<Row>(file: TableFile, columns: Column<Row>[], record: string[], row: number, words: SharedWords): Row {
  if (record.length !== columns.length) {
    const problem = `has ${record.length} cells, not ${columns.length}`;
    throw new DomainError('check_failed', `${file}, row ${row}: ${problem}.`);
  }
  const read: { [name: string]: unknown } = {};
  for (const [i, column] of columns.entries()) {
    const raw = record[i]!;
    try {
      read[column.name] = column.parse(words.of(i, raw.startsWith("'") ? raw.slice(1) : raw));
    } catch (error) {
      throw new DomainError('check_failed', `${file}, row ${row}, ${column.name}: ${(error as Error).message}.`, {
        cause: error,
      });
    }
  }
  return read as Row;
}

/** All three tables read back. */
export function readEvidence(files: (file: TableFile) => Iterable<string>): Evidence {
  return {
    rows: readTable<EvidenceRow>('evidence.csv', files('evidence.csv')),
    answers: readTable<AnswerRow>('answers.csv', files('answers.csv')),
    ...readCodings(files('codings.csv')),
  };
}

function readCodings(parts: Iterable<string>): Pick<Evidence, 'codings' | 'withoutKinds'> {
  const form: Form = { withoutKinds: true };
  const earlier = writtenColumns('codings.csv', form).map(({ name }) => name);
  const [start = ''] = parts;
  if (!start.startsWith(line(earlier))) return { codings: readTable<CodingRow>('codings.csv', parts) };
  const codings = readTable<CodingRow>('codings.csv', parts, form);
  for (const row of codings) Object.assign(row, { kind: '', kind_sureness: null });
  return { codings, ...form };
}
