import { IS_QUOTED, runsOf, sentenceNumbers, type Words } from './words.ts';

/**
 * Stretches of a text that stand in another one too. Found as in tools for text reuse (passim, TextPAIR): runs of a few
 * words that both have are seeds, seeds in the same order close to one another are a chain.
 */

/** Words of a seed. */
const RUN = 5;
/** Seeds with no more than so many words from one to the next are one chain: some words in between were changed. */
const GAP = 8;
/** Shorter chains are phrases that any two texts may share. */
const SHORTEST_CHAIN = 8;
/** A chain touches a sentence where it has so many of its words. */
const TOUCHED_WORDS = 5;

export type Chain = {
  /** Words of the text that the chain covers. */
  words: number;
  /** Numbers of the sentences of the other text that it touches, ascending. */
  sentences: number[];
};

/** What a text shares with one other. */
export type Reuse = { owner: number; words: number; chains: Chain[] };

/** Where the runs of some texts stand; of a run that several have, the first one's place. */
export class RunIndex {
  readonly #places = new Map<number, { owner: number; at: number }>();
  readonly #sentences = new Map<number, Uint32Array>();
  readonly #skipQuoted: boolean;

  constructor(options: { skipQuoted: boolean }) {
    this.#skipQuoted = options.skipQuoted;
  }

