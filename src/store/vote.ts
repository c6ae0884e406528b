import { sql } from 'kysely';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import { type Editing, type Form, isSpoken, MOST_TEXTS_PER_PERSON, type Moderation } from '../core/room.ts';
import type { Ballot } from '../core/tally.ts';
import { normalForm } from '../core/text.ts';
import { PARTICIPANT } from './actor.ts';
import { type GroupCommit, groupCommit } from './group-commit.ts';
import { appendAllToLog } from './log.ts';
import { type Db, inTransaction, type Store, type Tx } from './open.ts';
import { roomStream } from './room.ts';
import { insertRows } from './rows.ts';

/** What somebody in a room does. Who it is, is known by the hash of a token that the room gave out. */
export type Deed = { roomId: string; tokenSha256: Buffer; language: string | null } & (
  | { kind: 'vote'; roundId: string; chosen: Ballot }
  | { kind: 'text'; roundId: string; text: string; textLanguage: string | null; textId: string }
  | { kind: 'support'; roundId: string; textId: string; value: SupportValue }
);
export type SupportValue = 'agree' | 'disagree' | 'pass';

/** `seq`: the entry of the room's log after which everybody sees it. */
export type DeedOutcome = { kind: 'taken'; seq: number; waits: boolean } | { kind: 'refused'; why: DeedRefusal };
export type DeedRefusal = 'not_open' | 'already' | 'blocked' | 'too_many' | 'not_there';

type Made = { random: Random; clock: Clock };

/** The one writer for what people in rooms do: many deeds, one transaction, one fsync; nobody hears "taken" before it. */
export function openDeeds(
  store: Pick<Store, 'db'>,
  made: Made = { random: realRandom, clock: realClock },
): GroupCommit<Deed, DeedOutcome> {
  return groupCommit(store, (tx, deeds) => writeDeeds(tx, deeds, made));
}

type RoundInfo = {
  id: string;
  roomId: string;
  form: Form;
  moderation: Moderation;
  editing: Editing;
  flaggedWords: string[];
  isOpen: boolean;
};
type Person = { id: string; isBlocked: boolean };

async function writeDeeds(tx: Tx, deeds: readonly Deed[], made: Made): Promise<DeedOutcome[]> {
  const at = made.clock();
  const people = await letIn(tx, deeds, made, at);
  const rounds = await lockRounds(
    tx,
    deeds.map(({ roundId }) => roundId),
    at,
  );
  const outcomes = deeds.map((): DeedOutcome => ({ kind: 'refused', why: 'not_open' }));
  const welcome: Welcome[] = [];
  deeds.forEach((deed, at) => {
    const round = rounds.get(deed.roundId);
    const person = people.get(personKey(deed));
    if (person?.isBlocked) outcomes[at] = { kind: 'refused', why: 'blocked' };
    else if (person && round?.isOpen && round.roomId === deed.roomId && fits(deed, round))
      welcome.push({ deed, round, person, at });
  });
  const results = [
    ...(await writeVotes(tx, welcome, at)),
    ...(await writeTexts(tx, welcome, at)),
    ...(await writeSupport(tx, welcome, at)),
  ];
  for (const [place, outcome] of results) outcomes[place] = outcome;
  return outcomes;
}

type Welcome = { deed: Deed; round: RoundInfo; person: Person; at: number };
type Results = [place: number, outcome: DeedOutcome][];

function fits(deed: Deed, round: RoundInfo): boolean {
  if (deed.kind === 'support') return round.form === 'ideas' || (round.form === 'questions' && deed.value === 'agree');
  return isSpoken(round) === (deed.kind === 'text');
}

function personKey({ roomId, tokenSha256 }: Pick<Deed, 'roomId' | 'tokenSha256'>): string {
  return `${roomId} ${tokenSha256.toString('hex')}`;
}

