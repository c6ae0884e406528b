import { sql } from 'kysely';
import { type Clock, newId, type Random } from '../core/id.ts';
import type { FieldReading, Refusal } from '../core/intake.ts';
import type { ChangeRequest } from './change.ts';
import { appendToLog } from './log.ts';
import type { Db, Tx } from './open.ts';
import { createQuestionnaire } from './questionnaire.ts';
import { insertRows } from './rows.ts';

export type Source = { id: string; questionnaireId: string };

/** The source of a consultation by its format and name; made where it is new. Keeps how its fields were last read. */
export async function sourceFor(
  tx: Tx,
  consultationId: string,
  format: string,
  name: string,
  reading: FieldReading[],
  random: Random,
  clock: Clock,
): Promise<Source> {
  const mapping = JSON.stringify(reading);
  const known = await tx
    .updateTable('source')
    .set({ mapping })
    .where('consultation_id', '=', consultationId)
    .where('format', '=', format)
    .where('name', '=', name)
    .returning(['id', 'questionnaire_id'])
    .executeTakeFirst();
  if (known) return { id: known.id, questionnaireId: known.questionnaire_id };
  const id = newId(random, clock);
  const questionnaireId = await createQuestionnaire(tx, consultationId, `${format} ${name}`, random, clock);
  await tx
    .insertInto('source')
    .values({ id, consultation_id: consultationId, format, name, questionnaire_id: questionnaireId, mapping })
    .execute();
  return { id, questionnaireId };
}

export type ImportCounts = {
  received: number;
  accepted: number;
  versioned: number;
  merged: number;
  refused: number;
  vanished: number;
};

export const NO_COUNTS: ImportCounts = { received: 0, accepted: 0, versioned: 0, merged: 0, refused: 0, vanished: 0 };

export async function beginImport(
  tx: Tx,
  actor: ChangeRequest['actor'],
  source: { id: string; consultationId: string },
  file: { name: string; sha256: string },
  random: Random,
  clock: Clock,
): Promise<string> {
  const id = newId(random, clock);
  await tx
    .insertInto('import')
    .values({
      id,
      source_id: source.id,
      actor_id: actor.id,
      file_name: file.name,
      file_sha256: Buffer.from(file.sha256, 'hex'),
      started_at: clock(),
      finished_at: null,
    })
    .execute();
  await appendToLog(tx, { stream: source.consultationId, actor, at: clock(), kind: 'import.began', subject: id });
  return id;
}

/** Writes the final counts down; from here on received = accepted + merged + refused is guarded by the database. */
export async function finishImport(
  tx: Tx,
  actor: ChangeRequest['actor'],
  consultationId: string,
  importId: string,
  counts: ImportCounts,
  clock: Clock,
): Promise<void> {
  const at = clock();
  await tx
    .updateTable('import')
    .set({ ...counts, finished_at: at })
    .where('id', '=', importId)
    .execute();
  await appendToLog(tx, { stream: consultationId, actor, at, kind: 'import.finished', subject: importId });
}

export async function insertRefusals(
  tx: Tx,
  importId: string,
  first: number,
  refusals: readonly Refusal[],
): Promise<void> {
  await insertRows(
    tx,
    'refusal',
    refusals.map((refusal, i) => ({
      import_id: importId,
      position: first + i,
      file: refusal.file,
      row_number: refusal.row,
      field: refusal.field,
      reason: refusal.reason,
      partial: refusal.partial ?? false,
    })),
  );
}

/** How many contributions of a source are there that its last export still had. */
export async function countPresent(tx: Tx, sourceId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('contribution')
    .select(sql<number>`count(*)`.as('count'))
    .where('source_id', '=', sourceId)
    .where('vanished_in', 'is', null)
    .executeTakeFirstOrThrow();
  return count;
}

// Reading ----------------------------------------------------------------------------------------------------------------

export type ImportRecord = ImportCounts & {
  id: string;
  format: string;
  source: string;
  fileName: string;
  sha256: string;
  startedAt: Date;
  finishedAt: Date | null;
  reading: FieldReading[];
};

/** The imports of a consultation, newest first. */
export async function importsOf(db: Db, consultationId: string): Promise<ImportRecord[]> {
  const rows = await db
    .selectFrom('import')
    .innerJoin('source', 'source.id', 'import.source_id')
    .selectAll('import')
    .select(['source.format', 'source.name', 'source.mapping'])
    .where('source.consultation_id', '=', consultationId)
    .orderBy('import.started_at', 'desc')
    .orderBy('import.id', 'desc')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    format: row.format,
    source: row.name,
    fileName: row.file_name,
    sha256: row.file_sha256.toString('hex'),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    received: row.received,
    accepted: row.accepted,
    versioned: row.versioned,
    merged: row.merged,
    refused: row.refused,
    vanished: row.vanished,
    reading: row.mapping as FieldReading[],
  }));
}

/** What an import refused, in the order of the file. */
export async function refusalsOf(db: Db, importId: string, limit = 1000): Promise<Refusal[]> {
  const rows = await db
    .selectFrom('refusal')
    .selectAll()
    .where('import_id', '=', importId)
    .orderBy('position')
    .limit(limit)
    .execute();
  return rows.map(({ file, row_number, field, reason, partial }) => ({
    file,
    row: row_number,
    field,
    reason,
    partial,
  }));
}

/** Attachments of a consultation's current contributions that gave no words, by state, with one reason each. */
export async function unreadAttachments(db: Db, consultationId: string): Promise<{ state: string; count: number }[]> {
  return await db
    .selectFrom('attachment')
    .innerJoin('contribution_version as v', 'v.id', 'attachment.version_id')
    .innerJoin('contribution', (join) =>
      join.onRef('contribution.id', '=', 'v.contribution_id').onRef('contribution.version', '=', 'v.version'),
    )
    .select(['attachment.state', sql<number>`count(*)`.as('count')])
    .where('contribution.consultation_id', '=', consultationId)
    .where('attachment.state', '<>', 'read')
    .groupBy('attachment.state')
    .orderBy('attachment.state')
    .execute();
}
