import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { runCommand } from '../src/cli/main.ts';
import { isTextAnswer } from '../src/core/contribution.ts';
import { makePdf } from '../src/intake/fixtures/make.ts';
import { ensureSystemActor, SYSTEM } from '../src/store/actor.ts';
import { bareConsultation, consultationBySlug, createConsultation } from '../src/store/consultation.ts';
import { contributionsNewestFirst } from '../src/store/contribution.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { waitingPapers } from '../src/store/typed-in.ts';
import { startImapServer } from './imap.ts';
import { temporaryFolder } from './stores.ts';

/** An e-mail as a mail program writes it. */
async function compose(mail: SendMailOptions): Promise<Buffer> {
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail({
    to: 'call@ministry.example',
    date: new Date('2026-02-03T21:30:00Z'),
    ...mail,
  });
  assert.ok(Buffer.isBuffer(message));
  return message;
}

const PAPER = makePdf([
  [{ text: 'We ask for more teachers and for fewer forms.', y: 700 }],
  [{ text: 'We ask for time to learn a second language.', y: 700 }],
]);
const pdf = (filename: string, content: Buffer) => ({ filename, content, contentType: 'application/pdf' });

const MAILS: SendMailOptions[] = [
  {
    messageId: '<1@example.org>',
    from: 'Marija Ħili <marija@example.org>',
    subject: 'It-tweġiba tagħna',
    text: 'Naqblu mal-proposta.\n\nOn 2 Feb 2026, Office <office@ministry.example> wrote:\n> What do you think?\n',
    attachments: [pdf('paper.pdf', PAPER), pdf('scan.pdf', makePdf([[], []]))],
  },
  {
    messageId: '<2@example.org>',
    from: 'ola@example.org',
    subject: 'Nasze stanowisko',
    html: '<p>Popieramy <b>projekt</b>.</p><blockquote>What do you think?</blockquote>',
  },
  {
    messageId: '<3@example.org>',
    from: 'away@example.org',
    subject: 'Out of office',
    text: 'I am away.',
    headers: { 'Auto-Submitted': 'auto-replied' },
  },
];

describe('a mailbox, from the server to accepted contributions', async () => {
  const folder = temporaryFolder();
  const server = await startImapServer('call', 'right-password');
  after(server.close);
  Object.assign(process.env, {
    ANTIPHON_IMAP_HOST: '127.0.0.1',
    ANTIPHON_IMAP_PORT: String(server.port),
    ANTIPHON_IMAP_TLS: 'no',
    ANTIPHON_IMAP_USER: 'call',
    ANTIPHON_IMAP_PASSWORD: 'right-password',
  });
  await inStore(async (store) => {
    await ensureSystemActor(store.db);
    await createConsultation(store, SYSTEM, bareConsultation('call'), false);
  });

  async function inStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore({ dataFolder: folder });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  /** One look at the mailbox, as a person would start it. */
  async function look(): Promise<{ code: number; out: string[]; err: string[] }> {
    const seen = { out: [] as string[], err: [] as string[] };
    const code = await runCommand(['watch', '--mailbox', '--consultation', 'call', '--once', '--data', folder], {
      out: (line) => seen.out.push(line),
      err: (line) => seen.err.push(line),
      status: () => {},
      signal: new AbortController().signal,
    });
    return { code, ...seen };
  }

  test('takes in each message once, with its papers, and says what it did not take', async () => {
    const composed = await Promise.all(MAILS.map(compose));
    const again = Buffer.concat([Buffer.from('Received: from list.example.org by mx.example.org\r\n'), composed[0]!]);
    server.messages.push(...composed, again);
    const { code, out, err } = await look();
    assert.equal(code, 0);
    assert.deepEqual(out, [
      'message-7-1.eml: received 1 = accepted 1 + merged 0 + refused 0.',
      'message-7-2.eml: received 1 = accepted 1 + merged 0 + refused 0.',
      'message-7-4.eml: received 1 = accepted 0 + merged 1 + refused 0.',
    ]);
    assert.deepEqual(err, [
      'message-7-3.eml is an automatic reply or notice (Auto-Submitted: auto-replied). It was not taken in.',
    ]);
    assert.deepEqual(await look(), { code: 0, out: [], err: [] }, 'what was read is not read again');
  });

  test('what arrives later is taken in then, and nothing on the server was changed', async () => {
    server.messages.push(
      await compose({ messageId: '<5@example.org>', from: 'late@example.org', subject: 'Too', text: 'We agree too.' }),
    );
    assert.deepEqual(await look(), {
      code: 0,
      out: ['message-7-5.eml: received 1 = accepted 1 + merged 0 + refused 0.'],
      err: [],
    });
    assert.deepEqual(
      server.seen.filter((verb) => /STORE|EXPUNGE|COPY|MOVE|APPEND|^SELECT/.test(verb)),
      [],
    );
  });

  test('what is stored are the words of the senders and their papers; a scan waits to be typed in', async () => {
    const [stored, waiting] = await inStore(async (store) => {
      const { id } = (await consultationBySlug(store.db, 'call'))!;
      return [await contributionsNewestFirst(store.db, id, 0, 20), await waitingPapers(store.db, id)] as const;
    });
    const shown = stored.map(({ channel, version, day, publication, answers }) => [
      channel,
      version,
      day,
      publication,
      ...answers
        .filter(isTextAnswer)
        .map(({ question, text, file }) => `${question}${file ? ` ${file.pageStarts.length} pages` : ''}: ${text}`),
    ]);
    assert.deepEqual(
      shown.sort((a, b) => (String(a[4]) < String(b[4]) ? -1 : 1)),
      [
        [
          'e-mail',
          1,
          '2026-02-03',
          'unknown',
          'title: It-tweġiba tagħna',
          'message: Naqblu mal-proposta.',
          'paper 2 pages: We ask for more teachers and for fewer forms.\n\nWe ask for time to learn a second language.',
        ],
        ['e-mail', 1, '2026-02-03', 'unknown', 'title: Nasze stanowisko', 'message: Popieramy projekt.'],
        ['e-mail', 1, '2026-02-03', 'unknown', 'title: Too', 'message: We agree too.'],
      ],
    );
    assert.deepEqual(
      waiting.map(({ name }) => name),
      ['scan.pdf'],
    );
  });
});
