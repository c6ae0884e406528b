import type { Frame } from '../component/frame.ts';
import { Reader } from '../component/reader.tsx';
import { remoteParts } from '../desk/room.tsx';
import type { Server } from '../visit.ts';
import { liveParts } from './live.tsx';
import type { DrawParts } from './live-room.ts';
import { openRooms, type Rooms } from './rooms.ts';
import { screenParts } from './screen.tsx';

/** One set of rooms per open store: all requests to a process share them. */
const OPEN = new WeakMap<Server['store'], Rooms>();

export function roomsOf(server: Pick<Server, 'store' | 'clock' | 'log' | 'house' | 'assets'>): Rooms {
  const known = OPEN.get(server.store);
  if (known) return known;
  const rooms = openRooms({
    store: server.store,
    draw: drawFor(server),
    now: () => server.clock().getTime(),
    log: server.log,
  });
  OPEN.set(server.store, rooms);
  return rooms;
}

/** Ends what the rooms of a store still do, before the store is closed. */
export async function closeRoomsOf(store: Server['store']): Promise<void> {
  const rooms = OPEN.get(store);
  OPEN.delete(store);
  await rooms?.close();
}

function drawFor({ house, assets }: Pick<Server, 'house' | 'assets'>): DrawParts {
  return (view, language, sight) => {
    const reader = new Reader(language);
    switch (view) {
      case 'live':
        return liveParts(reader, sight);
      case 'screen':
        return screenParts(reader, sight);
      case 'remote': {
        const frame: Frame = { reader, house, assets, nonce: '', path: '', actor: null, csrfToken: null };
        return remoteParts(frame, sight);
      }
    }
  };
}
