/**
 * A questionnaire as it is being filled in: values by field, as a form sends them. The fields of a question are its key;
 * `key.row` for the rows of a matrix; `key.option` for the rank of an option, its points, or the words beside "other";
 * `profile.user_type` and so on for the profile. Form, API and the entry of paper all make this, and nothing else is read.
 */
export type Filled = { readonly [field: string]: readonly string[] };

/** A file that was handed in with an answer, as far as the rules look at it. */
export type FilledFile = { question: string; name: string; text: string | null; sha256: string; pageStarts: number[] };

/** What is wrong with one field, in the words of the catalogue: `answer.problem.{code}` with its values. */
export type Problem = {
  field: string;
  question: string;
  code: ProblemCode;
  values?: { [place: string]: number | string };
};

export const PROBLEM_CODES = [
  'required',
  'consent',
  'too_long',
  'unstorable',
  'not_an_option',
  'exclusive',
  'too_few',
  'too_many',
  'other_missing',
  'not_a_number',
  'not_whole',
  'too_small',
  'too_large',
  'not_a_date',
  'not_a_time',
  'not_an_email',
  'not_a_url',
  'not_a_country',
  'not_a_language',
  'rank_twice',
  'rank_gap',
  'points_over',
  'row_missing',
  'too_many_files',
  'register_number',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** The first value of a field, without blanks around it; empty where there is none. */
export function oneValue(filled: Filled, field: string): string {
  return (filled[field]?.[0] ?? '').trim();
}
