import { repeatableRandom } from './random.ts';

/** What may be asked about: unit vectors times 127 one after another, and of what language or group each item is. */
export type Askable = { vectors: Int8Array; width: number; strata?: readonly string[] };

/** What a classifier that has learnt from the answers so far says of every item (items x codes). */
export type Judged = { sureness: Float64Array; codes: number; kind: 'one' | 'many' };

/** Of more items than these, a part that is spread over all of them is looked at. */
const LOOKED_AT_MOST = 6000;
/** So many times the wanted number of most doubtful items are looked at for different ones. */
const DOUBTFUL_TIMES = 12;
/** Items more alike than this (cosine) are not asked about together. */
const TOO_ALIKE = 0.5;
const ROUNDS = 8;

/**
 * Which items to ask a person about next, so that the answers teach most. Before anything is known: items that are typical
 * of what there is, each of another part of it (Hacohen, Dekel, Weinshall 2022: with a small budget, typical beats
 * uncertain). After: those between two codes (margin, Scheffer et al. 2001), different from each other. Every language or
 * group gets its share, at least one where there are as many as are asked.
 * @param known positions that have been answered
 * @param judged null before anything was learnt
 * @returns at most `count` positions, the most wanted first; the same for the same input
 */
export function chooseToAsk(
  items: Askable,
  known: ReadonlySet<number>,
  judged: Judged | null,
  count: number,
): number[] {
  const size = items.vectors.length / items.width;
  const open = spread(
    Array.from({ length: size }, (_, at) => at).filter((at) => !known.has(at) && hasVector(items, at)),
  );
  const strata = Map.groupBy(open, (at) => items.strata?.[at] ?? '');
  const shares = shareOut(strata, count);
  const chosen = [...strata.keys()].sort().map((name) => {
    const [own, wanted] = [strata.get(name)!, shares.get(name)!];
    return judged ? doubtful(items, own, judged, wanted) : typical(items, own, wanted);
  });
  return interleave(chosen).slice(0, count);
}

function hasVector({ vectors, width }: Askable, at: number): boolean {
  for (let j = at * width; j < (at + 1) * width; j++) if (vectors[j] !== 0) return true;
  return false;
}

function spread(all: number[]): number[] {
  if (all.length <= LOOKED_AT_MOST) return all;
  return Array.from({ length: LOOKED_AT_MOST }, (_, i) => all[Math.floor((i * all.length) / LOOKED_AT_MOST)]!);
}

/** By size, largest remainder first; nobody goes without while there is something to give. */
function shareOut(strata: ReadonlyMap<string, readonly number[]>, count: number): Map<string, number> {
  const names = [...strata.keys()].sort((a, b) => strata.get(b)!.length - strata.get(a)!.length || (a < b ? -1 : 1));
  const all = names.reduce((sum, name) => sum + strata.get(name)!.length, 0);
  const shares = new Map(names.map((name, rank) => [name, rank < count ? 1 : 0]));
  for (let left = count - Math.min(count, names.length); left > 0; left--) {
    const lack = (name: string) => (strata.get(name)!.length / all) * count - shares.get(name)!;
    const next = names.reduce((best, name) => (lack(name) > lack(best) ? name : best));
    shares.set(next, shares.get(next)! + 1);
  }
  return shares;
}

function interleave(lists: readonly (readonly number[])[]): number[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, rank) => lists.flatMap((list) => list[rank] ?? [])).flat();
}

function doubtful(items: Askable, own: readonly number[], judged: Judged, count: number): number[] {
  const doubt = new Map(own.map((at) => [at, doubtOf(judged, at)]));
  const order = own.toSorted((a, b) => doubt.get(b)! - doubt.get(a)! || a - b).slice(0, count * DOUBTFUL_TIMES);
  const different: number[] = [];
  for (const at of order) {
    if (different.length >= count) break;
    if (different.every((other) => cosine(items, at, other) <= TOO_ALIKE)) different.push(at);
  }
  const rest = order.filter((at) => !different.includes(at));
  return [...different, ...rest.slice(0, count - different.length)];
}

/** 0 (sure) to 1: how near the two likeliest codes are; where many may hold, how many of them hang in the balance. */
function doubtOf({ sureness, codes, kind }: Judged, at: number): number {
  const own = sureness.subarray(at * codes, (at + 1) * codes);
  if (kind === 'many') return own.reduce((sum, p) => sum + p * (1 - p), 0);
  const [first = 0, second = 0] = own.toSorted().reverse();
  return 1 - (first - second);
}

/** The item nearest to the middle of each of `count` parts (k-means from far apart beginnings). */
function typical(items: Askable, own: readonly number[], count: number): number[] {
  if (own.length <= count) return [...own];
  const { width } = items;
  let middles = farApart(items, own, count).map((at) => rowOf(items, at));
  let parts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    parts = own.map((at) => nearest(middles, rowOf(items, at)));
    const sums = middles.map(() => new Float64Array(width));
    own.forEach((at, i) => {
      const sum = sums[parts[i]!]!;
      for (let j = 0; j < width; j++) sum[j]! += items.vectors[at * width + j]!;
    });
    middles = sums.map((sum) => {
      const length = Math.hypot(...sum) || 1;
      return sum.map((x) => x / length);
    });
  }
  const sizes = middles.map((_, part) => parts.filter((own) => own === part).length);
  const bySize = Array.from(middles.keys()).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  const found = bySize.flatMap((part) => {
    const members = own.filter((_, i) => parts[i] === part);
    const near = (at: number) => dot(middles[part]!, rowOf(items, at));
    return members.length === 0 ? [] : [members.reduce((best, at) => (near(at) > near(best) ? at : best))];
  });
  const rest = own.filter((at) => !found.includes(at));
  return [...found, ...rest.slice(0, count - found.length)];
}

/** Beginnings by chance, likelier the farther they are from those before (k-means++, Arthur and Vassilvitskii 2007). */
function farApart(items: Askable, own: readonly number[], count: number): number[] {
  const random = repeatableRandom(own.length);
  const chosen = [own[Math.floor(random() * own.length)]!];
  const far = own.map((at) => 1 - cosine(items, at, chosen[0]!));
  while (chosen.length < count) {
    let left = random() * far.reduce((sum, x) => sum + Math.max(0, x), 0);
    const found = own.findIndex((_, i) => {
      left -= Math.max(0, far[i]!);
      return left <= 0;
    });
    const next = own[found === -1 ? own.length - 1 : found]!;
    chosen.push(next);
    own.forEach((at, k) => {
      far[k] = Math.min(far[k]!, 1 - cosine(items, at, next));
    });
  }
  return chosen;
}

function nearest(middles: readonly Float64Array[], row: Float64Array): number {
  let best = 0;
  let highest = Number.NEGATIVE_INFINITY;
  middles.forEach((middle, part) => {
    const near = dot(middle, row);
    if (near > highest) [highest, best] = [near, part];
  });
  return best;
}

function rowOf({ vectors, width }: Askable, at: number): Float64Array {
  return Float64Array.from(vectors.subarray(at * width, (at + 1) * width), (x) => x / 127);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function cosine({ vectors, width }: Askable, a: number, b: number): number {
  let [both, one, other] = [0, 0, 0];
  for (let j = 0; j < width; j++) {
    const [x, y] = [vectors[a * width + j]!, vectors[b * width + j]!];
    both += x * y;
    one += x * x;
    other += y * y;
  }
  return both / (Math.sqrt(one * other) || 1);
}
