import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Answer, type ContributionVersion, isTextAnswer } from '../core/contribution.ts';
import { type Clock, newCode, newId, type Random } from '../core/id.ts';
import type { ReceivedAttachment, ReceivedContribution } from '../core/intake.ts';
import { type Deadline, isLate } from '../core/late.ts';
import { fromHex, leafContent, leafHash, newSalts, profileContent, profileHash, rootOf } from '../core/ledger.ts';
import type { Scope, Size, StakeholderProfile, UserType } from '../core/profile.ts';
import type { PublicationChoice } from '../core/publication.ts';
import type { Standing } from '../core/standing.ts';
import { takeNumbers } from './log.ts';
import type { Db, Tx } from './open.ts';
import { insertRows } from './rows.ts';

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

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

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
  const accepted: Accepted[] = [];
  const outcomes = arriving.map((one): Outcome => {
    const { outcome, next } = settle(into, one, known.get(one.sourceKey), at);
    if (next) {
      known.set(one.sourceKey, next);
      accepted.push({ ...next, ...one, versionId: newId(into.random, into.clock), added: outcome.kind === 'added' });
    }
    return outcome;
  });
  await insertContributions(tx, into, accepted, at);
  await insertVersions(tx, into, accepted);
  await insertAnswers(tx, into, accepted);
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

/**
 * What shows that two contributions are from the same stakeholder, and the rule's name; null where nothing does. Who did not
 * agree to be named is linked only with what the same source says is theirs.
 */
function stakeholderLink(received: ReceivedContribution, sourceId: string): { rule: string; key: string } | null {
  const { registerNumber, emailAddress } = received.personal;
  if (received.publication === 'with_name') {
    if (registerNumber && /^\d{9,12}-\d{2}$/.test(registerNumber))
      return { rule: 'register_number', key: registerNumber };
    if (emailAddress) return { rule: 'email_address', key: emailAddress.trim().toLowerCase() };
  }
  return received.person ? { rule: 'same_person_in_source', key: `${sourceId}\u0000${received.person}` } : null;
}

/** Makes a stakeholder for each new contribution, or finds the one that is known already by the shown rules. */
async function linkStakeholders(tx: Tx, into: AcceptInto, added: Accepted[]): Promise<Map<string, string>> {
  const links = added.map((one) => ({ one, link: stakeholderLink(one.received, into.sourceId) }));
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

/** What the author chose stands, whatever a newer export says. */
function publicationOf({ received, publicationByAuthor }: Accepted): PublicationChoice {
  return publicationByAuthor ?? received.publication;
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
      publication: publicationOf({ received, ...one }),
      url: received.url,
      undo_of: null,
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
  const asides = accepted.flatMap(({ versionId, received }) =>
    (received.asides ?? []).map(({ kind, text }, position) => ({ version_id: versionId, position, kind, text })),
  );
  await insertRows(tx, 'aside', asides);
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
  question: string;
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
    question: file.question,
  };
}

/** A version on its way into the ledger. */
export type NewLeaf = Pick<
  ContributionVersion,
  'code' | 'version' | 'channel' | 'answers' | 'day' | 'language' | 'profile'
> & { versionId: string };

/** New again after its import was undone: it may have versions that waited and never got into the ledger. */
function isAgain({ added, version }: Accepted): boolean {
  return added && version > 1;
}

function asLeaf({ received, code, version, versionId }: Accepted): NewLeaf {
  const { answers, day, language, profile, channel = 'import' } = received;
  return { code, version, versionId, channel, answers, day, language, profile };
}

