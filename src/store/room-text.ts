import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import { SYSTEM } from './actor.ts';
import { appendAllToLog } from './log.ts';
import { type Db, inTransaction, type Store, type Tx } from './open.ts';
import { changeRoom, roomStream } from './room.ts';

type RoomStore = Pick<Store, 'db'>;

/** Lets a text be seen. */
export async function publishText(store: RoomStore, actor: Actor, roomId: string, textId: string): Promise<void> {
  await changeText(store, actor, roomId, textId, 'text.published', { state: 'published', reason: null });
}

/**
 * Takes a text out of sight; the reason stays beside it in the record.
 * @throws DomainError wrong_use without a reason
 */
export async function refuseText(
  store: RoomStore,
  actor: Actor,
  roomId: string,
  textId: string,
  reason: string,
): Promise<void> {
  if (reason.trim() === '') throw new DomainError('wrong_use', 'Say why this text is not shown.');
  await changeText(store, actor, roomId, textId, 'text.refused', { state: 'refused', reason: reason.trim() }, reason);
}

/** Pins a text to the top, says that it was answered, or puts it aside. */
export async function markText(
  store: RoomStore,
  actor: Actor,
  roomId: string,
  textId: string,
  mark: 'pinned' | 'answered' | 'archived',
  wanted: boolean,
): Promise<void> {
  await changeText(store, actor, roomId, textId, `text.${mark}`, { [mark]: wanted });
}

type TextChange = Partial<{
  state: 'published' | 'refused';
  reason: string | null;
  pinned: boolean;
  answered: boolean;
  archived: boolean;
  group_id: string | null;
}>;

async function changeText(
  store: RoomStore,
  actor: Actor,
  roomId: string,
  textId: string,
  kind: string,
  wanted: TextChange,
  reason?: string,
): Promise<void> {
  const steps = async (tx: Tx) => {
    const changed = await tx
      .updateTable('room_text')
      .set(wanted)
      .where('id', '=', textId)
      .where('round_id', 'in', (query) => query.selectFrom('room_round').select('id').where('room_id', '=', roomId))
      .returning('id')
      .executeTakeFirst();
    if (!changed) throw new DomainError('not_found', 'There is no such text in this room.');
    return { result: undefined, subject: textId };
  };
  await changeRoom(store, actor, roomId, kind, steps, reason === undefined ? {} : { reason });
}

/** Lets the author of a text do nothing more in this room; what they said stays as it is. */
export async function blockAuthor(
  store: RoomStore,
  actor: Actor,
  roomId: string,
  textId: string,
  reason: string,
): Promise<void> {
  await changeRoom(
    store,
    actor,
    roomId,
    'text.author_blocked',
    async (tx, at) => {
      const author = await tx
        .selectFrom('room_text')
        .select('participant_id')
        .where('id', '=', textId)
        .executeTakeFirst();
      if (!author) throw new DomainError('not_found', 'There is no such text in this room.');
      await tx
        .updateTable('room_participant')
        .set({ blocked_at: at, blocked_reason: reason })
        .where('id', '=', author.participant_id)
        .where('room_id', '=', roomId)
        .execute();
      return { result: undefined, subject: textId };
    },
    { reason },
  );
}

// Groups -------------------------------------------------------------------------------------------------------------------

/** A person's word on a group: its name, and whether it stands on top. */
export async function changeGroup(
  store: RoomStore,
  actor: Actor,
  roomId: string,
  groupId: string,
  wanted: { name?: string; pinned?: boolean },
): Promise<void> {
  await changeRoom(store, actor, roomId, 'group.changed', async (tx) => {
    await groupIn(tx, roomId, groupId);
    const named = wanted.name === undefined ? {} : { name: wanted.name.trim(), named_by: 'person' as const };
    const pinned = wanted.pinned === undefined ? {} : { pinned: wanted.pinned };
    await tx
      .updateTable('idea_group')
      .set({ ...named, ...pinned })
      .where('id', '=', groupId)
      .execute();
    return { result: undefined, subject: groupId };
  });
}

/** Makes two groups one; its texts have an entry each, so that every screen follows. */
export async function mergeGroups(
  store: RoomStore,
  actor: Actor,
  roomId: string,
  from: string,
  into: string,
): Promise<void> {
  if (from === into) return;
  await changeRoom(store, actor, roomId, 'group.merged', async (tx, at) => {
    const [gone, kept] = [await groupIn(tx, roomId, from), await groupIn(tx, roomId, into)];
    if (gone.round_id !== kept.round_id) throw new DomainError('conflict', 'These groups are of different rounds.');
    const moved = await tx
      .updateTable('room_text')
      .set({ group_id: into })
      .where('group_id', '=', from)
      .returning('id')
      .execute();
    await tx.deleteFrom('idea_group').where('id', '=', from).execute();
    const entry = { stream: roomStream(roomId), actor, at, kind: 'text.grouped' };
    await appendAllToLog(tx, entry, moved.map(({ id }) => id).sort());
    return { result: undefined, subject: from };
  });
}

