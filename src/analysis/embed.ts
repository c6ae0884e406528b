import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { OnProgress } from '../core/progress.ts';
import { Colleague, shareOut } from './colleague.ts';
import type { EmbeddedChunk, EmbedWorkerOptions, ToEmbedWorker } from './embed-worker.ts';
import { checkModel, DIMENSIONS, MODEL_FOLDER } from './model.ts';

/**
 * What read a text: the encoder (slow, good), the static table (fast, coarser), or nothing, because there is no piece in
 * it that the model knows. All vectors lie in one space.
 */
export type Tier = 'encoder' | 'static' | 'none';

/** A text to embed. `priority`: where not all can have the encoder, higher ones have it first; 0 unless given. */
export type TextToEmbed = { text: string; language: string; priority?: number };

export type Embedded = {
  /** Texts x 256; the unit vector times 127, or zeros where the tier is `none`. */
  vectors: Int8Array<ArrayBuffer>;
  tiers: Tier[];
  /** Tokens read by each tier. */
  tokens: { encoder: number; static: number };
};

export type EmbedOptions = {
  /** How many tokens the encoder may read; the rest is for the static table. In tokens, because time is never the same twice. */
  encoderTokenBudget?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /**
   * Texts whose vectors are known, by position, and who read them: they are not read again, but for the encoder where only
   * the static table has read them. They count towards the budget all the same.
   */
  known?: ReadonlyMap<number, Tier>;
  /** Told of vectors as they are made, so that they can be kept before all are done. */
  onVectors?: (made: { at: number; tier: Tier; vector: Int8Array }[]) => void;
};

/** About a minute's work for two cores; of very many contexts about a quarter of one. */
export const ENCODER_TOKEN_BUDGET = 300_000;
const BUDGET_OF_MANY = 75_000;
const MANY_CONTEXTS = 10_000;

/**
 * How many tokens the encoder reads unless somebody says otherwise. Where contexts are so many that it reads a sample at
 * most, a thousand of them make the themes and the rest is assigned by the static table: more would take as long as all other
 * steps together. The price in quality is printed by `npm run bench:speed`.
 */
export function encoderBudget(contexts: number): number {
  return contexts < MANY_CONTEXTS ? ENCODER_TOKEN_BUDGET : BUDGET_OF_MANY;
}

export type Embedder = {
  /** SHA-256 of the list of the model's files. */
  model: string;
  /**
   * Embeds texts, each alone: its vector depends on nothing but itself and the machine's kind.
   * @throws DomainError cancelled when the signal says so
   */
  embed: (texts: readonly TextToEmbed[], options?: EmbedOptions) => Promise<Embedded>;
  close: () => Promise<void>;
};

/** More threads than this take memory and bring little. */
const MOST_THREADS = 4;
/** Texts a thread gets at a time: few for the encoder, so that work can be stopped and threads finish together. */
const AT_A_TIME = { static: 2000, encoder: 16 };

/**
 * Opens the language model in worker threads.
 * @throws DomainError unavailable, naming the file of the model that is missing or altered
 */
export async function openEmbedder(
  options: { folder?: string; threads?: number; saturating?: boolean } = {},
): Promise<Embedder> {
  const folder = options.folder ?? MODEL_FOLDER;
  const model = checkModel(folder);
  const threads = options.threads ?? Math.min(MOST_THREADS, availableParallelism());
  const workerOptions: EmbedWorkerOptions = { folder, saturating: options.saturating ?? false };
  const file = new URL('./embed-worker.ts', import.meta.url);
  const team = Array.from({ length: threads }, (): Reader => new Colleague(file, workerOptions, EMBEDDER_CLOSED));
  return {
    model,
    embed: (texts, embedOptions = {}) => embed(team, texts, embedOptions),
    close: async () => {
      await Promise.all(team.map((colleague) => colleague.close()));
    },
  };
}

/** Opens the model when it is first asked for, and closes it at the end: texts in one language need none to find campaigns. */
export async function withEmbedder<T>(work: (embed: Embedder['embed']) => Promise<T>): Promise<T> {
  let embedder: Embedder | undefined;
  try {
    return await work(async (texts, options) => {
      embedder ??= await openEmbedder();
      return embedder.embed(texts, options);
    });
  } finally {
    await embedder?.close();
  }
}

type Reader = Colleague<ToEmbedWorker, EmbeddedChunk>;
const EMBEDDER_CLOSED = 'The embedder is closed.';

