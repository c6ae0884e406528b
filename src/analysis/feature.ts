/**
 * Texts as sparse vectors of what stands in them: words and pairs of words, and runs of three to five letters, weighted by
 * TF-IDF. Features are known by a hash of 20 bits; that two share one is rare and harmless (Weinberger et al. 2009).
 */

/** Rows of sparse vectors: row i is `indices` and `values` from `offsets[i]` to `offsets[i + 1]`. */
export type SparseRows = { offsets: Uint32Array; indices: Uint32Array; values: Float32Array };

/** One text of an item: a title and an answer are different fields, whose words mean different things. */
export type Fields = readonly string[];

const BUCKETS = 1 << 20;
const KINDS = ['words', 'letters'] as const;
type Kind = (typeof KINDS)[number];
const SHORTEST_RUN = 3;
const LONGEST_RUN = 5;

/**
 * Items with their features counted. Each kind of each field of an item is a block; block b of item i lies from
 * `offsets[i * blocks + b]` on; `buckets` ascend within a block, `counts` say how often (1 + ln).
 */
export type Counted = {
  items: number;
  blocks: number;
  offsets: Uint32Array;
  buckets: Uint32Array;
  counts: Float32Array;
};

/** Counts the features of items, which all have the same number of fields. Done once, however often they are weighted. */
export function countFeatures(items: readonly Fields[]): Counted {
  const blocks = (items[0]?.length ?? 0) * KINDS.length;
  const offsets = new Uint32Array(items.length * blocks + 1);
  const collected = new Collected();
  items.forEach((fields, item) => {
    fields.forEach((text, field) => {
      const words = featureWords(text);
      KINDS.forEach((kind, k) => {
        collected.addBlock(hashesOf(words, kind, field * KINDS.length + k));
        offsets[item * blocks + field * KINDS.length + k + 1] = collected.size;
      });
    });
  });
  return { items: items.length, blocks, offsets, ...collected.arrays() };
}

/** Words as features see them: NFKC, lower case, letters, digits and marks. */
export function featureWords(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

const scratch = { hashes: new Uint32Array(1 << 14) };

/** Hashes of a block's features, ascending, as often as they occur; overwritten by the next call. */
function hashesOf(words: readonly string[], kind: Kind, seed: number): Uint32Array {
  const most =
    kind === 'words' ? words.length * 2 : words.reduce((sum, word) => sum + (word.length + 2) * KINDS_OF_RUNS, 0);
  if (scratch.hashes.length < most) scratch.hashes = new Uint32Array(most * 2);
  const size = kind === 'words' ? hashWords(words, seed, scratch.hashes) : hashRuns(words, seed, scratch.hashes);
  return scratch.hashes.subarray(0, size).sort();
}

const KINDS_OF_RUNS = LONGEST_RUN - SHORTEST_RUN + 1;

function hashWords(words: readonly string[], seed: number, into: Uint32Array): number {
  let size = 0;
  let before = 0;
  for (const word of words) {
    let hash = seedOf(seed);
    for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), FNV_PRIME);
    into[size++] = bucketOf(hash);
    if (before !== 0) into[size++] = bucketOf(Math.imul(before, 31) ^ hash);
    before = hash;
  }
  return size;
}

/** Runs of letters in words fenced by blanks, none across a border of words. */
function hashRuns(words: readonly string[], seed: number, into: Uint32Array): number {
  let size = 0;
  for (const word of words) {
    const length = word.length + 2;
    for (let from = 0; from + SHORTEST_RUN <= length; from++) {
      let hash = seedOf(seed);
      const end = Math.min(length, from + LONGEST_RUN);
      for (let at = from; at < end; at++) {
        hash = Math.imul(hash ^ (at === 0 || at === length - 1 ? BLANK : word.charCodeAt(at - 1)), FNV_PRIME);
        if (at - from >= SHORTEST_RUN - 1) into[size++] = bucketOf(hash);
      }
    }
  }
  return size;
}

const BLANK = 32;
const FNV_PRIME = 0x01000193;

function seedOf(seed: number): number {
  return 0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1);
}

function bucketOf(hash: number): number {
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 12) & (BUCKETS - 1);
}

/** Lists that grow. */
class Collected {
  size = 0;
  #buckets = new Uint32Array(1 << 16);
  #counts = new Float32Array(1 << 16);

