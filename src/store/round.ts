import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import type { OpinionVotes } from '../core/opinion.ts';
import { isBeside } from '../core/room.ts';
import type { Ballot } from '../core/tally.ts';
import { normalForm } from '../core/text.ts';
import { SYSTEM } from './actor.ts';
import type { Db, Store, Tx } from './open.ts';
import { changeRoom, endRounds } from './room.ts';
import type { Schema } from './schema.ts';

type OpenOptions = {
  /** The round closes by itself after so long. */
  timerSeconds?: number;
  /** The room sees results while answers come in; by default they are held back. */
  shown?: boolean;
  random?: Random;
  clock?: Clock;
};

/**
 * Asks a question of the agenda, for the first time or again, and closes what was open before it. Opening what is open
 * already changes nothing: two facilitators may press the same button.
 * @returns the id of the round
 */
export async function openRound(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  interactionId: string,
  { timerSeconds, shown, random = realRandom, clock = realClock }: OpenOptions = {},
): Promise<string> {
  const opened = async (tx: Tx, at: Date) => {
    const { form, rehearsal } = await interactionIn(tx, roomId, interactionId);
    const beside = isBeside({ form });
    const rounds = await tx
      .selectFrom('room_round')
      .select(['id', 'number', 'closed_at', 'closes_at'])
      .where('interaction_id', '=', interactionId)
      .orderBy('number', 'desc')
      .execute();
    const newest = rounds[0];
    const isOpen = newest?.closed_at === null && (newest.closes_at === null || newest.closes_at > at);
    if (newest && isOpen) return { result: newest.id, subject: interactionId };
    await endRounds(tx, actor, roomId, at, beside);
    const id = newId(random, clock);
    await tx
      .insertInto('room_round')
      .values({
        id,
        room_id: roomId,
        interaction_id: interactionId,
        number: (newest?.number ?? 0) + 1,
        beside,
        rehearsal,
        results: shown || beside ? 'shown' : 'held_back',
        opened_at: at,
        closes_at: timerSeconds ? new Date(at.getTime() + timerSeconds * 1000) : null,
        closed_at: null,
        ballots_salt: null,
        ballots_leaf: null,
      })
      .execute();
    return { result: id, subject: interactionId };
  };
  return await changeRoom(store, actor, roomId, 'round.opened', opened, { clock });
}

async function interactionIn(tx: Tx, roomId: string, interactionId: string) {
  const found = await tx
    .selectFrom('room_interaction')
    .innerJoin('room', 'room.id', 'room_interaction.room_id')
    .select(['form', 'rehearsal', 'room.opened_at', 'room.closed_at'])
    .where('room.id', '=', roomId)
    .where('room_interaction.id', '=', interactionId)
    .executeTakeFirst();
  if (!found) throw new DomainError('not_found', 'This question is not on the agenda of this room.');
  if (found.opened_at === null || found.closed_at !== null) {
    throw new DomainError('conflict', 'The room is not open. Open it first.');
  }
  return found;
}

/** Ends a round; whoever answers later is told so. */
export async function closeRound(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  roundId: string,
  clock?: Clock,
): Promise<void> {
  await changeRoundOf(store, actor, roomId, roundId, 'round.closed', clock, async (tx, at) => {
    await tx
      .updateTable('room_round')
      .set({ closed_at: sql`least(${at}::timestamptz, coalesce(closes_at, ${at}::timestamptz))` })
      .where('id', '=', roundId)
      .where('closed_at', 'is', null)
      .execute();
  });
}

/** Whether the room sees the results of a round. */
export async function showResults(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  roundId: string,
  wanted: 'shown' | 'held_back',
  clock?: Clock,
): Promise<void> {
  await changeRoundOf(store, actor, roomId, roundId, `round.${wanted}`, clock, async (tx) => {
    await tx.updateTable('room_round').set({ results: wanted }).where('id', '=', roundId).execute();
  });
}