/** Everything is skimmed at once, because that tells how long texts are; then the encoder reads what its budget allows. */
async function embed(team: Reader[], texts: readonly TextToEmbed[], options: EmbedOptions): Promise<Embedded> {
  const counts = new Uint32Array(texts.length);
  const vectors = new Int8Array(texts.length * DIMENSIONS);
  await share(team, 'static', Array.from(texts.keys()), texts, options, ({ tokens, vectors: made }, chunk) => {
    for (const [i, at] of chunk.entries()) counts[at] = tokens[i]!;
    take(made, chunk, vectors);
  });
  const tiers = chooseTiers(texts, counts, options.encoderTokenBudget ?? Number.POSITIVE_INFINITY);
  const mine = (tier: Tier) =>
    Array.from(texts.keys()).filter((at) => tiers[at] === tier && !isKnown(options.known?.get(at), tier));
  const tokensOf = (which: readonly number[]) => which.reduce((sum, at) => sum + counts[at]!, 0);
  const [skimmed, wanted] = [mine('static'), mine('encoder')];
  for (const [at, tier] of tiers.entries()) {
    if (isKnown(options.known?.get(at), tier)) vectors.fill(0, at * DIMENSIONS, (at + 1) * DIMENSIONS);
  }
  options.onVectors?.(
    skimmed.map((at) => ({ at, tier: 'static', vector: vectors.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS) })),
  );
  await share(team, 'encoder', wanted, texts, options, ({ vectors: made }, chunk) => {
    const vectorOf = (i: number) => made.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS);
    take(made, chunk, vectors);
    options.onVectors?.(chunk.map((at, i) => ({ at, tier: 'encoder', vector: vectorOf(i) })));
  });
  return { vectors, tiers, tokens: { encoder: tokensOf(wanted), static: tokensOf(skimmed) } };
}

/** Puts the vectors of a chunk where they belong. */
function take(made: Int8Array, chunk: readonly number[], vectors: Int8Array): void {
  for (const [i, at] of chunk.entries())
    vectors.set(made.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS), at * DIMENSIONS);
}

function isKnown(known: Tier | undefined, wanted: Tier): boolean {
  return known === 'encoder' || (known !== undefined && known === wanted);
}

/**
 * Who reads what: by priority, then by the hash of the text, the encoder takes texts as long as the budget lasts. So the
 * choice is a fair sample, and the same in whatever order the texts come.
 */
export function chooseTiers(texts: readonly TextToEmbed[], tokens: Uint32Array, budget: number): Tier[] {
  const tiers = Array.from(tokens, (count): Tier => (count === 0 ? 'none' : 'static'));
  const order = Array.from(texts.keys()).filter((at) => tiers[at] !== 'none');
  const total = order.reduce((sum, at) => sum + tokens[at]!, 0);
  if (total > budget) {
    const keys = texts.map(({ text, language }) => createHash('sha256').update(`${language} ${text}`).digest('hex'));
    const priority = (at: number) => texts[at]!.priority ?? 0;
    order.sort((a, b) => priority(b) - priority(a) || (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : 0));
  }
  let left = budget;
  for (const at of order) {
    if (tokens[at]! > left) break;
    left -= tokens[at]!;
    tiers[at] = 'encoder';
  }
  return tiers;
}

const STEP_OF = { static: 'embed.static', encoder: 'embed.encoder' } as const;

/** Hands texts out in chunks to whoever is free, until all are done. */
async function share(
  team: Reader[],
  ask: ToEmbedWorker['ask'],
  which: number[],
  texts: readonly TextToEmbed[],
  { onProgress, signal }: EmbedOptions,
  take: (reply: EmbeddedChunk, chunk: number[]) => void,
): Promise<void> {
  let done = 0;
  await shareOut(team, chunksOf(which, AT_A_TIME[ask]), { signal, stopped: CANCELLED }, async (reader, chunk) => {
    const mine = chunk.map((at) => texts[at]!);
    take(await reader.ask({ ask, texts: mine.map((t) => t.text), languages: mine.map((t) => t.language) }), chunk);
    done += chunk.length;
    onProgress?.({ step: STEP_OF[ask], done, total: which.length, unit: 'passages' });
  });
}

const CANCELLED = 'The analysis was cancelled.';

function* chunksOf(which: readonly number[], size: number): Generator<number[]> {
  for (let from = 0; from < which.length; from += size) yield which.slice(from, from + size);
}
