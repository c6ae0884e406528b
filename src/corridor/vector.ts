import type { Embedder, EmbedOptions, Tier } from '../analysis/embed.ts';
import { DIMENSIONS } from '../analysis/model.ts';
import type { OnProgress } from '../core/progress.ts';
import { hasVectors, insertVectors, type StoredVector, vectorsOf } from '../store/analysis.ts';
import { inTransaction, type Store } from '../store/open.ts';
import type { DistinctPassage } from './passage.ts';

export type PassageVectors = {
  /** Passages x 256, in the order of the passages. */
  vectors: Int8Array<ArrayBuffer>;
  tiers: Tier[];
  /** Hash of the model that made them. */
  model: string;
};

export type VectorOptions = { encoderTokenBudget: number; onProgress: OnProgress; signal: AbortSignal | undefined };

/** Known vectors are looked up so many at a time. */
const LOOKED_UP = 5000;
/** New vectors are stored so many at a time: what is stored is not lost when a run is stopped or killed. */
const STORED = 500;

/**
 * The vectors of passages: those that are stored, and the missing ones, which are made and stored as they come.
 * @param priority per passage; higher ones have the encoder first
 */
export async function gatherVectors(
  store: Store,
  { model, embed }: Embedder,
  passages: readonly DistinctPassage[],
  priority: readonly number[],
  { encoderTokenBudget, onProgress, signal }: VectorOptions,
): Promise<PassageVectors> {
  const known = await lookUp(store, model, passages);
  const keeper = keepVectors(store, model, passages);
  const texts = passages.map(({ text, language }, at) => ({ text, language, priority: priority[at]! }));
  const { vectors, tiers } = await embed(texts, {
    encoderTokenBudget,
    onProgress,
    known: new Map(Array.from(known, ([at, { tier }]) => [at, tier])),
    onVectors: keeper.add,
    ...(signal && { signal }),
  });
  await keeper.finish();
  for (const [at, { tier, value }] of known) {
    if (tier === 'static' && tiers[at] === 'encoder') continue; // read again, better
    tiers[at] = tier;
    vectors.set(new Int8Array(value.buffer, value.byteOffset, DIMENSIONS), at * DIMENSIONS);
  }
  return { vectors, tiers, model };
}

/** The stored vectors, by position of their passage. */
async function lookUp(
  store: Store,
  model: string,
  passages: readonly DistinctPassage[],
): Promise<Map<number, StoredVector>> {
  const known = new Map<number, StoredVector>();
  if (!(await hasVectors(store.db, model))) return known;
  for (let first = 0; first < passages.length; first += LOOKED_UP) {
    const some = passages.slice(first, first + LOOKED_UP);
    const found = await vectorsOf(
      store.db,
      model,
      some.map(({ sha256 }) => sha256),
    );
    const byText = new Map(found.map((vector) => [vector.textSha256.toString('hex'), vector]));
    some.forEach(({ sha256 }, i) => {
      const vector = byText.get(sha256.toString('hex'));
      if (vector) known.set(first + i, vector);
    });
  }
  return known;
}

type Made = Parameters<NonNullable<EmbedOptions['onVectors']>>[0];

/**
 * Stores the encoder's vectors behind the embedder's back, one write after another. Those of the static table are not kept:
 * to make one again takes less time than to look it up.
 */
function keepVectors(store: Store, model: string, passages: readonly DistinctPassage[]) {
  let waiting: StoredVector[] = [];
  let writing = Promise.resolve();
  const write = () => {
    const batch = waiting;
    waiting = [];
    writing = writing.then(() => inTransaction(store, (tx) => insertVectors(tx, model, batch)));
    writing.catch(() => {}); // told by `finish`
  };
  return {
    add: (made: Made) => {
      for (const { at, tier, vector } of made) {
        if (tier !== 'encoder') continue;
        waiting.push({ textSha256: passages[at]!.sha256, tier, value: Buffer.from(vector) });
      }
      if (waiting.length >= STORED) write();
    },
    finish: async () => {
      write();
      await writing;
    },
  };
}
