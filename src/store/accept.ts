import { sql } from 'kysely';
import { type Clock, newCode, newId, type Random } from '../core/id.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import { type Deadline, isLate } from '../core/late.ts';
import type { PublicationChoice } from '../core/publication.ts';
import type { Standing } from '../core/standing.ts';
import { type NewLeaf, sha256 } from './contribution.ts';
import { appendToLedger, enterInLedger } from './ledger.ts';
import type { Tx } from './open.ts';
import { insertRows } from './rows.ts';
import { linkStakeholders } from './stakeholder.ts';
import { keepWhoTyped, withTypedWords } from './typed-in.ts';
import { insertVersions } from './version.ts';

/**
 * What became of a received contribution: new (late: it waits for a person), a new version of a known one, known already as
 * it is, or barred because its author withdrew it or a person refused it as late.
 */
export type Outcome =
  | { kind: 'added'; late: boolean }
  | { kind: 'versioned' }
  | { kind: 'merged' }
  | { kind: 'barred'; standing: 'withdrawn' | 'refused' };

export type AcceptInto = {
  consultationId: string;
  sourceId: string;
  importId: string;
  questionnaireVersionId: string;
  /** What came later waits; null: nothing is late. */
  deadline: Deadline | null;
  /** Fills ids, codes and salts; the short `report` on a file gives one that follows from the file. */
  random: Random;
  clock: Clock;
};

/** One contribution on its way in, with the key that says which one it is in its source. */
export type Arriving = { sourceKey: string; received: ReceivedContribution };

/** Hash of everything that makes a version: the same content again is no new version. */
export function contentHash(received: ReceivedContribution): Buffer {
  const { answers, attachments, profile, personal, language, day, publication, url } = received;
  return sha256(JSON.stringify([answers, attachments, profile, personal, language, day, publication, url]));
}

/**
 * Accepts contributions into the evidence base: stored with their hash, their leaf and their salts in one transaction, and
 * written down as what the import changed. The same source key with the same content is merged, with other content it is a
 * new version. What an undone import had brought is new again. Late ones get their leaf when a person accepts them.
 * @param arriving contributions in their order; a source key may come more than once
 * @returns what became of each, and how many of the known ones had vanished and are back
 */
export async function acceptContributions(
  tx: Tx,
  into: AcceptInto,
  arriving: readonly Arriving[],
): Promise<{ outcomes: Outcome[]; returned: number }> {
  const known = await knownVersions(tx, into.sourceId, arriving);
  const returned = await unmarkVanished(tx, into, [...known.values()]);
  const at = into.clock();
  const settled: Accepted[] = [];
  const outcomes = arriving.map((one): Outcome => {
    const { outcome, next } = settle(into, one, known.get(one.sourceKey), at);
    if (next) {
      known.set(one.sourceKey, next);
      settled.push({ ...next, ...one, versionId: newId(into.random, into.clock), added: outcome.kind === 'added' });
    }
    return outcome;
  });
  const accepted = await withTypedWords(tx, settled);
  await insertContributions(tx, into, accepted, at);
  await insertVersions(
    tx,
    into,
    accepted.map((one) => ({ ...into, ...one, publication: publicationOf(one) })),
  );
  const takenOver = accepted.filter((one, i) => one !== settled[i]);
  await keepWhoTyped(
    tx,
    takenOver.map(({ versionId }) => versionId),
  );
  const counted = accepted.filter(({ standing }) => standing === 'counted');
  const [again, plain] = [counted.filter(isAgain), counted.filter((one) => !isAgain(one))];
  await appendToLedger(tx, into, plain.map(asLeaf));
  await enterInLedger(
    tx,
    into,
    again.map(({ contributionId }) => contributionId),
  );
  await insertRows(
    tx,
    'import_change',
    accepted.map(({ contributionId, version, added }) => ({
      import_id: into.importId,
      contribution_id: contributionId,
      kind: added ? 'added' : 'versioned',
      version,
      vanished_before: null,
    })),
  );
  return { outcomes, returned };
}

/** A known contribution as it stands; its hash is that of what the source gave, whatever its author chose since. */
type Known = {
  contributionId: string;
  code: string;
  version: number;
  contentSha256: Buffer;
  standing: Standing;
  late: boolean;
  publicationByAuthor: PublicationChoice | null;
  vanishedIn: string | null;
};
type Accepted = Known & Arriving & { versionId: string; added: boolean };

