import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import type { Answer } from '../core/contribution.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import type { ReceivedAttachment, ReceivedContribution } from '../core/intake.ts';
import { firstUnstorable, hasLetter } from '../core/text.ts';
import { change } from './change.ts';
import { sha256, versionsWithAnswers } from './contribution.ts';
import { appendToLedger } from './ledger.ts';
import type { Db, Store, Tx } from './open.ts';
import { insertRows } from './rows.ts';
import { copyVersions } from './version.ts';

/** A scan or picture whose words nobody has typed in yet. */
export type WaitingPaper = {
  id: string;
  /** Of the contribution that it belongs to. */
  code: string;
  name: string;
  sha256: string | null;
  bytes: number | null;
  reason: string;
  receivedAt: Date;
};

/** Papers that wait for their words, of contributions that count or may come to count; the oldest first. */
export async function waitingPapers(db: Db, consultationId: string, limit = 500): Promise<WaitingPaper[]> {
  const rows = await waiting(db, consultationId)
    .select(['attachment.id', 'code', 'attachment.name', 'file_sha256', 'bytes', 'reason', 'contribution.received_at'])
    .orderBy('contribution.received_at')
    .orderBy('code')
    .orderBy('attachment.id')
    .limit(limit)
    .execute();
  return rows.map(({ id, code, name, file_sha256, bytes, reason, received_at }) => ({
    id,
    code,
    name,
    sha256: file_sha256?.toString('hex') ?? null,
    bytes,
    reason: reason ?? '',
    receivedAt: received_at,
  }));
}

export async function countWaitingPapers(db: Db, consultationId: string): Promise<number> {
  const { count } = await waiting(db, consultationId)
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** One paper that waits, by its id; undefined where there is none, or none any more. */
export async function waitingPaper(db: Db, consultationId: string, id: string): Promise<WaitingPaper | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
  return (await waitingPapers(db, consultationId, 100_000)).find((paper) => paper.id === id);
}

function waiting(db: Db, consultationId: string) {
  return db
    .selectFrom('attachment')
    .innerJoin('contribution_version as v', 'v.id', 'attachment.version_id')
    .innerJoin('contribution', (join) =>
      join.onRef('contribution.id', '=', 'v.contribution_id').onRef('contribution.version', '=', 'v.version'),
    )
    .where('contribution.consultation_id', '=', consultationId)
    .where('standing', 'in', ['counted', 'waiting'])
    .where('attachment.state', '=', 'without_text');
}

const CHARACTERS_MAX = 1_000_000;

/**
 * Takes in the words of a scan that a person typed: a new version of the contribution with the words as the answer that
 * the file is, in the ledger where the contribution counts. The file of an import that is taken in again still counts as
 * known. Who typed and when stands beside the file.
 * @throws DomainError wrong_use where these are no words, conflict where the paper does not wait (any more)
 */
