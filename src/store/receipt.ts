import { createHash } from 'node:crypto';
import { parseCode } from '../core/id.ts';
import type { Db, Tx } from './open.ts';

/** A receipt's code is only ever stored as its hash: 105 random bits need no salt. */
export function receiptHash(code: string): Buffer {
  return createHash('sha256').update(`receipt ${code}`).digest();
}

/** What a receipt opens. */
export type Receipt = {
  code: string;
  consultationId: string;
  contributionId: string;
  /** The public code of the contribution. */
  contributionCode: string;
  madeAt: Date;
  erasureAskedAt: Date | null;
};

/** The receipt of a code as people type it; null where it opens nothing. */
export async function receiptByCode(db: Db | Tx, typed: string): Promise<Receipt | null> {
  const code = parseCode('receipt', typed);
  if (code === null) return null;
  const row = await db
    .selectFrom('receipt')
    .innerJoin('contribution', 'contribution.id', 'receipt.contribution_id')
    .select(['receipt.consultation_id', 'contribution_id', 'contribution.code', 'made_at', 'erasure_asked_at'])
    .where('code_sha256', '=', receiptHash(code))
    .executeTakeFirst();
  return row
    ? {
        code,
        consultationId: row.consultation_id,
        contributionId: row.contribution_id,
        contributionCode: row.code,
        madeAt: row.made_at,
        erasureAskedAt: row.erasure_asked_at,
      }
    : null;
}

/** Which of these codes have been handed in already, by the hash in hexadecimal. */
export async function receiptsOf(
  tx: Tx,
  hashes: readonly Buffer[],
): Promise<Map<string, { contributionId: string; code: string; version: number }>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx
    .selectFrom('receipt')
    .innerJoin('contribution', 'contribution.id', 'receipt.contribution_id')
    .select(['code_sha256', 'contribution.id', 'contribution.code', 'contribution.version'])
    .where('code_sha256', 'in', [...hashes])
    .execute();
  return new Map(
    rows.map(({ code_sha256, id, code, version }) => [
      code_sha256.toString('hex'),
      { contributionId: id, code, version },
    ]),
  );
}
