import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { testServer } from '../../test/server.ts';
import { temporaryFolder } from '../../test/stores.ts';
import { may, ROLES, type Role } from '../core/capability.ts';
import { newId } from '../core/id.ts';
import { EXAMPLES } from '../corridor/example.ts';
import { ensureSystemActor, inviteAdministrator, SYSTEM } from '../store/actor.ts';
import { bareConsultation, createConsultation } from '../store/consultation.ts';
import { inTransaction, openStore, type Store } from '../store/open.ts';
import { askForRun } from '../store/run.ts';
import { ROUTES } from './address.ts';
import { createApp } from './app.tsx';
import { ALL_ROUTES } from './routes.ts';

const NOW = new Date('2026-11-24T09:00:00Z');
const ORIGIN = 'http://house.test';

describe('the server', () => {
  let store: Store;
  let app: ReturnType<typeof createApp>;
  let places: { [place: string]: string };
  const folder = temporaryFolder();
  const sessions = new Map<Role, { cookie: string; csrf: string }>();
  const logged: string[] = [];

  before(async () => {
    store = await openStore({ dataFolder: folder });
    await ensureSystemActor(store.db);
    app = createApp(testServer(store, folder, { clock: () => NOW, log: (line) => logged.push(line) }));
    const strategy = EXAMPLES.find(({ slug }) => slug === 'vocational-education-strategy')!;
    const consultation = await createConsultation(store, SYSTEM, strategy.consultation(NOW), true);
    await createConsultation(store, SYSTEM, bareConsultation('draft'), false);
    const run = await askForRun(store, SYSTEM, consultation.id, 'analysis');
    places = {
      slug: consultation.slug,
      event: 'international-dimension',
      run: run.id,
      import: run.id,
      upload: run.id,
      paper: run.id,
      stage: run.id,
      questionnaire: 'call',
      question: 'q1',
      language: 'de',
      edition: '1',
      code: '7K3M-Q2XD-94TP',
      file: 'evidence.csv',
      token: 'unknown',
      name: 'unknown.css',
    };
    // The administrator last: there is one, and a further link would be for the same.
    const others = ROLES.filter((role) => role !== 'nobody' && role !== 'administrator');
    for (const role of [...others, 'administrator' as const]) sessions.set(role, await signedIn(role));
  });
  after(() => store.close());

  /** Signs somebody with one role in, through the link and its form. */
  async function signedIn(role: Role): Promise<{ cookie: string; csrf: string }> {
    const token = await inTransaction(store, (tx) => inviteAdministrator(tx));
    const answer = await app.request(`${ORIGIN}/sign-in/${token}`, { method: 'POST', headers: { origin: ORIGIN } });
    assert.equal(answer.status, 303);
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    const { actor_id, csrf_token } = await store.db
      .selectFrom('session')
      .select(['actor_id', 'csrf_token'])
      .orderBy('created_at', 'desc')
      .orderBy('token_sha256')
      .where('actor_id', 'not in', await knownActors())
      .executeTakeFirstOrThrow();
    await store.db.updateTable('role_grant').set({ role }).where('actor_id', '=', actor_id).execute();
    await store.db
      .updateTable('actor')
      .set({ label: `The ${role}` })
      .where('id', '=', actor_id)
      .execute();
    return { cookie, csrf: csrf_token };
  }

  async function knownActors(): Promise<string[]> {
    const rows = await store.db.selectFrom('actor').select('id').where('label', 'like', 'The %').execute();
    return [newId(), ...rows.map(({ id }) => id)];
  }

  const addressOf = (pattern: string) => ORIGIN + pattern.replace(/:(\w+)/g, (_, place: string) => places[place]!);

  async function ask(method: string, pattern: string, role: Role, headers: Record<string, string> = {}, csrf?: string) {
    const session = sessions.get(role);
    const body = method === 'post' ? new URLSearchParams({ csrf: csrf ?? session?.csrf ?? '' }) : null;
    return await app.request(addressOf(pattern), {
      method: method.toUpperCase(),
      headers: { ...(session && { cookie: session.cookie }), origin: ORIGIN, ...headers },
      ...(body && { body }),
    });
  }

  test('answers every route to exactly those roles that its capability names', async () => {
    let asked = 0;
    for (const role of ROLES) {
      // Signing out ends the session that the other routes are asked with.
      for (const route of ALL_ROUTES.filter(({ at }) => at !== 'signOut')) {
        const { status } = await ask(route.method, ROUTES[route.at], role);
        const unknownLink = route.at === 'signIn' && route.method === 'post'; // the link itself is refused, whoever uses it
        const refused = status === 403;
        assert.equal(
          refused,
          unknownLink || !may([role], route.needs),
          `${role} ${route.method} ${route.at}: ${status}`,
        );
        assert.ok(status < 500, `${role} ${route.method} ${route.at}: ${status} ${logged.join('\n')}`);
        asked++;
      }
    }
    assert.equal(asked, ROLES.length * (ALL_ROUTES.length - 1));
  });

  test('has no route beside its list, and no address without a route', () => {
    const listed = ALL_ROUTES.map(({ method, at }) => `${method.toUpperCase()} ${ROUTES[at]}`);
    const there = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual([...there].sort(), [...listed].sort());
    assert.deepEqual(
      Object.keys(ROUTES).filter((at) => !ALL_ROUTES.some((route) => route.at === at)),
      [],
    );
  });

  test('refuses what changes something without the session’s token or from another site', async () => {
    const changing = ALL_ROUTES.filter(
      ({ method, at }) => method === 'post' && !['signIn', 'language', 'signOut'].includes(at),
    );
    assert.ok(changing.length >= 2);
    for (const { at } of changing) {
      const wrongToken = await ask('post', ROUTES[at], 'administrator', {}, 'wrong');
      const otherSite = await ask('post', ROUTES[at], 'administrator', { 'sec-fetch-site': 'cross-site' });
      const otherOrigin = await ask('post', ROUTES[at], 'administrator', { origin: 'http://evil.test' });
      assert.deepEqual([wrongToken.status, otherSite.status, otherOrigin.status], [403, 403, 403], at);
    }
    const signOutElsewhere = await ask('post', ROUTES.signOut, 'auditor', { origin: 'http://evil.test' });
    assert.equal(signOutElsewhere.status, 403);
  });

  test('shows a draft to the desk and to nobody else', async () => {
    const as = async (role: Role) => {
      const session = sessions.get(role);
      return (await app.request(`${ORIGIN}/c/draft`, { headers: session ? { cookie: session.cookie } : {} })).status;
    };
    assert.deepEqual([await as('nobody'), await as('analyst')], [404, 200]);
  });

  test('lets a sign-in link be used once', async () => {
    const token = await inTransaction(store, (tx) => inviteAdministrator(tx));
    const use = async () =>
      (await app.request(`${ORIGIN}/sign-in/${token}`, { method: 'POST', headers: { origin: ORIGIN } })).status;
    assert.deepEqual([await use(), await use()], [303, 403]);
  });

  test('ends a session for good', async () => {
    const token = await inTransaction(store, (tx) => inviteAdministrator(tx));
    const answer = await app.request(`${ORIGIN}/sign-in/${token}`, { method: 'POST', headers: { origin: ORIGIN } });
    const cookie = answer.headers.get('set-cookie')!.split(';')[0]!;
    const page = await (await app.request(`${ORIGIN}/desk`, { headers: { cookie } })).text();
    const session = { cookie, csrf: /name="csrf" value="([^"]+)"/.exec(page)![1]! };
    const desk = async () => (await app.request(`${ORIGIN}/desk`, { headers: { cookie: session.cookie } })).status;
    assert.equal(await desk(), 200);
    await app.request(`${ORIGIN}/sign-out`, {
      method: 'POST',
      headers: { cookie: session.cookie, origin: ORIGIN },
      body: new URLSearchParams({ csrf: session.csrf }),
    });
    assert.equal(await desk(), 403);
  });

  test('sends a policy without inline script or style, and a nonce that is new each time', async () => {
    const policy = async () => (await app.request(`${ORIGIN}/`)).headers.get('content-security-policy')!;
    const [first, second] = [await policy(), await policy()];
    assert.notEqual(first, second);
    assert.match(first, /^default-src 'none'; script-src 'nonce-[A-Za-z0-9+/=]+'; style-src 'self'; /);
    assert.doesNotMatch(first, /unsafe/);
  });

  test('speaks the language that the browser asks for, and the chosen one before it', async () => {
    const german = await (
      await app.request(`${ORIGIN}/`, { headers: { 'accept-language': 'fr, de-AT;q=0.8, en;q=0.5' } })
    ).text();
    assert.match(german, /<html lang="de">/);
    const choice = await app.request(`${ORIGIN}/language`, {
      method: 'POST',
      headers: { origin: ORIGIN },
      body: new URLSearchParams({ language: 'en', back: '/about' }),
    });
    assert.deepEqual([choice.status, choice.headers.get('location')], [303, '/about']);
    const cookie = choice.headers.get('set-cookie')!.split(';')[0]!;
    const english = await (await app.request(`${ORIGIN}/`, { headers: { cookie, 'accept-language': 'de' } })).text();
    assert.match(english, /<html lang="en">/);
  });

  test('goes back to no other site after a change of language', async () => {
    for (const back of ['//evil.test', 'https://evil.test', '/\\evil.test', '']) {
      const answer = await app.request(`${ORIGIN}/language`, {
        method: 'POST',
        headers: { origin: ORIGIN },
        body: new URLSearchParams({ language: 'de', back }),
      });
      assert.equal(answer.headers.get('location'), '/');
    }
  });

  test('marks every page of an example as one', async () => {
    const text = await (await app.request(`${ORIGIN}/c/vocational-education-strategy`)).text();
    assert.match(text, /Example, modelled on the Commission’s process of 2026/);
  });

  test('says what is wrong when a page is not there, and logs nothing', async () => {
    const before = logged.length;
    const answer = await app.request(`${ORIGIN}/c/nowhere`);
    assert.equal(answer.status, 404);
    assert.match(await answer.text(), /There is no such consultation here\./);
    assert.equal(logged.length, before);
  });
});
