import { createHash } from 'node:crypto';
import { DomainError } from '../../core/error.ts';
import type { FieldProblem, Fields } from '../../core/form.ts';
import type { Question } from '../../core/question.ts';
import { questionFields, readQuestionForm } from '../../core/question-form.ts';
import { replaceQuestion, sourceLanguage } from '../../core/questionnaire.ts';
import type { Consultation } from '../../store/consultation.ts';
import { draftOf, editDraft, type QuestionnaireEntry } from '../../store/questionnaire-draft.ts';
import { questionnaireUrl, questionUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskQuestion } from '../desk/question.tsx';
import { fieldsOf } from '../form.ts';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';
import { questionnaireOf } from './questionnaires.tsx';

type Opened = { head: Consultation; entry: QuestionnaireEntry; questions: Question[]; at: number };

async function openQuestion(visit: Visit): Promise<Opened> {
  const head = await deskConsultationOf(visit);
  const entry = await questionnaireOf(visit, head);
  const questions = await draftOf(visit.store.db, entry.id);
  const at = questions.findIndex(({ key }) => key === placeOf(visit, 'question'));
  if (at < 0) throw new DomainError('not_found', 'This question is not there (any more).');
  return { head, entry, questions, at };
}

/** Changes with the question, in whatever order the store gives its parts back. */
function stateOf(question: Question): string {
  const sorted = (_: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash('sha256').update(JSON.stringify(question, sorted)).digest('hex').slice(0, 16);
}

function questionPage(visit: Visit, opened: Opened, sent?: { fields: Fields; problems: FieldProblem[]; seen: string }) {
  const { head, entry, questions, at } = opened;
  const question = questions[at]!; // found by its place
  const language = sourceLanguage(head.languages, questions);
  const { fields, problems, seen } = sent ?? {
    fields: questionFields(question, language),
    problems: [],
    seen: stateOf(question),
  };
  const page = (
    <DeskQuestion
      frame={visit.frame}
      head={head}
      name={entry.name}
      question={question}
      earlier={questions.slice(0, at)}
      language={language}
      seen={seen}
      fields={fields}
      problems={problems}
    />
  );
  return visit.context.html(renderPage(page), problems.length > 0 ? 422 : 200);
}

export const question: Route = {
  method: 'get',
  at: 'question',
  needs: 'set up consultations',
  answer: async (visit) => questionPage(visit, await openQuestion(visit)),
};

export const changeQuestion: Route = {
  method: 'post',
  at: 'question',
  needs: 'set up consultations',
  takesLongForms: true,
  answer: async (visit) => {
    const { context, store, visitor } = visit;
    const opened = await openQuestion(visit);
    const { head, entry, questions, at } = opened;
    const fields = moveRow(await fieldsOf(visit));
    const before = questions[at]!; // found by its place
    const language = sourceLanguage(head.languages, questions);
    const { value, problems: wrong } = readQuestionForm(fields, before, language, questions.slice(0, at));
    const seen = fields.seen ?? '';
    const meanwhile: FieldProblem[] =
      seen === stateOf(before) ? [] : [{ field: `title-${language}`, say: 'form.problem.changed_meanwhile' }];
    const problems = [...meanwhile, ...wrong];
    if (value === null || problems.length > 0)
      return questionPage(visit, opened, { fields, problems, seen: stateOf(before) });
    await editDraft(store, visitor.actor!, head.id, entry.id, (current) => {
      const same = current.find(({ key }) => key === before.key);
      if (!same || stateOf(same) !== seen)
        throw new DomainError('conflict', 'Somebody else changed this question at the same moment. Look again.');
      return replaceQuestion(current, value);
    });
    const back = fields.then === 'save' || fields.then === undefined;
    const url = back
      ? `${questionnaireUrl(head.slug, entry.name)}#question-${before.key}`
      : questionUrl(head.slug, entry.name, before.key);
    return context.redirect(url, 303);
  },
};

/** A form whose button said to move an option or row (`up:option-2`), with that row exchanged with its neighbour. */
function moveRow(fields: Fields): Fields {
  const [, direction, name, number] = /^(up|down):(option|row)-(\d{1,3})$/.exec(fields.then ?? '') ?? [];
  if (!direction || !name || !number) return fields;
  const from = Number(number);
  const to = from + (direction === 'up' ? -1 : 1);
  const renamed = (field: string, at: number) => field.replace(/^(option|row)-\d+-/, `${name}-${at}-`);
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => {
      if (field.startsWith(`${name}-${from}-`)) return [renamed(field, to), value];
      return field.startsWith(`${name}-${to}-`) ? [renamed(field, from), value] : [field, value];
    }),
  );
}
