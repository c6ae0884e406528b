import type { Db } from './open.ts';

/** A file that a watched folder or mailbox brought, and what became of it. */
export type WatchedFile = {
  sha256: Buffer;
  origin: 'folder' | 'mailbox';
  name: string;
  state: 'taken' | 'failed';
  sentence: string | null;
  at: Date;
};

/** What became of a file of this content before; undefined where it was never seen. */
export async function watchedFile(db: Db, consultationId: string, sha256: Buffer): Promise<WatchedFile | undefined> {
  return await db
    .selectFrom('watched_file')
    .select(['sha256', 'origin', 'name', 'state', 'sentence', 'at'])
    .where('consultation_id', '=', consultationId)
    .where('sha256', '=', sha256)
    .executeTakeFirst();
}

/** Writes down what became of a file; what was known of the same content before is replaced. */
export async function keepWatchedFile(db: Db, consultationId: string, file: WatchedFile): Promise<void> {
  await db
    .insertInto('watched_file')
    .values({ consultation_id: consultationId, ...file })
    .onConflict((conflict) => conflict.columns(['consultation_id', 'sha256']).doUpdateSet(file))
    .execute();
}

/** The files that could not be taken in, newest first. */
export async function watchedFailures(
  db: Db,
  consultationId: string,
  limit = 100,
): Promise<{ name: string; at: Date; sentence: string }[]> {
  const rows = await db
    .selectFrom('watched_file')
    .select(['name', 'at', 'sentence'])
    .where('consultation_id', '=', consultationId)
    .where('state', '=', 'failed')
    .orderBy('at', 'desc')
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map(({ name, at, sentence }) => ({ name, at, sentence: sentence ?? '' }));
}

/** Up to which message a mailbox was read; null where it never was, or where its numbers were given anew since. */
export async function lastMessage(
  db: Db,
  consultationId: string,
  account: string,
  uidValidity: number,
): Promise<number | null> {
  const row = await db
    .selectFrom('mailbox')
    .select('last_uid')
    .where('consultation_id', '=', consultationId)
    .where('account', '=', account)
    .where('uid_validity', '=', uidValidity)
    .executeTakeFirst();
  return row?.last_uid ?? null;
}

export async function keepLastMessage(
  db: Db,
  consultationId: string,
  account: string,
  at: { uidValidity: number; lastUid: number },
): Promise<void> {
  const place = { uid_validity: at.uidValidity, last_uid: at.lastUid };
  await db
    .insertInto('mailbox')
    .values({ consultation_id: consultationId, account, ...place })
    .onConflict((conflict) => conflict.columns(['consultation_id', 'account']).doUpdateSet(place))
    .execute();
}
