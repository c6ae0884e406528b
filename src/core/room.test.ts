import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  applyRoomEntry,
  type IdeaGroup,
  type Interaction,
  nextInteraction,
  openQuestions,
  openRound,
  type RoomChange,
  type RoomEntry,
  type RoomState,
  type RoomText,
  type Round,
  roundInSight,
  takesAnswers,
} from './room.ts';
import { written } from './text.ts';

const EMPTY: RoomState = {
  seq: 0,
  room: {
    id: 'room',
    code: 'AAAA-AAAA',
    title: written({ en: 'Webinar' }),
    languages: ['en'],
    phase: { state: 'open', openedAtMs: 0 },
    rehearsal: false,
  },
  interactions: [],
  texts: [],
  groups: [],
};

const OPEN: Round = {
  id: 'round',
  number: 1,
  phase: { state: 'open', openedAtMs: 0, closesAtMs: null },
  results: 'held_back',
  rehearsal: false,
};

function interaction(id: string, position: number, changes: Partial<Interaction> = {}): Interaction {
  const question = { key: id, title: written({ en: id }), purpose: 'evidence', kind: 'idea' } as const;
  return {
    id,
    position,
    form: 'ideas',
    question,
    moderation: 'after',
    editing: 'until_closed',
    rounds: [],
    ...changes,
  };
}

function text(id: string, words: string): RoomText {
  const standing = { state: 'published', pinned: false, answered: false, archived: false } as const;
  return { id, roundId: 'round', text: words, language: 'en', standing, groupId: null, saidAtMs: 0 };
}

function group(id: string, name: string): IdeaGroup {
  return { id, roundId: 'round', name, namedBy: 'machine', pinned: false };
}

const ids = fc.constantFrom('a', 'b', 'c', 'd');
const changes = fc.oneof(
  fc.record({ id: ids, position: fc.nat(5) }).map(({ id, position }): RoomChange => {
    return { kind: 'interaction', interaction: interaction(`i-${id}`, position) };
  }),
  fc
    .record({ id: ids, words: fc.string({ maxLength: 5 }) })
    .map(({ id, words }): RoomChange => ({ kind: 'text', text: text(`t-${id}`, words) })),
  fc
    .record({ id: ids, name: fc.string({ maxLength: 5 }) })
    .map(({ id, name }): RoomChange => ({ kind: 'group', group: group(`g-${id}`, name) })),
  ids.map((id): RoomChange => ({ kind: 'gone', id: `t-${id}` })),
  ids.map((id): RoomChange => ({ kind: 'gone', id: `i-${id}` })),
  fc.boolean().map((rehearsal): RoomChange => ({ kind: 'room', room: { ...EMPTY.room, rehearsal } })),
  fc.constant<RoomChange>({ kind: 'votes', roundId: 'round' }),
);

function subjectOf(change: RoomChange): string {
  switch (change.kind) {
    case 'room':
      return change.room.id;
    case 'interaction':
      return change.interaction.id;
    case 'text':
      return change.text.id;
    case 'group':
      return change.group.id;
    case 'gone':
      return change.id;
    case 'votes':
      return change.roundId;
  }
}

/** What a reader of the log gets who has all before an entry: of each subject its last state. */
function entriesAfter(history: readonly RoomEntry[], after: number): RoomEntry[] {
  const latest = new Map(history.map((entry) => [subjectOf(entry), entry]));
  return [...latest.values()].filter(({ seq }) => seq > after).sort((a, b) => a.seq - b.seq);
}

test('an old state and the entries after it make the fresh state, wherever the reader stood', () => {
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 30 }), fc.nat(30), (list, cut) => {
      const history = list.map((change, i): RoomEntry => ({ seq: i + 1, ...change }));
      const fresh = history.reduce(applyRoomEntry, EMPTY);
      const old = history.slice(0, cut).reduce(applyRoomEntry, EMPTY);
      assert.deepEqual(entriesAfter(history, old.seq).reduce(applyRoomEntry, old), fresh);
    }),
  );
});

test('entries that come twice, or hold more than was known when they were written, do no harm', () => {
  fc.assert(
    fc.property(fc.array(changes, { minLength: 1, maxLength: 30 }), fc.nat(29), (list, cut) => {
      const history = list.map((change, i): RoomEntry => ({ seq: i + 1, ...change }));
      const fresh = history.reduce(applyRoomEntry, EMPTY);
      // A state that was read a moment later than the number it was given: it holds newer things already.
      const early = { ...fresh, seq: Math.min(cut, history.length) };
      const repeated = entriesAfter(history, early.seq);
      assert.deepEqual([...repeated, ...repeated].reduce(applyRoomEntry, early), fresh);
    }),
  );
});

test('questions to the speakers are open beside the one question', () => {
  const state = {
    ...EMPTY,
    interactions: [
      interaction('ideas', 1, { rounds: [OPEN] }),
      interaction('speakers', 2, { form: 'questions', rounds: [{ ...OPEN, id: 'beside' }] }),
      interaction('later', 3),
    ],
  };
  assert.equal(openRound(state)?.interaction.id, 'ideas');
  assert.equal(openQuestions(state)?.interaction.id, 'speakers');
  assert.equal(roundInSight(state)?.interaction.id, 'ideas');
  assert.equal(nextInteraction(state)?.id, 'later');
});

test('where nothing is open the hall sees the newest result that is shown', () => {
  const closed = (openedAtMs: number): Round['phase'] => ({ state: 'closed', openedAtMs, closedAtMs: openedAtMs + 1 });
  const state = {
    ...EMPTY,
    interactions: [
      interaction('first', 1, { rounds: [{ ...OPEN, results: 'shown', phase: closed(10) }] }),
      interaction('second', 2, { rounds: [{ ...OPEN, results: 'shown', phase: closed(20) }] }),
      interaction('third', 3, { rounds: [{ ...OPEN, results: 'held_back', phase: closed(30) }] }),
    ],
  };
  assert.equal(roundInSight(state)?.interaction.id, 'second');
});

test('a timer ends a round at its instant, without anybody doing anything', () => {
  const timed: Round = { ...OPEN, phase: { state: 'open', openedAtMs: 0, closesAtMs: 60_000 } };
  assert.deepEqual(
    [takesAnswers(timed, 59_999), takesAnswers(timed, 60_000), takesAnswers(OPEN, 1e12)],
    [true, false, true],
  );
});
