import { DomainError } from '../core/error.ts';
import { isLanguage } from '../core/language.ts';
import type { OnProgress, ProgressStep } from '../core/progress.ts';
import { hasLetter, type LocalText } from '../core/text.ts';
import type { TellingTerm } from '../core/theme.ts';
import { trainClassifier } from './classify.ts';
import { type Consensus, findConsensus, NEIGHBOURS_LISTED } from './consensus.ts';
import { countFeatures, featureWords, Weighting } from './feature.ts';
import { DIMENSIONS } from './model.ts';
import { findNeighbours } from './neighbours.ts';
import { pickRepresentatives } from './representative.ts';
import { TermFinder } from './terms.ts';

/**
 * What themes are looked for in: a passage, or a whole contribution. `vector` holds one or more unit vectors times 127, one
 * after another, the same number for every item (a passage has one; a contribution may have one of the whole text, one of
 * the mean of its passages, one of its title).
 */
export type DiscoverItem = {
  text: string;
  language: string;
  vector: Int8Array;
  /** How many contributions hold it; 1 unless given. */
  weight?: number;
  /** Who said it (country, user type): representatives are taken from different ones. */
  group?: string;
};

export type DiscoverOptions = {
  /** How much each of an item's vectors counts; 1 for each unless given. */
  viewWeights?: readonly number[];
  /** Number of themes, where a person has said; otherwise the data decide. */
  themes?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
};

export type DiscoveredTheme = {
  /** `t01` is the largest. */
  key: string;
  /** Made of the most telling terms; in each language in which the theme has enough passages of its own. */
  name: LocalText;
  /** In the language that most of the theme's passages are in. */
  terms: TellingTerm[];
  /** Positions of passages that are typical, different from each other, and readable alone; best first. */
  representatives: number[];
  /** The nearest other theme, and the terms that belong there rather than here. */
  notThis: { theme: string; terms: TellingTerm[] } | null;
  /** How often two of its passages come together again when a tenth of the input is left out; 0 to 1. */
  stability: number;
  /** Items assigned to it. */
  size: number;
};

export type Discovery = {
  /** Largest first. */
  themes: DiscoveredTheme[];
  /** Per item the position of its theme and how sure that is, or null where it is unassigned. */
  assignments: ({ theme: number; sureness: number } | null)[];
  /** Items from which the themes were made; all have an assignment or null. */
  sampled: number;
};

/** Comparing every item with every other takes time with the square of their number: more than this are a sample. */
const LARGEST_SAMPLE = 3000;
/** Fewer items than this show no themes. */
const FEWEST_ITEMS = 12;
/** Items of fewer words are assigned, but do not make themes. */
const FEWEST_WORDS = 2;
/** How much likeness of words counts beside likeness of vectors. */
const WORD_WEIGHT = 0.35;
/** An item is unassigned where no theme is at least so sure ... */
const LEAST_SURE = 0.42;
/** ... but of those that can be read at most this share: themes that leave out more describe the input badly. */
const MOST_UNASSIGNED = 0.06;

/**
 * Finds candidate themes in texts of any of the 24 languages: neighbours by vectors and words, communities that resamples
 * agree on, and a classifier that learns them and assigns every item. The same items give the same themes, bit for bit, in
 * whatever order they come; equal texts have equal assignments.
 * @throws DomainError cancelled when the signal says so
 */
export function discoverThemes(items: readonly DiscoverItem[], options: DiscoverOptions = {}): Discovery {
  const distinct = distinctItems(items);
  const readable = distinct.filter(({ item }) => isReadable(item));
  const sample = readable.filter(({ item }) => featureWords(item.text).length >= FEWEST_WORDS).slice(0, LARGEST_SAMPLE);
  if (sample.length < FEWEST_ITEMS) {
    return { themes: [], assignments: items.map(() => null), sampled: 0 };
  }
  say(options, 'discover.compare', sample.length);
  const consensus = consensusOf(sample, options);
  say(options, 'discover.assign', readable.length);
  const assigned = assignAll(readable, sample, consensus);
  const order = bySize(assigned, consensus.count);
  say(options, 'discover.name', consensus.count);
  return publish(items, readable, assigned, order, consensus.stability, sample.length);
}

