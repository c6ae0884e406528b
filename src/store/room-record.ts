import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { type Clock, newCode, newId, type Random, realClock, realRandom } from '../core/id.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import { ballotsLeaf } from '../core/ledger.ts';
import { NO_PROFILE } from '../core/profile.ts';
import type { MatrixRow, Question } from '../core/question.ts';
import { isSpoken } from '../core/room.ts';
import { type Ballot, readMatrixChoice } from '../core/tally.ts';
import { dayIn } from '../core/time.ts';
import { sha256 } from './contribution.ts';
import { beginEventRecord, finishEventRecord } from './event-record.ts';
import type { Store, Tx } from './open.ts';
import { createQuestionnaire, versionWith } from './questionnaire.ts';
import { receiptHash } from './receipt.ts';
import { changeRoom, endRounds } from './room.ts';
import { insertRows } from './rows.ts';
import { acceptSubmissions, type Submission } from './submission.ts';

type Made = { random: Random; clock: Clock };

/**
 * Closes the room, and with it every round that is still open. In the same transaction what was said and shown becomes
 * evidence: one contribution for each person who said something, one set of responses for each round of votes. What was
 * tried out in a rehearsal, refused or never looked at does not. Closing again after the room was open once more adds what
 * is new.
 */
export async function closeRoom(
  store: Pick<Store, 'db'>,
  actor: Actor,
  roomId: string,
  { random = realRandom, clock = realClock }: Partial<Made> = {},
): Promise<void> {
  const made = { random, clock };
  await changeRoom(
    store,
    actor,
    roomId,
    'room.closed',
    async (tx, at) => {
      await endRounds(tx, actor, roomId, at);
      const room = await tx
        .updateTable('room')
        .set({ opened_at: sql`coalesce(opened_at, ${at})`, closed_at: at })
        .where('id', '=', roomId)
        .returning(['id', 'code', 'consultation_id', 'event_id'])
        .executeTakeFirstOrThrow();
      await recordTexts(tx, room, at, made);
      await recordVotes(tx, actor, room, made);
      return { result: undefined, subject: roomId };
    },
    { clock },
  );
}

type RoomRow = { id: string; code: string; consultation_id: string; event_id: string };

// What was said ------------------------------------------------------------------------------------------------------------

async function recordTexts(tx: Tx, room: RoomRow, at: Date, made: Made): Promise<void> {
  const texts = await tx
    .selectFrom('room_text')
    .innerJoin('room_round', 'room_round.id', 'round_id')
    .select(['room_text.id', 'participant_id', 'text', 'language', 'interaction_id', 'contribution_id'])
    .where('room_round.room_id', '=', room.id)
    .where('rehearsal', '=', false)
    .where('state', '=', 'published')
    .orderBy('room_text.id')
    .execute();
  const people = [...Map.groupBy(texts, ({ participant_id }) => participant_id).values()];
  const withNews = people.filter((own) => own.some(({ contribution_id }) => contribution_id === null));
  if (withNews.length === 0) return;
  const questions = await spokenQuestions(tx, room.id);
  const questionnaireVersionId = await versionOf(tx, room, [...questions.values()], made);
  const day = await dayOf(tx, room.consultation_id, at);
  const submissions = withNews.map((own): Submission => {
    const answers = own.map(({ interaction_id, text }) => ({ question: questions.get(interaction_id)!.key, text }));
    return {
      consultationId: room.consultation_id,
      questionnaireVersionId,
      // Nobody knows this code: the participant asks for one of their own (giveReceipt).
      codeSha256: receiptHash(newCode('receipt', made.random)),
      corrects: own.find(({ contribution_id }) => contribution_id !== null)?.contribution_id ?? null,
      received: { ...SAID, language: own[0]?.language ?? null, day, answers },
      inGrace: false,
    };
  });
  const accepted = await acceptSubmissions(tx, submissions, made);
  for (const [i, own] of withNews.entries()) await rememberContribution(tx, own, accepted[i]!.contributionId);
}

/** Everybody in the room has read it, without a name. */
const SAID: Omit<ReceivedContribution, 'language' | 'day' | 'answers'> = {
  file: 'room',
  row: null,
  sourceKey: null,
  channel: 'room',
  profile: NO_PROFILE,
  personal: {},
  publication: 'anonymous',
  url: null,
  attachments: [],
};

async function rememberContribution(
  tx: Tx,
  own: readonly { id: string; participant_id: string }[],
  contributionId: string,
): Promise<void> {
  await tx
    .updateTable('room_text')
    .set({ contribution_id: contributionId })
    .where(
      'id',
      'in',
      own.map(({ id }) => id),
    )
    .execute();
}

/** The questions that were answered in words, by their entry of the agenda, each with a key of its own. */
async function spokenQuestions(tx: Tx, roomId: string): Promise<Map<string, Question>> {
  const rows = await tx
    .selectFrom('room_interaction')
    .select(['id', 'form', 'definition', 'position'])
    .where('room_id', '=', roomId)
    .orderBy('position')
    .execute();
  const taken = new Set<string>();
  const questions = new Map<string, Question>();
  for (const { id, definition, position } of rows.filter(isSpoken)) {
    const key = taken.has(definition.key) ? `${definition.key}_${position}` : definition.key;
    taken.add(key);
    questions.set(id, { ...definition, key });
  }
  return questions;
}

