import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { serve } from '@hono/node-server';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import createClient from 'openapi-fetch';
import { apiPaths } from '../../../test/api-client.ts';
import type { paths } from '../../../test/api-paths.ts';
import { ONE_QUESTION, openCall } from '../../../test/call.ts';
import { testServer } from '../../../test/server.ts';
import { temporaryFolder } from '../../../test/stores.ts';
import { ensureSystemActor } from '../../store/actor.ts';
import { contributionCounts } from '../../store/contribution.ts';
import { openStore, type Store } from '../../store/open.ts';
import { openApi } from '../api.ts';
import { createApp } from '../app.tsx';

const PATH = '/api/consultations/vet/contributions';
const ANSWER = { change: 'Inqas formoli.', 'closing.publication': 'anonymous', 'closing.privacy': 'yes' };

describe('answers from programs', () => {
  let store: Store;
  let app: ReturnType<typeof createApp>;
  let id: string;
  const folder = temporaryFolder();
  before(async () => {
    store = await openStore({ dataFolder: folder });
    await ensureSystemActor(store.db);
    id = (await openCall(store, 'vet', ONE_QUESTION)).consultationId;
    app = createApp(testServer(store, folder));
  });
  after(() => store.close());

  async function send(body: unknown, key: string = crypto.randomUUID()) {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await app.request(PATH, { method: 'POST', body: sent, headers: { 'idempotency-key': key } });
    return { status: answer.status, body: (await answer.json()) as { [field: string]: unknown } };
  }

  test('are handed in once per key, and give the receipt that the pages open', async () => {
    const key = crypto.randomUUID();
    const [one, two] = await Promise.all([send({ fields: ANSWER }, key), send({ fields: ANSWER }, key)]);
    const three = await send({ fields: ANSWER }, key);
    assert.deepEqual([one.status, two, three], [201, one, one]);
    assert.equal((await contributionCounts(store.db, id)).contributions, 1);
    const page = await app.request(new URL(String(one.body.url)).pathname);
    assert.equal(page.status, 200);
    assert.equal((await page.text()).includes('Inqas formoli.'), true);
  });

  test('are refused field by field, in words', async () => {
    const { status, body } = await send({
      fields: { ...ANSWER, 'closing.publication': 'loud', 'closing.privacy': [] },
    });
    assert.equal(status, 422);
    assert.deepEqual(body.problems, [
      {
        field: 'closing.publication',
        code: 'not_an_option',
        message: 'This is none of the options. Choose one of them.',
      },
      {
        field: 'closing.privacy',
        code: 'consent',
        message: 'Tick the box to agree; without that it cannot be sent.',
      },
    ]);
    const nothing = await send({ fields: { ...ANSWER, change: ' ' } });
    assert.deepEqual([nothing.status, (nothing.body.problems as { code: string }[])[0]?.code], [422, 'nothing_said']);
  });

  test('say what is wrong with a request', async () => {
    const messages = [
      await send('{'),
      await send({ fields: { change: 7 } }),
      await send({ fields: { ...ANSWER, chagne: 'x' } }),
      await send({ fields: ANSWER }, 'again'),
    ].map(({ status, body }) => `${status} ${body.message}`);
    assert.deepEqual(messages, [
      '400 The body is no JSON.',
      '400 The body is not of the form that is described: fields.change: Invalid input',
      '400 This call has no field chagne. Its fields are at /api/consultations/vet/call.',
      '400 The header Idempotency-Key has to hold a random UUID, the same when it is sent again.',
    ]);
  });

  test('find the call and its fields, as the description says', async () => {
    const call = (await (await app.request('/api/consultations/vet/call')).json()) as {
      state: string;
      questions: { key: string; fields: string[] }[];
    };
    assert.equal(call.state, 'open');
    assert.deepEqual(call.questions.find(({ key }) => key === 'change')?.fields, ['change']);
    const description = (await (await app.request('/api/openapi.json')).json()) as { openapi: string; paths: object };
    assert.deepEqual(
      [description.openapi, Object.keys(description.paths)],
      ['3.1.0', ['/api/consultations/{slug}/call', PATH.replace('vet', '{slug}')]],
    );
  });

  test('are described by what a linter finds nothing in, and what the client was generated from', async () => {
    const source = JSON.stringify(openApi('https://example.org'));
    const config = await createConfig({ extends: ['recommended'] });
    const found = await lintFromString({ source, config });
    assert.deepEqual(
      found.map(({ ruleId, message }) => `${ruleId}: ${message}`),
      [],
    );
    const kept = readFileSync(new URL('../../../test/api-paths.ts', import.meta.url), 'utf8');
    assert.equal(kept, await apiPaths(), 'run `npm run api:paths`');
  });

  test('come from the generated client over the network: once, again, refused, after the end', async () => {
    let now = new Date('2026-02-03T09:00:00Z');
    const app = createApp(testServer(store, folder, { clock: () => now }));
    const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>((resolve) => {
      const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) =>
        resolve({ server, port }),
      );
    });
    const client = createClient<paths>({ baseUrl: `http://127.0.0.1:${port}` });
    const path = { slug: 'vet' };
    const handIn = async (fields: { [field: string]: string }, key = crypto.randomUUID(), slug = 'vet') =>
      await client.POST('/api/consultations/{slug}/contributions', {
        params: { path: { slug }, header: { 'Idempotency-Key': key } },
        body: { fields, language: 'mt' },
      });
    try {
      const call = await client.GET('/api/consultations/{slug}/call', { params: { path } });
      assert.deepEqual([call.data?.state, call.data?.questions[0]?.fields], ['open', ['change']]);
      const key = crypto.randomUUID();
      const one = await handIn(ANSWER, key);
      const again = await handIn({ ...ANSWER, change: 'Kliem ieħor.' }, key);
      assert.deepEqual([one.response.status, again.data], [201, one.data]);
      const wrong = await handIn({ ...ANSWER, 'closing.privacy': '' });
      const problems = wrong.error && 'problems' in wrong.error ? wrong.error.problems : [];
      assert.deepEqual(
        [wrong.response.status, problems.map(({ field, code }) => [field, code])],
        [422, [['closing.privacy', 'consent']]],
      );
      const nowhere = await handIn(ANSWER, crypto.randomUUID(), 'no-such');
      assert.equal(nowhere.response.status, 404);
      now = new Date('2036-01-02T00:00:00Z');
      const late = await handIn(ANSWER);
      const failure = late.error && 'code' in late.error ? late.error : null;
      assert.deepEqual([late.response.status, failure], [409, { code: 'conflict', message: 'This call is not open.' }]);
      assert.equal((await handIn(ANSWER, key)).data?.receipt, one.data?.receipt);
    } finally {
      server.close();
    }
  });
});
