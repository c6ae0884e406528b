import { type Charset, detectCharset, readAsUtf8 } from './charset.ts';
import { type CsvRecord, readCsv, TooManyBrokenQuotes } from './csv.ts';
import { readSeparatorLine, sniffDialect } from './dialect.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { BROKEN_QUOTES_MAX, HEAD_BYTES } from './limits.ts';
import { readTwice } from './twice.ts';

/** Where the rows of a table come from: the first ones, to find the header, and all of them again and again. */
export type TableSource = {
  format: 'csv' | 'xlsx' | 'ods';
  start: CsvRecord[];
  remarks: string[];
  batches: () => AsyncIterable<CsvRecord[]>;
};

const GIVE_A_TABLE = 'Save the table as CSV (UTF-8) or XLSX and give that file.';

/**
 * Opens a file as CSV: its character set and its separators are found out from its content.
 * @throws DomainError unreadable where it is no text, or text of another kind
 */
export async function openCsvSource(file: ExaminedFile): Promise<TableSource> {
  const charset = textCharset(file);
  refuseOtherText(file);
  const head = await readHead(file, charset);
  const stated = readSeparatorLine(head);
  const skipped = stated?.bytes ?? 0;
  const text = head.subarray(skipped);
  if (text.toString().trim() === '') throw unreadable(file.name, 'has nothing in it but blanks', 'Export it again.');
  const sniffed = await sniffDialect(text, head.length < HEAD_BYTES, stated?.delimiter);
  const batches = readTwice(file, () =>
    naming(file, readCsv(skipBytes(readAsUtf8(file.path, charset), skipped), sniffed.dialect)),
  );
  return {
    format: 'csv',
    start: sniffed.records.length > 0 ? sniffed.records : await firstBatch(batches()),
    remarks: [sayCharset(charset), saySeparator(sniffed.reason, stated?.delimiter)],
    batches,
  };
}

function textCharset(file: ExaminedFile): Charset {
  if (file.kind)
    throw unreadable(file.name, `is ${file.kind.name} and not a table, whatever its name says`, file.kind.advice);
  const charset = detectCharset(file.counts);
  if (!charset)
    throw unreadable(
      file.name,
      'is no text: it has control characters that only programs and pictures have',
      GIVE_A_TABLE,
    );
  if (charset.name.startsWith('utf-32'))
    throw unreadable(file.name, `is written in ${charset.name}, which is not read`, 'Save it as UTF-8.');
  return charset;
}

const OTHER_TEXT: readonly { pattern: RegExp; name: string }[] = [
  { pattern: /^\s*<\?xml|^\s*<!DOCTYPE\s+(?!html)/i, name: 'XML' },
  { pattern: /^\s*<(?:!DOCTYPE\s+html|html|head|body|table)\b/i, name: 'a web page (HTML)' },
  { pattern: /^\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:\{|\[|\]))/, name: 'JSON' },
  { pattern: /^WEBVTT\b/, name: 'a transcript (WebVTT)' },
];

function refuseOtherText(file: ExaminedFile): void {
  const start = file.counts.head
    .subarray(0, 1024)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const other = OTHER_TEXT.find(({ pattern }) => pattern.test(start));
  if (other)
    throw unreadable(file.name, `is ${other.name}, and not a table that one of the readers knows`, GIVE_A_TABLE);
}

function sayCharset({ name, reason, damage }: Charset): string {
  const remark = `Character set: ${name} (${reason}).`;
  if (!damage) return remark;
  const places = damage.places === 1 ? 'One place is' : `${damage.places} places are`;
  return `${remark} ${places} no valid UTF-8, the first at byte ${damage.firstByte + 1}, and read as \ufffd.`;
}

function saySeparator(reason: string, stated: string | undefined): string {
  return stated ? `Separator: stated by the first line (sep=${stated}).` : `Separator: ${reason}.`;
}

async function readHead(file: ExaminedFile, charset: Charset): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of readAsUtf8(file.path, charset)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= HEAD_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD_BYTES);
}

async function* skipBytes(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    yield chunk.subarray(Math.min(left, chunk.length));
    left -= Math.min(left, chunk.length);
  }
}

/** Where the first record is longer than what was looked at. */
async function firstBatch(batches: AsyncIterable<CsvRecord[]>): Promise<CsvRecord[]> {
  for await (const batch of batches) if (batch.length > 0) return batch;
  return [];
}

/** Broken quotation marks without end are about the whole file. */
async function* naming(file: ExaminedFile, batches: AsyncIterable<CsvRecord[]>): AsyncGenerator<CsvRecord[]> {
  try {
    yield* batches;
  } catch (error) {
    if (!(error instanceof TooManyBrokenQuotes)) throw error;
    const found = `has broken quotation marks in more than ${BROKEN_QUOTES_MAX} places or over very long stretches`;
    throw unreadable(file.name, found, 'Export it again with quotation marks doubled inside cells.', error);
  }
}
