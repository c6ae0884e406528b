/**
 * Numbers that look random and are the same in every run: mulberry32 (public domain).
 * @param seed any integer; the same seed gives the same numbers
 * @returns a function that gives the next number, 0 <= x < 1
 */
export function repeatableRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

/** Brings a list into an order that follows from the random numbers (Fisher and Yates), in place. */
export function shuffle(list: Uint32Array, random: () => number): Uint32Array {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}
