import { looksLikeScale, scalePoint } from '../core/question.ts';
import { areChoices } from './choices.ts';
import { type ColumnProfile, type PartSeparator, shareOf, splitParts } from './column.ts';
import { headerMeanings, isNumbering } from './header-words.ts';
import { isYesNo } from './profile-words.ts';
import {
  count,
  distinct,
  empty,
  fileNames,
  type Guess,
  listValues,
  percent,
  type Rule,
  UNNAMED_SHARE,
} from './rule.ts';
import { isCode, isNumber } from './values.ts';

/** Rules for columns that are questions: closed ones first, what is left are words. */

const specify: Rule = (column) =>
  headerMeanings(column.header).includes('other')
    ? { role: 'open', reason: 'asks to specify: an answer in words' }
    : null;

const yesOrNo: Rule = (column) => {
  const values = [...column.values.keys()];
  if (!column.isComplete || values.length > 6 || !values.every(isYesNo)) return null;
  const isMark = values.length === 1 && column.filled < column.rows;
  if (values.length < 2 && !isMark && !['0', '1'].includes(values[0]!)) return null;
  return { role: 'single', reason: `closed: only ${listValues(column)}` };
};

/** A scale has at most so many points (0 to 10). */
const SCALE_POINTS_MAX = 11;
const SCALE_LABEL_MAX = 80;

const scale: Rule = (column) => {
  const labels = [...column.values.keys()];
  if (
    !column.isComplete ||
    labels.length > SCALE_POINTS_MAX + 2 ||
    column.maxLength > SCALE_LABEL_MAX ||
    !looksLikeScale(labels)
  )
    return null;
  const points = labels.map(scalePoint).filter((point) => point !== null);
  const [low, high] = [Math.min(...points), Math.max(...points)];
  if (!points.every(Number.isInteger) || low < -SCALE_POINTS_MAX || high - low >= SCALE_POINTS_MAX) return null;
  if (column.filled < labels.length * 1.5 || (isNumbering(column.header) && labels.every(isNumber))) return null;
  return {
    role: 'scale',
    reason: `scale from ${low} to ${high}: ${labels.length} different answers in ${count.format(column.filled)}`,
  };
};

const constant: Rule = (column) =>
  distinct(column) === 1 && column.isComplete && column.filled === column.rows && column.rows >= 5
    ? { role: 'ignore', reason: `every row says the same: ${listValues(column)}` }
    : null;

/** Separators that stand inside ordinary sentences need parts that are hardly anything else than choices. */
const PARTS_MAX: { readonly [separator in PartSeparator]: number } = { ';': 60, '|': 60, '\n': 60, ', ': 25 };
const PART_LENGTH_MAX = 200;

const multiple: Rule = (column) => {
  for (const [separator, parts] of column.parts) {
    const shared = shareOf(column, (value) => splitParts(value, separator).length > 1);
    if (shared < 0.05 || parts.size > PARTS_MAX[separator] || [...parts].some((part) => part.length > PART_LENGTH_MAX))
      continue;
    if (column.filled < parts.size * 1.5 || !areChoices(column, separator)) continue;
    return {
      role: 'multiple',
      separator,
      reason: `several choices in one cell, separated by ${SEPARATOR_NAMES[separator]}: ${parts.size} different ones in ${count.format(column.filled)} answers`,
    };
  }
  return null;
};

const SEPARATOR_NAMES: { readonly [separator in PartSeparator]: string } = {
  ';': 'semicolons',
  '|': 'vertical bars',
  '\n': 'line breaks',
  ', ': 'commas',
};

const FEW_OPTIONS = 50;
const MANY_OPTIONS = 200;
const OPTION_LENGTH_MAX = 300;
/** More different numbers than that are amounts, not options. */
const NUMBER_OPTIONS_MAX = 5;

const single: Rule = (column) => {
  const options = distinct(column);
  const isCalledOpen = headerMeanings(column.header).some((meaning) => meaning === 'open' || meaning === 'title');
  const repetition = column.filled / options;
  if (!column.isComplete || column.maxLength > OPTION_LENGTH_MAX || column.filled < 5) return null;
  if (options > FEW_OPTIONS && (options > MANY_OPTIONS || repetition < 20)) return null;
  if (isNumbering(column.header) && shareOf(column, isNumber) > UNNAMED_SHARE) return null;
  if (
    repetition < (isCalledOpen ? 5 : 2) ||
    (options > NUMBER_OPTIONS_MAX && shareOf(column, isNumber) > UNNAMED_SHARE)
  )
    return null;
  const again = [...column.values.values()].filter((times) => times > 1).reduce((sum, times) => sum + times, 0);
  if (again < column.filled * 0.9) return null;
  return {
    role: 'single',
    reason: `closed: ${count.format(options)} different answers in ${count.format(column.filled)}, given ${count.format(Math.round(repetition))} times on average`,
  };
};

const number: Rule = (column) => {
  const share = shareOf(column, isNumber);
  return share >= 0.95 ? { role: 'number', reason: `${percent(share)} of its values are numbers` } : null;
};

const repeatingCode: Rule = (column) =>
  shareOf(column, isCode) >= UNNAMED_SHARE && column.filled > 1
    ? { role: 'ignore', reason: 'codes without words: neither an answer nor different in every row' }
    : null;

/** In this order: the first that has something to say decides. */
export const ABOUT_QUESTIONS: readonly Rule[] = [
  empty,
  fileNames,
  specify,
  yesOrNo,
  scale,
  constant,
  multiple,
  single,
  number,
  repeatingCode,
];

/** What is left are words. */
export function openGuess(column: ColumnProfile): Guess {
  const share = column.isComplete
    ? `${count.format(distinct(column))} different answers in ${count.format(column.filled)}`
    : `more than ${count.format(distinct(column))} different answers`;
  return { role: 'open', reason: `words: ${share}, up to ${count.format(column.maxLength)} characters` };
}
