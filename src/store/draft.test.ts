import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { onBothStores } from '../../test/stores.ts';
import { readFilled } from '../core/answering.ts';
import type { Filled } from '../core/filled.ts';
import { realClock, realRandom } from '../core/id.ts';
import type { Question } from '../core/question.ts';
import { CLOSING, receivedFrom, withClosing } from '../core/submission.ts';
import { written } from '../core/text.ts';
import { SYSTEM } from './actor.ts';
import { decideAsAuthor } from './authors-choice.ts';
import { askInStage, callsOf } from './call.ts';
import { bareConsultation, createConsultation, stagesOf } from './consultation.ts';
import { contributionByCode, contributionCounts } from './contribution.ts';
import { beginCorrection, beginDraft, type Draft, draftByCode, saveDraft, submissionWriter } from './draft.ts';
import { ledgerLeaves, ledgerRoot } from './ledger.ts';
import { inTransaction } from './open.ts';
import { createQuestionnaire, versionWith } from './questionnaire.ts';
import { receiptByCode } from './receipt.ts';

const QUESTIONS: Question[] = [
  { key: 'change', kind: 'long_text', title: written({ en: 'What should change?' }), purpose: 'evidence' },
];
const ASKED = withClosing(QUESTIONS);

onBothStores('an answer to a call', (store) => {
  let call: { consultationId: string; stageId: string; questionnaireVersionId: string };
  before(async () => {
    const stage = {
      kind: 'call_for_evidence' as const,
      title: written({ en: 'Call' }),
      opensAt: new Date('2026-01-01T00:00:00Z'),
      closesAt: new Date('2036-01-01T00:00:00Z'),
    };
    const { id } = await createConsultation(store(), SYSTEM, { ...bareConsultation('call'), stages: [stage] }, true);
    const stageId = (await stagesOf(store().db, id))[0]!.id;
    await inTransaction(store(), async (tx) => {
      const questionnaireId = await createQuestionnaire(tx, id, 'call', realRandom, realClock);
      await versionWith(tx, questionnaireId, QUESTIONS, realRandom, realClock);
      await askInStage(tx, stageId, { questionnaireId, graceMinutes: 30 });
    });
    const [asking] = await callsOf(store().db, id);
    call = { consultationId: id, stageId, questionnaireVersionId: asking!.questionnaireVersionId };
  });

  const writer = () => submissionWriter(store(), async () => {});
  const submission = (draft: Draft) => {
    const received = receivedFrom(ASKED, draft.filled, readFilled(ASKED, draft.filled), [], {
      channel: 'submission',
      day: '2026-02-03',
    });
    return { ...call, draft, received, inGrace: false };
  };
  const begun = async (filled: Filled): Promise<Draft> => {
    const code = await beginDraft(store(), { ...call, filled });
    return (await draftByCode(store().db, code))!;
  };
  const said = (words: string): Filled => ({
    change: [words],
    [CLOSING.publication]: ['with_name'],
    [CLOSING.firstName]: ['Maria'],
    [CLOSING.surname]: ['Borg'],
    [CLOSING.emailAddress]: ['maria@example.org'],
    [CLOSING.privacy]: ['yes'],
  });

  test('is in the evidence base once, however often it is sent, and its receipt opens it', async () => {
    const draft = await begun(said('Il-kwalifiki kullimkien'));
    const writing = writer();
    const [first, second] = await Promise.all([writing.submit(submission(draft)), writing.submit(submission(draft))]);
    const third = await writer().submit(submission(draft));
    assert.deepEqual([second, third], [first, first]);
    assert.equal((await contributionCounts(store().db, call.consultationId)).contributions, 1);
    assert.equal((await ledgerLeaves(store().db, call.consultationId)).length, 1);
    assert.equal(await draftByCode(store().db, draft.code), null);
    const receipt = await receiptByCode(store().db, draft.code.toLowerCase().replaceAll('-', ' '));
    assert.equal(receipt?.contributionCode, first?.code);
    const kept = await contributionByCode(store().db, call.consultationId, first!.code);
    assert.deepEqual(
      [kept?.channel, kept?.version, kept?.publication, kept?.answers],
      ['submission', 1, 'with_name', [{ question: 'change', text: 'Il-kwalifiki kullimkien' }]],
    );
  });

  test('is corrected as a new version with a leaf of its own', async () => {
    const draft = await begun(said('One'));
    const first = await writer().submit(submission(draft));
    const { root } = await ledgerRoot(store().db, call.consultationId);
    const { contributionId } = (await receiptByCode(store().db, draft.code))!;
    await beginCorrection(store(), {
      ...call,
      code: draft.code,
      corrects: contributionId,
      filled: said('Two'),
      files: [],
    });
    const correction = (await draftByCode(store().db, draft.code))!;
    assert.equal(correction.corrects, contributionId);
    const second = await writer().submit(submission(correction));
    assert.deepEqual(second, { ...first, version: 2 });
    const kept = await contributionByCode(store().db, call.consultationId, first.code);
    assert.deepEqual([kept?.version, kept?.answers], [2, [{ question: 'change', text: 'Two' }]]);
    assert.notDeepEqual((await ledgerRoot(store().db, call.consultationId)).root, root);
  });

  test('gets no version and no leaf from a correction that says the same on another day', async () => {
    const draft = await begun(said('One'));
    const first = await writer().submit(submission(draft));
    const { contributionId } = (await receiptByCode(store().db, draft.code))!;
    const correct = async (words: string) => {
      const filled = said(words);
      await beginCorrection(store(), { ...call, code: draft.code, corrects: contributionId, filled, files: [] });
      const { received, ...item } = submission((await draftByCode(store().db, draft.code))!);
      return await writer().submit({ ...item, received: { ...received, day: '2026-02-04' } });
    };
    const { root } = await ledgerRoot(store().db, call.consultationId);
    assert.deepEqual(await correct('One'), first);
    assert.equal(await draftByCode(store().db, draft.code), null);
    assert.deepEqual((await ledgerRoot(store().db, call.consultationId)).root, root);
    assert.deepEqual(await correct('Two'), { ...first, version: 2 });
  });

  test('that was withdrawn while its correction was written gets no version and no leaf', async () => {
    const draft = await begun(said('One'));
    const first = await writer().submit(submission(draft));
    const receipt = (await receiptByCode(store().db, draft.code))!;
    const { contributionId } = receipt;
    await beginCorrection(store(), {
      ...call,
      code: draft.code,
      corrects: contributionId,
      filled: said('Two'),
      files: [],
    });
    const correction = (await draftByCode(store().db, draft.code))!;
    await decideAsAuthor(store(), receipt, 'withdraw');
    const { root } = await ledgerRoot(store().db, call.consultationId);
    assert.deepEqual(await writer().submit(submission(correction)), first);
    const kept = await contributionByCode(store().db, call.consultationId, first.code);
    assert.deepEqual(
      [kept?.version, kept?.standing, kept?.answers],
      [1, 'withdrawn', [{ question: 'change', text: 'One' }]],
    );
    assert.deepEqual((await ledgerRoot(store().db, call.consultationId)).root, root);
  });

  test('keeps what another window wrote until it was seen', async () => {
    const draft = await begun({ change: ['start'] });
    const one = await saveDraft(store(), draft.id, { change: ['from the telephone'] }, 0);
    const two = await saveDraft(store(), draft.id, { change: ['from the desk'] }, 0);
    assert.deepEqual([one.displaced, two.displaced], [{}, { change: ['from the telephone'] }]);
    assert.deepEqual((await draftByCode(store().db, draft.code))?.filled, { change: ['from the desk'] });
    const three = await saveDraft(store(), draft.id, { change: ['from both'] }, two.revision);
    assert.deepEqual(three.displaced, {});
  });

  test('fifty at once are all there, each once, in one tree', async () => {
    const before = (await ledgerLeaves(store().db, call.consultationId)).length;
    const drafts = await Promise.all(Array.from({ length: 50 }, (_, i) => begun({ ...said(`Reply ${i}`) })));
    const writing = writer();
    const results = await Promise.all(drafts.map((draft) => writing.submit(submission(draft))));
    assert.equal(new Set(results.map(({ code }) => code)).size, 50);
    assert.equal((await ledgerLeaves(store().db, call.consultationId)).length, before + 50);
  });
});
