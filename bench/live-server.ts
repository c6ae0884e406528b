/** The room's server in a process of its own, for bench/live.ts: opens a store, makes a room once, serves, answers about itself. */

import { ensureSystemActor, SYSTEM } from '../src/store/actor.ts';
import { openStore } from '../src/store/open.ts';
import { readRoomState, roomByCode } from '../src/store/room.ts';
import { openRound } from '../src/store/round.ts';
import { makeRoom } from '../test/room.ts';
import { serveRooms } from '../test/room-server.ts';

export type ToServer = { ask: 'memory' } | { ask: 'votes' } | { ask: 'stop' };
export type FromServer =
  | { say: 'ready'; url: string; code: string; round: string; tokenKey: string; roomId: string; openedMs: number }
  | { say: 'memory'; rss: number; heap: number }
  | { say: 'votes'; votes: { token: string; chosen: string }[] }
  | { say: 'stopped' };

const [folder = '', port = '0', known = ''] = process.argv.slice(2);
const say = (message: FromServer) => process.send!(message);
const started = performance.now();

const store = await openStore({ dataFolder: folder, mustOwn: true });
await ensureSystemActor(store.db);
const head = known === '' ? await begin() : (await roomByCode(store.db, known))!;
const state = await readRoomState(store.db, head.id);
const round = state.interactions[0]!.rounds[0]!.id;
const server = await serveRooms(store, Number(port));
say({
  say: 'ready',
  url: server.url,
  code: head.code,
  round,
  tokenKey: head.tokenKey.toString('hex'),
  roomId: head.id,
  openedMs: performance.now() - started,
});

async function begin() {
  const { head, ids } = await makeRoom(store, 'load');
  await openRound(store, SYSTEM, head.id, ids.first!, { shown: true });
  return head;
}

process.on('message', async (message: ToServer) => {
  switch (message.ask) {
    case 'memory': {
      globalThis.gc?.();
      const { rss, heapUsed, external } = process.memoryUsage();
      return say({ say: 'memory', rss, heap: heapUsed + external });
    }
    case 'votes': {
      const rows = await store.db
        .selectFrom('room_vote')
        .innerJoin('room_participant', 'room_participant.id', 'participant_id')
        .select(['token_sha256', 'chosen'])
        .where('round_id', '=', round)
        .execute();
      return say({
        say: 'votes',
        votes: rows.map((row) => ({ token: row.token_sha256.toString('hex'), chosen: row.chosen.join() })),
      });
    }
    case 'stop':
      if (server.logged.length > 0) console.error(server.logged.slice(0, 5).join('\n'));
      await server.close();
      await store.close();
      say({ say: 'stopped' });
      process.disconnect();
  }
});
