import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readFilled } from '../../core/answering.ts';
import { graceEndsAt, submissionState } from '../../core/call.ts';
import { DomainError } from '../../core/error.ts';
import { fieldsOf, filledFrom } from '../../core/fields.ts';
import type { Filled } from '../../core/filled.ts';
import { parseCode } from '../../core/id.ts';
import { parseEmailAddress } from '../../core/mail.ts';
import { pagesOf, type Question, type QuestionPage } from '../../core/question.ts';
import type { Standing } from '../../core/standing.ts';
import { receivedFrom, saysSomething, withClosing } from '../../core/submission.ts';
import { dayIn } from '../../core/time.ts';
import { type AskingCall, callOfDraft } from '../../store/call.ts';
import type { Consultation } from '../../store/consultation.ts';
import { contributionByCode } from '../../store/contribution.ts';
import { addDraftFile, type Draft, discardDraft, draftByCode, removeDraftFile, saveDraft } from '../../store/draft.ts';
import { queueMail } from '../../store/mail.ts';
import { inTransaction } from '../../store/open.ts';
import { receiptByCode } from '../../store/receipt.ts';
import { answerUrl, draftUrl, receiptUrl } from '../address.ts';
import { ATTACHMENT_BYTES_MAX } from '../attachment-shelf.ts';
import type { FormState } from '../component/field-notes.tsx';
import { renderPage } from '../component/page.tsx';
import { profileInWords } from '../component/profile.tsx';
import { sayAnswers } from '../component/said.tsx';
import { networkAddressOf, RateLimit } from '../rate-limit.ts';
import { draftLinkMail } from '../receipt-mail.ts';
import { type FormLimits, type ReceivedFile, receiveFiles } from '../receive-files.ts';
import { ClosedPage, DraftPage, ReviewPage, SavedPage } from '../site/draft.tsx';
import { consultationOf, placeOf, queryOf, type Route, type Visit } from '../visit.ts';

/** An answer that is being written, with all that its pages need. */
type Writing = {
  visit: Visit;
  head: Consultation;
  draft: Draft;
  call: AskingCall;
  questions: Question[];
  pages: QuestionPage[];
  inGrace: boolean;
};

/** @returns the answer of the address, or where to go instead: it was handed in, or there is none */
async function writingOf(visit: Visit): Promise<Writing | Response> {
  const { context, store, now } = visit;
  context.header('cache-control', 'no-store');
  const head = await consultationOf(visit);
  const typed = placeOf(visit, 'draft');
  const draft = await draftByCode(store.db, typed);
  if (!draft || draft.consultationId !== head.id) {
    const receipt = await receiptByCode(store.db, typed);
    if (receipt) return context.redirect(receiptUrl(receipt.code), 303);
    if (parseCode('receipt', typed) === null) return context.redirect(answerUrl(head.slug), 303);
    throw new DomainError(
      'not_found',
      'There is no answer at this address: it was deleted, or a letter of it is wrong.',
    );
  }
  const call = await callOfDraft(store.db, draft);
  const questions = withClosing(call.questions);
  const inGrace = submissionState(call, draft.openedAt, now) === 'grace';
  return { visit, head, draft, call, questions, pages: pagesOf(questions), inGrace };
}

const isResponse = (one: Writing | Response): one is Response => one instanceof Response;

export const draft: Route = {
  method: 'get',
  at: 'draft',
  needs: 'see public pages',
  answer: async (visit) => {
    const writing = await writingOf(visit);
    if (isResponse(writing)) return writing;
    const closed = closedPage(writing);
    if (closed) return closed;
    const page = queryOf(visit).get('page');
    if (page === 'review') return reviewPage(writing);
    if (page === 'later') return laterPage(writing, null, false);
    return draftPage(writing, pageNumber(writing, page), writing.draft.filled, {});
  },
};

/** The page asked for, or the nearest one that asks something. */
function pageNumber({ pages }: Writing, page: string | null): number {
  const wanted = /^[1-9]\d{0,3}$/.test(page ?? '') ? Number(page) - 1 : 0;
  return Math.min(wanted, pages.length - 1);
}

