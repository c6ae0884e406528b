import type { Filled } from './filled.ts';
import { otherKey, type Question } from './question.ts';
import { PROFILE_FIELDS } from './stakeholder-profile.ts';

/** The fields that a question has in a form; a file has none, it comes as such. */
export function fieldsOf(question: Question): string[] {
  const { key } = question;
  switch (question.kind) {
    case 'section':
    case 'info':
    case 'file':
      return [];
    case 'profile':
      return Object.values(PROFILE_FIELDS);
    case 'matrix':
      return question.rows.map((row) => `${key}.${row.key}`);
    case 'ranking':
    case 'points':
      return question.options.map((option) => otherKey(key, option.key));
    case 'single':
    case 'scale':
    case 'multiple':
      return [key, ...question.options.filter(({ other }) => other).map((option) => otherKey(key, option.key))];
    default:
      return [key];
  }
}

/** Most values that one field can have, and most characters of one value: far beyond any question's own limit. */
const MOST_VALUES = 200;
const MOST_CHARACTERS = 100_000;

/**
 * What a form sent, as far as the questions ask for it. A field that is on the page and came without a value was emptied;
 * fields of other pages are left out.
 * @param questions those on the page that was sent
 */
export function filledFrom(questions: readonly Question[], valuesOf: (field: string) => readonly string[]): Filled {
  const fields = questions.flatMap(fieldsOf);
  return Object.fromEntries(
    fields.map((field) => [
      field,
      valuesOf(field)
        .slice(0, MOST_VALUES)
        .map((value) =>
          value.slice(0, MOST_CHARACTERS).replace(/\r\n?/g, '\n').toWellFormed().replaceAll('\u0000', ''),
        ),
    ]),
  );
}

/** The other way round: the fields that answers fill, to correct what was handed in. */
export function filledFromAnswers(
  questions: readonly Question[],
  answers: readonly { question: string; text?: string; values?: readonly string[] }[],
): { [field: string]: string[] } {
  const filled: { [field: string]: string[] } = {};
  const byKey = new Map(questions.map((question) => [question.key, question]));
  for (const { question: key, text, values = [] } of answers) {
    const question = byKey.get(key);
    if (question?.kind === 'file') continue;
    if (question?.kind === 'ranking') {
      for (const [i, value] of values.entries()) filled[otherKey(key, value)] = [String(i + 1)];
    } else if (question?.kind === 'points') {
      for (const value of values) {
        const at = value.lastIndexOf(':');
        filled[otherKey(key, value.slice(0, at))] = [value.slice(at + 1)];
      }
    } else filled[key] = text === undefined ? [...values] : [text];
  }
  return filled;
}
