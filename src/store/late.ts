import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, type Random, realClock, realRandom } from '../core/id.ts';
import { type ChangeRequest, change } from './change.ts';
import { raiseRevision } from './import.ts';
import { enterInLedger } from './ledger.ts';
import { appendAllToLog } from './log.ts';
import type { Db, Store, Tx } from './open.ts';

/** A contribution that came after the call had closed, and what became of it. */
export type LateContribution = {
  id: string;
  code: string;
  /** On which day it was made, as its source says. */
  day: string | null;
  receivedAt: Date;
  file: string | null;
  /** Its first words. */
  words: string;
  language: string | null;
  decision: { accepted: boolean; by: string; at: Date; reason: string } | null;
};

/** So many characters are enough to know which one it is. */
const WORDS_SHOWN = 300;

/** The late contributions of a consultation: those that wait first, then those that were decided on; by code. */
export async function lateContributions(
  db: Db,
  consultationId: string,
  { ids, limit = 500, offset = 0 }: { ids?: readonly string[]; limit?: number; offset?: number } = {},
): Promise<LateContribution[]> {
  const rows = await db
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', (join) =>
      join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
    )
    .leftJoin('import', 'import.id', 'v.import_id')
    .leftJoin('actor', 'actor.id', 'contribution.standing_by')
    .select(['contribution.id', 'code', 'v.day', 'v.language', 'received_at', 'file_name', 'standing'])
    .select(['standing_at', 'standing_reason', 'actor.label'])
    .select(
      sql<string | null>`(select string_agg(left(text, ${WORDS_SHOWN}), ' ' order by answer.position)
        from answer join text_body on text_body.sha256 = answer.body_sha256 where answer.version_id = v.id)`.as(
        'words',
      ),
    )
    .where('contribution.consultation_id', '=', consultationId)
    .where('contribution.late', '=', true)
    .where('standing', 'in', ['waiting', 'counted', 'refused'])
    .$if(ids !== undefined, (query) => query.where('contribution.id', '=', sql<string>`any(${ids}::uuid[])`))
    .orderBy(sql`standing <> 'waiting'`)
    .orderBy('code')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    day: row.day,
    language: row.language,
    receivedAt: row.received_at,
    file: row.file_name,
    words: (row.words ?? '').slice(0, WORDS_SHOWN),
    decision:
      row.standing_at === null
        ? null
        : {
            accepted: row.standing === 'counted',
            by: row.label ?? '',
            at: row.standing_at,
            reason: row.standing_reason ?? '',
          },
  }));
}

export type LateDecision = { accept: boolean; reason: string };

/**
 * Accepts or refuses late contributions, with the reason. Accepted ones get their leaves in the ledger and count from now
 * on; a refusal can be turned into an acceptance later, and an acceptance into a refusal.
 * @returns how many were decided on
 * @throws DomainError wrong_use without a reason, conflict where one of them is no late contribution of the consultation
 */
export async function decideOnLate(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  ids: readonly string[],
  { accept, reason }: LateDecision,
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<number> {
  const why = reason.trim();
  if (why === '') throw new DomainError('wrong_use', 'Late contributions are decided on with a reason: say why.');
  if (ids.length === 0) throw new DomainError('wrong_use', 'No contribution was chosen.');
  const kind = accept ? 'late.accepted' : 'late.refused';
  const request: ChangeRequest = {
    actor,
    capability: 'import contributions',
    stream: consultationId,
    kind,
    reason: why,
  };
  return await change(
    store,
    request,
    async (tx, at) => {
      await refuseIfNotLate(tx, consultationId, ids);
      const standing = accept ? ('counted' as const) : ('refused' as const);
      const decided = await tx
        .updateTable('contribution')
        .set({ standing, standing_by: actor.id, standing_at: at, standing_reason: why })
        .where('id', '=', sql<string>`any(${ids}::uuid[])`)
        .where('standing', '<>', standing)
        .returning('id')
        .execute();
      if (accept) await enterInLedger(tx, { consultationId, random }, ids);
      await raiseRevision(tx, consultationId);
      const entry = { stream: consultationId, actor, at, kind: `${kind}.one`, reason: why };
      await appendAllToLog(
        tx,
        entry,
        decided.map(({ id }) => id),
      );
      return { result: decided.length, subject: consultationId };
    },
    clock,
  );
}

async function refuseIfNotLate(tx: Tx, consultationId: string, ids: readonly string[]): Promise<void> {
  const there = await tx
    .selectFrom('contribution')
    .select('id')
    .where('consultation_id', '=', consultationId)
    .where('late', '=', true)
    .where('standing', 'in', ['waiting', 'counted', 'refused'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .forUpdate()
    .execute();
  if (there.length !== new Set(ids).size) {
    throw new DomainError(
      'conflict',
      'Not all of these wait as late contributions any more: somebody withdrew one, or its import was undone. Look again.',
    );
  }
}
