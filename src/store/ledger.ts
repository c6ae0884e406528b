import { sql } from 'kysely';
import type { Random } from '../core/id.ts';
import { fromHex, leafContent, leafHash, newSalts, profileContent, profileHash, rootOf } from '../core/ledger.ts';
import { type NewLeaf, versionsWithAnswers } from './contribution.ts';
import { takeNumbers } from './log.ts';
import type { Db, Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** Commits to each version in the ledger, in the order given. */
export async function appendToLedger(
  tx: Tx,
  into: { consultationId: string; random: Random },
  versions: readonly NewLeaf[],
): Promise<void> {
  if (versions.length === 0) return;
  const first = await takeNumbers(tx, `ledger:${into.consultationId}`, versions.length);
  const rows = versions.map((version, i) => {
    const salts = newSalts(into.random);
    const content = leafContent(version, profileHash(salts.profileSalt, profileContent(version)));
    return {
      salt: {
        version_id: version.versionId,
        salt: Buffer.from(salts.salt),
        profile_salt: Buffer.from(salts.profileSalt),
      },
      leaf: {
        consultation_id: into.consultationId,
        position: first - 1 + i,
        version_id: version.versionId,
        leaf: Buffer.from(leafHash(salts.salt, content)),
      },
    };
  });
  await insertRows(
    tx,
    'ledger_salt',
    rows.map(({ salt }) => salt),
  );
  await insertRows(
    tx,
    'ledger_leaf',
    rows.map(({ leaf }) => leaf),
  );
}

/** Enters all versions of these contributions that are not in the ledger yet, by code and in their order. */
export async function enterInLedger(
  tx: Tx,
  into: { consultationId: string; random: Random },
  contributionIds: readonly string[],
): Promise<void> {
  if (contributionIds.length === 0) return;
  const rows = await tx
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', 'v.contribution_id', 'contribution.id')
    .leftJoin('ledger_leaf', 'ledger_leaf.version_id', 'v.id')
    .select('v.id')
    .where('contribution.id', '=', sql<string>`any(${contributionIds}::uuid[])`)
    .where('ledger_leaf.version_id', 'is', null)
    .orderBy('code')
    .orderBy('v.version')
    .execute();
  const versions = await versionsWithAnswers(
    tx,
    rows.map(({ id }) => id),
  );
  await appendToLedger(tx, into, versions);
}

const LEAVES_AT_A_TIME = 50_000;

/** All leaves of a consultation's ledger in their order, hexadecimal. */
export async function ledgerLeaves(db: Db, consultationId: string): Promise<string[]> {
  const leaves: string[] = [];
  for (let last = -1; ; ) {
    const rows = await db
      .selectFrom('ledger_leaf')
      .select(['position', sql<string>`encode(leaf, 'hex')`.as('leaf')])
      .where('consultation_id', '=', consultationId)
      .where('position', '>', last)
      .orderBy('position')
      .limit(LEAVES_AT_A_TIME)
      .execute();
    for (const { leaf } of rows) leaves.push(leaf);
    if (rows.length < LEAVES_AT_A_TIME) return leaves;
    last = rows.at(-1)!.position;
  }
}

/** The root of a tree whose leaves are given in hexadecimal. */
export function rootOfLeaves(leaves: readonly string[]): Buffer {
  return Buffer.from(rootOf(leaves.values().map(fromHex)));
}

/** How many leaves a consultation's ledger has, and the state of the decisions on what counts: what an analysis is made of. */
export async function evidenceBasis(
  db: Db,
  consultationId: string,
): Promise<{ ledgerSize: number; evidenceRevision: number }> {
  const { leaves } = await db
    .selectFrom('ledger_leaf')
    .select(({ fn }) => fn.countAll<number>().as('leaves'))
    .where('consultation_id', '=', consultationId)
    .executeTakeFirstOrThrow();
  const { evidence_revision } = await db
    .selectFrom('consultation')
    .select('evidence_revision')
    .where('id', '=', consultationId)
    .executeTakeFirstOrThrow();
  return { ledgerSize: leaves, evidenceRevision: evidence_revision };
}

/** Size and root of a consultation's ledger. */
export async function ledgerRoot(db: Db, consultationId: string): Promise<{ size: number; root: Buffer }> {
  const leaves = await ledgerLeaves(db, consultationId);
  return { size: leaves.length, root: rootOfLeaves(leaves) };
}

/** How many versions stand in the ledger whose contribution no longer counts: taken back, withdrawn or refused. */
export async function countLeavesAside(db: Db, consultationId: string): Promise<number> {
  const { leaves } = await db
    .selectFrom('ledger_leaf')
    .innerJoin('contribution_version as v', 'v.id', 'ledger_leaf.version_id')
    .innerJoin('contribution', 'contribution.id', 'v.contribution_id')
    .select(({ fn }) => fn.countAll<number>().as('leaves'))
    .where('ledger_leaf.consultation_id', '=', consultationId)
    .where('standing', '<>', 'counted')
    .executeTakeFirstOrThrow();
  return leaves;
}
