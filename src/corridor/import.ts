import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { may } from '../core/capability.ts';
import { isTextAnswer } from '../core/contribution.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, type Random, realClock, realRandom } from '../core/id.ts';
import type { Delivery, ReceivedContribution } from '../core/intake.ts';
import { deadlineOf } from '../core/late.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Question } from '../core/question.ts';
import type { Refusal } from '../core/refusal.ts';
import { normalForm, pickText } from '../core/text.ts';
import {
  type AcceptInto,
  type Arriving,
  acceptContributions,
  keyFromContent,
  markVanished,
  type Outcome,
} from '../store/accept.ts';
import { consultationById, stagesOf } from '../store/consultation.ts';
import {
  beginImport,
  countIn,
  countPresent,
  cutOffImport,
  finishImport,
  giveSignOfLife,
  type ImportCounts,
  insertRefusals,
  NO_COUNTS,
  rememberMapping,
  sourceFor,
} from '../store/import.ts';
import { inTransaction, type Store } from '../store/open.ts';
import { latestVersion, questionKeysOf, versionWith } from '../store/questionnaire.ts';

export type ImportOptions = {
  actor: Actor;
  consultationId: string;
  random?: Random;
  clock?: Clock;
  onProgress?: OnProgress;
  /** What a person said about its columns (a mapping file): the source remembers it for its next export. */
  given?: object;
  /** Told of every refusal as it is met. */
  onRefusal?: (refusal: Refusal) => void;
  /** Told the id of the import once it has begun. */
  onBegun?: (importId: string) => void;
  signal?: AbortSignal;
};

/** A batch is stored in one transaction and held in memory: so many contributions, or so many characters of them. */
const BATCH = 500;
const BATCH_CHARACTERS = 4_000_000;
const SIGN_OF_LIFE_EVERY_MS = 5_000;

/**
 * Takes a delivery into the evidence base, batch by batch: what is stored stays stored if the rest fails, and importing
 * the same file again takes in only what is missing. received = accepted + merged + refused, after every batch.
 *
 * A newer export of the same source marks what it no longer has, provided it still has at least half of what was there;
 * with less in common it is taken as a further part of the source and nothing is marked.
 *
 * @throws DomainError forbidden; conflict where another import into the same source is going on, or where the file is of
 * another survey than the source; cancelled
 */
export async function importDelivery(store: Store, delivery: Delivery, options: ImportOptions): Promise<ImportCounts> {
  const { actor, clock = realClock } = options;
  if (!may(actor.roles, 'import contributions')) {
    throw new DomainError('forbidden', `${actor.label} may not import contributions.`);
  }
  const begun = await begin(store, delivery, options);
  options.onBegun?.(begun.into.importId);
  const life = setInterval(() => {
    giveSignOfLife(store.db, begun.into.importId, clock).catch(() => {}); // the next one may get through
  }, SIGN_OF_LIFE_EVERY_MS);
  try {
    const counts = await takeIn(store, delivery, options, begun);
    await sql`analyze`.execute(store.db); // without it the next reads of a fresh store grow with the square of its size
    return counts;
  } catch (error) {
    await cutOffImport(store.db, begun.into.importId, clock).catch(() => {}); // the reason is what counts
    throw error;
  } finally {
    clearInterval(life);
  }
}

type Begun = {
  into: AcceptInto;
  /** New keys of the delivery's questions. */
  keys: Map<string, string>;
  /** How many contributions the source's last export had. */
  before: number;
};

