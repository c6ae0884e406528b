import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { parse } from 'csv-parse/sync';
import { deliveryOf } from '../../../test/delivery.ts';
import { testServer } from '../../../test/server.ts';
import { temporaryFolder } from '../../../test/stores.ts';
import { importDelivery } from '../../corridor/import.ts';
import { ensureSystemActor, inviteAdministrator, SYSTEM } from '../../store/actor.ts';
import { bareConsultation, consultationBySlug, createConsultation } from '../../store/consultation.ts';
import { contributionByCode, contributionCounts } from '../../store/contribution.ts';
import { readLog } from '../../store/log.ts';
import { inTransaction, openStore, type Store } from '../../store/open.ts';
import { createApp } from '../app.tsx';

const ORIGIN = 'http://house.test';

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

describe('what organisers and authors decide on pages', () => {
  const folder = temporaryFolder();
  let store: Store;
  let app: ReturnType<typeof createApp>;
  let id: string;
  let session: { cookie: string; csrf: string };
  let now = new Date('2026-02-07T09:00:00Z');

  before(async () => {
    store = await openStore({ dataFolder: folder });
    await ensureSystemActor(store.db);
    id = (await createConsultation(store, SYSTEM, bareConsultation('town'), false)).id;
    const said = [
      { id: '1', text: 'More night trains, please.', emailAddress: '=ann@example.org' },
      { id: '2', text: 'A bench in the shade.' },
    ];
    await importDelivery(store, deliveryOf(said), { actor: SYSTEM, consultationId: id });
    app = createApp(testServer(store, folder, { clock: () => now }));
    const token = await inTransaction(store, (tx) => inviteAdministrator(tx));
    const answer = await app.request(`${ORIGIN}/sign-in/${token}`, { method: 'POST', headers: { origin: ORIGIN } });
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    const desk = await (await app.request(`${ORIGIN}/desk`, { headers: { cookie } })).text();
    session = { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(desk)![1]! };
  });
  after(() => store.close());

  async function send(path: string, form: Record<string, string | string[]>, atDesk = true) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(form)) for (const one of [value].flat()) body.append(name, one);
    if (atDesk) body.append('csrf', session.csrf);
    return await app.request(ORIGIN + path, {
      method: 'POST',
      headers: { origin: ORIGIN, ...(atDesk && { cookie: session.cookie }) },
      body,
    });
  }

  async function makeCodes(
    again: boolean,
  ): Promise<{ contribution: string; claim_code: string; e_mail_address: string }[]> {
    const answer = await send('/desk/town/claims', again ? { again: 'yes' } : {});
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    return parse(await answer.text(), { columns: true, bom: true });
  }

  test('a form with a file is refused without the session’s token before it, and nothing is left on the disk', async () => {
    const hand = async (fields: [string, string | File][]) => {
      const body = new FormData();
      for (const [name, value] of fields) body.append(name, value);
      const headers = { origin: ORIGIN, cookie: session.cookie };
      return (await app.request(`${ORIGIN}/desk/town/files`, { method: 'POST', headers, body })).status;
    };
    const file = new File(['id,What?\n1,Words'], '../../.evil/replies.csv');
    assert.equal(
      await hand([
        ['csrf', 'wrong'],
        ['file', file],
      ]),
      403,
    );
    assert.equal(
      await hand([
        ['file', file],
        ['csrf', session.csrf],
      ]),
      403,
    );
    assert.equal(await hand([['csrf', session.csrf]]), 400);
    assert.deepEqual(filesBelow(`${folder}/uploads`), []);
    assert.equal(
      await hand([
        ['csrf', session.csrf],
        ['file', file],
      ]),
      303,
    );
    assert.deepEqual(filesBelow(`${folder}/uploads`), ['replies.csv']);
  });

  test('the organiser gets each code once, with the address where it is known; no cell is a formula', async () => {
    const codes = await makeCodes(false);
    assert.equal(codes.length, 2);
    assert.deepEqual(codes.map((one) => one.e_mail_address).sort(), ['', "'=ann@example.org"]);
    const stored = JSON.stringify(await store.db.selectFrom('claim').selectAll().execute());
    for (const { claim_code } of codes) assert.equal(stored.includes(claim_code), false);
    assert.equal((await send('/desk/town/claims', {})).status, 409);
  });

  test('new codes end the earlier ones', async () => {
    const [before] = await makeCodes(true);
    const [now] = await makeCodes(true);
    const open = async (code: string) => (await send('/claim', { code }, false)).status;
    assert.deepEqual([await open(before!.claim_code), await open(now!.claim_code)], [404, 200]);
  });

  test('an author sees the words, chooses, and a newer export does not change the choice', async () => {
    const codes = await makeCodes(true);
    const { contribution, claim_code } = codes[0]!;
    const typed = claim_code.toLowerCase().replaceAll('-', ' ');
    const page = await send('/claim', { code: typed }, false);
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.match(await page.text(), /More night trains, please\.|A bench in the shade\./);
    assert.equal((await send('/claim/choice', { code: claim_code, choice: 'not_published' }, false)).status, 200);
    const chosen = async () => {
      const found = await contributionByCode(store.db, id, contribution);
      return [found?.version, found?.publication];
    };
    assert.deepEqual(await chosen(), [2, 'not_published']);
    const newer = deliveryOf([
      { id: '1', text: 'More night trains, and warm ones.' },
      { id: '2', text: 'A bench in the shade, and water.' },
    ]);
    await importDelivery(store, newer, { actor: SYSTEM, consultationId: id });
    assert.deepEqual(await chosen(), [3, 'not_published']);
    const kinds = (await readLog(store.db, id, 0)).map(({ kind }) => kind);
    assert.ok(kinds.includes('contribution.author_chose_not_published'));
  });

  test('withdrawing takes being sure, counts no longer, and shows no words', async () => {
    const [, second] = await makeCodes(true);
    const { contribution, claim_code: code } = second!;
    assert.equal((await send('/claim/choice', { code, choice: 'withdraw' }, false)).status, 400);
    assert.equal((await send('/claim/choice', { code, choice: 'withdraw', sure: 'yes' }, false)).status, 200);
    assert.equal((await contributionCounts(store.db, id)).contributions, 1);
    const page = await (
      await app.request(`${ORIGIN}/c/town/contributions/${contribution}`, { headers: { cookie: session.cookie } })
    ).text();
    assert.match(page, /Its author has withdrawn this contribution\./);
    assert.doesNotMatch(page, /night trains|bench/);
  });

  test('codes cannot be tried without end', async () => {
    now = new Date('2026-02-07T12:00:00Z');
    const statuses: number[] = [];
    for (let i = 0; i < 21; i++) statuses.push((await send('/claim', { code: `wrong ${i}` }, false)).status);
    assert.deepEqual([new Set(statuses.slice(0, 20)), statuses[20]], [new Set([404]), 503]);
    now = new Date('2026-02-07T12:11:00Z');
    assert.equal((await send('/claim', { code: 'wrong' }, false)).status, 404);
  });

  test('a consultation is described, published, and taken back with a reason only', async () => {
    const publish = (what: 'publish' | 'unpublish', reason = '') =>
      send(
        '/desk/town/setup/publication',
        Object.fromEntries([
          ['then', what],
          ['reason', reason],
        ]),
      );
    assert.equal((await publish('publish')).status, 409, 'nothing is said about it yet');
    const described = {
      'title-en': 'What should change in our town?',
      'summary-en': 'The council decides on next year’s budget.',
      'lead-en': 'Town council',
      'language-en': 'yes',
      'language-de': 'yes',
      timeZone: 'Europe/Berlin',
    };
    assert.equal((await send('/desk/town/setup/description', described)).status, 303);
    assert.equal((await send('/desk/town/setup/description', { ...described, timeZone: 'Nowhere' })).status, 422);
    assert.equal((await publish('publish')).status, 303);
    assert.equal((await app.request(`${ORIGIN}/c/town`)).status, 200);
    assert.equal((await publish('unpublish', ' ')).status, 400);
    assert.equal((await publish('unpublish', 'The wrong budget year.')).status, 303);
    assert.equal((await app.request(`${ORIGIN}/c/town`)).status, 404);
    const found = await consultationBySlug(store.db, 'town');
    assert.deepEqual(
      [found?.languages, found?.timeZone, found?.title.en?.text],
      [['de', 'en'], 'Europe/Berlin', described['title-en']],
    );
    const entry = (await readLog(store.db, id, 0)).at(-1);
    assert.deepEqual([entry?.kind, entry?.reason], ['consultation.unpublished', 'The wrong budget year.']);
  });
});
