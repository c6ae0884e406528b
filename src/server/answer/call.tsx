import { callState, callToShow } from '../../core/call.ts';
import { DomainError } from '../../core/error.ts';
import { filledFrom } from '../../core/fields.ts';
import { type AskingCall, callsOf } from '../../store/call.ts';
import { beginDraft } from '../../store/draft.ts';
import { draftUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { networkAddressOf, RateLimit } from '../rate-limit.ts';
import { CallPage } from '../site/call.tsx';
import { consultationOf, queryOf, type Route, type Visit } from '../visit.ts';

/** A family behind one address can all answer; a machine cannot fill the store. */
const BEGINNINGS = new RateLimit(60, 10 * 60_000);

/** The call that is answered at this address: the one that is open, else the next, else the last. */
async function callOf({ store, now }: Visit, consultationId: string): Promise<AskingCall> {
  const call = callToShow(await callsOf(store.db, consultationId), now);
  if (!call)
    throw new DomainError('not_found', 'This consultation has no call for evidence that can be answered here.');
  return call;
}

export const call: Route = {
  method: 'get',
  at: 'answer',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, now } = visit;
    const head = await consultationOf(visit);
    const asking = await callOf(visit, head.id);
    const query = queryOf(visit);
    const given = asking.questions.flatMap((question) => {
      const value = question.kind === 'hidden' ? query.get(question.parameter) : null;
      return value === null ? [] : [{ name: question.key, value: value.slice(0, 200) }];
    });
    const { questions } = asking;
    const state = callState(asking, now);
    return context.html(
      renderPage(
        <CallPage frame={frame} head={head} call={asking} questions={questions} state={state} given={given} />,
      ),
    );
  },
};

export const beginAnswer: Route = {
  method: 'post',
  at: 'answer',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, now, store } = visit;
    const head = await consultationOf(visit);
    const asking = await callOf(visit, head.id);
    if (callState(asking, now) !== 'open') return context.redirect(context.req.path, 303);
    if (!BEGINNINGS.take(networkAddressOf(context), now))
      throw new DomainError('unavailable', 'Too many answers were begun from your network address. Wait ten minutes.');
    const form = await context.req.parseBody();
    const hidden = asking.questions.filter(({ kind }) => kind === 'hidden');
    const code = await beginDraft(
      store,
      {
        consultationId: head.id,
        stageId: asking.stageId,
        questionnaireVersionId: asking.questionnaireVersionId,
        filled: filledFrom(hidden, (field) => (typeof form[field] === 'string' ? [form[field]] : [])),
        isTest: head.publishedAt === null,
      },
      { clock: visit.clock },
    );
    return context.redirect(draftUrl(head.slug, code, 0), 303);
  },
};
