import { type DiscoveredTheme, discoverThemes } from '../analysis/discover.ts';
import { DIMENSIONS } from '../analysis/model.ts';
import type { OnProgress } from '../core/progress.ts';
import type { FoundCoding, FoundTheme } from '../store/analysis.ts';
import type { DistinctPassage } from './passage.ts';
import type { PassageVectors } from './vector.ts';

/** The candidate themes of a run, and what stands under them. */
export function gatherThemes(
  passages: readonly DistinctPassage[],
  { vectors }: PassageVectors,
  options: { onProgress: OnProgress; signal: AbortSignal | undefined },
): { themes: FoundTheme[]; codings: FoundCoding[] } {
  const items = passages.map(({ text, language, places }, i) => ({
    text,
    language,
    vector: vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS),
    weight: places.length,
  }));
  const { onProgress, signal } = options;
  const found = discoverThemes(items, { onProgress, ...(signal && { signal }) });
  const codings = passages.flatMap(({ places }, i): FoundCoding[] => {
    const assigned = found.assignments[i] ?? null;
    const theme = assigned && found.themes[assigned.theme]!.key;
    return places.map((place) => ({ ...place, theme, stance: null, sureness: assigned?.sureness ?? null }));
  });
  return { themes: found.themes.map((theme) => candidate(theme, passages)), codings };
}

function candidate(theme: DiscoveredTheme, passages: readonly DistinctPassage[]): FoundTheme {
  const { key, name, terms, notThis, stability } = theme;
  const typical = theme.representatives.flatMap((at) =>
    passages[at]!.places.map(({ body, position }) => ({ body: body.toString('hex'), position })),
  );
  return { origin: 'candidate', key, name, kind: 'topic', terms, notThis, stability, typical };
}
