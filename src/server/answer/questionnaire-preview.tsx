import { readFilled } from '../../core/answering.ts';
import { isTextAnswer } from '../../core/contribution.ts';
import { filledFrom } from '../../core/fields.ts';
import type { Filled } from '../../core/filled.ts';
import { isLanguage, type Language } from '../../core/language.ts';
import type { Question } from '../../core/question.ts';
import { withClosing } from '../../core/submission.ts';
import { draftOf } from '../../store/questionnaire-draft.ts';
import type { FormState } from '../component/field-notes.tsx';
import { renderPage } from '../component/page.tsx';
import { DeskPreview } from '../desk/questionnaire-preview.tsx';
import { valuesOf } from '../form.ts';
import { queryOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';
import { questionnaireOf } from './questionnaires.tsx';

/** A questionnaire on one page: with what was filled in, and what is wrong with it where it was sent. */
export function formStateOf(questions: readonly Question[], filled: Filled, wasSent: boolean): FormState {
  const { problems, asked, answers } = readFilled(questions, filled);
  return {
    filled,
    problems: wasSent ? problems : [],
    asked,
    files: [],
    seed: 'desk',
    sayOf: (question) => {
      const answer = answers.find((one) => one.question === question);
      return answer ? (isTextAnswer(answer) ? answer.text : answer.values.join(', ')) : null;
    },
  };
}

async function previewPage(visit: Visit, wasSent: boolean) {
  const head = await deskConsultationOf(visit);
  const entry = await questionnaireOf(visit, head);
  const questions = withClosing(await draftOf(visit.store.db, entry.id));
  const wanted = queryOf(visit).get('language') ?? '';
  const language = isLanguage(wanted) && head.languages.includes(wanted) ? wanted : (head.languages[0] as Language);
  const filled = wasSent ? filledFrom(questions, await valuesOf(visit)) : {};
  const state = formStateOf(questions, filled, wasSent);
  const page = (
    <DeskPreview
      frame={visit.frame}
      head={head}
      name={entry.name}
      languages={head.languages}
      language={language}
      questions={questions}
      state={state}
      tried={wasSent && state.problems.length === 0 ? readFilled(questions, filled).answers : null}
    />
  );
  return visit.context.html(renderPage(page));
}

export const previewQuestionnaire: Route = {
  method: 'get',
  at: 'previewQuestionnaire',
  needs: 'see the desk',
  answer: async (visit) => await previewPage(visit, false),
};

/** Tries the form out: says what is wrong, or what a contribution would say. Nothing is kept. */
export const tryQuestionnaire: Route = {
  method: 'post',
  at: 'previewQuestionnaire',
  needs: 'see the desk',
  takesLongForms: true,
  answer: async (visit) => await previewPage(visit, true),
};