/**
 * Takes back that a round was opened or closed: a round without answers goes, a closed one is open again.
 * @throws DomainError conflict where there are answers, or something else is open
 */
export async function undoRound(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  roundId: string,
  clock?: Clock,
): Promise<void> {
  await changeRoundOf(store, actor, roomId, roundId, 'round.undone', clock, async (tx, _, round) => {
    if (round.closed_at === null) return await removeEmptyRound(tx, roundId);
    const other = await tx
      .selectFrom('room_round')
      .select('id')
      .where('room_id', '=', roomId)
      .where('beside', '=', round.beside)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (other) throw new DomainError('conflict', 'Another question is open. Close it first.');
    if (round.ballots_leaf) throw new DomainError('conflict', 'The answers of this round are in the record already.');
    await tx.updateTable('room_round').set({ closed_at: null, closes_at: null }).where('id', '=', roundId).execute();
  });
}

async function removeEmptyRound(tx: Tx, roundId: string): Promise<void> {
  const [vote, text] = await Promise.all([
    tx.selectFrom('room_vote').select('round_id').where('round_id', '=', roundId).executeTakeFirst(),
    tx.selectFrom('room_text').select('round_id').where('round_id', '=', roundId).executeTakeFirst(),
  ]);
  if (vote || text) throw new DomainError('conflict', 'Somebody has answered already. Close the question instead.');
  await tx.deleteFrom('room_round').where('id', '=', roundId).execute();
}

type RoundRow = Pick<Schema['room_round'], 'interaction_id' | 'closed_at' | 'beside' | 'ballots_leaf'>;

async function changeRoundOf(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  roundId: string,
  kind: string,
  clock: Clock | undefined,
  steps: (tx: Tx, at: Date, round: RoundRow) => Promise<void>,
): Promise<void> {
  await changeRoom(
    store,
    actor,
    roomId,
    kind,
    async (tx, at) => {
      // Votes hold this row while they are written: whoever closes waits for them.
      const round = await tx
        .selectFrom('room_round')
        .select(['interaction_id', 'closed_at', 'beside', 'ballots_leaf'])
        .where('room_id', '=', roomId)
        .where('id', '=', roundId)
        .forNoKeyUpdate()
        .executeTakeFirst();
      if (!round) throw new DomainError('not_found', 'There is no such round in this room.');
      await steps(tx, at, round);
      return { result: undefined, subject: round.interaction_id };
    },
    clock && { clock },
  );
}

/** The ballots of a round: each different one with the number of people who handed it in. */
export async function ballotsOf(db: Db, roundId: string): Promise<{ chosen: Ballot; count: number }[]> {
  return await db
    .selectFrom('room_vote')
    .select(['chosen', ({ fn }) => fn.countAll<number>().as('count')])
    .where('round_id', '=', roundId)
    .groupBy('chosen')
    .execute();
}

/** What was said in a round, with who said it as a number that means nothing elsewhere: to count people, not mentions. */
export async function wordsOf(db: Db, roundId: string): Promise<SaidWord[]> {
  return await db
    .selectFrom('room_text')
    .leftJoin('idea_group', 'idea_group.id', 'room_text.group_id')
    .select(['room_text.id', 'text', 'language', 'participant_id as participant', 'idea_group.name as merged'])
    .where('room_text.round_id', '=', roundId)
    .where('state', '=', 'published')
    .orderBy('room_text.id')
    .execute();
}

export type SaidWord = {
  id: string;
  text: string;
  language: string | null;
  participant: string;
  merged: string | null;
};

/** The languages for which PostgreSQL has a stemmer, by our codes. */
const STEMMERS: { [language: string]: string } = {
  da: 'danish_stem',
  de: 'german_stem',
  el: 'greek_stem',
  en: 'english_stem',
  es: 'spanish_stem',
  et: 'estonian_stem',
  fi: 'finnish_stem',
  fr: 'french_stem',
  ga: 'irish_stem',
  hu: 'hungarian_stem',
  it: 'italian_stem',
  lt: 'lithuanian_stem',
  nl: 'dutch_stem',
  pt: 'portuguese_stem',
  ro: 'romanian_stem',
  sv: 'swedish_stem',
};

