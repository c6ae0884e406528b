import { sql } from 'kysely';
import type { CampaignRole, CampaignTexts } from '../core/campaign.ts';
import { newId } from '../core/id.ts';
import type { StatementKind } from '../core/statement.ts';
import type { AssignedBy, CandidateTheme, Stance, Theme } from '../core/theme.ts';
import type { Db, Tx } from './open.ts';
import { insertRows } from './rows.ts';

/** The read and write side of an analysis: passages and vectors hang on texts, themes, codings and campaigns on a run. */
export type StoredPassage = {
  body: Buffer;
  position: number;
  start: number;
  end: number;
  language: string;
  /** Hash of language and reading form: what the vector hangs on. */
  textSha256: Buffer;
};

/** A distinct text of a consultation, and what was said of the contributions that brought it. */
export type CurrentBody = { sha256: Buffer; text: string; language: string | null; pages: number[] };

/** The distinct texts of a consultation's current contributions, in the order of their hashes, in pages. */
export async function* currentBodies(db: Db, consultationId: string, pageSize = 2000): AsyncGenerator<CurrentBody[]> {
  for (let after: Buffer = Buffer.alloc(0); ; ) {
    // Of the whole store, because these come in the order of an index; the statement below looks at no others.
    const next = await db
      .selectFrom('text_body')
      .select('sha256')
      .where('sha256', '>', after)
      .orderBy('sha256')
      .limit(pageSize)
      .execute();
    if (next.length === 0) return;
    const bodies = await bodiesAmong(
      db,
      consultationId,
      next.map(({ sha256 }) => sha256),
    );
    if (bodies.length > 0) yield bodies;
    after = next.at(-1)!.sha256;
  }
}

async function bodiesAmong(db: Db, consultationId: string, some: readonly Buffer[]): Promise<CurrentBody[]> {
  const rows = await db
    .selectFrom('text_body')
    .innerJoin('answer', 'answer.body_sha256', 'text_body.sha256')
    .innerJoin('contribution_version as v', 'v.id', 'answer.version_id')
    .innerJoin('contribution', (join) =>
      join.onRef('contribution.id', '=', 'v.contribution_id').onRef('contribution.version', '=', 'v.version'),
    )
    .leftJoin('attachment', 'attachment.id', 'answer.attachment_id')
    .select(['text_body.sha256', 'text_body.text'])
    .select(sql<string | null>`min(v.language)`.as('language'))
    .select(sql<number[] | null>`min(attachment.pages)`.as('pages'))
    .where('contribution.consultation_id', '=', consultationId)
    .where('contribution.standing', '=', 'counted')
    .where('text_body.sha256', '=', sql<Buffer>`any(${some})`)
    .groupBy('text_body.sha256')
    .orderBy('text_body.sha256')
    .execute();
  return rows.map((row) => ({ ...row, pages: row.pages ?? [] }));
}

/** Writes passages down; those that are there already stay. */
export async function insertPassages(tx: Tx, passages: readonly StoredPassage[]): Promise<void> {
  const column = <Cell>(of: (passage: StoredPassage) => Cell) => passages.map(of);
  await sql`
    insert into passage (body_sha256, position, start_at, end_at, language, text_sha256)
    select * from unnest(
      ${column(({ body }) => body)}::bytea[],
      ${column(({ position }) => position)}::integer[],
      ${column(({ start }) => start)}::integer[],
      ${column(({ end }) => end)}::integer[],
      ${column(({ language }) => language)}::text[],
      ${column(({ textSha256 }) => textSha256)}::bytea[]
    )
    on conflict do nothing`.execute(tx);
}

/** The passages of these texts, sorted by text and position; texts that are not cut yet have none. */
export async function passagesOf(db: Db, bodies: readonly Buffer[]): Promise<StoredPassage[]> {
  const rows = await db
    .selectFrom('passage')
    .selectAll()
    .where('body_sha256', '=', sql<Buffer>`any(${bodies})`)
    .orderBy('body_sha256')
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    body: row.body_sha256,
    position: row.position,
    start: row.start_at,
    end: row.end_at,
    language: row.language,
    textSha256: row.text_sha256,
  }));
}

export type StoredVector = { textSha256: Buffer; tier: 'encoder' | 'static'; value: Buffer };