/** Commits to each version in the ledger, in the order given. */
export async function appendToLedger(
  tx: Tx,
  into: Pick<AcceptInto, 'consultationId' | 'random'>,
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
  into: Pick<AcceptInto, 'consultationId' | 'random'>,
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

// Reading ----------------------------------------------------------------------------------------------------------------

/** A contribution in its current version, with what the ledger and the analysis need to know. */
export type StoredContribution = ContributionVersion & {
  id: string;
  versionId: string;
  stakeholderId: string;
  standing: Standing;
  /** Its source's newest export no longer has it. */
  vanished: boolean;
  leaf: number;
  salt: Buffer;
  profileSalt: Buffer;
  /** SHA-256 of the body of each answer in words, in the order of the answers; null for closed ones. */
  bodies: (Buffer | null)[];
};

/** The current versions of a consultation's contributions that count, sorted by code; in pages, so that a million fit. */
export async function* currentContributions(
  db: Db,
  consultationId: string,
  pageSize = 2000,
): AsyncGenerator<StoredContribution[]> {
  const texts: KnownTexts = new Map();
  for (let after = ''; ; ) {
    const page = await contributionPage(db, consultationId, after, pageSize, texts);
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
  texts: KnownTexts,
): Promise<StoredContribution[]> {
  const rows = await currentVersions(db)
    .where('contribution.consultation_id', '=', consultationId)
    .where('standing', '=', 'counted')
    .where('code', '>', after)
    .orderBy('code')
    .limit(size)
    .execute();
  return await withAnswers(db, rows, texts);
}

/** A stretch of a consultation's contributions that count, the last received first. */
export async function contributionsNewestFirst(
  db: Db,
  consultationId: string,
  offset: number,
  limit: number,
): Promise<StoredContribution[]> {
  const rows = await currentVersions(db)
    .where('contribution.consultation_id', '=', consultationId)
    .where('standing', '=', 'counted')
    .orderBy('contribution.received_at', 'desc')
    .orderBy('code')
    .offset(offset)
    .limit(limit)
    .execute();
  return await withAnswers(db, rows);
}

/**
 * One contribution in its current version by its code, also where it no longer counts; undefined where there is none, and for
 * late ones that nobody has accepted.
 */
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

/** An answer in words: the question's key and the hash of the text in hexadecimal. */
export type AnswerInWords = { question: string; body: string };
export type RepliedVersion = {
  versionId: string;
  publication: PublicationChoice;
  vanished: boolean;
  answers: AnswerInWords[];
};

/**
 * Which texts the current versions of a consultation's contributions consist of, without the texts themselves; sorted by
 * code, in pages.
 */
export async function* currentAnswers(
  db: Db,
  consultationId: string,
  pageSize = 5000,
): AsyncGenerator<RepliedVersion[]> {
  for (let after = ''; ; ) {
    const versions = await db
      .selectFrom('contribution')
      .innerJoin('contribution_version as v', (join) =>
        join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
      )
      .select(['contribution.code', 'contribution.vanished_in', 'v.id', 'v.publication'])
      .where('contribution.consultation_id', '=', consultationId)
      .where('standing', '=', 'counted')
      .where('code', '>', after)
      .orderBy('code')
      .limit(pageSize)
      .execute();
    if (versions.length === 0) return;
    const answers = await answersInWords(
      db,
      versions.map(({ id }) => id),
    );
    yield versions.map(({ id, publication, vanished_in }) => ({
      versionId: id,
      publication: publication as PublicationChoice,
      vanished: vanished_in !== null,
      answers: (answers.get(id) ?? []).map(({ question, body }) => ({ question, body })),
    }));
    after = versions.at(-1)!.code;
  }
}

async function answersInWords(db: Db, versionIds: readonly string[]) {
  const rows = await db
    .selectFrom('answer')
    .select(['version_id', 'question', sql<string>`encode(body_sha256, 'hex')`.as('body')])
    .where('version_id', '=', sql<string>`any(${versionIds}::uuid[])`)
    .where('body_sha256', 'is not', null)
    .orderBy('version_id')
    .orderBy('position')
    .execute();
  return Map.groupBy(rows, (row) => row.version_id);
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
      'contribution.standing',
      'contribution.vanished_in',
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

async function withAnswers(db: Db, rows: VersionRow[], texts?: KnownTexts): Promise<StoredContribution[]> {
  const byVersion = await answersOf(
    db,
    rows.map((row) => row.version_id),
    texts,
  );
  return rows.map((row) => {
    const own = byVersion.get(row.version_id) ?? [];
    return {
      id: row.id,
      versionId: row.version_id,
      code: row.code,
      version: row.version,
      channel: row.channel as ContributionVersion['channel'],
      stakeholderId: row.stakeholder_id,
      standing: row.standing,
      vanished: row.vanished_in !== null,
      language: row.language,
      day: row.day,
      profile: storedProfile(row),
      publication: row.publication as PublicationChoice,
      url: row.url,
      leaf: row.leaf,
      salt: row.salt,
      profileSalt: row.profile_salt,
      bodies: own.map((answer) => answer.body_sha256),
      answers: own.map(asAnswer),
    };
  });
}

/** Versions with their answers, whether they are in the ledger yet or not, in the order of the ids given. */
export async function versionsWithAnswers(db: Db | Tx, versionIds: readonly string[]): Promise<NewLeaf[]> {
  const rows = await db
    .selectFrom('contribution_version as v')
    .innerJoin('contribution', 'contribution.id', 'v.contribution_id')
    .select(['v.id', 'code', 'channel', 'v.version', 'language', 'day', 'user_type', 'country', 'size', 'scope'])
    .where('v.id', '=', sql<string>`any(${versionIds}::uuid[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const answers = await answersOf(db, versionIds);
  return versionIds.flatMap((versionId): NewLeaf[] => {
    const row = byId.get(versionId);
    if (!row) return [];
    const { code, version, day, language } = row;
    const channel = row.channel as ContributionVersion['channel'];
    const own = (answers.get(versionId) ?? []).map(asAnswer);
    return [{ versionId, code, version, channel, day, language, profile: storedProfile(row), answers: own }];
  });
}

type AnswerOfVersion = {
  version_id: string;
  question: string;
  body_sha256: Buffer | null;
  chosen: string[] | null;
  text: string | null;
  name: string | null;
  file_sha256: Buffer | null;
  pages: number[] | null;
};

/** Texts by their hash in hexadecimal. */
type KnownTexts = Map<string, string>;

/**
 * The answers of versions in their order, with the words and the files that they were read from.
 * @param texts where given, a text that is in it is not read again, and what is read is put there: campaigns send the same
 *   thousands of times
 */
async function answersOf(
  db: Db | Tx,
  versionIds: readonly string[],
  texts?: KnownTexts,
): Promise<Map<string, AnswerOfVersion[]>> {
  const withoutTexts = db
    .selectFrom('answer')
    .leftJoin('attachment', 'attachment.id', 'answer.attachment_id')
    .select(['answer.version_id', 'answer.question', 'body_sha256', 'chosen', 'name', 'file_sha256', 'pages'])
    .where('answer.version_id', '=', sql<string>`any(${versionIds}::uuid[])`)
    .orderBy('answer.version_id')
    .orderBy('answer.position');
  if (!texts) {
    const joined = withoutTexts.leftJoin('text_body', 'text_body.sha256', 'answer.body_sha256').select('text');
    return Map.groupBy(await joined.execute(), (answer) => answer.version_id);
  }
  const answers = await withoutTexts.execute();
  await readTexts(db, texts, new Set(answers.flatMap((answer) => answer.body_sha256?.toString('hex') ?? [])));
  return Map.groupBy(
    answers.map((answer) => ({ ...answer, text: texts.get(answer.body_sha256?.toString('hex') ?? '') ?? null })),
    (answer) => answer.version_id,
  );
}

async function readTexts(db: Db | Tx, texts: KnownTexts, wanted: ReadonlySet<string>): Promise<void> {
  const missing = [...wanted].filter((body) => !texts.has(body)).map((body) => Buffer.from(body, 'hex'));
  if (missing.length === 0) return;
  const rows = await db
    .selectFrom('text_body')
    .selectAll()
    .where('sha256', '=', sql<Buffer>`any(${missing})`)
    .execute();
  for (const { sha256: body, text } of rows) texts.set(body.toString('hex'), text);
}

function asAnswer({ question, chosen, text, name, file_sha256, pages }: AnswerOfVersion): Answer {
  if (chosen) return { question, values: chosen };
  const file = name ? { file: { name, sha256: file_sha256!.toString('hex'), pageStarts: pages ?? [] } } : {};
  return { question, text: text!, ...file };
}

function storedProfile(row: Pick<VersionRow, 'user_type' | 'country' | 'size' | 'scope'>): StakeholderProfile {
  return {
    userType: row.user_type as UserType | null,
    country: row.country,
    size: row.size as Size | null,
    scope: row.scope as Scope | null,
  };
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

/** How many contributions of a consultation stand where, and how many of those that count have vanished from their source. */
export type StandingCounts = { [standing in Standing]: number } & { vanished: number; lateAccepted: number };

export async function standingCounts(db: Db, consultationId: string): Promise<StandingCounts> {
  const rows = await db
    .selectFrom('contribution')
    .select('standing')
    .select(sql<number>`count(*)`.as('count'))
    .select(sql<number>`count(*) filter (where vanished_in is not null)`.as('vanished'))
    .select(sql<number>`count(*) filter (where late)`.as('late'))
    .where('consultation_id', '=', consultationId)
    .groupBy('standing')
    .execute();
  const of = (standing: Standing) => rows.find((row) => row.standing === standing);
  const count = (standing: Standing) => of(standing)?.count ?? 0;
  return {
    counted: count('counted'),
    waiting: count('waiting'),
    refused: count('refused'),
    undone: count('undone'),
    withdrawn: count('withdrawn'),
    vanished: of('counted')?.vanished ?? 0,
    lateAccepted: of('counted')?.late ?? 0,
  };
}

export type ContributionCounts = {
  contributions: number;
  stakeholders: number;
  published: number;
  countries: number;
  languages: number;
};

/** How much came in so far, over the current versions of those that count. */
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
    .where('standing', '=', 'counted')
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
