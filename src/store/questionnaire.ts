import { sql } from 'kysely';
import { type Clock, newId, type Random } from '../core/id.ts';
import type { Question } from '../core/question.ts';
import type { Db, Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** The newest version of a named questionnaire; undefined where there is none. */
export async function latestVersion(
  db: Db | Tx,
  questionnaireId: string,
): Promise<{ id: string; version: number; questions: Question[] } | undefined> {
  const row = await db
    .selectFrom('questionnaire_version')
    .select(['id', 'version'])
    .where('questionnaire_id', '=', questionnaireId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { ...row, questions: await questionsOf(db, row.id) };
}

export async function questionsOf(db: Db | Tx, versionId: string): Promise<Question[]> {
  const rows = await db
    .selectFrom('question')
    .select('definition')
    .where('questionnaire_version_id', '=', versionId)
    .orderBy('position')
    .execute();
  return rows.map((row) => row.definition);
}

/** The keys of all questions that a consultation ever had. */
export async function questionKeysOf(db: Db | Tx, consultationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('question')
    .innerJoin('questionnaire_version as v', 'v.id', 'question.questionnaire_version_id')
    .innerJoin('questionnaire', 'questionnaire.id', 'v.questionnaire_id')
    .select('question.key')
    .distinct()
    .where('questionnaire.consultation_id', '=', consultationId)
    .orderBy('question.key')
    .execute();
  return rows.map((row) => row.key);
}

/** The questions of a consultation's questionnaires, each in its newest version, in order. */
export async function currentQuestions(db: Db, consultationId: string): Promise<Question[]> {
  const rows = await db
    .selectFrom('questionnaire')
    .select('id')
    .where('consultation_id', '=', consultationId)
    .orderBy(sql`name collate "C"`)
    .execute();
  const versions = await Promise.all(rows.map((row) => latestVersion(db, row.id)));
  return versions.flatMap((version) => version?.questions ?? []);
}

export async function createQuestionnaire(
  tx: Tx,
  consultationId: string,
  name: string,
  random: Random,
  clock: Clock,
): Promise<string> {
  const id = newId(random, clock);
  await tx.insertInto('questionnaire').values({ id, consultation_id: consultationId, name }).execute();
  return id;
}

/**
 * The version of a questionnaire that has exactly these questions: the newest one if it does, else a new one.
 * A version that has been answered never changes.
 */
export async function versionWith(
  tx: Tx,
  questionnaireId: string,
  questions: Question[],
  random: Random,
  clock: Clock,
): Promise<string> {
  const latest = await latestVersion(tx, questionnaireId);
  if (latest && sameQuestions(latest.questions, questions)) return latest.id;
  const id = newId(random, clock);
  await tx
    .insertInto('questionnaire_version')
    .values({ id, questionnaire_id: questionnaireId, version: (latest?.version ?? 0) + 1, created_at: clock() })
    .execute();
  await insertRows(
    tx,
    'question',
    questions.map((question, position) => ({
      questionnaire_version_id: id,
      key: question.key,
      position,
      kind: question.kind,
      definition: question,
    })),
  );
  return id;
}

/** JSON columns come back with their keys in another order. */
function sameQuestions(a: Question[], b: Question[]): boolean {
  return JSON.stringify(a, sortedKeys) === JSON.stringify(b, sortedKeys);
}

function sortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
