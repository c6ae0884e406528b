import type { FieldReading } from '../core/intake.ts';
import { foldBlanks } from './column.ts';
import { type Mapping, mappingOf } from './mapping-file.ts';

const FIELD_WIDTH = 44;

/**
 * How the columns of a table were read, as lines of a table for the terminal: position, header, role, question, who
 * decided and why.
 */
export function readingLines(reading: readonly FieldReading[]): string[] {
  const cells = reading.map(({ position, field, role, question, decidedBy, reason }) => [
    String(position),
    middleCut(printable(field) || '(no header)', FIELD_WIDTH),
    role,
    question ?? '-',
    printable(`${decidedBy}: ${reason}`),
  ]);
  const all = [['#', 'field', 'read as', 'question', 'decided'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => [...row[column]!].length)));
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padStart(widths[0]!) : padEnd(cell, widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** What a stranger wrote must not steer the terminal or turn the direction of the line. */
function printable(text: string): string {
  return foldBlanks(text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, ' '));
}

/** The ends of a header tell columns apart, as in the rows of a matrix; its start tells what it is. */
function middleCut(text: string, width: number): string {
  const letters = [...text];
  if (letters.length <= width) return text;
  const start = Math.floor(width * 0.4);
  return `${letters.slice(0, start).join('')}…${letters.slice(start + 1 - width).join('')}`;
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - [...text].length));
}

/** The reading as a mapping file: save it, change what is wrong, and give it with `--map`. */
export function mappingText(reading: readonly FieldReading[], more: Omit<Mapping, 'columns'> = {}): string {
  return `${JSON.stringify(mappingOf(reading, more), null, 2)}\n`;
}
