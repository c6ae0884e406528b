import { DISTINCT_CHARACTERS_MAX, DISTINCT_VALUES_MAX, DISTINCT_VALUES_MAX_TOTAL } from './limits.ts';
import { newUniquenessCheck, type UniquenessCheck } from './unique.ts';
import { isSpreadsheetError } from './values.ts';

/** What the values of one column are like; counted over the whole file. */
export type ColumnProfile = {
  /** From 1. */
  position: number;
  /** As it stands in the file. */
  header: string;
  /** Rows seen, and rows in which this column has anything that can be read. */
  rows: number;
  filled: number;
  /** Cells that hold the error of a spreadsheet program instead of what stood there. */
  damaged: number;
  maxLength: number;
  /** Cells with a line break inside. */
  withBreaks: number;
  /** How often each different value (blanks at its ends taken off) occurs, as long as they are few; see `isComplete`. */
  values: ReadonlyMap<string, number>;
  /** Whether `values` has all of them; else it has the first ones only. */
  isComplete: boolean;
  /** Whether no value occurs twice; null where that was not counted: long values, or too many. */
  isUnique: boolean | null;
  /** The parts of cells that hold several, by separator; a separator is missing where its parts are too many to be choices. */
  parts: ReadonlyMap<PartSeparator, ReadonlySet<string>>;
};

/** What separates the options of a multiple choice in one cell. */
export const PART_SEPARATORS = [';', '|', '\n', ', '] as const;
export type PartSeparator = (typeof PART_SEPARATORS)[number];

const PARTS_MAX = 100;
/** Longer cells are words, not choices. */
const CHOICES_LENGTH_MAX = 2_000;

/** An option or a value by which rows are told apart: without blanks at its ends, all others made one. */
export function foldBlanks(text: string): string {
  return isFolded(text) ? text : text.replace(/\s+/g, ' ').trim();
}

const BLANK = 0x20;

/** Nearly every option is; to see it costs a tenth of making it so. */
function isFolded(text: string): boolean {
  let before = BLANK;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === BLANK ? before === BLANK : isOtherBlank(unit)) return false;
    before = unit;
  }
  return before !== BLANK;
}

function isOtherBlank(unit: number): boolean {
  return unit < BLANK || unit === 0xa0 || (unit >= 0x1680 && /\s/.test(String.fromCharCode(unit)));
}

export function splitParts(cell: string, separator: PartSeparator): string[] {
  return cell
    .split(separator)
    .map(foldBlanks)
    .filter((part) => part !== '');
}

/** Counts the values of all columns of a table, row by row; needs a memory that does not grow with the rows. */
export function profileColumns(headers: readonly string[]): {
  add: (cells: readonly string[]) => void;
  done: () => ColumnProfile[];
} {
  const distinctMax = Math.max(
    20,
    Math.min(DISTINCT_VALUES_MAX, Math.floor(DISTINCT_VALUES_MAX_TOTAL / headers.length)),
  );
  const columns = headers.map((header, index) => newColumn(header, index + 1, distinctMax));
  let rows = 0;
  return {
    add: (cells) => {
      rows++;
      for (let index = 0; index < columns.length; index++) {
        const cell = cells[index]!;
        if (cell !== '') columns[index]!.add(cell);
      }
    },
    done: () => columns.map((column) => column.done(rows)),
  };
}

function newColumn(header: string, position: number, distinctMax: number) {
  const values = new Map<string, number>();
  const parts = new Map<PartSeparator, Set<string>>(PART_SEPARATORS.map((separator) => [separator, new Set<string>()]));
  let [filled, damaged, maxLength, withBreaks, characters] = [0, 0, 0, 0, 0];
  let isComplete = true;
  let uniqueness: UniquenessCheck | 'repeats' | 'not counted' = newUniquenessCheck();

  const countNew = (value: string) => {
    collectParts(parts, value);
    if (values.size < distinctMax && characters < DISTINCT_CHARACTERS_MAX) {
      values.set(value, 1);
      characters += value.length;
    } else isComplete = false;
  };

  return {
    add(cell: string) {
      const value = cell.trim();
      if (value === '') return;
      if (isSpreadsheetError(value)) {
        damaged++;
        return;
      }
      filled++;
      if (value.length > maxLength) maxLength = value.length;
      if (value.includes('\n')) withBreaks++;
      if (typeof uniqueness === 'object') uniqueness = countUnique(uniqueness, value);
      const known = values.get(value);
      if (known !== undefined) values.set(value, known + 1);
      else countNew(value);
    },
    done: (rows: number): ColumnProfile => ({
      position,
      header,
      rows,
      filled,
      damaged,
      maxLength,
      withBreaks,
      values,
      isComplete,
      isUnique: typeof uniqueness === 'object' ? uniqueness.isUnique() : uniqueness === 'repeats' ? false : null,
      parts: new Map([...parts].filter(([, found]) => found.size > 0)),
    }),
  };
}

/** Longer values tell no rows apart. */
const ID_LENGTH_MAX = 100;

function countUnique(uniqueness: UniquenessCheck, value: string): UniquenessCheck | 'repeats' | 'not counted' {
  if (value.length > ID_LENGTH_MAX) return 'not counted';
  return uniqueness.add(value) ? uniqueness : 'repeats';
}

function collectParts(parts: Map<PartSeparator, Set<string>>, value: string): void {
  for (const [separator, found] of parts) {
    if (value.length > CHOICES_LENGTH_MAX) {
      parts.clear();
      return;
    }
    for (const part of splitParts(value, separator)) found.add(part);
    if (found.size > PARTS_MAX) parts.delete(separator);
  }
}

/** Several columns as if they were one: what the answers to all of them are like. */
export function poolColumns(columns: readonly ColumnProfile[]): ColumnProfile {
  const values = new Map<string, number>();
  for (const column of columns) {
    for (const [value, times] of column.values) values.set(value, (values.get(value) ?? 0) + times);
  }
  const sum = (count: (column: ColumnProfile) => number) => columns.reduce((total, column) => total + count(column), 0);
  return {
    position: columns[0]?.position ?? 0,
    header: columns[0]?.header ?? '',
    rows: sum(({ rows }) => rows),
    filled: sum(({ filled }) => filled),
    damaged: sum(({ damaged }) => damaged),
    maxLength: Math.max(...columns.map(({ maxLength }) => maxLength)),
    withBreaks: sum(({ withBreaks }) => withBreaks),
    values,
    isComplete: columns.every(({ isComplete }) => isComplete),
    isUnique: null,
    parts: new Map(),
  };
}

/** Values with how often they occur, the most frequent first. */
export function byFrequency(column: ColumnProfile): [string, number][] {
  return [...column.values].sort((a, b) => b[1] - a[1]);
}

/** Which share of the cells of a column fulfils a condition, told from its different values. */
export function shareOf(column: ColumnProfile, fulfils: (value: string) => boolean): number {
  let [all, good] = [0, 0];
  for (const [value, count] of column.values) {
    all += count;
    if (fulfils(value)) good += count;
  }
  return all === 0 ? 0 : good / all;
}