/** Decides what an arriving contribution is, against the one that is known under its key. */
function settle(
  into: AcceptInto,
  { received }: Arriving,
  before: Known | undefined,
  at: Date,
): { outcome: Outcome; next: Known | null } {
  const contentSha256 = contentHash(received);
  if (before === undefined || before.standing === 'undone') {
    const late = isLate({ channel: received.channel ?? 'import', day: received.day }, at, into.deadline);
    const next: Known = {
      contributionId: before?.contributionId ?? newId(into.random, into.clock),
      code: before?.code ?? newCode('contribution', into.random),
      version: (before?.version ?? 0) + 1,
      contentSha256,
      standing: late ? 'waiting' : 'counted',
      late,
      publicationByAuthor: before?.publicationByAuthor ?? null,
      vanishedIn: null,
    };
    return { outcome: { kind: 'added', late }, next };
  }
  if (before.contentSha256.equals(contentSha256)) return { outcome: { kind: 'merged' }, next: null };
  if (before.standing === 'withdrawn' || before.standing === 'refused') {
    return { outcome: { kind: 'barred', standing: before.standing }, next: null };
  }
  return { outcome: { kind: 'versioned' }, next: { ...before, version: before.version + 1, contentSha256 } };
}

async function knownVersions(tx: Tx, sourceId: string, arriving: readonly Arriving[]): Promise<Map<string, Known>> {
  const keys = [...new Set(arriving.map(({ sourceKey }) => sourceKey))];
  const rows = await tx
    .selectFrom('contribution')
    .innerJoin('contribution_version', (join) =>
      join
        .onRef('contribution_version.contribution_id', '=', 'contribution.id')
        .onRef('contribution_version.version', '=', 'contribution.version'),
    )
    .select(['source_key', 'contribution.id', 'code', 'contribution.version', 'content_sha256'])
    .select(['standing', 'late', 'publication_by_author', 'vanished_in'])
    .where('source_id', '=', sourceId)
    .where('source_key', '=', sql<string>`any(${keys})`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.source_key!,
      {
        contributionId: row.id,
        code: row.code,
        version: row.version,
        contentSha256: row.content_sha256,
        standing: row.standing,
        late: row.late,
        publicationByAuthor: row.publication_by_author as PublicationChoice | null,
        vanishedIn: row.vanished_in,
      },
    ]),
  );
}

/** Those that had vanished from their source and are in its file again. */
async function unmarkVanished(tx: Tx, into: AcceptInto, known: readonly Known[]): Promise<number> {
  const back = known.filter(({ vanishedIn, standing }) => vanishedIn !== null && standing !== 'undone');
  const ids = known.filter(({ vanishedIn }) => vanishedIn !== null).map(({ contributionId }) => contributionId);
  if (ids.length === 0) return 0;
  await tx
    .updateTable('contribution')
    .set({ vanished_in: null })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  await insertRows(
    tx,
    'import_change',
    back.map(({ contributionId, version, vanishedIn }) => ({
      import_id: into.importId,
      contribution_id: contributionId,
      kind: 'returned',
      version,
      vanished_before: vanishedIn,
    })),
  );
  return back.length;
}

async function insertContributions(tx: Tx, into: AcceptInto, accepted: Accepted[], at: Date): Promise<void> {
  const fresh = accepted.filter(({ version }) => version === 1);
  const stakeholders = await linkStakeholders(tx, into, fresh);
  const last = new Map(accepted.map((one) => [one.contributionId, one]));
  await insertRows(
    tx,
    'contribution',
    fresh.map((one) => ({
      id: one.contributionId,
      consultation_id: into.consultationId,
      code: one.code,
      channel: one.received.channel ?? 'import',
      stakeholder_id: stakeholders.get(one.contributionId)!,
      source_id: into.sourceId,
      source_key: one.sourceKey,
      version: last.get(one.contributionId)!.version,
      received_at: at,
      vanished_in: null,
      standing: one.standing,
      late: one.late,
    })),
  );
  for (const one of last.values()) {
    if (one.version === 1) continue;
    const again = accepted.some(({ contributionId, added }) => contributionId === one.contributionId && added);
    const standing = again ? { standing: one.standing, late: one.late, standing_by: null, standing_at: null } : {};
    await tx
      .updateTable('contribution')
      .set({ version: one.version, ...standing, ...(again && { standing_reason: null }) })
      .where('id', '=', one.contributionId)
      .execute();
  }
  for (const one of accepted) if (one.version > 1) await correctPersonalData(tx, into, one);
}

