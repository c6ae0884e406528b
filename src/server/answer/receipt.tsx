import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type Answer, isTextAnswer } from '../../core/contribution.ts';
import { DomainError } from '../../core/error.ts';
import { filledFromAnswers } from '../../core/fields.ts';
import { parseCode } from '../../core/id.ts';
import { hex, inclusionProof, leafContent, leafHash, profileContent, profileHash } from '../../core/ledger.ts';
import type { PersonalData } from '../../core/profile.ts';
import { PROFILE_FIELDS } from '../../core/stakeholder-profile.ts';
import { closingFields, withClosing } from '../../core/submission.ts';
import { type AuthorsChoice, decideAsAuthor } from '../../store/authors-choice.ts';
import { type AskingCall, callOfContribution } from '../../store/call.ts';
import { type Consultation, consultationById } from '../../store/consultation.ts';
import { contributionByCode, type StoredContribution } from '../../store/contribution.ts';
import { beginCorrection, draftByCode } from '../../store/draft.ts';
import { ledgerLeaves, rootOfLeaves } from '../../store/ledger.ts';
import {
  askForErasure,
  filesOfReceipt,
  personalDataOf,
  type Receipt,
  receiptByCode,
  versionsOfReceipt,
} from '../../store/receipt.ts';
import { consultationUrl, draftUrl, receiptFileUrl, receiptUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { profileInWords } from '../component/profile.tsx';
import { saidToQuestions } from '../component/said.tsx';
import { networkAddressOf, RateLimit } from '../rate-limit.ts';
import { ReceiptForm, ReceiptPage, type ReceiptPageProps, type ReceiptVersion } from '../site/receipt.tsx';
import { placeOf, queryOf, type Route, type Visit } from '../visit.ts';
import { themesOfContribution } from './contribution.tsx';

/** The codes cannot be guessed; the limit keeps others from trying all day at the cost of the house. */
const TRIES = new RateLimit(60, 10 * 60_000);

export const receiptForm: Route = {
  method: 'get',
  at: 'receiptForm',
  needs: 'see public pages',
  answer: async ({ context, frame }) => context.html(renderPage(<ReceiptForm frame={frame} wrong={null} />)),
};

export const openReceipt: Route = {
  method: 'post',
  at: 'receiptForm',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, now, store } = visit;
    if (!TRIES.take(networkAddressOf(context), now))
      throw new DomainError('unavailable', 'Too many codes were tried from your network address. Wait ten minutes.');
    const form = await context.req.parseBody();
    const typed = String(form.code ?? '').slice(0, 100);
    const draft = await draftByCode(store.db, typed);
    const receipt = await receiptByCode(store.db, typed);
    if (receipt && !draft) return context.redirect(receiptUrl(receipt.code), 303);
    const head = draft && (await consultationById(store.db, draft.consultationId));
    if (draft && head) return context.redirect(draftUrl(head.slug, draft.code, 0), 303);
    return context.html(renderPage(<ReceiptForm frame={frame} wrong={typed} />), 404);
  },
};

type Own = { receipt: Receipt; head: Consultation; contribution: StoredContribution; call: AskingCall | null };

/** What the receipt of the address opens. @throws DomainError not_found */
async function ownOf(visit: Visit): Promise<Own> {
  const { context, store } = visit;
  context.header('cache-control', 'no-store');
  const typed = placeOf(visit, 'receipt');
  const receipt = parseCode('receipt', typed) === null ? null : await receiptByCode(store.db, typed);
  const head = receipt && (await consultationById(store.db, receipt.consultationId));
  const contribution =
    receipt && (await contributionByCode(store.db, receipt.consultationId, receipt.contributionCode));
  if (!receipt || !head || !contribution)
    throw new DomainError('not_found', 'This code opens nothing. Check each letter and digit.');
  return { receipt, head, contribution, call: await callOfContribution(store.db, receipt.contributionId) };
}