  /** @param kept which words count; all unless given */
  add(words: Words, owner: number, kept?: Uint8Array): void {
    this.#sentences.set(owner, sentenceNumbers(words));
    const runs = runsOf(words, RUN);
    for (let at = 0; at < runs.length; at++) {
      if (kept && !everyIn(kept, at)) continue;
      if (this.#skipQuoted && isQuoted(words, at)) continue;
      if (!this.#places.has(runs[at]!)) this.#places.set(runs[at]!, { owner, at });
    }
  }

  /** What a text shares with each of the others, in the order of their numbers. */
  match(words: Words): Reuse[] {
    const open = new Map<number, OpenChain>();
    const found = new Map<number, Reuse>();
    const close = (chain: OpenChain) => {
      if (chain.words < SHORTEST_CHAIN) return;
      const reuse = found.get(chain.owner) ?? { owner: chain.owner, words: 0, chains: [] };
      found.set(chain.owner, reuse);
      reuse.words += chain.words;
      reuse.chains.push({ words: chain.words, sentences: touchedBy(chain) });
    };
    const runs = runsOf(words, RUN);
    for (let at = 0; at < runs.length; at++) {
      const place = this.#places.get(runs[at]!);
      if (!place || (this.#skipQuoted && isQuoted(words, at))) continue;
      let chain = open.get(place.owner);
      if (!chain || !goesOn(chain, at, place.at)) {
        if (chain) close(chain);
        chain = { owner: place.owner, words: 0, end: at, place: place.at, touched: new Map() };
        open.set(place.owner, chain);
      }
      this.#extend(chain, at, place.at);
    }
    for (const chain of open.values()) close(chain);
    return [...found.values()].sort((a, b) => a.owner - b.owner);
  }

  #extend(chain: OpenChain, at: number, place: number): void {
    const fresh = Math.min(RUN, at + RUN - chain.end);
    chain.words += fresh;
    chain.end = at + RUN;
    chain.place = place;
    const sentences = this.#sentences.get(chain.owner)!;
    for (let i = place + RUN - fresh; i < place + RUN; i++) {
      const sentence = sentences[i]!;
      chain.touched.set(sentence, (chain.touched.get(sentence) ?? 0) + 1);
    }
  }
}

/** `end`: behind its last word in the text; `place`: of its last seed in the other text; `touched`: words by sentence. */
type OpenChain = { owner: number; words: number; end: number; place: number; touched: Map<number, number> };

function goesOn(chain: OpenChain, at: number, place: number): boolean {
  const [inText, inOther] = [at - (chain.end - RUN), place - chain.place];
  return inText <= RUN + GAP && inOther > 0 && inOther <= RUN + GAP;
}

function touchedBy({ touched }: OpenChain): number[] {
  return [...touched].filter(([, words]) => words >= TOUCHED_WORDS).map(([sentence]) => sentence);
}

function everyIn(kept: Uint8Array, at: number): boolean {
  for (let i = at; i < at + RUN; i++) if (kept[i] === 0) return false;
  return true;
}

function isQuoted({ flags }: Words, at: number): boolean {
  return (flags[at]! & IS_QUOTED) !== 0 && (flags[at + RUN - 1]! & IS_QUOTED) !== 0;
}

/** Words of a chain that crosses the border of a sentence, at least: two short sentences. */
const TWO_SENTENCES = 20;

/** Whether two sentences or more, one after the other, are shared: no two people write them by chance. */
export function sharesSentences({ chains }: Reuse): boolean {
  return chains.some(({ words, sentences }) => words >= TWO_SENTENCES && sentences.length >= 2);
}

/** Runs of which one in this many is kept (winnowing, Schleimer et al. 2003): every shared run of twelve words leaves one. */
const WINDOW = 8;

/** The runs that stand for a text: of each eight one after another the smallest, each once, in the order of the text. */
export function fingerprintsOf(words: Words): Uint32Array {
  const runs = runsOf(words, RUN);
  const kept: number[] = [];
  let last = -1;
  for (let from = 0; from + WINDOW <= runs.length; from++) {
    let least = from;
    for (let at = from + 1; at < from + WINDOW; at++) if (runs[at]! <= runs[least]!) least = at;
    if (least !== last) kept.push(runs[least]!);
    last = least;
  }
  return Uint32Array.from(new Set(kept));
}

/** A fingerprint that more texts have than this is compared with few of them. */
const MOST_HEADS = 3;
/** Two texts are compared where they share so many fingerprints: those of twenty-four words in a row. */
const FEWEST_FINGERPRINTS = 2;

/**
 * Joins texts that hold the same passage: calls `join` for pairs that share fingerprints until all that could be one group
 * have been tried. `join` says whether the two belong together.
 */
export function joinByFingerprints(
  texts: readonly Words[],
  find: (text: number) => number,
  join: (text: number, head: number) => boolean,
): void {
  const tried = new Map<number, number>();
  for (const group of byFingerprint(texts)) {
    const heads: number[] = [];
    for (const text of group) {
      if (heads.some((head) => find(head) === find(text))) continue;
      const joined = heads.some((head) => {
        const pair = head * texts.length + text;
        const met = (tried.get(pair) ?? 0) + 1;
        tried.set(pair, met);
        return met === FEWEST_FINGERPRINTS && join(text, head);
      });
      if (!joined && heads.length < MOST_HEADS) heads.push(text);
    }
  }
}

/** Texts (ascending) that share a fingerprint, in the order of the fingerprints. */
function* byFingerprint(texts: readonly Words[]): Generator<number[]> {
  const prints = texts.map(fingerprintsOf);
  const size = prints.reduce((sum, { length }) => sum + length, 0);
  // Hash and text in one number, because sorting numbers is many times faster than sorting pairs.
  const entries = new Float64Array(size);
  let filled = 0;
  prints.forEach((own, text) => {
    for (const print of own) entries[filled++] = print * TEXTS_MAX + text;
  });
  entries.sort();
  for (let from = 0, to = 0; from < size; from = to) {
    const print = Math.floor(entries[from]! / TEXTS_MAX);
    const group: number[] = [];
    for (; to < size && Math.floor(entries[to]! / TEXTS_MAX) === print; to++) group.push(entries[to]! % TEXTS_MAX);
    if (group.length > 1) yield group;
  }
}

/** 32 bits of hash and 21 of number are the 53 bits of a whole number in JavaScript. */
const TEXTS_MAX = 2 ** 21;
