import { readFilled } from '../../core/answering.ts';
import { DomainError } from '../../core/error.ts';
import { filledFrom } from '../../core/fields.ts';
import type { Filled, Problem } from '../../core/filled.ts';
import { newCode, parseCode, realRandom } from '../../core/id.ts';
import type { Question } from '../../core/question.ts';
import { registrationWindow } from '../../core/registration.ts';
import { readRegistration, receiptCodeFor, registrationQuestions } from '../../core/registration-form.ts';
import { pickText } from '../../core/text.ts';
import { dayIn } from '../../core/time.ts';
import { type Consultation, consultationById } from '../../store/consultation.ts';
import { type GroupCommit, groupCommit } from '../../store/group-commit.ts';
import { type HostedEvent, hostedEventById } from '../../store/hosted-event.ts';
import type { Store } from '../../store/open.ts';
import { latestVersion } from '../../store/questionnaire.ts';
import { receiptByCode } from '../../store/receipt.ts';
import {
  type Registered,
  type Registering,
  registerAll,
  registrationById,
  registrationOfCode,
} from '../../store/registration.ts';
import { acceptOffer, cancelRegistration, returnToQueue } from '../../store/seat.ts';
import { registrationUrl } from '../address.ts';
import type { FormState } from '../component/field-notes.tsx';
import { renderPage } from '../component/page.tsx';
import type { Reader } from '../component/reader.tsx';
import { mailOriginOf, makingOf } from '../mail-origin.ts';
import { NoRegistration, RegisterPage } from '../site/register.tsx';
import { type JustDone, RegistrationPage } from '../site/registration.tsx';
import { consultationOf, placeOf, queryOf, type Route, type Server, type Visit } from '../visit.ts';
import { eventOf, freeSeatsOf } from './event.tsx';

const WRITERS = new WeakMap<Store['db'], GroupCommit<Registering, Registered>>();

/** The one writer of registrations of a store: a thousand at once are a few transactions. */
function writerOf(server: Pick<Server, 'store' | 'clock' | 'house'>): GroupCommit<Registering, Registered> {
  const { db } = server.store;
  const known = WRITERS.get(db);
  if (known) return known;
  const writer = groupCommit<Registering, Registered>(server.store, (tx, items) =>
    registerAll(tx, items, makingOf(server)),
  );
  WRITERS.set(db, writer);
  return writer;
}

type Asking = { head: Consultation; event: HostedEvent; questions: Question[]; versionId: string | null };

async function askingOf(visit: Visit): Promise<Asking> {
  const head = await consultationOf(visit);
  const event = await eventOf(visit, head);
  const version = event.questionnaireId ? await latestVersion(visit.store.db, event.questionnaireId) : undefined;
  return { head, event, questions: registrationQuestions(version?.questions ?? []), versionId: version?.id ?? null };
}

export const registerForm: Route = {
  method: 'get',
  at: 'register',
  needs: 'see public pages',
  answer: async (visit) => {
    const asking = await askingOf(visit);
    const { head, event, questions } = asking;
    const window = registrationWindow(event, visit.now);
    if (window !== 'open') {
      return visit.context.html(
        renderPage(<NoRegistration frame={visit.frame} head={head} event={event} why={window} />),
      );
    }
    const filled = hiddenFields(questions, queryOf(visit));
    const { asked } = readFilled(questions, filled);
    return await showForm(visit, asking, newCode('registration', realRandom), { filled, problems: [], asked });
  },
};

/** Hidden questions take what the link brings. */
function hiddenFields(questions: readonly Question[], query: URLSearchParams): Filled {
  return Object.fromEntries(
    questions.flatMap((question) =>
      question.kind === 'hidden' ? [[question.key, query.getAll(question.parameter).slice(0, 1)]] : [],
    ),
  );
}

type Filling = { filled: Filled; problems: readonly Problem[]; asked: ReadonlySet<string> };

/** Nothing of it stays in a cache: the form holds the secret of a registration. */
async function showForm(visit: Visit, asking: Asking, code: string, filling: Filling): Promise<Response> {
  const { context, frame, store } = visit;
  const { head, event, questions } = asking;
  context.header('cache-control', 'no-store');
  const sayOf = (question: string) => saidTo(frame.reader, questions, filling.filled, question);
  const state: FormState = { ...filling, files: [], seed: code, sayOf };
  const page = (
    <RegisterPage
      frame={frame}
      head={head}
      event={event}
      questions={questions}
      state={state}
      code={code}
      seats={await freeSeatsOf(store.db, event)}
    />
  );
  return context.html(renderPage(page), filling.problems.length > 0 ? 422 : 200);
}