function closedPage({ visit, head, draft: own, call, questions, pages }: Writing): Response | null {
  const { context, frame, now } = visit;
  const state = submissionState(call, own.openedAt, now);
  if (state === 'open' || state === 'grace' || own.isTest) return null;
  const { answers } = readFilled(questions, own.filled, own.files);
  const page = (
    <ClosedPage
      frame={frame}
      head={head}
      call={call}
      draft={draftShown(own)}
      pages={pages}
      reason={state}
      questions={questions}
      answers={answers}
    />
  );
  return context.html(renderPage(page), 409);
}

function draftShown({ code, savedAt, revision, corrects, isTest }: Draft) {
  return { code, savedAt, revision, corrects: corrects !== null, isTest };
}

type Shown = {
  checked?: boolean;
  status?: 200 | 409 | 422;
  elsewhere?: Filled;
  saved?: { revision: number; savedAt: Date };
};

function draftPage(writing: Writing, page: number, filled: Filled, shown: Shown): Response | Promise<Response> {
  const { visit, head, draft: own, call, questions, pages, inGrace } = writing;
  const { context, frame } = visit;
  const onPage = new Set(pages[page]!.questions.map(({ key }) => key));
  const { asked, problems } = readFilled(questions, filled, own.files, onPage);
  const state: FormState = {
    filled,
    problems: shown.checked ? problems : [],
    asked,
    files: own.files.map((file) => ({ ...file, pages: file.state === 'read' ? file.pageStarts.length : null })),
    seed: own.id,
    elsewhere: shown.elsewhere ?? own.displaced,
    sayOf: sayAnswers(frame.reader, questions, filled),
  };
  const draftNow = { ...draftShown(own), ...shown.saved };
  return context.html(
    renderPage(
      <DraftPage
        frame={frame}
        head={head}
        call={call}
        draft={draftNow}
        inGrace={inGrace}
        pages={pages}
        page={page}
        state={state}
        questions={questions}
      />,
    ),
    shown.status ?? 200,
  );
}

function reviewPage({
  visit,
  head,
  draft: own,
  call,
  questions,
  pages,
  inGrace,
}: Writing): Response | Promise<Response> {
  const { context, frame } = visit;
  const said = readFilled(questions, own.filled, own.files);
  const page = (
    <ReviewPage
      frame={frame}
      head={head}
      call={call}
      draft={draftShown(own)}
      inGrace={inGrace}
      pages={pages}
      questions={questions}
      answers={said.answers}
      profile={profileInWords(frame.reader, said.profile, said.personal)}
      problems={said.problems}
      pageOf={(key) =>
        Math.max(
          0,
          pages.findIndex((one) => one.questions.some((question) => question.key === key)),
        )
      }
      isEmpty={!saysSomething(said.answers, own.files)}
      files={own.files}
    />
  );
  return context.html(renderPage(page));
}

function laterPage(
  { visit, head, draft: own, call, pages, inGrace }: Writing,
  mailedTo: string | null,
  wrong: boolean,
): Response | Promise<Response> {
  const { context, frame } = visit;
  const url = new URL(draftUrl(head.slug, own.code), `${frame.house.url}/`).href;
  const page = (
    <SavedPage
      frame={frame}
      head={head}
      call={call}
      draft={draftShown(own)}
      inGrace={inGrace}
      pages={pages}
      url={url}
      mailedTo={mailedTo}
      wrong={wrong}
    />
  );
  return context.html(renderPage(page), wrong ? 422 : 200);
}

// What is sent ---------------------------------------------------------------------------------------------------------

export const writeDraft: Route = {
  method: 'post',
  at: 'draft',
  needs: 'see public pages',
  takesFiles: true,
  takesLongForms: true,
  answer: async (visit) => {
    const writing = await writingOf(visit);
    if (isResponse(writing)) return writing;
    const closed = closedPage(writing);
    const asked = queryOf(visit).get('page');
    if (asked === 'review' || asked === 'later') return closed ?? (await actOnWhole(writing, asked));
    return await savePage(writing, pageNumber(writing, asked), closed);
  },
};

async function actOnWhole(writing: Writing, asked: 'review' | 'later'): Promise<Response> {
  const { visit, head, draft: own } = writing;
  const form = await visit.context.req.parseBody();
  switch (form.then) {
    case 'submit':
      return await submit(writing);
    case 'mail':
      return await mailLink(writing, String(form.email ?? ''));
    case 'discard':
      await discardDraft(visit.store, own.id);
      return visit.context.redirect(own.corrects ? receiptUrl(own.code) : answerUrl(head.slug), 303);
    default:
      return visit.context.redirect(draftUrl(head.slug, own.code, form.then === 'later' ? 'later' : asked), 303);
  }
}

