import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TellingTerm } from '../core/theme.ts';
import { MODEL_FOLDER } from './model.ts';

/**
 * What terms are made from: a text, its language and the group (theme) it belongs to; -1 for none. `hidden`: its words may
 * not be shown as its own.
 */
export type TermText = { text: string; language: string; group: number; hidden?: boolean };

/** A word or phrase must stand in so many texts of a group, and in this share of them. */
const FEWEST_TEXTS = 3;
const LEAST_SHARE = 0.02;
/** Words that stand in hidden texts alone are shown only where so many texts have them: then they are nobody's own. */
const NOBODYS_OWN = 5;
/** Below this many standard errors a difference may be chance. */
const LEAST_Z = 2.5;
/** Added to every count, so that rare words do not win by never standing elsewhere. */
const PRIOR_COUNT = 0.5;
/** A phrase takes the place of its words where so many of their texts have the phrase. */
const PHRASE_SHARE = 0.4;
/** German writes nouns with a capital, and nouns name themes better than verbs. */
const NOUN_BONUS = 1.4;
const MOST_TERMS = 12;
/** Where letters that end a word are all that differs, it is the same word in another form. */
const ENDING = 3;

/**
 * The terms that tell groups of texts of one language apart: words and two-word phrases, by how much more often texts of a
 * group have them than the other texts do (log-odds in standard errors; Monroe, Colaresi and Quinn 2008). No stop words,
 * no forms of a word beside another, written as most texts write them.
 */
export class TermFinder {
  readonly #language: string;
  readonly #sizes: number[];
  readonly #entries = new Map<string, Entry>();

  /** @param texts of one language */
  constructor(texts: readonly TermText[], language: string, groups: number) {
    this.#language = language;
    this.#sizes = Array.from({ length: groups }, () => 0);
    const stop = stopWords(language);
    for (const text of texts) {
      if (text.group >= 0) this.#sizes[text.group]!++;
      this.#count(text, stop);
    }
  }

  #count({ text, group, hidden = false }: TermText, stop: ReadonlySet<string>): void {
    const seen = new Set<string>();
    let before: { lower: string; surface: string; end: number } | null = null;
    const isShouted = text === text.toUpperCase();
    for (const { 0: surface, index } of text.matchAll(WORD)) {
      const lower = surface.toLowerCase();
      const end = index + surface.length;
      if (stop.has(lower) || surface.length < 3) {
        before = null;
        continue;
      }
      const opensSentence = /(?:^|[.!?:;•\n"„“(]\s*)$/.test(text.slice(Math.max(0, index - 3), index));
      this.#enter(lower, surface, group, seen, hidden, !opensSentence && !isShouted);
      if (before && text.slice(before.end, index) === ' ') {
        this.#enter(`${before.lower} ${lower}`, `${before.surface} ${surface}`, group, seen, hidden, !isShouted);
      }
      before = { lower, surface, end };
    }
  }

  #enter(lower: string, surface: string, group: number, seen: Set<string>, hidden: boolean, isTelling: boolean): void {
    let entry = this.#entries.get(lower);
    if (!entry) {
      entry = { lower, total: 0, isShown: false, groups: new Map(), surfaces: new Map() };
      this.#entries.set(lower, entry);
    }
    if (isTelling) entry.surfaces.set(surface, (entry.surfaces.get(surface) ?? 0) + 1);
    if (seen.has(lower)) return;
    seen.add(lower);
    if (group < 0) return;
    entry.total++;
    entry.isShown ||= !hidden;
    entry.groups.set(group, (entry.groups.get(group) ?? 0) + 1);
  }

