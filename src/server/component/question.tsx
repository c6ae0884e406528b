import type { Child } from 'hono/jsx';
import { type Condition, testsOf } from '../../core/condition.ts';
import type { Problem } from '../../core/filled.ts';
import { asks, type Question } from '../../core/question.ts';
import { PROFILE_FIELDS } from '../../core/stakeholder-profile.ts';
import { type FormState, fieldId, piped, problemKey, type QuestionProps } from './field-notes.tsx';
import type { Frame } from './frame.ts';
import { ProfileFields } from './profile.tsx';
import { QuestionInput } from './question-input.tsx';
import type { Reader } from './reader.tsx';

/** The questions of one page of a questionnaire, as fields of the form that the caller wraps around them. */
export function QuestionFields({
  frame,
  questions,
  state,
}: {
  frame: Frame;
  questions: readonly Question[];
  state: FormState;
}) {
  return (
    <>
      {questions.map((question) => (
        <QuestionBlock frame={frame} question={question} state={state} />
      ))}
    </>
  );
}

function QuestionBlock({ frame, question, state }: QuestionProps) {
  if (question.kind === 'section') return null;
  const asked = state.asked.has(question.key);
  if (question.kind === 'hidden') {
    return <input type="hidden" name={question.key} value={state.filled[question.key]?.[0] ?? ''} />;
  }
  return (
    <div class="question" id={`question-${question.key}`} hidden={!asked} {...conditionData(question.showIf)}>
      {asks(question) && <input type="hidden" name=":shown" value={question.key} disabled={!asked} />}
      <QuestionBody frame={frame} question={question} state={state} />
    </div>
  );
}

/** What the script needs to show and hide as answers change. */
export function conditionData(condition: Condition | undefined): { 'data-show-if'?: string } {
  return condition && testsOf(condition).length > 0 ? { 'data-show-if': JSON.stringify(condition) } : {};
}

function QuestionBody({ frame, question, state }: QuestionProps<Exclude<Question, { kind: 'section' | 'hidden' }>>) {
  const { reader } = frame;
  if (question.kind === 'info') {
    return (
      <>
        <h2 class="question-info">{reader.local(piped(question.title, state))}</h2>
        {question.help && <p class="question-help">{reader.local(piped(question.help, state))}</p>}
      </>
    );
  }
  if (question.kind === 'profile') return <ProfileFields frame={frame} question={question} state={state} />;
  return <QuestionInput frame={frame} question={question} state={state} />;
}

export type ErrorSummaryProps = {
  frame: Frame;
  problems: readonly Problem[];
  /** What the field is called. */
  titleOf: (problem: Problem) => Child;
};

/** What is wrong, first on the page and focused, each a link to its field. */
export function ErrorSummary({ frame: { reader }, problems, titleOf }: ErrorSummaryProps) {
  if (problems.length === 0) return null;
  return (
    <section class="ds-error-summary" id="problems" tabindex={-1} autofocus aria-labelledby="problems-heading">
      <h2 id="problems-heading">{reader.say('question.problems', { count: problems.length })}</h2>
      <ul>
        {problems.map((problem) => (
          <li>
            <a class="ds-link" href={`#${fieldId(problem.field)}`}>
              {titleOf(problem)}: {reader.say(problemKey(problem), problem.values)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The title of the question that a problem is with, or of the part of the profile. */
export function problemTitle(reader: Reader, questions: readonly Question[]): (problem: Problem) => Child {
  return ({ field, question }) => {
    const part = Object.values(PROFILE_FIELDS).find((one) => one === field);
    if (part) return reader.say(`question.${part}`);
    const found = questions.find(({ key }) => key === question);
    return found ? reader.local(found.title) : question;
  };
}