/** Hands it in, once, whatever happens on the way: the same address asked again leads to the receipt. */
async function submit(writing: Writing): Promise<Response> {
  const { visit, head, draft: own, questions, inGrace } = writing;
  const said = readFilled(questions, own.filled, own.files);
  if (own.isTest || said.problems.length > 0 || !saysSomething(said.answers, own.files)) return reviewPage(writing);
  const day = dayIn(visit.now, head.timeZone);
  const before = own.corrects === null ? null : await receiptByCode(visit.store.db, own.code);
  const former = before && (await contributionByCode(visit.store.db, head.id, before.contributionCode));
  const submitted = await visit.submit({
    consultationId: head.id,
    questionnaireVersionId: own.questionnaireVersionId,
    draft: own,
    received: receivedFrom(questions, own.filled, said, own.files, { channel: 'submission', day }),
    inGrace,
    language: visit.frame.reader.language,
  });
  const done = former ? whatBecame(former, submitted.version) : 'submitted';
  return visit.context.redirect(`${receiptUrl(own.code)}?done=${done}`, 303);
}

/** Of a correction: another window may have withdrawn what it corrects, and it may say the same again. */
function whatBecame(
  former: { version: number; standing: Standing },
  version: number,
): 'corrected' | 'withdrawn' | 'unchanged' {
  if (version > former.version) return 'corrected';
  return former.standing === 'withdrawn' ? 'withdrawn' : 'unchanged';
}

const MAILS = new RateLimit(5, 60 * 60_000);

async function mailLink(writing: Writing, typed: string): Promise<Response> {
  const { visit, head, draft: own, call, inGrace } = writing;
  const recipient = parseEmailAddress(typed);
  if (recipient === null) return laterPage(writing, null, true);
  const { context, now, store, frame, clock } = visit;
  if (!MAILS.take(networkAddressOf(context), now) || !MAILS.take(own.code, now))
    throw new DomainError('unavailable', 'Too many mails were asked for. Wait an hour, or keep the link by yourself.');
  const until = inGrace ? graceEndsAt(call) : call.closesAt;
  const words = draftLinkMail(frame.reader, { head, code: own.code, houseUrl: frame.house.url, until });
  await inTransaction(store, (tx) =>
    queueMail(
      tx,
      {
        ...words,
        consultationId: head.id,
        kind: 'draft_link',
        recipient,
        language: frame.reader.language,
        once: `draft_link:${own.id}:${own.revision}:${recipient}`,
      },
      { clock },
    ),
  );
  return laterPage(writing, recipient, false);
}

/** What a page sends beside its fields has names that start with a colon: no question can be called so. */
type Sent = { valuesOf: (field: string) => readonly string[]; files: readonly (ReceivedFile & { field: string })[] };

