import { DomainError } from '../core/error.ts';
import type { Filled } from '../core/filled.ts';
import { type Clock, newCode, newId, parseCode, type Random, realClock, realRandom } from '../core/id.ts';
import type { SubmittedFile } from '../core/submission.ts';
import { contentHash } from './accept.ts';
import { groupCommit } from './group-commit.ts';
import { type Db, inTransaction, type Store, type Tx } from './open.ts';
import { receiptHash, receiptsOf } from './receipt.ts';
import { acceptSubmissions, type Submission, type Submitted } from './submission.ts';

/** An answer that is being written. */
export type Draft = {
  id: string;
  /** Opens it; becomes the code of the receipt. */
  code: string;
  consultationId: string;
  stageId: string;
  questionnaireVersionId: string;
  /** The contribution that it corrects; null for a new one. */
  corrects: string | null;
  isTest: boolean;
  filled: Filled;
  /** What another window had written to fields that this one wrote over, until it was seen. */
  displaced: Filled;
  /** Raised by each save: what a page was made from. */
  revision: number;
  openedAt: Date;
  savedAt: Date;
  files: DraftFile[];
};
export type DraftFile = SubmittedFile & { id: string };

export type NewDraft = Pick<Draft, 'consultationId' | 'stageId' | 'questionnaireVersionId'> & {
  filled?: Filled;
  isTest?: boolean;
};
type Made = { random?: Random; clock?: Clock };

/**
 * Begins an answer; one that is there under the code already stays.
 * @returns the code that opens it from any device
 */
export async function beginDraft(
  store: Pick<Store, 'db'>,
  draft: NewDraft & { code?: string },
  { random = realRandom, clock = realClock }: Made = {},
): Promise<string> {
  const code = draft.code ?? newCode('receipt', random);
  await insertDraft(store.db, { ...draft, code, corrects: null }, { random, clock });
  return code;
}

async function insertDraft(
  db: Db | Tx,
  draft: NewDraft & { code: string; corrects: string | null },
  { random, clock }: { random: Random; clock: Clock },
): Promise<string> {
  const [id, at] = [newId(random, clock), clock()];
  const filled = Object.entries(draft.filled ?? {}).map(([field, values]) => [field, { values, revision: 0 }]);
  await db
    .insertInto('draft')
    .values({
      id,
      code_sha256: receiptHash(draft.code),
      consultation_id: draft.consultationId,
      stage_id: draft.stageId,
      questionnaire_version_id: draft.questionnaireVersionId,
      contribution_id: draft.corrects,
      is_test: draft.isTest ?? false,
      filled: JSON.stringify(Object.fromEntries(filled)),
      displaced: '{}',
      revision: 0,
      opened_at: at,
      saved_at: at,
    })
    .onConflict((conflict) => conflict.column('code_sha256').doNothing())
    .execute();
  return id;
}

/** The draft of a code as people type it; null where it opens none (any more). */
export async function draftByCode(db: Db, typed: string): Promise<Draft | null> {
  const code = parseCode('receipt', typed);
  if (code === null) return null;
  const row = await db.selectFrom('draft').selectAll().where('code_sha256', '=', receiptHash(code)).executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    code,
    consultationId: row.consultation_id,
    stageId: row.stage_id,
    questionnaireVersionId: row.questionnaire_version_id,
    corrects: row.contribution_id,
    isTest: row.is_test,
    filled: Object.fromEntries(Object.entries(row.filled).map(([field, { values }]) => [field, values])),
    displaced: row.displaced,
    revision: row.revision,
    openedAt: row.opened_at,
    savedAt: row.saved_at,
    files: await filesOf(db, row.id),
  };
}

async function filesOf(db: Db, draftId: string): Promise<DraftFile[]> {
  const rows = await db
    .selectFrom('draft_file')
    .selectAll()
    .where('draft_id', '=', draftId)
    .orderBy('added_at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    question: row.question,
    name: row.name,
    sha256: row.file_sha256.toString('hex'),
    bytes: row.bytes,
    state: row.state,
    reason: row.reason,
    text: row.text,
    pageStarts: row.pages ?? [],
  }));
}

export type Saved = { revision: number; savedAt: Date; displaced: Filled };

/**
 * Saves fields of a draft. What another window wrote to one of them since this one's page was made is kept as displaced, so
 * that nothing is lost: the page shows it until it is saved again by somebody who has seen it.
 * @param base the revision that the page was made from
 * @throws DomainError not_found where the draft was handed in or deleted
 */
