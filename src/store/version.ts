import { sql } from 'kysely';
import { type Clock, newId, type Random } from '../core/id.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { appendToLedger, versionsWithAnswers } from './contribution.ts';
import type { Tx } from './open.ts';
import { insertRows } from './rows.ts';

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
