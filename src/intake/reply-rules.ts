import type { FieldRole } from '../core/intake.ts';
import { hasLetter } from '../core/text.ts';
import { byFrequency, type ColumnProfile, shareOf } from './column.ts';
import { dayOrder, readCountedDay } from './day.ts';
import { type HeaderMeaning, headerMeanings } from './header-words.ts';
import { countryFrom, isYesNo, publicationFrom, scopeFrom, sizeFrom, userTypeFrom } from './profile-words.ts';
import {
  count,
  distinct,
  empty,
  fileNames,
  type Guess,
  ONLY_ONE,
  percent,
  type Rule,
  shorten,
  UNNAMED_SHARE,
} from './rule.ts';
import { countWords, isCode, isEmailAddress, isUrl, readLanguage } from './values.ts';

/** Rules for columns that say who replied, when and how: what is not an answer. */

/** From which share of understood values on a header that names a role is believed. */
const NAMED_SHARE = 0.6;
/** So many different understood values are needed where no header helps. */
const UNNAMED_VALUES = 3;

/** For roles that a header names: the test that the values must pass. */
type Named = { meaning: HeaderMeaning; role: FieldRole; test: (column: ColumnProfile) => Omit<Guess, 'role'> | null };

/** What the values of a role must be understood as. */
const READINGS: { readonly [role in FieldRole]?: { what: string; reads: (value: string) => unknown } } = {
  url: { what: 'web addresses', reads: isUrl },
  language: { what: 'languages', reads: readLanguage },
  publication: { what: 'publication choices', reads: (value) => publicationFrom(value) !== 'unknown' },
  user_type: { what: 'types of stakeholders', reads: userTypeFrom },
  country: { what: 'countries', reads: countryFrom },
  size: { what: 'sizes of organisations', reads: sizeFrom },
  scope: { what: 'scopes', reads: scopeFrom },
};

/** Whether a value is understood as a role wants it; always where the role takes any value. */
export function isUnderstood(role: FieldRole, value: string): boolean {
  const reading = READINGS[role];
  return reading === undefined || Boolean(reading.reads(value));
}

const understood = (role: FieldRole): Named => ({
  meaning: role as HeaderMeaning,
  role,
  test: (column) => {
    const { what, reads } = READINGS[role]!; // called for roles of that table only
    const share = shareOf(column, (value) => Boolean(reads(value)));
    return share >= NAMED_SHARE ? { reason: `called so, and ${percent(share)} of its values are ${what}` } : null;
  },
});

/** Names the values of a column that are not understood as its role wants, so that a person sees whether a word is missing. */
export function notUnderstood(role: FieldRole, column: ColumnProfile): string | null {
  const reading = READINGS[role];
  const unknown = reading ? byFrequency(column).filter(([value]) => !reading.reads(value)) : [];
  if (unknown.length === 0) return null;
  const shown = unknown.slice(0, 3).map(([value, times]) => `"${shorten(value, 30)}" (${count.format(times)})`);
  return `not understood and left unknown: ${shown.join(', ')}${unknown.length > 3 ? ` and ${unknown.length - 3} more` : ''}`;
}

/** Names have letters and are short; what is called so and is not made like that is something else. */
const names =
  (wordsMax: number): Named['test'] =>
  (column) => {
    const share = shareOf(
      column,
      (value) => hasLetter(value) && !isCode(value) && !isYesNo(value) && countWords(value) <= wordsMax,
    );
    return share >= NAMED_SHARE ? CALLED_SO : null;
  };
const CALLED_SO = { reason: 'called so; personal data is kept apart and is no answer' };
const PERSON_WORDS_MAX = 8;
const ORGANISATION_WORDS_MAX = 25;

const NAMED: readonly Named[] = [
  {
    meaning: 'email_address',
    role: 'email_address',
    test: (column) => (shareOf(column, isYesNo) > 0.5 ? null : CALLED_SO),
  },
  {
    meaning: 'id',
    role: 'id',
    test: (column) => {
      const isNearlyFilled = column.filled >= column.rows * NEARLY_ALL;
      return isShort(column) && isNearlyFilled && column.isUnique !== false
        ? { reason: `called so, and ${uniqueWords(column)}` }
        : null;
    },
  },
  understood('url'),
  { meaning: 'day', role: 'day', test: dayTest },
  {
    meaning: 'day',
    role: 'ignore',
    test: (column) => dayTest(column) && { reason: 'another date of the reply; one is enough' },
  },
  {
    meaning: 'changed',
    role: 'ignore',
    test: (column) => dayTest(column) && { reason: 'the day of the last change is not needed' },
  },
  understood('language'),
  understood('publication'),
  understood('user_type'),
  understood('country'),
  understood('size'),
  understood('scope'),
  {
    meaning: 'register_number',
    role: 'register_number',
    test: (column) => (shareOf(column, isYesNo) > 0.5 ? null : CALLED_SO),
  },
  { meaning: 'organisation', role: 'organisation', test: names(ORGANISATION_WORDS_MAX) },
  { meaning: 'first_name', role: 'first_name', test: names(PERSON_WORDS_MAX) },
  { meaning: 'surname', role: 'surname', test: names(PERSON_WORDS_MAX) },
  {
    meaning: 'private',
    role: 'ignore',
    test: () => ({ reason: 'personal data that nobody needs here: not taken in' }),
  },
];