/** Whoever does something for the first time is in the room from then on. */
async function letIn(tx: Tx, deeds: readonly Deed[], made: Made, at: Date): Promise<Map<string, Person>> {
  const distinct = [...new Map(deeds.map((deed) => [personKey(deed), deed])).values()];
  await insertRows(
    tx,
    'room_participant',
    distinct.map(({ roomId, tokenSha256, language }) => ({
      id: newId(made.random, made.clock),
      room_id: roomId,
      token_sha256: tokenSha256,
      language,
      joined_at: at,
    })),
    'skip',
  );
  const rows = await tx
    .selectFrom('room_participant')
    .select(['id', 'room_id', 'token_sha256', 'blocked_at'])
    .where('token_sha256', '=', sql<Buffer>`any(${distinct.map(({ tokenSha256 }) => tokenSha256)})`)
    .execute();
  return new Map(
    rows.map((row) => [
      personKey({ roomId: row.room_id, tokenSha256: row.token_sha256 }),
      { id: row.id, isBlocked: row.blocked_at !== null },
    ]),
  );
}

/** The rounds, held so that nobody closes them before these deeds are written. */
async function lockRounds(tx: Tx, ids: readonly string[], at: Date): Promise<Map<string, RoundInfo>> {
  const rows = await tx
    .selectFrom('room_round')
    .innerJoin('room_interaction as asked', 'asked.id', 'room_round.interaction_id')
    .innerJoin('room', 'room.id', 'room_round.room_id')
    .select(['room_round.id', 'room_round.room_id', 'room_round.closed_at', 'closes_at'])
    .select(['form', 'moderation', 'editing', 'flagged_words', 'room.closed_at as room_closed_at'])
    .where('room_round.id', '=', sql<string>`any(${[...new Set(ids)]}::uuid[])`)
    .forShare('room_round')
    .execute();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        roomId: row.room_id,
        form: row.form,
        moderation: row.moderation,
        editing: row.editing,
        flaggedWords: row.flagged_words,
        isOpen: row.closed_at === null && row.room_closed_at === null && (row.closes_at === null || row.closes_at > at),
      },
    ]),
  );
}

/** One vote per person and round: the last one where it may be changed, else the first one. */
async function writeVotes(tx: Tx, welcome: readonly Welcome[], at: Date): Promise<Results> {
  const votes = welcome.flatMap((one) => (one.deed.kind === 'vote' ? [{ ...one, deed: one.deed }] : []));
  if (votes.length === 0) return [];
  const chosen = new Map<string, (typeof votes)[number]>();
  for (const vote of votes) {
    const key = `${vote.round.id} ${vote.person.id}`;
    if (vote.round.editing === 'until_closed' || !chosen.has(key)) chosen.set(key, vote);
  }
  const rows = [...chosen.values()].map(({ round, person, deed }) => ({
    round_id: round.id,
    participant_id: person.id,
    chosen: deed.chosen,
    at,
    once: round.editing === 'once',
  }));
  const { rows: written } = await sql<{ round_id: string; participant_id: string }>`
    with given as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as given (round_id uuid, participant_id uuid, chosen text[], at timestamptz, once boolean)
    )
    insert into room_vote as v (round_id, participant_id, chosen, at)
    select round_id, participant_id, chosen, at from given
    on conflict (round_id, participant_id) do update set chosen = excluded.chosen, at = excluded.at
      where not exists (
        select from given g where g.round_id = v.round_id and g.participant_id = v.participant_id and g.once
      )
    returning round_id, participant_id`.execute(tx);
  const taken = new Set(written.map((row) => `${row.round_id} ${row.participant_id}`));
  const seqs = await tellOfVotes(
    tx,
    votes.filter(({ round, person }) => taken.has(`${round.id} ${person.id}`)),
    at,
  );
  return votes.map((vote): Results[number] => {
    const key = `${vote.round.id} ${vote.person.id}`;
    const isFirst = chosen.get(key) === vote || vote.round.editing === 'until_closed';
    return taken.has(key) && isFirst
      ? [vote.at, { kind: 'taken', seq: seqs.get(vote.round.id)!, waits: false }]
      : [vote.at, { kind: 'refused', why: 'already' }];
  });
}