  addBlock(hashes: Uint32Array): void {
    while (this.size + hashes.length > this.#buckets.length) this.#grow();
    for (let at = 0; at < hashes.length; ) {
      let end = at + 1;
      while (end < hashes.length && hashes[end] === hashes[at]) end++;
      this.#buckets[this.size] = hashes[at]!;
      this.#counts[this.size++] = 1 + Math.log(end - at);
      at = end;
    }
  }

  #grow(): void {
    const [buckets, counts] = [new Uint32Array(this.#buckets.length * 2), new Float32Array(this.#buckets.length * 2)];
    buckets.set(this.#buckets);
    counts.set(this.#counts);
    this.#buckets = buckets;
    this.#counts = counts;
  }

  arrays(): { buckets: Uint32Array; counts: Float32Array } {
    return { buckets: this.#buckets.slice(0, this.size), counts: this.#counts.slice(0, this.size) };
  }
}

/** How rare features are among some items: what a thread can hand to another. */
export type Rarity = {
  /** Per bucket the number of the feature among those that are kept; of those that are not, how many items have it, as -1 - n. */
  columns: Int32Array;
  /** How rare each kept feature is, and one that so many items have. */
  ofColumn: Float64Array;
  ofCount: Float64Array;
};

/**
 * @param which positions of the items to learn from
 * @param fewest features that fewer items have get no column
 */
export function learnRarity(counted: Counted, which: ArrayLike<number>, fewest: number): Rarity {
  const frequency = frequencies(counted, which);
  const rarity = (items: number) => Math.log((1 + which.length) / (1 + items)) + 1;
  const ofColumn: number[] = [];
  const columns = new Int32Array(BUCKETS);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const items = frequency[bucket]!;
    columns[bucket] = items < fewest ? -1 - items : ofColumn.push(rarity(items)) - 1;
  }
  const ofCount = Float64Array.from({ length: fewest }, (_, items) => rarity(items));
  return { columns, ofColumn: Float64Array.from(ofColumn), ofCount };
}

/** Weighs features by how rare they are among the items that it has learnt from. */
export class Weighting {
  readonly rarity: Rarity;
  /** How many features are kept. */
  readonly columns: number;

  constructor(rarity: Rarity) {
    this.rarity = rarity;
    this.columns = rarity.ofColumn.length;
  }

  /**
   * The rows of some items; each block has length 1. Features never seen count for the length but have no column: a text
   * whose words are mostly unknown has a short vector, and says little.
   * @returns rows, and per item the share of its squared length that has a column (0 to 1)
   */
  rows(counted: Counted, which: ArrayLike<number>): SparseRows & { coverage: Float32Array<ArrayBuffer> } {
    const { blocks, offsets, buckets, counts } = counted;
    const { columns } = this.rarity;
    let most = 0;
    for (let i = 0; i < which.length; i++) most += offsets[(which[i]! + 1) * blocks]! - offsets[which[i]! * blocks]!;
    const rows = {
      offsets: new Uint32Array(which.length + 1),
      indices: new Uint32Array(most),
      values: new Float32Array(most),
    };
    const coverage = new Float32Array(which.length);
    let size = 0;
    for (let i = 0; i < which.length; i++) {
      let full = 0;
      for (let block = which[i]! * blocks; block < (which[i]! + 1) * blocks; block++) {
        const [from, to] = [offsets[block]!, offsets[block + 1]!];
        if (from === to) continue;
        full++;
        let squares = 0;
        for (let at = from; at < to; at++) {
          const weight = counts[at]! * this.#rarityOf(columns[buckets[at]!]!);
          squares += weight * weight;
        }
        const length = Math.sqrt(squares);
        for (let at = from; at < to; at++) {
          const column = columns[buckets[at]!]!;
          if (column < 0) continue;
          const value = (counts[at]! * this.#rarityOf(column)) / length;
          rows.indices[size] = column;
          rows.values[size++] = value;
          coverage[i]! += value * value;
        }
      }
      coverage[i]! /= full || 1;
      rows.offsets[i + 1] = size;
    }
    return {
      offsets: rows.offsets,
      indices: rows.indices.slice(0, size),
      values: rows.values.slice(0, size),
      coverage,
    };
  }

  #rarityOf(column: number): number {
    return column < 0 ? this.rarity.ofCount[-1 - column]! : this.rarity.ofColumn[column]!;
  }
}

/** In how many of some items each feature is. */
function frequencies({ blocks, offsets, buckets }: Counted, which: ArrayLike<number>): Uint32Array {
  const frequency = new Uint32Array(BUCKETS);
  for (let i = 0; i < which.length; i++) {
    for (let at = offsets[which[i]! * blocks]!; at < offsets[(which[i]! + 1) * blocks]!; at++)
      frequency[buckets[at]!]!++;
  }
  return frequency;
}
