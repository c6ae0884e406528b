import { z } from 'zod';
import { readFilled } from '../../core/answering.ts';
import { callState, callToShow } from '../../core/call.ts';
import { DomainError } from '../../core/error.ts';
import { fieldsOf, filledFrom } from '../../core/fields.ts';
import { newCode, seededRandom } from '../../core/id.ts';
import { asks } from '../../core/question.ts';
import { receivedFrom, saysSomething, withClosing } from '../../core/submission.ts';
import type { LocalText } from '../../core/text.ts';
import { dayIn } from '../../core/time.ts';
import { type AskingCall, callsOf } from '../../store/call.ts';
import { beginDraft, draftByCode } from '../../store/draft.ts';
import { receiptByCode } from '../../store/receipt.ts';
import { receiptUrl } from '../address.ts';
import { openApi } from '../api.ts';
import { problemKey } from '../component/field-notes.tsx';
import { networkAddressOf, RateLimit } from '../rate-limit.ts';
import { consultationOf, type Route, type Visit } from '../visit.ts';

export const apiDescription: Route = {
  method: 'get',
  at: 'apiDescription',
  needs: 'see public pages',
  answer: async ({ context, frame }) => context.json(openApi(frame.house.url)),
};

async function callOf(visit: Visit, consultationId: string): Promise<AskingCall> {
  const call = callToShow(await callsOf(visit.store.db, consultationId), visit.now);
  if (!call)
    throw new DomainError('not_found', 'This consultation has no call for evidence that can be answered here.');
  return call;
}

/** What went wrong, for a program: the domain's code and sentence. Anything else is a bug and stays one. */
function asJson(answer: (visit: Visit) => Promise<Response>): Route['answer'] {
  return async (visit) => {
    try {
      return await answer(visit);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const status = STATUS[error.code] ?? 400;
      return visit.context.json({ code: error.code, message: error.message }, status);
    }
  };
}

const STATUS: { readonly [code: string]: 400 | 403 | 404 | 409 | 503 } = {
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  unavailable: 503,
};

export const apiCall: Route = {
  method: 'get',
  at: 'apiCall',
  needs: 'see public pages',
  answer: asJson(async (visit) => {
    const head = await consultationOf(visit);
    const call = await callOf(visit, head.id);
    return visit.context.json({
      title: texts(call.title),
      state: callState(call, visit.now),
      opensAt: call.opensAt,
      closesAt: call.closesAt,
      questions: withClosing(call.questions)
        .filter(asks)
        .map((question) => ({
          key: question.key,
          kind: question.kind,
          title: texts(question.title),
          required: question.required === true,
          fields: fieldsOf(question),
          ...('options' in question && { options: question.options.map(({ key }) => key) }),
        })),
    });
  }),
};

function texts(local: LocalText): { [language: string]: string } {
  return Object.fromEntries(Object.entries(local).map(([language, { text }]) => [language, text]));
}

const BODY = z.strictObject({
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .optional(),
});

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A body and a network could send a few hundred a minute; more is a mistake or an attack. */
const HANDED_IN = new RateLimit(600, 60_000);

export const apiHandIn: Route = {
  method: 'post',
  at: 'apiContributions',
  needs: 'see public pages',
  takesLongForms: true,
  answer: asJson(async (visit) => {
    const { context, now, store } = visit;
    const head = await consultationOf(visit);
    const key = context.req.header('idempotency-key') ?? '';
    if (!UUID.test(key))
      throw new DomainError(
        'wrong_use',
        'The header Idempotency-Key has to hold a random UUID, the same when it is sent again.',
      );
    if (!HANDED_IN.take(networkAddressOf(context), now))
      throw new DomainError('unavailable', 'Too many contributions came from your network address. Wait a minute.');
    const body = await bodyOf(visit);
    // Whoever knows the key can make the receipt again: it is as secret as the receipt itself.
    const code = newCode('receipt', seededRandom(`receipt ${head.id} ${key.toLowerCase()}`));
    const known = await receiptByCode(store.db, code);
    if (known) return receiptJson(visit, code, known.contributionCode, 1);
    const call = await callOf(visit, head.id);
    if (callState(call, now) !== 'open' || head.publishedAt === null)
      throw new DomainError('conflict', 'This call is not open.');
    return await handIn(visit, head, call, code, body);
  }),
};

async function bodyOf({ context }: Visit): Promise<z.infer<typeof BODY>> {
  let sent: unknown;
  try {
    sent = JSON.parse(await context.req.text());
  } catch {
    throw new DomainError('wrong_use', 'The body is no JSON.');
  }
  const read = BODY.safeParse(sent);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new DomainError(
      'wrong_use',
      `The body is not of the form that is described: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  return read.data;
}

async function handIn(
  visit: Visit,
  head: { id: string; timeZone: string },
  call: AskingCall,
  code: string,
  { fields, language = 'en' }: z.infer<typeof BODY>,
): Promise<Response> {
  const { store, now, clock } = visit;
  const questions = withClosing(call.questions);
  const valuesOf = (field: string) => (Object.hasOwn(fields, field) ? [fields[field]!].flat() : []);
  const filled = filledFrom(questions, valuesOf);
  const said = readFilled(questions, filled);
  const known = new Set(questions.flatMap(fieldsOf));
  const unknown = Object.keys(fields).filter((field) => !known.has(field));
  if (unknown.length > 0)
    throw new DomainError(
      'wrong_use',
      `This call has no field ${unknown.slice(0, 5).join(', ')}. Its fields are at ${visit.context.req.path.replace('contributions', 'call')}.`,
    );
  if (said.problems.length > 0) return problemsJson(visit, said.problems);
  if (!saysSomething(said.answers, []))
    return visit.context.json(
      { problems: [{ field: '', code: 'nothing_said', message: visit.frame.reader.text('draft.empty_then') }] },
      422,
    );
  const { stageId, questionnaireVersionId } = call;
  const before = await draftByCode(store.db, code);
  if (!before)
    await beginDraft(store, { consultationId: head.id, stageId, questionnaireVersionId, filled, code }, { clock });
  const draft = before ?? (await draftByCode(store.db, code));
  if (!draft) throw new DomainError('unavailable', 'The same was sent twice at the same time. Send it again.');
  const received = receivedFrom(questions, filled, said, [], { channel: 'submission', day: dayIn(now, head.timeZone) });
  const submitted = await visit.submit({
    consultationId: head.id,
    questionnaireVersionId,
    draft,
    received,
    inGrace: false,
    language,
  });
  return receiptJson(visit, code, submitted.code, submitted.version);
}

function problemsJson(visit: Visit, problems: ReturnType<typeof readFilled>['problems']): Response {
  const { reader } = visit.frame;
  return visit.context.json(
    {
      problems: problems.map(({ field, code, values }) => ({
        field,
        code,
        message: reader.text(problemKey({ code }), values),
      })),
    },
    422,
  );
}

function receiptJson({ context, frame }: Visit, receipt: string, contribution: string, version: number): Response {
  context.header('cache-control', 'no-store');
  const url = new URL(receiptUrl(receipt), `${frame.house.url}/`).href;
  return context.json({ receipt, contribution, version, url }, 201);
}
