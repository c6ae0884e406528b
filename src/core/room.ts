import { compareText, type Question } from './question.ts';
import type { Tally } from './tally.ts';
import type { LocalText } from './text.ts';

/**
 * The live room of an event: what is asked of those who are there, in rounds, and what they said. Instants are
 * milliseconds since 1970 in UTC, because the same values live in the browser.
 */
export type Room = {
  id: string;
  /** What people type to come in. */
  code: string;
  title: LocalText;
  /** Languages in which its questions are shown, the first one where nothing else fits. */
  languages: string[];
  phase: RoomPhase;
  /** While it lasts, what is opened is tried out: it is taken away when the rehearsal ends, and counts nowhere. */
  rehearsal: boolean;
};

export type RoomPhase =
  | { state: 'prepared' }
  | { state: 'open'; openedAtMs: number }
  | { state: 'closed'; openedAtMs: number; closedAtMs: number };

/** What people do with a question. Questions to the speakers may be open beside one of the others. */
export const FORMS = ['vote', 'temperature', 'words', 'ideas', 'questions'] as const;
export type Form = (typeof FORMS)[number];

/** When texts of others become visible: after a person has let them in, or at once. */
export type Moderation = 'before' | 'after';
/** Until when people can change what they chose: until the round closes, or never. */
export type Editing = 'until_closed' | 'once';

/** One entry of the room's agenda: a question, asked once or again. */
export type Interaction = {
  id: string;
  position: number;
  form: Form;
  question: Question;
  moderation: Moderation;
  editing: Editing;
  /** In the order in which they were asked. */
  rounds: Round[];
};

export type Round = {
  id: string;
  number: number;
  phase: RoundPhase;
  /** Whether the room sees its results; the facilitator always does. */
  results: 'held_back' | 'shown';
  rehearsal: boolean;
};

export type RoundPhase =
  | { state: 'open'; openedAtMs: number /** A timer ends it; null: a person does. */; closesAtMs: number | null }
  | { state: 'closed'; openedAtMs: number; closedAtMs: number };

/** What somebody said in a round: a word, an idea or a question. */
export type RoomText = {
  id: string;
  roundId: string;
  text: string;
  language: string | null;
  standing: TextStanding;
  /** The idea group it is in; null while it waits for one. */
  groupId: string | null;
  saidAtMs: number;
};

export type TextStanding =
  | { state: 'waiting' /** Words of the organiser's list that a person should look at. */; flagged: string[] }
  | { state: 'published'; pinned: boolean; answered: boolean; archived: boolean }
  | { state: 'refused'; reason: string };

/** Ideas or questions that say much the same: a candidate theme, until a person names it. */
export type IdeaGroup = {
  id: string;
  roundId: string;
  name: string;
  namedBy: 'machine' | 'person';
  pinned: boolean;
};

/** All that a page of the room shows, as of an entry of its log. */
export type RoomState = {
  /** The number of the last entry in it. */
  seq: number;
  room: Room;
  /** By position. */
  interactions: Interaction[];
  /** By id, which is by age. */
  texts: RoomText[];
  /** By id. */
  groups: IdeaGroup[];
};

/**
 * What became of something in the room. An entry holds its subject as it was when the log was read, so one that comes late
 * or twice does no harm, and of several about one subject the last one is enough.
 */
export type RoomEntry = { seq: number } & RoomChange;
export type RoomChange =
  | { kind: 'room'; room: Room }
  | { kind: 'interaction'; interaction: Interaction }
  | { kind: 'text'; text: RoomText }
  | { kind: 'group'; group: IdeaGroup }
  /** It is not there any more, or not for the one who reads. */
  | { kind: 'gone'; id: string }
  /** Votes came in; the tallies tell how many. */
  | { kind: 'votes'; roundId: string };

/**
 * Applies an entry of the log: the one function by which the server and the browser follow a room. Entries that the state
 * has already are passed over.
 */
export function applyRoomEntry(state: RoomState, entry: RoomEntry): RoomState {
  if (entry.seq <= state.seq) return state;
  return { ...applyRoomChange(state, entry), seq: entry.seq };
}

function applyRoomChange(state: RoomState, change: RoomChange): RoomState {
  switch (change.kind) {
    case 'room':
      return { ...state, room: change.room };
    case 'interaction':
      return { ...state, interactions: put(state.interactions, change.interaction, byPosition) };
    case 'text':
      return { ...state, texts: put(state.texts, change.text, byId) };
    case 'group':
      return { ...state, groups: put(state.groups, change.group, byId) };
    case 'gone':
      return {
        ...state,
        interactions: without(state.interactions, change.id),
        texts: without(state.texts, change.id),
        groups: without(state.groups, change.id),
      };
    case 'votes':
      return state;
  }
}

type Identified = { id: string };

function put<T extends Identified>(list: readonly T[], item: T, order: (a: T, b: T) => number): T[] {
  return [...without(list, item.id), item].sort(order);
}

function without<T extends Identified>(list: readonly T[], id: string): T[] {
  return list.filter((one) => one.id !== id);
}

function byId(a: Identified, b: Identified): number {
  return compareText(a.id, b.id);
}

