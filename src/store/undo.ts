import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { type ChangeRequest, change } from './change.ts';
import { type ImportRecord, isGoing, raiseRevision } from './import.ts';
import type { Store, Tx } from './open.ts';
import { insertRows } from './rows.ts';
import { copyVersions } from './version.ts';

export type UndoCounts = { withdrawn: number; restored: number; unmarked: number; markedAgain: number };

/** How many contributions go back to their former version with one statement. */
const VERSIONS_AT_A_TIME = 500;

/**
 * Takes a whole import back, with the reason why: what it added no longer counts, what it versioned goes back to the former
 * version (as a new one with the same words; nothing is deleted and the ledger only grows), what it marked as vanished is
 * unmarked, personal data are those from before. What authors decided stands.
 * @throws DomainError conflict where it is going on, was undone already, or a later import of the same source builds on it
 */
export async function undoImport(
  store: Pick<Store, 'db'>,
  actor: Actor,
  { id, consultationId }: Pick<ImportRecord, 'id'> & { consultationId: string },
  reason: string,
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<UndoCounts> {
  const why = reason.trim();
  if (why === '') throw new DomainError('wrong_use', 'An import is undone with a reason: say why.');
  const request: ChangeRequest = {
    actor,
    capability: 'import contributions',
    stream: consultationId,
    kind: 'import.undone',
    reason: why,
  };
  return await change(
    store,
    request,
    async (tx, at) => {
      await refuseToUndo(tx, id, at);
      const decision = { by: actor.id, at, reason: why };
      const withdrawn = await takeBackAdded(tx, id, decision);
      const restored = await restoreVersions(tx, { importId: id, consultationId, random, clock });
      await restorePersonalData(tx, id);
      const unmarked = await unmark(tx, id);
      const markedAgain = await markAgain(tx, id);
      await tx
        .updateTable('import')
        .set({ undone_at: at, undone_by: actor.id, undo_reason: why })
        .where('id', '=', id)
        .execute();
      await raiseRevision(tx, consultationId);
      return { result: { withdrawn, restored, unmarked, markedAgain }, subject: id };
    },
    clock,
  );
}

async function refuseToUndo(tx: Tx, importId: string, at: Date): Promise<void> {
  const one = await tx.selectFrom('import').selectAll().where('id', '=', importId).forUpdate().executeTakeFirst();
  if (!one) throw new DomainError('not_found', 'There is no such import.');
  if (one.undone_at) throw new DomainError('conflict', 'This import has been undone already.');
  if (isGoing(one, at)) {
    throw new DomainError('conflict', 'This import is still going on. Cancel it first, or wait until it is done.');
  }
  const later = await tx
    .selectFrom('import')
    .select(['file_name', 'started_at'])
    .where('source_id', '=', one.source_id)
    .where('undone_at', 'is', null)
    .where((is) =>
      is.or([
        is('started_at', '>', one.started_at),
        is.and([is('started_at', '=', one.started_at), is('id', '>', importId)]),
      ]),
    )
    .where((is) =>
      is.or([
        is.exists(is.selectFrom('import_change').select('import_id').whereRef('import_id', '=', 'import.id')),
        is.and([is('finished_at', 'is', null), is('cut_off_at', 'is', null)]),
      ]),
    )
    .orderBy('started_at', 'desc')
    .executeTakeFirst();
  if (later) {
    throw new DomainError(
      'conflict',
      `A later import of the same source builds on this one: ${later.file_name}. Undo that one first.`,
    );
  }
}

type Decision = { by: string; at: Date; reason: string };

/** What the import added no longer counts; what its author withdrew stays withdrawn. */
async function takeBackAdded(tx: Tx, importId: string, { by, at, reason }: Decision): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('contribution')
    .set({ standing: 'undone', standing_by: by, standing_at: at, standing_reason: reason })
    .where('standing', 'in', ['counted', 'waiting', 'refused'])
    .where('id', 'in', (is) =>
      is
        .selectFrom('import_change')
        .select('contribution_id')
        .where('import_id', '=', importId)
        .where('kind', '=', 'added'),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

type Restoring = { importId: string; consultationId: string; random: Random; clock: Clock };

/** One contribution on its way back: its former version, and the new one that says the same. */
type Restored = {
  contributionId: string;
  formerId: string;
  versionId: string;
  version: number;
  standing: string;
  publicationByAuthor: PublicationChoice | null;
};

async function restoreVersions(tx: Tx, restoring: Restoring): Promise<number> {
  const all = await versionsToRestore(tx, restoring);
  for (let first = 0; first < all.length; first += VERSIONS_AT_A_TIME) {
    await restoreSome(tx, restoring, all.slice(first, first + VERSIONS_AT_A_TIME));
  }
  return all.length;
}

/** Of each contribution that the import versioned and did not add: the version before the first that it made. */
async function versionsToRestore(tx: Tx, { importId, random, clock }: Restoring): Promise<Restored[]> {
  const rows = await tx
    .selectFrom('import_change as made')
    .innerJoin('contribution', 'contribution.id', 'made.contribution_id')
    .innerJoin('contribution_version as former', 'former.contribution_id', 'contribution.id')
    .select(['contribution.id', 'contribution.version', 'standing', 'publication_by_author', 'former.id as former_id'])
    .where('made.import_id', '=', importId)
    .where('made.kind', '=', 'versioned')
    .where('contribution.standing', '<>', 'undone')
    .where(
      sql<boolean>`made.version = (select min(version) from import_change first where first.import_id = ${importId} and first.contribution_id = contribution.id and first.kind = 'versioned')`,
    )
    .where(sql<boolean>`former.version = made.version - 1`)
    .orderBy('contribution.id')
    .execute();
  return rows.map((row) => ({
    contributionId: row.id,
    formerId: row.former_id,
    versionId: newId(random, clock),
    version: row.version + 1,
    standing: row.standing,
    publicationByAuthor: row.publication_by_author as PublicationChoice | null,
  }));
}

async function restoreSome(tx: Tx, restoring: Restoring, some: readonly Restored[]): Promise<void> {
  await copyVersions(
    tx,
    restoring,
    some.map(({ publicationByAuthor, standing, ...one }) => ({
      ...one,
      publication: publicationByAuthor,
      inLedger: standing === 'counted',
      undoOf: restoring.importId,
    })),
  );
}

async function restorePersonalData(tx: Tx, importId: string): Promise<void> {
  const before = await tx
    .selectFrom('personal_data_before')
    .select(['stakeholder_id', 'fields'])
    .where('import_id', '=', importId)
    .execute();
  const stakeholders = before.map(({ stakeholder_id }) => stakeholder_id);
  await tx
    .deleteFrom('personal_data')
    .where('stakeholder_id', '=', sql<string>`any(${stakeholders}::uuid[])`)
    .execute();
  await insertRows(
    tx,
    'personal_data',
    before.flatMap(({ stakeholder_id, fields }) =>
      Object.entries(fields).map(([field, value]) => ({ stakeholder_id, field, value })),
    ),
  );
  await tx.deleteFrom('personal_data_before').where('import_id', '=', importId).execute();
}

async function unmark(tx: Tx, importId: string): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('contribution')
    .set({ vanished_in: null })
    .where('vanished_in', '=', importId)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** What had vanished before and came back with this import has vanished again. */
async function markAgain(tx: Tx, importId: string): Promise<number> {
  const { rows } = await sql`
    update contribution set vanished_in = made.vanished_before
    from import_change made
    where made.import_id = ${importId} and made.kind = 'returned' and made.contribution_id = contribution.id
      and contribution.vanished_in is null
    returning contribution.id`.execute(tx);
  return rows.length;
}
