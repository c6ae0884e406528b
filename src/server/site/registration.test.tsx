import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import ICAL from 'ical.js';
import type { Page } from 'playwright-core';
import { type Bench, startBench, TELEPHONE } from '../../../test/browser.ts';
import { ONE_QUESTION, openCall } from '../../../test/call.ts';
import { type CaughtMail, type MailCatcher, startMailCatcher } from '../../../test/mail-catcher.ts';
import { signIn } from '../../../test/room-server.ts';
import { lookAt, press, type Site, serveSite, typistAt } from '../../../test/site.ts';
import { temporaryFolder } from '../../../test/stores.ts';
import { newCode, realClock, realRandom } from '../../core/id.ts';
import type { Question } from '../../core/question.ts';
import { written } from '../../core/text.ts';
import { ensureSystemActor, inviteAdministrator, SYSTEM } from '../../store/actor.ts';
import { consultationById } from '../../store/consultation.ts';
import { contributionsNewestFirst } from '../../store/contribution.ts';
import { makeBareEvent } from '../../store/event.ts';
import { describeEvent, type EventDescription } from '../../store/event-change.ts';
import { hostedEventById } from '../../store/hosted-event.ts';
import { inTransaction, openStore, type Store } from '../../store/open.ts';
import { createQuestionnaire, versionWith } from '../../store/questionnaire.ts';
import { lapseOffers } from '../../store/seat.ts';
import { makingOf } from '../mail-origin.ts';
import { openMailServer, sendDueMails } from '../mail-sender.ts';

const ASKED: Question[] = [
  { key: 'diet', kind: 'text', title: written({ en: 'What do you not eat?' }), purpose: 'logistics' },
  { key: 'barrier', kind: 'long_text', title: written({ en: 'What is in the way?' }), purpose: 'evidence' },
];
const BEFORE = new Date('2026-02-10T09:00:00Z');
const STARTS = new Date('2026-02-23T13:00:00Z');
const ENDS = new Date('2026-02-23T15:00:00Z');