/** One entry per round and group of votes: the log tells that there are more, the tally tells how many. */
async function tellOfVotes(tx: Tx, welcome: readonly Welcome[], at: Date): Promise<Map<string, number>> {
  const seqs = new Map<string, number>();
  const rounds = new Map(welcome.map(({ round }) => [round.id, round]));
  for (const round of [...rounds.values()].sort((a, b) => (a.roomId + a.id < b.roomId + b.id ? -1 : 1))) {
    const entry = { stream: roomStream(round.roomId), actor: PARTICIPANT, at, kind: 'votes.taken' };
    seqs.set(round.id, await appendAllToLog(tx, entry, [round.id]));
  }
  return seqs;
}

async function writeTexts(tx: Tx, welcome: readonly Welcome[], at: Date): Promise<Results> {
  const texts = welcome.flatMap((one) => (one.deed.kind === 'text' ? [{ ...one, deed: one.deed }] : []));
  if (texts.length === 0) return [];
  const before = await textCounts(tx, texts);
  const results: Results = [];
  const accepted = texts.filter(({ round, person, at: place }) => {
    const key = `${round.id} ${person.id}`;
    const count = before.get(key) ?? 0;
    before.set(key, count + 1);
    const most = MOST_TEXTS_PER_PERSON[round.form as keyof typeof MOST_TEXTS_PER_PERSON];
    if (count >= most) results.push([place, { kind: 'refused', why: 'too_many' }]);
    return count < most;
  });
  const decided = accepted.map((one) => {
    const flagged = flaggedIn(one.deed.text, one.round.flaggedWords);
    return { ...one, flagged, waits: one.round.moderation === 'before' || flagged.length > 0 };
  });
  await insertRows(
    tx,
    'room_text',
    decided.map(({ deed, round, person, waits, flagged }) => ({
      id: deed.textId,
      round_id: round.id,
      participant_id: person.id,
      text: deed.text,
      language: deed.textLanguage,
      state: waits ? 'waiting' : 'published',
      flagged,
      pinned: false,
      answered: false,
      archived: false,
      said_at: at,
    })),
  );
  for (const [roomId, list] of Map.groupBy(decided, ({ round }) => round.roomId)) {
    const entry = { stream: roomStream(roomId), actor: PARTICIPANT, at, kind: 'text.received' };
    const first = await appendAllToLog(
      tx,
      entry,
      list.map(({ deed }) => deed.textId),
    );
    list.forEach(({ at: place, waits }, i) => {
      results.push([place, { kind: 'taken', seq: first + i, waits }]);
    });
  }
  return results;
}

async function textCounts(tx: Tx, texts: readonly Welcome[]): Promise<Map<string, number>> {
  const rows = await tx
    .selectFrom('room_text')
    .select(['round_id', 'participant_id', ({ fn }) => fn.countAll<number>().as('count')])
    .where('round_id', '=', sql<string>`any(${[...new Set(texts.map(({ round }) => round.id))]}::uuid[])`)
    .where('participant_id', '=', sql<string>`any(${[...new Set(texts.map(({ person }) => person.id))]}::uuid[])`)
    .groupBy(['round_id', 'participant_id'])
    .execute();
  return new Map(rows.map((row) => [`${row.round_id} ${row.participant_id}`, row.count]));
}

/** The words of the organiser's list that stand in a text, whole and in any case. */
function flaggedIn(text: string, words: readonly string[]): string[] {
  const padded = ` ${normalForm(text)} `;
  return words.filter((word) => normalForm(word) !== '' && padded.includes(` ${normalForm(word)} `));
}

async function writeSupport(tx: Tx, welcome: readonly Welcome[], at: Date): Promise<Results> {
  const all = welcome.flatMap((one) => (one.deed.kind === 'support' ? [{ ...one, deed: one.deed }] : []));
  if (all.length === 0) return [];
  const there = new Map(
    (
      await tx
        .selectFrom('room_text')
        .select(['id', 'round_id'])
        .where('id', '=', sql<string>`any(${all.map(({ deed }) => deed.textId)}::uuid[])`)
        .where('state', '=', 'published')
        .execute()
    ).map((row) => [row.id, row.round_id]),
  );
  const welcomed = all.filter(({ deed, round }) => there.get(deed.textId) === round.id);
  const last = new Map(welcomed.map((one) => [`${one.deed.textId} ${one.person.id}`, one]));
  const rows = [...last.values()].map(({ deed, person }) => ({
    text_id: deed.textId,
    participant_id: person.id,
    value: deed.value,
    at,
  }));
  await sql`
    insert into room_support (text_id, participant_id, value, at)
    select text_id, participant_id, value, at from json_populate_recordset(null::room_support, ${JSON.stringify(rows)}::json)
    on conflict (text_id, participant_id) do update set value = excluded.value, at = excluded.at`.execute(tx);
  await insertRows(
    tx,
    'room_shown',
    rows.map(({ text_id, participant_id }) => ({ text_id, participant_id })),
    'skip',
  );
  const seqs = await tellOfVotes(tx, welcomed, at);
  return all.map((one): Results[number] => {
    const seq = seqs.get(one.round.id);
    return there.get(one.deed.textId) === one.round.id && seq !== undefined
      ? [one.at, { kind: 'taken', seq, waits: false }]
      : [one.at, { kind: 'refused', why: 'not_there' }];
  });
}

