import { readFilled } from './answering.ts';
import { isTextAnswer } from './contribution.ts';
import type { Filled, Problem } from './filled.ts';
import type { Question } from './question.ts';
import { type Ballot, matrixChoice } from './tally.ts';

/**
 * Reads a ballot out of a form, by the one parser of answers. In the room a question has to be answered to be sent.
 * @returns what was chosen, or what is wrong
 */
export function readBallot(question: Question, filled: Filled): { chosen: Ballot } | { problems: Problem[] } {
  // Of a matrix every row may be left out, but not all of them.
  const required = question.kind !== 'matrix';
  const { answers, problems } = readFilled([{ ...question, required }], filled);
  if (problems.length > 0) return { problems };
  const chosen = answers.flatMap((answer) => {
    if (isTextAnswer(answer)) return [];
    if (question.kind !== 'matrix') return answer.values;
    const row = answer.question.slice(question.key.length + 1);
    return answer.values.map((option) => matrixChoice(row, option));
  });
  if (chosen.length > 0) return { chosen };
  return { problems: [{ field: question.key, question: question.key, code: 'required' }] };
}

/** Reads words of one's own. */
export function readSaid(question: Question, filled: Filled): { texts: string[] } | { problems: Problem[] } {
  const trimmed = { [question.key]: (filled[question.key] ?? []).map((text) => text.trim()) };
  const { answers, problems } = readFilled([{ ...question, required: true }], trimmed);
  if (problems.length > 0) return { problems };
  return { texts: answers.flatMap((answer) => (isTextAnswer(answer) ? [answer.text] : [])) };
}
