import { createHash } from 'node:crypto';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import { change } from './change.ts';
import type { Db, Store } from './open.ts';

/** A link that shows a draft to whoever has it. Its secret is only known to those who were given it. */
export type PreviewLink = { id: string; madeAt: Date; madeBy: string; revokedAt: Date | null };

const TOKEN_BYTES = 24;

/**
 * Makes a link to a draft.
 * @returns the secret of its address, which is shown this once
 */
export async function makePreviewLink(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<string> {
  const token = Buffer.from(random(new Uint8Array(TOKEN_BYTES))).toString('base64url');
  const id = newId(random, clock);
  const request = {
    actor,
    capability: 'set up consultations' as const,
    stream: consultationId,
    kind: 'preview_link.made',
  };
  return await change(
    store,
    request,
    async (tx, at) => {
      await tx
        .insertInto('preview_link')
        .values({
          id,
          consultation_id: consultationId,
          token_sha256: hashOf(token),
          actor_id: actor.id,
          made_at: at,
          revoked_at: null,
        })
        .execute();
      return { result: token, subject: id };
    },
    clock,
  );
}

/** Ends a link: it shows nothing any more. */
export async function revokePreviewLink(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  id: string,
): Promise<void> {
  const request = {
    actor,
    capability: 'set up consultations' as const,
    stream: consultationId,
    kind: 'preview_link.revoked',
  };
  await change(store, request, async (tx, at) => {
    const { numUpdatedRows } = await tx
      .updateTable('preview_link')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('consultation_id', '=', consultationId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new DomainError('conflict', 'There is no such link, or it is revoked already.');
    return { result: undefined, subject: id };
  });
}

/** The links to a draft that still open it, the oldest first. */
export async function previewLinksOf(db: Db, consultationId: string): Promise<PreviewLink[]> {
  const rows = await db
    .selectFrom('preview_link')
    .innerJoin('actor', 'actor.id', 'preview_link.actor_id')
    .select(['preview_link.id', 'made_at', 'label', 'revoked_at'])
    .where('consultation_id', '=', consultationId)
    .where('revoked_at', 'is', null)
    .orderBy('made_at')
    .orderBy('preview_link.id')
    .execute();
  return rows.map(({ id, made_at, label, revoked_at }) => ({
    id,
    madeAt: made_at,
    madeBy: label,
    revokedAt: revoked_at,
  }));
}

/** The consultation that a link shows; null where the link is none, or was revoked. */
export async function consultationOfPreview(db: Db, token: string): Promise<{ id: string; slug: string } | null> {
  const row = await db
    .selectFrom('preview_link')
    .innerJoin('consultation', 'consultation.id', 'preview_link.consultation_id')
    .select(['consultation.id', 'slug'])
    .where('token_sha256', '=', hashOf(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
