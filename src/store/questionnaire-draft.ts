import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, type Random, realClock, realRandom } from '../core/id.ts';
import type { Question } from '../core/question.ts';
import { flawsOf } from '../core/questionnaire.ts';
import { change } from './change.ts';
import type { Db, Store, Tx } from './open.ts';
import { createQuestionnaire, latestVersion, questionKeysOf, versionWith } from './questionnaire.ts';

/** A questionnaire as the desk lists it. */
export type QuestionnaireEntry = {
  id: string;
  name: string;
  /** The newest version; 0 where none was published. */
  version: number;
  /** Whether there are changes that no version has. */
  hasDraft: boolean;
  /** Contributions that answer any of its versions. */
  answers: number;
  /** It was made by an import, which also changes it. */
  isImported: boolean;
};

/** The questionnaires of a consultation by name. */
export async function questionnairesOf(db: Db, consultationId: string): Promise<QuestionnaireEntry[]> {
  const rows = await db
    .selectFrom('questionnaire')
    .leftJoin('questionnaire_version as v', 'v.questionnaire_id', 'questionnaire.id')
    .leftJoin('questionnaire_draft as d', 'd.questionnaire_id', 'questionnaire.id')
    .leftJoin('source', 'source.questionnaire_id', 'questionnaire.id')
    .leftJoin('contribution_version as c', 'c.questionnaire_version_id', 'v.id')
    .select(['questionnaire.id', 'questionnaire.name'])
    .select([
      sql<number>`coalesce(max(v.version), 0)`.as('version'),
      sql<number>`count(distinct c.contribution_id)`.as('answers'),
      sql<boolean>`count(d.questionnaire_id) > 0`.as('has_draft'),
      sql<boolean>`count(source.id) > 0`.as('is_imported'),
    ])
    .where('questionnaire.consultation_id', '=', consultationId)
    .groupBy(['questionnaire.id', 'questionnaire.name'])
    .orderBy(sql`questionnaire.name collate "C"`)
    .execute();
  return rows.map(({ has_draft, is_imported, ...row }) => ({ ...row, hasDraft: has_draft, isImported: is_imported }));
}

/** A published version of a questionnaire, and how many contributions answer it. */
export type VersionEntry = { id: string; version: number; publishedAt: Date; answers: number };

/** The versions of a questionnaire, the newest first. */
export async function versionsOf(db: Db, questionnaireId: string): Promise<VersionEntry[]> {
  const rows = await db
    .selectFrom('questionnaire_version as v')
    .leftJoin('contribution_version as c', 'c.questionnaire_version_id', 'v.id')
    .select(['v.id', 'v.version', 'v.created_at'])
    .select(sql<number>`count(distinct c.contribution_id)`.as('answers'))
    .where('v.questionnaire_id', '=', questionnaireId)
    .groupBy(['v.id', 'v.version', 'v.created_at'])
    .orderBy('v.version', 'desc')
    .execute();
  return rows.map(({ created_at, ...row }) => ({ ...row, publishedAt: created_at }));
}

/** What is being edited: the draft, or the newest version where nothing was changed since. */
export async function draftOf(db: Db | Tx, questionnaireId: string): Promise<Question[]> {
  const row = await db
    .selectFrom('questionnaire_draft')
    .select('questions')
    .where('questionnaire_id', '=', questionnaireId)
    .executeTakeFirst();
  return row?.questions ?? (await latestVersion(db, questionnaireId))?.questions ?? [];
}

/**
 * Makes a questionnaire, empty or with questions, as a draft.
 * @throws DomainError conflict where the name is taken
 */