/** The order of a header's meanings counts, then that of the list above. */
const named: Rule = (column, taken) => {
  for (const meaning of headerMeanings(column.header)) {
    for (const { role, test } of NAMED.filter((entry) => entry.meaning === meaning)) {
      if (ONLY_ONE.has(role) && taken.has(role)) continue;
      const found = test(column);
      if (found) return { role, ...found };
    }
  }
  return null;
};

function dayTest(column: ColumnProfile): Omit<Guess, 'role'> | null {
  const found = dayOrder(column.values, NAMED_SHARE);
  if (found?.isCertain) return { reason: 'called so, and its values are dates', order: found.order };
  if (found)
    return {
      reason: 'called so, and its values are dates; where day and month could be either, the day is read first',
      order: found.order,
    };
  return [...column.values.keys()].every((value) => readCountedDay(value))
    ? { reason: 'called so, and its numbers count days as spreadsheets do, or seconds as computers do' }
    : null;
}

/** A few rows may lack their id: their content stands for them. */
const NEARLY_ALL = 0.95;

function isShort(column: ColumnProfile): boolean {
  return column.filled > 0 && column.maxLength <= 100 && column.withBreaks === 0;
}

/** Whether values tell rows apart without a doubt: every row has one, all differ, and they are short. */
function isIdentifying(column: ColumnProfile): boolean {
  return column.isUnique === true && column.filled === column.rows && isShort(column);
}

function uniqueWords(column: ColumnProfile): string {
  if (column.rows === 1) return 'the one row has one';
  if (column.isUnique === null) return `of ${count.format(column.rows)} rows the first ones have different ones`;
  const missing = column.rows - column.filled;
  const all = `all ${count.format(column.filled)} rows${missing > 0 ? ' that have one' : ''} have a different one`;
  return missing > 0 ? `${all}; ${count.format(missing)} have none` : all;
}

const repeatingId: Rule = (column) => {
  const isClosed = [...column.values.keys()].every(isYesNo);
  if (isClosed || shareOf(column, isCode) < UNNAMED_SHARE || !headerMeanings(column.header).includes('id')) return null;
  if (column.isUnique) return { role: 'ignore', reason: 'another code that tells rows apart; one is enough' };
  return { role: 'ignore', reason: 'called an id, but its values repeat or are missing: it cannot tell replies apart' };
};

const emailAddresses: Rule = (column) => {
  const share = shareOf(column, isEmailAddress);
  return share >= 0.5
    ? {
        role: 'email_address',
        reason: `${percent(share)} of its values are e-mail addresses; personal data is kept apart and is no answer`,
      }
    : null;
};

const webAddresses: Rule = (column, taken) => {
  if (shareOf(column, isUrl) < UNNAMED_SHARE) return null;
  if (taken.has('url')) return { role: 'ignore', reason: 'web addresses; another column has those of the replies' };
  const isOwn = distinct(column) * 2 >= column.filled || column.isUnique === true;
  return isOwn
    ? { role: 'url', reason: 'web addresses, nearly all different' }
    : { role: 'ignore', reason: 'web addresses that many rows share' };
};

const dates: Rule = (column, taken) => {
  const found = dayOrder(column.values);
  if (!found || column.values.size < 2) return null;
  const withTime = shareOf(column, (value) => /\d:\d\d/.test(value));
  if (!taken.has('day') && withTime > UNNAMED_SHARE && column.filled === column.rows) {
    return { role: 'day', reason: 'every row has a date with a time', order: found.order };
  }
  return { role: 'date_answer', reason: 'its values are dates', order: found.order };
};

/** Values that are all understood say what they are, where they are clear enough to be nothing else. */
const speaksForItself =
  (role: FieldRole, isClear: (value: string) => boolean, valuesMin = UNNAMED_VALUES): Rule =>
  (column) => {
    if (column.maxLength > LABEL_LENGTH_MAX) return null;
    const { what, reads } = READINGS[role]!; // called for roles of that table only
    const known = [...column.values.keys()].filter((value) => reads(value) && isClear(value));
    const share = shareOf(column, (value) => Boolean(reads(value)));
    if (known.length < valuesMin || share < UNNAMED_SHARE) return null;
    return { role, reason: `${percent(share)} of its values are ${what}` };
  };

/** No label of a portal is longer. */
const LABEL_LENGTH_MAX = 120;

const unnamedId: Rule = (column) => {
  if (column.position > 2 || column.rows < 2 || !isIdentifying(column) || isQuestion(column.header)) return null;
  if (shareOf(column, isCode) < UNNAMED_SHARE || !countsRows(column)) return null;
  return { role: 'id', reason: `short codes at the front: ${uniqueWords(column)}` };
};

function isQuestion(header: string): boolean {
  return header.includes('?') || countWords(header) > 4;
}

/** Numbers are codes where they lie close together, as those of a counter do; amounts do not. */
function countsRows(column: ColumnProfile): boolean {
  const numbers = [...column.values.keys()].map(Number);
  if (numbers.some(Number.isNaN)) return true;
  const span = numbers.reduce((a, b) => Math.max(a, b)) - numbers.reduce((a, b) => Math.min(a, b));
  return numbers.every(Number.isInteger) && span < numbers.length * 10;
}

/** In this order: the first that has something to say decides. */
export const ABOUT_THE_REPLY: readonly Rule[] = [
  empty,
  emailAddresses,
  named,
  repeatingId,
  webAddresses,
  fileNames,
  speaksForItself('publication', (value) => countWords(value) > 4, 1),
  speaksForItself('user_type', (value) => value.length > 3),
  speaksForItself('country', (value) => value.length > 3),
  dates,
  unnamedId,
];
