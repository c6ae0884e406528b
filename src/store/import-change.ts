import { sql } from 'kysely';
import type { Db } from './open.ts';

export type ImportChangeKind = 'added' | 'versioned' | 'vanished' | 'returned';

/** What an import did to one contribution. */
export type ImportChange = {
  code: string;
  version: number;
  /** Its first words in that version, and in the version before where the import made a new one. */
  words: string;
  wordsBefore: string | null;
  language: string | null;
};

/** So many characters of an answer are shown where changes are listed. */
const WORDS_SHOWN = 400;

const wordsOf = (version: string) => sql<
  string | null
>`(select string_agg(left(text, ${sql.lit(WORDS_SHOWN)}), ' ' order by answer.position)
  from answer join text_body on text_body.sha256 = answer.body_sha256 where answer.version_id = ${sql.ref(version)})`;

/** What an import did of one kind, by code. */
export async function changesOf(
  db: Db,
  importId: string,
  kind: ImportChangeKind,
  limit: number,
): Promise<ImportChange[]> {
  const rows = await db
    .selectFrom('import_change as made')
    .innerJoin('contribution', 'contribution.id', 'made.contribution_id')
    .innerJoin('contribution_version as v', (join) =>
      join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'made.version'),
    )
    .leftJoin('contribution_version as former', (join) =>
      join
        .onRef('former.contribution_id', '=', 'contribution.id')
        .on(sql<boolean>`made.kind = 'versioned' and former.version = made.version - 1`),
    )
    .select(['code', 'made.version', 'v.language'])
    .select([wordsOf('v.id').as('words'), wordsOf('former.id').as('words_before')])
    .where('made.import_id', '=', importId)
    .where('made.kind', '=', kind)
    .orderBy('code')
    .orderBy('made.version')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    code: row.code,
    version: row.version,
    words: row.words ?? '',
    wordsBefore: kind === 'versioned' ? (row.words_before ?? '') : null,
    language: row.language,
  }));
}

/** A contribution that counts and is no longer in the newest export of its source. */
export type Vanished = { code: string; words: string; language: string | null; file: string; at: Date };

export async function vanishedOf(db: Db, consultationId: string, limit: number): Promise<Vanished[]> {
  const rows = await db
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', (join) =>
      join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
    )
    .innerJoin('import', 'import.id', 'contribution.vanished_in')
    .select(['code', 'v.language', 'file_name', 'started_at', wordsOf('v.id').as('words')])
    .where('contribution.consultation_id', '=', consultationId)
    .where('standing', '=', 'counted')
    .orderBy('code')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    code: row.code,
    words: row.words ?? '',
    language: row.language,
    file: row.file_name,
    at: row.started_at,
  }));
}

/** Since when a contribution is no longer in its source; null where it is there. */
export async function vanishedSince(db: Db, contributionId: string): Promise<Date | null> {
  const row = await db
    .selectFrom('contribution')
    .innerJoin('import', 'import.id', 'contribution.vanished_in')
    .select('started_at')
    .where('contribution.id', '=', contributionId)
    .executeTakeFirst();
  return row?.started_at ?? null;
}

/** How many contributions an import added, versioned, marked as vanished and unmarked. */
export async function countChanges(db: Db, importId: string): Promise<{ [kind in ImportChangeKind]: number }> {
  const rows = await db
    .selectFrom('import_change')
    .select('kind')
    .select(sql<number>`count(*)`.as('count'))
    .where('import_id', '=', importId)
    .groupBy('kind')
    .execute();
  const count = (kind: ImportChangeKind) => rows.find((row) => row.kind === kind)?.count ?? 0;
  return {
    added: count('added'),
    versioned: count('versioned'),
    vanished: count('vanished'),
    returned: count('returned'),
  };
}
