import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Answer, type ContributionVersion, isTextAnswer } from '../core/contribution.ts';
import { type Clock, newCode, newId, type Random } from '../core/id.ts';
import type { ReceivedAttachment, ReceivedContribution } from '../core/intake.ts';
import { leafContent, leafHash, newSalts, profileContent, profileHash, rootOf } from '../core/ledger.ts';
import type { Scope, Size, StakeholderProfile, UserType } from '../core/profile.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { takeNumbers } from './log.ts';
import type { Db, Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** What became of a received contribution: new, a new version of a known one, or known already as it is. */
export type Outcome = 'added' | 'versioned' | 'merged';

export type AcceptInto = {
  consultationId: string;
  sourceId: string;
  importId: string;
  questionnaireVersionId: string;
  /** Fills ids, codes and salts; the short `report` on a file gives one that follows from the file. */
  random: Random;
  clock: Clock;
};

/** One contribution on its way in, with the key that says which one it is in its source. */
export type Arriving = { sourceKey: string; received: ReceivedContribution };

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Hash of everything that makes a version: the same content again is no new version. */
export function contentHash(received: ReceivedContribution): Buffer {
  const { answers, attachments, profile, personal, language, day, publication, url } = received;
  return sha256(JSON.stringify([answers, attachments, profile, personal, language, day, publication, url]));
}

/**
 * Accepts contributions into the evidence base: stored with their hash, their leaf and their salts in one transaction.
 * The same source key with the same content is merged, with other content it is a new version.
 * @param arriving contributions in their order; a source key may come more than once
 * @returns what became of each
 */
export async function acceptContributions(tx: Tx, into: AcceptInto, arriving: readonly Arriving[]): Promise<Outcome[]> {
  const known = await knownVersions(tx, into.sourceId, arriving);
  const at = into.clock();
  const accepted: Accepted[] = [];
  const outcomes = arriving.map(({ sourceKey, received }): Outcome => {
    const hash = contentHash(received);
    const before = known.get(sourceKey);
    if (before?.contentSha256.equals(hash)) return 'merged';
    const now = before
      ? { ...before, version: before.version + 1, contentSha256: hash }
      : {
          contributionId: newId(into.random, into.clock),
          code: newCode('contribution', into.random),
          version: 1,
          contentSha256: hash,
        };
    known.set(sourceKey, now);
    accepted.push({ ...now, versionId: newId(into.random, into.clock), sourceKey, received });
    return before ? 'versioned' : 'added';
  });
  await insertContributions(tx, into, accepted, at);
  await insertVersions(tx, into, accepted);
  await insertAnswers(tx, into, accepted);
  await appendToLedger(tx, into, accepted);
  return outcomes;
}

type Known = { contributionId: string; code: string; version: number; contentSha256: Buffer };
type Accepted = Known & { versionId: string; sourceKey: string; received: ReceivedContribution };

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
    .where('source_id', '=', sourceId)
    .where('source_key', '=', sql<string>`any(${keys})`)
    .execute();
  return new Map(
    rows.map((row) => [
      row.source_key!,
      { contributionId: row.id, code: row.code, version: row.version, contentSha256: row.content_sha256 },
    ]),
  );
}

async function insertContributions(tx: Tx, into: AcceptInto, accepted: Accepted[], at: Date): Promise<void> {
  const added = accepted.filter(({ version }) => version === 1);
  const stakeholders = await linkStakeholders(tx, into, added);
  const last = new Map(accepted.map((one) => [one.contributionId, one.version]));
  await insertRows(
    tx,
    'contribution',
    added.map((one) => ({
      id: one.contributionId,
      consultation_id: into.consultationId,
      code: one.code,
      channel: one.received.channel ?? 'import',
      stakeholder_id: stakeholders.get(one.contributionId)!,
      source_id: into.sourceId,
      source_key: one.sourceKey,
      version: last.get(one.contributionId)!,
      received_at: at,
      vanished_in: null,
    })),
  );
  for (const [id, version] of last) {
    if (accepted.some((one) => one.contributionId === id && one.version > 1)) {
      await tx.updateTable('contribution').set({ version, vanished_in: null }).where('id', '=', id).execute();
    }
  }
  for (const one of accepted) if (one.version > 1) await correctPersonalData(tx, one);
}

/** A newer version brings its own names and addresses; those of a stakeholder whom several contributions share only with a name. */
async function correctPersonalData(tx: Tx, { contributionId, received }: Accepted): Promise<void> {
  const stakeholder = await tx
    .selectFrom('stakeholder')
    .innerJoin('contribution', 'contribution.stakeholder_id', 'stakeholder.id')
    .select(['stakeholder.id', 'link_rule'])
    .where('contribution.id', '=', contributionId)
    .executeTakeFirstOrThrow();
  if (stakeholder.link_rule !== null && received.publication !== 'with_name') return;
  await tx.deleteFrom('personal_data').where('stakeholder_id', '=', stakeholder.id).execute();
  const fields = Object.entries(received.personal);
  await insertRows(
    tx,
    'personal_data',
    fields.map(([field, value]) => ({ stakeholder_id: stakeholder.id, field, value })),
  );
}

