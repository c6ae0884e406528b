import { availableParallelism } from 'node:os';
import { workAhead } from '../core/ahead.ts';
import { DomainError } from '../core/error.ts';
import type { OnProgress, ProgressStep } from '../core/progress.ts';
import { hasWords } from '../core/text.ts';
import { type Items, type PortableScore, trainClassifier } from './classify.ts';
import { Colleague } from './colleague.ts';
import { type Consensus, findConsensus, NEIGHBOURS_LISTED } from './consensus.ts';
import { type Description, describeThemes } from './describe.ts';
import { countFeatures, featureWords, learnRarity, Weighting } from './feature.ts';
import { DIMENSIONS } from './model.ts';
import { findNeighbours } from './neighbours.ts';
import type { Scores } from './stack.ts';

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
  /** Threads that judge passages; unless given, as many as there are cores where there are many passages, else none. */
  threads?: number;
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
/**
 * Of items that made the themes: how much it counts with whose items they came together, beside what a classifier says that
 * has not seen them. More of the first, and fewer of them move when the input changes a little.
 */
const MEMBERSHIP_WEIGHT = 0.75;
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
  const best = new Best(readable.length);
  found.judge(readable, (at, sureness) => best.keep(at, sureness));
  return publish(items, readable, best, found, options);
}

/** What is said in one breath: a title with its answer, or a page of a paper; and which passages it consists of. */
export type Context = DiscoverItem & { passages: readonly number[] };

/**
 * Finds candidate themes for passages: a sentence by itself often does not say what it is about, so themes are found in
 * contexts, and a passage is assigned by what it says itself and by what the contexts say in which it stands, half and half.
 * @param contexts their `passages` are positions in the list of passages; a passage that stands in none speaks for itself
 * @throws DomainError cancelled when the signal says so
 */
export async function discoverThemesOfPassages(
  passages: readonly DiscoverItem[],
  contexts: readonly Context[],
  options: DiscoverOptions = {},
): Promise<Discovery> {
  const readableContexts = distinctItems(contexts).filter(({ item }) => isReadable(item));
  const found = findThemes(readableContexts, options);
  if (!found) return nothingIn(passages);
  const around = new Surroundings(passages.length, found.consensus.count);
  const readable = distinctItems(passages).filter(({ item }) => isReadable(item));
  const best = new Best(readable.length);
  const team = openTeam(found.portable, options.threads ?? threadsFor(readableContexts.length + readable.length));
  try {
    await found.judgeWith(team, readableContexts, (at, sureness) => {
      const members = readableContexts[at]!.positions.flatMap((position) => contexts[position]!.passages);
      for (const passage of new Set(members)) around.add(passage, sureness);
    });
    await found.judgeWith(team, readable, (at, sureness) => {
      best.keep(at, around.withOwn(readable[at]!.positions, sureness));
    });
  } finally {
    await Promise.all(team.map((colleague) => colleague.close()));
  }
  return publish(passages, readable, best, found, options);
}

type Judge = Colleague<Items, Scores>;

/** Fewer items than this are judged before threads would have started. */
const WORTH_THREADS = 10_000;
const MOST_THREADS = 4;

function threadsFor(items: number): number {
  return items < WORTH_THREADS ? 0 : Math.min(MOST_THREADS, availableParallelism());
}

function openTeam(portable: PortableScore | null, threads: number): Judge[] {
  if (portable === null) return [];
  const file = new URL('./judge-worker.ts', import.meta.url);
  return Array.from({ length: threads }, (): Judge => new Colleague(file, portable, 'Nobody judges any more.'));
}

/** How sure the contexts of each passage are of each theme. */
class Surroundings {
  readonly #sums: Float64Array;
  readonly #contexts: Uint32Array;
  readonly #count: number;

  constructor(passages: number, count: number) {
    this.#sums = new Float64Array(passages * count);
    this.#contexts = new Uint32Array(passages);
    this.#count = count;
  }