/** A newer version brings its own names and addresses; those of a stakeholder whom several contributions share only with a name. */
async function correctPersonalData(
  tx: Tx,
  { importId }: AcceptInto,
  { contributionId, received }: Accepted,
): Promise<void> {
  const stakeholder = await tx
    .selectFrom('stakeholder')
    .innerJoin('contribution', 'contribution.stakeholder_id', 'stakeholder.id')
    .select(['stakeholder.id', 'link_rule'])
    .where('contribution.id', '=', contributionId)
    .executeTakeFirstOrThrow();
  if (stakeholder.link_rule !== null && received.publication !== 'with_name') return;
  await keepPersonalData(tx, importId, stakeholder.id);
  await tx.deleteFrom('personal_data').where('stakeholder_id', '=', stakeholder.id).execute();
  const fields = Object.entries(received.personal);
  await insertRows(
    tx,
    'personal_data',
    fields.map(([field, value]) => ({ stakeholder_id: stakeholder.id, field, value })),
  );
}

/** As it was before this import, so that undoing the import brings it back. */
async function keepPersonalData(tx: Tx, importId: string, stakeholderId: string): Promise<void> {
  const fields = await tx
    .selectFrom('personal_data')
    .select(['field', 'value'])
    .where('stakeholder_id', '=', stakeholderId)
    .execute();
  const before = Object.fromEntries(fields.map(({ field, value }) => [field, value]));
  await insertRows(
    tx,
    'personal_data_before',
    [{ import_id: importId, stakeholder_id: stakeholderId, fields: before }],
    'skip',
  );
}

/** What the author chose stands, whatever a newer export says. */
function publicationOf({ received, publicationByAuthor }: Accepted): PublicationChoice {
  return publicationByAuthor ?? received.publication;
}

/** New again after its import was undone: it may have versions that waited and never got into the ledger. */
function isAgain({ added, version }: Accepted): boolean {
  return added && version > 1;
}

function asLeaf({ received, code, version, versionId }: Accepted): NewLeaf {
  const { answers, day, language, profile, channel = 'import' } = received;
  return { code, version, versionId, channel, answers, day, language, profile };
}

/** How many contributions are looked at in one go where a whole source is compared. */
const KEYS_AT_A_TIME = 5000;
/** Comes before every id. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Marks contributions of a source that the import's file no longer has; all stay in the evidence.
 * @param present the keys that the file has
 * @returns how many vanished
 */
export async function markVanished(
  tx: Tx,
  sourceId: string,
  importId: string,
  present: ReadonlySet<string>,
): Promise<number> {
  let vanished = 0;
  for (let after = NO_ID; ; ) {
    const rows = await tx
      .selectFrom('contribution')
      .select(['id', 'source_key', 'version', 'vanished_in', 'standing'])
      .where('source_id', '=', sourceId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(KEYS_AT_A_TIME)
      .execute();
    if (rows.length === 0) return vanished;
    after = rows.at(-1)!.id;
    const gone = rows.filter(
      ({ source_key, vanished_in, standing }) =>
        vanished_in === null && (standing === 'counted' || standing === 'waiting') && !present.has(source_key!),
    );
    if (gone.length > 0) await markGone(tx, importId, gone);
    vanished += gone.length;
  }
}

async function markGone(tx: Tx, importId: string, gone: { id: string; version: number }[]): Promise<void> {
  const ids = gone.map(({ id }) => id);
  await tx
    .updateTable('contribution')
    .set({ vanished_in: importId })
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  await insertRows(
    tx,
    'import_change',
    gone.map(({ id, version }) => ({
      import_id: importId,
      contribution_id: id,
      kind: 'vanished',
      version,
      vanished_before: null,
    })),
  );
}

/** The key of a contribution whose source has no ids: its content, and which one of several equal ones it is. */
export function keyFromContent(received: ReceivedContribution, seen: Map<string, number>): string {
  const hash = contentHash(received).toString('base64url').slice(0, 22);
  const nth = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, nth);
  return `${hash}#${nth}`;
}