async function groupIn(tx: Tx, roomId: string, groupId: string): Promise<{ round_id: string }> {
  const found = await tx
    .selectFrom('idea_group')
    .innerJoin('room_round', 'room_round.id', 'round_id')
    .select('round_id')
    .where('idea_group.id', '=', groupId)
    .where('room_id', '=', roomId)
    .executeTakeFirst();
  if (!found) throw new DomainError('not_found', 'There is no such group in this room.');
  return found;
}

/** Where texts go: into a group that is there, or into a new one. */
export type Grouping = { ideaIds: string[]; group: { id: string } | { name: string } };
/** A published text as grouping sees it. */
export type TextToGroup = { id: string; text: string; language: string | null; groupId: string | null };

/** The published texts of a round, oldest first. */
export async function textsToGroup(db: Db | Tx, roundId: string): Promise<TextToGroup[]> {
  const rows = await db
    .selectFrom('room_text')
    .select(['id', 'text', 'language', 'group_id'])
    .where('round_id', '=', roundId)
    .where('state', '=', 'published')
    .orderBy('id')
    .execute();
  return rows.map(({ group_id, ...text }) => ({ ...text, groupId: group_id }));
}

/**
 * Writes down what the machine proposes for texts that have no group, as of this moment: whoever else groups in this room
 * waits. What has a group keeps it.
 * @param propose pure: from the published texts, oldest first, to where those without a group go
 */
export async function groupTexts(
  store: RoomStore,
  roomId: string,
  roundId: string,
  propose: (texts: readonly TextToGroup[]) => readonly Grouping[],
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<void> {
  await inTransaction(store, async (tx) => {
    await tx.selectFrom('room').select('id').where('id', '=', roomId).forNoKeyUpdate().executeTakeFirstOrThrow();
    const at = clock();
    for (const { ideaIds, group } of propose(await textsToGroup(tx, roundId))) {
      const id = 'id' in group ? group.id : newId(random, clock);
      if ('name' in group) {
        await tx
          .insertInto('idea_group')
          .values({ id, round_id: roundId, name: group.name, named_by: 'machine' })
          .execute();
        await appendAllToLog(tx, { stream: roomStream(roomId), actor: SYSTEM, at, kind: 'group.proposed' }, [id]);
      }
      const moved = await tx
        .updateTable('room_text')
        .set({ group_id: id })
        .where('id', 'in', ideaIds)
        .where('group_id', 'is', null)
        .returning('id')
        .execute();
      const entry = { stream: roomStream(roomId), actor: SYSTEM, at, kind: 'text.grouped' };
      await appendAllToLog(tx, entry, moved.map((row) => row.id).sort());
    }
  });
}

/** Takes the machine's groups of a round apart, because a person asked for a new grouping; named and pinned ones stay. */
export async function dissolveGroups(store: RoomStore, actor: Actor, roomId: string, roundId: string): Promise<void> {
  await changeRoom(store, actor, roomId, 'interaction.regrouped', async (tx, at) => {
    const round = await tx
      .selectFrom('room_round')
      .select('interaction_id')
      .where('id', '=', roundId)
      .where('room_id', '=', roomId)
      .executeTakeFirst();
    if (!round) throw new DomainError('not_found', 'There is no such round in this room.');
    const loose = await tx
      .selectFrom('idea_group')
      .select('id')
      .where('round_id', '=', roundId)
      .where('named_by', '=', 'machine')
      .where('pinned', '=', false)
      .orderBy('id')
      .execute();
    const ids = loose.map(({ id }) => id);
    if (ids.length > 0) {
      const freed = await tx
        .updateTable('room_text')
        .set({ group_id: null })
        .where('group_id', 'in', ids)
        .returning('id')
        .execute();
      await tx.deleteFrom('idea_group').where('id', 'in', ids).execute();
      const entry = { stream: roomStream(roomId), actor, at };
      await appendAllToLog(tx, { ...entry, kind: 'text.freed' }, freed.map(({ id }) => id).sort());
      await appendAllToLog(tx, { ...entry, kind: 'group.dissolved' }, ids);
    }
    return { result: undefined, subject: round.interaction_id };
  });
}
