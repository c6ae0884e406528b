import { sql } from 'kysely';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random } from '../core/id.ts';
import type { FieldReading } from '../core/intake.ts';
import type { Refusal } from '../core/refusal.ts';
import type { ChangeRequest } from './change.ts';
import { appendToLog } from './log.ts';
import type { Db, Tx } from './open.ts';
import { hasEnded, THIS_PROCESS } from './process.ts';
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
  // Whoever else begins an import here waits until this transaction ends: a source is made once.
  await tx.selectFrom('consultation').select('id').where('id', '=', consultationId).forNoKeyUpdate().execute();
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

/** Keeps what a person said about the columns of a source, for its next export. */
export async function rememberMapping(tx: Tx, sourceId: string, given: object): Promise<void> {
  await tx
    .updateTable('source')
    .set({ given: JSON.stringify(given) })
    .where('id', '=', sourceId)
    .execute();
}

/** The sources of one format about whose columns a person said something, with the names of their files. */
export async function mappedSources(
  db: Db,
  consultationId: string,
  format: string,
): Promise<{ name: string; given: unknown; fileNames: string[] }[]> {
  const rows = await db
    .selectFrom('source')
    .select(['id', 'name', 'given'])
    .where('consultation_id', '=', consultationId)
    .where('format', '=', format)
    .where('given', 'is not', null)
    .orderBy('name')
    .execute();
  const files = await db
    .selectFrom('import')
    .select(['source_id', 'file_name'])
    .distinct()
    .where('source_id', '=', sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`)
    .execute();
  return rows.map(({ id, name, given }) => ({
    name,
    given,
    fileNames: files.filter(({ source_id }) => source_id === id).map(({ file_name }) => file_name),
  }));
}

export type ImportCounts = {
  received: number;
  accepted: number;
  /** Of the accepted, new versions of known contributions. */
  versioned: number;
  /** Of the accepted, those that came late and wait for a person. */
  late: number;
  merged: number;
  refused: number;
  /** Known contributions that the file no longer has. */
  vanished: number;
  /** Known contributions that had vanished and are back. */
  returned: number;
};

export const NO_COUNTS: ImportCounts = {
  received: 0,
  accepted: 0,
  versioned: 0,
  late: 0,
  merged: 0,
  refused: 0,
  vanished: 0,
  returned: 0,
};

/** Without a sign of life for so long an import has lost its process; it gives one every few seconds. */
const SILENT_MS = 60_000;

/**
 * Begins an import. One at a time per source: `sourceFor` has locked the consultation's row until the transaction ends, and an
 * import that lives bars the next one. One that has lost its process is closed as cut off.
 * @throws DomainError conflict where another import into the same source is going on
 */
export async function beginImport(
  tx: Tx,
  actor: ChangeRequest['actor'],
  source: { id: string; consultationId: string },
  file: { name: string; sha256: string; reading: FieldReading[] },
  random: Random,
  clock: Clock,
): Promise<string> {
  const id = newId(random, clock);
  const at = clock();
  await closeLostImports(tx, source.id, at);
  await tx
    .insertInto('import')
    .values({
      id,
      source_id: source.id,
      actor_id: actor.id,
      file_name: file.name,
      file_sha256: Buffer.from(file.sha256, 'hex'),
      started_at: at,
      finished_at: null,
      reading: JSON.stringify(file.reading),
      process: THIS_PROCESS,
      seen_at: at,
    })
    .execute();
  await appendToLog(tx, { stream: source.consultationId, actor, at, kind: 'import.began', subject: id });
  return id;
}

async function closeLostImports(tx: Tx, sourceId: string, at: Date): Promise<void> {
  const open = await tx
    .selectFrom('import')
    .innerJoin('actor', 'actor.id', 'import.actor_id')
    .select(['import.id', 'file_name', 'started_at', 'seen_at', 'process', 'label'])
    .where('source_id', '=', sourceId)
    .where('finished_at', 'is', null)
    .where('cut_off_at', 'is', null)
    .execute();
  const living = open.find(({ seen_at, process }) => isAlive(seen_at, process, at));
  if (living) {
    throw new DomainError(
      'conflict',
      `${living.file_name} is being taken into this source at the moment, since ${living.started_at.toISOString().slice(0, 16)}Z, by ${living.label}. Wait until that is done, or cancel it, and try again: nothing of this file was taken in.`,
    );
  }
  const lost = open.map(({ id }) => id);
  await tx.updateTable('import').set({ cut_off_at: at }).where('id', '=', sql<string>`any(${lost}::uuid[])`).execute();
}

/** Whether an import is still being worked on. */
export function isGoing({ finished_at, cut_off_at, seen_at, process }: ImportLife, at: Date): boolean {
  return finished_at === null && cut_off_at === null && isAlive(seen_at, process, at);
}

type ImportLife = {
  finished_at: Date | null;
  cut_off_at: Date | null;
  seen_at: Date | null;
  process: string | null;
};

/** An import lives while it gives signs of life, and not longer than its process where that can be told on this machine. */
function isAlive(seenAt: Date | null, process: string | null, at: Date): boolean {
  if (seenAt === null || process === null) return false;
  return at.getTime() - seenAt.getTime() < SILENT_MS && !hasEnded(process);
}

/** A sign of life, and what was taken in by now: the sum holds at every moment, also where the rest never comes. */
export async function countIn(tx: Tx, importId: string, counts: ImportCounts, clock: Clock): Promise<void> {
  const row = await tx
    .updateTable('import')
    .set({ ...counts, seen_at: clock() })
    .where('id', '=', importId)
    .where('cut_off_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!row) {
    throw new DomainError(
      'conflict',
      'This import was taken for lost, because it gave no sign of life, and another one has begun. What it had taken in is kept.',
    );
  }
}

export async function giveSignOfLife(db: Db, importId: string, clock: Clock): Promise<void> {
  await db.updateTable('import').set({ seen_at: clock() }).where('id', '=', importId).execute();
}

/** Closes an import that ends before its file does; what it took in is kept. */
export async function cutOffImport(db: Db, importId: string, clock: Clock): Promise<void> {
  await db
    .updateTable('import')
    .set({ cut_off_at: clock() })
    .where('id', '=', importId)
    .where('finished_at', 'is', null)
    .where('cut_off_at', 'is', null)
    .execute();
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
  await countIn(tx, importId, counts, clock);
  await tx.updateTable('import').set({ finished_at: at }).where('id', '=', importId).execute();
  if (counts.vanished + counts.returned > 0) await raiseRevision(tx, consultationId);
  await appendToLog(tx, { stream: consultationId, actor, at, kind: 'import.finished', subject: importId });
}

/** Says that what counts, or what may be quoted, is no longer what the last analysis saw. */
export async function raiseRevision(tx: Tx, consultationId: string): Promise<void> {
  await tx
    .updateTable('consultation')
    .set({ evidence_revision: sql<number>`evidence_revision + 1` })
    .where('id', '=', consultationId)
    .execute();
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

/** How many contributions of a source are there that its last export still had; what was undone or withdrawn is not. */
export async function countPresent(tx: Tx, sourceId: string): Promise<number> {
  const { count } = await tx
    .selectFrom('contribution')
    .select(sql<number>`count(*)`.as('count'))
    .where('source_id', '=', sourceId)
    .where('vanished_in', 'is', null)
    .where('standing', 'in', ['counted', 'waiting'])
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
  /** Where it ended before its file did. */
  cutOffAt: Date | null;
  importedBy: string;
  undone: { at: Date; by: string; reason: string } | null;
  reading: FieldReading[];
};

/** The imports of a consultation, newest first. */
export async function importsOf(db: Db, consultationId: string): Promise<ImportRecord[]> {
  const rows = await selectImports(db)
    .where('source.consultation_id', '=', consultationId)
    .orderBy('import.started_at', 'desc')
    .orderBy('import.id', 'desc')
    .execute();
  return rows.map(asImport);
}

/** One import of a consultation; undefined where there is none. */
export async function importById(db: Db, consultationId: string, id: string): Promise<ImportRecord | undefined> {
  const row = await selectImports(db)
    .where('source.consultation_id', '=', consultationId)
    .where('import.id', '=', id)
    .executeTakeFirst();
  return row && asImport(row);
}

function selectImports(db: Db) {
  return db
    .selectFrom('import')
    .innerJoin('source', 'source.id', 'import.source_id')
    .innerJoin('actor', 'actor.id', 'import.actor_id')
    .leftJoin('actor as undoer', 'undoer.id', 'import.undone_by')
    .selectAll('import')
    .select(['source.format', 'source.name', 'source.mapping', 'actor.label', 'undoer.label as undoer']);
}

type ImportRow = Awaited<ReturnType<ReturnType<typeof selectImports>['execute']>>[number];

function asImport(row: ImportRow): ImportRecord {
  return {
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
    late: row.late,
    returned: row.returned,
    cutOffAt: row.cut_off_at,
    importedBy: row.label,
    undone: row.undone_at && { at: row.undone_at, by: row.undoer!, reason: row.undo_reason! }, // the database guards that all are there
    reading: (row.reading ?? row.mapping) as FieldReading[],
  };
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
    .where('contribution.standing', '=', 'counted')
    .where('attachment.state', 'not in', ['read', 'typed_in'])
    .groupBy('attachment.state')
    .orderBy('attachment.state')
    .execute();
}
