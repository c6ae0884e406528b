import type { FieldRole } from '../core/intake.ts';
import { byFrequency, type ColumnProfile, type PartSeparator, shareOf } from './column.ts';
import type { DayOrder } from './day.ts';
import { headerMeanings } from './header-words.ts';
import { isFileName } from './values.ts';

/** What a column is for, by a rule, with the reason in words; and what is needed to read it so. */
export type Guess = { role: FieldRole; reason: string; separator?: PartSeparator; order?: DayOrder };

/** A rule says what a column is, or nothing. `taken` has the roles that a column before it has and that only one can have. */
export type Rule = (column: ColumnProfile, taken: ReadonlySet<FieldRole>) => Guess | null;

/** Roles that one column of a table can have; a second one like it is a question or is left out. */
export const ONLY_ONE: ReadonlySet<FieldRole> = new Set<FieldRole>([
  'id',
  'person',
  'language',
  'day',
  'publication',
  'url',
  'user_type',
  'country',
  'size',
  'scope',
  'organisation',
  'register_number',
  'first_name',
  'surname',
  'email_address',
]); // prettier-ignore

/** From which share on values speak for themselves. */
export const UNNAMED_SHARE = 0.9;

/** Numbers and shares as reasons have them. */
export const count = new Intl.NumberFormat('en-GB');
/** `1 reply`, `2 replies`. */
export const countOf = (number: number, one: string, many = `${one}s`) =>
  `${count.format(number)} ${number === 1 ? one : many}`;
export const percent = (share: number) => `${Math.round(share * 100)}%`;
export const distinct = (column: ColumnProfile) => column.values.size;

export const empty: Rule = (column) => (column.filled === 0 ? { role: 'ignore', reason: 'nothing in it' } : null);

export const fileNames: Rule = (column) => {
  const share = shareOf(column, isFileName);
  const isCalledSo = headerMeanings(column.header).includes('file');
  if (share < (isCalledSo ? 0.5 : UNNAMED_SHARE)) return null;
  return { role: 'file', reason: `${percent(share)} of its values are names of files` };
};

export function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

export function listValues(column: ColumnProfile): string {
  return byFrequency(column)
    .map(([value, times]) => `"${shorten(value, 20)}" (${count.format(times)})`)
    .join(', ');
}