/**
 * Positions of items in the order in which they are looked at, equal ones next to each other: where there are too many,
 * the first ones make the themes, so these are worth the better vectors.
 */
export function inCanonicalOrder(items: readonly { text: string; language: string }[]): number[] {
  return distinctItems(items).flatMap(({ positions }) => positions);
}

/** Equal items as one, in an order that follows from what they hold. */
type Distinct<Item = DiscoverItem> = { item: Item; positions: number[]; key: string; hash: number };

function distinctItems<Item extends { text: string; language: string }>(items: readonly Item[]): Distinct<Item>[] {
  const byKey = new Map<string, Distinct<Item>>();
  items.forEach((item, at) => {
    const key = `${item.language}\n${item.text}`;
    const known = byKey.get(key);
    if (known) known.positions.push(at);
    else byKey.set(key, { item, positions: [at], key, hash: hashOf(key) });
  });
  return [...byKey.values()].sort((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1));
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function isReadable({ text, vector }: DiscoverItem): boolean {
  return hasLetter(text) && vector.some((x) => x !== 0);
}

function say({ onProgress, signal }: DiscoverOptions, step: ProgressStep, total: number): void {
  if (signal?.aborted) throw new DomainError('cancelled', 'The analysis was cancelled.');
  onProgress?.({ step, done: 0, total, unit: 'passages' });
}

function consensusOf(sample: readonly Distinct[], { viewWeights, themes }: DiscoverOptions): Consensus {
  const items = sample.map(({ item }) => item);
  const counted = countFeatures(items.map(({ text }) => [text]));
  const all = Uint32Array.from(items.keys());
  const weighting = new Weighting(counted, all, 2);
  const views = items[0]!.vector.length / DIMENSIONS;
  const likeness = {
    vectors: joined(items),
    viewWeights: viewWeights ?? Array.from({ length: views }, () => 1),
    words: weighting.rows(counted, all),
    wordColumns: weighting.columns,
    wordWeight: WORD_WEIGHT,
    languages: items.map(({ language }) => language),
  };
  return findConsensus(
    findNeighbours(likeness, NEIGHBOURS_LISTED),
    Uint32Array.from(sample, ({ hash }) => hash),
    themes,
  );
}

function joined(items: readonly DiscoverItem[]): Int8Array {
  const width = items[0]!.vector.length;
  const vectors = new Int8Array(items.length * width);
  for (const [i, { vector }] of items.entries()) vectors.set(vector, i * width);
  return vectors;
}

/** Per readable item its theme, or null. */
type Assigned = ({ theme: number; sureness: number } | null)[];

/**
 * A classifier learns the parts and judges every item; items that made the parts are judged by one that has not seen them,
 * together with how often they were with each part's items.
 */
function assignAll(readable: readonly Distinct[], sample: readonly Distinct[], consensus: Consensus): Assigned {
  const { parts, count, membership } = consensus;
  const classifier = trainClassifier(asItems(sample), { kind: 'one', count, of: Array.from(parts, (part) => [part]) });
  const sureness = new Map<Distinct, Float64Array>();
  sample.forEach((one, i) => {
    const at = (part: number) => i * count + part;
    sureness.set(
      one,
      Float64Array.from({ length: count }, (_, part) => (classifier.heldBack[at(part)]! + membership[at(part)]!) / 2),
    );
  });
  const others = readable.filter((one) => !sureness.has(one));
  const judged = others.length === 0 ? new Float64Array(0) : classifier.sureness(asItems(others));
  for (const [i, one] of others.entries()) sureness.set(one, judged.subarray(i * count, (i + 1) * count));
  const best = readable.map((one) => surest(sureness.get(one)!));
  const floor = sureEnough(best.map((one) => one.sureness));
  return best.map((one) => (one.sureness >= floor ? one : null));
}

function asItems(some: readonly Distinct[]) {
  return {
    fields: some.map(({ item }) => [item.text]),
    vectors: joined(some.map(({ item }) => item)),
    width: some[0]!.item.vector.length,
  };
}

function surest(sureness: Float64Array): { theme: number; sureness: number } {
  const theme = sureness.indexOf(Math.max(...sureness));
  return { theme, sureness: sureness[theme]! };
}

function sureEnough(sureness: readonly number[]): number {
  const sorted = [...sureness].sort((a, b) => a - b);
  return Math.min(LEAST_SURE, sorted[Math.floor(sorted.length * MOST_UNASSIGNED)] ?? 0);
}

function bySize(assigned: Assigned, count: number): number[] {
  const sizes = Array.from({ length: count }, () => 0);
  for (const one of assigned) if (one) sizes[one.theme]!++;
  return Array.from(sizes.keys()).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
}

function publish(
  items: readonly DiscoverItem[],
  readable: readonly Distinct[],
  assigned: Assigned,
  order: readonly number[],
  stability: readonly number[],
  sampled: number,
): Discovery {
  const rank = new Map(order.map((theme, i) => [theme, i]));
  const ranked = assigned.map((one) => (one ? { theme: rank.get(one.theme)!, sureness: one.sureness } : null));
  const assignments: Discovery['assignments'] = items.map(() => null);
  readable.forEach(({ positions }, i) => {
    for (const at of positions) assignments[at] = ranked[i]!;
  });
  const texts = readable.map(({ item }) => item);
  const described = describeThemes(texts, ranked, order.length);
  const themes = described.map((theme, i) => ({
    ...theme,
    key: keyOf(i),
    representatives: theme.representatives.map((at) => readable[at]!.positions[0]!),
    stability: Math.round(stability[order[i]!]! * 1000) / 1000,
  }));
  return { themes, assignments, sampled };
}

function keyOf(theme: number): string {
  return `t${String(theme + 1).padStart(2, '0')}`;
}

type Description = Omit<DiscoveredTheme, 'key' | 'stability'>;

/** Names a theme in a language of which it has so many passages, or this share. */
const ENOUGH_TO_NAME = { texts: 15, share: 0.15 };
const NAME_TERMS = 3;
const NOT_THIS_TERMS = 3;

function describeThemes(items: readonly DiscoverItem[], assigned: Assigned, count: number): Description[] {
  const groups = assigned.map((one) => one?.theme ?? -1);
  const finders = new Map<string, TermFinder>();
  for (const language of new Set(items.map((item) => item.language))) {
    const texts = items.flatMap(({ text, language: own }, i) =>
      own === language ? [{ text, language, group: groups[i]! }] : [],
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
      name: nameIn(languages, finders, theme, taken),
      terms: finders.get(main)?.termsOf(theme) ?? [],
      representatives: pickRepresentatives(
        members.map((i) => ({ ...items[i]!, position: i, sureness: assigned[i]!.sureness })),
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

/** A theme's name in each language; no two themes have the same one. */
function nameIn(
  languages: readonly string[],
  finders: ReadonlyMap<string, TermFinder>,
  theme: number,
  taken: Map<string, Set<string>>,
): LocalText {
  const name: LocalText = {};
  for (const language of languages) {
    const terms = finders
      .get(language)!
      .termsOf(theme)
      .map(({ term }) => term);
    const others = taken.get(language) ?? new Set();
    taken.set(language, others);
    let count = Math.min(NAME_TERMS, terms.length);
    while (count < terms.length && others.has(terms.slice(0, count).join(', '))) count++;
    const text = terms.slice(0, count).join(', ') || keyOf(theme);
    others.add(text);
    // A text whose language cannot be told is shown as if it were English: a name has to stand under some language.
    name[isLanguage(language) ? language : 'en'] ??= { text, origin: 'machine' };
  }
  return name;
}

/** Mean of the first vector of each theme's items, of length 1. */
function centresOf(items: readonly DiscoverItem[], groups: readonly number[], count: number): Float64Array[] {
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
