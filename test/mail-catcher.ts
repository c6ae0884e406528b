import { type Attachment, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { MailServer } from '../src/server/mail-sender.ts';

/** A mail as it arrived: read by a program that is not ours. */
export type CaughtMail = {
  to: string;
  from: string;
  subject: string;
  messageId: string;
  text: string;
  html: string;
  /** The calendar part that mail programs act on: its method and words. */
  calendar: { method: string; content: string } | null;
  attachments: { name: string; type: string; bytes: number }[];
  raw: string;
};

export type MailCatcher = {
  server: MailServer;
  caught: CaughtMail[];
  /** What the server answers to a recipient; null: it takes the mail. */
  refuse: (address: string) => { code: number; sentence: string } | null;
  close: () => Promise<void>;
};

/** A real mail server on this machine that keeps what it is given. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const catcher: MailCatcher = {
    server: { host: '127.0.0.1', port: 0, secured: false, from: 'consultations@example.org', account: null },
    caught: [],
    refuse: () => null,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => {
      const refusal = catcher.refuse(address);
      done(refusal && Object.assign(new Error(refusal.sentence), { responseCode: refusal.code }));
    },
    onData: (stream, _session, done) => {
      readMail(stream).then((mail) => {
        catcher.caught.push(mail);
        done();
      }, done);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  catcher.server.port = address.port;
  return catcher;
}

async function readMail(stream: NodeJS.ReadableStream): Promise<CaughtMail> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(Buffer.from(piece));
  const raw = Buffer.concat(pieces);
  const mail = await simpleParser(raw, { skipTextToHtml: true });
  const to = [mail.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address ?? ''));
  return {
    to: to.join(', '),
    from: mail.from?.text ?? '',
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    text: mail.text ?? '',
    html: mail.html || '',
    calendar: calendarOf(mail.attachments),
    attachments: mail.attachments.map(({ filename, contentType, size }) => ({
      name: filename ?? '',
      type: contentType,
      bytes: size,
    })),
    raw: raw.toString('utf8'),
  };
}

/** The part that says it is a calendar, with the method in its type; mail programs look there, not at the attached file. */
function calendarOf(attachments: Attachment[]): CaughtMail['calendar'] {
  const part = attachments.find(({ contentType }) => contentType === 'text/calendar');
  const type = part?.headers.get('content-type');
  if (!part || typeof type !== 'object' || !('params' in type)) return null;
  const method = new Map(Object.entries(type.params)).get('method');
  return { method: String(method), content: part.content.toString('utf8') };
}
