import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRoom, somebody } from '../../test/room.ts';
import { onBothStores } from '../../test/stores.ts';
import { newId } from '../core/id.ts';
import { applyRoomEntry, asSeenByRoom, entryAsSeenByRoom, findRound, type RoomState } from '../core/room.ts';
import { tallyBallots } from '../core/tally.ts';
import { PARTICIPANT, SYSTEM } from './actor.ts';
import { readLog } from './log.ts';
import { addInteraction, isRoomToken, readRoomEntries, readRoomState, rehearse, roomStream } from './room.ts';
import { closeRoom } from './room-record.ts';
import { blockAuthor, changeGroup, groupTexts, markText, mergeGroups, publishText, refuseText } from './room-text.ts';
import { ballotsOf, closeRound, openRound, showResults, supportOf, undoRound } from './round.ts';
import { type Deed, type DeedOutcome, openDeeds, ownVote, participantOf } from './vote.ts';

const refused = (why: string) => ({ kind: 'refused', why });
const isTaken = ({ kind }: DeedOutcome) => kind === 'taken';

onBothStores('a round of votes', (store) => {
  test('counts one vote per person, the last one until it closes', async () => {
    const { head, ids } = await makeRoom(store(), 'one-vote');
    const round = await openRound(store(), SYSTEM, head.id, ids.first!);
    const deeds = openDeeds(store());
    const [ann, ben] = [somebody(head, 'ann').deed, somebody(head, 'ben').deed];
    const vote = (who: typeof ann, chosen: string): Deed => ({
      ...who,
      kind: 'vote',
      roundId: round,
      chosen: [chosen],
    });
    const outcomes = await Promise.all(
      [vote(ann, '1'), vote(ben, '2'), vote(ann, '2'), vote(ann, '3')].map(deeds.submit),
    );
    assert.deepEqual(outcomes.map(isTaken), [true, true, true, true]);
    const later = await deeds.submit(vote(ben, '1'));
    assert.equal(later.kind, 'taken');
    const sorted = (await ballotsOf(store().db, round)).sort((a, b) => (a.chosen[0]! < b.chosen[0]! ? -1 : 1));
    assert.deepEqual(sorted, [
      { chosen: ['1'], count: 1 },
      { chosen: ['3'], count: 1 },
    ]);
  });

  test('keeps the first vote where it may not be changed, also of two that come together', async () => {
    const { head, ids } = await makeRoom(store(), 'once');
    const round = await openRound(store(), SYSTEM, head.id, ids.pace!);
    const deeds = openDeeds(store());
    const ann = somebody(head, 'ann').deed;
    const vote = (chosen: string): Deed => ({ ...ann, kind: 'vote', roundId: round, chosen: [chosen] });
    const together = await Promise.all([deeds.submit(vote('1')), deeds.submit(vote('2'))]);
    const later = await deeds.submit(vote('3'));
    assert.deepEqual([...together.map(isTaken), later], [true, false, refused('already')]);
    assert.deepEqual(await ballotsOf(store().db, round), [{ chosen: ['1'], count: 1 }]);
  });

  test('takes no vote after it closed, for another room, in words, or after its timer', async () => {
    const { head, ids } = await makeRoom(store(), 'closed');
    const other = await makeRoom(store(), 'other-room');
    const deeds = openDeeds(store());
    const ann = somebody(head, 'ann').deed;
    const round = await openRound(store(), SYSTEM, head.id, ids.first!);
    const vote: Deed = { ...ann, kind: 'vote', roundId: round, chosen: ['1'] };
    const stranger: Deed = { ...vote, roomId: other.head.id };
    const words: Deed = { ...ann, kind: 'text', roundId: round, text: 'no', textLanguage: null, textId: newId() };
    await closeRound(store(), SYSTEM, head.id, round);
    const again = await openRound(store(), SYSTEM, head.id, ids.first!, {
      timerSeconds: 60,
      clock: () => new Date(Date.now() - 61_000),
    });
    const outcomes = await Promise.all([vote, stranger, words, { ...vote, roundId: again }].map(deeds.submit));
    assert.deepEqual(outcomes, Array(4).fill(refused('not_open')));
    assert.deepEqual(await ballotsOf(store().db, again), []);
  });

  test('is one of one open question at a time; who opens what is open changes nothing', async () => {
    const { head, ids } = await makeRoom(store(), 'one-open');
    const first = await openRound(store(), SYSTEM, head.id, ids.first!);
    const [same, speakers] = await Promise.all([
      openRound(store(), SYSTEM, head.id, ids.first!),
      openRound(store(), SYSTEM, head.id, ids.speakers!),
    ]);
    await openRound(store(), SYSTEM, head.id, ids.several!);
    const state = await readRoomState(store().db, head.id);
    const phase = (id: string) => findRound(state, id)?.round.phase.state;
    assert.deepEqual([same === first, phase(first), phase(speakers)], [true, 'closed', 'open']);
  });

  test('loses nothing and counts nobody twice when a hundred people vote at once, one of them blocked', async () => {
    const { head, ids } = await makeRoom(store(), 'hundred');
    const idea = await openRound(store(), SYSTEM, head.id, ids.idea!);
    const deeds = openDeeds(store());
    const troll = somebody(head, 'person 7').deed;
    const textId = newId();
    await deeds.submit({ ...troll, kind: 'text', roundId: idea, text: 'Nonsense', textLanguage: 'en', textId });
    await blockAuthor(store(), SYSTEM, head.id, textId, 'insults others');
    const round = await openRound(store(), SYSTEM, head.id, ids.first!);
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, (_, i) => {
        const { deed } = somebody(head, `person ${i % 100}`);
        return deeds.submit({ ...deed, kind: 'vote', roundId: round, chosen: [String((i % 3) + 1)] });
      }),
    );
    assert.equal(outcomes.filter(isTaken).length, 198);
    assert.deepEqual(outcomes[7], refused('blocked'));
    const { question } = findRound(await readRoomState(store().db, head.id), round)!.interaction;
    assert.equal(tallyBallots(question, await ballotsOf(store().db, round)).respondents, 99);
  });

  test('is undone while nobody has answered, and opened again after it was closed', async () => {
    const { head, ids } = await makeRoom(store(), 'undone');
    const round = await openRound(store(), SYSTEM, head.id, ids.first!);
    await undoRound(store(), SYSTEM, head.id, round);
    assert.equal(findRound(await readRoomState(store().db, head.id), round), undefined);
    const again = await openRound(store(), SYSTEM, head.id, ids.first!);
    const ann = somebody(head, 'ann').deed;
    await openDeeds(store()).submit({ ...ann, kind: 'vote', roundId: again, chosen: ['1'] });
    await assert.rejects(undoRound(store(), SYSTEM, head.id, again), { code: 'conflict' });
    await closeRound(store(), SYSTEM, head.id, again);
    await undoRound(store(), SYSTEM, head.id, again);
    const state = await readRoomState(store().db, head.id);
    assert.equal(findRound(state, again)?.round.phase.state, 'open');
    const person = await participantOf(store().db, head.id, ann.tokenSha256);
    assert.deepEqual(await ownVote(store().db, again, person!.id), ['1']);
  });
});

