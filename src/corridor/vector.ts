import { type Embedder, openEmbedder, type Tier } from '../analysis/embed.ts';
import { DIMENSIONS } from '../analysis/model.ts';
import type { OnProgress } from '../core/progress.ts';
import { insertVectors, type StoredVector, vectorsOf } from '../store/analysis.ts';
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
/** New vectors are stored so many passages at a time: what is stored is not lost when a run is stopped or killed. */
const STORED = 2000;

/** The vectors of passages: those that are stored, and the missing ones, which are made and stored. */
export async function gatherVectors(
  store: Store,
  passages: readonly DistinctPassage[],
  options: VectorOptions,
): Promise<PassageVectors> {
  const embedder = await openEmbedder();
  try {
    const { model } = embedder;
    const vectors = new Int8Array(passages.length * DIMENSIONS);
    const tiers: Tier[] = passages.map(() => 'none');
    const take = (at: number, tier: Tier, value: Uint8Array) => {
      tiers[at] = tier;
      vectors.set(new Int8Array(value.buffer, value.byteOffset, DIMENSIONS), at * DIMENSIONS);
    };
    const missing = await lookUp(store, model, passages, take);
    await embedMissing(store, embedder, passages, missing, options, take);
    return { vectors, tiers, model };
  } finally {
    await embedder.close();
  }
}

type Take = (at: number, tier: Tier, value: Uint8Array) => void;

async function lookUp(
  store: Store,
  model: string,
  passages: readonly DistinctPassage[],
  take: Take,
): Promise<number[]> {
  const missing: number[] = [];
  for (let first = 0; first < passages.length; first += LOOKED_UP) {
    const some = passages.slice(first, first + LOOKED_UP);
    const found = await vectorsOf(
      store.db,
      model,
      some.map(({ sha256 }) => sha256),
    );
    const known = new Map(found.map((vector) => [vector.textSha256.toString('hex'), vector]));
    some.forEach(({ sha256 }, i) => {
      const vector = known.get(sha256.toString('hex'));
      if (vector) take(first + i, vector.tier, vector.value);
      else missing.push(first + i);
    });
  }
  return missing;
}

async function embedMissing(
  store: Store,
  embedder: Embedder,
  passages: readonly DistinctPassage[],
  missing: readonly number[],
  { encoderTokenBudget, onProgress, signal }: VectorOptions,
  take: Take,
): Promise<void> {
  if (missing.length === 0) return;
  const texts = missing.map((at) => ({ text: passages[at]!.text, language: passages[at]!.language }));
  const { vectors, tiers } = await embedder.embed(texts, { encoderTokenBudget, onProgress, ...(signal && { signal }) });
  const made = missing.flatMap((at, i): StoredVector[] => {
    const tier = tiers[i]!;
    if (tier === 'none') return [];
    const value = Buffer.from(vectors.buffer, i * DIMENSIONS, DIMENSIONS);
    take(at, tier, value);
    return [{ textSha256: passages[at]!.sha256, tier, value }];
  });
  for (let first = 0; first < made.length; first += STORED) {
    await inTransaction(store, (tx) => insertVectors(tx, embedder.model, made.slice(first, first + STORED)));
  }
}
