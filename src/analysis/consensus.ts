import { findCommunities, shareNeighbours } from './community.ts';
import type { Neighbours } from './neighbours.ts';

/** A partition that many resamples agree on. */
export type Consensus = {
  /** Per item the number of its part, from 0. */
  parts: Int32Array;
  count: number;
  /** How much an item belongs to each part: how often it was together with the part's items, as shares (items x count). */
  membership: Float64Array;
  /** Per part: how often two of its items were together when both were drawn, 0 to 1. */
  stability: number[];
};

/** Neighbours that a graph's node looks at; fewer where there are few items. */
export const NEIGHBOURS = 30;
const FEWEST_NEIGHBOURS = 5;
/** So many neighbours have to be known, because a resample lacks some of them. */
export const NEIGHBOURS_LISTED = Math.ceil(NEIGHBOURS * 1.4);

/** Each resample leaves out one item in ten. */
const KEPT = 0.9;
/**
 * Somewhat coarser than modularity as defined (1), which finds more parts than resamples agree on; three of them, so that
 * no border hangs on one number. Chosen by measuring: from 0.63 to 1 the results differ little.
 */
const RESOLUTIONS = [0.7, 0.8, 0.9];
/** Where a number of parts is wanted: from few large parts to many small ones, each about a quarter finer than the last. */
const LADDER = [0.25, 0.32, 0.4, 0.5, 0.63, 0.8, 1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8, 10, 13];
/** Resamples that decide. */
const RESAMPLES = 30;
/** Two parts are one where their items come together at least so often on average: lower, and fewer items move from run to run. */
const TOGETHER = 0.3;
/** A part is at least so large. */
const SMALLEST_PART = { share: 0.015, items: 4 };

/**
 * Finds parts that stay the same when the input changes a little: communities of the graph of shared neighbours are looked
 * for in many resamples; items that come together in most of them are a part (consensus clustering, Monti et al. 2003).
 * Chance comes from the items' own hashes, so that an input of which a part is left out meets the same chances.
 * @param hashes per item a number that follows from what it holds
 * @param wanted number of parts, where a person has said; otherwise the data decide
 */
export function findConsensus(neighbours: Neighbours, hashes: Uint32Array, wanted?: number): Consensus {
  const items = hashes.length;
  const width = Math.max(FEWEST_NEIGHBOURS, Math.min(NEIGHBOURS, Math.floor(items / 20)));
  const samples = Array.from({ length: RESAMPLES }, (_, sample) => resample(hashes, sample));
  const graphs = samples.map((kept) => shareNeighbours(neighbours, kept, width));
  const orders = samples.map((kept, sample) => orderByChance(kept, hashes, sample));
  const at: PartitionAt = (sample, resolution) => findCommunities(graphs[sample]!, resolution, orders[sample]!);
  const agreement = (resolutions: readonly number[]) => {
    const together = new CoOccurrence(items);
    samples.forEach((kept, sample) => {
      together.add(kept, at(sample, resolutions[sample % resolutions.length]!));
    });
    return { together, tree: averageLinkage(together) };
  };
  const smallest = Math.max(SMALLEST_PART.items, Math.round(SMALLEST_PART.share * items));
  if (wanted === undefined) {
    const { together, tree } = agreement(RESOLUTIONS);
    return describe(dissolveSmall(tree.cutAt(1 - TOGETHER), together, smallest), together);
  }
  const least = Math.min(smallest, Math.max(FEWEST_IN_WANTED, Math.floor(items / wanted / UNEVEN)));
  return intoWanted(wanted, least, nearestTo(wanted, at), agreement);
}

/** Where many parts are wanted they may be smaller: so much smaller than if all were alike, */
const UNEVEN = 4;
/** but not smaller than this. */
const FEWEST_IN_WANTED = 2;
type Agreement = { together: CoOccurrence; tree: Tree };

/** As many parts as wanted: where resamples agree on fewer, they are looked for at finer resolutions. */
function intoWanted(
  wanted: number,
  smallest: number,
  from: number,
  agreement: (resolutions: readonly number[]) => Agreement,
): Consensus {
  let best: Consensus | undefined;
  for (let place = from; place < LADDER.length; place += 2) {
    const { together, tree } = agreement(LADDER.slice(Math.max(0, place - 1), place + 2));
    const parts = dissolveSmall(tree.cutInto(wanted, smallest), together, smallest);
    const found = describe(parts, together);
    if (!best || found.count > best.count) best = found;
    if (best.count >= wanted) break;
  }
  return best!;
}