async function begin(store: Store, delivery: Delivery, options: ImportOptions): Promise<Begun> {
  const { actor, consultationId, random = realRandom, clock = realClock } = options;
  const { format, source: name, reading, file, sha256 } = delivery;
  const consultation = await consultationById(store.db, consultationId);
  if (!consultation) throw new DomainError('not_found', 'There is no such consultation here.');
  const deadline = deadlineOf(await stagesOf(store.db, consultationId), consultation.timeZone);
  return await inTransaction(store, async (tx) => {
    const source = await sourceFor(tx, consultationId, format, name, reading, random, clock);
    if (options.given) await rememberMapping(tx, source.id, options.given);
    const latest = await latestVersion(tx, source.questionnaireId);
    const before = await countPresent(tx, source.id);
    if (before > 0 && !shareQuestions(latest?.questions ?? [], delivery.questions)) throw sayOtherSurvey(file, name);
    const used = await questionKeysOf(tx, consultationId);
    const keys = alignedKeys(latest?.questions ?? [], delivery.questions, used);
    const questions = delivery.questions.map((question) => ({ ...question, key: keys.get(question.key)! }));
    const questionnaireVersionId = await versionWith(tx, source.questionnaireId, questions, random, clock);
    const target = { id: source.id, consultationId };
    const importId = await beginImport(tx, actor, target, { name: file, sha256, reading }, random, clock);
    const into = { consultationId, sourceId: source.id, importId, questionnaireVersionId, deadline, random, clock };
    return { into, keys, before };
  });
}

/** Whether two exports can be of one survey: where both ask something, at least one question is the same. */
function shareQuestions(before: readonly Question[], now: readonly Question[]): boolean {
  const titles = new Set(before.flatMap(({ title }) => Object.values(title).map(({ text }) => normalForm(text))));
  return (
    before.length === 0 ||
    now.length === 0 ||
    now.some(({ title }) => Object.values(title).some(({ text }) => titles.has(normalForm(text))))
  );
}

/** Their ids say nothing to each other: number 1 of one survey would count as a newer version of number 1 of the other. */
function sayOtherSurvey(file: string, source: string): DomainError {
  return new DomainError(
    'conflict',
    `${file} asks nothing that earlier files of the source "${source}" asked: it seems to be of another survey, and nothing of it was taken in. Give its source a name of its own (at the desk, or as "source" in a mapping file). If it is the same survey in other words, say in the mapping which of its columns asked what before ("question").`,
  );
}

async function takeIn(
  store: Store,
  delivery: Delivery,
  options: ImportOptions,
  { into, keys, before }: Begun,
): Promise<ImportCounts> {
  const { clock } = into;
  const counts = { ...NO_COUNTS };
  const present = new Set<string>();
  const seen = new Map<string, number>();
  let refusals = 0;
  for await (const batch of batches(delivery, options)) {
    const arriving = batch.contributions.map((received): Arriving => {
      const renamed = withKeys(received, keys);
      return { sourceKey: renamed.sourceKey ?? keyFromContent(renamed, seen), received: renamed };
    });
    const refuse = (refusal: Refusal) => {
      batch.refusals.push(refusal);
      options.onRefusal?.(refusal);
    };
    for (const { sourceKey, received } of arriving) {
      if (received.sourceKey !== null && present.has(sourceKey)) refuse(sameIdAgain(received));
      present.add(sourceKey);
    }
    await inTransaction(store, async (tx) => {
      const { outcomes, returned } = await acceptContributions(tx, into, arriving);
      for (const refusal of barredOnes(arriving, outcomes)) refuse(refusal);
      await insertRefusals(tx, into.importId, refusals, batch.refusals);
      count(counts, outcomes, batch.refusals, returned);
      await countIn(tx, into.importId, counts, clock);
    });
    refusals += batch.refusals.length;
    const total = delivery.expected ?? null;
    options.onProgress?.({ step: 'import', done: counts.received, total, unit: 'contributions' });
  }
  await inTransaction(store, async (tx) => {
    const stillThere = present.size - (counts.accepted - counts.versioned);
    if (!delivery.isPart && before > 0 && stillThere * 2 >= before) {
      counts.vanished = await markVanished(tx, into.sourceId, into.importId, present);
    }
    await finishImport(tx, options.actor, into.consultationId, into.importId, counts, clock);
  });
  return counts;
}

function count(counts: ImportCounts, outcomes: readonly Outcome[], refusals: Refusal[], returned: number): void {
  const refused = refusals.filter((refusal) => !refusal.partial).length;
  const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  counts.received += of('added') + of('versioned') + of('merged') + refused;
  counts.accepted += of('added') + of('versioned');
  counts.versioned += of('versioned');
  counts.late += outcomes.filter((outcome) => outcome.kind === 'added' && outcome.late).length;
  counts.merged += of('merged');
  counts.refused += refused;
  counts.returned += returned;
}

