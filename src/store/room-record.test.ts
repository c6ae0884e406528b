import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeRoom, somebody } from '../../test/room.ts';
import { onBothStores } from '../../test/stores.ts';
import { newId } from '../core/id.ts';
import { ballotsLeaf } from '../core/ledger.ts';
import { SYSTEM } from './actor.ts';
import { roundTallies } from './event-record.ts';
import { ledgerLeaves } from './ledger.ts';
import { inTransaction } from './open.ts';
import { receiptByCode } from './receipt.ts';
import { openRoom, rehearse } from './room.ts';
import { closeRoom, giveReceipt } from './room-record.ts';
import { refuseText } from './room-text.ts';
import { openRound } from './round.ts';
import { openDeeds } from './vote.ts';

onBothStores('a room that is closed', (store) => {
  test('leaves a contribution for each who said something, and responses for each round of votes', async () => {
    const { head, ids } = await makeRoom(store(), 'recorded');
    const deeds = openDeeds(store());
    const say = async (name: string, roundId: string, text: string) => {
      const textId = newId();
      const { deed } = somebody(head, name);
      await deeds.submit({ ...deed, kind: 'text', roundId, text, textLanguage: 'en', textId });
      return textId;
    };
    const vote = (name: string, roundId: string, chosen: string[]) =>
      deeds.submit({ ...somebody(head, name).deed, kind: 'vote', roundId, chosen });

    await rehearse(store(), SYSTEM, head.id, true);
    await vote('tester', await openRound(store(), SYSTEM, head.id, ids.first!), ['1']);
    await rehearse(store(), SYSTEM, head.id, false);
    const first = await openRound(store(), SYSTEM, head.id, ids.first!);
    for (const [name, chosen] of [
      ['ann', '1'],
      ['ben', '1'],
      ['cem', '2'],
    ] as const)
      await vote(name, first, [chosen]);
    const rated = await openRound(store(), SYSTEM, head.id, ids.rated!);
    await vote('ann', rated, ['funding=1', 'rules=3']);
    await vote('ben', rated, ['funding=2']);
    const idea = await openRound(store(), SYSTEM, head.id, ids.idea!);
    await say('ann', idea, 'Grants for teachers');
    await say('ann', idea, 'Fewer forms');
    await say('ben', idea, 'More languages');
    await refuseText(store(), SYSTEM, head.id, await say('troll', idea, 'Nonsense'), 'insults others');
    await closeRoom(store(), SYSTEM, head.id);

    assert.equal((await ledgerLeaves(store().db, head.consultationId)).length, 2);
    const words = await store()
      .db.selectFrom('contribution')
      .innerJoin('contribution_version as v', 'v.contribution_id', 'contribution.id')
      .innerJoin('answer', 'answer.version_id', 'v.id')
      .innerJoin('text_body', 'text_body.sha256', 'body_sha256')
      .select(['channel', 'question', 'text'])
      .where('consultation_id', '=', head.consultationId)
      .orderBy('text')
      .execute();
    assert.deepEqual(words, [
      { channel: 'room', question: 'idea', text: 'Fewer forms' },
      { channel: 'room', question: 'idea', text: 'Grants for teachers' },
      { channel: 'room', question: 'idea', text: 'More languages' },
    ]);
    const tallies = await roundTallies(store().db, head.eventId);
    assert.deepEqual(
      tallies.map(({ question, respondents, counts }) => [
        question.key,
        respondents,
        Object.fromEntries(counts.map(({ value, count }) => [value, count])),
      ]),
      [
        ['first', 3, { 1: 2, 2: 1 }],
        ['rated.funding', 2, { 1: 1, 2: 1 }],
        ['rated.rules', 1, { 3: 1 }],
      ],
    );
  });

  test('commits to the ballots of each round with a leaf that holds for them and for no others', async () => {
    const { head, ids } = await makeRoom(store(), 'ballots');
    const round = await openRound(store(), SYSTEM, head.id, ids.first!);
    const { deed } = somebody(head, 'ann');
    await openDeeds(store()).submit({ ...deed, kind: 'vote', roundId: round, chosen: ['2'] });
    await closeRoom(store(), SYSTEM, head.id);
    const { ballots_leaf, ballots_salt } = await store()
      .db.selectFrom('room_round')
      .select(['ballots_leaf', 'ballots_salt'])
      .where('id', '=', round)
      .executeTakeFirstOrThrow();
    const responses = await store()
      .db.selectFrom('response')
      .innerJoin('response_round', 'response_round.id', 'round_id')
      .select(['respondent_sha256', 'chosen'])
      .where('event_id', '=', head.eventId)
      .execute();
    const ballots = responses.map((row) => ({ id: row.respondent_sha256.toString('hex'), values: row.chosen }));
    assert.deepEqual(Buffer.from(ballotsLeaf(round, ballots_salt!, ballots)), ballots_leaf);
    const other = ballots.map((ballot) => ({ ...ballot, values: ['1'] }));
    assert.notDeepEqual(Buffer.from(ballotsLeaf(round, ballots_salt!, other)), ballots_leaf);
  });

  test('that is opened again and closed once more adds what is new, and nothing twice', async () => {
    const { head, ids } = await makeRoom(store(), 'reopened');
    const deeds = openDeeds(store());
    const say = async (name: string, text: string) => {
      const roundId = await openRound(store(), SYSTEM, head.id, ids.idea!);
      const { deed } = somebody(head, name);
      await deeds.submit({ ...deed, kind: 'text', roundId, text, textLanguage: 'en', textId: newId() });
    };
    await say('ann', 'First');
    await closeRoom(store(), SYSTEM, head.id);
    await closeRoom(store(), SYSTEM, head.id);
    await openRoom(store(), SYSTEM, head.id);
    await say('ann', 'Second');
    await say('ben', 'Third');
    await closeRoom(store(), SYSTEM, head.id);
    const rows = await store()
      .db.selectFrom('contribution')
      .select('version')
      .where('consultation_id', '=', head.consultationId)
      .orderBy('version')
      .execute();
    assert.deepEqual(rows, [{ version: 1 }, { version: 2 }]);
  });

  test('gives each participant one receipt, which opens what they said', async () => {
    const { head, ids } = await makeRoom(store(), 'receipts');
    const roundId = await openRound(store(), SYSTEM, head.id, ids.idea!);
    const [ann, ben] = [somebody(head, 'ann').deed, somebody(head, 'ben').deed];
    await openDeeds(store()).submit({
      ...ann,
      kind: 'text',
      roundId,
      text: 'Buses',
      textLanguage: 'en',
      textId: newId(),
    });
    await closeRoom(store(), SYSTEM, head.id);
    const give = (token: Buffer) => inTransaction(store(), (tx) => giveReceipt(tx, head.id, token));
    assert.equal(await give(ben.tokenSha256), null);
    const [first, second] = [await give(ann.tokenSha256), await give(ann.tokenSha256)];
    assert.deepEqual(
      [(await receiptByCode(store().db, first!)) === null, (await receiptByCode(store().db, second!)) === null],
      [true, false],
    );
  });
});