type PartitionAt = (sample: number, resolution: number) => Int32Array;

function resample(hashes: Uint32Array, sample: number): Uint32Array {
  const kept = Uint32Array.from(hashes.keys()).filter((item) => chance(hashes[item]!, 2 * sample) < KEPT * 2 ** 32);
  return kept.length > 0 ? kept : Uint32Array.from(hashes.keys());
}

/** Positions in the list of kept items in an order that follows from their hashes. */
function orderByChance(kept: Uint32Array, hashes: Uint32Array, sample: number): Uint32Array {
  const draw = Array.from(kept, (item) => chance(hashes[item]!, 2 * sample + 1));
  return Uint32Array.from(kept.keys()).sort((a, b) => draw[a]! - draw[b]! || a - b);
}

/** A number from 0 to 2^32 that follows from a hash and a counter. */
function chance(hash: number, counter: number): number {
  let x = hash ^ Math.imul(counter + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/** The place on the ladder at which the number of parts comes nearest to what is wanted. */
function nearestTo(wanted: number, at: PartitionAt): number {
  const distance = LADDER.map((resolution) => {
    const counts = [0, 1, 2].map((sample) => Math.max(...at(sample, resolution)) + 1);
    return Math.abs(counts.reduce((sum, count) => sum + count, 0) / 3 - wanted);
  });
  return distance.indexOf(Math.min(...distance));
}

/** How often two items were drawn together, and how often they then were in one part. */
class CoOccurrence {
  readonly items: number;
  readonly #same: Uint8Array;
  readonly #drawn: Uint8Array;

  constructor(items: number) {
    this.items = items;
    this.#same = new Uint8Array(items * items);
    this.#drawn = new Uint8Array(items * items);
  }

  add(kept: Uint32Array, parts: Int32Array): void {
    for (let i = 0; i < kept.length; i++) {
      const row = kept[i]! * this.items;
      for (let j = 0; j < kept.length; j++) {
        this.#drawn[row + kept[j]!]!++;
        if (parts[i] === parts[j]) this.#same[row + kept[j]!]!++;
      }
    }
  }

  of(a: number, b: number): number {
    const at = a * this.items + b;
    return this.#drawn[at] === 0 ? 0 : this.#same[at]! / this.#drawn[at]!;
  }
}

type Tree = {
  /** Parts that are apart by at least a distance. */
  cutAt: (distance: number) => Int32Array;
  /** As many parts of a least size as wanted, or as many as there are. */
  cutInto: (wanted: number, smallest: number) => Int32Array;
};

/** Joins the two nearest groups again and again; the distance of groups is the mean over their pairs (nearest-neighbour chain). */
function averageLinkage(together: CoOccurrence): Tree {
  const n = together.items;
  const distance = new Float32Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) distance[i * n + j] = i === j ? 0 : 1 - together.of(i, j);
  const size = new Float64Array(n).fill(1);
  const isAlive = new Uint8Array(n).fill(1);
  const joins: { a: number; b: number; at: number }[] = [];
  const chain: number[] = [];
  let first = 0;
  while (joins.length < n - 1) {
    if (chain.length === 0) {
      while (!isAlive[first]) first++;
      chain.push(first);
    }
    const top = chain.at(-1)!;
    const before = chain.at(-2) ?? -1;
    let nearest = before;
    let least = before === -1 ? Number.POSITIVE_INFINITY : distance[top * n + before]!;
    for (let other = 0; other < n; other++) {
      if (!isAlive[other] || other === top || distance[top * n + other]! >= least) continue;
      least = distance[top * n + other]!;
      nearest = other;
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const [keep, gone] = top < nearest ? [top, nearest] : [nearest, top];
    joins.push({ a: keep, b: gone, at: least });
    isAlive[gone] = 0;
    const all = size[keep]! + size[gone]!;
    for (let other = 0; other < n; other++) {
      if (!isAlive[other] || other === keep) continue;
      const mean = (size[keep]! * distance[keep * n + other]! + size[gone]! * distance[gone * n + other]!) / all;
      distance[keep * n + other] = distance[other * n + keep] = mean;
    }
    size[keep] = all;
  }
  joins.sort((x, y) => x.at - y.at);
  return {
    cutAt: (limit) =>
      partsAfter(
        n,
        joins.filter((join) => join.at < limit),
      ),
    cutInto: (wanted, smallest) => cutInto(n, joins, wanted, smallest),
  };
}

/** Groups that are joined one after another; the first item of a group leads it. */
class Groups {
  readonly #leader: Int32Array;

  constructor(items: number) {
    this.#leader = Int32Array.from({ length: items }, (_, i) => i);
  }

  find(item: number): number {
    const leader = this.#leader;
    while (leader[item] !== item) item = leader[item] = leader[leader[item]!]!;
    return item;
  }

  /** @returns the leader that stays and the one that goes */
  join(a: number, b: number): [stays: number, goes: number] {
    const [x, y] = [this.find(a), this.find(b)];
    this.#leader[Math.max(x, y)] = Math.min(x, y);
    return [Math.min(x, y), Math.max(x, y)];
  }
}

type Join = { a: number; b: number };

function partsAfter(n: number, joins: readonly Join[]): Int32Array {
  const groups = new Groups(n);
  for (const { a, b } of joins) groups.join(a, b);
  const numbers = new Map<number, number>();
  return Int32Array.from({ length: n }, (_, i) => {
    const root = groups.find(i);
    if (!numbers.has(root)) numbers.set(root, numbers.size);
    return numbers.get(root)!;
  });
}

/** Joins as many as leave so many parts of the least size; where there are never so many, as leave most of them. */
function cutInto(n: number, joins: readonly Join[], wanted: number, smallest: number): Int32Array {
  const groups = new Groups(n);
  const size = new Int32Array(n).fill(1);
  const isLarge = (leader: number) => (size[leader]! >= smallest ? 1 : 0);
  let [large, most, taken] = [0, 0, 0];
  joins.forEach(({ a, b }, i) => {
    large -= isLarge(groups.find(a)) + isLarge(groups.find(b));
    const [stays, goes] = groups.join(a, b);
    size[stays]! += size[goes]!;
    large += isLarge(stays);
    if (large > wanted || large < most) return;
    most = large;
    taken = i + 1;
  });
  return partsAfter(n, joins.slice(0, taken));
}

function sizesOf(parts: Int32Array): number[] {
  const sizes: number[] = [];
  for (const part of parts) sizes[part] = (sizes[part] ?? 0) + 1;
  return sizes;
}

/** Items of parts that are too small go where they most often were; parts are renumbered, largest first. */
function dissolveSmall(parts: Int32Array, together: CoOccurrence, smallest: number): Int32Array {
  const sizes = sizesOf(parts);
  const order = Array.from(sizes.keys()).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const large = order.filter((part, rank) => rank === 0 || sizes[part]! >= smallest);
  const members = large.map((part) => Array.from(parts.keys()).filter((item) => parts[item] === part));
  return parts.map((part, item) => {
    const own = large.indexOf(part);
    if (own !== -1) return own;
    const nearness = members.map((others) => meanWith(item, others, together));
    return nearness.indexOf(Math.max(...nearness));
  });
}

function meanWith(item: number, others: readonly number[], together: CoOccurrence): number {
  let sum = 0;
  for (const other of others) sum += together.of(item, other);
  return sum / others.length;
}

function describe(parts: Int32Array, together: CoOccurrence): Consensus {
  const count = Math.max(...parts) + 1;
  const members = Array.from({ length: count }, (_, part) => Array.from(parts.keys()).filter((i) => parts[i] === part));
  const membership = new Float64Array(parts.length * count);
  const stability = Array.from({ length: count }, () => 0);
  parts.forEach((own, item) => {
    const nearness = members.map((others) => meanWith(item, others, together));
    const sum = nearness.reduce((total, x) => total + x, 0) || 1;
    nearness.forEach((x, part) => {
      membership[item * count + part] = x / sum;
    });
    stability[own]! += nearness[own]! / members[own]!.length;
  });
  return { parts, count, membership, stability };
}