async function versionOf(tx: Tx, room: RoomRow, questions: Question[], { random, clock }: Made): Promise<string> {
  const name = `room ${room.code}`;
  const known = await tx
    .selectFrom('questionnaire')
    .select('id')
    .where('consultation_id', '=', room.consultation_id)
    .where('name', '=', name)
    .executeTakeFirst();
  const id = known?.id ?? (await createQuestionnaire(tx, room.consultation_id, name, random, clock));
  return await versionWith(tx, id, questions, random, clock);
}

async function dayOf(tx: Tx, consultationId: string, at: Date): Promise<string> {
  const { time_zone } = await tx
    .selectFrom('consultation')
    .select('time_zone')
    .where('id', '=', consultationId)
    .executeTakeFirstOrThrow();
  return dayIn(at, time_zone);
}

/**
 * Gives somebody the receipt for what they said in a room that was closed; an earlier code of theirs opens nothing any more.
 * @returns the code, which is kept nowhere; null where nothing they said is in the evidence base
 */
export async function giveReceipt(
  tx: Tx,
  roomId: string,
  tokenSha256: Buffer,
  random: Random = realRandom,
): Promise<string | null> {
  const said = await tx
    .selectFrom('room_text')
    .innerJoin('room_participant', 'room_participant.id', 'participant_id')
    .select('contribution_id')
    .where('room_id', '=', roomId)
    .where('token_sha256', '=', tokenSha256)
    .where('contribution_id', 'is not', null)
    .executeTakeFirst();
  if (!said?.contribution_id) return null;
  const code = newCode('receipt', random);
  await tx
    .updateTable('receipt')
    .set({ code_sha256: receiptHash(code) })
    .where('contribution_id', '=', said.contribution_id)
    .execute();
  return code;
}

// What was chosen ----------------------------------------------------------------------------------------------------------

/** Votes are responses: tallied per question with their own denominator, never added to contributions. */
async function recordVotes(tx: Tx, actor: Actor, room: RoomRow, made: Made): Promise<void> {
  const rounds = await tx
    .selectFrom('room_round')
    .innerJoin('room_interaction', 'room_interaction.id', 'interaction_id')
    .select(['room_round.id', 'definition', 'form', 'room_interaction.position', 'number'])
    .where('room_round.room_id', '=', room.id)
    .where('room_round.rehearsal', '=', false)
    .where('ballots_leaf', 'is', null)
    .orderBy('room_interaction.position')
    .orderBy('number')
    .execute();
  const voted = rounds.filter((round) => !isSpoken(round));
  for (const { id, definition, position } of voted) {
    const votes = await tx
      .selectFrom('room_vote')
      .select(['participant_id', 'chosen'])
      .where('round_id', '=', id)
      .orderBy('participant_id')
      .execute();
    if (votes.length === 0) continue;
    const ballots = votes.map(({ participant_id, chosen }) => ({
      respondent: sha256(`${id}\u0000${participant_id}`),
      chosen,
    }));
    await recordRound(tx, actor, room, { id, question: definition, position, ballots }, made);
  }
}

type VotedRound = {
  id: string;
  question: Question;
  position: number;
  ballots: { respondent: Buffer; chosen: Ballot }[];
};

async function recordRound(tx: Tx, actor: Actor, room: RoomRow, round: VotedRound, made: Made): Promise<void> {
  const salt = made.random(new Uint8Array(32));
  const leaf = ballotsLeaf(
    round.id,
    salt,
    round.ballots.map(({ respondent, chosen }) => ({ id: respondent.toString('hex'), values: [...chosen] })),
  );
  await tx
    .updateTable('room_round')
    .set({ ballots_salt: Buffer.from(salt), ballots_leaf: Buffer.from(leaf) })
    .where('id', '=', round.id)
    .execute();
  const record = {
    consultationId: room.consultation_id,
    eventId: room.event_id,
    kind: 'responses' as const,
    format: 'room',
    file: { name: room.code, sha256: Buffer.from(leaf).toString('hex') },
    refusals: [],
  };
  const recordId = await beginEventRecord(tx, actor, record, made);
  const items = itemsOf(round.question);
  for (const { question, chosenOf } of items) {
    const roundId = newId(made.random, made.clock);
    await insertRows(tx, 'response_round', [
      {
        id: roundId,
        consultation_id: room.consultation_id,
        event_id: room.event_id,
        record_id: recordId,
        key: `room ${round.id} ${question.key}`,
        position: round.position,
        definition: question,
      },
    ]);
    const rows = round.ballots.flatMap(({ respondent, chosen }) => {
      const own = chosenOf(chosen);
      return own.length === 0 ? [] : [{ round_id: roundId, respondent_sha256: respondent, chosen: own }];
    });
    await insertRows(tx, 'response', rows);
  }
  const received = round.ballots.length;
  await finishEventRecord(tx, recordId, { received, accepted: received, merged: 0, refused: 0 });
}

/** A matrix is a question a row; everything else is one. */
function itemsOf(question: Question): { question: Question; chosenOf: (chosen: Ballot) => string[] }[] {
  if (question.kind !== 'matrix') return [{ question, chosenOf: (chosen) => [...chosen] }];
  return question.rows.map((row) => ({
    question: rowQuestion(question, row),
    chosenOf: (chosen) =>
      chosen
        .map(readMatrixChoice)
        .filter((one) => one.row === row.key)
        .map(({ option }) => option),
  }));
}

function rowQuestion(question: Question & { kind: 'matrix' }, row: MatrixRow): Question {
  const { key, purpose, options, multiple } = question;
  return { key: `${key}.${row.key}`, title: row.title, purpose, kind: multiple ? 'multiple' : 'single', options };
}
