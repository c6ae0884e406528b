import { DomainError } from '../../core/error.ts';
import {
  countWaitingPapers,
  typeInWords,
  type WaitingPaper,
  waitingPaper,
  waitingPapers,
} from '../../store/typed-in.ts';
import { typingUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskTypePaper, DeskTyping } from '../desk/typing.tsx';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

/** Scans and pictures that wait for their words. */
export const typing: Route = {
  method: 'get',
  at: 'typing',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await deskConsultationOf(visit);
    const [papers, count] = await Promise.all([
      waitingPapers(store.db, head.id),
      countWaitingPapers(store.db, head.id),
    ]);
    return context.html(renderPage(<DeskTyping frame={frame} head={head} papers={papers} count={count} />));
  },
};

async function paperOf(visit: Visit, consultationId: string): Promise<WaitingPaper> {
  const found = await waitingPaper(visit.store.db, consultationId, placeOf(visit, 'paper'));
  if (found) return found;
  throw new DomainError(
    'not_found',
    'This paper does not wait for its words: somebody typed them in, or it is not here.',
  );
}

export const typePaper: Route = {
  method: 'get',
  at: 'typePaper',
  needs: 'import contributions',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    const paper = await paperOf(visit, head.id);
    return visit.context.html(renderPage(<DeskTypePaper frame={visit.frame} head={head} paper={paper} />));
  },
};

/** The words that were typed: they become a new version of the contribution. */
export const typedPaper: Route = {
  method: 'post',
  at: 'typePaper',
  needs: 'import contributions',
  answer: async (visit) => {
    const { context, store, visitor, clock } = visit;
    const head = await deskConsultationOf(visit);
    const paper = await paperOf(visit, head.id);
    const { words } = await context.req.parseBody();
    await typeInWords(store, visitor.actor!, head.id, paper.id, typeof words === 'string' ? words : '', { clock });
    return context.redirect(typingUrl(head.slug), 303);
  },
};