describe('registering for an event', () => {
  const folder = temporaryFolder();
  let now = BEFORE;
  let store: Store;
  let bench: Bench;
  let site: Site;
  let catcher: MailCatcher;
  let mailServer: ReturnType<typeof openMailServer>;
  let consultationId: string;
  let questionnaireId: string;

  before(async () => {
    store = await openStore({ dataFolder: folder, durable: false });
    await ensureSystemActor(store.db);
    catcher = await startMailCatcher();
    mailServer = openMailServer(catcher.server, 'Test house');
    site = await serveSite(store, folder, { clock: () => now });
    ({ consultationId } = await openCall(store, 'vet', ONE_QUESTION));
    questionnaireId = await inTransaction(store, async (tx) => {
      const id = await createQuestionnaire(tx, consultationId, 'registration', realRandom, realClock);
      await versionWith(tx, id, ASKED, realRandom, realClock);
      return id;
    });
    bench = await startBench();
  });
  after(async () => {
    await bench.close();
    mailServer.close();
    await catcher.close();
    site.close();
    await store.close();
  });

  const making = () =>
    makingOf({
      clock: () => now,
      house: { name: 'Test house', emailAddress: null, languages: ['en'], url: site.origin },
    });

  async function newEvent(slug: string, changes: Partial<EventDescription> = {}): Promise<string> {
    const consultation = (await consultationById(store.db, consultationId))!;
    const id = await inTransaction(store, (tx) =>
      makeBareEvent(tx, consultation, slug, { startsAt: STARTS, endsAt: ENDS }),
    );
    const event = (await hostedEventById(store.db, id))!;
    const wanted = {
      ...event,
      title: written({ en: 'Teachers and trainers' }),
      takesRegistrations: true,
      joinUrl: 'https://meet.example.org/1',
      capacity: 1,
      offerHours: 48,
      questionnaireId,
      ...changes,
    };
    await describeEvent(store, SYSTEM, event, wanted, false, making());
    return id;
  }

  /** Sends what is due; what came to an address meanwhile. */
  async function mailsTo(address: string): Promise<CaughtMail[]> {
    await sendDueMails(store, mailServer.handOver, { clock: () => now });
    return catcher.caught.filter(({ to }) => to === address);
  }
  const linkIn = ({ text }: CaughtMail) => /http\S+\/registration\/\S+/.exec(text)![0];
  const calendarIn = ({ calendar }: CaughtMail) => {
    const entry = new ICAL.Component(ICAL.parse(calendar!.content)).getFirstSubcomponent('vevent')!;
    const { sequence, location, startDate } = new ICAL.Event(entry);
    return { method: calendar!.method, sequence, location, startsAt: startDate.toJSDate().toISOString() };
  };

  const state = (page: Page) => page.locator('.seat-state').innerText();

  async function fillIn(page: Page, name: string): Promise<void> {
    await page.getByLabel('Your name').fill(name);
    await page.getByLabel('Your e-mail address').fill(`${name.toLowerCase()}@example.org`);
    await page.getByRole('radio', { name: 'EU citizen', exact: true }).check();
    await page.getByLabel('Country', { exact: true }).selectOption('MT');
    await page.getByLabel('What is in the way?').fill(`Forms, says ${name}.`);
    await page.getByRole('radio', { name: /^Yes, without my name/ }).check();
    await page.getByRole('checkbox', { name: /privacy statement/ }).check();
  }

  async function signedIn<T>(use: (desk: Page) => Promise<T>): Promise<T> {
    const link = await inTransaction(store, (tx) => inviteAdministrator(tx));
    return await bench.withSite(`${site.origin}/sign-in/${link}`, {}, async (desk) => {
      await desk.locator('main form button').click();
      return await use(desk);
    });
  }

  for (const javaScriptEnabled of [false, true]) {
    const how = javaScriptEnabled ? 'with' : 'without';
    test(`${how} script: a seat, the waiting list, an offer by mail that is taken, thanks`, async (t) => {
      now = BEFORE;
      const slug = `teachers-${how}`;
      const options = { javaScriptEnabled, ...(javaScriptEnabled && { viewport: TELEPHONE }) };
      const look = async (page: Page, name: string) => {
        if (!javaScriptEnabled) await lookAt(bench, page, `registration-${name}`);
      };
      const [ada, bo] = [`Ada${how}`, `Bo${how}`];
      const address = (name: string) => `${name.toLowerCase()}@example.org`;
      await newEvent(slug);
      const started = performance.now();

      await bench.withSite(`${site.origin}/c/vet/events/${slug}`, options, async (page) => {
        await page.getByRole('link', { name: 'Register', exact: true }).click();
        await look(page, 'form');
        await page.getByLabel('What do you not eat?').fill('nuts');
        await press(page, 'Register');
        await page.locator('#problems:focus').waitFor();
        assert.equal(await page.getByLabel('What do you not eat?').inputValue(), 'nuts');
        await look(page, 'problems');
        await fillIn(page, ada);
        await press(page, 'Register');
        assert.equal(await state(page), 'You have a seat.');
        await look(page, 'confirmed');
      });
      await bench.withSite(`${site.origin}/c/vet/events/${slug}/register`, options, async (page) => {
        await look(page, 'full');
        await fillIn(page, bo);
        await press(page, 'Join the waiting list');
        assert.equal(await state(page), 'You are the first on the waiting list.');
        assert.equal(await page.getByText('meet.example.org').count(), 0);
        await look(page, 'waiting');
      });

      const [confirmed] = await mailsTo(address(ada));
      assert.deepEqual(calendarIn(confirmed!), {
        method: 'REQUEST',
        sequence: 0,
        location: 'https://meet.example.org/1',
        startsAt: STARTS.toISOString(),
      });
      await bench.withSite(linkIn(confirmed!), options, async (page) => {
        await page.getByRole('checkbox', { name: 'I am sure' }).check();
        await press(page, 'Cancel my registration');
        assert.equal(await state(page), 'You have cancelled.');
        await look(page, 'cancelled');
      });
      assert.equal(calendarIn((await mailsTo(address(ada))).at(-1)!).method, 'CANCEL');

      const offer = (await mailsTo(address(bo))).at(-1)!;
      assert.equal(offer.subject, 'A seat is free for you: Teachers and trainers');
      const seatCode = await bench.withSite(linkIn(offer), options, async (page) => {
        assert.equal(await state(page), 'A seat is free for you.');
        await look(page, 'offered');
        await press(page, 'Take the seat');
        assert.equal(await state(page), 'You have a seat.');
        return await page.locator('.seat-code').innerText();
      });
      assert.equal(calendarIn((await mailsTo(address(bo))).at(-1)!).location, 'https://meet.example.org/1');

      now = STARTS;
      await signedIn(async (desk) => {
        await desk.goto(`${site.origin}/desk/vet/events/${slug}/door`);
        await desk.getByLabel('Code').fill(seatCode);
        await press(desk, 'Let in');
        assert.equal(await desk.getByText('1 of 1 came.').isVisible(), true);
        now = new Date(ENDS.getTime() + 1);
        await desk.goto(`${site.origin}/desk/vet/events/${slug}`);
        assert.deepEqual(await desk.getByRole('row', { name: /^All/ }).innerText().then(cellsOf), [
          'All',
          '1',
          '0',
          '0',
          '1',
          '1',
        ]);
        await look(desk, 'desk');
        await press(desk, 'Send thanks to those who came');
      });
      const thanks = (await mailsTo(address(bo))).at(-1)!;
      assert.equal(thanks.text.includes(`${site.origin}/c/vet/events/${slug}#heard`), true);
      // Of those who cancelled nothing counts, as the event states.
      const said = (await contributionsNewestFirst(store.db, consultationId, 0, 10)).flatMap(({ answers }) => answers);
      const wordsOf = (name: string) => said.filter((one) => 'text' in one && one.text === `Forms, says ${name}.`);
      assert.deepEqual([wordsOf(ada).length, wordsOf(bo).length], [0, 1]);
      t.diagnostic(`${((performance.now() - started) / 1000).toFixed(1)} s`);
    });
  }

  /** Sends a registration as a browser without script does; `code` is the secret that its form brought. */
  async function send(slug: string, name: string, changes: { [field: string]: string } = {}, headers = {}) {
    const code = newCode('registration');
    const body = new URLSearchParams({
      code,
      'registration.name': name,
      'registration.email': `${name}@example.org`,
      'profile.user_type': 'EU_CITIZEN',
      'profile.country': 'MT',
      'closing.publication': 'anonymous',
      'closing.privacy': 'yes',
      ...changes,
    });
    const answer = await fetch(`${site.origin}/c/vet/events/${slug}/register`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: site.origin, ...headers },
      body,
    });
    return { code, status: answer.status, html: await answer.text() };
  }
  const decide = async (code: string, then: string) =>
    await fetch(`${site.origin}/registration/${code}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: site.origin },
      body: new URLSearchParams({ then, sure: 'yes' }),
    });
  const states = async (id: string) => {
    const rows = await store.db
      .selectFrom('registration')
      .select('state')
      .where('event_id', '=', id)
      .orderBy('position')
      .execute();
    return rows.map((row) => row.state);
  };

  test('ten at once on the last seat: one gets it, nine wait in their order', async () => {
    now = BEFORE;
    const id = await newEvent('last-seat');
    const sent = await Promise.all(Array.from({ length: 10 }, (_, i) => send('last-seat', `ten${i}`)));
    assert.deepEqual(
      sent.map(({ status }) => status),
      Array(10).fill(303),
    );
    assert.deepEqual(await states(id), ['confirmed', ...Array(9).fill('waiting')]);
  });

  test('one address has one seat; the form sent again leads to the same registration', async () => {
    now = BEFORE;
    const id = await newEvent('once', { capacity: 5 });
    const first = await send('once', 'cy');
    const again = await send('once', 'cy', { code: first.code });
    const second = await send('once', 'Cy');
    assert.deepEqual([first.status, again.status, second.status], [303, 303, 409]);
    assert.equal(second.html.includes('This e-mail address is registered already'), true);
    assert.deepEqual(await states(id), ['confirmed']);
    const link = (await mailsTo('cy@example.org')).find(({ subject }) => subject.startsWith('Your registration:'));
    assert.equal((await fetch(linkIn(link!))).status, 200);
  });

  test('before it opens, after it closed and once it is called off the page says so, and nobody registers', async () => {
    now = BEFORE;
    const hour = (hours: number) => new Date(BEFORE.getTime() + hours * 3_600_000);
    const cases = [
      ['not-yet', { registrationOpensAt: hour(1) }, 'Registration is not open yet'],
      ['closed', { registrationClosesAt: hour(-1) }, 'Registration is closed'],
      ['takes-none', { takesRegistrations: false }, 'This event takes no registrations'],
    ] as const;
    for (const [slug, changes, words] of cases) {
      const id = await newEvent(slug, changes);
      const page = await (await fetch(`${site.origin}/c/vet/events/${slug}/register`)).text();
      assert.equal(page.includes(words), true, slug);
      const { status, html } = await send(slug, 'di');
      assert.deepEqual([status, html.includes(words), await states(id)], [409, true, []]);
    }
  });

  test('an offer that lapsed is not taken: its page says so, and the next one is asked', async () => {
    now = BEFORE;
    const id = await newEvent('lapsing', { offerHours: 2 });
    const [ed, flo, gus] = [await send('lapsing', 'ed'), await send('lapsing', 'flo'), await send('lapsing', 'gus')];
    await decide(ed.code, 'cancel');
    assert.deepEqual(await states(id), ['cancelled', 'offered', 'waiting']);
    now = new Date(BEFORE.getTime() + 2 * 3_600_000);
    const late = await decide(flo.code, 'accept');
    assert.equal(late.headers.get('location'), `/registration/${flo.code}?done=lapsed`);
    const page = await (await fetch(`${site.origin}${late.headers.get('location')}`)).text();
    assert.equal(page.includes('The time to take this seat is over: it was offered to the next person.'), true);
    assert.equal(await lapseOffers(store, making()), 0);
    assert.equal((await decide(gus.code, 'accept')).headers.get('location'), `/registration/${gus.code}?done=accepted`);
    assert.deepEqual(await states(id), ['cancelled', 'cancelled', 'confirmed']);
  });

  test('foreign sites, forged links and broken forms change nothing and are told why', async () => {
    now = BEFORE;
    const id = await newEvent('guarded');
    const foreign = await send('guarded', 'hal', {}, { origin: 'https://elsewhere.example' });
    const crossSite = await send('guarded', 'hal', {}, { 'sec-fetch-site': 'cross-site' });
    const broken = await send('guarded', 'hal', { code: 'no-such-code' });
    const address = await send('guarded', 'hal', { 'registration.email': 'hal at example' });
    assert.deepEqual(
      [foreign, crossSite, broken, address].map(({ status }) => status),
      [403, 403, 400, 422],
    );
    for (const code of [newCode('registration'), 'x', '%00', `${newCode('registration')}'--`]) {
      const { status } = await fetch(`${site.origin}/registration/${code}`);
      assert.deepEqual([status, (await decide(code, 'accept')).status], [404, 404], code);
    }
    assert.deepEqual(await states(id), []);
  });

  test('at the desk a registration is cancelled with a reason, by who may, with the token of their session', async () => {
    now = BEFORE;
    const id = await newEvent('at-the-desk');
    const other = await newEvent('elsewhere');
    await send('at-the-desk', 'ida');
    await send('elsewhere', 'jo');
    const idOf = async (event: string) =>
      (await store.db.selectFrom('registration').select('id').where('event_id', '=', event).executeTakeFirstOrThrow())
        .id;
    const url = `${site.origin}/desk/vet/events/at-the-desk/registrations`;
    assert.equal((await fetch(url)).status, 403);
    const { cookie, csrf } = await signIn(store, site.origin);
    const cancel = async (fields: { [name: string]: string }) =>
      (
        await fetch(url, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie, origin: site.origin },
          body: new URLSearchParams(fields),
        })
      ).status;
    const page = await (await fetch(url, { headers: { cookie } })).text();
    assert.equal(page.includes('ida@example.org') && !page.includes('jo@example.org'), true);
    const reason = 'Registered twice';
    assert.deepEqual(
      [
        await cancel({ id: await idOf(id), reason }),
        await cancel({ csrf, id: await idOf(id), reason: ' ' }),
        await cancel({ csrf, id: await idOf(other), reason }),
        await cancel({ csrf, id: "1' or true", reason }),
      ],
      [403, 400, 404, 404],
    );
    assert.deepEqual([await states(id), await states(other)], [['confirmed'], ['confirmed']]);
    assert.equal(await cancel({ csrf, id: await idOf(id), reason }), 303);
    assert.deepEqual(await states(id), ['cancelled']);
  });

  test('with a keyboard alone one registers, and answers the call for evidence', async () => {
    now = BEFORE;
    await newEvent('keyboard');
    await bench.withSite(`${site.origin}/c/vet/events/keyboard`, {}, async (page) => {
      const typist = typistAt(page);
      await typist.enter('Register');
      await typist.type('Your name', 'Kay');
      await typist.type('Your e-mail address', 'kay@example.org');
      await typist.choose('EU citizen');
      await typist.type('Country', 'Malta');
      await typist.type('What is in the way?', 'Forms, says Kay.');
      await typist.choose('No: it is read and counted, never shown or quoted');
      await typist.tick('I have read the privacy statement');
      await typist.enter('Register');
      assert.equal(await state(page), 'You have a seat.');
    });
    await bench.withSite(`${site.origin}/c/vet/answer`, {}, async (page) => {
      const typist = typistAt(page);
      await typist.enter('Begin your answer');
      await typist.type('What should change?', 'Fewer forms, says Kay.');
      await typist.enter('Save and go on');
      await typist.choose('No: it is read and counted, never shown or quoted');
      await typist.tick('I have read the privacy statement');
      await typist.enter('Save and look it over');
      await typist.enter('Hand in');
      assert.equal(await page.locator('.ds-alert h2').innerText(), 'Thank you. Your contribution was received');
    });
  });
});

const cellsOf = (row: string) => row.split(/\s+/);