export async function makeQuestionnaire(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  name: string,
  questions: Question[] = [],
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<string> {
  const request = requestOf(actor, consultationId, 'questionnaire.made');
  return await change(
    store,
    request,
    async (tx, at) => {
      await tx.selectFrom('consultation').select('id').where('id', '=', consultationId).forUpdate().execute();
      const taken = await tx
        .selectFrom('questionnaire')
        .select('id')
        .where('consultation_id', '=', consultationId)
        .where('name', '=', name)
        .executeTakeFirst();
      if (taken) throw new DomainError('conflict', `There is a questionnaire "${name}" in this consultation already.`);
      const id = await createQuestionnaire(tx, consultationId, name, random, clock);
      if (questions.length > 0) await saveDraft(tx, actor, at, id, questions);
      return { result: id, subject: id };
    },
    clock,
  );
}

/**
 * Changes the draft of a questionnaire. Versions stay as they are.
 * @param edit the questions as they are, and every key that the consultation ever used, to the questions as they shall be
 * @throws DomainError conflict where the questionnaire is an import's, or what `edit` throws
 */
export async function editDraft(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  questionnaireId: string,
  edit: (questions: Question[], knownKeys: readonly string[]) => Question[],
): Promise<void> {
  const request = requestOf(actor, consultationId, 'questionnaire.edited');
  await change(store, request, async (tx, at) => {
    await lockEditable(tx, consultationId, questionnaireId);
    const before = await draftOf(tx, questionnaireId);
    const known = [...(await questionKeysOf(tx, consultationId)), ...before.map(({ key }) => key)];
    await saveDraft(tx, actor, at, questionnaireId, edit(before, known));
    return { result: undefined, subject: questionnaireId };
  });
}

/**
 * Makes the draft a version, which from then on never changes.
 * @returns the id of the version; that of the newest one where the draft says the same
 * @throws DomainError conflict where something in it cannot be asked so
 */
export async function publishDraft(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  questionnaireId: string,
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<string> {
  const request = requestOf(actor, consultationId, 'questionnaire.published');
  return await change(
    store,
    request,
    async (tx) => {
      await lockEditable(tx, consultationId, questionnaireId);
      const questions = await draftOf(tx, questionnaireId);
      if (flawsOf(questions).length > 0)
        throw new DomainError('conflict', 'Something in this questionnaire cannot be asked so: its page says what.');
      const versionId = await versionWith(tx, questionnaireId, questions, random, clock);
      await tx.deleteFrom('questionnaire_draft').where('questionnaire_id', '=', questionnaireId).execute();
      return { result: versionId, subject: versionId };
    },
    clock,
  );
}

/** Takes back what was changed since the newest version. */
export async function discardDraft(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  questionnaireId: string,
): Promise<void> {
  await change(store, requestOf(actor, consultationId, 'questionnaire.discarded'), async (tx) => {
    await lockEditable(tx, consultationId, questionnaireId);
    await tx.deleteFrom('questionnaire_draft').where('questionnaire_id', '=', questionnaireId).execute();
    return { result: undefined, subject: questionnaireId };
  });
}

function requestOf(actor: Actor, consultationId: string, kind: string) {
  return { actor, capability: 'set up consultations' as const, stream: consultationId, kind };
}

async function lockEditable(tx: Tx, consultationId: string, questionnaireId: string): Promise<void> {
  const row = await tx
    .selectFrom('questionnaire')
    .select('id')
    .where('id', '=', questionnaireId)
    .where('consultation_id', '=', consultationId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DomainError('not_found', 'There is no such questionnaire in this consultation.');
  const source = await tx
    .selectFrom('source')
    .select('id')
    .where('questionnaire_id', '=', questionnaireId)
    .executeTakeFirst();
  if (source)
    throw new DomainError(
      'conflict',
      'This questionnaire comes with an import, which changes it. Copy it, and edit the copy.',
    );
}

async function saveDraft(
  tx: Tx,
  actor: Actor,
  at: Date,
  questionnaireId: string,
  questions: readonly Question[],
): Promise<void> {
  const values = { questions: JSON.stringify(questions), actor_id: actor.id, changed_at: at };
  await tx
    .insertInto('questionnaire_draft')
    .values({ questionnaire_id: questionnaireId, revision: 1, ...values })
    .onConflict((conflict) =>
      conflict
        .column('questionnaire_id')
        .doUpdateSet({ ...values, revision: sql<number>`questionnaire_draft.revision + 1` }),
    )
    .execute();
}