  /**
   * The most telling terms of a group against all other groups, or against one.
   * @param leastZ lower where a term that may be there by chance is better than none
   */
  termsOf(group: number, against?: number, most: number = MOST_TERMS, leastZ: number = LEAST_Z): TellingTerm[] {
    const size = this.#sizes[group]!;
    const rest = against === undefined ? this.#sizes.reduce((sum, n) => sum + n, 0) - size : this.#sizes[against]!;
    const candidates: Candidate[] = [];
    for (const entry of this.#entries.values()) {
      const own = entry.groups.get(group) ?? 0;
      if (own < FEWEST_TEXTS || own < LEAST_SHARE * size) continue;
      if (!entry.isShown && entry.total < NOBODYS_OWN) continue;
      const others = against === undefined ? entry.total - own : (entry.groups.get(against) ?? 0);
      const weight = standardErrors(own, size, others, rest);
      if (weight < leastZ) continue;
      const term = mostUsual(entry);
      candidates.push({ ...entry, own, term, weight: weight * this.#nounBonus(term) });
    }
    candidates.sort((a, b) => b.weight - a.weight || (a.lower < b.lower ? -1 : 1));
    return pickDifferent(preferPhrases(candidates), most).map(({ term, weight }) => ({
      term,
      weight: Math.round(weight * 100) / 100,
    }));
  }

  #nounBonus(term: string): number {
    return this.#language === 'de' && /^\p{Lu}/u.test(term) ? NOUN_BONUS : 1;
  }
}

const WORD = /\p{L}[\p{L}\p{M}\p{N}]*(?:[-‐'’·][\p{L}\p{M}\p{N}]+)*/gu;

/** A word or phrase: texts that have it, by group, whether one of them may be shown, and how it is written. */
type Entry = {
  lower: string;
  total: number;
  isShown: boolean;
  groups: Map<number, number>;
  surfaces: Map<string, number>;
};
type Candidate = Entry & { own: number; term: string; weight: number };

/** How many standard errors the log-odds of a word in a group lie above those in the rest. */
function standardErrors(own: number, size: number, others: number, rest: number): number {
  const a = PRIOR_COUNT;
  const odds = Math.log((own + a) / (size - own + a)) - Math.log((others + a) / (rest - others + a));
  return odds / Math.sqrt(1 / (own + a) + 1 / (others + a));
}

/** As most texts write it inside a sentence; small where it only ever opens one. */
function mostUsual({ lower, surfaces }: Entry): string {
  let best = lower;
  let most = 0;
  for (const [surface, count] of surfaces) {
    if (count > most || (count === most && surface < best)) [best, most] = [surface, count];
  }
  return best;
}

/** A phrase stands before the words it consists of, where most texts that have the rarer one have the phrase. */
function preferPhrases(candidates: readonly Candidate[]): Candidate[] {
  const byLower = new Map(candidates.map((candidate) => [candidate.lower, candidate]));
  const moved = candidates.flatMap((candidate) => {
    const parts = candidate.lower.split(' ');
    if (parts.length === 1) return [candidate];
    const words = parts.map((part) => byLower.get(part));
    const leading = words.filter((word) => word !== undefined).sort((a, b) => b.weight - a.weight)[0];
    if (!leading) return [candidate];
    return candidate.own >= PHRASE_SHARE * leading.own ? [{ ...candidate, weight: leading.weight + 1e-6 }] : [];
  });
  return moved.sort((a, b) => b.weight - a.weight || (a.lower < b.lower ? -1 : 1));
}

function pickDifferent(candidates: readonly Candidate[], most: number): Candidate[] {
  const picked: Candidate[] = [];
  for (const candidate of candidates) {
    if (picked.length === most) break;
    if (!picked.some((other) => saysTheSame(candidate.lower, other.lower))) picked.push(candidate);
  }
  return picked;
}

/** Whether two terms share a word, or a word and a form or compound of it. */
function saysTheSame(a: string, b: string): boolean {
  return a.split(' ').some((x) => b.split(' ').some((y) => areForms(x, y)));
}

function areForms(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.includes(short)) return true;
  const stem = Math.max(4, short.length - ENDING);
  return long.length - stem <= ENDING + 2 && long.startsWith(short.slice(0, stem));
}

let lists: { [language: string]: string[] } | undefined;
const sets = new Map<string, ReadonlySet<string>>();

/** Words that do not tell what a text is about; empty for a language that is not known. */
export function stopWords(language: string, folder: string = MODEL_FOLDER): ReadonlySet<string> {
  lists ??= JSON.parse(readFileSync(join(folder, 'stop-words.json'), 'utf8')) as { [language: string]: string[] };
  let set = sets.get(language);
  if (!set) {
    set = new Set(lists[language] ?? []);
    sets.set(language, set);
  }
  return set;
}
