import { DomainError } from '../../core/error.ts';
import { isLanguage, type Language } from '../../core/language.ts';
import type { Question } from '../../core/question.ts';
import { sourceLanguage } from '../../core/questionnaire.ts';
import { textUnits, translationProgress, withTranslations } from '../../core/translation.ts';
import { readXliff } from '../../intake/xliff.ts';
import type { Consultation } from '../../store/consultation.ts';
import { draftOf, editDraft, type QuestionnaireEntry } from '../../store/questionnaire-draft.ts';
import { translationsUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskTranslations, type DeskTranslationsProps } from '../desk/translations.tsx';
import { fieldsOf } from '../form.ts';
import { receiveSmallFile } from '../receive-files.ts';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';
import { questionnaireOf } from './questionnaires.tsx';

type Opened = {
  head: Consultation;
  entry: QuestionnaireEntry;
  questions: Question[];
  language: Language;
  source: Language;
};

async function openTranslations(visit: Visit): Promise<Opened> {
  const head = await deskConsultationOf(visit);
  const entry = await questionnaireOf(visit, head);
  const language = placeOf(visit, 'language');
  if (!isLanguage(language) || !head.languages.includes(language))
    throw new DomainError('not_found', 'The consultation is not held in this language.');
  const questions = await draftOf(visit.store.db, entry.id);
  return { head, entry, questions, language, source: sourceLanguage(head.languages, questions) };
}

function translationsPage(visit: Visit, opened: Opened, report: DeskTranslationsProps['report'] = null) {
  const { head, entry, questions, language, source } = opened;
  const page = (
    <DeskTranslations
      frame={visit.frame}
      head={head}
      name={entry.name}
      source={source}
      language={language}
      units={textUnits(questions)}
      progress={translationProgress(questions, [language])[0]!} // one language, one answer
      report={report}
    />
  );
  return visit.context.html(renderPage(page));
}

export const translations: Route = {
  method: 'get',
  at: 'translations',
  needs: 'see the desk',
  answer: async (visit) => translationsPage(visit, await openTranslations(visit)),
};

const TEXT_FIELD = 'text-';

/** Saves what was typed, or what a translator's file says. */
export const translate: Route = {
  method: 'post',
  at: 'translations',
  needs: 'set up consultations',
  takesFiles: true,
  takesLongForms: true,
  answer: async (visit) => {
    const opened = await openTranslations(visit);
    const { head, entry, language, source } = opened;
    if ((visit.context.req.header('content-type') ?? '').startsWith('multipart/form-data'))
      return await takeFile(visit, opened);
    const fields = await fieldsOf(visit);
    const texts = new Map(
      Object.entries(fields).flatMap(([name, text]) =>
        name.startsWith(TEXT_FIELD) ? [[name.slice(TEXT_FIELD.length), text.slice(0, 5000)] as const] : [],
      ),
    );
    const origin = language === source ? 'written' : 'translated';
    await editDraft(visit.store, visit.visitor.actor!, head.id, entry.id, (questions) =>
      withTranslations(questions, language, texts, origin, fields.then === 'review'),
    );
    return visit.context.redirect(translationsUrl(head.slug, entry.name, language), 303);
  },
};

async function takeFile(visit: Visit, opened: Opened) {
  const { head, entry, language } = opened;
  const { file } = await receiveSmallFile(visit);
  if (!file) throw new DomainError('wrong_use', 'No file came with this form. Choose one and send it again.');
  const { texts, refused } = await readXliff(file, { language, units: textUnits(opened.questions) });
  let changed = 0;
  await editDraft(visit.store, visit.visitor.actor!, head.id, entry.id, (questions) => {
    const after = withTranslations(questions, language, texts);
    const before = new Map(textUnits(questions).map(({ id, local }) => [id, local[language]?.text]));
    changed = textUnits(after).filter(({ id, local }) => local[language]?.text !== before.get(id)).length;
    return after;
  });
  return translationsPage(visit, await openTranslations(visit), { changed, refused });
}
