import type { Child } from 'hono/jsx';
import type { Filled, Problem } from '../../core/filled.ts';
import type { MessageKey } from '../../core/message.ts';
import type { Question } from '../../core/question.ts';
import { type LocalText, mapTexts } from '../../core/text.ts';
import type { Frame } from './frame.ts';

/** A file that came with an answer, as the form lists it. */
export type ShownFile = {
  id: string;
  question: string;
  name: string;
  bytes: number;
  state: 'read' | 'without_text' | 'unreadable';
  pages: number | null;
};

/** A questionnaire as it is being filled in, for a page of it. */
export type FormState = {
  filled: Filled;
  problems: readonly Problem[];
  /** Keys of the questions that are asked now; the others are there for the script, hidden. */
  asked: ReadonlySet<string>;
  files: readonly ShownFile[];
  /** The same for the same person, another for another: the order of options where it is random. */
  seed: string;
  /** What another window said to the same field since this one was opened, by field. */
  elsewhere?: Filled;
  /** What was said to a question, in words, for titles that repeat it. */
  sayOf: (question: string) => string | null;
};

export type QuestionProps<Q extends Question = Question> = { frame: Frame; question: Q; state: FormState };

/** A text in which `{q1}` stands for what was answered to question q1. */
export function piped(text: LocalText, { sayOf }: FormState): LocalText {
  return mapTexts(text, (words) => words.replace(/\{([\w.-]+)\}/g, (whole, key: string) => sayOf(key) ?? whole));
}

/** Title of a question with what says whether it must be answered. */
export function QuestionTitle({ frame: { reader }, question, state }: QuestionProps) {
  return (
    <>
      {reader.local(piped(question.title, state))}
      {!question.required && !question.requiredIf && <span class="optional"> {reader.say('question.optional')}</span>}
    </>
  );
}

/** What helps, what is wrong, and what another window said; `describedBy` names those that are there. */
export function FieldNotes({
  frame: { reader },
  field,
  help,
  limit,
  state,
}: {
  frame: Frame;
  field: string;
  help?: Child;
  limit?: Child;
  state: FormState;
}) {
  const id = fieldId(field);
  const elsewhere = state.elsewhere?.[field];
  return (
    <>
      {help && (
        <div class="field-hint" id={`${id}-hint`}>
          {help}
        </div>
      )}
      {limit && (
        <div class="field-hint" id={`${id}-limit`}>
          {limit}
        </div>
      )}
      {problemsOf(state, field).map((problem) => (
        <p class="field-problem" id={`${id}-problem`}>
          {reader.say(problemKey(problem), problem.values)}
        </p>
      ))}
      {elsewhere && (
        <div class="field-elsewhere" id={`${id}-elsewhere`}>
          <p>{reader.say('question.elsewhere')}</p>
          <blockquote>{elsewhere.join(', ') || reader.say('question.elsewhere_nothing')}</blockquote>
        </div>
      )}
    </>
  );
}

export function describedBy(
  state: FormState,
  field: string,
  has: { help: boolean; limit?: boolean },
): string | undefined {
  const id = fieldId(field);
  const ids = [
    has.help && `${id}-hint`,
    has.limit && `${id}-limit`,
    problemsOf(state, field).length > 0 && `${id}-problem`,
    state.elsewhere?.[field] && `${id}-elsewhere`,
  ].filter((one) => typeof one === 'string');
  return ids.length > 0 ? ids.join(' ') : undefined;
}

export function problemsOf({ problems }: FormState, field: string): readonly Problem[] {
  return problems.filter((problem) => problem.field === field).slice(0, 1);
}

export function problemKey({ code }: Pick<Problem, 'code'>): MessageKey {
  return `question.problem.${code}`;
}

/** The id of the element that takes a field's value: what a link from the list of problems goes to. */
export function fieldId(field: string): string {
  return `f-${field.replaceAll(/[^\w-]/g, '-')}`;
}
