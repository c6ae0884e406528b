import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { type Clock, newCode, parseCode, type Random, realClock, realRandom } from '../core/id.ts';
import { type ChangeRequest, change } from './change.ts';
import type { Db, Store, Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** One line of what the organiser sends: the contribution, the code that opens it, and where to, as far as it is known. */
export type ClaimCode = { contribution: string; claim: string; emailAddress: string | null };

const ROWS_AT_A_TIME = 2000;

/** A claim code is only ever stored as its hash: 105 random bits need no salt. */
function hashOf(code: string): Buffer {
  return createHash('sha256').update(`claim ${code}`).digest();
}

/**
 * Makes codes with which authors claim their imported contributions: for those that have none yet, or for all, and then the
 * earlier codes open nothing any more. The codes are shown once, here.
 */
export async function makeClaimCodes(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  { again, random = realRandom, clock = realClock }: { again: boolean; random?: Random; clock?: Clock },
): Promise<ClaimCode[]> {
  const request: ChangeRequest = {
    actor,
    capability: 'make claim codes',
    stream: consultationId,
    kind: again ? 'claims.made_again' : 'claims.made',
  };
  return await change(
    store,
    request,
    async (tx, at) => {
      if (again) await removeCodes(tx, consultationId);
      const without = await contributionsWithoutCode(tx, consultationId);
      const made = without.map(({ id, code, emailAddress }) => ({
        id,
        contribution: code,
        claim: newCode('claim', random),
        emailAddress,
      }));
      for (let first = 0; first < made.length; first += ROWS_AT_A_TIME) {
        await insertRows(
          tx,
          'claim',
          made.slice(first, first + ROWS_AT_A_TIME).map(({ id, claim }) => ({
            contribution_id: id,
            code_sha256: hashOf(claim),
            made_at: at,
            made_by: actor.id,
            used_at: null,
          })),
        );
      }
      const result = made.map(({ contribution, claim, emailAddress }) => ({ contribution, claim, emailAddress }));
      return { result, subject: consultationId };
    },
    clock,
  );
}

async function removeCodes(tx: Tx, consultationId: string): Promise<void> {
  await tx
    .deleteFrom('claim')
    .where('contribution_id', 'in', (is) =>
      is.selectFrom('contribution').select('id').where('consultation_id', '=', consultationId),
    )
    .execute();
}

/** Imported contributions that count and that nobody can claim yet, by code. */
async function contributionsWithoutCode(
  db: Db | Tx,
  consultationId: string,
): Promise<{ id: string; code: string; emailAddress: string | null }[]> {
  const rows = await db
    .selectFrom('contribution')
    .leftJoin('claim', 'claim.contribution_id', 'contribution.id')
    .leftJoin('personal_data', (join) =>
      join
        .onRef('personal_data.stakeholder_id', '=', 'contribution.stakeholder_id')
        .on('personal_data.field', '=', 'emailAddress'),
    )
    .select(['contribution.id', 'code', 'personal_data.value'])
    .where('consultation_id', '=', consultationId)
    .where('source_id', 'is not', null)
    .where('standing', '=', 'counted')
    .where('claim.contribution_id', 'is', null)
    .orderBy('code')
    .execute();
  return rows.map(({ id, code, value }) => ({ id, code, emailAddress: value }));
}

export type ClaimCounts = { without: number; made: number; used: number };

/** How many contributions can be claimed, how many were, and how many have no code yet. */
export async function claimCounts(db: Db, consultationId: string): Promise<ClaimCounts> {
  const row = await db
    .selectFrom('contribution')
    .leftJoin('claim', 'claim.contribution_id', 'contribution.id')
    .select([
      sql<number>`count(*) filter (where claim.contribution_id is null and standing = 'counted' and source_id is not null)`.as(
        'without',
      ),
      sql<number>`count(claim.contribution_id)`.as('made'),
      sql<number>`count(claim.used_at)`.as('used'),
    ])
    .where('consultation_id', '=', consultationId)
    .executeTakeFirstOrThrow();
  return row;
}

/** The contribution that a claim code opens; null where the code opens none. */
export async function claimedContribution(
  db: Db,
  typed: string,
): Promise<{ consultationId: string; contributionId: string; contributionCode: string; claim: string } | null> {
  const claim = parseCode('claim', typed);
  if (claim === null) return null;
  const row = await db
    .selectFrom('claim')
    .innerJoin('contribution', 'contribution.id', 'claim.contribution_id')
    .select(['consultation_id', 'contribution.id', 'code'])
    .where('code_sha256', '=', hashOf(claim))
    .executeTakeFirst();
  return row
    ? { consultationId: row.consultation_id, contributionId: row.id, contributionCode: row.code, claim }
    : null;
}

/** Notes that a code was used, once. */
export async function noteClaimUsed(db: Db, claim: string, clock: Clock = realClock): Promise<void> {
  await db
    .updateTable('claim')
    .set({ used_at: clock() })
    .where('code_sha256', '=', hashOf(claim))
    .where('used_at', 'is', null)
    .execute();
}
