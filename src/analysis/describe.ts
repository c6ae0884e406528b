import { isLanguage, UNKNOWN_LANGUAGE } from '../core/language.ts';
import type { LocalText } from '../core/text.ts';
import type { TellingTerm } from '../core/theme.ts';
import { DIMENSIONS } from './model.ts';
import { pickRepresentatives } from './representative.ts';
import { TermFinder, type TermText } from './terms.ts';

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
/** Words and pairs of words are counted in so many texts of a language: more take gigabytes and say the same. */
const MOST_TEXTS = 20_000;
const NAME_TERMS = 3;
const NOT_THIS_TERMS = 3;
/** Where no term is sure to tell a theme apart, because texts are few, it is named by those that may. */
const FAINT_Z = 1;

/**
 * Describes themes by what stands under them, the largest first.
 * @param items in an order that is none: of very many, the first ones give the terms
 * @param assigned per item the number of its theme, from 0, and how sure that is
 * @param count number of themes
 */
export function describeThemes(
  items: readonly Described[],
  assigned: readonly ({ theme: number; sureness: number } | null)[],
  count: number,
): Description[] {
  const groups = assigned.map((one) => one?.theme ?? -1);
  const members = Array.from({ length: count }, (_, theme) =>
    Array.from(groups.keys()).filter((i) => groups[i] === theme),
  );
  const centres = centresOf(items, groups, count);
  const nearest = centres.map((_, theme) => nearestCentre(centres, theme));
  const languages = members.map((own) => languagesOf(own.map((i) => items[i]!.language)));
  const telling = findTerms(items, groups, languages, nearest);
  const taken = new Map<string, Set<string>>();
  return members.map((own, theme) => {
    const main = telling[theme]!.get(languages[theme]![0] ?? UNKNOWN_LANGUAGE);
    const other = nearest[theme]!;
    return {
      key: keyOf(theme),
      name: nameIn(languages[theme]!, telling[theme]!, theme, taken),
      terms: main?.terms ?? [],
      representatives: pickRepresentatives(
        own
          .filter((i) => !items[i]!.hidden)
          .map((i) => ({ ...items[i]!, position: i, sureness: assigned[i]!.sureness })),
        centres[theme]!,
      ),
      notThis: other === -1 ? null : { theme: keyOf(other), terms: main?.notThis ?? [] },
      size: own.length,
    };
  });
}

/** What tells a theme apart in one language: terms, terms that may be there by chance, terms of the nearest other theme. */
type Telling = { terms: TellingTerm[]; faint: TellingTerm[]; notThis: TellingTerm[] };

/** Per theme what tells it apart in each of its languages; one language after another, because counted words are many. */
function findTerms(
  items: readonly Described[],
  groups: readonly number[],
  languages: readonly (readonly string[])[],
  nearest: readonly number[],
): Map<string, Telling>[] {
  const found = languages.map(() => new Map<string, Telling>());
  for (const language of new Set(languages.flat())) {
    const finder = new TermFinder(textsIn(language, items, groups), language, languages.length);
    for (const [theme, own] of languages.entries()) {
      if (!own.includes(language)) continue;
      const other = nearest[theme]!;
      found[theme]!.set(language, {
        terms: finder.termsOf(theme),
        faint: finder.termsOf(theme, undefined, NAME_TERMS, FAINT_Z),
        notThis: other === -1 ? [] : finder.termsOf(other, theme, NOT_THIS_TERMS),
      });
    }
  }
  return found;
}

function textsIn(language: string, items: readonly Described[], groups: readonly number[]): TermText[] {
  const texts: TermText[] = [];
  for (const [i, { text, language: own, hidden = false }] of items.entries()) {
    if (texts.length === MOST_TEXTS) break;
    if (own === language) texts.push({ text, language, group: groups[i]!, hidden });
  }
  return texts;
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
  telling: ReadonlyMap<string, Telling>,
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
    const { terms } = telling.get(language)!;
    if (terms.length > 0) give(language, terms);
  }
  const [main = 'en'] = languages;
  if (Object.keys(name).length === 0) {
    give(main, telling.get(main)?.faint ?? []);
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
