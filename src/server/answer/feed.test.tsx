import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SaxesParser } from 'saxes';
import { testServer } from '../../../test/server.ts';
import { temporaryFolder } from '../../../test/stores.ts';
import { written } from '../../core/text.ts';
import { endOfDay, startOfDay } from '../../core/time.ts';
import { ensureSystemActor, SYSTEM } from '../../store/actor.ts';
import {
  bareConsultation,
  createConsultation,
  type NewConsultation,
  setPublished,
  stagesOf,
} from '../../store/consultation.ts';
import { openStore, type Store } from '../../store/open.ts';
import { makePreviewLink, previewLinksOf, revokePreviewLink } from '../../store/preview-link.ts';
import { changeStage, skipStage } from '../../store/stage.ts';
import { createApp } from '../app.tsx';
import { houseAt } from '../house.ts';

const ZONE = 'Europe/Brussels';
const NOW = new Date('2026-02-10T12:00:00Z');
const ORIGIN = 'https://house.test';

const AIR: NewConsultation = {
  ...bareConsultation('air'),
  title: written({ en: 'Air & <noise>', de: 'Luft & Lärm' }),
  summary: written({ en: 'What should the city do? </script><b>' }),
  leadBody: written({ en: 'City' }),
  languages: ['en', 'de'],
  stages: [
    {
      kind: 'call_for_evidence',
      title: written({ en: 'Call', de: 'Aufruf' }),
      opensAt: startOfDay('2026-02-01', ZONE),
      closesAt: endOfDay('2026-02-19', ZONE),
    },
    {
      kind: 'workshop',
      title: written({ en: 'Workshop' }),
      opensAt: startOfDay('2026-03-01', ZONE),
      closesAt: endOfDay('2026-03-01', ZONE),
    },
  ],
};

describe('what programs read of the house', () => {
  let store: Store;
  let app: ReturnType<typeof createApp>;
  let draftId: string;
  const folder = temporaryFolder();

  before(async () => {
    store = await openStore({ dataFolder: folder });
    await ensureSystemActor(store.db);
    const house = { ...houseAt(ORIGIN), name: 'Test house', languages: ['en', 'de'] };
    app = createApp(testServer(store, folder, { house, clock: () => NOW }));
    const { id } = await createConsultation(store, SYSTEM, AIR, true);
    const at = { clock: () => new Date('2026-02-05T09:00:00Z') };
    const [call, workshop] = await stagesOf(store.db, id);
    await store.db
      .updateTable('consultation')
      .set({ published_at: new Date('2026-01-20T08:00:00Z') })
      .execute();
    const longer = { ...call!, closesAt: endOfDay('2026-02-26', ZONE) };
    await changeStage(store, SYSTEM, id, call!.id, longer, written({ en: 'Holidays.' }), at);
    await skipStage(store, SYSTEM, id, workshop!.id, written({ en: 'Snow.' }), at);
    draftId = (await createConsultation(store, SYSTEM, bareConsultation('secret'), false)).id;
  });
  after(() => store.close());

  const get = async (path: string, headers: Record<string, string> = {}) =>
    await app.request(`${ORIGIN}${path}`, { headers });

  /** The texts of elements, in their order, of a document that is well-formed. */
  function textsOf(xml: string, name: string): string[] {
    const texts: string[] = [];
    let open = false;
    const parser = new SaxesParser();
    parser.on('opentag', (tag) => {
      open = tag.name === name;
      if (open) texts.push('');
    });
    parser.on('text', (text) => {
      if (open) texts.push(texts.pop()! + text);
    });
    parser.on('closetag', () => {
      open = false;
    });
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(xml).close();
    return texts;
  }

  test('the feed tells what became of a consultation, in the language that it is subscribed to in', async () => {
    const answer = await get('/c/air/feed.xml?language=en', { 'accept-language': 'de' });
    assert.equal(answer.headers.get('content-type'), 'application/atom+xml; charset=utf-8');
    const xml = await answer.text();
    assert.deepEqual(textsOf(xml, 'title'), [
      'Air & <noise>',
      'Air & <noise>: Call is extended',
      'Air & <noise>: Workshop does not take place',
      'Air & <noise>: Call has begun',
      'Air & <noise>: published',
    ]);
    assert.deepEqual(textsOf(xml, 'content'), [
      'Holidays.',
      'Snow.',
      'Open until the end of 26 February 2026 (Europe/Brussels).',
      'The consultation can be read by everybody.',
    ]);
    const german = await (await get('/c/air/feed.xml?language=de')).text();
    assert.equal(textsOf(german, 'title')[1], 'Luft & Lärm: Aufruf wird verlängert');
  });

  test('ids in a feed stay the same, whenever and in which language it is asked for', async () => {
    const ids = async (path: string) => textsOf(await (await get(path)).text(), 'id').slice(1);
    assert.deepEqual(await ids('/feed.xml?language=de'), await ids('/c/air/feed.xml'));
    assert.equal((await ids('/feed.xml')).at(-1), `${ORIGIN}/c/air#published`);
  });

  test('a page describes itself, and what an organiser wrote does not end its description', async () => {
    const html = await (await get('/c/air')).text();
    const [, json] = /<script type="application\/ld\+json" nonce="[^"]+">([^<]*)<\/script>/.exec(html)!;
    const { '@graph': graph } = JSON.parse(json!) as { '@graph': { '@type': string; [name: string]: unknown }[] };
    assert.deepEqual(
      graph.map((thing) => [thing['@type'], thing.name, thing.description]),
      [['WebPage', 'Air & <noise>', 'What should the city do? </script><b>']],
    );
    assert.match(html, /<link rel="canonical" href="https:\/\/house\.test\/c\/air"/);
    assert.match(html, /<meta property="og:title" content="Air &amp; &lt;noise&gt;"/);
    assert.match(
      html,
      /<link rel="alternate" type="application\/atom\+xml" title="[^"]+" href="\/c\/air\/feed\.xml\?language=en"/,
    );
  });

  test('the sitemap names what is public and nothing else', async () => {
    const xml = await (await get('/sitemap.xml')).text();
    assert.deepEqual(textsOf(xml, 'loc'), [
      `${ORIGIN}/`,
      `${ORIGIN}/about`,
      `${ORIGIN}/accessibility`,
      `${ORIGIN}/privacy`,
      `${ORIGIN}/c/air`,
      `${ORIGIN}/c/air/contributions`,
    ]);
    assert.match(await (await get('/robots.txt')).text(), /^Disallow: \/desk$/m);
  });

  test('a link shows a draft, which says that it is one and is kept from search engines, until it is revoked', async () => {
    assert.equal((await get('/c/secret')).status, 404);
    const token = await makePreviewLink(store, SYSTEM, draftId);
    const opened = await get(`/preview/${token}`);
    assert.deepEqual([opened.status, opened.headers.get('location')], [303, '/c/secret']);
    const cookie = opened.headers.get('set-cookie')!.split(';')[0]!;
    const page = await (await get('/c/secret', { cookie })).text();
    assert.match(page, /This is a draft: only those who were given a link to it/);
    assert.match(page, /<meta name="robots" content="noindex"/);
    const [link] = await previewLinksOf(store.db, draftId);
    await revokePreviewLink(store, SYSTEM, draftId, link!.id);
    assert.deepEqual(
      [(await get('/c/secret', { cookie })).status, (await get(`/preview/${token}`)).status],
      [404, 404],
    );
    await setPublished(store, SYSTEM, draftId, true, undefined);
    assert.equal((await (await get('/c/secret')).text()).includes('This is a draft'), false);
  });
});
