import { DomainError } from '../core/error.ts';
import type { OnProgress, ProgressStep } from '../core/progress.ts';
import { hasWords } from '../core/text.ts';
import { trainClassifier } from './classify.ts';
import { type Consensus, findConsensus, NEIGHBOURS_LISTED } from './consensus.ts';
import { type Description, describeThemes } from './describe.ts';
import { countFeatures, featureWords, Weighting } from './feature.ts';
import { DIMENSIONS } from './model.ts';
import { findNeighbours } from './neighbours.ts';

/**
 * What themes are looked for in: a passage, or a whole contribution. `vector` holds one or more unit vectors times 127, one
 * after another, the same number for every item (a passage has one; a contribution may have one of the whole text, one of
 * the mean of its passages, one of its title).
 */
export type DiscoverItem = {
  text: string;
  language: string;
  vector: Int8Array;
  /** Who said it (country, user type): representatives are taken from different ones. */
  group?: string;
  /** Its words may not be shown: it stands for no theme, and names one only together with others. */
  hidden?: boolean;
  /** Its vector comes from the static table: it makes no themes where enough others were read by the encoder. */
  skimmed?: boolean;
};

export type DiscoverOptions = {
  /** How much each of an item's vectors counts; 1 for each unless given. */
  viewWeights?: readonly number[];
  /** Number of themes, where a person has said; otherwise the data decide. */
  themes?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
};

export type DiscoveredTheme = Description & {
  /** How often two of its items come together again when a tenth of the input is left out; 0 to 1. */
  stability: number;
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
/**
 * So many that the encoder has read make the themes by themselves, or such a share of all. Together with skimmed ones they
 * do so only where they are few: half and half, themes would be who read what, not what was said.
 */
const ENOUGH_WELL_READ = { items: 200, share: 0.25 };
/** The features of an item take ten kilobytes: so many items are looked at together. */
const JUDGED_AT_A_TIME = 2000;
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
  const readable = distinctItems(items).filter(({ item }) => isReadable(item));
  const found = findThemes(readable, options);
  if (!found) return nothingIn(items);
  return publish(items, readable, readable.map(found.surenessOf), found, options);
}

/** What is said in one breath: a title with its answer, or a page of a paper; and which passages it consists of. */
export type Context = DiscoverItem & { passages: readonly number[] };

/**
 * Finds candidate themes for passages: a sentence by itself often does not say what it is about, so themes are found in
 * contexts, and a passage is assigned by what it says itself and by what the contexts say in which it stands, half and half.
 * @param contexts their `passages` are positions in the list of passages; a passage that stands in none speaks for itself
 * @throws DomainError cancelled when the signal says so
 */
export function discoverThemesOfPassages(
  passages: readonly DiscoverItem[],
  contexts: readonly Context[],
  options: DiscoverOptions = {},
): Discovery {
  const readableContexts = distinctItems(contexts).filter(({ item }) => isReadable(item));
  const found = findThemes(readableContexts, options);
  if (!found) return nothingIn(passages);
  const around = new Map<number, Float64Array[]>();
  for (const context of readableContexts) {
    const sureness = found.surenessOf(context);
    for (const at of new Set(context.positions.flatMap((position) => contexts[position]!.passages))) {
      const known = around.get(at);
      if (known) known.push(sureness);
      else around.set(at, [sureness]);
    }
  }
  const readable = distinctItems(passages).filter(({ item }) => isReadable(item));
  const own = found.judge(readable);
  const sureness = readable.map(({ positions }, i) => {
    const contextual = positions.flatMap((at) => around.get(at) ?? []);
    return contextual.length === 0 ? own[i]! : mean([own[i]!, mean(contextual)]);
  });
  return publish(passages, readable, sureness, found, options);
}

function nothingIn(items: readonly unknown[]): Discovery {
  return { themes: [], assignments: items.map(() => null), sampled: 0 };
}

function mean(lists: readonly Float64Array[]): Float64Array {
  return lists[0]!.map((_, at) => lists.reduce((sum, list) => sum + list[at]!, 0) / lists.length);
}

/**
 * Positions of items in the order in which they are looked at, equal ones next to each other: where there are too many,
 * the first ones make the themes, so these are worth the better vectors.
 */
export function inCanonicalOrder(items: readonly { text: string; language: string }[]): number[] {
  return distinctItems(items).flatMap(({ positions }) => positions);
}

/** Equal items as one, in an order that follows from what they hold. */
type Distinct<Item = DiscoverItem> = { item: Item; positions: number[]; hash: number };

function distinctItems<Item extends Pick<DiscoverItem, 'text' | 'language'> & Partial<DiscoverItem>>(
  items: readonly Item[],
): Distinct<Item>[] {
  const byHash = new Map<number, Distinct<Item>[]>();
  items.forEach((item, at) => {
    const hash = hashOf(keyOf(item));
    const alike = byHash.get(hash) ?? [];
    const known = alike.find((other) => keyOf(other.item) === keyOf(item));
    if (known) {
      known.positions.push(at);
      if (standsBefore(item, known.item)) known.item = item;
    } else if (alike.push({ item, positions: [at], hash }) === 1) byHash.set(hash, alike);
  });
  const distinct = [...byHash.values()].flat();
  return distinct.sort((a, b) => a.hash - b.hash || (keyOf(a.item) < keyOf(b.item) ? -1 : 1));
}

