import { DomainError } from '../../core/error.ts';
import { deadlineOf } from '../../core/late.ts';
import { stagesOf } from '../../store/consultation.ts';
import { standingCounts } from '../../store/contribution.ts';
import { decideOnLate, lateContributions } from '../../store/late.ts';
import { lateUrl, parsePageQuery } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskLate, DeskLatePreview } from '../desk/late.tsx';
import type { Route } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

export const late: Route = {
  method: 'get',
  at: 'late',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await deskConsultationOf(visit);
    const [standing, stages] = await Promise.all([standingCounts(store.db, head.id), stagesOf(store.db, head.id)]);
    const counts = { waiting: standing.waiting, accepted: standing.lateAccepted, refused: standing.refused };
    const pages = Math.max(1, Math.ceil((counts.waiting + counts.accepted + counts.refused) / PER_PAGE));
    const page = Math.min(pages, parsePageQuery(new URL(context.req.url).searchParams));
    const list = await lateContributions(store.db, head.id, { limit: PER_PAGE, offset: (page - 1) * PER_PAGE });
    const lastDay = deadlineOf(stages, head.timeZone)?.lastDay ?? null;
    return context.html(renderPage(<DeskLate {...{ frame, head, late: list, counts, lastDay, page, pages }} />));
  },
};

const PER_PAGE = 100;

/** So many can be decided on at once. */
const MOST_AT_ONCE = 2000;

/** First what was chosen is shown once more, then the decision with its reason is carried out. */
export const decideLate: Route = {
  method: 'post',
  at: 'late',
  needs: 'import contributions',
  answer: async (visit) => {
    const { context, frame, store, visitor, clock } = visit;
    const head = await deskConsultationOf(visit);
    const form = await context.req.parseBody({ all: true });
    const ids = [form.id ?? []]
      .flat()
      .map(String)
      .filter((id) => /^[0-9a-f-]{36}$/.test(id));
    if (form.then === 'accept' || form.then === 'refuse') {
      const decision = { accept: form.then === 'accept', reason: String(form.reason ?? '').slice(0, 2000) };
      await decideOnLate(store, visitor.actor!, head.id, ids, decision, { clock });
      return context.redirect(lateUrl(head.slug), 303);
    }
    const all = form.then === 'all';
    if (!all && ids.length === 0)
      throw new DomainError('wrong_use', 'No contribution was chosen. Go back and tick some.');
    const found = await lateContributions(store.db, head.id, { ...(!all && { ids }), limit: MOST_AT_ONCE });
    const chosen = all ? found.filter(({ decision }) => decision === null) : found;
    return context.html(renderPage(<DeskLatePreview frame={frame} head={head} chosen={chosen} />));
  },
};