const DONE = ['submitted', 'corrected', 'unchanged', 'chosen', 'withdrawn', 'erasure'] as const;

export const receipt: Route = {
  method: 'get',
  at: 'receipt',
  needs: 'see public pages',
  answer: async (visit) => {
    const own = await ownOf(visit);
    const done = DONE.find((one) => one === queryOf(visit).get('done')) ?? null;
    return visit.context.html(renderPage(<ReceiptPage {...(await receiptProps(visit, own))} done={done} />));
  },
};

async function receiptProps(visit: Visit, own: Own): Promise<Omit<ReceiptPageProps, 'done'>> {
  const { frame, store, shelf } = visit;
  const { receipt: kept, head, contribution } = own;
  const [leaves, open, versions] = await Promise.all([
    ledgerLeaves(store.db, head.id),
    shelf.open(store.db, head.id),
    shownVersions(visit, own),
  ]);
  return {
    frame,
    head,
    receipt: kept,
    versions,
    standing: contribution.standing,
    inGrace: contribution.inGrace,
    correctUntil: correctUntil(own, visit.now),
    proof: {
      position: contribution.leaf,
      leaves: leaves.length,
      leaf: leaves[contribution.leaf]!,
      root: hex(rootOfLeaves(leaves)),
    },
    themes: open ? await themesOfContribution(visit, head, contribution, open) : [],
    edition: open?.edition.number ?? null,
  };
}

/** Until when a correction can be handed in; null where it cannot. */
function correctUntil({ call, contribution }: Own, now: Date): Date | null {
  if (!call || call.skippedAt || contribution.standing === 'withdrawn') return null;
  return now >= call.opensAt && now < call.closesAt ? call.closesAt : null;
}

async function shownVersions({ frame, store }: Visit, own: Own): Promise<ReceiptVersion[]> {
  const { receipt: kept, contribution } = own;
  const { reader } = frame;
  const [versions, personal, files] = await Promise.all([
    versionsOfReceipt(store.db, kept.contributionId),
    personalDataOf(store.db, contribution.stakeholderId),
    filesOfReceipt(store.db, kept.contributionId),
  ]);
  return versions.map(({ version, versionId, publication, profile, answers, questions }, i) => ({
    version,
    publication,
    profile: profileInWords(reader, profile, i === 0 ? personal : {}),
    said: saidToQuestions(reader, questions, answers.filter(hasNoFile), contribution.language),
    files: files
      .filter((file) => file.versionId === versionId)
      .map(({ id, name }) => ({ name, url: receiptFileUrl(kept.code, id) })),
  }));
}

function hasNoFile(answer: Answer): boolean {
  return !isTextAnswer(answer) || answer.file === undefined;
}

const CHOICES: readonly AuthorsChoice[] = ['with_name', 'anonymous', 'not_published'];

export const decideReceipt: Route = {
  method: 'post',
  at: 'receipt',
  needs: 'see public pages',
  answer: async (visit) => {
    const own = await ownOf(visit);
    const { receipt: kept } = own;
    const form = await visit.context.req.parseBody();
    const back = (done: (typeof DONE)[number]) => visit.context.redirect(`${receiptUrl(kept.code)}?done=${done}`, 303);
    switch (form.then) {
      case 'correct':
        return await beginToCorrect(visit, own);
      case 'choose': {
        const choice = CHOICES.find((one) => one === form.choice);
        if (!choice) throw new DomainError('wrong_use', 'No choice came with this form. Go back and choose one.');
        await decideAsAuthor(visit.store, kept, choice, { clock: visit.clock });
        return back('chosen');
      }
      case 'withdraw':
        refuseUnsure(form.sure);
        await decideAsAuthor(visit.store, kept, 'withdraw', { clock: visit.clock });
        return back('withdrawn');
      case 'erase':
        refuseUnsure(form.sure);
        await askForErasure(visit.store, kept, visit.clock);
        return back('erasure');
      default:
        throw new DomainError('wrong_use', 'This form says nothing that can be done. Go back and use its buttons.');
    }
  },
};