/** What makes two items equal; made anew where it is needed, because of half a million kept ones would be too much. */
function keyOf({ language, text }: Pick<DiscoverItem, 'text' | 'language'>): string {
  return `${language}\n${text}`;
}

/** Which of two equal texts stands for both, whatever came first: the one that was read better, then the lesser in bytes. */
function standsBefore(a: Partial<DiscoverItem>, b: Partial<DiscoverItem>): boolean {
  if (Boolean(a.skimmed) !== Boolean(b.skimmed)) return Boolean(b.skimmed);
  const order = a.vector && b.vector ? Buffer.compare(asBytes(a.vector), asBytes(b.vector)) : 0;
  return order < 0 || (order === 0 && (a.group ?? '') < (b.group ?? ''));
}

function asBytes({ buffer, byteOffset, byteLength }: Int8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function isReadable({ text, vector }: DiscoverItem): boolean {
  return hasWords(text) && vector.some((x) => x !== 0);
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

/** Themes as they were found, and how sure it is for each theme that an item belongs to it. */
type Found = {
  consensus: Consensus;
  sampled: number;
  /** For items among which the themes were looked for. */
  surenessOf: (one: Distinct) => Float64Array;
  /** For any items. */
  judge: (some: readonly Distinct[]) => Float64Array[];
};

/**
 * Looks for themes in a sample; a classifier learns them and judges every item. Items that made the themes are judged by one
 * that has not seen them, together with how often they were with each theme's items.
 */
function findThemes(readable: readonly Distinct[], options: DiscoverOptions): Found | null {
  const sample = sampleOf(readable);
  if (sample.length < FEWEST_ITEMS) return null;
  say(options, 'discover.compare', sample.length);
  const consensus = consensusOf(sample, options);
  const { parts, count, membership } = consensus;
  say(options, 'discover.assign', readable.length);
  const classifier = trainClassifier(
    asItems(sample),
    { kind: 'one', count, of: Array.from(parts, (part) => [part]) },
    'planes',
  );
  const judge = (some: readonly Distinct[]) => {
    const judged: Float64Array[] = [];
    for (let from = 0; from < some.length; from += JUDGED_AT_A_TIME) {
      const part = some.slice(from, from + JUDGED_AT_A_TIME);
      judged.push(...rowsOf(classifier.sureness(asItems(part)), count));
    }
    return judged;
  };
  const sureness = new Map<Distinct, Float64Array>();
  const memberships = rowsOf(membership, count);
  rowsOf(classifier.heldBack, count).forEach((held, i) => {
    sureness.set(sample[i]!, mean([held, memberships[i]!]));
  });
  const others = readable.filter((one) => !sureness.has(one));
  for (const [i, judged] of judge(others).entries()) sureness.set(others[i]!, judged);
  return { consensus, sampled: sample.length, surenessOf: (one) => sureness.get(one)!, judge };
}

function rowsOf(values: Float64Array, width: number): Float64Array[] {
  return Array.from({ length: values.length / width }, (_, i) => values.subarray(i * width, (i + 1) * width));
}

/** Items that were read well make the themes, where they are enough; the others are assigned to them. */
function sampleOf(readable: readonly Distinct[]): Distinct[] {
  const telling = readable.filter(({ item }) => featureWords(item.text).length >= FEWEST_WORDS);
  const wellRead = telling.filter(({ item }) => !item.skimmed);
  const enough = Math.min(ENOUGH_WELL_READ.items, Math.max(FEWEST_ITEMS, ENOUGH_WELL_READ.share * telling.length));
  return (wellRead.length >= enough ? wellRead : telling).slice(0, LARGEST_SAMPLE);
}

/** Per readable item its theme, or null. */
type Assigned = ({ theme: number; sureness: number } | null)[];

function assign(sureness: readonly Float64Array[]): Assigned {
  const best = sureness.map(surest);
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

/** Per theme how many items it has, each copy of a text counted. */
function sizesOf(assigned: Assigned, readable: readonly Distinct[], count: number): number[] {
  const sizes = Array.from({ length: count }, () => 0);
  assigned.forEach((one, i) => {
    if (one) sizes[one.theme]! += readable[i]!.positions.length;
  });
  return sizes;
}

function publish(
  items: readonly DiscoverItem[],
  readable: readonly Distinct[],
  sureness: readonly Float64Array[],
  { consensus, sampled }: Found,
  options: DiscoverOptions,
): Discovery {
  say(options, 'discover.name', consensus.count);
  const assigned = assign(sureness);
  const sizes = sizesOf(assigned, readable, consensus.count);
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const rank = new Map(order.map((theme, i) => [theme, i]));
  const ranked = assigned.map((one) => (one ? { theme: rank.get(one.theme)!, sureness: one.sureness } : null));
  const assignments: Discovery['assignments'] = items.map(() => null);
  readable.forEach(({ positions }, i) => {
    for (const at of positions) assignments[at] = ranked[i]!;
  });
  const described = describeThemes(
    readable.map(({ item }) => item),
    ranked,
    order.length,
  );
  const themes = described.map((theme, i) => ({
    ...theme,
    size: sizes[order[i]!]!,
    representatives: theme.representatives.map((at) => readable[at]!.positions[0]!),
    stability: Math.round(consensus.stability[order[i]!]! * 1000) / 1000,
  }));
  return { themes, assignments, sampled };
}
