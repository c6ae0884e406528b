import { sql } from 'kysely';
import { type Answer, isTextAnswer } from '../core/contribution.ts';
import { type Clock, newId, type Random } from '../core/id.ts';
import type { ReceivedAttachment, ReceivedContribution } from '../core/intake.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { sha256, versionsWithAnswers } from './contribution.ts';
import { appendToLedger } from './ledger.ts';
import type { Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** A version with all that it says, on its way into the tables. */
export type NewVersion = {
  contributionId: string;
  versionId: string;
  version: number;
  questionnaireVersionId: string;
  importId: string | null;
  contentSha256: Buffer;
  publication: PublicationChoice;
  received: ReceivedContribution;
};

/** Writes versions with their answers, files and what was set apart. */
export async function insertVersions(
  tx: Tx,
  making: { random: Random; clock: Clock },
  versions: readonly NewVersion[],
): Promise<void> {
  await insertVersionRows(tx, versions);
  await insertAnswers(tx, making, versions);
}

async function insertVersionRows(tx: Tx, versions: readonly NewVersion[]): Promise<void> {
  await insertRows(
    tx,
    'contribution_version',
    versions.map(({ received, ...one }) => ({
      id: one.versionId,
      contribution_id: one.contributionId,
      version: one.version,
      questionnaire_version_id: one.questionnaireVersionId,
      import_id: one.importId,
      content_sha256: one.contentSha256,
      language: received.language,
      day: received.day,
      user_type: received.profile.userType,
      country: received.profile.country,
      size: received.profile.size,
      scope: received.profile.scope,
      publication: one.publication,
      url: received.url,
      undo_of: null,
    })),
  );
}

async function insertAnswers(
  tx: Tx,
  making: { random: Random; clock: Clock },
  versions: readonly NewVersion[],
): Promise<void> {
  const bodies = new Map<string, { sha256: Buffer; text: string }>();
  const attachments: AttachmentRow[] = [];
  const answers: AnswerRow[] = [];
  for (const { versionId, received } of versions) {
    const files = received.attachments.map((attachment) =>
      attachmentRow(making, versionId, attachment, received.answers),
    );
    attachments.push(...files);
    received.answers.forEach((answer, position) => {
      const body = isTextAnswer(answer) ? { sha256: sha256(answer.text), text: answer.text } : null;
      if (body) bodies.set(body.sha256.toString('hex'), body);
      const file = isTextAnswer(answer) ? answer.file : undefined;
      answers.push({
        version_id: versionId,
        position,
        question: answer.question,
        body_sha256: body?.sha256 ?? null,
        attachment_id: file ? (files.find(({ name }) => name === file.name)?.id ?? null) : null,
        chosen: isTextAnswer(answer) ? null : answer.values,
      });
    });
  }
  await insertRows(tx, 'text_body', [...bodies.values()], 'skip');
  await insertRows(tx, 'attachment', attachments);
  await insertRows(tx, 'answer', answers);
  const asides = versions.flatMap(({ versionId, received }) =>
    (received.asides ?? []).map(({ kind, text }, position) => ({ version_id: versionId, position, kind, text })),
  );
  await insertRows(tx, 'aside', asides);
}

type AttachmentRow = {
  id: string;
  version_id: string;
  name: string;
  file_sha256: Buffer | null;
  bytes: number | null;
  pages: number[] | null;
  state: string;
  reason: string | null;
  question: string;
};
type AnswerRow = {
  version_id: string;
  position: number;
  question: string;
  body_sha256: Buffer | null;
  attachment_id: string | null;
  chosen: string[] | null;
};

function attachmentRow(
  making: { random: Random; clock: Clock },
  versionId: string,
  file: ReceivedAttachment,
  answers: Answer[],
): AttachmentRow {
  const text = answers.filter(isTextAnswer).find((answer) => answer.file?.name === file.name);
  return {
    id: newId(making.random, making.clock),
    version_id: versionId,
    name: file.name,
    file_sha256: file.sha256 ? Buffer.from(file.sha256, 'hex') : null,
    bytes: file.bytes,
    pages: text?.file?.pageStarts ?? null,
    state: file.state,
    reason: file.state === 'read' ? null : file.reason,
    question: file.question,
  };
}

/** A new version of a contribution that says what an earlier one said. */
export type VersionCopy = {
  contributionId: string;
  formerId: string;
  versionId: string;
  version: number;
  /** What is chosen now; null: as in the former version. */
  publication: PublicationChoice | null;
  /** Whether the contribution counts, so that its versions stand in the ledger. */
  inLedger: boolean;
  /** The import whose undo makes it; null where its author does. */
  undoOf: string | null;
};

export type Copying = { consultationId: string; random: Random; clock: Clock };

/** Makes versions out of earlier ones, with their answers and files, and makes them the current ones. */
export async function copyVersions(tx: Tx, copying: Copying, copies: readonly VersionCopy[]): Promise<void> {
  await insertCopies(tx, copies);
  await copyAnswers(tx, copying, copies);
  for (const { contributionId, version } of copies) {
    await tx.updateTable('contribution').set({ version }).where('id', '=', contributionId).execute();
  }
  const counted = copies.filter(({ inLedger }) => inLedger).map(({ versionId }) => versionId);
  await appendToLedger(tx, copying, await versionsWithAnswers(tx, counted));
}

async function insertCopies(tx: Tx, copies: readonly VersionCopy[]): Promise<void> {
  const formers = await tx
    .selectFrom('contribution_version')
    .selectAll()
    .where('id', '=', sql<string>`any(${copies.map(({ formerId }) => formerId)}::uuid[])`)
    .execute();
  const byId = new Map(formers.map((former) => [former.id, former]));
  await insertRows(
    tx,
    'contribution_version',
    copies.map(({ formerId, versionId, version, publication, undoOf }) => {
      const former = byId.get(formerId)!; // its id was read in this transaction
      return {
        ...former,
        id: versionId,
        version,
        import_id: null,
        undo_of: undoOf,
        publication: publication ?? former.publication,
      };
    }),
  );
}

async function copyAnswers(tx: Tx, { random, clock }: Copying, copies: readonly VersionCopy[]): Promise<void> {
  const versionOf = new Map(copies.map(({ formerId, versionId }) => [formerId, versionId]));
  const formerIds = [...versionOf.keys()];
  const attachments = await tx
    .selectFrom('attachment')
    .selectAll()
    .where('version_id', '=', sql<string>`any(${formerIds}::uuid[])`)
    .orderBy('id')
    .execute();
  const attachmentOf = new Map(attachments.map(({ id }) => [id, newId(random, clock)]));
  await insertRows(
    tx,
    'attachment',
    attachments.map((file) => ({
      ...file,
      id: attachmentOf.get(file.id)!,
      version_id: versionOf.get(file.version_id)!,
    })),
  );
  const answers = await tx
    .selectFrom('answer')
    .selectAll()
    .where('version_id', '=', sql<string>`any(${formerIds}::uuid[])`)
    .execute();
  await insertRows(
    tx,
    'answer',
    answers.map((answer) => ({
      ...answer,
      version_id: versionOf.get(answer.version_id)!,
      attachment_id: answer.attachment_id && attachmentOf.get(answer.attachment_id)!,
    })),
  );
}