function refuseUnsure(sure: unknown): void {
  if (sure !== 'yes') throw new DomainError('wrong_use', 'Go back and tick that you are sure.');
}

/** Opens what was handed in, as it was, in the newest version of the questionnaire that it can be corrected in: its own. */
async function beginToCorrect(visit: Visit, own: Own): Promise<Response> {
  const { store, context, now, clock } = visit;
  const { receipt: kept, head, contribution, call } = own;
  if (!call || !correctUntil(own, now))
    throw new DomainError('conflict', 'The call has closed: what was handed in can no longer be corrected.');
  const personal = await personalDataOf(store.db, contribution.stakeholderId);
  const files = await filesOfReceipt(store.db, kept.contributionId);
  await beginCorrection(
    store,
    {
      consultationId: head.id,
      stageId: call.stageId,
      questionnaireVersionId: call.questionnaireVersionId,
      code: kept.code,
      corrects: kept.contributionId,
      filled: {
        ...filledFromAnswers(withClosing(call.questions), contribution.answers),
        ...profileFields(contribution, personal),
        ...closingFields(contribution.publication, personal),
      },
      files: files.filter(({ versionId }) => versionId === contribution.versionId),
    },
    { clock },
  );
  return context.redirect(draftUrl(head.slug, kept.code, 0), 303);
}

function profileFields({ profile }: StoredContribution, personal: PersonalData): { [field: string]: string[] } {
  const one = (value: string | null | undefined) => (value ? [value] : []);
  return {
    [PROFILE_FIELDS.userType]: one(profile.userType),
    [PROFILE_FIELDS.country]: one(profile.country),
    [PROFILE_FIELDS.size]: one(profile.size),
    [PROFILE_FIELDS.scope]: one(profile.scope),
    [PROFILE_FIELDS.organisation]: one(personal.organisation),
    [PROFILE_FIELDS.registerNumber]: one(personal.registerNumber),
  };
}

/** All that is needed to check, without this house, that a contribution is under the root. */
export const receiptProof: Route = {
  method: 'get',
  at: 'receiptProof',
  needs: 'see public pages',
  answer: async (visit) => {
    const { head, contribution } = await ownOf(visit);
    const leaves = await ledgerLeaves(visit.store.db, head.id);
    const hashes = leaves.map((leaf) => new Uint8Array(Buffer.from(leaf, 'hex')));
    const profile = profileContent(contribution);
    const content = leafContent(contribution, profileHash(contribution.profileSalt, profile));
    const proof = {
      content,
      leaf: hex(leafHash(contribution.salt, content)),
      leaves: leaves.length,
      path: inclusionProof(hashes, contribution.leaf).map(hex),
      position: contribution.leaf,
      profile,
      profile_salt: hex(contribution.profileSalt),
      root: hex(rootOfLeaves(leaves)),
      salt: hex(contribution.salt),
    };
    visit.context.header('content-disposition', `attachment; filename="proof-${contribution.code}.json"`);
    return visit.context.json(proof);
  },
};

/** A file that came with one's own contribution, as it was sent: to be kept, never shown by the browser from here. */
export const receiptFile: Route = {
  method: 'get',
  at: 'receiptFile',
  needs: 'see public pages',
  answer: async (visit) => {
    const { receipt: kept, head } = await ownOf(visit);
    const id = placeOf(visit, 'file');
    const file = (await filesOfReceipt(visit.store.db, kept.contributionId)).find((one) => one.id === id);
    const path = file && (await visit.attachments.pathOf(file.sha256));
    if (!file || !path)
      throw new DomainError('not_found', `This file is not here any more: ${consultationUrl(head.slug)}`);
    visit.context.header('content-type', 'application/octet-stream');
    visit.context.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
    visit.context.header('content-security-policy', "default-src 'none'; sandbox");
    return visit.context.body(Readable.toWeb(createReadStream(path)) as ReadableStream);
  },
};
