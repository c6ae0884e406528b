import { mix32, runsOf, type Words } from './words.ts';

/** Words of a shingle: short enough that changed words leave some shingles as they were. */
const SHINGLE = 3;
/** MinHash (Broder 1997) with 32 bands of 2: texts that share a third of all shingles meet in 97 of 100 cases. */
export const BANDS = 32;
const ROWS = 2;
/** With how many earlier texts of one bucket a text is compared. */
const MOST_COMPARISONS = 24;

/** Runs of three words in ascending order, each once. */
export function shinglesOf(words: Words): Uint32Array {
  const sorted = runsOf(words, SHINGLE).sort();
  let kept = 0;
  for (const hash of sorted) if (kept === 0 || sorted[kept - 1] !== hash) sorted[kept++] = hash;
  return sorted.slice(0, kept);
}

/** How many numbers two ascending lists share. */
export function shared(a: Uint32Array, b: Uint32Array): number {
  let [i, j, count] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i]! < b[j]!) i++;
    else if (a[i]! > b[j]!) j++;
    else {
      count++;
      i++;
      j++;
    }
  }
  return count;
}

const MULTIPLIERS = Uint32Array.from({ length: BANDS * ROWS }, (_, i) => mix32(i + 1) | 1);
const minima = new Uint32Array(BANDS * ROWS);

/** The smallest shingle under each of 64 hash functions, two to a band. */
export function bandsOf(shingles: Uint32Array, bands: Uint32Array): void {
  minima.fill(0xffffffff);
  for (const shingle of shingles) {
    for (let i = 0; i < minima.length; i++) {
      const hash = Math.imul(shingle ^ (shingle >>> 15), MULTIPLIERS[i]!) >>> 0;
      if (hash < minima[i]!) minima[i] = hash;
    }
  }
  for (let band = 0; band < BANDS; band++) {
    let hash = band + 1;
    for (let row = 0; row < ROWS; row++) hash = mix32(Math.imul(hash, 31) + minima[band * ROWS + row]!);
    bands[band] = hash;
  }
}

/** Who has the same bands, in flat arrays: millions of entries would be too much for a Map. */
export class Buckets {
  #size = 0;
  #heads = new Int32Array(1 << 16).fill(-1);
  #keys = new Uint32Array(1 << 16);
  #owners = new Int32Array(1 << 16);
  #next = new Int32Array(1 << 16);

  /** Owners that share a band, those that share most first, then the earliest. */
  meet(bands: Uint32Array): number[] {
    const met = new Map<number, number>();
    for (const band of bands) {
      let left = MOST_COMPARISONS;
      for (let at = this.#heads[band & (this.#heads.length - 1)]!; at !== -1 && left > 0; at = this.#next[at]!) {
        if (this.#keys[at] !== band) continue;
        left--;
        const owner = this.#owners[at]!;
        met.set(owner, (met.get(owner) ?? 0) + 1);
      }
    }
    const owners = [...met].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, MOST_COMPARISONS);
    return owners.map(([owner]) => owner);
  }

  enter(bands: Uint32Array, owner: number): void {
    for (const band of bands) {
      if (this.#size === this.#keys.length) this.#grow();
      const at = this.#size++;
      this.#keys[at] = band;
      this.#owners[at] = owner;
      this.#link(at);
    }
  }

  #link(at: number): void {
    const head = this.#keys[at]! & (this.#heads.length - 1);
    this.#next[at] = this.#heads[head]!;
    this.#heads[head] = at;
  }

  #grow(): void {
    const length = this.#keys.length * 2;
    const [keys, owners] = [new Uint32Array(length), new Int32Array(length)];
    keys.set(this.#keys);
    owners.set(this.#owners);
    this.#keys = keys;
    this.#owners = owners;
    this.#next = new Int32Array(length);
    this.#heads = new Int32Array(length).fill(-1);
    for (let at = 0; at < this.#size; at++) this.#link(at);
  }
}
