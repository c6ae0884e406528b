import { createHash } from 'node:crypto';
import type { Answer } from '../core/contribution.ts';
import { type Clock, parseCode, realClock } from '../core/id.ts';
import type { PersonalData, StakeholderProfile } from '../core/profile.ts';
import type { PublicationChoice } from '../core/publication.ts';
import type { Question } from '../core/question.ts';
import type { SubmittedFile } from '../core/submission.ts';
import { AUTHOR } from './actor.ts';
import { change } from './change.ts';
import { versionsWithAnswers } from './contribution.ts';
import type { Db, Store, Tx } from './open.ts';
import { questionsOf } from './questionnaire.ts';

/** A receipt's code is only ever stored as its hash: 105 random bits need no salt. */
export function receiptHash(code: string): Buffer {
  return createHash('sha256').update(`receipt ${code}`).digest();
}

/** What a receipt opens. */
export type Receipt = {
  code: string;
  consultationId: string;
  contributionId: string;
  /** The public code of the contribution. */
  contributionCode: string;
  madeAt: Date;
  erasureAskedAt: Date | null;
};

/** The receipt of a code as people type it; null where it opens nothing. */
export async function receiptByCode(db: Db | Tx, typed: string): Promise<Receipt | null> {
  const code = parseCode('receipt', typed);
  if (code === null) return null;
  const row = await db
    .selectFrom('receipt')
    .innerJoin('contribution', 'contribution.id', 'receipt.contribution_id')
    .select(['receipt.consultation_id', 'contribution_id', 'contribution.code', 'made_at', 'erasure_asked_at'])
    .where('code_sha256', '=', receiptHash(code))
    .executeTakeFirst();
  return row
    ? {
        code,
        consultationId: row.consultation_id,
        contributionId: row.contribution_id,
        contributionCode: row.code,
        madeAt: row.made_at,
        erasureAskedAt: row.erasure_asked_at,
      }
    : null;
}

/** Which of these codes have been handed in already, by the hash in hexadecimal. */
export async function receiptsOf(
  tx: Tx,
  hashes: readonly Buffer[],
): Promise<Map<string, { contributionId: string; code: string; version: number }>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx
    .selectFrom('receipt')
    .innerJoin('contribution', 'contribution.id', 'receipt.contribution_id')
    .select(['code_sha256', 'contribution.id', 'contribution.code', 'contribution.version'])
    .where('code_sha256', 'in', [...hashes])
    .execute();
  return new Map(
    rows.map(({ code_sha256, id, code, version }) => [
      code_sha256.toString('hex'),
      { contributionId: id, code, version },
    ]),
  );
}

/** One version of what a receipt opens, with the questions that it answered. */
export type OwnVersion = {
  versionId: string;
  version: number;
  publication: PublicationChoice;
  profile: StakeholderProfile;
  answers: Answer[];
  questions: Question[];
};

/** All versions of a contribution, the newest first. */
export async function versionsOfReceipt(db: Db, contributionId: string): Promise<OwnVersion[]> {
  const rows = await db
    .selectFrom('contribution_version')
    .select(['id', 'version', 'publication', 'questionnaire_version_id'])
    .where('contribution_id', '=', contributionId)
    .orderBy('version', 'desc')
    .execute();
  const versions = await versionsWithAnswers(
    db,
    rows.map(({ id }) => id),
  );
  return await Promise.all(
    rows.map(async ({ id, version, publication, questionnaire_version_id }, i) => ({
      versionId: id,
      version,
      publication: publication as PublicationChoice,
      profile: versions[i]!.profile,
      answers: versions[i]!.answers,
      questions: await questionsOf(db, questionnaire_version_id),
    })),
  );
}

/** What is kept about the person or body behind a contribution, for themselves. */
export async function personalDataOf(db: Db, stakeholderId: string): Promise<PersonalData> {
  const rows = await db
    .selectFrom('personal_data')
    .select(['field', 'value'])
    .where('stakeholder_id', '=', stakeholderId)
    .execute();
  return Object.fromEntries(rows.map(({ field, value }) => [field, value]));
}

export type OwnFile = SubmittedFile & { id: string; versionId: string };

/** The files of all versions of a contribution, with their words. */
export async function filesOfReceipt(db: Db, contributionId: string): Promise<OwnFile[]> {
  const rows = await db
    .selectFrom('attachment')
    .innerJoin('contribution_version as v', 'v.id', 'attachment.version_id')
    .leftJoin('answer', 'answer.attachment_id', 'attachment.id')
    .leftJoin('text_body', 'text_body.sha256', 'answer.body_sha256')
    .select([
      'attachment.id',
      'v.id as version_id',
      'attachment.question',
      'name',
      'file_sha256',
      'bytes',
      'pages',
      'state',
    ])
    .select(['reason', 'text'])
    .where('v.contribution_id', '=', contributionId)
    .orderBy('answer.position')
    .orderBy('attachment.id')
    .execute();
  return rows.flatMap((row): OwnFile[] => {
    if (!row.file_sha256 || !row.question) return [];
    const read = row.text !== null;
    return [
      {
        id: row.id,
        versionId: row.version_id,
        question: row.question,
        name: row.name,
        sha256: row.file_sha256.toString('hex'),
        bytes: row.bytes ?? 0,
        state: read ? 'read' : row.state === 'unreadable' ? 'unreadable' : 'without_text',
        reason: row.reason,
        text: row.text,
        pageStarts: row.pages ?? [],
      },
    ];
  });
}

/** Notes that an author wants everything erased; a person carries it out. Asking again changes nothing. */
export async function askForErasure(
  store: Pick<Store, 'db'>,
  receipt: Receipt,
  clock: Clock = realClock,
): Promise<void> {
  if (receipt.erasureAskedAt) return;
  const request = {
    actor: AUTHOR,
    capability: 'decide on one’s own contribution' as const,
    stream: receipt.consultationId,
    kind: 'contribution.erasure_asked',
  };
  await change(
    store,
    request,
    async (tx, at) => {
      await tx
        .updateTable('receipt')
        .set({ erasure_asked_at: at })
        .where('contribution_id', '=', receipt.contributionId)
        .where('erasure_asked_at', 'is', null)
        .execute();
      return { result: undefined, subject: receipt.contributionId };
    },
    clock,
  );
}
