import { foldBlanks } from './column.ts';

/** A header that is the row of a matrix: the question that its neighbours share, and what is its own. */
export type StemAndRow = { stem: string; row: string };

/** Every way to read a header as question and row: `Question: Row`, `Question [Row]`, `Question - Row`, longest question first. */
export function stemsOf(header: string): StemAndRow[] {
  const text = foldBlanks(header);
  const bracket = /^(.+?)\s*\[([^[\]]+)\]$/.exec(text);
  const found: StemAndRow[] = bracket ? [{ stem: bracket[1]!, row: bracket[2]! }] : [];
  for (const { index, 0: separator } of [...text.matchAll(/\s*:\s+|\s+[-–—]\s+/g)].reverse()) {
    const [stem, row] = [text.slice(0, index), text.slice(index + separator.length)];
    if (stem !== '' && row !== '') found.push({ stem, row });
  }
  return found;
}

/** Neighbouring columns that are rows of one matrix. */
export type MatrixRun = { start: number; stem: string; rows: string[] };

/**
 * Finds neighbouring headers that share a question; where several readings are possible, the one with most rows, then
 * the longest question.
 * @param fits whether two columns answer on the same options
 */
export function findMatrices(headers: readonly string[], fits: (first: number, other: number) => boolean): MatrixRun[] {
  const stems = headers.map(stemsOf);
  const runs: MatrixRun[] = [];
  for (let start = 0; start < headers.length; ) {
    const best = stems[start]!.map(({ stem }) => runFrom(stems, start, stem, fits)).reduce(
      (a: MatrixRun | null, b) => (a && a.rows.length >= b.rows.length ? a : b),
      null,
    );
    if (best && best.rows.length >= 2) {
      runs.push(best);
      start += best.rows.length;
    } else start++;
  }
  return runs;
}

function runFrom(
  stems: readonly StemAndRow[][],
  start: number,
  stem: string,
  fits: (first: number, other: number) => boolean,
): MatrixRun {
  const rows: string[] = [];
  for (let at = start; at < stems.length; at++) {
    const reading = stems[at]!.find((candidate) => candidate.stem === stem);
    if (!reading || !fits(start, at)) break;
    rows.push(reading.row);
  }
  return { start, stem, rows };
}
