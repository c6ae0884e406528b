/** Whether something is asked depends on what was answered before: all of the tests hold, or any of them. */
export type Condition = { all: AnswerTest[] } | { any: AnswerTest[] };

/** One test of an earlier answer; `question` is a question's key, or `question.row` for a row of a matrix. */
export type AnswerTest =
  | { question: string; is: 'one_of' | 'none_of'; values: string[] }
  | { question: string; is: 'answered' | 'not_answered' }
  | { question: string; is: 'at_least' | 'at_most'; number: number };

/** What was said to a question so far: chosen options by key, or the words; empty where nothing was. */
export type SaidOf = (question: string) => readonly string[];

/** Whether a condition holds. Used by the server and, while a form is filled in, by the browser. */
export function holds(condition: Condition, saidOf: SaidOf): boolean {
  return 'all' in condition
    ? condition.all.every((test) => testHolds(test, saidOf))
    : condition.any.some((test) => testHolds(test, saidOf));
}

function testHolds(test: AnswerTest, saidOf: SaidOf): boolean {
  const said = saidOf(test.question);
  switch (test.is) {
    case 'one_of':
      return said.some((value) => test.values.includes(value));
    case 'none_of':
      return !said.some((value) => test.values.includes(value));
    case 'answered':
      return said.length > 0;
    case 'not_answered':
      return said.length === 0;
    case 'at_least':
      return said.some((value) => asNumber(value) >= test.number);
    case 'at_most':
      return said.some((value) => asNumber(value) <= test.number);
  }
}

/** A number as people write it, with a point or a comma; not a number where it is none. */
export function asNumber(value: string): number {
  const plain = value.trim().replace(',', '.');
  return /^[-+]?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

/** The tests of a condition. */
export function testsOf(condition: Condition): readonly AnswerTest[] {
  return 'all' in condition ? condition.all : condition.any;
}