/** What was answered to a question, in words, for titles that repeat it. */
function saidTo(reader: Reader, questions: readonly Question[], filled: Filled, key: string): string | null {
  const values = filled[key]?.filter((value) => value !== '') ?? [];
  if (values.length === 0) return null;
  const question = questions.find((one) => one.key === key);
  const options = question && 'options' in question ? question.options : [];
  const titles = values.map((value) => options.find((option) => option.key === value)?.title);
  return values.map((value, i) => (titles[i] ? pickText(titles[i], reader.language).text : value)).join(', ');
}

export const register: Route = {
  method: 'post',
  at: 'register',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame } = visit;
    const asking = await askingOf(visit);
    const { head, event, questions, versionId } = asking;
    const form = await context.req.parseBody({ all: true });
    const valuesOf = (name: string) => [form[name] ?? []].flat().filter((value) => typeof value === 'string');
    const code = parseCode('registration', valuesOf('code')[0] ?? '');
    if (code === null)
      throw new DomainError('wrong_use', 'This form is not whole. Open the page of the event and register anew.');
    const filled = filledFrom(questions, valuesOf);
    const day = dayIn(visit.now, head.timeZone);
    const { read, ...wrong } = readRegistration(questions, filled, day);
    if (read === null) {
      const asked = 'asked' in wrong ? wrong.asked : new Set<string>();
      return await showForm(visit, asking, code, { filled, problems: wrong.problems, asked });
    }
    const { evidence, ...said } = read;
    const outcome = await writerOf(visit).submit({
      ...said,
      eventId: event.id,
      code,
      language: frame.reader.language,
      evidence: evidence && versionId ? { questionnaireVersionId: versionId, received: evidence } : null,
    });
    switch (outcome.outcome) {
      case 'confirmed':
      case 'waiting':
      case 'again':
        return context.redirect(`${registrationUrl(code)}?done=registered`, 303);
      case 'already':
        return context.html(renderPage(<NoRegistration frame={frame} head={head} event={event} why="already" />), 409);
      case 'refused':
        return context.html(
          renderPage(<NoRegistration frame={frame} head={head} event={event} why={outcome.window} />),
          409,
        );
      case 'no_event':
        throw new DomainError('not_found', 'There is no such event in this consultation.');
    }
  },
};

const DONE: readonly JustDone[] = [
  'registered',
  'accepted',
  'cancelled',
  'returned',
  'lapsed',
  'too_late',
  'registered_anew',
];

/** A link that opens something is told to nobody: no cache, no search engine, no other site. */
function keepSecret({ context }: Visit): void {
  context.header('cache-control', 'no-store');
  context.header('referrer-policy', 'no-referrer');
  context.header('x-robots-tag', 'noindex');
}

export const ownRegistration: Route = {
  method: 'get',
  at: 'registration',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, store, now, house } = visit;
    keepSecret(visit);
    const found = await registrationOfCode(store.db, placeOf(visit, 'code'));
    const own = found && (await registrationById(store.db, found.id));
    const event = own && (await hostedEventById(store.db, own.eventId));
    const head = event && (await consultationById(store.db, event.consultationId));
    if (!found || !own || !event || !head)
      throw new DomainError('not_found', 'This link opens no registration. Check that it is whole.');
    const receipt = own.contributionId ? await receiptByCode(store.db, receiptCodeFor(found.code)) : null;
    const page = (
      <RegistrationPage
        frame={frame}
        now={now}
        head={head}
        event={event}
        own={own}
        code={found.code}
        done={DONE.find((one) => one === queryOf(visit).get('done')) ?? null}
        receiptUrl={receipt && mailOriginOf(house).links.receipt(receipt.code)}
      />
    );
    return context.html(renderPage(page));
  },
};

export const decideOnRegistration: Route = {
  method: 'post',
  at: 'registration',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context } = visit;
    keepSecret(visit);
    const code = placeOf(visit, 'code');
    const form = await context.req.parseBody();
    const done = await decide(visit, code, String(form.then ?? ''), form.sure === 'yes');
    return context.redirect(`${registrationUrl(code)}?done=${done}`, 303);
  },
};

async function decide(visit: Visit, code: string, then: string, isSure: boolean): Promise<JustDone> {
  const making = makingOf(visit);
  switch (then) {
    case 'accept': {
      const outcome = await acceptOffer(visit.store, code, making);
      if (outcome === 'lapsed') return 'lapsed';
      return outcome === 'none' ? 'too_late' : 'accepted';
    }
    case 'return': {
      const outcome = await returnToQueue(visit.store, code, making);
      if (outcome === 'registered') return 'registered_anew';
      return outcome === 'closed' ? 'too_late' : 'returned';
    }
    case 'cancel':
      if (!isSure) throw new DomainError('wrong_use', 'To cancel, go back and tick that you are sure.');
      await cancelRegistration(visit.store, code, making);
      return 'cancelled';
    default:
      throw new DomainError('wrong_use', 'This form does not say what is to be done. Open your registration again.');
  }
}
