import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import {
  headerLine,
  type MailAttachment,
  type MailCalendar,
  type MailKind,
  type MailState,
  type MailWords,
  nextAttemptAt,
  parseEmailAddress,
} from '../core/mail.ts';
import { change } from './change.ts';
import { appendToLog } from './log.ts';
import { type Db, inTransaction, type Store, type Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** A mail that is to go out once the transaction that queues it has been committed. */
export type NewMail = MailWords & {
  /** Null: of the house, not of a consultation. */
  consultationId: string | null;
  eventId?: string | null;
  /** Id of what it is about, such as a registration. */
  about?: string | null;
  kind: MailKind;
  /** One e-mail address. */
  recipient: string;
  /** The language that its words are in. */
  language: string;
  calendar?: MailCalendar | null;
  attachments?: readonly MailAttachment[];
  /** What it tells, for example `receipt:ID:1`: no second mail with the same is ever queued. */
  once: string;
  /** Not before; at once unless given. */
  sendAt?: Date;
};

type Made = { random?: Random; clock?: Clock };

/**
 * Queues a mail; call it in the transaction of the change that it tells of. It is sent after the commit, once.
 * @returns whether it is new: false where one that tells the same was queued before
 * @throws DomainError wrong_use where the recipient is no e-mail address
 */
export async function queueMail(tx: Tx, mail: NewMail, made: Made = {}): Promise<boolean> {
  return (await queueMails(tx, [mail], made)) === 1;
}

/** Queues many mails with one statement. @returns how many of them are new */
export async function queueMails(
  tx: Tx,
  mails: readonly NewMail[],
  { random = realRandom, clock = realClock }: Made = {},
): Promise<number> {
  if (mails.length === 0) return 0;
  const at = clock();
  const before = await countQueued(tx, mails);
  const rows = mails.map((mail) => mailRow(mail, newId(random, clock), at));
  await insertRows(tx, 'mail', rows, 'skip');
  return (await countQueued(tx, mails)) - before;
}

async function countQueued(tx: Tx, mails: readonly NewMail[]): Promise<number> {
  const { n } = await tx
    .selectFrom('mail')
    .select(sql<number>`count(*)`.as('n'))
    .where('once', '=', sql<string>`any(${mails.map(({ once }) => once)})`)
    .executeTakeFirstOrThrow();
  return n;
}

function mailRow(mail: NewMail, id: string, at: Date) {
  const recipient = parseEmailAddress(mail.recipient);
  if (recipient === null)
    throw new DomainError('wrong_use', 'A mail goes to one e-mail address, such as name@example.org.');
  return {
    id,
    consultation_id: mail.consultationId,
    event_id: mail.eventId ?? null,
    about: mail.about ?? null,
    kind: mail.kind,
    recipient,
    language: mail.language,
    subject: headerLine(mail.subject),
    text: mail.text,
    html: mail.html,
    calendar: mail.calendar ?? null,
    attachments: mail.attachments ?? [],
    once: mail.once,
    state: 'waiting',
    queued_at: at,
    next_attempt_at: mail.sendAt ?? at,
    attempts: 0,
    settled_at: null,
    said: null,
  };
}

// Sending ----------------------------------------------------------------------------------------------------------------

/** A mail as it is handed to the mail server. */
export type OutgoingMail = MailWords & {
  id: string;
  recipient: string;
  language: string;
  calendar: MailCalendar | null;
  attachments: MailAttachment[];
  /** Which attempt this is, from 1. */
  attempt: number;
};

/** A sender that dies with a mail in its hands leaves it due again after so long. */
const LEASE_MS = 10 * 60_000;

/** Whether there are mails that should be on their way. */
export async function mailIsDue(db: Db, clock: Clock = realClock): Promise<boolean> {
  const due = db.selectFrom('mail').select('id').where('state', '=', 'waiting').where('next_attempt_at', '<=', clock());
  return (await due.limit(1).executeTakeFirst()) !== undefined;
}

/** Takes mails that are due, oldest first, so that no other process takes them too. */
export async function takeDueMails(db: Db, most: number, clock: Clock = realClock): Promise<OutgoingMail[]> {
  const now = clock();
  const rows = await db
    .updateTable('mail')
    .set({ attempts: sql<number>`attempts + 1`, next_attempt_at: new Date(now.getTime() + LEASE_MS) })
    .where('id', 'in', (from) =>
      from
        .selectFrom('mail')
        .select('id')
        .where('state', '=', 'waiting')
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .orderBy('id')
        .limit(most)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'recipient', 'language', 'subject', 'text', 'html', 'calendar', 'attachments', 'attempts'])
    .execute();
  return rows
    .map(({ text, html, attempts, ...row }) => ({ ...row, text: text!, html: html!, attempt: attempts })) // it waits: mail_has_words
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What became of an attempt; `said` is what the mail server answered. */
export type Attempt =
  | { end: 'sent'; said: string }
  /** Refused for good: there is no such mailbox, or the server does not want it. */
  | { end: 'refused'; said: string }
  /** The server could not be reached or asked to come back later. */
  | { end: 'postponed'; said: string };

/** Writes down what became of a mail. Sent ones lose their words: they hold links that open things. */
export async function settleMail(
  db: Db,
  { id, attempt }: Pick<OutgoingMail, 'id' | 'attempt'>,
  became: Attempt,
  clock: Clock = realClock,
): Promise<MailState> {
  const now = clock();
  const said = headerLine(became.said);
  const again = became.end === 'postponed' ? nextAttemptAt(attempt, now) : null;
  const state = became.end === 'sent' ? 'sent' : again ? 'waiting' : 'failed';
  await db
    .updateTable('mail')
    .set({
      state,
      said,
      ...(again ? { next_attempt_at: again } : { settled_at: now }),
      ...(state === 'sent' && { text: null, html: null, calendar: null, attachments: '[]' }),
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
  return state;
}

/** Without a mail server, what is due is kept for a person to hand on. @returns how many */
export async function keepDueMails(db: Db, clock: Clock = realClock): Promise<number> {
  const now = clock();
  const { numUpdatedRows } = await db
    .updateTable('mail')
    .set({ state: 'kept', settled_at: now })
    .where('state', '=', 'waiting')
    .where('next_attempt_at', '<=', now)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

// At the desk ------------------------------------------------------------------------------------------------------------

export type MailEntry = {
  id: string;
  eventId: string | null;
  about: string | null;
  kind: MailKind;
  recipient: string;
  language: string;
  subject: string;
  state: MailState;
  queuedAt: Date;
  settledAt: Date | null;
  nextAttemptAt: Date;
  attempts: number;
  said: string | null;
};

/** Which mails of a consultation: of one event, about one thing, in one state. */
export type MailQuery = { eventId?: string; about?: string; state?: MailState };

function selectMails(db: Db, consultationId: string, { eventId, about, state }: MailQuery) {
  return db
    .selectFrom('mail')
    .where('consultation_id', '=', consultationId)
    .$if(eventId !== undefined, (select) => select.where('event_id', '=', eventId!))
    .$if(about !== undefined, (select) => select.where('about', '=', about!))
    .$if(state !== undefined, (select) => select.where('state', '=', state!));
}

/** Mails of a consultation, the newest first. */
export async function mailsOf(
  db: Db,
  consultationId: string,
  query: MailQuery = {},
  { offset = 0, limit = 100 }: { offset?: number; limit?: number } = {},
): Promise<MailEntry[]> {
  const rows = await selectMails(db, consultationId, query)
    .select(['id', 'event_id', 'about', 'kind', 'recipient', 'language', 'subject', 'state', 'queued_at'])
    .select(['settled_at', 'next_attempt_at', 'attempts', 'said'])
    .orderBy('queued_at', 'desc')
    .orderBy('id', 'desc')
    .offset(offset)
    .limit(limit)
    .execute();
  return rows.map(asEntry);
}

type EntryRow = {
  id: string;
  event_id: string | null;
  about: string | null;
  kind: MailKind;
  recipient: string;
  language: string;
  subject: string;
  state: MailState;
  queued_at: Date;
  settled_at: Date | null;
  next_attempt_at: Date;
  attempts: number;
  said: string | null;
};

function asEntry(row: EntryRow): MailEntry {
  const { event_id, queued_at, settled_at, next_attempt_at, ...same } = row;
  return {
    ...same,
    eventId: event_id,
    queuedAt: queued_at,
    settledAt: settled_at,
    nextAttemptAt: next_attempt_at,
  };
}

export type MailCounts = { [state in MailState]: number };

/** How many mails are in each state. */
export async function mailCounts(
  db: Db,
  consultationId: string,
  query: Omit<MailQuery, 'state'> = {},
): Promise<MailCounts> {
  const rows = await selectMails(db, consultationId, query)
    .select(['state', sql<number>`count(*)`.as('n')])
    .groupBy('state')
    .execute();
  const counts: MailCounts = { waiting: 0, sent: 0, failed: 0, kept: 0 };
  for (const { state, n } of rows) counts[state] = n;
  return counts;
}

/** The words of a mail, with its calendar; null once they are gone. */
export type MailContent = { text: string; html: string; calendar: MailCalendar | null };

/**
 * Opens a mail that has not been sent, for a person who hands it on. Its links open things, so that is written in the log.
 * @throws DomainError not_found, forbidden
 */
export async function openMail(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  id: string,
  clock: Clock = realClock,
): Promise<{ mail: MailEntry; content: MailContent | null }> {
  const request = { actor, capability: 'see mails', stream: consultationId, kind: 'mail.opened' } as const;
  return await change(
    store,
    request,
    async (tx) => {
      const row = await tx
        .selectFrom('mail')
        .selectAll()
        .where('id', '=', id)
        .where('consultation_id', '=', consultationId)
        .executeTakeFirst();
      if (!row) throw new DomainError('not_found', 'There is no such mail here.');
      const { text, html, calendar } = row;
      const content = text && html ? { text, html, calendar } : null;
      return { result: { mail: asEntry(row), content }, subject: id };
    },
    clock,
  );
}

/**
 * Hands kept or failed mails to the sender again.
 * @param ids which; all kept ones of the consultation where null
 * @returns how many
 */
export async function sendAgain(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  ids: readonly string[] | null,
  clock: Clock = realClock,
): Promise<number> {
  const request = { actor, capability: 'see mails', stream: consultationId, kind: 'mail.sent_again' } as const;
  return await change(
    store,
    request,
    async (tx, at) => {
      const { numUpdatedRows } = await tx
        .updateTable('mail')
        .set({ state: 'waiting', attempts: 0, next_attempt_at: at, settled_at: null })
        .where('consultation_id', '=', consultationId)
        .where('state', 'in', ids === null ? ['kept'] : ['kept', 'failed'])
        .where('text', '<>', '') // what came back after it was sent has lost its words
        .$if(ids !== null, (update) => update.where('id', '=', sql<string>`any(${ids ?? []}::uuid[])`))
        .executeTakeFirst();
      return { result: Number(numUpdatedRows), subject: consultationId };
    },
    clock,
  );
}

/**
 * Notes that a mail came back after the server had taken it.
 * @returns whether there was such a mail
 */
export async function noteBounce(
  store: Pick<Store, 'db'>,
  actor: Actor,
  mailId: string,
  said: string,
  clock: Clock = realClock,
): Promise<boolean> {
  return await inTransaction(store, async (tx) => {
    const row = await tx
      .updateTable('mail')
      .set({ state: 'failed', said: headerLine(said), settled_at: clock(), text: '', html: '' })
      .where('id', '=', mailId)
      .where('state', '=', 'sent')
      .returning(['consultation_id'])
      .executeTakeFirst();
    if (!row) return false;
    const stream = row.consultation_id ?? 'house';
    await appendToLog(tx, { stream, actor, at: clock(), kind: 'mail.bounced', subject: mailId });
    return true;
  });
}