// What one person did ------------------------------------------------------------------------------------------------------

/** What somebody did in a room so far; null where they only looked. */
export async function participantOf(
  db: Db,
  roomId: string,
  tokenSha256: Buffer,
): Promise<{ id: string; isBlocked: boolean } | null> {
  const row = await db
    .selectFrom('room_participant')
    .select(['id', 'blocked_at'])
    .where('room_id', '=', roomId)
    .where('token_sha256', '=', tokenSha256)
    .executeTakeFirst();
  return row ? { id: row.id, isBlocked: row.blocked_at !== null } : null;
}

/** What one person chose in a round; null where nothing. */
export async function ownVote(db: Db, roundId: string, participantId: string): Promise<Ballot | null> {
  const row = await db
    .selectFrom('room_vote')
    .select('chosen')
    .where('round_id', '=', roundId)
    .where('participant_id', '=', participantId)
    .executeTakeFirst();
  return row?.chosen ?? null;
}

/** What one person said in a round, oldest first. */
export async function ownTexts(db: Db, roundId: string, participantId: string) {
  return await db
    .selectFrom('room_text')
    .select(['id', 'text', 'state'])
    .where('round_id', '=', roundId)
    .where('participant_id', '=', participantId)
    .orderBy('id')
    .execute();
}

/** What one person thinks of the texts of a round, by text. */
export async function ownSupport(db: Db, roundId: string, participantId: string): Promise<Map<string, SupportValue>> {
  const rows = await db
    .selectFrom('room_support')
    .innerJoin('room_text', 'room_text.id', 'text_id')
    .select(['text_id', 'value'])
    .where('round_id', '=', roundId)
    .where('room_support.participant_id', '=', participantId)
    .execute();
  return new Map(rows.map((row) => [row.text_id, row.value]));
}

/**
 * Ideas of others that somebody has not said anything to yet: those that were shown to fewest come first, among them the
 * order is one of chance that each person has for themselves. Being shown is written down: it is the idea's denominator.
 * @param tokenSha256 of the person; who has done nothing so far comes into the room by looking
 * @returns ids of the ideas
 */
export async function ideasFor(
  store: Pick<Store, 'db'>,
  roomId: string,
  roundId: string,
  tokenSha256: Buffer,
  most: number,
  at: Date,
): Promise<string[]> {
  return await inTransaction(store, async (tx) => {
    const id = newId();
    await insertRows(
      tx,
      'room_participant',
      [{ id, room_id: roomId, token_sha256: tokenSha256, joined_at: at }],
      'skip',
    );
    const { rows } = await sql<{ id: string; participant_id: string }>`
      select room_text.id, person.id as participant_id
      from room_text
      join room_participant person on person.room_id = ${roomId} and person.token_sha256 = ${tokenSha256}
      where round_id = ${roundId} and state = 'published' and room_text.participant_id <> person.id
        and not exists (select from room_support where text_id = room_text.id and participant_id = person.id)
      order by (select count(*) from room_shown where text_id = room_text.id and participant_id <> person.id),
        md5(room_text.id::text || person.id::text)
      limit ${most}`.execute(tx);
    await insertRows(
      tx,
      'room_shown',
      rows.map((row) => ({ text_id: row.id, participant_id: row.participant_id })),
      'skip',
    );
    return rows.map((row) => row.id);
  });
}
