import { type CsvRecord, readCsv, TooManyBrokenQuotes } from './csv.ts';
import type { Dialect } from './csv-plain.ts';

/** The start of a file as CSV: how it is written, and its first records. */
export type Sniffed = { dialect: Dialect; records: CsvRecord[]; reason: string };

const DELIMITERS = [',', ';', '\t', '|'] as const;
const NAMES: { readonly [delimiter: string]: string } = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'TAB',
  '|': 'vertical bar',
};

/**
 * How a CSV file is written, by trying: the delimiter with which most records, and best the first of all, have equally
 * many cells, at least two; where none has, every line is one cell. Quotation marks hold cells together unless they
 * hardly ever do, and records come out better when they are characters like others.
 * @param head start of the file, UTF-8
 * @param isWhole whether that is all of it
 * @param stated the delimiter, where the file says it itself
 */
export async function sniffDialect(head: Buffer, isWhole: boolean, stated?: string): Promise<Sniffed> {
  const lineBreaks = head.includes('\n') || !head.includes('\r') ? '\n' : '\r';
  const attempt = async (quoted: boolean) =>
    await Promise.all(
      (stated ? [stated] : DELIMITERS).map((delimiter) => tryDialect({ delimiter, quoted, lineBreaks }, head, isWhole)),
    );
  const quoted = bestOf(await attempt(true));
  const best = fits(quoted) ? quoted : bestOf([quoted, ...(await attempt(false)).filter(leavesNoQuotes)]);
  if (!isTable(best) && !stated) {
    const single = await tryDialect({ delimiter: null, quoted: true, lineBreaks }, head, isWhole);
    return { ...single, reason: 'no separator fits: every record is one cell' };
  }
  const name = NAMES[best.dialect.delimiter!] ?? best.dialect.delimiter;
  const marks = best.dialect.quoted ? '' : ', quotation marks are characters like others';
  const counts = `${best.fitting} of the first ${best.records.length} records have ${best.width} cells`;
  return { ...best, reason: `${name} between cells: ${counts}${marks}` };
}

type Try = {
  dialect: Dialect;
  records: CsvRecord[];
  /** The most frequent number of cells (from two on), how many records have it, and which share of all. */
  width: number;
  fitting: number;
  share: number;
  firstFits: boolean;
  /** Records with broken or stray quotation marks. */
  troubles: number;
};

/** After so many records with broken or stray quotation marks a dialect has shown how it fits. */
const TROUBLES_MAX = 40;
/** A slip or two are the file's fault, not the dialect's. */
const SLIPS_MAX = 2;

function fits({ width, troubles }: Try): boolean {
  return width >= 2 && troubles <= SLIPS_MAX;
}

/** A delimiter that the first record lacks, and most of the others too, stands in sentences. */
function isTable({ width, share, firstFits }: Try): boolean {
  return firstFits ? width >= 2 : width >= 3 && share >= 0.5;
}

/** The later one where two are as good: with quotation marks left alone it has fewer troubles. */
function bestOf(tries: readonly Try[]): Try {
  return tries.reduce((a, b) => (score(b) >= score(a) && score(b) > 0 ? b : a));
}

const FIRST_FITS = 25;

/** A delimiter that splits nothing says nothing; of two that fit alike, the one with more cells is the more telling. */
function score({ width, share, firstFits }: Try): number {
  return width < 2 ? 0 : share * 100 + (firstFits ? FIRST_FITS : 0) + Math.min(width, 50) / 100;
}

/** Where many cells are in quotation marks as the rules have it, those marks hold cells together. */
function leavesNoQuotes({ records }: Try): boolean {
  const cells = records.flatMap((record) => ('cells' in record ? record.cells : [])).filter((cell) => cell !== '');
  return cells.filter((cell) => /^"(?:[^"]|"")*"$/.test(cell)).length <= cells.length * 0.05;
}

async function tryDialect(dialect: Dialect, head: Buffer, isWhole: boolean): Promise<Try> {
  const records: CsvRecord[] = [];
  const countTroubles = () => records.filter((record) => 'broken' in record || record.isMended).length;
  try {
    for await (const batch of readCsv(piecesOf(head), dialect, isWhole)) {
      records.push(...batch);
      if (countTroubles() > TROUBLES_MAX) break;
    }
  } catch (error) {
    if (!(error instanceof TooManyBrokenQuotes)) throw error;
  }
  return { dialect, records, troubles: countTroubles(), ...measure(records) };
}

function measure(records: readonly CsvRecord[]): Pick<Try, 'width' | 'fitting' | 'share' | 'firstFits'> {
  const filled = records.filter((record) => 'broken' in record || widthOf(record) > 0);
  const widths = new Map<number, number>();
  for (const width of filled.map(widthOf)) widths.set(width, (widths.get(width) ?? 0) + 1);
  // Records of one cell say only that a delimiter is not in them.
  widths.delete(0);
  if (widths.size > 1) widths.delete(1);
  const [width, fitting] = [...widths].reduce(
    (a, b) => (b[1] > a[1] || (b[1] === a[1] && b[0] > a[0]) ? b : a),
    [0, 0],
  );
  const first = filled[0];
  return {
    width,
    fitting,
    share: fitting / Math.max(1, filled.length),
    firstFits: !!first && widthOf(first) === width,
  };
}

/** Cells of a record; 0 where it is broken or empty. */
function widthOf(record: CsvRecord): number {
  return 'broken' in record || record.cells.every((cell) => cell.trim() === '') ? 0 : record.cells.length;
}

const PIECE_BYTES = 4 * 1024;

function* piecesOf(head: Buffer): Generator<Buffer> {
  for (let at = 0; at < head.length; at += PIECE_BYTES) yield head.subarray(at, at + PIECE_BYTES);
}

/** Some programs begin with a line that names the delimiter: `sep=;`. Returns its delimiter and length in bytes. */
export function readSeparatorLine(head: Buffer): { delimiter: string; bytes: number } | null {
  const found = /^sep=(.)\r?\n/i.exec(head.subarray(0, 16).toString('latin1'));
  return found ? { delimiter: found[1]!, bytes: found[0].length } : null;
}
