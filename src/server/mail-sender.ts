import { createTransport } from 'nodemailer';
import { type Clock, realClock } from '../core/id.ts';
import type { MailState } from '../core/mail.ts';
import { type Attempt, keepDueMails, type OutgoingMail, settleMail, takeDueMails } from '../store/mail.ts';
import type { Store } from '../store/open.ts';

/** The server that takes mails (SMTP). */
export type MailServer = {
  host: string;
  port: number;
  /** TLS: from the first byte on port 465, else by STARTTLS before anything else is said. */
  secured: boolean;
  /** The e-mail address that mails come from. */
  from: string;
  account: { user: string; password: string } | null;
};

/** Hands one mail over and says what became of it; never throws. */
export type HandOver = (mail: OutgoingMail) => Promise<Attempt>;

/** So many mails are taken at a time, and so many connections hand them over. */
const AT_A_TIME = 50;
const CONNECTIONS = 2;
const PATIENCE_MS = 30_000;

/** Opens the way to a mail server; connections are made when there is something to send. */
export function openMailServer(server: MailServer, house: string): { handOver: HandOver; close: () => void } {
  const transport = createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.secured && server.port === 465,
    requireTLS: server.secured && server.port !== 465,
    ignoreTLS: !server.secured,
    ...(server.account && { auth: { user: server.account.user, pass: server.account.password } }),
    maxConnections: CONNECTIONS,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: 2 * PATIENCE_MS,
    // What a mail holds is never fetched from anywhere.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    handOver: async (mail) => {
      try {
        const { response } = await transport.sendMail(envelopeOf(mail, server.from, house));
        return { end: 'sent', said: String(response ?? '') };
      } catch (error) {
        return failed(error);
      }
    },
    close: () => transport.close(),
  };
}

/** The same mail has the same message id at every attempt, so that one that arrived twice is shown once. */
function envelopeOf(mail: OutgoingMail, from: string, house: string) {
  return {
    from: { name: house, address: from },
    to: { name: '', address: mail.recipient },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': mail.language },
    ...(mail.calendar && { icalEvent: { ...mail.calendar, filename: 'event.ics' } }),
    attachments: mail.attachments.map(({ name, type, base64 }) => ({
      filename: name,
      contentType: type,
      content: Buffer.from(base64, 'base64'),
    })),
  };
}

/** A mailbox that does not exist (5xx to the recipient or the message) is refused; all else may be better later. */
function failed(error: unknown): Attempt {
  const { responseCode, command, response, message } = error as {
    responseCode?: number;
    command?: string;
    response?: string;
    message?: string;
  };
  const said = response ?? message ?? 'unknown';
  const isAboutTheMail = command === 'RCPT TO' || command === 'DATA' || command === 'MAIL FROM';
  const isFinal = responseCode !== undefined && responseCode >= 500 && isAboutTheMail;
  return { end: isFinal ? 'refused' : 'postponed', said };
}

export type SendingCounts = { sent: number; failed: number; waiting: number; kept: number };

/**
 * Sends what is due until nothing is, or the signal says stop. Without a mail server it is kept for a person.
 * @returns what became of the mails, as counts
 */
export async function sendDueMails(
  store: Pick<Store, 'db'>,
  handOver: HandOver | null,
  { clock = realClock, signal }: { clock?: Clock; signal?: AbortSignal } = {},
): Promise<SendingCounts> {
  const counts: SendingCounts = { sent: 0, failed: 0, waiting: 0, kept: 0 };
  if (handOver === null) return { ...counts, kept: await keepDueMails(store.db, clock) };
  while (!signal?.aborted) {
    const mails = await takeDueMails(store.db, AT_A_TIME, clock);
    if (mails.length === 0) break;
    const ends = await Promise.all(mails.map((mail) => sendOne(store, handOver, mail, clock)));
    for (const state of ends) counts[state]++;
    // A server that takes none of them is not there: the others wait until it is.
    if (ends.every((state) => state === 'waiting')) break;
  }
  return counts;
}

async function sendOne(
  store: Pick<Store, 'db'>,
  handOver: HandOver,
  mail: OutgoingMail,
  clock: Clock,
): Promise<MailState> {
  return await settleMail(store.db, mail, await handOver(mail), clock);
}
