import { DomainError } from '../../core/error.ts';
import { isLanguage, type Language } from '../../core/language.ts';
import type { Question } from '../../core/question.ts';
import { sourceLanguage } from '../../core/questionnaire.ts';
import { stageState } from '../../core/stage.ts';
import { textUnits } from '../../core/translation.ts';
import { printQuestionnaire } from '../../report/printed-questionnaire.ts';
import { surveyJsDefinition } from '../../report/surveyjs.ts';
import { writeXliff } from '../../report/xliff.ts';
import { type Consultation, stagesOf } from '../../store/consultation.ts';
import { draftOf } from '../../store/questionnaire-draft.ts';
import { Reader } from '../component/reader.tsx';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';
import { questionnaireOf } from './questionnaires.tsx';

type Made = { type: string; content: string | Uint8Array<ArrayBuffer> };

/** A questionnaire as it is being edited, as a file: `surveyjs.json`, `de.xlf`, `print-de.pdf`. */
export const questionnaireFile: Route = {
  method: 'get',
  at: 'questionnaireFile',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, store } = visit;
    const head = await deskConsultationOf(visit);
    const entry = await questionnaireOf(visit, head);
    const questions = await draftOf(store.db, entry.id);
    const wanted = placeOf(visit, 'file');
    const { type, content } = await makeFile(visit, head, entry.name, questions, wanted);
    context.header('content-type', type);
    context.header(
      'content-disposition',
      `attachment; filename="${asciiName(`${head.slug}-${entry.name}`)}-${wanted}"`,
    );
    return context.body(content);
  },
};

/** A header holds no other letters. */
function asciiName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_');
}

async function makeFile(
  visit: Visit,
  head: Consultation,
  name: string,
  questions: readonly Question[],
  wanted: string,
): Promise<Made> {
  const source = sourceLanguage(head.languages, questions);
  const [, xliff, print] = /^(?:([a-z]{2})\.xlf|print-([a-z]{2})\.pdf)$/.exec(wanted) ?? [];
  const language = xliff ?? print ?? '';
  if (wanted === 'surveyjs.json') {
    const definition = surveyJsDefinition(questions, source);
    return { type: 'application/json', content: `${JSON.stringify(definition, null, 2)}\n` };
  }
  if (!isLanguage(language) || !head.languages.includes(language))
    throw new DomainError('not_found', 'There is no such file of this questionnaire.');
  if (xliff) {
    const content = writeXliff(textUnits(questions), { name, source, language });
    return { type: 'application/xliff+xml', content };
  }
  return { type: 'application/pdf', content: new Uint8Array(await printed(visit, head, questions, language)) };
}

async function printed(
  { store, now }: Visit,
  head: Consultation,
  questions: readonly Question[],
  language: Language,
): Promise<Buffer> {
  const stages = await stagesOf(store.db, head.id);
  const call = stages.find((stage) => stage.kind === 'call_for_evidence' && stageState(stage, now) !== 'over');
  return await printQuestionnaire(
    questions,
    {
      title: head.title,
      leadBody: head.leadBody,
      contact: head.contact,
      contactEmailAddress: head.contactEmailAddress,
      until: call ? new Reader(language).lastDay(call.closesAt, head.timeZone) : null,
      notice: head.exampleNotice,
    },
    language,
  );
}