/**
 * Adds the form under which words are one: the stem in their language where there is a stemmer for it, else their normal
 * form; what a person merged is one under the name that the person gave.
 */
export async function foldWords(db: Db, words: readonly SaidWord[]): Promise<(SaidWord & { fold: string })[]> {
  const stems = new Map<string, string>();
  for (const [language, list] of Map.groupBy(words, (word) => word.language ?? '')) {
    const stemmer = STEMMERS[language];
    if (!stemmer) continue;
    const plain = [...new Set(list.map(({ text }) => normalForm(text)))];
    const { rows } = await sql<{ word: string; stem: string | null }>`
      select word, (ts_lexize(${stemmer}::regdictionary, word))[1] as stem from unnest(${plain}::text[]) as word`.execute(
      db,
    );
    for (const { word, stem } of rows) if (stem) stems.set(`${language} ${word}`, stem);
  }
  return words.map((word) => {
    const plain = normalForm(word.text);
    return { ...word, fold: word.merged ?? stems.get(`${word.language ?? ''} ${plain}`) ?? plain };
  });
}

/** What others think of the texts of a round. */
export async function supportOf(db: Db, roundId: string) {
  const rows = await db
    .selectFrom('room_text')
    .leftJoin('room_support', 'room_support.text_id', 'room_text.id')
    .select('room_text.id')
    .select(sql<number>`count(*) filter (where value = 'agree')`.as('agree'))
    .select(sql<number>`count(*) filter (where value = 'disagree')`.as('disagree'))
    .select(sql<number>`count(*) filter (where value = 'pass')`.as('pass'))
    .select(sql<number>`(select count(*) from room_shown where room_shown.text_id = room_text.id)`.as('shown'))
    .where('round_id', '=', roundId)
    .where('state', '=', 'published')
    .groupBy('room_text.id')
    .orderBy('room_text.id')
    .execute();
  const people = await db
    .selectFrom('room_text')
    .select(({ fn }) => fn.count<number>('participant_id').distinct().as('count'))
    .where('round_id', '=', roundId)
    .executeTakeFirst();
  const texts = Object.fromEntries(rows.map(({ id, ...support }) => [id, support]));
  return { respondents: people?.count ?? 0, texts };
}

/** What each person said to each idea of a round, for groups of opinion; people by ids that mean nothing elsewhere. */
export async function opinionVotesOf(db: Db, roundId: string): Promise<OpinionVotes> {
  const rows = await db
    .selectFrom('room_support')
    .innerJoin('room_text', 'room_text.id', 'text_id')
    .select(['room_support.participant_id as person', 'text_id', 'value'])
    .where('round_id', '=', roundId)
    .where('state', '=', 'published')
    .execute();
  const statements = [...new Set(rows.map(({ text_id }) => text_id))].sort();
  const column = new Map(statements.map((id, j) => [id, j]));
  const byPerson = [...Map.groupBy(rows, ({ person }) => person)].sort(([a], [b]) => (a < b ? -1 : 1));
  const votes = byPerson.map(([, list]) => {
    const row = statements.map((): 1 | 0 | -1 | null => null);
    for (const { text_id, value } of list)
      row[column.get(text_id)!] = value === 'agree' ? 1 : value === 'pass' ? 0 : -1;
    return row;
  });
  return { people: byPerson.map(([person]) => person), statements, votes };
}

/** Closes what a timer has ended; whoever notices first does it. */
export async function closeDueRounds(
  store: Pick<Store, 'db'>,
  roomId: string,
  clock: Clock = realClock,
): Promise<void> {
  const due = await store.db
    .selectFrom('room_round')
    .select('id')
    .where('room_id', '=', roomId)
    .where('closed_at', 'is', null)
    .where('closes_at', '<=', clock())
    .execute();
  for (const { id } of due) await closeRound(store, SYSTEM, roomId, id, clock);
}
