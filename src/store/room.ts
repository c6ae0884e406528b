import { createHmac, timingSafeEqual } from 'node:crypto';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newCode, newId, type Random, realClock, realRandom } from '../core/id.ts';
import type { Question } from '../core/question.ts';
import type {
  Editing,
  Form,
  IdeaGroup,
  Interaction,
  Moderation,
  Room,
  RoomChange,
  RoomEntry,
  RoomState,
  RoomText,
  Round,
} from '../core/room.ts';
import { type Changed, change } from './change.ts';
import { sha256 } from './contribution.ts';
import { appendAllToLog, readLog } from './log.ts';
import type { Db, Store, Tx } from './open.ts';
import type { Schema } from './schema.ts';

/** A room with what the server needs to know of it. */
export type RoomHead = {
  id: string;
  code: string;
  consultationId: string;
  eventId: string;
  /** How its consultation and its event are called in addresses. */
  place: { slug: string; event: string };
  tokenKey: Buffer;
  flaggedWords: string[];
};

export function roomStream(roomId: string): string {
  return `room:${roomId}`;
}

// Coming in ----------------------------------------------------------------------------------------------------------------

const TOKEN_BYTES = 24;

/** A new token for somebody in a room: random bytes and the room's signature over them. */
export function newRoomToken({ tokenKey }: Pick<RoomHead, 'tokenKey'>, random: Random = realRandom): string {
  const secret = Buffer.from(random(new Uint8Array(TOKEN_BYTES))).toString('base64url');
  return `${secret}.${signature(tokenKey, secret)}`;
}

