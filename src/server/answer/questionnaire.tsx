import { DomainError } from '../../core/error.ts';
import type { Fields } from '../../core/form.ts';
import {
  duplicateQuestion,
  EDITABLE_KINDS,
  flawsOf,
  insertQuestion,
  moveQuestion,
  newQuestion,
  newQuestionKey,
  removeQuestion,
} from '../../core/questionnaire.ts';
import { translationProgress } from '../../core/translation.ts';
import type { Consultation } from '../../store/consultation.ts';
import {
  discardDraft,
  draftOf,
  editDraft,
  publishDraft,
  type QuestionnaireEntry,
  versionsOf,
} from '../../store/questionnaire-draft.ts';
import { questionnaireUrl, questionUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskQuestionnaire } from '../desk/questionnaire.tsx';
import { fieldsOf } from '../form.ts';
import type { Route, Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';
import { questionnaireOf } from './questionnaires.tsx';

export const questionnaire: Route = {
  method: 'get',
  at: 'questionnaire',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await deskConsultationOf(visit);
    const entry = await questionnaireOf(visit, head);
    const [questions, versions] = await Promise.all([draftOf(store.db, entry.id), versionsOf(store.db, entry.id)]);
    const page = (
      <DeskQuestionnaire
        frame={frame}
        head={head}
        entry={entry}
        questions={questions}
        flaws={flawsOf(questions)}
        progress={translationProgress(questions, head.languages)}
        versions={versions}
      />
    );
    return context.html(renderPage(page));
  },
};

/** Adds, moves, copies or removes a question; publishes the draft, or takes it back. */
export const editQuestionnaire: Route = {
  method: 'post',
  at: 'questionnaire',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor, clock } = visit;
    const head = await deskConsultationOf(visit);
    const entry = await questionnaireOf(visit, head);
    const fields = await fieldsOf(visit);
    const url = questionnaireUrl(head.slug, entry.name);
    switch (fields.then) {
      case 'publish':
        await publishDraft(store, visitor.actor!, head.id, entry.id, { clock });
        return context.redirect(url, 303);
      case 'discard':
        await discardDraft(store, visitor.actor!, head.id, entry.id);
        return context.redirect(url, 303);
      case 'add': {
        const key = await addQuestion(visit, head, entry, fields);
        return context.redirect(questionUrl(head.slug, entry.name, key), 303);
      }
      default:
        await arrange(visit, head, entry, fields);
        return context.redirect(`${url}#question-${encodeURIComponent(fields.question ?? '')}`, 303);
    }
  },
};

async function addQuestion(
  { store, visitor }: Visit,
  head: Consultation,
  entry: QuestionnaireEntry,
  fields: Fields,
): Promise<string> {
  const kind = EDITABLE_KINDS.find((known) => known === fields.kind);
  if (!kind) throw new DomainError('wrong_use', 'Choose what kind of question it is to be.');
  let key = '';
  await editDraft(store, visitor.actor!, head.id, entry.id, (questions, known) => {
    key = newQuestionKey(known);
    return insertQuestion(questions, newQuestion(kind, key), fields.after || null);
  });
  return key;
}

async function arrange(
  { store, visitor }: Visit,
  head: Consultation,
  entry: QuestionnaireEntry,
  { then, question = '' }: Fields,
): Promise<void> {
  await editDraft(store, visitor.actor!, head.id, entry.id, (questions, known) => {
    if (!questions.some(({ key }) => key === question))
      throw new DomainError('not_found', 'This question is not there any more: somebody else removed it.');
    switch (then) {
      case 'up':
        return moveQuestion(questions, question, -1);
      case 'down':
        return moveQuestion(questions, question, 1);
      case 'duplicate':
        return duplicateQuestion(questions, question, newQuestionKey(known));
      case 'remove':
        return removeQuestion(questions, question);
      default:
        throw new DomainError('wrong_use', 'This form does not say what to do with the question.');
    }
  });
}
