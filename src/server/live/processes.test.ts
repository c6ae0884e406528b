import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { makeRoom } from '../../../test/room.ts';
import { comeIn, listen, serveRooms } from '../../../test/room-server.ts';
import { newDatabase } from '../../../test/stores.ts';
import { ensureSystemActor, SYSTEM } from '../../store/actor.ts';
import { openStore } from '../../store/open.ts';
import { ballotsOf, openRound, showResults } from '../../store/round.ts';

describe('two servers on one PostgreSQL', async () => {
  const databaseUrl = await newDatabase();
  const stores = [
    await openStore({ dataFolder: '', databaseUrl }),
    await openStore({ dataFolder: '', databaseUrl }),
  ] as const;
  await ensureSystemActor(stores[0].db);
  const servers = [await serveRooms(stores[0]), await serveRooms(stores[1])] as const;
  after(async () => {
    for (const server of servers) await server.close();
    for (const store of stores) await store.close();
  });

  test('share a room: votes on either are counted on both, once each', async () => {
    const { head, ids } = await makeRoom(stores[0], 'shared');
    const streams = await Promise.all(
      servers.map(({ url }) => listen(`${url}/live/${head.code}/stream/live?language=en`)),
    );
    await Promise.all(streams.map((stream) => stream.until(({ state }) => state !== undefined)));
    const round = await openRound(stores[0], SYSTEM, head.id, ids.first!);
    await showResults(stores[1], SYSTEM, head.id, round, 'shown');
    await Promise.all(
      streams.map((one) => one.until(({ parts }) => parts['part-now']?.includes('What should come first?') ?? false)),
    );
    const people = await Promise.all(Array.from({ length: 40 }, (_, i) => comeIn(servers[i % 2]!.url, head.code)));
    await Promise.all(people.map((person, i) => person.send({ round, first: String((i % 3) + 1) })));
    // One person who votes on the other server too is one person.
    const other = await fetch(`${servers[1].url}/live/${head.code}`, {
      method: 'POST',
      headers: { cookie: people[0]!.cookie, origin: servers[1].url, accept: 'application/json' },
      body: new URLSearchParams({ round, first: '3' }),
    });
    assert.equal(other.status, 200);
    const { seq } = (await other.json()) as { seq: number };
    const last = await Promise.all(streams.map((one) => one.until((frame) => frame.seq >= seq)));
    const counts = last.map(({ tallies }) => tallies[round]?.items[0]?.counts.map(({ count }) => count));
    assert.deepEqual(counts, [
      [13, 13, 14],
      [13, 13, 14],
    ]);
    const ballots = await ballotsOf(stores[1].db, round);
    assert.equal(
      ballots.reduce((sum, { count }) => sum + count, 0),
      40,
    );
    for (const stream of streams) stream.close();
  });

  test('hear of one another at once, without waiting for the next look', async () => {
    const { head, ids } = await makeRoom(stores[0], 'heard');
    const stream = await listen(`${servers[1].url}/live/${head.code}/stream/screen?language=en`);
    const { seq } = await stream.until(({ state }) => state !== undefined);
    const took: number[] = [];
    let last = seq;
    for (const key of ['first', 'several', 'pace']) {
      const started = performance.now();
      await openRound(stores[0], SYSTEM, head.id, ids[key]!);
      ({ seq: last } = await stream.until((frame) => frame.seq > last));
      took.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    // A look that nobody asked for comes every other second: three in a row would take longer than this.
    assert.ok(took.reduce((sum, ms) => sum + ms, 0) < 2500, String(took));
    stream.close();
  });
});
