import { DomainError } from '../../core/error.ts';
import { type SetUpItem, setUpChecklist } from '../../core/set-up.ts';
import { type Consultation, eventsOf, setPublished, stagesOf } from '../../store/consultation.ts';
import { documentsOf } from '../../store/document.ts';
import { consultationOfPreview, makePreviewLink, previewLinksOf, revokePreviewLink } from '../../store/preview-link.ts';
import { askingOf } from '../../store/stage.ts';
import { targetsOf } from '../../store/stakeholder-map.ts';
import { consultationUrl, previewUrl, setupUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskSetup, isMissing } from '../desk/setup.tsx';
import { fieldsOf } from '../form.ts';
import { rememberPreview } from '../session.ts';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

async function checklistOf({ store: { db }, now }: Visit, head: Consultation): Promise<SetUpItem[]> {
  const [stages, asking, events, documents, targets] = await Promise.all([
    stagesOf(db, head.id),
    askingOf(db, head.id),
    eventsOf(db, head.id),
    documentsOf(db, head.id),
    targetsOf(db, head.id),
  ]);
  return setUpChecklist({
    slug: head.slug,
    description: head,
    stages: stages.map((stage) => ({
      ...stage,
      hasQuestionnaire: (asking.get(stage.id)?.questionnaireId ?? null) !== null,
      events: events.filter(({ stageId }) => stageId === stage.id).length,
    })),
    documents: documents.length,
    targets: targets.length,
    now,
  });
}

async function setupPage(visit: Visit, head: Consultation, newPreview: string | null): Promise<Response> {
  const [checklist, previews] = await Promise.all([checklistOf(visit, head), previewLinksOf(visit.store.db, head.id)]);
  return visit.context.html(
    renderPage(
      <DeskSetup frame={visit.frame} head={head} checklist={checklist} previews={previews} newPreview={newPreview} />,
    ),
  );
}

export const setup: Route = {
  method: 'get',
  at: 'setup',
  needs: 'see the desk',
  answer: async (visit) => await setupPage(visit, await deskConsultationOf(visit), null),
};

export const publication: Route = {
  method: 'post',
  at: 'publication',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor } = visit;
    const head = await deskConsultationOf(visit);
    const form = await fieldsOf(visit);
    const published = form.then === 'publish';
    const reason = (form.reason ?? '').trim();
    if (!published && form.then !== 'unpublish')
      throw new DomainError('wrong_use', 'This form says neither to publish nor to take back.');
    if (published && (await checklistOf(visit, head)).some(isMissing))
      throw new DomainError(
        'conflict',
        'Something is missing before this can be shown to everybody: the checklist says what.',
      );
    if (!published && reason === '')
      throw new DomainError('wrong_use', 'What was public is taken back with a reason: say why.');
    await setPublished(store, visitor.actor!, head.id, published, reason || undefined);
    return context.redirect(setupUrl(head.slug), 303);
  },
};

/** A reload after making a link comes here. */
export const previewLinks: Route = {
  method: 'get',
  at: 'previewLinks',
  needs: 'see the desk',
  answer: async (visit) => visit.context.redirect(setupUrl((await deskConsultationOf(visit)).slug), 303),
};

/** Makes a link to a draft and shows it this once, or revokes one. */
export const changePreviewLinks: Route = {
  method: 'post',
  at: 'previewLinks',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor, clock } = visit;
    const head = await deskConsultationOf(visit);
    const { then, link = '' } = await fieldsOf(visit);
    if (then === 'revoke') {
      if (!/^[0-9a-f-]{36}$/.test(link)) throw new DomainError('not_found', 'There is no such link.');
      await revokePreviewLink(store, visitor.actor!, head.id, link);
      return context.redirect(setupUrl(head.slug), 303);
    }
    if (then !== 'make') throw new DomainError('wrong_use', 'This form says neither to make a link nor to revoke one.');
    const token = await makePreviewLink(store, visitor.actor!, head.id, { clock });
    return await setupPage(visit, head, new URL(previewUrl(token), context.req.url).href);
  },
};

/** Opens a draft to whoever has its link, for this browser. */
export const preview: Route = {
  method: 'get',
  at: 'preview',
  needs: 'see public pages',
  answer: async (visit) => {
    const token = placeOf(visit, 'token');
    const found = await consultationOfPreview(visit.store.db, token);
    if (!found) throw new DomainError('not_found', 'This link to a draft is none, or it was revoked.');
    rememberPreview(visit.context, token);
    return visit.context.redirect(consultationUrl(found.slug), 303);
  },
};
