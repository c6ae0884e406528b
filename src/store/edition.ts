import type { Actor } from '../core/capability.ts';
import { type Clock, newId, realClock } from '../core/id.ts';
import { change } from './change.ts';
import type { Db, Store } from './open.ts';

export type Edition = {
  id: string;
  number: number;
  runId: string;
  root: string;
  madeAt: Date;
  files: { name: string; bytes: number }[];
};

/** Keeps a report as the next edition of its consultation; it never changes again. A run makes one edition, however often it is taken up. */
export async function addEdition(
  store: Store,
  actor: Actor,
  consultationId: string,
  runId: string,
  root: string,
  files: { [name: string]: string | Iterable<string> },
  clock: Clock = realClock,
): Promise<number> {
  const made = await store.db.selectFrom('edition').select('number').where('run_id', '=', runId).executeTakeFirst();
  if (made) return made.number;
  const request = { actor, capability: 'publish reports', stream: consultationId, kind: 'edition.made' } as const;
  return await change(
    store,
    request,
    async (tx, at) => {
      const id = newId(undefined, clock);
      const last = await tx
        .selectFrom('edition')
        .select('number')
        .where('consultation_id', '=', consultationId)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      const number = (last?.number ?? 0) + 1;
      const values = {
        id,
        consultation_id: consultationId,
        run_id: runId,
        number,
        root: Buffer.from(root, 'hex'),
        made_at: at,
      };
      await tx.insertInto('edition').values(values).execute();
      for (const [name, content] of Object.entries(files)) {
        await tx
          .insertInto('edition_file')
          .values({ edition_id: id, name, content: bytesOf(content) })
          .execute();
      }
      return { result: number, subject: id };
    },
    clock,
  );
}

function bytesOf(text: string | Iterable<string>): Buffer {
  return typeof text === 'string' ? Buffer.from(text) : Buffer.concat(Array.from(text, (part) => Buffer.from(part)));
}

/** The editions of a consultation, newest first. */
export async function editionsOf(db: Db, consultationId: string): Promise<Edition[]> {
  const editions = await db
    .selectFrom('edition')
    .selectAll()
    .where('consultation_id', '=', consultationId)
    .orderBy('number', 'desc')
    .execute();
  const files = await db
    .selectFrom('edition_file')
    .innerJoin('edition', 'edition.id', 'edition_file.edition_id')
    .select((select) => ['edition_id', 'name', select.fn<number>('length', ['content']).as('bytes')])
    .where('consultation_id', '=', consultationId)
    .orderBy('name')
    .execute();
  return editions.map((edition) => ({
    id: edition.id,
    number: edition.number,
    runId: edition.run_id,
    root: edition.root.toString('hex'),
    madeAt: edition.made_at,
    files: files.filter((file) => file.edition_id === edition.id).map(({ name, bytes }) => ({ name, bytes })),
  }));
}

/** One file of an edition; undefined where there is none. */
export async function editionFile(db: Db, editionId: string, name: string): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom('edition_file')
    .select('content')
    .where('edition_id', '=', editionId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.content;
}
