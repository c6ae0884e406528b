import type { Child } from 'hono/jsx';
import { type Answer, isTextAnswer } from '../../core/contribution.ts';
import { languageName } from '../../core/language.ts';
import { asks, type Option, otherKey, type Question } from '../../core/question.ts';
import type { LocalText } from '../../core/text.ts';
import type { Reader } from './reader.tsx';

/** One question with what was said to it, in words. */
export type SaidToQuestion = { key: string; title: LocalText; said: Child; language: string | null };

/**
 * What was said, question by question, in the words of the questionnaire; questions without an answer are left out.
 * @param language of the words, where it is known
 */
export function saidToQuestions(
  reader: Reader,
  questions: readonly Question[],
  answers: readonly Answer[],
  language: string | null = null,
): SaidToQuestion[] {
  return questions.filter(asks).flatMap((question): SaidToQuestion[] => {
    const own = answers.filter((answer) => belongsTo(question, answer.question));
    if (own.length === 0) return [];
    return [{ key: question.key, title: question.title, said: saidInWords(reader, question, own), language }];
  });
}

function belongsTo({ key, kind }: Question, answered: string): boolean {
  if (answered === key) return true;
  const mayHaveParts = ['matrix', 'single', 'scale', 'multiple'].includes(kind);
  return mayHaveParts && answered.startsWith(`${key}.`);
}

function saidInWords(reader: Reader, question: Question, answers: readonly Answer[]): Child {
  if (question.kind === 'matrix') {
    return (
      <ul class="said-rows">
        {question.rows.flatMap((row) => {
          const answer = answers.find((one) => one.question === `${question.key}.${row.key}`);
          if (!answer || isTextAnswer(answer)) return [];
          return [
            <li>
              {reader.local(row.title)}: {chosen(reader, question.options, answer.values)}
            </li>,
          ];
        })}
      </ul>
    );
  }
  const parts = answers.map((answer) => saidPart(reader, question, answer));
  return parts.length === 1 ? parts[0] : parts.map((part) => <p class="said-part">{part}</p>);
}

function saidPart(reader: Reader, question: Question, answer: Answer): Child {
  if (isTextAnswer(answer)) {
    return (
      <span class="said-words">
        {answer.file && <strong>{answer.file.name}: </strong>}
        {answer.file ? shortened(answer.text) : answer.text}
      </span>
    );
  }
  switch (question.kind) {
    case 'single':
    case 'scale':
    case 'multiple':
    case 'ranking':
      return chosen(reader, question.options, answer.values);
    case 'points':
      return pointsInWords(reader, question.options, answer.values);
    case 'country':
      return answer.values.map((code) => reader.country(code)).join(', ');
    case 'language':
      return answer.values.map((code) => languageName(code, reader.language)).join(', ');
    case 'date':
      return answer.values.map((day) => reader.day(day)).join(', ');
    case 'consent':
      return reader.say('question.agreed');
    case 'number':
      return `${answer.values.map((value) => reader.number(Number(value))).join(', ')}${question.unit ? ` ${question.unit}` : ''}`;
    default:
      return answer.values.join(', ');
  }
}

const SHORT = 400;

function shortened(text: string): string {
  return text.length > SHORT ? `${text.slice(0, SHORT)} …` : text;
}

/** Options by their titles; imported ones are known by their label. */
function chosen(reader: Reader, options: readonly Option[], values: readonly string[]): Child {
  return values.map((value, i) => {
    const option = options.find(({ key }) => key === value);
    return (
      <>
        {i > 0 && '; '}
        {option ? reader.local(option.title) : value}
      </>
    );
  });
}

function pointsInWords(reader: Reader, options: readonly Option[], values: readonly string[]): Child {
  return values.map((value, i) => {
    const at = value.lastIndexOf(':');
    return (
      <>
        {i > 0 && '; '}
        {chosen(reader, options, [value.slice(0, at)])}: {value.slice(at + 1)}
      </>
    );
  });
}

/** What was answered to a question as plain text, for a title that repeats it. */
export function sayAnswers(
  reader: Reader,
  questions: readonly Question[],
  filled: { readonly [field: string]: readonly string[] },
) {
  return (key: string): string | null => {
    const question = questions.find((one) => one.key === key);
    const values = filled[key];
    if (!question || !values || values.length === 0 || values[0] === '') return null;
    if (!('options' in question)) return values.join(', ');
    return values
      .map((value) => {
        const option = question.options.find((one) => one.key === value);
        const words = option?.other ? filled[otherKey(key, value)]?.[0] : undefined;
        return words || (option ? reader.localText(option.title) : value);
      })
      .join(', ');
  };
}