/**
 * What shows that two contributions are from the same stakeholder, and the rule's name; null where nothing does. Who did not
 * agree to be named is linked with nobody.
 */
function stakeholderLink(received: ReceivedContribution): { rule: string; key: string } | null {
  if (received.publication !== 'with_name') return null;
  const { registerNumber, emailAddress } = received.personal;
  if (registerNumber && /^\d{9,12}-\d{2}$/.test(registerNumber))
    return { rule: 'register_number', key: registerNumber };
  if (emailAddress) return { rule: 'email_address', key: emailAddress.trim().toLowerCase() };
  return null;
}

/** Makes a stakeholder for each new contribution, or finds the one that is known already by the shown rules. */
async function linkStakeholders(tx: Tx, into: AcceptInto, added: Accepted[]): Promise<Map<string, string>> {
  const links = added.map((one) => ({ one, link: stakeholderLink(one.received) }));
  const hashes = links.flatMap(({ link }) => (link ? [sha256(`${link.rule}\u0000${link.key}`)] : []));
  const rows = await tx
    .selectFrom('stakeholder')
    .select(['id', 'link_sha256'])
    .where('consultation_id', '=', into.consultationId)
    .where('link_sha256', '=', sql<Buffer>`any(${hashes})`)
    .execute();
  const known = new Map(rows.map((row) => [row.link_sha256!.toString('hex'), row.id]));
  const made: { id: string; consultation_id: string; link_rule: string | null; link_sha256: Buffer | null }[] = [];
  const personal: { stakeholder_id: string; field: string; value: string }[] = [];
  const ids = new Map<string, string>();
  for (const { one, link } of links) {
    const hash = link ? sha256(`${link.rule}\u0000${link.key}`) : null;
    let id = hash ? known.get(hash.toString('hex')) : undefined;
    if (!id) {
      id = newId(into.random, into.clock);
      made.push({ id, consultation_id: into.consultationId, link_rule: link?.rule ?? null, link_sha256: hash });
      if (hash) known.set(hash.toString('hex'), id);
      for (const [field, value] of Object.entries(one.received.personal))
        personal.push({ stakeholder_id: id, field, value });
    }
    ids.set(one.contributionId, id);
  }
  await insertRows(tx, 'stakeholder', made);
  await insertRows(tx, 'personal_data', personal);
  return ids;
}

async function insertVersions(tx: Tx, into: AcceptInto, accepted: Accepted[]): Promise<void> {
  await insertRows(
    tx,
    'contribution_version',
    accepted.map(({ received, ...one }) => ({
      id: one.versionId,
      contribution_id: one.contributionId,
      version: one.version,
      questionnaire_version_id: into.questionnaireVersionId,
      import_id: into.importId,
      content_sha256: one.contentSha256,
      language: received.language,
      day: received.day,
      user_type: received.profile.userType,
      country: received.profile.country,
      size: received.profile.size,
      scope: received.profile.scope,
      publication: received.publication,
      url: received.url,
    })),
  );
}

async function insertAnswers(tx: Tx, into: AcceptInto, accepted: Accepted[]): Promise<void> {
  const bodies = new Map<string, { sha256: Buffer; text: string }>();
  const attachments: AttachmentRow[] = [];
  const answers: AnswerRow[] = [];
  for (const { versionId, received } of accepted) {
    const files = received.attachments.map((attachment) =>
      attachmentRow(into, versionId, attachment, received.answers),
    );
    attachments.push(...files);
    received.answers.forEach((answer, position) => {
      const body = isTextAnswer(answer) ? { sha256: sha256(answer.text), text: answer.text } : null;
      if (body) bodies.set(body.sha256.toString('hex'), body);
      const file = isTextAnswer(answer) ? answer.file : undefined;
      answers.push({
        version_id: versionId,
        position,
        question: answer.question,
        body_sha256: body?.sha256 ?? null,
        attachment_id: file ? (files.find(({ name }) => name === file.name)?.id ?? null) : null,
        chosen: isTextAnswer(answer) ? null : answer.values,
      });
    });
  }
  await insertRows(tx, 'text_body', [...bodies.values()], 'skip');
  await insertRows(tx, 'attachment', attachments);
  await insertRows(tx, 'answer', answers);
}

type AttachmentRow = {
  id: string;
  version_id: string;
  name: string;
  file_sha256: Buffer | null;
  bytes: number | null;
  pages: number[] | null;
  state: string;
  reason: string | null;
};
type AnswerRow = {
  version_id: string;
  position: number;
  question: string;
  body_sha256: Buffer | null;
  attachment_id: string | null;
  chosen: string[] | null;
};