/** Saves a page, whatever was pressed; what was pressed decides what comes next. */
async function savePage(writing: Writing, page: number, closed: Response | null): Promise<Response> {
  const { visit, head, draft: own, pages, questions } = writing;
  await mkdir(visit.uploadFolder, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(visit.uploadFolder, 'answer-'));
  try {
    const sent = await readForm(visit, folder);
    const { questions: onPage } = pages[page]!;
    const then = sent.valuesOf(':then').at(-1) ?? 'next';
    const fields = then === 'autosave' ? sentOnly(onPage, sent) : filledFrom(onPage, sent.valuesOf);
    const base = Number(sent.valuesOf(':revision').at(-1));
    const saved = await saveDraft(visit.store, own.id, fields, Number.isSafeInteger(base) ? base : 0, visit.clock);
    if (then === 'autosave') return autosaved(writing, saved);
    if (closed) return closed;
    const problem = await takeFiles(writing, onPage, sent);
    for (const id of sent.valuesOf(':remove')) await removeDraftFile(visit.store, own.id, id);
    const filled = { ...own.filled, ...fields };
    const fresh = { ...writing, draft: (await draftByCode(visit.store.db, own.code)) ?? own };
    if (problem) throw problem;
    const elsewhere = elsewhereOn(onPage, saved.displaced);
    if (Object.keys(elsewhere).length > 0) return draftPage(fresh, page, filled, { status: 409, elsewhere, saved });
    if (then === 'stay' || sent.valuesOf(':remove').length > 0)
      return visit.context.redirect(draftUrl(head.slug, own.code, page), 303);
    if (then === 'later') return visit.context.redirect(draftUrl(head.slug, own.code, 'later'), 303);
    const said = readFilled(questions, filled, fresh.draft.files, new Set(onPage.map(({ key }) => key)));
    if (then === 'back') return goTo(fresh, said.asked, page, -1);
    const opened = onPage.some(({ key }) => said.asked.has(key) && wasHidden(key, onPage, sent));
    if (opened) return draftPage(fresh, page, filled, { saved });
    if (said.problems.length > 0) return draftPage(fresh, page, filled, { checked: true, status: 422, saved });
    return goTo(fresh, said.asked, page, 1);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The fields that came: a page that saves by itself sends only what was changed. */
function sentOnly(onPage: readonly Question[], { valuesOf }: Sent): Filled {
  const changed = new Set(valuesOf(':changed'));
  const all = filledFrom(onPage, valuesOf);
  return Object.fromEntries(Object.entries(all).filter(([field]) => changed.has(field)));
}

function elsewhereOn(onPage: readonly Question[], displaced: Filled): Filled {
  const fields = new Set(onPage.flatMap(fieldsOf));
  return Object.fromEntries(Object.entries(displaced).filter(([field]) => fields.has(field)));
}

/** A question that an answer on the same page opened, and that was not on the screen: each says when it is. */
function wasHidden(key: string, onPage: readonly Question[], { valuesOf }: Sent): boolean {
  const question = onPage.find((one) => one.key === key)!;
  const shows = question.showIf !== undefined && question.kind !== 'hidden' && question.kind !== 'info';
  return shows && !valuesOf(':shown').includes(key);
}

function goTo(
  { visit, head, draft: own, pages }: Writing,
  asked: ReadonlySet<string>,
  from: number,
  step: 1 | -1,
): Response {
  let page = from + step;
  while (pages[page] && !pages[page]!.questions.some(({ key }) => asked.has(key))) page += step;
  const next = page < 0 ? 0 : page >= pages.length ? 'review' : page;
  return visit.context.redirect(draftUrl(head.slug, own.code, next), 303);
}

function autosaved({ visit, head }: Writing, saved: { revision: number; savedAt: Date; displaced: Filled }): Response {
  const { reader } = visit.frame;
  const at = reader.clockTime(saved.savedAt, head.timeZone);
  const elsewhere = Object.keys(saved.displaced).length > 0;
  return visit.context.json({ revision: saved.revision, said: reader.text('draft.saved', { at }), elsewhere });
}

const MEBIBYTE = 1024 ** 2;
const FILE_LIMITS: FormLimits = {
  files: 10,
  fields: 2000,
  fileBytes: ATTACHMENT_BYTES_MAX,
  tooLarge: (name) =>
    `${name} is larger than ${ATTACHMENT_BYTES_MAX / MEBIBYTE} MB. Make it smaller, or send it in parts. What you wrote is saved.`,
};

async function readForm(visit: Visit, folder: string): Promise<Sent> {
  const { req } = visit.context;
  if (req.header('content-type')?.startsWith('multipart/form-data')) {
    const form = await receiveFiles(visit, join(folder, 'files'), FILE_LIMITS);
    return {
      valuesOf: (field) => (Object.hasOwn(form.values, field) ? form.values[field]! : []),
      files: form.allFiles,
    };
  }
  const form = new URLSearchParams(await req.text());
  return { valuesOf: (field) => form.getAll(field), files: [] };
}

/** Takes the files of a page in. @returns why one was not taken, once the others are */
async function takeFiles(
  { visit, draft: own }: Writing,
  onPage: readonly Question[],
  { files }: Sent,
): Promise<DomainError | null> {
  for (const file of files) {
    const question = onPage.find(({ key, kind }) => kind === 'file' && file.field === `file.${key}`);
    if (question?.kind !== 'file') continue;
    const there = own.files.filter((one) => one.question === question.key).length;
    if (there >= (question.maxFiles ?? 1))
      return new DomainError(
        'wrong_use',
        `There are ${there} files already. Remove one before you add ${file.fileName}.`,
      );
    const kept = await visit.attachments.keep(question.key, file);
    await addDraftFile(visit.store, own.id, kept, { clock: visit.clock });
  }
  return null;
}
