import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type MailCatcher, startMailCatcher } from '../../test/mail-catcher.ts';
import { onBothStores } from '../../test/stores.ts';
import type { Actor } from '../core/capability.ts';
import { writeMail } from '../core/mail.ts';
import { SYSTEM } from '../store/actor.ts';
import { bareConsultation, createConsultation } from '../store/consultation.ts';
import {
  mailCounts,
  mailIsDue,
  mailsOf,
  type NewMail,
  noteBounce,
  openMail,
  queueMail,
  sendAgain,
} from '../store/mail.ts';
import { inTransaction } from '../store/open.ts';
import { openMailServer, sendDueMails } from './mail-sender.ts';

const OLGA: Actor = { ...SYSTEM, label: 'Olga Organiser', roles: ['organiser'] };
const ANALYST: Actor = { ...SYSTEM, label: 'Anna Analyst', roles: ['analyst'] };

onBothStores('mails', (store) => {
  let catcher: MailCatcher;
  let server: ReturnType<typeof openMailServer>;
  before(async () => {
    catcher = await startMailCatcher();
    server = openMailServer(catcher.server, 'Example Ministry');
  });
  after(async () => {
    server.close();
    await catcher.close();
  });

  let consultations = 0;
  async function newConsultation(): Promise<string> {
    return (await createConsultation(store(), SYSTEM, bareConsultation(`mail-${consultations++}`), false)).id;
  }

  function receipt(consultationId: string, changes: Partial<NewMail> = {}): NewMail {
    const words = writeMail({
      language: 'en',
      subject: 'Your receipt',
      parts: [{ part: 'link', label: 'Your contribution', url: 'https://example.org/r/SECRET' }],
    });
    return {
      ...words,
      consultationId,
      kind: 'receipt',
      recipient: 'maria@example.org',
      language: 'en',
      once: `receipt:${consultationId}`,
      ...changes,
    };
  }

  const queue = (mail: NewMail) => inTransaction(store(), (tx) => queueMail(tx, mail));
  const clockAt = (minutes: number) => () => new Date(Date.now() + minutes * 60_000);

  test('a mail goes out once, however often the same is queued, and then loses its words', async () => {
    const id = await newConsultation();
    assert.deepEqual([await queue(receipt(id)), await queue(receipt(id))], [true, false]);
    assert.equal(await mailIsDue(store().db), true);
    const before = catcher.caught.length;
    const counts = await sendDueMails(store(), server.handOver);
    assert.deepEqual(counts, { sent: 1, failed: 0, waiting: 0, kept: 0 });
    assert.deepEqual(await sendDueMails(store(), server.handOver), { sent: 0, failed: 0, waiting: 0, kept: 0 });
    const [mail, ...others] = catcher.caught.slice(before);
    assert.deepEqual(others, []);
    const [entry] = await mailsOf(store().db, id);
    assert.equal(mail!.to, 'maria@example.org');
    assert.equal(mail!.from, '"Example Ministry" <consultations@example.org>');
    assert.equal(mail!.subject, 'Your receipt');
    assert.equal(mail!.messageId, `<${entry!.id}@example.org>`);
    assert.equal(mail!.text.trim(), 'Your contribution:\nhttps://example.org/r/SECRET');
    assert.equal(mail!.html.includes('href="https://example.org/r/SECRET"'), true);
    assert.equal(entry!.state, 'sent');
    const { text, html } = await store()
      .db.selectFrom('mail')
      .select(['text', 'html'])
      .where('id', '=', entry!.id)
      .executeTakeFirstOrThrow();
    assert.deepEqual({ text, html }, { text: null, html: null });
  });

  test('a calendar goes along as the part that mail programs act on, beside the words', async () => {
    const id = await newConsultation();
    const content = 'BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Ærø – Ώρα\r\nEND:VCALENDAR\r\n';
    await queue(receipt(id, { calendar: { method: 'REQUEST', content } }));
    await sendDueMails(store(), server.handOver);
    const mail = catcher.caught.at(-1)!;
    assert.deepEqual(mail.calendar, { method: 'REQUEST', content });
    assert.equal(mail.text.trim(), 'Your contribution:\nhttps://example.org/r/SECRET');
  });

  test('what a transaction queued that failed never goes out', async () => {
    const id = await newConsultation();
    await assert.rejects(
      inTransaction(store(), async (tx) => {
        await queueMail(tx, receipt(id));
        throw new Error('the change failed');
      }),
    );
    assert.deepEqual(await mailCounts(store().db, id), { waiting: 0, sent: 0, failed: 0, kept: 0 });
  });

  test('nobody can put a header, a recipient or a second address into a mail', async () => {
    const id = await newConsultation();
    await assert.rejects(queue(receipt(id, { recipient: 'maria@example.org\r\nBcc: all@example.org' })), {
      code: 'wrong_use',
    });
    await assert.rejects(queue(receipt(id, { recipient: 'maria@example.org, all@example.org' })), {
      code: 'wrong_use',
    });
    await queue(receipt(id, { subject: 'Hello\r\nBcc: all@example.org\r\n\r\nWords' }));
    await sendDueMails(store(), server.handOver);
    const mail = catcher.caught.at(-1)!;
    assert.equal(mail.subject, 'Hello Bcc: all@example.org Words');
    assert.equal(mail.to, 'maria@example.org');
    assert.equal(/^Bcc:/im.test(mail.raw), false);
  });

  test('a mailbox that does not exist is refused at once; a server that is busy is asked again later', async () => {
    const id = await newConsultation();
    catcher.refuse = (address) => {
      if (address.startsWith('nobody')) return { code: 550, sentence: 'No such user here' };
      return address.startsWith('busy') ? { code: 451, sentence: 'Try again later' } : null;
    };
    await queue(receipt(id, { recipient: 'nobody@example.org', once: `${id}:1` }));
    await queue(receipt(id, { recipient: 'busy@example.org', once: `${id}:2` }));
    await queue(receipt(id, { recipient: 'ready@example.org', once: `${id}:3` }));
    assert.deepEqual(await sendDueMails(store(), server.handOver), { sent: 1, failed: 1, waiting: 1, kept: 0 });
    const states = (await mailsOf(store().db, id)).map(({ recipient, state, said, attempts }) => [
      recipient,
      state,
      said,
      attempts,
    ]);
    assert.deepEqual(states.sort(), [
      ['busy@example.org', 'waiting', '451 Try again later', 1],
      ['nobody@example.org', 'failed', '550 No such user here', 1],
      ['ready@example.org', 'sent', '250 OK: message queued', 1],
    ]);
    assert.deepEqual(await sendDueMails(store(), server.handOver), { sent: 0, failed: 0, waiting: 0, kept: 0 });
    catcher.refuse = () => null;
    const later = { clock: clockAt(6) };
    assert.deepEqual(await sendDueMails(store(), server.handOver, later), { sent: 1, failed: 0, waiting: 0, kept: 0 });
  });

  test('a server that cannot be reached is tried eight times, then the mail counts as failed', async () => {
    const id = await newConsultation();
    await queue(receipt(id));
    const nowhere = openMailServer({ ...catcher.server, port: 1 }, 'Example Ministry');
    const ends: number[] = [];
    for (let day = 0; day < 9; day++) {
      const { failed, waiting } = await sendDueMails(store(), nowhere.handOver, { clock: clockAt(day * 25 * 60) });
      ends.push(failed * 10 + waiting);
    }
    nowhere.close();
    assert.deepEqual(ends, [1, 1, 1, 1, 1, 1, 1, 10, 0]);
    assert.equal((await mailsOf(store().db, id))[0]!.state, 'failed');
  });

  test('a sender that dies with a mail in its hands leaves it to the next one', async () => {
    const id = await newConsultation();
    await queue(receipt(id));
    await assert.rejects(sendDueMails(store(), () => Promise.reject(new Error('killed'))));
    assert.equal((await sendDueMails(store(), server.handOver)).sent, 0);
    assert.equal((await sendDueMails(store(), server.handOver, { clock: clockAt(11) })).sent, 1);
  });

  test('two senders at once send each mail once', async () => {
    const id = await newConsultation();
    for (let n = 0; n < 60; n++) await queue(receipt(id, { recipient: `p${n}@example.org`, once: `${id}:${n}` }));
    const before = catcher.caught.length;
    const counts = await Promise.all([sendDueMails(store(), server.handOver), sendDueMails(store(), server.handOver)]);
    assert.equal(counts[0].sent + counts[1].sent, 60);
    assert.equal(new Set(catcher.caught.slice(before).map(({ to }) => to)).size, 60);
    assert.equal(catcher.caught.length - before, 60);
  });

  test('without a mail server mails are kept; an organiser reads them, which is logged, and sends them later', async () => {
    const id = await newConsultation();
    await queue(receipt(id));
    assert.deepEqual(await sendDueMails(store(), null), { sent: 0, failed: 0, waiting: 0, kept: 1 });
    const [kept] = await mailsOf(store().db, id, { state: 'kept' });
    await assert.rejects(openMail(store(), ANALYST, id, kept!.id), { code: 'forbidden' });
    const { content } = await openMail(store(), OLGA, id, kept!.id);
    assert.equal(content!.text, 'Your contribution:\nhttps://example.org/r/SECRET\n');
    const logged = await store().db.selectFrom('log').select(['kind', 'subject']).where('stream', '=', id).execute();
    assert.deepEqual(logged, [{ kind: 'mail.opened', subject: kept!.id }]);
    assert.equal(await sendAgain(store(), OLGA, id, null), 1);
    assert.equal((await sendDueMails(store(), server.handOver)).sent, 1);
  });

  test('a mail that came back is shown as failed and is not sent again without its words', async () => {
    const id = await newConsultation();
    await queue(receipt(id));
    await sendDueMails(store(), server.handOver);
    const [sent] = await mailsOf(store().db, id);
    assert.equal(await noteBounce(store(), SYSTEM, sent!.id, '550 5.1.1 mailbox full'), true);
    const [bounced] = await mailsOf(store().db, id);
    assert.deepEqual([bounced!.state, bounced!.said], ['failed', '550 5.1.1 mailbox full']);
    assert.equal(await sendAgain(store(), OLGA, id, [sent!.id]), 0);
  });
});