  add(passage: number, sureness: Float64Array): void {
    this.#contexts[passage]!++;
    const from = passage * this.#count;
    for (let theme = 0; theme < this.#count; theme++) this.#sums[from + theme]! += sureness[theme]!;
  }

  /** Half of what a text says itself, which is overwritten, and half the mean of its contexts, where it has any. */
  withOwn(passages: readonly number[], own: Float64Array): Float64Array {
    const contexts = passages.reduce((sum, passage) => sum + this.#contexts[passage]!, 0);
    if (contexts === 0) return own;
    for (let theme = 0; theme < this.#count; theme++) {
      const sum = passages.reduce((all, passage) => all + this.#sums[passage * this.#count + theme]!, 0);
      own[theme] = (own[theme]! + sum / contexts) / 2;
    }
    return own;
  }
}

/** The surest theme of each item. */
class Best {
  readonly themes: Int32Array;
  readonly sureness: Float64Array;

  constructor(items: number) {
    this.themes = new Int32Array(items);
    this.sureness = new Float64Array(items);
  }

  keep(at: number, sureness: Float64Array): void {
    let theme = 0;
    for (let other = 1; other < sureness.length; other++) if (sureness[other]! > sureness[theme]!) theme = other;
    this.themes[at] = theme;
    this.sureness[at] = sureness[theme]!;
  }
}

function nothingIn(items: readonly unknown[]): Discovery {
  return { themes: [], assignments: items.map(() => null), sampled: 0 };
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
  const weighting = new Weighting(learnRarity(counted, all, 2));
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
  /** Tells per item, in their order, how sure it is of each theme; the list is overwritten by the next one. */
  judge: (some: readonly Distinct[], take: Take) => void;
  /** The same, in threads where there are any. */
  judgeWith: (team: readonly Judge[], some: readonly Distinct[], take: Take) => Promise<void>;
  portable: PortableScore | null;
};

type Take = (at: number, sureness: Float64Array) => void;

/** Items that are judged together: those from a position on, and of them the ones that have to be judged. */
type Part = { from: number; items: readonly Distinct[]; others: readonly Distinct[] };

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
  const held = new Map<Distinct, Float64Array>();
  sample.forEach((one, i) => {
    const [from, to] = [i * count, (i + 1) * count];
    const sureness = membership
      .subarray(from, to)
      .map((x, theme) => MEMBERSHIP_WEIGHT * x + (1 - MEMBERSHIP_WEIGHT) * classifier.heldBack[from + theme]!);
    held.set(one, sureness);
  });
  function* partsOf(some: readonly Distinct[]): Generator<Part> {
    for (let from = 0; from < some.length; from += JUDGED_AT_A_TIME) {
      const items = some.slice(from, from + JUDGED_AT_A_TIME);
      yield { from, items, others: items.filter((one) => !held.has(one)) };
    }
  }
  const give = ({ from, items }: Part, judged: Float64Array, take: Take) => {
    let next = 0;
    for (const [i, one] of items.entries())
      take(from + i, held.get(one) ?? judged.subarray(next * count, ++next * count));
  };
  const sureness = ({ others }: Part) =>
    others.length > 0 ? classifier.sureness(asItems(others)) : new Float64Array();
  const judgeWith: Found['judgeWith'] = async (team, some, take) => {
    let asked = 0;
    const judged = workAhead(partsOf(some), team.length + 1, async (part) => {
      const colleague = part.others.length > 0 ? team[asked++ % team.length] : undefined;
      const own = colleague ? classifier.surenessOf(await colleague.ask(asItems(part.others))) : sureness(part);
      return { part, own };
    });
    for await (const { part, own } of judged) give(part, own, take);
  };
  return {
    consensus,
    sampled: sample.length,
    judge: (some, take) => {
      for (const part of partsOf(some)) give(part, sureness(part), take);
    },
    judgeWith,
    portable: classifier.portable,
  };
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

function assign({ themes, sureness }: Best): Assigned {
  const floor = sureEnough(sureness);
  return Array.from(themes, (theme, at) => (sureness[at]! >= floor ? { theme, sureness: sureness[at]! } : null));
}

function asItems(some: readonly Distinct[]) {
  return {
    fields: some.map(({ item }) => [item.text]),
    vectors: joined(some.map(({ item }) => item)),
    width: some[0]!.item.vector.length,
  };
}

function sureEnough(sureness: Float64Array): number {
  const sorted = sureness.toSorted();
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
  best: Best,
  { consensus, sampled }: Found,
  options: DiscoverOptions,
): Discovery {
  say(options, 'discover.name', consensus.count);
  const assigned = assign(best);
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