/** The vectors of these passage texts that are known for a model, the encoder's before the static table's. */
export async function vectorsOf(db: Db, model: string, texts: readonly Buffer[]): Promise<StoredVector[]> {
  const rows = await db
    .selectFrom('vector')
    .select(['text_sha256', 'tier', 'value'])
    .distinctOn('text_sha256')
    .where('model', '=', model)
    .where('text_sha256', '=', sql<Buffer>`any(${texts})`)
    .orderBy('text_sha256')
    .orderBy('tier') // 'encoder' < 'static'
    .execute();
  return rows.map((row) => ({ textSha256: row.text_sha256, tier: row.tier, value: row.value }));
}

/** Whether there is any vector of a model. */
export async function hasVectors(db: Db, model: string): Promise<boolean> {
  return (await db.selectFrom('vector').select('tier').where('model', '=', model).limit(1).execute()).length > 0;
}

export async function insertVectors(tx: Tx, model: string, vectors: readonly StoredVector[]): Promise<void> {
  await insertRows(
    tx,
    'vector',
    vectors.map(({ textSha256, tier, value }) => ({ text_sha256: textSha256, tier, model, value })),
    'skip',
  );
}

/** A candidate theme with the passages that stand for it. */
export type FoundTheme = CandidateTheme & { typical: { body: string; position: number }[] };

export type FoundCoding = {
  body: Buffer;
  position: number;
  /** Key of the theme; null: left without one. */
  theme: string | null;
  stance: Stance | null;
  sureness: number | null;
  /** What the passage does, and how sure that is; null: not told. */
  kind: StatementKind | null;
  kindSureness: number | null;
};

export type FoundCampaign = {
  key: string;
  /** The contribution version that carries the text as it was handed out. */
  template: string;
  texts: CampaignTexts;
  /** Versions with the same words together. */
  members: { versionIds: string[]; role: CampaignRole; overlap: number }[];
};

/** Takes back what a run had written before it was interrupted, its record first: without one nobody reads its findings. */
export async function removeFindings(tx: Tx, runId: string): Promise<void> {
  await tx.updateTable('run').set({ record: null }).where('id', '=', runId).execute();
  await tx.deleteFrom('coding').where('run_id', '=', runId).execute();
  await tx.deleteFrom('theme').where('run_id', '=', runId).execute();
  await sql`delete from campaign_member using campaign where campaign_id = campaign.id and run_id = ${runId}`.execute(
    tx,
  );
  await tx.deleteFrom('campaign').where('run_id', '=', runId).execute();
}

/** Writes the themes of a run; returns their ids by key. */
export async function insertThemes(
  tx: Tx,
  consultationId: string,
  runId: string,
  themes: readonly FoundTheme[],
): Promise<Map<string, string>> {
  const ids = new Map(themes.map((theme) => [theme.key, newId()]));
  await insertRows(
    tx,
    'theme',
    themes.map((theme) => ({
      id: ids.get(theme.key)!,
      consultation_id: consultationId,
      origin: theme.origin,
      run_id: runId,
      key: theme.key,
      definition: theme,
    })),
  );
  return ids;
}

export async function insertCodings(
  tx: Tx,
  runId: string,
  themeIds: ReadonlyMap<string, string>,
  codings: readonly FoundCoding[],
): Promise<void> {
  const column = <Cell>(of: (coding: FoundCoding) => Cell) => codings.map(of);
  await sql`
    insert into coding (run_id, body_sha256, position, theme_id, stance, sureness, assigned_by, kind, kind_sureness)
    select ${runId}, body, position, theme, stance, sureness, 'machine', kind, kind_sureness from unnest(
      ${column(({ body }) => body)}::bytea[],
      ${column(({ position }) => position)}::integer[],
      ${column(({ theme }) => (theme === null ? null : themeIds.get(theme)!))}::uuid[],
      ${column(({ stance }) => stance)}::text[],
      ${column(({ sureness }) => sureness)}::real[],
      ${column(({ kind }) => kind)}::text[],
      ${column(({ kindSureness }) => kindSureness)}::real[]
    ) as found (body, position, theme, stance, sureness, kind, kind_sureness)`.execute(tx);
}

/** Writes the campaigns of a run, without their members; returns their ids by key. */
export async function insertCampaigns(
  tx: Tx,
  runId: string,
  campaigns: readonly FoundCampaign[],
): Promise<Map<string, string>> {
  const ids = new Map(campaigns.map(({ key }) => [key, newId()]));
  await insertRows(
    tx,
    'campaign',
    campaigns.map(({ key, template, texts }) => ({
      id: ids.get(key)!,
      run_id: runId,
      key,
      template_version_id: template,
      texts,
    })),
  );
  return ids;
}