/** Whether a token was given out by this room. */
export function isRoomToken({ tokenKey }: Pick<RoomHead, 'tokenKey'>, token: string): boolean {
  const [secret = '', signed = '', ...rest] = token.split('.');
  if (rest.length > 0 || token.length > 200) return false;
  const [wanted, given] = [Buffer.from(signature(tokenKey, secret)), Buffer.from(signed)];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

function signature(key: Buffer, secret: string): string {
  return createHmac('sha256', key).update(secret).digest('base64url').slice(0, 22);
}

/** What is stored of a token. */
export function roomTokenHash(token: string): Buffer {
  return sha256(token);
}

export async function roomByCode(db: Db, code: string): Promise<RoomHead | undefined> {
  return await roomWhere(db, sql<SqlBool>`room.code = ${code}`);
}

export async function roomOfEvent(db: Db, eventId: string): Promise<RoomHead | undefined> {
  return await roomWhere(db, sql<SqlBool>`room.event_id = ${eventId}`);
}

async function roomWhere(db: Db | Tx, condition: Expression<SqlBool>): Promise<RoomHead | undefined> {
  const row = await db
    .selectFrom('room')
    .innerJoin('event', 'event.id', 'event_id')
    .innerJoin('consultation', 'consultation.id', 'room.consultation_id')
    .selectAll('room')
    .select(['consultation.slug', 'event.slug as event_slug'])
    .where(condition)
    .executeTakeFirst();
  return (
    row && {
      id: row.id,
      code: row.code,
      consultationId: row.consultation_id,
      eventId: row.event_id,
      place: { slug: row.slug, event: row.event_slug },
      tokenKey: row.token_key,
      flaggedWords: row.flagged_words,
    }
  );
}

// Changing -----------------------------------------------------------------------------------------------------------------

/** Changes something in a room through the one door; the entry of the log is what all screens follow. */
export async function changeRoom<T>(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  kind: string,
  steps: (tx: Tx, at: Date) => Promise<Changed<T>>,
  { reason, clock = realClock }: { reason?: string; clock?: Clock } = {},
): Promise<T> {
  return await change(
    store,
    { actor, capability: 'run the room', stream: roomStream(roomId), kind, ...(reason !== undefined && { reason }) },
    async (tx, at) => {
      // Facilitators wait for one another, so that none decides on what another has just changed.
      await tx.selectFrom('room').select('id').where('id', '=', roomId).forNoKeyUpdate().executeTakeFirstOrThrow();
      return await steps(tx, at);
    },
    clock,
  );
}

/**
 * Makes the room of an event, once.
 * @throws DomainError conflict where the event has one
 */
export async function createRoom(
  store: Pick<Store, 'db'>,
  actor: Actor,
  of: { consultationId: string; eventId: string; languages: string[]; flaggedWords?: string[] },
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<RoomHead> {
  const id = newId(random, clock);
  const code = newCode('room', random);
  const tokenKey = Buffer.from(random(new Uint8Array(32)));
  const flaggedWords = of.flaggedWords ?? [];
  return await change(
    store,
    { actor, capability: 'run the room', stream: roomStream(id), kind: 'room.created' },
    async (tx) => {
      const there = await tx.selectFrom('room').select('id').where('event_id', '=', of.eventId).executeTakeFirst();
      if (there) throw new DomainError('conflict', 'This event has a room already.');
      await tx
        .insertInto('room')
        .values({
          id,
          consultation_id: of.consultationId,
          event_id: of.eventId,
          code,
          token_key: tokenKey,
          languages: of.languages,
          flagged_words: JSON.stringify(flaggedWords),
          opened_at: null,
          closed_at: null,
        })
        .execute();
      const head = await roomWhere(tx, sql<SqlBool>`room.id = ${id}`);
      return { result: head!, subject: id }; // made just now
    },
    clock,
  );
}

/** Opens the doors, or opens them again. */
export async function openRoom(store: Pick<Store, 'db'>, actor: Actor, roomId: string, clock?: Clock): Promise<void> {
  await changeRoom(
    store,
    actor,
    roomId,
    'room.opened',
    async (tx, at) => {
      await tx
        .updateTable('room')
        .set({ opened_at: sql`coalesce(opened_at, ${at})`, closed_at: null })
        .where('id', '=', roomId)
        .execute();
      return { result: undefined, subject: roomId };
    },
    clock && { clock },
  );
}

/**
 * Ends the rounds of a room that are open, or only those beside the main question; a timer that ran out ended earlier. Each
 * has an entry of its own, so that every screen sees it closed.
 */
export async function endRounds(tx: Tx, actor: Actor, roomId: string, at: Date, beside?: boolean): Promise<void> {
  let query = tx
    .updateTable('room_round')
    .set({ closed_at: sql`least(${at}::timestamptz, coalesce(closes_at, ${at}::timestamptz))` })
    .where('room_id', '=', roomId)
    .where('closed_at', 'is', null);
  if (beside !== undefined) query = query.where('beside', '=', beside);
  const ended = await query.returning('interaction_id').execute();
  const entry = { stream: roomStream(roomId), actor, at, kind: 'round.closed' };
  await appendAllToLog(tx, entry, ended.map(({ interaction_id }) => interaction_id).sort());
}

/**
 * Begins or ends a rehearsal. What was tried out in it is taken away at its end.
 * @throws DomainError conflict where people have answered already
 */
export async function rehearse(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  wanted: boolean,
  clock?: Clock,
): Promise<void> {
  await changeRoom(
    store,
    actor,
    roomId,
    wanted ? 'room.rehearsal_begun' : 'room.rehearsal_ended',
    async (tx, at) => {
      if (wanted) await refuseLateRehearsal(tx, roomId);
      else await tx.deleteFrom('room_round').where('room_id', '=', roomId).where('rehearsal', '=', true).execute();
      await endRounds(tx, actor, roomId, at);
      await tx.updateTable('room').set({ rehearsal: wanted }).where('id', '=', roomId).execute();
      return { result: undefined, subject: roomId };
    },
    clock && { clock },
  );
}

async function refuseLateRehearsal(tx: Tx, roomId: string): Promise<void> {
  const open = await tx
    .selectFrom('room_round')
    .select('id')
    .where('room_id', '=', roomId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (open) throw new DomainError('conflict', 'A question is open. Close it before you rehearse.');
}

/** One entry of the agenda as it is prepared. */
export type NewInteraction = { form: Form; question: Question; moderation?: Moderation; editing?: Editing };

/** Adds an entry at the end of the room's agenda. */
export async function addInteraction(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  { form, question, moderation = 'after', editing = 'until_closed' }: NewInteraction,
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<string> {
  const id = newId(random, clock);
  return await changeRoom(
    store,
    actor,
    roomId,
    'interaction.added',
    async (tx) => {
      const last = await tx
        .selectFrom('room_interaction')
        .select(({ fn }) => fn.max('position').as('position'))
        .where('room_id', '=', roomId)
        .executeTakeFirst();
      const position = (last?.position ?? 0) + 1;
      const definition = JSON.stringify(question);
      await tx
        .insertInto('room_interaction')
        .values({ id, room_id: roomId, position, form, definition, moderation, editing })
        .execute();
      return { result: id, subject: id };
    },
    { clock },
  );
}

/**
 * Takes an entry off the agenda.
 * @throws DomainError conflict where it was asked
 */
export async function removeInteraction(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  interactionId: string,
): Promise<void> {
  await changeRoom(store, actor, roomId, 'interaction.removed', async (tx) => {
    const asked = await tx
      .selectFrom('room_round')
      .select('id')
      .where('interaction_id', '=', interactionId)
      .executeTakeFirst();
    if (asked) throw new DomainError('conflict', 'This question was asked. It stays in the record of the event.');
    await tx
      .deleteFrom('room_interaction')
      .where('room_id', '=', roomId)
      .where('id', '=', interactionId)
      .executeTakeFirst();
    return { result: undefined, subject: interactionId };
  });
}

// Reading ------------------------------------------------------------------------------------------------------------------

/**
 * The room as it is now, with all that the facilitator sees. The number of the last entry is read first: what is newer than it comes again with the next
 * entries, and does no harm.
 */
export async function readRoomState(db: Db, roomId: string): Promise<RoomState> {
  const stream = await db
    .selectFrom('log_stream')
    .select('seq')
    .where('stream', '=', roomStream(roomId))
    .executeTakeFirst();
  const [room, interactions, texts, groups] = await Promise.all([
    readRoom(db, roomId),
    interactionsOf(db, roomId),
    textsOf(db, roomId),
    groupsOf(db, roomId),
  ]);
  return { seq: stream?.seq ?? 0, room, interactions, texts, groups };
}

/** So many entries are read at once; a reader that is further behind starts anew. */
const ENTRIES_AT_ONCE = 500;

/**
 * What happened in a room after an entry; of several entries about one thing the last one.
 * @returns null where that is so much that it is cheaper to read the room anew
 */
export async function readRoomEntries(db: Db, roomId: string, after: number): Promise<RoomEntry[] | null> {
  const log = await readLog(db, roomStream(roomId), after, ENTRIES_AT_ONCE + 1);
  if (log.length > ENTRIES_AT_ONCE) return null;
  const last = new Map(log.map((entry) => [entry.subject, entry]));
  const entries = [...last.values()].sort((a, b) => a.seq - b.seq);
  if (entries.some(({ kind }) => kind.startsWith('room.rehearsal_'))) return null;
  const ids = (noun: string) => entries.filter(({ kind }) => nounOf(kind) === noun).map(({ subject }) => subject);
  const [interactions, texts, groups] = await Promise.all([
    interactionsOf(db, roomId, [...ids('interaction'), ...ids('round')]),
    textsOf(db, roomId, ids('text')),
    groupsOf(db, roomId, ids('group')),
  ]);
  const room = ids('room').length > 0 ? await readRoom(db, roomId) : null;
  const found = { room, interactions, texts, groups };
  return entries.map(({ seq, kind, subject }) => ({ seq, ...changeOf(nounOf(kind), subject, found) }));
}

type Found = { room: Room | null; interactions: Interaction[]; texts: RoomText[]; groups: IdeaGroup[] };

function changeOf(noun: string, subject: string, found: Found): RoomChange {
  const isSubject = ({ id }: { id: string }) => id === subject;
  const gone = { kind: 'gone', id: subject } as const;
  switch (noun) {
    case 'room':
      return { kind: 'room', room: found.room! }; // read where there is an entry of it
    case 'votes':
      return { kind: 'votes', roundId: subject };
    case 'interaction':
    case 'round': {
      const interaction = found.interactions.find(isSubject);
      return interaction ? { kind: 'interaction', interaction } : gone;
    }
    case 'text': {
      const text = found.texts.find(isSubject);
      return text ? { kind: 'text', text } : gone;
    }
    default: {
      const group = found.groups.find(isSubject);
      return group ? { kind: 'group', group } : gone;
    }
  }
}

/** `text` for `text.published`: what the subject of an entry is. */
function nounOf(kind: string): string {
  return kind.slice(0, kind.indexOf('.'));
}

async function readRoom(db: Db, roomId: string): Promise<Room> {
  const row = await db
    .selectFrom('room')
    .innerJoin('event', 'event.id', 'room.event_id')
    .select([
      'room.id',
      'room.code',
      'event.title',
      'room.languages',
      'room.rehearsal',
      'room.opened_at',
      'room.closed_at',
    ])
    .where('room.id', '=', roomId)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    code: row.code,
    title: row.title,
    languages: row.languages,
    rehearsal: row.rehearsal,
    phase: roomPhase(row.opened_at, row.closed_at),
  };
}

function roomPhase(opened: Date | null, closed: Date | null): Room['phase'] {
  if (opened === null) return { state: 'prepared' };
  const openedAtMs = opened.getTime();
  return closed === null
    ? { state: 'open', openedAtMs }
    : { state: 'closed', openedAtMs, closedAtMs: closed.getTime() };
}

async function interactionsOf(db: Db, roomId: string, ids?: readonly string[]): Promise<Interaction[]> {
  if (ids?.length === 0) return [];
  let query = db.selectFrom('room_interaction').selectAll().where('room_id', '=', roomId).orderBy('position');
  if (ids) query = query.where('id', 'in', [...ids]);
  const [interactions, rounds] = await Promise.all([
    query.execute(),
    db.selectFrom('room_round').selectAll().where('room_id', '=', roomId).orderBy('number').execute(),
  ]);
  return interactions.map((row) => ({
    id: row.id,
    position: row.position,
    form: row.form,
    question: row.definition,
    moderation: row.moderation,
    editing: row.editing,
    rounds: rounds.filter((round) => round.interaction_id === row.id).map(asRound),
  }));
}

type RoundRow = Pick<
  Schema['room_round'],
  'id' | 'number' | 'results' | 'rehearsal' | 'opened_at' | 'closes_at' | 'closed_at'
>;

function asRound(row: RoundRow): Round {
  const openedAtMs = row.opened_at.getTime();
  return {
    id: row.id,
    number: row.number,
    results: row.results,
    rehearsal: row.rehearsal,
    phase:
      row.closed_at === null
        ? { state: 'open', openedAtMs, closesAtMs: row.closes_at?.getTime() ?? null }
        : { state: 'closed', openedAtMs, closedAtMs: row.closed_at.getTime() },
  };
}

async function textsOf(db: Db, roomId: string, ids?: readonly string[]): Promise<RoomText[]> {
  if (ids?.length === 0) return [];
  let query = db
    .selectFrom('room_text')
    .innerJoin('room_round', 'room_round.id', 'room_text.round_id')
    .selectAll('room_text')
    .where('room_round.room_id', '=', roomId)
    .orderBy('room_text.id');
  if (ids) query = query.where('room_text.id', 'in', [...ids]);
  return (await query.execute()).map(asText);
}

type TextRow = Pick<
  Schema['room_text'],
  'id' | 'round_id' | 'text' | 'language' | 'state' | 'flagged' | 'reason' | 'group_id' | 'said_at'
> & { pinned: boolean; answered: boolean; archived: boolean };

function asText(row: TextRow): RoomText {
  const { pinned, answered, archived } = row;
  return {
    id: row.id,
    roundId: row.round_id,
    text: row.text,
    language: row.language,
    groupId: row.group_id,
    saidAtMs: row.said_at.getTime(),
    standing:
      row.state === 'waiting'
        ? { state: 'waiting', flagged: row.flagged }
        : row.state === 'refused'
          ? { state: 'refused', reason: row.reason! } // guarded by room_text_refused_with_reason
          : { state: 'published', pinned, answered, archived },
  };
}

async function groupsOf(db: Db, roomId: string, ids?: readonly string[]): Promise<IdeaGroup[]> {
  if (ids?.length === 0) return [];
  let query = db
    .selectFrom('idea_group')
    .innerJoin('room_round', 'room_round.id', 'idea_group.round_id')
    .selectAll('idea_group')
    .where('room_round.room_id', '=', roomId)
    .orderBy('idea_group.id');
  if (ids) query = query.where('idea_group.id', 'in', [...ids]);
  return (await query.execute()).map((row) => ({
    id: row.id,
    roundId: row.round_id,
    name: row.name,
    namedBy: row.named_by,
    pinned: row.pinned,
  }));
}
