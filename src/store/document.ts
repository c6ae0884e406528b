import type { Actor } from '../core/capability.ts';
import type { Document } from '../core/document.ts';
import { DomainError } from '../core/error.ts';
import { newId } from '../core/id.ts';
import { change } from './change.ts';
import type { Db, Store, Tx } from './open.ts';

/** The documents of a consultation in their order. */
export async function documentsOf(db: Db, consultationId: string): Promise<Document[]> {
  return await db
    .selectFrom('document')
    .select(['id', 'title', 'url'])
    .where('consultation_id', '=', consultationId)
    .orderBy('position')
    .execute();
}

/**
 * Adds a document to a consultation, or changes one.
 * @param id of the one to change; null for a new one
 * @throws DomainError not_found
 */
export async function saveDocument(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  id: string | null,
  { title, url }: Omit<Document, 'id'>,
): Promise<void> {
  const kind = id ? 'document.changed' : 'document.added';
  await change(store, requestOf(actor, consultationId, kind), async (tx) => {
    const columns = { title: JSON.stringify(title), url };
    const subject = id ?? newId();
    if (id) {
      const { numUpdatedRows } = await tx
        .updateTable('document')
        .set(columns)
        .where('id', '=', id)
        .where('consultation_id', '=', consultationId)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw noSuchDocument();
    } else {
      const position = await nextPosition(tx, consultationId);
      await tx
        .insertInto('document')
        .values({ id: subject, consultation_id: consultationId, position, ...columns })
        .execute();
    }
    return { result: undefined, subject };
  });
}

/** @throws DomainError not_found */
export async function removeDocument(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  id: string,
): Promise<void> {
  await change(store, requestOf(actor, consultationId, 'document.removed'), async (tx) => {
    const { numDeletedRows } = await tx
      .deleteFrom('document')
      .where('id', '=', id)
      .where('consultation_id', '=', consultationId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw noSuchDocument();
    return { result: undefined, subject: id };
  });
}

function requestOf(actor: Actor, consultationId: string, kind: string) {
  return { actor, capability: 'set up consultations' as const, stream: consultationId, kind };
}

function noSuchDocument(): DomainError {
  return new DomainError('not_found', 'There is no such document in this consultation.');
}

async function nextPosition(tx: Tx, consultationId: string): Promise<number> {
  await tx.selectFrom('consultation').select('id').where('id', '=', consultationId).forUpdate().execute();
  const last = await tx
    .selectFrom('document')
    .select(({ fn }) => fn.max('position').as('position'))
    .where('consultation_id', '=', consultationId)
    .executeTakeFirst();
  return (last?.position ?? -1) + 1;
}
