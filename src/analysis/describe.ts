import { isLanguage } from '../core/language.ts';
import type { LocalText } from '../core/text.ts';
import type { TellingTerm } from '../core/theme.ts';
import { DIMENSIONS } from './model.ts';
import { pickRepresentatives } from './representative.ts';
import { TermFinder } from './terms.ts';

/** What a theme is called, what is typical of it, and what it is not. */
export type Description = {
  /** `t01` is the largest. */
  key: string;
  /** Made of the most telling terms; in each language in which the theme has enough items of its own. */
  name: LocalText;
  /** In the language that most of the theme's items are in. */
  terms: TellingTerm[];
  /** Positions of items that are typical, different from each other, and readable alone; best first. */
  representatives: number[];
  /** The nearest other theme, and the terms that belong there rather than here. */
  notThis: { theme: string; terms: TellingTerm[] } | null;
  /** Items assigned to it. */
  size: number;
};

type Described = { text: string; language: string; vector: Int8Array; group?: string; hidden?: boolean };

/** Names a theme in a language of which it has so many passages, or this share. */
const ENOUGH_TO_NAME = { texts: 15, share: 0.15 };
const NAME_TERMS = 3;
const NOT_THIS_TERMS = 3;
/** Where no term is sure to tell a theme apart, because texts are few, it is named by those that may. */
const FAINT_Z = 1;

/**
 * Describes themes by what stands under them, the largest first.
 * @param assigned per item the number of its theme, from 0, and how sure that is
 * @param count number of themes
 */
export function describeThemes(
  items: readonly Described[],
  assigned: readonly ({ theme: number; sureness: number } | null)[],
  count: number,
): Description[] {
  const groups = assigned.map((one) => one?.theme ?? -1);
  const finders = new Map<string, TermFinder>();
  for (const language of new Set(items.map((item) => item.language))) {
    const texts = items.flatMap(({ text, language: own, hidden = false }, i) =>
      own === language ? [{ text, language, group: groups[i]!, hidden }] : [],
    );
    finders.set(language, new TermFinder(texts, language, count));
  }
  const centres = centresOf(items, groups, count);
  const taken = new Map<string, Set<string>>();
  return Array.from({ length: count }, (_, theme) => {
    const members = Array.from(groups.keys()).filter((i) => groups[i] === theme);
    const languages = languagesOf(members.map((i) => items[i]!.language));
    const main = languages[0] ?? 'und';
    const nearest = nearestCentre(centres, theme);
    return {
      key: keyOf(theme),
      name: nameIn(languages, finders, theme, taken),
      terms: finders.get(main)?.termsOf(theme) ?? [],
      representatives: pickRepresentatives(
        members
          .filter((i) => !items[i]!.hidden)
          .map((i) => ({ ...items[i]!, position: i, sureness: assigned[i]!.sureness })),
        centres[theme]!,
      ),
      notThis:
        nearest === -1
          ? null
          : { theme: keyOf(nearest), terms: finders.get(main)?.termsOf(nearest, theme, NOT_THIS_TERMS) ?? [] },
      size: members.length,
    };
  });
}

/** Languages in which a theme has enough passages, most first. */
function languagesOf(languages: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return sorted
    .filter(([, n], i) => i === 0 || n >= ENOUGH_TO_NAME.texts || n >= ENOUGH_TO_NAME.share * languages.length)
    .map(([language]) => language);
}

/**
 * A theme's name in each language in which it has terms of its own, or in its main one all the same; no two themes have the
 * same one. Without a name in a reader's language, the one in another is shown.
 */
function nameIn(
  languages: readonly string[],
  finders: ReadonlyMap<string, TermFinder>,
  theme: number,
  taken: Map<string, Set<string>>,
): LocalText {
  const name: LocalText = {};
  const give = (language: string, terms: readonly TellingTerm[]) => {
    // The words are people's own: nothing is translated. A name of texts whose language cannot be told stands under English.
    const under = isLanguage(language) ? language : 'en';
    const others = taken.get(under) ?? new Set();
    taken.set(under, others);
    name[under] ??= { text: nameOf(theme, terms, others), origin: 'written' };
    others.add(name[under].text);
  };
  for (const language of languages) {
    const terms = finders.get(language)!.termsOf(theme);
    if (terms.length > 0) give(language, terms);
  }
  const [main = 'en'] = languages;
  if (Object.keys(name).length === 0) {
    give(main, finders.get(main)?.termsOf(theme, undefined, NAME_TERMS, FAINT_Z) ?? []);
  }
  return name;
}

/** The first few terms, or as many as no other theme is named by; the key where there are none. */
function nameOf(theme: number, terms: readonly TellingTerm[], others: ReadonlySet<string>): string {
  const first = (count: number) =>
    terms
      .slice(0, count)
      .map(({ term }) => term)
      .join(', ');
  let count = Math.min(NAME_TERMS, terms.length);
  while (count < terms.length && others.has(first(count))) count++;
  const text = first(count);
  if (text === '') return keyOf(theme);
  return others.has(text) ? `${text} (${keyOf(theme)})` : text;
}

/** Mean of the first vector of each theme's items, of length 1. */
function centresOf(items: readonly Described[], groups: readonly number[], count: number): Float64Array[] {
  const centres = Array.from({ length: count }, () => new Float64Array(DIMENSIONS));
  items.forEach(({ vector }, i) => {
    const centre = centres[groups[i]!];
    if (centre) for (let j = 0; j < DIMENSIONS; j++) centre[j]! += vector[j]!;
  });
  return centres.map((centre) => {
    const length = Math.sqrt(centre.reduce((sum, x) => sum + x * x, 0)) || 1;
    return centre.map((x) => x / length);
  });
}

function nearestCentre(centres: readonly Float64Array[], own: number): number {
  let nearest = -1;
  let highest = Number.NEGATIVE_INFINITY;
  centres.forEach((centre, other) => {
    if (other === own) return;
    const likeness = centre.reduce((sum, x, j) => sum + x * centres[own]![j]!, 0);
    if (likeness > highest) [nearest, highest] = [other, likeness];
  });
  return nearest;
}

function keyOf(theme: number): string {
  return `t${String(theme + 1).padStart(2, '0')}`;
}