/** One contribution version in one campaign. */
export type CampaignMembership = { campaignId: string; versionId: string; role: CampaignRole; overlap: number };

export async function insertCampaignMembers(tx: Tx, members: readonly CampaignMembership[]): Promise<void> {
  const column = <Cell>(of: (member: CampaignMembership) => Cell) => members.map(of);
  await sql`
    insert into campaign_member (campaign_id, version_id, role, overlap)
    select * from unnest(
      ${column(({ campaignId }) => campaignId)}::uuid[],
      ${column(({ versionId }) => versionId)}::uuid[],
      ${column(({ role }) => role)}::text[],
      ${column(({ overlap }) => overlap)}::real[]
    )`.execute(tx);
}

// Reading ----------------------------------------------------------------------------------------------------------------

export async function themesOf(db: Db, runId: string): Promise<(Theme & Pick<FoundTheme, 'typical'>)[]> {
  const rows = await db.selectFrom('theme').select('definition').where('run_id', '=', runId).orderBy('key').execute();
  return rows.map((row) => row.definition as FoundTheme);
}

export type StoredCoding = {
  body: Buffer;
  position: number;
  start: number;
  end: number;
  language: string;
  theme: string;
  stance: Stance | null;
  sureness: number | null;
  assignedBy: AssignedBy;
  kind: StatementKind | null;
  kindSureness: number | null;
};

/** The codings of these texts in a run, sorted by text, position and theme. */
export async function codingsOf(db: Db, runId: string, bodies: readonly Buffer[]): Promise<StoredCoding[]> {
  const rows = await db
    .selectFrom('coding')
    .innerJoin('passage', (join) =>
      join.onRef('passage.body_sha256', '=', 'coding.body_sha256').onRef('passage.position', '=', 'coding.position'),
    )
    .leftJoin('theme', 'theme.id', 'coding.theme_id')
    .select([
      'coding.body_sha256',
      'coding.position',
      'start_at',
      'end_at',
      'language',
      'theme.key',
      'stance',
      'sureness',
      'assigned_by',
      'coding.kind',
      'kind_sureness',
    ])
    .where('coding.run_id', '=', runId)
    .where('coding.body_sha256', '=', sql<Buffer>`any(${bodies})`)
    .orderBy('coding.body_sha256')
    .orderBy('coding.position')
    .orderBy('theme.key')
    .execute();
  return rows.map((row) => ({
    body: row.body_sha256,
    position: row.position,
    start: row.start_at,
    end: row.end_at,
    language: row.language,
    theme: row.key ?? '',
    stance: row.stance as Stance | null,
    sureness: row.sureness,
    assignedBy: row.assigned_by,
    kind: row.kind,
    kindSureness: row.kind_sureness,
  }));
}

/** The campaigns of a run, each with the contribution version that carries its text and with what its members share. */
export async function campaignsOf(
  db: Db,
  runId: string,
): Promise<{ key: string; template: string; texts: CampaignTexts }[]> {
  const rows = await db
    .selectFrom('campaign')
    .select(['key', 'template_version_id', 'texts'])
    .where('run_id', '=', runId)
    .orderBy('key')
    .execute();
  return rows.map((row) => ({ key: row.key, template: row.template_version_id, texts: row.texts as CampaignTexts }));
}

/** Which campaign each of some contribution versions belongs to in a run: the one it overlaps most with. */
export async function campaignMembers(
  db: Db,
  runId: string,
  versionIds: readonly string[],
): Promise<Map<string, { key: string; role: CampaignRole }>> {
  const rows = await db
    .selectFrom('campaign_member')
    .innerJoin('campaign', 'campaign.id', 'campaign_member.campaign_id')
    .select(['version_id', 'key', 'role'])
    .distinctOn('version_id')
    .where('run_id', '=', runId)
    .where('version_id', '=', sql<string>`any(${versionIds}::uuid[])`)
    .orderBy('version_id')
    .orderBy('overlap', 'desc')
    .orderBy('key')
    .execute();
  return new Map(rows.map((row) => [row.version_id, { key: row.key, role: row.role }]));
}