/** A changed contribution that its author withdrew, or that was refused as late, is not taken in again. */
function barredOnes(arriving: readonly Arriving[], outcomes: readonly Outcome[]): Refusal[] {
  return arriving.flatMap(({ received: { file, row } }, i): Refusal[] => {
    const outcome = outcomes[i];
    if (outcome?.kind !== 'barred') return [];
    const reason =
      outcome.standing === 'withdrawn'
        ? 'Its author has withdrawn this contribution: what the source says now is not taken in.'
        : 'This contribution was refused because it came after the call had closed: what the source says now is not taken in. Accept it on the desk if it should count.';
    return [{ file, row, field: null, reason }];
  });
}

type Batch = { contributions: ReceivedContribution[]; refusals: Refusal[] };

async function* batches(delivery: Delivery, options: ImportOptions): AsyncGenerator<Batch> {
  let batch: Batch = { contributions: [], refusals: [] };
  let characters = 0;
  for await (const item of delivery.items()) {
    if (options.signal?.aborted)
      throw new DomainError('cancelled', 'The import was stopped; what was taken in so far is kept.');
    if (item.kind === 'contribution') {
      batch.contributions.push(item.contribution);
      characters += charactersOf(item.contribution);
    } else {
      batch.refusals.push(item.refusal);
      options.onRefusal?.(item.refusal);
    }
    if (batch.contributions.length + batch.refusals.length >= BATCH || characters >= BATCH_CHARACTERS) {
      yield batch;
      batch = { contributions: [], refusals: [] };
      characters = 0;
    }
  }
  if (batch.contributions.length + batch.refusals.length > 0) yield batch;
}

function charactersOf({ answers }: ReceivedContribution): number {
  return answers.reduce((sum, answer) => sum + (isTextAnswer(answer) ? answer.text.length : 20), 0);
}

/** Nothing is lost by it: an earlier version is kept. But somebody should look whether the ids of the file are ids. */
function sameIdAgain({ file, row, sourceKey }: ReceivedContribution): Refusal {
  const reason = `The id "${sourceKey}" stands in an earlier row too: this row counts as a newer version of that contribution, or as a copy where it says the same.`;
  return { file, row, field: null, reason, partial: true };
}

/**
 * Which key each question of a delivery gets: the one it had in the source's last questionnaire, found by title and kind
 * (a newer export may have its columns in another order), else its own, else one that is free.
 * @param used keys of all questions of the consultation
 */
export function alignedKeys(
  before: readonly Question[],
  now: readonly Question[],
  used: readonly string[] = [],
): Map<string, string> {
  const signature = (question: Question) => `${question.kind}\u0000${pickText(question.title, 'en').text}`;
  const old = Map.groupBy(before, signature);
  const keys = new Map<string, string>();
  const taken = new Set([...used, ...before.map((question) => question.key)]);
  for (const question of now) {
    const match = old.get(signature(question))?.shift();
    if (match) keys.set(question.key, match.key);
  }
  for (const question of now) {
    if (keys.has(question.key)) continue;
    let key = question.key;
    for (let n = 2; taken.has(key); n++) key = `${question.key}-${n}`;
    taken.add(key);
    keys.set(question.key, key);
  }
  return keys;
}

/** The contribution with the keys of its questions exchanged; `q13.2` is row 2 of q13. */
function withKeys(received: ReceivedContribution, keys: Map<string, string>): ReceivedContribution {
  const rename = (item: string) => {
    const [question = '', ...row] = item.split('.');
    return [keys.get(question) ?? question, ...row].join('.');
  };
  return {
    ...received,
    answers: received.answers.map((answer) =>
      isTextAnswer(answer)
        ? { ...answer, question: rename(answer.question) }
        : { ...answer, question: rename(answer.question) },
    ),
    attachments: received.attachments.map((file) => ({ ...file, question: rename(file.question) })),
  };
}