function attachmentRow(
  into: AcceptInto,
  versionId: string,
  file: ReceivedAttachment,
  answers: Answer[],
): AttachmentRow {
  const text = answers.filter(isTextAnswer).find((answer) => answer.file?.name === file.name);
  return {
    id: newId(into.random, into.clock),
    version_id: versionId,
    name: file.name,
    file_sha256: file.sha256 ? Buffer.from(file.sha256, 'hex') : null,
    bytes: file.bytes,
    pages: text?.file?.pageStarts ?? null,
    state: file.state,
    reason: file.state === 'read' ? null : file.reason,
  };
}

/** Commits to each version in the ledger, in the order of arrival. */
async function appendToLedger(tx: Tx, into: AcceptInto, accepted: Accepted[]): Promise<void> {
  if (accepted.length === 0) return;
  const first = await takeNumbers(tx, `ledger:${into.consultationId}`, accepted.length);
  const rows = accepted.map(({ received, ...one }, i) => {
    const salts = newSalts(into.random);
    const profile = profileHash(salts.profileSalt, profileContent(received));
    const content = leafContent(
      {
        code: one.code,
        version: one.version,
        channel: received.channel ?? 'import',
        answers: received.answers,
      },
      profile,
    );
    return {
      salt: { version_id: one.versionId, salt: Buffer.from(salts.salt), profile_salt: Buffer.from(salts.profileSalt) },
      leaf: {
        consultation_id: into.consultationId,
        position: first - 1 + i,
        version_id: one.versionId,
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

/**
 * Marks contributions of a source that the import's file no longer has, and unmarks those that are back; all stay in the
 * evidence. Returns how many vanished.
 */
export async function markVanished(
  tx: Tx,
  sourceId: string,
  importId: string,
  present: readonly string[],
): Promise<number> {
  await tx
    .updateTable('contribution')
    .set({ vanished_in: null })
    .where('source_id', '=', sourceId)
    .where('vanished_in', 'is not', null)
    .where('source_key', '=', sql<string>`any(${present})`)
    .execute();
  const { numUpdatedRows } = await tx
    .updateTable('contribution')
    .set({ vanished_in: importId })
    .where('source_id', '=', sourceId)
    .where('vanished_in', 'is', null)
    .where('source_key', '<>', sql<string>`all(${present})`)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** The key of a contribution whose source has no ids: its content, and which one of several equal ones it is. */
export function keyFromContent(received: ReceivedContribution, seen: Map<string, number>): string {
  const hash = contentHash(received).toString('base64url').slice(0, 22);
  const nth = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, nth);
  return `${hash}#${nth}`;
}

// Reading ----------------------------------------------------------------------------------------------------------------

/** A contribution in its current version, with what the ledger and the analysis need to know. */
export type StoredContribution = ContributionVersion & {
  id: string;
  versionId: string;
  stakeholderId: string;
  leaf: number;
  salt: Buffer;
  profileSalt: Buffer;
  /** SHA-256 of the body of each answer in words, in the order of the answers; null for closed ones. */
  bodies: (Buffer | null)[];
};

/** The current versions of a consultation's contributions, sorted by code; in pages, so that a million fit. */
export async function* currentContributions(
  db: Db,
  consultationId: string,
  pageSize = 2000,
): AsyncGenerator<StoredContribution[]> {
  for (let after = ''; ; ) {
    const page = await contributionPage(db, consultationId, after, pageSize);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)!.code;
  }
}

async function contributionPage(
  db: Db,
  consultationId: string,
  after: string,
  size: number,
): Promise<StoredContribution[]> {
  const rows = await currentVersions(db)
    .where('contribution.consultation_id', '=', consultationId)
    .where('code', '>', after)
    .orderBy('code')
    .limit(size)
    .execute();
  return await withAnswers(db, rows);
}

/** A stretch of a consultation's contributions, the last received first. */
export async function contributionsNewestFirst(
  db: Db,
  consultationId: string,
  offset: number,
  limit: number,
): Promise<StoredContribution[]> {
  const rows = await currentVersions(db)
    .where('contribution.consultation_id', '=', consultationId)
    .orderBy('contribution.received_at', 'desc')
    .orderBy('code')
    .offset(offset)
    .limit(limit)
    .execute();
  return await withAnswers(db, rows);
}

/** One contribution in its current version by its code; undefined where there is none. */
export async function contributionByCode(
  db: Db,
  consultationId: string,
  code: string,
): Promise<StoredContribution | undefined> {
  const rows = await currentVersions(db)
    .where('contribution.consultation_id', '=', consultationId)
    .where('code', '=', code)
    .execute();
  return (await withAnswers(db, rows))[0];
}

type VersionRow = Awaited<ReturnType<ReturnType<typeof currentVersions>['execute']>>[number];

function currentVersions(db: Db) {
  return db
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', (join) =>
      join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
    )
    .innerJoin('ledger_leaf', 'ledger_leaf.version_id', 'v.id')
    .innerJoin('ledger_salt', 'ledger_salt.version_id', 'v.id')
    .select([
      'contribution.id',
      'contribution.code',
      'contribution.channel',
      'contribution.stakeholder_id',
      'v.id as version_id',
      'v.version',
      'v.language',
      'v.day',
      'v.user_type',
      'v.country',
      'v.size',
      'v.scope',
      'v.publication',
      'v.url',
      'ledger_leaf.position as leaf',
      'ledger_salt.salt',
      'ledger_salt.profile_salt',
    ]); // prettier-ignore
}

async function withAnswers(db: Db, rows: VersionRow[]): Promise<StoredContribution[]> {
  const answers = await db
    .selectFrom('answer')
    .leftJoin('text_body', 'text_body.sha256', 'answer.body_sha256')
    .leftJoin('attachment', 'attachment.id', 'answer.attachment_id')
    .select(['answer.version_id', 'question', 'body_sha256', 'chosen', 'text', 'name', 'file_sha256', 'pages'])
    .where('answer.version_id', '=', sql<string>`any(${rows.map((row) => row.version_id)}::uuid[])`)
    .orderBy('answer.version_id')
    .orderBy('answer.position')
    .execute();
  const byVersion = Map.groupBy(answers, (answer) => answer.version_id);
  return rows.map((row) => {
    const own = byVersion.get(row.version_id) ?? [];
    return {
      id: row.id,
      versionId: row.version_id,
      code: row.code,
      version: row.version,
      channel: row.channel as ContributionVersion['channel'],
      stakeholderId: row.stakeholder_id,
      language: row.language,
      day: row.day,
      profile: storedProfile(row),
      publication: row.publication as PublicationChoice,
      url: row.url,
      leaf: row.leaf,
      salt: row.salt,
      profileSalt: row.profile_salt,
      bodies: own.map((answer) => answer.body_sha256),
      answers: own.map((answer): Answer => {
        if (answer.chosen) return { question: answer.question, values: answer.chosen };
        const file = answer.name
          ? { file: { name: answer.name, sha256: answer.file_sha256!.toString('hex'), pageStarts: answer.pages ?? [] } }
          : {};
        return { question: answer.question, text: answer.text!, ...file };
      }),
    };
  });
}

function storedProfile(row: Pick<VersionRow, 'user_type' | 'country' | 'size' | 'scope'>): StakeholderProfile {
  return {
    userType: row.user_type as UserType | null,
    country: row.country,
    size: row.size as Size | null,
    scope: row.scope as Scope | null,
  };
}

/** All leaves of a consultation's ledger in their order. */
export async function ledgerLeaves(db: Db, consultationId: string): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('ledger_leaf')
    .select('leaf')
    .where('consultation_id', '=', consultationId)
    .orderBy('position')
    .execute();
  return rows.map((row) => row.leaf);
}

/** How many leaves a consultation's ledger has. */
export async function countLeaves(db: Db, consultationId: string): Promise<number> {
  const row = await db
    .selectFrom('ledger_leaf')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('consultation_id', '=', consultationId)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Size and root of a consultation's ledger. */
export async function ledgerRoot(db: Db, consultationId: string): Promise<{ size: number; root: Buffer }> {
  const leaves = await ledgerLeaves(db, consultationId);
  return { size: leaves.length, root: Buffer.from(rootOf(leaves)) };
}

export type ContributionCounts = {
  contributions: number;
  stakeholders: number;
  published: number;
  countries: number;
  languages: number;
};

/** How much came in so far, over the current versions. */
export async function contributionCounts(db: Db, consultationId: string): Promise<ContributionCounts> {
  return await db
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', (join) =>
      join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
    )
    .select([
      sql<number>`count(*)`.as('contributions'),
      sql<number>`count(distinct stakeholder_id)`.as('stakeholders'),
      sql<number>`count(*) filter (where publication in ('with_name', 'anonymous'))`.as('published'),
      sql<number>`count(distinct country)`.as('countries'),
      sql<number>`count(distinct v.language)`.as('languages'),
    ])
    .where('consultation_id', '=', consultationId)
    .executeTakeFirstOrThrow();
}

/** The name of the organisation behind a contribution, for those who chose to be named. */
export async function organisationOf(db: Db, stakeholderId: string): Promise<string | null> {
  const row = await db
    .selectFrom('personal_data')
    .select('value')
    .where('stakeholder_id', '=', stakeholderId)
    .where('field', '=', 'organisation')
    .executeTakeFirst();
  return row?.value ?? null;
}
