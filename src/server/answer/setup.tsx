import { DomainError } from '../../core/error.ts';
import { LANGUAGES, type Language } from '../../core/language.ts';
import type { LocalText } from '../../core/text.ts';
import { endOfDay } from '../../core/time.ts';
import { type Consultation, describeConsultation, setPublished } from '../../store/consultation.ts';
import { setupUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskSetup, type Missing } from '../desk/setup.tsx';
import type { Route } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

/** What everybody would miss on a public page. A title that is only the name in the address is none. */
function missingFor({ title, summary, leadBody, slug }: Consultation): Missing[] {
  const has = (local: LocalText) => Object.values(local).some((text) => text.text.trim() !== '' && text.text !== slug);
  const parts: [Missing, LocalText][] = [
    ['title', title],
    ['summary', summary],
    ['lead_body', leadBody],
  ];
  return parts.filter(([, local]) => !has(local)).map(([what]) => what);
}

export const setup: Route = {
  method: 'get',
  at: 'setup',
  needs: 'see the desk',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    return visit.context.html(renderPage(<DeskSetup frame={visit.frame} head={head} missing={missingFor(head)} />));
  },
};

export const describe: Route = {
  method: 'post',
  at: 'setup',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor } = visit;
    const head = await deskConsultationOf(visit);
    const form = await context.req.parseBody({ all: true });
    const chosen = [form.languages ?? []].flat().map(String);
    const languages = LANGUAGES.filter((language) => chosen.includes(language));
    if (languages.length === 0) throw new DomainError('wrong_use', 'A consultation is held in at least one language.');
    const timeZone = String(form.timeZone ?? '').trim();
    endOfDay('2026-01-01', timeZone); // says where it is no time zone
    const read = (field: string, before: LocalText) => localTextOf(form, field, before, head.languages);
    await describeConsultation(store, visitor.actor!, head.id, {
      title: read('title', head.title),
      summary: read('summary', head.summary),
      leadBody: read('lead', head.leadBody),
      languages,
      timeZone,
    });
    return context.redirect(setupUrl(head.slug), 303);
  },
};

/** What the form says in each of its languages; what it did not ask for stays. A text that was changed is written by people. */
function localTextOf(
  form: { [field: string]: unknown },
  field: string,
  before: LocalText,
  languages: readonly string[],
): LocalText {
  const after: LocalText = { ...before };
  for (const language of languages as Language[]) {
    const text = String(form[`${field}-${language}`] ?? '')
      .trim()
      .slice(0, 5000);
    if (text === '') delete after[language];
    else if (text !== before[language]?.text) after[language] = { text, origin: 'written' };
  }
  return after;
}

export const publication: Route = {
  method: 'post',
  at: 'publication',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor } = visit;
    const head = await deskConsultationOf(visit);
    const form = await context.req.parseBody();
    const published = form.then === 'publish';
    const reason = String(form.reason ?? '').trim();
    if (!published && form.then !== 'unpublish')
      throw new DomainError('wrong_use', 'This form says neither to publish nor to take back.');
    if (published && missingFor(head).length > 0)
      throw new DomainError(
        'conflict',
        'A title, a summary and a lead body are needed before this can be shown to everybody.',
      );
    if (!published && reason === '')
      throw new DomainError('wrong_use', 'What was public is taken back with a reason: say why.');
    await setPublished(store, visitor.actor!, head.id, published, reason || undefined);
    return context.redirect(setupUrl(head.slug), 303);
  },
};