export async function saveDraft(
  store: Pick<Store, 'db'>,
  draftId: string,
  fields: Filled,
  base: number,
  clock: Clock = realClock,
): Promise<Saved> {
  return await inTransaction(store, async (tx) => {
    const row = await tx
      .selectFrom('draft')
      .select(['filled', 'displaced', 'revision'])
      .where('id', '=', draftId)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new DomainError('not_found', 'This answer was handed in or deleted.');
    const revision = row.revision + 1;
    const merged = mergeFields(row, fields, base, revision);
    const savedAt = clock();
    await tx
      .updateTable('draft')
      .set({
        filled: JSON.stringify(merged.filled),
        displaced: JSON.stringify(merged.displaced),
        revision,
        saved_at: savedAt,
      })
      .where('id', '=', draftId)
      .execute();
    return { revision, savedAt, displaced: merged.displaced };
  });
}

type Stored = {
  filled: { [field: string]: { values: string[]; revision: number } };
  displaced: { [field: string]: string[] };
};

function mergeFields(stored: Stored, fields: Filled, base: number, revision: number): Stored {
  const filled = { ...stored.filled };
  const displaced = { ...stored.displaced };
  for (const [field, values] of Object.entries(fields)) {
    const before = filled[field];
    if (before && sameValues(before.values, values)) {
      if (before.revision <= base) delete displaced[field];
      continue;
    }
    if (before && before.revision > base && before.values.some((value) => value.trim() !== ''))
      displaced[field] = before.values;
    else if (before && before.revision <= base) delete displaced[field];
    filled[field] = { values: [...values], revision };
  }
  return { filled, displaced };
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Adds a file to a draft; a name that another file of it has gets a number. */
export async function addDraftFile(
  store: Pick<Store, 'db'>,
  draftId: string,
  file: SubmittedFile,
  { random = realRandom, clock = realClock }: Made = {},
): Promise<void> {
  await inTransaction(store, async (tx) => {
    const found = await tx.selectFrom('draft').select('id').where('id', '=', draftId).forUpdate().executeTakeFirst();
    if (!found) throw new DomainError('not_found', 'This answer was handed in or deleted.');
    const rows = await tx
      .selectFrom('draft_file')
      .select(['name', 'added_at'])
      .where('draft_id', '=', draftId)
      .execute();
    // Later than all before it, whatever the clock says: files keep the order in which they were added.
    const addedAt = Math.max(clock().getTime(), ...rows.map(({ added_at }) => added_at.getTime() + 1));
    await tx
      .insertInto('draft_file')
      .values({
        id: newId(random, clock),
        draft_id: draftId,
        question: file.question,
        name: freeName(
          file.name,
          rows.map(({ name }) => name),
        ),
        file_sha256: Buffer.from(file.sha256, 'hex'),
        bytes: file.bytes,
        state: file.state,
        reason: file.reason,
        text: file.text,
        pages: file.text === null ? null : [...file.pageStarts],
        added_at: new Date(addedAt),
      })
      .execute();
  });
}

/** `paper (2).pdf` where there is a `paper.pdf`. */
function freeName(name: string, taken: readonly string[]): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${stem} (${n})${ending}`;
    if (!taken.includes(free)) return free;
  }
}

export async function removeDraftFile(store: Pick<Store, 'db'>, draftId: string, fileId: string): Promise<void> {
  if (!/^[0-9a-f-]{36}$/.test(fileId)) return;
  await store.db.deleteFrom('draft_file').where('draft_id', '=', draftId).where('id', '=', fileId).execute();
}

/** Deletes a draft with all that was written, at its author's wish. */
export async function discardDraft(store: Pick<Store, 'db'>, draftId: string): Promise<void> {
  await store.db.deleteFrom('draft').where('id', '=', draftId).execute();
}

/**
 * Opens what was handed in for correction: a draft under the code of its receipt, filled as it was handed in. One that is
 * there already is kept.
 */
export async function beginCorrection(
  store: Pick<Store, 'db'>,
  draft: NewDraft & { code: string; corrects: string; files: readonly SubmittedFile[] },
  { random = realRandom, clock = realClock }: Made = {},
): Promise<void> {
  const known = await store.db
    .selectFrom('draft')
    .select('id')
    .where('code_sha256', '=', receiptHash(draft.code))
    .executeTakeFirst();
  if (known) return;
  const id = await insertDraft(store.db, draft, { random, clock });
  for (const file of draft.files) await addDraftFile(store, id, file, { random, clock });
}

/** A draft on its way into the evidence base. */
export type DraftSubmission = Omit<Submission, 'codeSha256' | 'corrects'> & { draft: Pick<Draft, 'id' | 'code'> };

/** What happens beside it in the same transaction: mails that tell of it. */
export type AlongWith = (tx: Tx, done: readonly { item: DraftSubmission; result: Submitted }[]) => Promise<void>;

/**
 * The one writer of submissions: those that come together are written together, and nobody hears of a receipt before it is
 * durable. A draft is handed in once: whoever sends it again, after a lost line or a crash, gets what became of it.
 */
export function submissionWriter(
  store: Pick<Store, 'db'>,
  alongWith: AlongWith,
  { random = realRandom, clock = realClock }: Made = {},
) {
  return groupCommit<DraftSubmission, Submitted>(store, async (tx, items) => {
    const results = await submitDrafts(tx, items, { random, clock });
    const fresh = items.flatMap((item, i) => (results[i]!.isNew ? [{ item, result: results[i]!.submitted }] : []));
    await alongWith(tx, fresh);
    return results.map(({ submitted }) => submitted);
  });
}

async function submitDrafts(
  tx: Tx,
  items: readonly DraftSubmission[],
  making: { random: Random; clock: Clock },
): Promise<{ submitted: Submitted; isNew: boolean }[]> {
  const taken = await takeDrafts(tx, items);
  const idle = await idleOf(tx, items, taken);
  const fresh = items.filter(({ draft }, i) => taken.has(draft.id) && !idle.has(draft.id) && firstOf(items, i));
  const submitted = await acceptSubmissions(
    tx,
    fresh.map((item) => ({
      ...item,
      codeSha256: receiptHash(item.draft.code),
      corrects: taken.get(item.draft.id) ?? null,
    })),
    making,
  );
  const byDraft = new Map(fresh.map(({ draft }, i) => [draft.id, submitted[i]!]));
  const rest = items.filter(({ draft }) => !byDraft.has(draft.id)).map(({ draft }) => receiptHash(draft.code));
  const known = await receiptsOf(tx, rest);
  return items.map((item) => {
    const own = byDraft.get(item.draft.id);
    if (own) return { submitted: own, isNew: fresh.includes(item) };
    const before = known.get(receiptHash(item.draft.code).toString('hex'));
    if (!before) throw new DomainError('not_found', 'This answer was deleted. Nothing of it was handed in.');
    return { submitted: before, isNew: false };
  });
}

/**
 * Corrections that correct nothing: what they are of was withdrawn while they were written, or they say the same again. They
 * get no version. What they are of is held until the transaction ends.
 * @returns ids of drafts
 */
async function idleOf(
  tx: Tx,
  items: readonly DraftSubmission[],
  taken: ReadonlyMap<string, string | null>,
): Promise<ReadonlySet<string>> {
  const ids = [...taken.values()].filter((id) => id !== null);
  if (ids.length === 0) return new Set();
  const rows = await tx
    .selectFrom('contribution')
    .innerJoin('contribution_version', (join) =>
      join
        .onRef('contribution_version.contribution_id', '=', 'contribution.id')
        .onRef('contribution_version.version', '=', 'contribution.version'),
    )
    .select(['contribution.id', 'standing', 'publication_by_author', 'content_sha256', 'day'])
    .where('contribution.id', 'in', ids)
    .orderBy('contribution.id')
    .forUpdate('contribution')
    .execute();
  const current = new Map(rows.map((row) => [row.id, row]));
  const isIdle = ({ draft, received }: DraftSubmission) => {
    const row = current.get(taken.get(draft.id) ?? '');
    if (!row) return false;
    // The day of handing in is no change; a publication that the author chose later would be one.
    const same = contentHash({ ...received, day: row.day }).equals(row.content_sha256);
    return row.standing === 'withdrawn' || (same && row.publication_by_author === null);
  };
  return new Set(items.filter(isIdle).map(({ draft }) => draft.id));
}

function firstOf(items: readonly DraftSubmission[], i: number): boolean {
  return items.findIndex(({ draft }) => draft.id === items[i]!.draft.id) === i;
}

/** Takes the drafts that are still there: whoever deletes the row hands it in. @returns what each corrects, by id */
async function takeDrafts(tx: Tx, items: readonly DraftSubmission[]): Promise<Map<string, string | null>> {
  const rows = await tx
    .deleteFrom('draft')
    .where(
      'id',
      'in',
      items.map(({ draft }) => draft.id),
    )
    .where('is_test', '=', false)
    .returning(['id', 'contribution_id'])
    .execute();
  return new Map(rows.map(({ id, contribution_id }) => [id, contribution_id]));
}
