import { type Discovery, discoverThemes } from '../analysis/discover.ts';
import type { OnProgress } from '../core/progress.ts';
import { written } from '../core/text.ts';
import type { FoundCoding, FoundTheme } from '../store/analysis.ts';
import type { DistinctPassage } from './passage.ts';
import type { PassageVectors } from './vector.ts';

/** The candidate themes of a run, and what stands under them. */
export function gatherThemes(
  passages: readonly DistinctPassage[],
  { vectors }: PassageVectors,
  onProgress: OnProgress,
): { themes: FoundTheme[]; codings: FoundCoding[] } {
  const found = discoverThemes(
    passages.map(({ text, language, places }) => ({ text, language, weight: places.length })),
    vectors,
    { onProgress },
  );
  const themes = found.themes.map((theme, i) => themeOf(theme, i, passages));
  const codings = passages.flatMap(({ places }, i): FoundCoding[] => {
    const { theme, sureness } = found.assigned[i]!;
    const key = theme === -1 ? null : themes[theme]!.key;
    return places.map((place) => ({ ...place, theme: key, stance: null, sureness }));
  });
  return { themes, codings };
}

function keyOf(position: number): string {
  return `t${String(position + 1).padStart(2, '0')}`;
}

function themeOf(
  found: Discovery['themes'][number],
  position: number,
  passages: readonly DistinctPassage[],
): FoundTheme {
  return {
    origin: 'candidate',
    key: keyOf(position),
    name: written({
      de: found.terms
        .slice(0, 3)
        .map(({ term }) => term)
        .join(', '),
    }),
    kind: 'topic',
    terms: found.terms,
    notThis: found.notThis && { theme: keyOf(found.notThis.theme), terms: found.notThis.terms },
    stability: found.stability,
    typical: found.typical.flatMap((at) =>
      passages[at]!.places.map(({ body, position }) => ({ body: body.toString('hex'), position })),
    ),
  };
}
