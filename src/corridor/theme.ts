import {
  type Context,
  type DiscoveredTheme,
  discoverThemesOfPassages,
  inCanonicalOrder,
} from '../analysis/discover.ts';
import { DIMENSIONS } from '../analysis/model.ts';
import type { ToldKind } from '../analysis/statement.ts';
import { meanVector } from '../analysis/vector.ts';
import type { OnProgress } from '../core/progress.ts';
import type { FoundCoding, FoundTheme } from '../store/analysis.ts';
import type { PassageContext } from './context.ts';
import type { CutBody, CutPassages, DistinctPassage } from './passage.ts';
import { showablePassages } from './reply.ts';
import type { PassageVectors } from './vector.ts';

/**
 * How urgently each passage wants the encoder, where not all can have it: contexts are read whole, one after another, in the
 * order in which they are drawn to make the themes.
 */
export function readingOrder(passages: readonly DistinctPassage[], contexts: readonly PassageContext[]): number[] {
  const priority = passages.map(() => Number.NEGATIVE_INFINITY);
  for (const [rank, context] of inCanonicalOrder(contexts).entries()) {
    for (const at of contexts[context]!.passages) priority[at] = Math.max(priority[at]!, -rank);
  }
  return priority;
}

/** The candidate themes of a run, and per distinct passage the one that it stands under. */
export type GatheredThemes = {
  themes: FoundTheme[];
  /** In the order of the passages. */
  assigned: { theme: string | null; sureness: number | null }[];
};

/**
 * The candidate themes of a run, and what stands under them.
 * @param showable texts, by their hash in hexadecimal, whose words may be shown
 */
export async function gatherThemes(
  { distinct, bodies }: CutPassages,
  contexts: readonly PassageContext[],
  showable: ReadonlySet<string>,
  made: PassageVectors,
  options: { onProgress: OnProgress; signal: AbortSignal | undefined },
): Promise<GatheredThemes> {
  const shown = showablePassages(bodies, showable);
  const items = distinct.map(({ text, language }, i) => ({
    text,
    language,
    hidden: !shown.has(i),
    vector: made.vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
  }));
  const { onProgress, signal } = options;
  const found = await discoverThemesOfPassages(
    items,
    contexts.map((context) => new ReadContext(context, made)),
    { ...granularity(contexts.length), onProgress, ...(signal && { signal }) },
  );
  const assigned = found.assignments.map((one) =>
    one ? { theme: found.themes[one.theme]!.key, sureness: one.sureness } : { theme: null, sureness: null },
  );
  const typical = new Set(found.themes.flatMap(({ representatives }) => representatives));
  const places = placesOf(typical, bodies, showable);
  return { themes: found.themes.map((theme) => candidate(theme, places)), assigned };
}

/** What a run writes down: each passage of each text with its theme and kind, in the order of the texts. */
export function* codingsOf(
  bodies: CutPassages['bodies'],
  assigned: GatheredThemes['assigned'],
  kinds: readonly (ToldKind | null)[],
): Generator<FoundCoding> {
  for (const { sha256, passages } of bodies.values()) {
    for (const [position, at] of passages.entries()) {
      const { kind = null, sureness: kindSureness = null } = kinds[at] ?? {};
      yield { body: sha256, position, stance: null, ...assigned[at]!, kind, kindSureness };
    }
  }
}

/** From so many contexts on, a reader is better served by more themes than the data would show by themselves. */
const MANY_CONTEXTS = 200;
const MOST_THEMES = 24;

/**
 * How many themes a report wants: a third of the square root of what there is to read, so that 2,000 contributions have 15.
 * Parts that resamples agree on are fewer and wider ("cars, cyclists, pedestrians"); on the Bonn dialogue 15 themes agree as
 * well with the city's own labels as 9 that the data show by themselves (adjusted mutual information 0.32 both), and say more.
 */
function granularity(contexts: number): { themes?: number } {
  if (contexts < MANY_CONTEXTS) return {};
  return { themes: Math.min(MOST_THEMES, Math.round(Math.sqrt(contexts) / 3)) };
}

/** A context with its vector, which is the mean of its passages', made when it is asked for. */
class ReadContext implements Context {
  readonly #context: PassageContext;
  readonly #vectors: PassageVectors['vectors'];
  readonly language: string;
  readonly passages: readonly number[];
  readonly skimmed: boolean;

  constructor(context: PassageContext, { vectors, tiers }: PassageVectors) {
    this.#context = context;
    this.#vectors = vectors;
    this.language = context.language;
    this.passages = context.passages;
    this.skimmed = context.passages.some((at) => tiers[at] === 'static');
  }

  get text(): string {
    return this.#context.text;
  }

  get vector(): Int8Array {
    return meanVector(this.#vectors, this.passages);
  }
}

type Place = { body: string; position: number };

/** A passage that campaigns sent can stand in a hundred thousand texts: so many of its places are enough to quote it. */
const MOST_PLACES = 500;

/** Where some passages stand, those places first whose words may be shown. */
function placesOf(
  wanted: ReadonlySet<number>,
  bodies: ReadonlyMap<string, CutBody>,
  showable: ReadonlySet<string>,
): Map<number, Place[]> {
  const found = new Map(Array.from(wanted, (at) => [at, { shown: [] as Place[], others: [] as Place[] }]));
  for (const [body, { passages }] of bodies) {
    for (const [position, at] of passages.entries()) {
      const places = found.get(at);
      if (places) (showable.has(body) ? places.shown : places.others).push({ body, position });
    }
  }
  return new Map(Array.from(found, ([at, { shown, others }]) => [at, [...shown, ...others].slice(0, MOST_PLACES)]));
}

function candidate(theme: DiscoveredTheme, places: ReadonlyMap<number, Place[]>): FoundTheme {
  const { key, name, terms, notThis, stability } = theme;
  const typical = theme.representatives.flatMap((at) => places.get(at)!);
  return { origin: 'candidate', key, name, kind: 'topic', terms, notThis, stability, typical };
}
