import { readFilled } from '../src/core/answering.ts';
import type { Filled } from '../src/core/filled.ts';
import { realClock, realRandom } from '../src/core/id.ts';
import type { Question } from '../src/core/question.ts';
import { CLOSING, receivedFrom, withClosing } from '../src/core/submission.ts';
import { written } from '../src/core/text.ts';
import type { HandedIn } from '../src/server/submissions.ts';
import { SYSTEM } from '../src/store/actor.ts';
import { askInStage, callsOf } from '../src/store/call.ts';
import { bareConsultation, createConsultation, stagesOf } from '../src/store/consultation.ts';
import type { Draft } from '../src/store/draft.ts';
import { inTransaction, type Store } from '../src/store/open.ts';
import { createQuestionnaire, versionWith } from '../src/store/questionnaire.ts';

/** A call for evidence that is open for ten years, as a draft refers to it. */
export type OpenCall = { consultationId: string; stageId: string; questionnaireVersionId: string };

/** Opens a call in a consultation of its own. */
export async function openCall(
  store: Store,
  slug: string,
  questions: Question[],
  graceMinutes = 30,
): Promise<OpenCall> {
  const stage = {
    kind: 'call_for_evidence' as const,
    title: written({ en: 'Call for evidence' }),
    opensAt: new Date('2026-01-01T00:00:00Z'),
    closesAt: new Date('2036-01-01T00:00:00Z'),
  };
  const { id: consultationId } = await createConsultation(
    store,
    SYSTEM,
    { ...bareConsultation(slug), stages: [stage] },
    true,
  );
  const stageId = (await stagesOf(store.db, consultationId))[0]!.id;
  await inTransaction(store, async (tx) => {
    const questionnaireId = await createQuestionnaire(tx, consultationId, 'call', realRandom, realClock);
    await versionWith(tx, questionnaireId, questions, realRandom, realClock);
    await askInStage(tx, stageId, { questionnaireId, graceMinutes });
  });
  const [asking] = await callsOf(store.db, consultationId);
  return { consultationId, stageId, questionnaireVersionId: asking!.questionnaireVersionId };
}

/** One question in words. */
export const ONE_QUESTION: Question[] = [
  { key: 'change', kind: 'long_text', title: written({ en: 'What should change?' }), purpose: 'evidence' },
  { key: 'papers', kind: 'file', title: written({ en: 'Papers' }), purpose: 'evidence', maxFiles: 3 },
];

/** What somebody wrote to it, with the closing page filled in. */
export function filledWith(words: string, more: Filled = {}): Filled {
  return { change: [words], [CLOSING.publication]: ['anonymous'], [CLOSING.privacy]: ['yes'], ...more };
}

/** A draft as it is handed in. */
export function handedIn(call: OpenCall, draft: Draft): HandedIn {
  const asked = withClosing(ONE_QUESTION);
  const said = readFilled(asked, draft.filled, draft.files);
  const received = receivedFrom(asked, draft.filled, said, draft.files, { channel: 'submission', day: '2026-02-03' });
  return { ...call, draft, received, inGrace: false, language: 'en' };
}
