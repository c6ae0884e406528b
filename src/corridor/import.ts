import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { may } from '../core/capability.ts';
import { isTextAnswer } from '../core/contribution.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, type Random, realClock, realRandom } from '../core/id.ts';
import type { Delivery, ReceivedContribution, Refusal } from '../core/intake.ts';
import type { OnProgress } from '../core/progress.ts';
import type { Question } from '../core/question.ts';
import { pickText } from '../core/text.ts';
import { type Arriving, acceptContributions, keyFromContent, markVanished } from '../store/contribution.ts';
import {
  beginImport,
  countPresent,
  finishImport,
  type ImportCounts,
  insertRefusals,
  NO_COUNTS,
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
  /** Told of every refusal as it is met. */
  onRefusal?: (refusal: Refusal) => void;
  signal?: AbortSignal;
};

const BATCH = 500;

/**
 * Takes a delivery into the evidence base, batch by batch: what is stored stays stored if the rest fails, and importing
 * the same file again takes in only what is missing. received = accepted + merged + refused.
 *
 * A newer export of the same source marks what it no longer has, provided it still has at least half of what was there;
 * with less in common it is taken as a further part of the source and nothing is marked.
 */
export async function importDelivery(store: Store, delivery: Delivery, options: ImportOptions): Promise<ImportCounts> {
  const { actor, consultationId, random = realRandom, clock = realClock } = options;
  if (!may(actor.roles, 'import contributions')) {
    throw new DomainError('forbidden', `${actor.label} may not import contributions.`);
  }
  const begun = await inTransaction(store, async (tx) => {
    const source = await sourceFor(
      tx,
      consultationId,
      delivery.format,
      delivery.source,
      delivery.reading,
      random,
      clock,
    );
    const latest = await latestVersion(tx, source.questionnaireId);
    const used = await questionKeysOf(tx, consultationId);
    const keys = alignedKeys(latest?.questions ?? [], delivery.questions, used);
    const questions = delivery.questions.map((question) => ({ ...question, key: keys.get(question.key)! }));
    const questionnaireVersionId = await versionWith(tx, source.questionnaireId, questions, random, clock);
    const file = { name: delivery.file, sha256: delivery.sha256 };
    const importId = await beginImport(tx, actor, { id: source.id, consultationId }, file, random, clock);
    return { sourceId: source.id, importId, questionnaireVersionId, keys, before: await countPresent(tx, source.id) };
  });
  const into = { ...begun, consultationId, random, clock };
  const counts = { ...NO_COUNTS };
  const present = new Set<string>();
  const seen = new Map<string, number>();
  let refusals = 0;
  for await (const batch of batches(delivery, options)) {
    const arriving = batch.contributions.map((received): Arriving => {
      const renamed = withKeys(received, begun.keys);
      return { sourceKey: renamed.sourceKey ?? keyFromContent(renamed, seen), received: renamed };
    });
    for (const { sourceKey, received } of arriving) {
      if (received.sourceKey !== null && present.has(sourceKey)) {
        const refusal = sameIdAgain(received);
        batch.refusals.push(refusal);
        options.onRefusal?.(refusal);
      }
      present.add(sourceKey);
    }
    const outcomes = await inTransaction(store, async (tx) => {
      await insertRefusals(tx, begun.importId, refusals, batch.refusals);
      return await acceptContributions(tx, into, arriving);
    });
    refusals += batch.refusals.length;
    count(counts, outcomes, batch.refusals);
    options.onProgress?.({ step: 'import', done: counts.received, total: null, unit: 'contributions' });
  }
  await inTransaction(store, async (tx) => {
    const stillThere = present.size - (counts.accepted - counts.versioned);
    if (begun.before > 0 && stillThere * 2 >= begun.before) {
      counts.vanished = await markVanished(tx, begun.sourceId, begun.importId, [...present]);
    }
    await finishImport(tx, actor, consultationId, begun.importId, counts, clock);
  });
  await sql`analyze`.execute(store.db); // without it the next reads of a fresh store grow with the square of its size
  return counts;
}

function count(counts: ImportCounts, outcomes: string[], refusals: Refusal[]): void {
  const refused = refusals.filter((refusal) => !refusal.partial).length;
  const merged = outcomes.filter((outcome) => outcome === 'merged').length;
  counts.received += outcomes.length + refused;
  counts.accepted += outcomes.length - merged;
  counts.versioned += outcomes.filter((outcome) => outcome === 'versioned').length;
  counts.merged += merged;
  counts.refused += refused;
}

type Batch = { contributions: ReceivedContribution[]; refusals: Refusal[] };

async function* batches(delivery: Delivery, options: ImportOptions): AsyncGenerator<Batch> {
  let batch: Batch = { contributions: [], refusals: [] };
  for await (const item of delivery.items()) {
    if (options.signal?.aborted)
      throw new DomainError('cancelled', 'The import was stopped; what was taken in so far is kept.');
    if (item.kind === 'contribution') {
      batch.contributions.push(item.contribution);
    } else {
      batch.refusals.push(item.refusal);
      options.onRefusal?.(item.refusal);
    }
    if (batch.contributions.length + batch.refusals.length >= BATCH) {
      yield batch;
      batch = { contributions: [], refusals: [] };
    }
  }
  if (batch.contributions.length + batch.refusals.length > 0) yield batch;
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
