import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AGENDA, makeRoom } from '../../../test/room.ts';
import { comeIn, listen, type RoomServer, serveRooms, signIn } from '../../../test/room-server.ts';
import { temporaryFolder } from '../../../test/stores.ts';
import { applyRoomEntry, type RoomState } from '../../core/room.ts';
import { ensureSystemActor, SYSTEM } from '../../store/actor.ts';
import { openStore, type Store } from '../../store/open.ts';
import { readRoomState } from '../../store/room.ts';
import { closeRound, openRound, showResults } from '../../store/round.ts';

describe('a room over the wire', () => {
  const dataFolder = temporaryFolder();
  let store: Store;
  let server: RoomServer;
  before(async () => {
    store = await openStore({ dataFolder, durable: false });
    await ensureSystemActor(store.db);
    server = await serveRooms(store);
  });
  after(async () => {
    await server.close();
    await store.close();
  });
  const streamOf = (code: string, view = 'live') => `${server.url}/live/${code}/stream/${view}?language=en`;

  test('a listener is told within the second what is open, how many answered, and the result only once it is shown', async () => {
    const { head, ids } = await makeRoom(store, 'wire');
    const listener = await listen(streamOf(head.code));
    await listener.until(({ state }) => state !== undefined);
    const round = await openRound(store, SYSTEM, head.id, ids.first!);
    const opened = await listener.until(({ parts }) => parts['part-now']?.includes('What should come first?') ?? false);
    const [ann, ben] = [await comeIn(server.url, head.code), await comeIn(server.url, head.code)];
    const answers = [await ann.send({ round, first: '1' }), await ben.send({ round, first: '2' })];
    assert.deepEqual(
      answers.map(({ status, taken }) => [status, taken]),
      [
        [200, true],
        [200, true],
      ],
    );
    const counted = await listener.until(({ tallies }) => tallies[round]?.respondents === 2);
    assert.ok(counted.seq >= answers[1]!.seq!);
    assert.deepEqual(counted.tallies[round], { respondents: 2, items: [] });
    assert.deepEqual(opened.parts['part-result'], undefined);
    await showResults(store, SYSTEM, head.id, round, 'shown');
    const shown = await listener.until(({ parts }) => parts['part-result']?.includes('result-table') ?? false);
    assert.deepEqual(
      shown.tallies[round]?.items[0]?.counts.map(({ count }) => count),
      [1, 1, 0],
    );
    listener.close();
  });

  test('entries applied to the first state make the state that the store has', async () => {
    const { head, ids } = await makeRoom(store, 'wire-state');
    const listener = await listen(streamOf(head.code));
    const { state } = await listener.until((frame) => frame.state !== undefined);
    const round = await openRound(store, SYSTEM, head.id, ids.idea!);
    await listener.until(({ seq }) => seq > state!.seq);
    const ann = await comeIn(server.url, head.code);
    const { seq } = await ann.send({ round, idea: 'Night buses' });
    await listener.until((frame) => frame.seq >= seq!);
    const entries = listener.frames.flatMap((frame) => frame.entries ?? []);
    const followed = entries.reduce(applyRoomEntry, state!);
    const fresh = await readRoomState(store.db, head.id);
    const onlyAsked = ({ interactions, ...rest }: RoomState) => ({
      ...rest,
      interactions: interactions.filter(({ rounds }) => rounds.length > 0),
    });
    assert.deepEqual(followed, JSON.parse(JSON.stringify(onlyAsked(fresh))));
    listener.close();
  });

  test('who comes back with a cursor is sent what they missed, who was away too long everything', async () => {
    const { head, ids } = await makeRoom(store, 'wire-back');
    const first = await listen(streamOf(head.code));
    const { seq } = await first.until(({ state }) => state !== undefined);
    first.close();
    const other = await listen(streamOf(head.code));
    await openRound(store, SYSTEM, head.id, ids.first!);
    await other.until((frame) => frame.seq > seq);
    const back = await listen(streamOf(head.code), { 'last-event-id': String(seq) });
    const missed = await back.until(() => true);
    assert.deepEqual([missed.state, missed.entries?.map(({ kind }) => kind)], [undefined, ['interaction']]);
    const lost = await listen(streamOf(head.code), { 'last-event-id': '1' });
    assert.notEqual((await lost.until(() => true)).state, undefined);
    for (const one of [other, back, lost]) one.close();
  });

  test('all listeners of a language are sent the same bytes', async () => {
    const { head, ids } = await makeRoom(store, 'wire-same');
    const listeners = await Promise.all(Array.from({ length: 20 }, () => listen(streamOf(head.code))));
    await Promise.all(listeners.map((one) => one.until(({ state }) => state !== undefined)));
    await openRound(store, SYSTEM, head.id, ids.first!);
    const frames = await Promise.all(listeners.map((one) => one.until(({ entries }) => (entries?.length ?? 0) > 0)));
    assert.equal(new Set(frames.map((frame) => JSON.stringify(frame))).size, 1);
    for (const one of listeners) one.close();
  });

  test('where no stream comes through the next frame is asked for', async () => {
    const { head, ids } = await makeRoom(store, 'wire-poll');
    const ask = async (after?: number) => {
      const query = after === undefined ? '' : `&after=${after}`;
      return await (await fetch(`${server.url}/live/${head.code}/frame/live?language=en${query}`)).json();
    };
    const { seq } = await ask();
    const next = ask(seq);
    await openRound(store, SYSTEM, head.id, ids.first!);
    const frame = await next;
    assert.ok(frame.seq > seq && frame.parts['part-now'].includes('What should come first?'));
  });

  test('a timer closes its round by itself', async () => {
    const { head, ids } = await makeRoom(store, 'wire-timer');
    const listener = await listen(streamOf(head.code));
    const ann = await comeIn(server.url, head.code);
    const round = await openRound(store, SYSTEM, head.id, ids.first!, { timerSeconds: 1 });
    await listener.until(({ parts }) => parts['part-now']?.includes('Nothing to answer right now') ?? false, 6000);
    const late = await ann.send({ round, first: '1' });
    assert.deepEqual(
      [late.status, late.taken, late.said],
      [409, false, 'This question is closed. Your answer was not counted.'],
    );
    listener.close();
  });

  test('takes every kind of question through its form, without script too', async () => {
    const { head, ids } = await makeRoom(store, 'wire-kinds');
    const ann = await comeIn(server.url, head.code);
    const fields: { [key: string]: { [field: string]: string | string[] } } = {
      first: { first: '2' },
      several: { several: ['1', '3'] },
      rated: { 'rated.funding': '1', 'rated.rules': '3' },
      ranked: { 'ranked.1': '2', 'ranked.2': '1', 'ranked.3': '3' },
      pace: { pace: '2' },
      word: { word: 'Vertrauen' },
      idea: { idea: 'Нощни автобуси' },
      speakers: { speakers: 'Who pays?' },
    };
    for (const { question } of AGENDA) {
      const round = await openRound(store, SYSTEM, head.id, ids[question.key]!);
      await new Promise((resolve) => setTimeout(resolve, 300)); // written past the server, which looks again by then
      const sent = await ann.send({ round, ...fields[question.key] });
      assert.deepEqual([question.key, sent.status, sent.taken], [question.key, 200, true]);
    }
    const page = await (await fetch(`${server.url}/live/${head.code}`, { headers: { cookie: ann.cookie } })).text();
    assert.match(page, /What you said<\/h2><ul><li><q class="voice" dir="auto">Нощни автобуси<\/q>/);
    const { texts } = await readRoomState(store.db, head.id);
    assert.deepEqual(
      texts.map(({ text, language }) => [text, language]),
      [
        ['Vertrauen', 'de'],
        ['Нощни автобуси', 'bg'],
        ['Who pays?', 'en'],
      ],
    );
  });

  test('refuses who did not come in, forged signs, too much, what has no words, and other sites', async () => {
    const { head, ids } = await makeRoom(store, 'wire-bad');
    const round = await openRound(store, SYSTEM, head.id, ids.idea!);
    const ann = await comeIn(server.url, head.code);
    const post = async (headers: { [name: string]: string }, body: URLSearchParams) =>
      (await fetch(`${server.url}/live/${head.code}`, { method: 'POST', redirect: 'manual', headers, body })).status;
    const idea = (text: string) => new URLSearchParams({ round, idea: text });
    const own = { cookie: ann.cookie, origin: server.url };
    assert.equal(await post({ origin: server.url }, idea('x')), 403);
    assert.equal(await post({ ...own, cookie: ann.cookie.replace('=', '=x') }, idea('x')), 403);
    assert.equal(await post({ ...own, origin: 'http://evil.test' }, idea('x')), 403);
    assert.equal(await post(own, idea('a'.repeat(400))), 400);
    assert.equal((await ann.send({ round, idea: '🎉🎉🎉' })).said, 'There are no words in it. Write what you mean.');
    assert.equal((await ann.send({ round: 'nonsense', idea: 'x' })).status, 409);
    assert.equal((await ann.send({ round, text: "'; drop table room; --", value: 'agree' })).status, 409);
    assert.deepEqual((await readRoomState(store.db, head.id)).texts, []);
  });

  test('shows ideas of others in the order of who was seen least, and counts to whom they were shown', async () => {
    const { head, ids } = await makeRoom(store, 'wire-ideas');
    const round = await openRound(store, SYSTEM, head.id, ids.idea!);
    const look = async (cookie: string) =>
      await (await fetch(`${server.url}/live/${head.code}?ideas=1`, { headers: { cookie } })).text();
    const authors = await Promise.all(Array.from({ length: 7 }, () => comeIn(server.url, head.code)));
    for (const [i, author] of authors.entries()) await author.send({ round, idea: `Idea number ${i}` });
    const [ben, cem] = [await comeIn(server.url, head.code), await comeIn(server.url, head.code)];
    const seen = (html: string) => [...html.matchAll(/>Idea number (\d)</g)].map(([, i]) => i!);
    const ideasPart = (html: string) => html.slice(html.indexOf('id="ideas"'));
    const first = seen(ideasPart(await look(ben.cookie)));
    const second = seen(ideasPart(await look(cem.cookie)));
    assert.equal(first.length, 5);
    // The two that the first person was not shown come first to the second.
    assert.deepEqual(
      second.slice(0, 2).sort(),
      ['0', '1', '2', '3', '4', '5', '6'].filter((i) => !first.includes(i)),
    );
  });

  test('the remote does what its buttons say, for those who may, and two facilitators do not fight', async () => {
    const { head, ids, slug, event } = await makeRoom(store, 'wire-remote');
    const session = await signIn(store, server.url);
    const remote = `${server.url}/desk/${slug}/room/${event}`;
    const press = async (fields: { [name: string]: string }, headers = {}) =>
      await fetch(remote, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: session.cookie, origin: server.url, ...headers },
        body: new URLSearchParams({ csrf: session.csrf, ...fields }),
      });
    assert.equal((await fetch(remote)).status, 403);
    assert.equal((await press({ do: 'open', interaction: ids.first!, csrf: 'wrong' })).status, 403);
    const both = await Promise.all([
      press({ do: 'open', interaction: ids.first! }),
      press({ do: 'open', interaction: ids.first! }),
    ]);
    assert.deepEqual(
      both.map(({ status }) => status),
      [303, 303],
    );
    const state = await readRoomState(store.db, head.id);
    const { rounds } = state.interactions.find(({ id }) => id === ids.first)!;
    assert.equal(rounds.length, 1);
    const page = await (await fetch(remote, { headers: { cookie: session.cookie } })).text();
    assert.match(page, /Open now/);
    await press({ do: 'close', round: rounds[0]!.id });
    await press({ do: 'show', round: rounds[0]!.id });
    await press({ do: 'add', kind: 'single', 'title.en': 'Added?', 'options.en': 'Yes\nNo', 'options.bg': 'Да\nНе' });
    const later = await readRoomState(store.db, head.id);
    assert.equal(later.interactions.find(({ id }) => id === ids.first)?.rounds[0]?.results, 'shown');
    const added = later.interactions.at(-1)!.question;
    assert.deepEqual('options' in added && added.options[1]?.title.bg?.text, 'Не');
    await closeRound(store, SYSTEM, head.id, rounds[0]!.id);
  });

  test('refuses a megabyte of text', async () => {
    const { head, ids } = await makeRoom(store, 'wire-megabyte');
    const round = await openRound(store, SYSTEM, head.id, ids.idea!);
    const { cookie } = await comeIn(server.url, head.code);
    const body = new URLSearchParams({ round, idea: 'a'.repeat(1_000_000) });
    const headers = { cookie, origin: server.url };
    const sent = fetch(`${server.url}/live/${head.code}`, { method: 'POST', headers, body });
    // The line may be cut before all of it is sent.
    assert.equal(await sent.then(({ status }) => status).catch(() => 413), 413);
    assert.deepEqual((await readRoomState(store.db, head.id)).texts, []);
  });
});
