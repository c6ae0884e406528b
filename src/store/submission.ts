import { sql } from 'kysely';
import { type Clock, newCode, newId, type Random } from '../core/id.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import { contentHash } from './accept.ts';
import { AUTHOR } from './actor.ts';
import type { NewLeaf } from './contribution.ts';
import { appendToLedger } from './ledger.ts';
import { appendAllToLog } from './log.ts';
import type { Tx } from './open.ts';
import { insertRows } from './rows.ts';
import { linkStakeholders } from './stakeholder.ts';
import { insertVersions } from './version.ts';

/** What somebody hands in here, through whatever channel: a new contribution, or a correction of their own. */
export type Submission = {
  consultationId: string;
  questionnaireVersionId: string;
  /** Hash of the code that opens it from now on (`receiptHash`). */
  codeSha256: Buffer;
  /** The contribution that it corrects; null for a new one. */
  corrects: string | null;
  received: ReceivedContribution;
  /** Sent after the call closed, within the grace. */
  inGrace: boolean;
};

/** How a submission stands in the evidence base: its public code and its version. */
export type Submitted = { contributionId: string; code: string; version: number };

type Making = { random: Random; clock: Clock };
type Placed = Submission & Submitted & { versionId: string; contentSha256: Buffer };

/**
 * Accepts what was handed in: contribution or new version, stakeholder, answers, files, leaf, receipt and log entry, all in
 * the caller's transaction. Whoever writes many at once gives many at once: the statements do not grow with their number.
 * @returns one result per submission, in their order
 */
export async function acceptSubmissions(
  tx: Tx,
  submissions: readonly Submission[],
  making: Making,
): Promise<Submitted[]> {
  if (submissions.length === 0) return [];
  const at = making.clock();
  const corrected = await lockCorrected(tx, submissions);
  const placed = submissions.map((one) => place(one, corrected, making));
  await insertNew(tx, placed, making, at);
  for (const one of placed) if (one.corrects !== null) await correct(tx, one);
  await insertVersions(
    tx,
    making,
    placed.map((one) => ({ ...one, importId: null, publication: one.received.publication })),
  );
  for (const [consultationId, own] of byConsultation(placed)) {
    await appendToLedger(tx, { consultationId, random: making.random }, own.map(asLeaf));
    await tell(tx, consultationId, own, at);
  }
  return placed.map(({ contributionId, code, version }) => ({ contributionId, code, version }));
}

async function lockCorrected(tx: Tx, submissions: readonly Submission[]): Promise<Map<string, Submitted>> {
  const ids = submissions.flatMap(({ corrects }) => corrects ?? []);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .selectFrom('contribution')
    .select(['id', 'code', 'version'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('id')
    .forUpdate()
    .execute();
  return new Map(rows.map(({ id, code, version }) => [id, { contributionId: id, code, version }]));
}

function place(one: Submission, corrected: Map<string, Submitted>, { random, clock }: Making): Placed {
  const known = one.corrects === null ? undefined : corrected.get(one.corrects)!; // its receipt names it
  const next: Submitted = known
    ? { ...known, version: known.version + 1 }
    : { contributionId: newId(random, clock), code: newCode('contribution', random), version: 1 };
  if (known) corrected.set(next.contributionId, next);
  return { ...one, ...next, versionId: newId(random, clock), contentSha256: contentHash(one.received) };
}

async function insertNew(tx: Tx, placed: readonly Placed[], making: Making, at: Date): Promise<void> {
  const fresh = placed.filter(({ corrects }) => corrects === null);
  for (const [consultationId, own] of byConsultation(fresh)) {
    const stakeholders = await linkStakeholders(tx, { consultationId, sourceId: null, ...making }, own);
    await insertRows(
      tx,
      'contribution',
      own.map((one) => ({
        id: one.contributionId,
        consultation_id: consultationId,
        code: one.code,
        channel: one.received.channel ?? 'submission',
        stakeholder_id: stakeholders.get(one.contributionId)!,
        version: 1,
        received_at: at,
        in_grace: one.inGrace,
      })),
    );
  }
  await insertRows(
    tx,
    'receipt',
    fresh.map((one) => ({
      code_sha256: one.codeSha256,
      consultation_id: one.consultationId,
      contribution_id: one.contributionId,
      made_at: at,
    })),
  );
}

/** A correction brings its own name and address; those of a stakeholder whom several contributions share only with a name. */
async function correct(tx: Tx, { contributionId, version, received }: Placed): Promise<void> {
  const { stakeholder_id } = await tx
    .updateTable('contribution')
    .set({ version, publication_by_author: null })
    .where('id', '=', contributionId)
    .returning('stakeholder_id')
    .executeTakeFirstOrThrow();
  const { link_rule } = await tx
    .selectFrom('stakeholder')
    .select('link_rule')
    .where('id', '=', stakeholder_id)
    .executeTakeFirstOrThrow();
  if (link_rule !== null && received.publication !== 'with_name') return;
  await tx.deleteFrom('personal_data').where('stakeholder_id', '=', stakeholder_id).execute();
  await insertRows(
    tx,
    'personal_data',
    Object.entries(received.personal).map(([field, value]) => ({ stakeholder_id, field, value })),
  );
}

function asLeaf({ received, code, version, versionId }: Placed): NewLeaf {
  const { answers, day, language, profile, channel = 'submission' } = received;
  return { code, version, versionId, channel, answers, day, language, profile };
}

async function tell(tx: Tx, consultationId: string, placed: readonly Placed[], at: Date): Promise<void> {
  const kinds = [
    ['contribution.submitted', placed.filter(({ corrects }) => corrects === null)],
    ['contribution.corrected', placed.filter(({ corrects }) => corrects !== null)],
  ] as const;
  for (const [kind, own] of kinds) {
    await appendAllToLog(
      tx,
      { stream: consultationId, actor: AUTHOR, at, kind },
      own.map(({ contributionId }) => contributionId),
    );
  }
}

function byConsultation<T extends { consultationId: string }>(all: readonly T[]): Map<string, T[]> {
  return Map.groupBy(all, ({ consultationId }) => consultationId);
}
