import type { FieldRole } from '../core/intake.ts';
import type { ColumnProfile } from './column.ts';
import { headerMeanings } from './header-words.ts';
import { ABOUT_QUESTIONS, openGuess } from './question-rules.ts';
import { ABOUT_THE_REPLY } from './reply-rules.ts';
import { type Guess, ONLY_ONE, type Rule } from './rule.ts';

/**
 * Guesses what the columns are for, from left to right, each by the first rule that has something to say: what is empty,
 * what the header says where the values agree, what the values say by themselves, then closed, then open questions.
 * @param rules `questions` where the format has said already who the columns about people are
 */
export function guessColumns(
  columns: readonly ColumnProfile[],
  rules: 'all' | 'questions',
  taken: Iterable<FieldRole> = [],
): Guess[] {
  const used = new Set(taken);
  const guesses = columns.map((column) => {
    const guess = firstSaying(
      rules === 'all' ? [...ABOUT_THE_REPLY, ...ABOUT_QUESTIONS] : ABOUT_QUESTIONS,
      column,
      used,
    );
    if (ONLY_ONE.has(guess.role)) used.add(guess.role);
    return guess;
  });
  return withTitle(columns, guesses);
}

const TITLE_LENGTH_MAX = 250;

/** Words that are called a title, beside other words, are what the reply is called; where two are, neither is. */
function withTitle(columns: readonly ColumnProfile[], guesses: Guess[]): Guess[] {
  const open = guesses.flatMap(({ role }, index) => (role === 'open' ? [index] : []));
  const titles = open.filter((index) => {
    const { header, maxLength } = columns[index]!;
    return maxLength <= TITLE_LENGTH_MAX && headerMeanings(header).includes('title');
  });
  if (titles.length !== 1 || open.length < 2) return guesses;
  const reason = `called so, and its values are short: up to ${columns[titles[0]!]!.maxLength} characters`;
  return guesses.map((guess, index) => (index === titles[0] ? { role: 'title', reason } : guess));
}

function firstSaying(rules: readonly Rule[], column: ColumnProfile, taken: ReadonlySet<FieldRole>): Guess {
  for (const rule of rules) {
    const guess = rule(column, taken);
    if (guess && !(ONLY_ONE.has(guess.role) && taken.has(guess.role))) return guess;
  }
  return openGuess(column);
}
