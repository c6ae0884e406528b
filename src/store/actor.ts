import { createHash } from 'node:crypto';
import type { Actor, Role } from '../core/capability.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import type { Db, Tx } from './open.ts';

/** The system itself: migrations, examples, the terminal of the machine's owner. Always there, with every right. */
export const SYSTEM: Actor = {
  id: '00000000-0000-7000-8000-000000000000',
  label: 'Antiphon',
  roles: ['administrator'],
};

/** Whoever holds the code of a contribution: its author, who is known by nothing else. */
export const AUTHOR: Actor = {
  id: '00000000-0000-7000-8000-000000000001',
  label: 'The author',
  roles: ['nobody'],
};

/** Somebody in a room: known to the log only as one of those who were there. */
export const PARTICIPANT: Actor = {
  id: '00000000-0000-7000-8000-000000000002',
  label: 'A participant',
  roles: ['nobody'],
};

export async function ensureSystemActor(db: Db, clock: Clock = realClock): Promise<void> {
  const at = clock();
  await db
    .insertInto('actor')
    .values(
      [SYSTEM, AUTHOR, PARTICIPANT].map(({ id, label }) => ({ id, kind: 'system' as const, label, created_at: at })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

const LINK_HOURS = 24;
const SESSION_HOURS = 12;

/** A secret that is only ever stored as its hash. */
function newToken(random: Random): string {
  return Buffer.from(random(new Uint8Array(32))).toString('base64url');
}

function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

function hoursAfter(at: Date, hours: number): Date {
  return new Date(at.getTime() + hours * 3_600_000);
}

/** Whether an administrator is signed in somewhere; without one a start prints a link. */
export async function administratorSignedIn(db: Db, clock: Clock = realClock): Promise<boolean> {
  const row = await db
    .selectFrom('session')
    .innerJoin('role_grant', 'role_grant.actor_id', 'session.actor_id')
    .select('session.actor_id')
    .where('role', '=', 'administrator')
    .where('ended_at', 'is', null)
    .where('expires_at', '>', clock())
    .executeTakeFirst();
  return row !== undefined;
}

/** Makes the token of a link that signs the administrator in once, within a day. Earlier links end. */
export async function inviteAdministrator(
  tx: Tx,
  random: Random = realRandom,
  clock: Clock = realClock,
): Promise<string> {
  const at = clock();
  const token = newToken(random);
  const id = (await administratorOf(tx)) ?? (await makeAdministrator(tx, newId(random, clock), at));
  await tx
    .updateTable('sign_in_link')
    .set({ expires_at: at })
    .where('actor_id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .execute();
  await tx
    .insertInto('sign_in_link')
    .values({ token_sha256: tokenHash(token), actor_id: id, expires_at: hoursAfter(at, LINK_HOURS), used_at: null })
    .execute();
  return token;
}

async function administratorOf(tx: Tx): Promise<string | undefined> {
  const row = await tx
    .selectFrom('actor')
    .innerJoin('role_grant', 'role_grant.actor_id', 'actor.id')
    .select('actor.id')
    .where('actor.kind', '=', 'staff')
    .where('role', '=', 'administrator')
    .where('consultation_id', 'is', null)
    .orderBy('actor.created_at')
    .orderBy('actor.id')
    .executeTakeFirst();
  return row?.id;
}

async function makeAdministrator(tx: Tx, id: string, at: Date): Promise<string> {
  await tx.insertInto('actor').values({ id, kind: 'staff', label: 'Administrator', created_at: at }).execute();
  await tx
    .insertInto('role_grant')
    .values({ actor_id: id, consultation_id: null, role: 'administrator', granted_at: at })
    .execute();
  return id;
}

export type NewSession = { token: string; csrfToken: string; expiresAt: Date };

/** Uses a sign-in link up: one session for it, once. Null where it is unknown, used or too old. */
export async function signIn(
  tx: Tx,
  linkToken: string,
  random: Random = realRandom,
  clock: Clock = realClock,
): Promise<NewSession | null> {
  const at = clock();
  const link = await tx
    .updateTable('sign_in_link')
    .set({ used_at: at })
    .where('token_sha256', '=', tokenHash(linkToken))
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .returning('actor_id')
    .executeTakeFirst();
  if (!link) return null;
  const session = { token: newToken(random), csrfToken: newToken(random), expiresAt: hoursAfter(at, SESSION_HOURS) };
  await tx
    .insertInto('session')
    .values({
      token_sha256: tokenHash(session.token),
      actor_id: link.actor_id,
      csrf_token: session.csrfToken,
      created_at: at,
      expires_at: session.expiresAt,
      ended_at: null,
    })
    .execute();
  return session;
}

/** Who a session token belongs to, with the token that its forms carry; null where it has ended. */
export async function actorOfSession(
  db: Db,
  token: string,
  clock: Clock = realClock,
): Promise<{ actor: Actor; csrfToken: string } | null> {
  const rows = await db
    .selectFrom('session')
    .innerJoin('actor', 'actor.id', 'session.actor_id')
    // A role in one consultation is none in the house.
    .leftJoin('role_grant', (join) =>
      join.onRef('role_grant.actor_id', '=', 'actor.id').on('role_grant.consultation_id', 'is', null),
    )
    .select(['actor.id', 'actor.label', 'role_grant.role', 'session.csrf_token'])
    .where('session.token_sha256', '=', tokenHash(token))
    .where('session.ended_at', 'is', null)
    .where('session.expires_at', '>', clock())
    .execute();
  const first = rows[0];
  if (!first) return null;
  const roles = rows.flatMap((row) => (row.role ? [row.role as Role] : []));
  return { actor: { id: first.id, label: first.label, roles }, csrfToken: first.csrf_token };
}

/** Who asked for a run, with the rights that they have now. */
export async function actorOfRun(db: Db, runId: string): Promise<Actor> {
  const rows = await db
    .selectFrom('run')
    .innerJoin('actor', 'actor.id', 'run.actor_id')
    .leftJoin('role_grant', (join) =>
      join.onRef('role_grant.actor_id', '=', 'actor.id').on('role_grant.consultation_id', 'is', null),
    )
    .select(['actor.id', 'actor.label', 'role_grant.role'])
    .where('run.id', '=', runId)
    .execute();
  const { id, label } = rows[0]!; // a run has an actor
  if (id === SYSTEM.id) return SYSTEM;
  return { id, label, roles: rows.flatMap(({ role }) => (role ? [role as Role] : [])) };
}

export async function signOut(db: Db, token: string, clock: Clock = realClock): Promise<void> {
  await db
    .updateTable('session')
    .set({ ended_at: clock() })
    .where('token_sha256', '=', tokenHash(token))
    .where('ended_at', 'is', null)
    .execute();
}