export async function typeInWords(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  attachmentId: string,
  text: string,
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<void> {
  const words = text.replace(/\r\n?/g, '\n').trim();
  if (!hasLetter(words)) throw new DomainError('wrong_use', 'No words were typed in. Type what the paper says.');
  if (words.length > CHARACTERS_MAX || firstUnstorable(words) >= 0)
    throw new DomainError('wrong_use', `Words can have up to ${CHARACTERS_MAX} characters, all of them text.`);
  const request = {
    actor,
    capability: 'import contributions' as const,
    stream: consultationId,
    kind: 'contribution.typed_in',
  };
  await change(
    store,
    request,
    async (tx, at) => {
      const paper = await lockWaiting(tx, consultationId, attachmentId);
      const versionId = newId(random, clock);
      const copy = {
        contributionId: paper.contribution_id,
        formerId: paper.version_id,
        versionId,
        version: paper.version + 1,
        publication: null,
        inLedger: false, // its leaf holds the words, too
        undoOf: null,
      };
      await copyVersions(tx, { consultationId, random, clock }, [copy]);
      await addWords(tx, versionId, paper, words, { by: actor.id, at });
      if (paper.standing === 'counted')
        await appendToLedger(tx, { consultationId, random }, await versionsWithAnswers(tx, [versionId]));
      const afterSha256 = sha256(words);
      return { result: undefined, subject: paper.contribution_id, afterSha256 };
    },
    clock,
  );
}

type Waiting = Awaited<ReturnType<typeof lockWaiting>>;

async function lockWaiting(tx: Tx, consultationId: string, attachmentId: string) {
  const paper = await waiting(tx, consultationId)
    .select([
      'attachment.version_id',
      'attachment.name',
      'attachment.question',
      'v.questionnaire_version_id',
      'contribution.id as contribution_id',
      'contribution.version',
      'standing',
      'file_sha256',
    ])
    .where('attachment.id', '=', attachmentId)
    .forUpdate('contribution')
    .executeTakeFirst();
  if (paper) return paper;
  throw new DomainError(
    'conflict',
    'This paper does not wait for its words any more: somebody else typed them in, or a newer version of it came.',
  );
}

async function addWords(
  tx: Tx,
  versionId: string,
  paper: Waiting,
  words: string,
  typed: { by: string; at: Date },
): Promise<void> {
  const attachmentId = await copyOf(tx, versionId, paper);
  await tx
    .updateTable('attachment')
    .set({ state: 'typed_in', reason: null, typed_by: typed.by, typed_at: typed.at })
    .where('id', '=', attachmentId)
    .execute();
  const { last } = await tx
    .selectFrom('answer')
    .select(sql<number>`coalesce(max(position), -1)`.as('last'))
    .where('version_id', '=', versionId)
    .executeTakeFirstOrThrow();
  const body = sha256(words);
  await insertRows(tx, 'text_body', [{ sha256: body, text: words }], 'skip');
  await insertRows(tx, 'answer', [
    {
      version_id: versionId,
      position: last + 1,
      question: paper.question ?? (await fileQuestion(tx, paper.questionnaire_version_id)),
      body_sha256: body,
      attachment_id: attachmentId,
      chosen: null,
    },
  ]);
}

type Bringing = { contributionId: string; version: number; received: ReceivedContribution };

/**
 * Newer versions of contributions with the words that people typed in for the same files of earlier ones: a newer export
 * brings the scan again, and nobody types twice.
 */
export async function withTypedWords<One extends Bringing>(tx: Tx, versions: readonly One[]): Promise<One[]> {
  const scans = versions.filter(({ version, received }) => version > 1 && received.attachments.some(isScan));
  if (scans.length === 0) return [...versions];
  const rows = await tx
    .selectFrom('attachment')
    .innerJoin('contribution_version as v', 'v.id', 'attachment.version_id')
    .innerJoin('answer', 'answer.attachment_id', 'attachment.id')
    .innerJoin('text_body', 'text_body.sha256', 'answer.body_sha256')
    .select(['v.contribution_id', 'file_sha256', 'text'])
    .where('v.contribution_id', '=', sql<string>`any(${scans.map(({ contributionId }) => contributionId)}::uuid[])`)
    .where('attachment.state', '=', 'typed_in')
    .orderBy('v.version')
    .execute();
  const typed = new Map(rows.map((row) => [`${row.contribution_id} ${row.file_sha256?.toString('hex')}`, row.text]));
  return versions.map((one) => {
    const words = one.received.attachments.filter(isScan).flatMap(({ question, name, sha256: file }): Answer[] => {
      const text = typed.get(`${one.contributionId} ${file}`);
      return text === undefined ? [] : [{ question, text, file: { name, sha256: file!, pageStarts: [] } }]; // found by it
    });
    if (words.length === 0) return one;
    return { ...one, received: { ...one.received, answers: [...one.received.answers, ...words] } };
  });
}

function isScan({ state, sha256: file }: ReceivedAttachment): boolean {
  return state === 'without_text' && file !== null;
}

/** Writes beside the files of versions that were just stored who typed in the words that they took over, and when. */
export async function keepWhoTyped(tx: Tx, versionIds: readonly string[]): Promise<void> {
  if (versionIds.length === 0) return;
  await sql`
    update attachment set state = 'typed_in', reason = null, typed_by = former.typed_by, typed_at = former.typed_at
    from contribution_version as v, (
      select distinct on (contribution_id, file_sha256) contribution_id, file_sha256, typed_by, typed_at
      from attachment join contribution_version on contribution_version.id = version_id
      where attachment.state = 'typed_in'
        and contribution_id in (select contribution_id from contribution_version where id = any(${versionIds}::uuid[]))
      order by contribution_id, file_sha256, version desc
    ) as former
    where v.id = attachment.version_id and v.id = any(${versionIds}::uuid[]) and attachment.state = 'without_text'
      and former.contribution_id = v.contribution_id and former.file_sha256 = attachment.file_sha256`.execute(tx);
}

/** The file as the new version has it. */
async function copyOf(tx: Tx, versionId: string, { name, file_sha256 }: Waiting): Promise<string> {
  const { id } = await tx
    .selectFrom('attachment')
    .select('id')
    .where('version_id', '=', versionId)
    .where('state', '=', 'without_text')
    .where('name', '=', name)
    .where(sql<boolean>`file_sha256 is not distinct from ${file_sha256}`)
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow();
  return id;
}

/** The question for files of a questionnaire. */
async function fileQuestion(tx: Tx, questionnaireVersionId: string): Promise<string> {
  const row = await tx
    .selectFrom('question')
    .select('key')
    .where('questionnaire_version_id', '=', questionnaireVersionId)
    .where('kind', '=', 'file')
    .orderBy('position')
    .executeTakeFirst();
  if (row) return row.key;
  throw new DomainError('conflict', 'The questionnaire of this contribution asks for no file. Import it again.');
}
