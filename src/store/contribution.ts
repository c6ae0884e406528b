import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Answer, ContributionVersion } from '../core/contribution.ts';
import type { Scope, Size, StakeholderProfile, UserType } from '../core/profile.ts';
import type { PublicationChoice } from '../core/publication.ts';
import type { Standing } from '../core/standing.ts';
import type { Db, Tx } from './open.ts';

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A contribution in its current version, with what the ledger and the analysis need to know. */
export type StoredContribution = ContributionVersion & {
  id: string;
  versionId: string;
  stakeholderId: string;
  standing: Standing;
  /** Its source's newest export no longer has it. */
  vanished: boolean;
  /** It was handed in after the call had closed, within the grace. */
  inGrace: boolean;
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
  const ids = await countedIds(db, consultationId, after, size);
  if (ids.length === 0) return [];
  const rows = await currentVersions(db)
    .where('contribution.id', '=', sql<string>`any(${ids}::uuid[])`)
    .orderBy('code')
    .execute();
  return await withAnswers(db, rows, texts);
}

/**
 * Ids of the contributions that count and come next by code. What hangs on them is asked for in a second statement: in one,
 * every page would join all contributions before it cuts off its own.
 */
async function countedIds(db: Db, consultationId: string, after: string, size: number): Promise<string[]> {
  const rows = await db
    .selectFrom('contribution')
    .select('id')
    .where('consultation_id', '=', consultationId)
    .where('standing', '=', 'counted')
    .where('code', '>', after)
    .orderBy('code')
    .limit(size)
    .execute();
  return rows.map(({ id }) => id);
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
    const ids = await countedIds(db, consultationId, after, pageSize);
    if (ids.length === 0) return;
    const versions = await db
      .selectFrom('contribution')
      .innerJoin('contribution_version as v', (join) =>
        join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
      )
      .select(['contribution.code', 'contribution.vanished_in', 'v.id', 'v.publication'])
      .where('contribution.id', '=', sql<string>`any(${ids}::uuid[])`)
      .orderBy('code')
      .execute();
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
      'contribution.in_grace',
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
      inGrace: row.in_grace,
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

/** A version on its way into the ledger. */
export type NewLeaf = Pick<
  ContributionVersion,
  'code' | 'version' | 'channel' | 'answers' | 'day' | 'language' | 'profile'
> & { versionId: string };

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
    set_aside: count('set_aside'),
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
