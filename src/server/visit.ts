import type { Context } from 'hono';
import { type Capability, may } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import type { Clock } from '../core/id.ts';
import { type Consultation, consultationBySlug } from '../store/consultation.ts';
import type { Store } from '../store/open.ts';
import { consultationOfPreview } from '../store/preview-link.ts';
import type { Submitted } from '../store/submission.ts';
import type { RouteName } from './address.ts';
import type { Assets } from './asset.ts';
import type { AttachmentShelf } from './attachment-shelf.ts';
import type { Frame, House } from './component/frame.ts';
import type { EditionShelf } from './edition-shelf.ts';
import { previewToken, type Visitor } from './session.ts';
import type { HandedIn } from './submissions.ts';

/** What the server has at hand for every answer. */
export type Server = {
  store: Store;
  house: House;
  assets: Assets;
  shelf: EditionShelf;
  /** Where files that are handed in lie until they are imported: outside of all that is served. */
  uploadFolder: string;
  /** Files that came with answers. */
  attachments: AttachmentShelf;
  /** Hands an answer in; resolves once its receipt is durable. */
  submit: (item: HandedIn) => Promise<Submitted>;
  clock: Clock;
  /** Hands a run to the workers. */
  sendRun: (runId: string) => Promise<void>;
  log: (line: string) => void;
};

/** One request with all that an answer needs. */
export type Visit = Server & { context: Context; visitor: Visitor; frame: Frame; now: Date };

/** One way to ask: the page or action, the right it takes, the answer. */
export type Route = {
  method: 'get' | 'post';
  at: RouteName;
  needs: Capability;
  /** Its form carries files: they are streamed to the disk, and the answer checks the form's token on the way. */
  takesFiles?: true;
  /** Its form has very many fields: a whole questionnaire in one more language. */
  takesLongForms?: true;
  answer: (visit: Visit) => Promise<Response>;
};

/** A place of the address, as the pattern in `ROUTES` names it. */
export function placeOf(visit: Visit, name: string): string {
  const place = visit.context.req.param(name) ?? '';
  if (place.includes('\u0000')) throw new DomainError('not_found', 'There is no page at this address.');
  return place;
}

export function queryOf(visit: Visit): URLSearchParams {
  return new URL(visit.context.req.url).searchParams;
}

/** Where people reach the house, without a slash at the end: its public address, else the one this was asked for at. */
export function originOf({ context, house }: Pick<Visit, 'context' | 'house'>): string {
  const isLocal = house.url === '' || new URL(house.url).hostname === 'localhost';
  return isLocal ? new URL(context.req.url).origin : house.url;
}

export function rolesOf(visitor: Visitor) {
  return visitor.actor?.roles ?? (['nobody'] as const);
}

/**
 * The consultation of the address. A draft is only there for those who may see drafts, or opened a link to it; its pages
 * then say that it is one.
 * @throws DomainError not_found
 */
export async function consultationOf(visit: Visit): Promise<Consultation> {
  const slug = placeOf(visit, 'slug');
  const consultation = await consultationBySlug(visit.store.db, slug);
  if (!consultation || (consultation.publishedAt === null && !(await seesDraft(visit, consultation)))) {
    throw new DomainError('not_found', 'There is no such consultation here.');
  }
  if (consultation.publishedAt === null) visit.frame.draft = true;
  return consultation;
}

async function seesDraft({ context, store, visitor }: Visit, { id }: Consultation): Promise<boolean> {
  if (may(rolesOf(visitor), 'see drafts')) return true;
  const token = previewToken(context);
  return token !== undefined && (await consultationOfPreview(store.db, token))?.id === id;
}
