import { DomainError } from '../../core/error.ts';
import type { FieldProblem, Fields } from '../../core/form.ts';
import type { Question } from '../../core/question.ts';
import { readQuestionnaireFile } from '../../intake/questionnaire-file.ts';
import type { Consultation } from '../../store/consultation.ts';
import {
  draftOf,
  makeQuestionnaire,
  type QuestionnaireEntry,
  questionnairesOf,
} from '../../store/questionnaire-draft.ts';
import { questionnaireUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskQuestionnaires, type DeskQuestionnairesProps } from '../desk/questionnaires.tsx';
import { receiveSmallFile } from '../receive-files.ts';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

/** The questionnaire of the address. */
export async function questionnaireOf(visit: Visit, head: Consultation): Promise<QuestionnaireEntry> {
  const name = placeOf(visit, 'questionnaire');
  const found = (await questionnairesOf(visit.store.db, head.id)).find((entry) => entry.name === name);
  if (!found) throw new DomainError('not_found', 'There is no such questionnaire in this consultation.');
  return found;
}

type Sent = { fields: Fields; problems: FieldProblem[]; unreadable: string | null };

async function listPage(visit: Visit, head: Consultation, sent?: Sent, made: DeskQuestionnairesProps['made'] = null) {
  const entries = await questionnairesOf(visit.store.db, head.id);
  const { fields, problems, unreadable } = sent ?? { fields: {}, problems: [], unreadable: null };
  const shown = { frame: visit.frame, head, entries, fields, problems, unreadable, made };
  return visit.context.html(renderPage(<DeskQuestionnaires {...shown} />), sent ? 422 : 200);
}

export const questionnaires: Route = {
  method: 'get',
  at: 'questionnaires',
  needs: 'see the desk',
  answer: async (visit) => await listPage(visit, await deskConsultationOf(visit)),
};

/** Makes a questionnaire: empty, as a copy, or from a file of another tool. */
export const newQuestionnaire: Route = {
  method: 'post',
  at: 'questionnaires',
  needs: 'set up consultations',
  takesFiles: true,
  answer: async (visit) => {
    const { context, store, visitor, clock } = visit;
    const head = await deskConsultationOf(visit);
    const { fields, file } = await receiveSmallFile(visit);
    const name = (fields.name ?? '').trim();
    const entries = await questionnairesOf(store.db, head.id);
    const problems = nameProblems(name, entries);
    if (problems.length > 0) return await listPage(visit, head, { fields, problems, unreadable: null });
    let questions: Question[] = [];
    let skipped: string[] = [];
    const copied = entries.find((entry) => entry.name === fields.copy);
    if (file) {
      try {
        ({ questions, skipped } = await readQuestionnaireFile(file));
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        return await listPage(visit, head, { fields, problems, unreadable: error.message });
      }
    } else if (copied) questions = await draftOf(store.db, copied.id);
    await makeQuestionnaire(store, visitor.actor!, head.id, name, questions, { clock });
    if (skipped.length > 0) return await listPage(visit, head, undefined, { name, skipped });
    return context.redirect(questionnaireUrl(head.slug, name), 303);
  },
};

function nameProblems(name: string, entries: readonly QuestionnaireEntry[]): FieldProblem[] {
  if (name === '') return [{ field: 'name', say: 'form.problem.required' }];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || name.length > 80)
    return [{ field: 'name', say: 'form.problem.slug_form' }];
  return entries.some((entry) => entry.name === name) ? [{ field: 'name', say: 'form.problem.slug_taken' }] : [];
}
