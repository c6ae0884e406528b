import { isTextAnswer } from '../../core/contribution.ts';
import { DomainError } from '../../core/error.ts';
import { closedItems } from '../../core/question.ts';
import { type AuthorsChoice, decideAsAuthor } from '../../store/authors-choice.ts';
import { claimCounts, claimedContribution, makeClaimCodes, noteClaimUsed } from '../../store/claim.ts';
import { consultationById } from '../../store/consultation.ts';
import { contributionByCode } from '../../store/contribution.ts';
import { currentQuestions } from '../../store/questionnaire.ts';
import { claimCodesText } from '../claim-file.ts';
import { renderPage } from '../component/page.tsx';
import { DeskClaims } from '../desk/claims.tsx';
import { networkAddressOf, RateLimit } from '../rate-limit.ts';
import { ClaimForm, ClaimPage, type ClaimPageProps } from '../site/claim.tsx';
import type { Route, Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

/** The codes cannot be guessed; the limit keeps others from trying all day at the cost of the house. */
const TRIES = new RateLimit(20, 10 * 60_000);

/** @throws DomainError unavailable where too many codes were tried from this network address */
function countTry({ context, now }: Visit): void {
  if (TRIES.take(networkAddressOf(context), now)) return;
  throw new DomainError(
    'unavailable',
    'Too many codes were tried from your network address. Wait ten minutes and try again.',
  );
}

export const claim: Route = {
  method: 'get',
  at: 'claim',
  needs: 'see public pages',
  answer: async ({ context, frame }) => context.html(renderPage(<ClaimForm frame={frame} wrong={null} />)),
};

export const openClaim: Route = {
  method: 'post',
  at: 'claim',
  needs: 'see public pages',
  answer: async (visit) => {
    countTry(visit);
    const form = await visit.context.req.parseBody();
    return await showClaim(visit, String(form.code ?? '').slice(0, 100), null);
  },
};

const CHOICES: readonly AuthorsChoice[] = ['with_name', 'anonymous', 'not_published', 'withdraw'];

export const chooseClaim: Route = {
  method: 'post',
  at: 'claimChoice',
  needs: 'see public pages',
  answer: async (visit) => {
    countTry(visit);
    const form = await visit.context.req.parseBody();
    const code = String(form.code ?? '').slice(0, 100);
    const choice = CHOICES.find((one) => one === form.choice);
    if (!choice) throw new DomainError('wrong_use', 'No choice came with this form. Go back and choose one.');
    if (choice === 'withdraw' && form.sure !== 'yes')
      throw new DomainError('wrong_use', 'To withdraw your contribution, go back and tick that you are sure.');
    const claimed = await claimedContribution(visit.store.db, code);
    if (!claimed) throw new DomainError('not_found', 'This code opens no contribution. Check each letter and digit.');
    await decideAsAuthor(visit.store, claimed, choice, { clock: visit.clock });
    return await showClaim(visit, code, choice === 'withdraw' ? 'withdrawn' : 'chosen');
  },
};

/** Nothing of it stays in a cache: the page holds the code. */
async function showClaim(visit: Visit, typed: string, done: ClaimPageProps['done']): Promise<Response> {
  const { context, frame, store } = visit;
  context.header('cache-control', 'no-store');
  const found = await claimedContribution(store.db, typed);
  if (!found) return context.html(renderPage(<ClaimForm frame={frame} wrong={typed} />), 404);
  await noteClaimUsed(store.db, found.claim, visit.clock);
  const [consultation, contribution, questions] = await Promise.all([
    consultationById(store.db, found.consultationId),
    contributionByCode(store.db, found.consultationId, found.contributionCode),
    currentQuestions(store.db, found.consultationId),
  ]);
  if (!consultation || !contribution) throw new DomainError('not_found', 'This contribution is not here any more.');
  const { answers, code, publication, standing, language } = contribution;
  const titles = new Map(questions.map((question) => [question.key, question.title]));
  const items = new Map(closedItems(questions).map((item) => [item.key, item.title]));
  const page = (
    <ClaimPage
      frame={frame}
      consultation={consultation}
      claim={found.claim}
      code={code}
      texts={answers.filter(isTextAnswer).map(({ question, text }) => ({
        question: titles.get(question) ?? null,
        text,
        language,
      }))}
      choices={answers.flatMap((answer) => {
        const question = items.get(answer.question);
        return isTextAnswer(answer) || !question ? [] : [{ question, values: answer.values }];
      })}
      publication={publication}
      standing={standing === 'counted' || standing === 'withdrawn' ? standing : 'other'}
      done={done}
    />
  );
  return context.html(renderPage(page));
}

export const claimCodes: Route = {
  method: 'get',
  at: 'claimCodes',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await deskConsultationOf(visit);
    const counts = await claimCounts(store.db, head.id);
    return context.html(renderPage(<DeskClaims frame={frame} head={head} counts={counts} />));
  },
};

/** The only time that the codes are seen: a file for the organiser's mail merge. */
export const makeClaims: Route = {
  method: 'post',
  at: 'claimCodes',
  needs: 'make claim codes',
  answer: async (visit) => {
    const { context, store, visitor } = visit;
    const head = await deskConsultationOf(visit);
    const form = await context.req.parseBody();
    const codes = await makeClaimCodes(store, visitor.actor!, head.id, {
      again: form.again === 'yes',
      clock: visit.clock,
    });
    if (codes.length === 0) {
      throw new DomainError(
        'conflict',
        'Every imported contribution has a code already. Tick that new ones are to be made if the earlier ones are lost.',
      );
    }
    context.header('content-type', 'text/csv; charset=utf-8');
    context.header('content-disposition', `attachment; filename="claim-codes-${head.slug}.csv"`);
    context.header('cache-control', 'no-store');
    return context.body(claimCodesText(codes));
  },
};
