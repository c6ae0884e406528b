import pg from 'pg';
import { findRound } from '../../core/room.ts';
import type { GroupCommit } from '../../store/group-commit.ts';
import type { Store } from '../../store/open.ts';
import { type RoomHead, roomByCode, roomOfEvent } from '../../store/room.ts';
import { type Deed, type DeedOutcome, openDeeds } from '../../store/vote.ts';
import { openIdeaGroups } from './idea-groups.ts';
import { type DrawParts, LiveRoom } from './live-room.ts';

/** All rooms that this process follows, and the one writer for what people in them do. */
export type Rooms = {
  byCode: (code: string) => Promise<LiveRoom | null>;
  ofEvent: (eventId: string) => Promise<LiveRoom | null>;
  /** Writes what somebody did; resolves once it is durable, and makes the room tell of it. */
  take: (room: LiveRoom, deed: Deed) => Promise<DeedOutcome>;
  /** Puts what has no group yet in a round into groups; `anew` also what was left waiting before. */
  gather: (room: LiveRoom, roundId: string, anew?: boolean) => Promise<void>;
  close: () => Promise<void>;
};

export type RoomsOptions = {
  store: Store;
  draw: DrawParts;
  now: () => number;
  log: (line: string) => void;
};

export function openRooms({ store, draw, now, log }: RoomsOptions): Rooms {
  const failed = (error: unknown) => log(`room: ${error instanceof Error ? error.stack : String(error)}`);
  const deeds: GroupCommit<Deed, DeedOutcome> = openDeeds(store);
  const ideaGroups = openIdeaGroups(store);
  const gather = async (room: LiveRoom, roundId: string, anew = false) => {
    const form = findRound(room.sight('remote').state, roundId)?.interaction.form;
    if (form !== 'ideas' && form !== 'questions') return;
    await ideaGroups.gather(room.head.id, roundId, anew);
    room.nudge();
  };
  const rooms = new Map<string, Promise<LiveRoom>>();
  const codes = new Map<string, string>();
  const follow = (head: RoomHead) => {
    const known = rooms.get(head.id);
    if (known) return known;
    const opened = LiveRoom.open(head, { store, draw, now, failed });
    rooms.set(head.id, opened);
    codes.set(head.code, head.id);
    opened.catch(() => rooms.delete(head.id));
    return opened;
  };
  const ears = store.kind === 'postgresql' ? listenForNudges(store, rooms, failed) : null;
  return {
    byCode: async (code) => {
      const id = codes.get(code);
      const known = id === undefined ? undefined : rooms.get(id);
      if (known) return await known;
      const head = await roomByCode(store.db, code);
      return head ? await follow(head) : null;
    },
    ofEvent: async (eventId) => {
      const head = await roomOfEvent(store.db, eventId);
      return head ? await follow(head) : null;
    },
    take: async (room, deed) => {
      const outcome = await deeds.submit(deed);
      if (outcome.kind === 'taken') room.nudge();
      if (outcome.kind === 'taken' && deed.kind === 'text' && !outcome.waits) gather(room, deed.roundId).catch(failed);
      return outcome;
    },
    gather,
    close: async () => {
      await deeds.idle();
      await ideaGroups.close();
      await ears?.close();
      for (const room of await Promise.all(rooms.values())) room.close();
    },
  };
}

const RETRY_MS = 1000;

/**
 * Hears from PostgreSQL that another process has written to a room. Only a nudge: what happened is read from the log, and
 * while the line is lost the look that happens every other second finds it too.
 */
function listenForNudges(store: Store, rooms: Map<string, Promise<LiveRoom>>, failed: (error: unknown) => void) {
  let client: pg.Client | null = null;
  let isClosed = false;
  const connect = async () => {
    if (isClosed) return;
    const mine = new pg.Client(store.connection);
    mine.on('error', () => {});
    mine.on('end', () => void setTimeout(() => void connect(), RETRY_MS).unref());
    mine.on('notification', ({ payload }) => {
      rooms.get(payload ?? '')?.then((room) => room.nudge(), failed);
    });
    try {
      await mine.connect();
      await mine.query('listen room');
      client = mine;
    } catch (error) {
      failed(error);
    }
  };
  const connected = connect();
  return {
    close: async () => {
      isClosed = true;
      await connected;
      client?.removeAllListeners('end');
      await client?.end();
    },
  };
}
