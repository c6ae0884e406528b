import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startImapServer } from '../../test/imap.ts';
import { onBothStores, temporaryFolder } from '../../test/stores.ts';
import { SYSTEM } from '../store/actor.ts';
import { bareConsultation, createConsultation } from '../store/consultation.ts';
import { contributionCounts } from '../store/contribution.ts';
import type { Store } from '../store/open.ts';
import { watchedFailures } from '../store/watched-file.ts';
import { watchFolder } from './watch-folder.ts';
import { type Mailbox, openMailbox, takeMessages } from './watch-mailbox.ts';

let made = 0;
async function consultationIn(store: Store): Promise<string> {
  return (await createConsultation(store, SYSTEM, bareConsultation(`watched-${++made}`), false)).id;
}

const row = (i: number) => `${i},"Place ${i} needs a bench in the shade, because people wait there for long."\n`;
const table = (...ids: number[]) => `id,What should change?\n${ids.map(row).join('')}`;

onBothStores('a watched folder', (store) => {
  const home = temporaryFolder();

  test('takes in what appears, waits for what grows, and after a restart does nothing twice', async () => {
    const folder = mkdtempSync(join(home, 'in-'));
    const consultationId = await consultationIn(store());
    const options = { actor: SYSTEM, consultationId };
    const look = () => watched.look();
    let watched = watchFolder(store(), folder, options);
    const names = async () => (await look()).map(({ name, state }) => [name, state]);
    writeFileSync(join(folder, 'week-1.csv'), table(1, 2));
    assert.deepEqual(await names(), [], 'seen once: it may still grow');
    writeFileSync(join(folder, 'week-1.csv'), table(1, 2, 3));
    assert.deepEqual(await names(), [], 'it has grown');
    assert.deepEqual(await names(), [['week-1.csv', 'taken']]);
    assert.deepEqual(await names(), []);
    watched = watchFolder(store(), folder, options);
    assert.deepEqual([await names(), await names()], [[], []]);
    assert.equal((await contributionCounts(store().db, consultationId)).contributions, 3);
  });

  test('passes over what is not done, and says beside a file why it failed, and at the desk, once', async () => {
    const folder = mkdtempSync(join(home, 'in-'));
    const consultationId = await consultationIn(store());
    const watched = watchFolder(store(), folder, { actor: SYSTEM, consultationId });
    for (const name of ['week.csv.part', '.hidden.csv', '~$week.csv']) writeFileSync(join(folder, name), table(1));
    writeFileSync(join(folder, 'replies.sqlite'), 'SQLite format 3\u0000');
    await watched.look();
    const taken = await watched.look();
    assert.deepEqual(
      taken.map(({ name, state }) => [name, state]),
      [['replies.sqlite', 'failed']],
    );
    const [failure] = await watchedFailures(store().db, consultationId);
    assert.match(failure!.sentence, /^replies\.sqlite is an SQLite database/);
    assert.equal(readFileSync(join(folder, 'replies.sqlite.error.txt'), 'utf8'), `${failure!.sentence}\n`);
    assert.deepEqual(await watched.look(), []);
  });

  test('takes the mended file in and takes the note away', async () => {
    const folder = mkdtempSync(join(home, 'in-'));
    const consultationId = await consultationIn(store());
    const watched = watchFolder(store(), folder, { actor: SYSTEM, consultationId });
    writeFileSync(join(folder, 'week.csv'), 'SQLite format 3\u0000');
    await watched.look();
    await watched.look();
    assert.equal(existsSync(join(folder, 'week.csv.error.txt')), true);
    writeFileSync(join(folder, 'week.csv'), table(1));
    await watched.look();
    assert.deepEqual(
      (await watched.look()).map(({ state }) => state),
      ['taken'],
    );
    assert.equal(existsSync(join(folder, 'week.csv.error.txt')), false);
  });
});

onBothStores('a watched mailbox', (store) => {
  /** A mailbox without a server: messages by number. What they hold is a table here: which reader takes them is not its affair. */
  const mailboxOf = (messages: [number, string][], uidValidity = 1): Mailbox => ({
    uidValidity,
    messagesAfter: async function* (after) {
      for (const [uid, text] of messages) if (uid > after) yield { uid, source: Buffer.from(text) };
    },
    close: async () => {},
  });

  test('is read on from where it was read to, and from its start where the server numbers anew', async () => {
    const consultationId = await consultationIn(store());
    const take = async (mailbox: Mailbox) =>
      (await takeMessages(store(), mailbox, 'call@mail.example/INBOX', { actor: SYSTEM, consultationId })).map(
        ({ name }) => name,
      );
    assert.deepEqual(await take(mailboxOf([[3, table(1)]])), ['message-1-3.eml']);
    assert.deepEqual(
      await take(
        mailboxOf([
          [3, table(1)],
          [9, table(2)],
        ]),
      ),
      ['message-1-9.eml'],
    );
    assert.deepEqual(
      await take(
        mailboxOf([
          [3, table(1)],
          [9, table(2)],
        ]),
      ),
      [],
    );
    assert.deepEqual(
      await take(
        mailboxOf(
          [
            [1, table(1)],
            [2, table(4)],
          ],
          2,
        ),
      ),
      ['message-2-2.eml'],
      'the first is known by its content',
    );
  });
});

test('a mailbox is read over IMAP without changing anything, and says in a sentence when the password is wrong', async () => {
  const server = await startImapServer('call', 'right-password');
  after(server.close);
  const account = {
    host: '127.0.0.1',
    port: server.port,
    secure: false,
    user: 'call',
    password: 'right-password',
    folder: 'INBOX',
  };
  const letters = ['Subject: One\r\n\r\nMore trains.\r\n', 'Subject: Two\r\n\r\nGrüße\r\n'];
  server.messages.push(...letters.map((text) => Buffer.from(text)));
  const mailbox = await openMailbox(account);
  const read = async (uid: number) => {
    const found: [number, string][] = [];
    for await (const message of mailbox.messagesAfter(uid)) found.push([message.uid, message.source.toString()]);
    return found;
  };
  assert.equal(mailbox.uidValidity, 7);
  assert.deepEqual(await read(0), [
    [1, letters[0]],
    [2, letters[1]],
  ]);
  assert.deepEqual(await read(1), [[2, letters[1]]]);
  assert.deepEqual(await read(2), []);
  await mailbox.close();
  const changing = server.seen.filter((verb) => /STORE|EXPUNGE|COPY|MOVE|APPEND|^SELECT/.test(verb));
  assert.deepEqual(changing, []);
  await assert.rejects(openMailbox({ ...account, password: 'wrong-secret' }), {
    code: 'unavailable',
    message: `The mailbox at 127.0.0.1:${server.port} does not let call in. Check the user and the password.`,
  });
});