function byPosition(a: Interaction, b: Interaction): number {
  return a.position - b.position || byId(a, b);
}

/** What those in the room may see of it: what was asked and published, not what is still to come or waits. */
export function asSeenByRoom(state: RoomState): RoomState {
  return {
    ...state,
    interactions: state.interactions.filter(wasAsked),
    texts: state.texts.filter((text) => isSeen(text, state)),
    groups: state.groups.filter(({ roundId }) => findRound(state, roundId) !== undefined),
  };
}

/**
 * The same for an entry of the log.
 * @param state the room after that entry, with all that the facilitator sees
 */
export function entryAsSeenByRoom(entry: RoomEntry, state: RoomState): RoomEntry {
  switch (entry.kind) {
    case 'interaction':
      return wasAsked(entry.interaction) ? entry : { seq: entry.seq, kind: 'gone', id: entry.interaction.id };
    case 'text':
      return isSeen(entry.text, state) ? entry : { seq: entry.seq, kind: 'gone', id: entry.text.id };
    default:
      return entry;
  }
}

function wasAsked({ rounds }: Interaction): boolean {
  return rounds.length > 0;
}

/** Single words are only shown counted. */
function isSeen({ standing, roundId }: RoomText, state: RoomState): boolean {
  return standing.state === 'published' && findRound(state, roundId)?.interaction.form !== 'words';
}

/** The tallies that the room may see: of what is held back only how many answered. */
export function talliesAsSeenByRoom(tallies: Tallies, state: RoomState): Tallies {
  return Object.fromEntries(
    Object.entries(tallies).map(([roundId, tally]) => [
      roundId,
      findRound(state, roundId)?.round.results === 'shown' ? tally : { respondents: tally.respondents, items: [] },
    ]),
  );
}

/** A round with the entry of the agenda that it belongs to. */
export type AskedRound = { interaction: Interaction; round: Round };

export function roundsOf(state: RoomState): AskedRound[] {
  return state.interactions.flatMap((interaction) => interaction.rounds.map((round) => ({ interaction, round })));
}

export function findRound(state: RoomState, roundId: string): AskedRound | undefined {
  return roundsOf(state).find(({ round }) => round.id === roundId);
}

/** Whether answers are taken at an instant. A timer ends a round without anybody doing anything. */
export function takesAnswers({ phase }: Pick<Round, 'phase'>, nowMs: number): boolean {
  return phase.state === 'open' && (phase.closesAtMs === null || nowMs < phase.closesAtMs);
}

/** The one question that is open now, beside questions to the speakers; null where there is none. */
export function openRound(state: RoomState): AskedRound | null {
  return roundsOf(state).find(({ interaction, round }) => !isBeside(interaction) && isOpen(round)) ?? null;
}

/** Where questions to the speakers are taken now. */
export function openQuestions(state: RoomState): AskedRound | null {
  return roundsOf(state).find(({ interaction, round }) => isBeside(interaction) && isOpen(round)) ?? null;
}

/** What the hall looks at: the open question, else the newest result that is shown. */
export function roundInSight(state: RoomState): AskedRound | null {
  const open = openRound(state);
  if (open) return open;
  const shown = roundsOf(state).filter(({ interaction, round }) => !isBeside(interaction) && round.results === 'shown');
  return shown.sort((a, b) => openedAtMs(b.round) - openedAtMs(a.round))[0] ?? openQuestions(state);
}

/** The next entry of the agenda that was not asked yet. */
export function nextInteraction(state: RoomState): Interaction | null {
  return (
    state.interactions.find(({ rounds }) => rounds.every((round) => round.rehearsal && !state.room.rehearsal)) ?? null
  );
}

/** Questions to the speakers are taken while something else is asked. */
export function isBeside({ form }: Pick<Interaction, 'form'>): boolean {
  return form === 'questions';
}

/** What is said in words, rather than chosen. */
export function isSpoken({ form }: Pick<Interaction, 'form'>): boolean {
  return form === 'words' || form === 'ideas' || form === 'questions';
}

function isOpen({ phase }: Round): boolean {
  return phase.state === 'open';
}

function openedAtMs({ phase }: Round): number {
  return phase.openedAtMs;
}

/** The rounds of an interaction whose results the room may see, to stand side by side; a rehearsal's only in a rehearsal. */
export function shownRounds(state: RoomState, { rounds }: Interaction): Round[] {
  return rounds.filter((round) => round.results === 'shown' && round.rehearsal === state.room.rehearsal);
}

/** Tallies by the id of the round. Kept apart from the state: they change several times a second. */
export type Tallies = { [roundId: string]: Tally };

/** How many may be said by one person in a round, so that nobody fills the screen alone. */
export const MOST_TEXTS_PER_PERSON = { words: 3, ideas: 20, questions: 20 } as const;
/** Characters (code points) where the question says nothing of it. */
export const MOST_CHARACTERS = { words: 40, ideas: 300, questions: 300 } as const;

/** Below so many voters groups of opinion are not shown: they would be made of chance. */
export const FEWEST_FOR_OPINION_GROUPS = 20;