onBothStores('what is said in a room', (store) => {
  test('waits for a person where it has words of the list, and others support what is seen', async () => {
    const { head, ids } = await makeRoom(store(), 'texts', ['idiot']);
    const round = await openRound(store(), SYSTEM, head.id, ids.idea!);
    const deeds = openDeeds(store());
    const ann = somebody(head, 'ann').deed;
    const say = (text: string, textId: string): Deed => ({
      ...ann,
      kind: 'text',
      roundId: round,
      text,
      textLanguage: 'en',
      textId,
    });
    const [good, bad] = [newId(), newId()];
    const outcomes = await Promise.all([deeds.submit(say('Night buses', good)), deeds.submit(say('You IDIOT!', bad))]);
    assert.deepEqual(
      outcomes.map((one) => one.kind === 'taken' && one.waits),
      [false, true],
    );
    const support = (name: string, textId: string, value: 'agree' | 'disagree' | 'pass'): Deed => ({
      ...somebody(head, name).deed,
      kind: 'support',
      roundId: round,
      textId,
      value,
    });
    const voted = await Promise.all(
      [
        support('ben', good, 'agree'),
        support('cem', good, 'pass'),
        support('ben', good, 'disagree'),
        support('cem', bad, 'agree'),
      ].map(deeds.submit),
    );
    assert.deepEqual(voted.map(isTaken), [true, true, true, false]);
    assert.deepEqual(await supportOf(store().db, round), {
      respondents: 1,
      texts: { [good]: { agree: 0, disagree: 1, pass: 1, shown: 2 } },
    });
    const seen = asSeenByRoom(await readRoomState(store().db, head.id)).texts.map(({ text }) => text);
    const desk = (await readRoomState(store().db, head.id)).texts.find(({ id }) => id === bad);
    assert.deepEqual(seen, ['Night buses']);
    assert.deepEqual(desk?.standing, { state: 'waiting', flagged: ['idiot'] });
  });

  test('is at most so much by one person', async () => {
    const { head, ids } = await makeRoom(store(), 'flood');
    const round = await openRound(store(), SYSTEM, head.id, ids.word!);
    const deeds = openDeeds(store());
    const ann = somebody(head, 'ann').deed;
    const say = () =>
      deeds.submit({ ...ann, kind: 'text', roundId: round, text: 'trust', textLanguage: 'en', textId: newId() });
    assert.deepEqual((await Promise.all([say(), say(), say(), say(), say()])).map(isTaken), [
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('is refused with a reason or not at all, and by those who run the room', async () => {
    const { head, ids } = await makeRoom(store(), 'moderated');
    const round = await openRound(store(), SYSTEM, head.id, ids.idea!);
    const textId = newId();
    const ann = somebody(head, 'ann').deed;
    await openDeeds(store()).submit({
      ...ann,
      kind: 'text',
      roundId: round,
      text: 'Buses',
      textLanguage: 'en',
      textId,
    });
    await assert.rejects(refuseText(store(), SYSTEM, head.id, textId, ' '), { code: 'wrong_use' });
    await assert.rejects(refuseText(store(), PARTICIPANT, head.id, textId, 'no'), { code: 'forbidden' });
    await refuseText(store(), SYSTEM, head.id, textId, 'names a person');
    const log = await readLog(store().db, roomStream(head.id), 0);
    assert.deepEqual(
      log.filter(({ subject }) => subject === textId).map(({ kind, reason }) => [kind, reason]),
      [
        ['text.received', null],
        ['text.refused', 'names a person'],
      ],
    );
  });
});

onBothStores('following a room', (store) => {
  test('an old state and the entries after it make the fresh state, for the room and for the desk, at every step', async () => {
    const { head, ids } = await makeRoom(store(), 'followed', ['idiot']);
    const deeds = openDeeds(store());
    const states: RoomState[] = [];
    let round = '';
    let groups: string[] = [];
    const texts = [newId(), newId(), newId()];
    const say = (i: number, text: string) =>
      deeds.submit({
        ...somebody(head, `p${i}`).deed,
        kind: 'text',
        roundId: round,
        text,
        textLanguage: 'en',
        textId: texts[i]!,
      });
    const steps: (() => Promise<unknown>)[] = [
      async () => (round = await openRound(store(), SYSTEM, head.id, ids.idea!)),
      () => say(0, 'Night buses'),
      () => say(1, 'idiot'),
      () => say(2, 'Later buses'),
      async () => {
        await groupTexts(store(), head.id, round, () => [
          { ideaIds: [texts[0]!], group: { name: 'buses' } },
          { ideaIds: [texts[2]!], group: { name: 'later' } },
        ]);
        groups = (await readRoomState(store().db, head.id)).groups.map(({ id }) => id);
      },
      () => publishText(store(), SYSTEM, head.id, texts[1]!),
      () => mergeGroups(store(), SYSTEM, head.id, groups[1]!, groups[0]!),
      () => changeGroup(store(), SYSTEM, head.id, groups[0]!, { name: 'Buses at night', pinned: true }),
      () => markText(store(), SYSTEM, head.id, texts[0]!, 'pinned', true),
      () => refuseText(store(), SYSTEM, head.id, texts[1]!, 'insult'),
      () => showResults(store(), SYSTEM, head.id, round, 'shown'),
      async () => (round = await openRound(store(), SYSTEM, head.id, ids.first!, { timerSeconds: 90 })),
      () => undoRound(store(), SYSTEM, head.id, round),
      async () => (round = await openRound(store(), SYSTEM, head.id, ids.first!)),
      () => deeds.submit({ ...somebody(head, 'p1').deed, kind: 'vote', roundId: round, chosen: ['2'] }),
      () =>
        addInteraction(store(), SYSTEM, head.id, {
          form: 'ideas',
          question: { key: 'more', title: {}, purpose: 'evidence', kind: 'idea' },
        }),
      () => closeRoom(store(), SYSTEM, head.id),
    ];
    for (const step of steps) {
      states.push(await readRoomState(store().db, head.id));
      await step();
    }
    const fresh = await readRoomState(store().db, head.id);
    for (const old of states) {
      const entries = await readRoomEntries(store().db, head.id, old.seq);
      assert.deepEqual(entries!.reduce(applyRoomEntry, old), fresh);
      const seen = entries!.map((entry) => entryAsSeenByRoom(entry, fresh));
      assert.deepEqual(seen.reduce(applyRoomEntry, asSeenByRoom(old)), asSeenByRoom(fresh));
    }
  });

  test('a rehearsal leaves nothing behind', async () => {
    const { head, ids } = await makeRoom(store(), 'rehearsed');
    await rehearse(store(), SYSTEM, head.id, true);
    const round = await openRound(store(), SYSTEM, head.id, ids.first!);
    await openDeeds(store()).submit({ ...somebody(head, 'ann').deed, kind: 'vote', roundId: round, chosen: ['1'] });
    await rehearse(store(), SYSTEM, head.id, false);
    const state = await readRoomState(store().db, head.id);
    assert.deepEqual([findRound(state, round), await ballotsOf(store().db, round)], [undefined, []]);
    assert.equal(await readRoomEntries(store().db, head.id, 1), null);
  });

  test('a token that the room did not give out is known as forged', async () => {
    const { head } = await makeRoom(store(), 'forged');
    const { token } = somebody(head, 'ann');
    const other = await makeRoom(store(), 'forged-elsewhere');
    assert.deepEqual(
      [
        isRoomToken(head, token),
        isRoomToken(head, `x${token}`),
        isRoomToken(head, `${token}.x`),
        isRoomToken(head, ''),
        isRoomToken(head, somebody(other.head, 'ann').token),
      ],
      [true, false, false, false, false],
    );
  });
});
