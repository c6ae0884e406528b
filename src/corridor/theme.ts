import {
  type Context,
  type DiscoveredTheme,
  discoverThemesOfPassages,
  inCanonicalOrder,
} from '../analysis/discover.ts';
import { DIMENSIONS } from '../analysis/model.ts';
import { meanVector } from '../analysis/vector.ts';
import type { OnProgress } from '../core/progress.ts';
import type { FoundCoding, FoundTheme } from '../store/analysis.ts';
import type { Contexts, PassageContext } from './context.ts';
import type { DistinctPassage } from './passage.ts';
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

/** The candidate themes of a run, and what stands under them. */
export function gatherThemes(
  passages: readonly DistinctPassage[],
  { contexts, showable }: Contexts,
  made: PassageVectors,
  options: { onProgress: OnProgress; signal: AbortSignal | undefined },
): { themes: FoundTheme[]; codings: FoundCoding[] } {
  const items = passages.map(({ text, language, places }, i) => ({
    text,
    language,
    hidden: !places.some(({ body }) => showable.has(body.toString('hex'))),
    vector: made.vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
  }));
  const { onProgress, signal } = options;
  const found = discoverThemesOfPassages(
    items,
    contexts.map((context) => readContext(context, made)),
    { ...granularity(contexts.length), onProgress, ...(signal && { signal }) },
  );
  const codings = passages.flatMap(({ places }, i): FoundCoding[] => {
    const assigned = found.assignments[i] ?? null;
    const theme = assigned && found.themes[assigned.theme]!.key;
    return places.map((place) => ({ ...place, theme, stance: null, sureness: assigned?.sureness ?? null }));
  });
  return { themes: found.themes.map((theme) => candidate(theme, passages)), codings };
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

function readContext(context: PassageContext, { vectors, tiers }: PassageVectors): Context {
  return {
    ...context,
    vector: meanVector(vectors, context.passages),
    skimmed: context.passages.some((at) => tiers[at] === 'static'),
  };
}

function candidate(theme: DiscoveredTheme, passages: readonly DistinctPassage[]): FoundTheme {
  const { key, name, terms, notThis, stability } = theme;
  const typical = theme.representatives.flatMap((at) =>
    passages[at]!.places.map(({ body, position }) => ({ body: body.toString('hex'), position })),
  );
  return { origin: 'candidate', key, name, kind: 'topic', terms, notThis, stability, typical };
}
