import type { Call } from '../core/call.ts';
import type { Question } from '../core/question.ts';
import type { LocalText } from '../core/text.ts';
import type { Db, Tx } from './open.ts';
import { latestVersion, questionsOf } from './questionnaire.ts';

/** A call for evidence with the newest version of what it asks. */
export type AskingCall = Call & {
  title: LocalText;
  questionnaireVersionId: string;
  questions: Question[];
};

/** The calls of a consultation that ask something, by time. */
export async function callsOf(db: Db, consultationId: string): Promise<AskingCall[]> {
  const rows = await db
    .selectFrom('stage')
    .select(['id', 'title', 'opens_at', 'closes_at', 'skipped_at', 'grace_minutes', 'questionnaire_id'])
    .where('consultation_id', '=', consultationId)
    .where('kind', '=', 'call_for_evidence')
    .where('questionnaire_id', 'is not', null)
    .orderBy('opens_at')
    .orderBy('position')
    .execute();
  const calls = await Promise.all(
    rows.map(async (row): Promise<AskingCall[]> => {
      const version = await latestVersion(db, row.questionnaire_id!); // chosen in the query
      if (!version) return [];
      const { id: questionnaireVersionId, questions } = version;
      return [{ ...datesOf(row), stageId: row.id, title: row.title, questionnaireVersionId, questions }];
    }),
  );
  return calls.flat();
}

/** The call that an answer belongs to, with the version of the questionnaire that it was begun with. */
export async function callOfDraft(
  db: Db,
  { stageId, questionnaireVersionId }: { stageId: string; questionnaireVersionId: string },
): Promise<AskingCall> {
  const row = await db
    .selectFrom('stage')
    .select(['title', 'opens_at', 'closes_at', 'skipped_at', 'grace_minutes'])
    .where('id', '=', stageId)
    .executeTakeFirstOrThrow();
  return {
    ...datesOf(row),
    stageId,
    title: row.title,
    questionnaireVersionId,
    questions: await questionsOf(db, questionnaireVersionId),
  };
}

function datesOf(row: { opens_at: Date; closes_at: Date; skipped_at: Date | null; grace_minutes: number }) {
  return { opensAt: row.opens_at, closesAt: row.closes_at, skippedAt: row.skipped_at, graceMinutes: row.grace_minutes };
}

/** Lets a stage ask a questionnaire, with a grace for who had it open when it closes. */
export async function askInStage(
  tx: Db | Tx,
  stageId: string,
  { questionnaireId, graceMinutes }: { questionnaireId: string | null; graceMinutes: number },
): Promise<void> {
  await tx
    .updateTable('stage')
    .set({ questionnaire_id: questionnaireId, grace_minutes: graceMinutes })
    .where('id', '=', stageId)
    .execute();
}

/** The call that a contribution answered, by its questionnaire; null where it came in another way. */
export async function callOfContribution(db: Db, contributionId: string): Promise<AskingCall | null> {
  const row = await db
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', (join) =>
      join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
    )
    .innerJoin('questionnaire_version as q', 'q.id', 'v.questionnaire_version_id')
    .innerJoin('stage', 'stage.questionnaire_id', 'q.questionnaire_id')
    .select(['stage.id', 'v.questionnaire_version_id'])
    .where('contribution.id', '=', contributionId)
    .where('channel', '=', 'submission')
    .orderBy('stage.closes_at', 'desc')
    .executeTakeFirst();
  return row ? await callOfDraft(db, { stageId: row.id, questionnaireVersionId: row.questionnaire_version_id }) : null;
}
