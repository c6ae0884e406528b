import { LANGUAGES, UNKNOWN_LANGUAGE } from '../core/language.ts';
import { MODEL_FOLDER, readModelFile } from './model.ts';

/** The languages of model/language.bin, in its order: that of their codes. */
const IN_ORDER: readonly string[] = [...LANGUAGES].sort();

const LONGEST_RUN = 5;
/** What comes after so many letters no longer changes the answer. */
const LETTERS_READ = 3000;
/** A language is told without a hint where it is so probable, 0 to 1; of a single word more is asked, for it may be a name. */
const LEAST_PROBABILITY = { words: 0.7, word: 0.95 };
/** A hint is taken where it is behind the best language by no more nats than this. */
const HINT_REACH = 5;
/** Languages with other letters cannot be told: less than this share of the letters are ours. */
const LEAST_OWN_LETTERS = 0.5;

/**
 * Tells the language of a text.
 * @param hint language of the contribution around it, or as stated by its author: decides where the text is too short to tell
 * @returns one of the 24 languages' codes, or `und` where it cannot be told
 */
export type TellLanguage = (text: string, hint?: string | null) => string;

/**
 * Opens the detector: a logistic regression over words and runs of one to five letters (model/make_language.py). Not `eld`,
 * which knows neither Irish nor Maltese.
 * @throws DomainError unavailable where the model's file is missing
 */
export function openLanguageDetector(folder: string = MODEL_FOLDER): TellLanguage {
  const runs = readRuns(folder);
  return (text, hint) => {
    const length = readLetters(text);
    if (length === 0) return UNKNOWN_LANGUAGE;
    const isWord = letters.indexOf(BLANK, 1) === length - 1;
    return decide(runs.score(letters, length), hint ?? null, LEAST_PROBABILITY[isWord ? 'word' : 'words']);
  };
}

/** A language in which this share of the texts is written is what short texts among them are taken for. */
const COMMON_SHARE = 0.6;

/**
 * The languages of texts that belong together, as the answers to one question: where a text is too short to tell, it is
 * taken to be in the language that most of the others are in, if there is one.
 */
export function tellLanguages(texts: readonly string[], tell: TellLanguage): string[] {
  const first = texts.map((text) => tell(text));
  const counts = new Map<string, number>();
  for (const language of first) counts.set(language, (counts.get(language) ?? 0) + 1);
  counts.delete(UNKNOWN_LANGUAGE);
  const told = [...counts.values()].reduce((sum, n) => sum + n, 0);
  const common = [...counts].find(([, n]) => n >= COMMON_SHARE * told)?.[0];
  if (common === undefined) return first;
  return texts.map((text, i) => (first[i] === common ? common : tell(text, common)));
}

const BLANK = 32;
const APOSTROPHE = 39;

/** What a UTF-16 unit is to the detector. */
const OTHER = 0;
const OWN = 1;
const ELSEWHERE = 2;
const FOREIGN_CYRILLIC = 3;

/** Per UTF-16 unit what it is, and what it is in lower case. */
const kinds = new Uint8Array(1 << 16);
const lower = new Uint16Array(1 << 16);
for (let unit = 0; unit < kinds.length; unit++) {
  const character = String.fromCharCode(unit);
  if (!/[\p{L}\p{M}]/u.test(character)) continue;
  const small = character.toLowerCase();
  lower[unit] = small.length === 1 ? small.charCodeAt(0) : unit;
  if (/[\p{Script=Latin}\p{Script=Greek}\p{M}абвгдежзийклмнопрстуфхцчшщъьюя]/u.test(small)) kinds[unit] = OWN;
  else kinds[unit] = /[ыэёіїєґђћљњџјѓќѕў]/u.test(small) ? FOREIGN_CYRILLIC : ELSEWHERE;
}

/** The words of the text that is being read, in lower case, fenced by blanks; overwritten by the next text. */
const letters = new Uint16Array(LETTERS_READ + 2);

/**
 * Reads the words of a text into `letters`.
 * @returns how much of it is filled, or 0 where there are too few letters that the 24 languages use
 */
function readLetters(text: string): number {
  const composed = text.slice(0, LETTERS_READ * 2).normalize('NFC'); // some systems write a letter and its mark as two characters
  const counts = [0, 0, 0, 0];
  let length = 1;
  letters[0] = BLANK;
  let hasApostrophe = false;
  for (let i = 0; i < composed.length && length < LETTERS_READ; i++) {
    const unit = composed.charCodeAt(i);
    const kind = isHighSurrogate(unit) ? kindOfPair(composed, i) : kinds[unit]!;
    if (kind !== OTHER) {
      letters[length++] = kind === OWN || kind === FOREIGN_CYRILLIC ? lower[unit]! : unit;
      counts[kind]!++;
    } else if ((unit === APOSTROPHE || unit === 0x2019) && letters[length - 1] !== BLANK && !hasApostrophe) {
      letters[length++] = APOSTROPHE;
      hasApostrophe = true;
    } else if (letters[length - 1] !== BLANK) {
      letters[length++] = BLANK;
      hasApostrophe = false;
    }
  }
  if (letters[length - 1] !== BLANK) letters[length++] = BLANK;
  const [, own, elsewhere, cyrillic] = counts as [number, number, number, number];
  // Letters of Russian, Ukrainian, Serbian or Macedonian, in more than a quoted name.
  const isForeign = cyrillic > 1 && cyrillic * 50 > length;
  return own === 0 || own < LEAST_OWN_LETTERS * (own + elsewhere + cyrillic) || isForeign ? 0 : length;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Letters beyond the first 65,536 characters are of none of the 24 languages. */
function kindOfPair(text: string, at: number): number {
  return /\p{L}/u.test(String.fromCodePoint(text.codePointAt(at)!)) ? ELSEWHERE : OTHER;
}

function decide(scores: Float64Array, hint: string | null, least: number): string {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  const hinted = IN_ORDER.indexOf(hint ?? UNKNOWN_LANGUAGE);
  if (hinted !== -1 && scores[best]! - scores[hinted]! <= HINT_REACH) return IN_ORDER[hinted]!;
  const others = scores.reduce((sum, score) => sum + Math.exp(score - scores[best]!), 0);
  return 1 / others >= least ? IN_ORDER[best]! : UNKNOWN_LANGUAGE;
}

const LANGUAGE_COUNT = IN_ORDER.length;

/** Weights of runs of letters, found by two hashes of the run, which together tell all of them apart. */
class Runs {
  readonly #mask: number;
  /** Per slot: both hashes of a run, and where its weights start; -1 where there is none. */
  readonly #slots: Int32Array;
  /** Per run its weights and those of all runs that it starts with: whoever finds the longest run has found them all. */
  readonly #weights: Int16Array;
  readonly #scale: number;
  /** Both hashes of the runs that start where the text is being read, by their length. */
  readonly #first = new Int32Array(LONGEST_RUN + 1);
  readonly #second = new Int32Array(LONGEST_RUN + 1);

  /** @param runs in an order in which each comes after those that it starts with */
  constructor(runs: readonly string[], weights: Int8Array, scale: number) {
    const slots = 2 ** Math.ceil(Math.log2(runs.length * 2));
    this.#mask = slots - 1;
    this.#slots = new Int32Array(slots * 3).fill(-1);
    this.#weights = Int16Array.from(weights);
    this.#scale = scale;
    for (const [number, run] of runs.entries()) {
      let [first, second, start] = [FIRST_SEED, SECOND_SEED, -1];
      for (let i = 0; i < run.length; i++) {
        const row = i > 0 && i <= LONGEST_RUN ? this.#rowOf(first, second) : -1;
        if (row !== -1) start = row;
        first = Math.imul(first ^ run.charCodeAt(i), FIRST_PRIME);
        second = Math.imul(second + run.charCodeAt(i), SECOND_PRIME);
      }
      const own = number * LANGUAGE_COUNT;
      if (start !== -1) for (let i = 0; i < LANGUAGE_COUNT; i++) this.#weights[own + i]! += this.#weights[start + i]!;
      this.#keep(first, second, own);
    }
  }

  #keep(first: number, second: number, row: number): void {
    let slot = slotOf(first) & this.#mask;
    while (this.#slots[slot * 3 + 2] !== -1) slot = (slot + 1) & this.#mask;
    this.#slots.set([first, second, row], slot * 3);
  }

  /**
   * Nats that speak for each language, in the order of IN_ORDER: of runs of up to five letters, and of words however long.
   * @param text words in lower case, fenced by blanks
   */
  score(text: Uint16Array, length: number): Float64Array {
    const weights = this.#weights;
    const sums = new Int32Array(LANGUAGE_COUNT);
    for (let start = 0; start < length - 1; start++) {
      const row = this.#longestAt(text, start, length);
      if (row !== -1) for (let i = 0; i < LANGUAGE_COUNT; i++) sums[i]! += weights[row + i]!;
    }
    return Float64Array.from(sums, (sum) => sum * this.#scale);
  }

  /** Where the weights of the longest known run start that starts here, or -1. */
  #longestAt(text: Uint16Array, start: number, length: number): number {
    const [firsts, seconds] = [this.#first, this.#second];
    const longest = Math.min(LONGEST_RUN, length - start);
    let [first, second] = [FIRST_SEED, SECOND_SEED];
    let isLongWord = text[start] === BLANK;
    for (let size = 1; size <= longest; size++) {
      const unit = text[start + size - 1]!;
      firsts[size] = first = Math.imul(first ^ unit, FIRST_PRIME);
      seconds[size] = second = Math.imul(second + unit, SECOND_PRIME);
      if (unit === BLANK && size > 1) isLongWord = false;
    }
    if (isLongWord) {
      let at = start + longest;
      do {
        first = Math.imul(first ^ text[at]!, FIRST_PRIME);
        second = Math.imul(second + text[at]!, SECOND_PRIME);
      } while (text[at++] !== BLANK);
      const row = this.#rowOf(first, second);
      if (row !== -1) return row;
    }
    for (let size = longest; size > 0; size--) {
      const row = this.#rowOf(firsts[size]!, seconds[size]!);
      if (row !== -1) return row;
    }
    return -1;
  }

  /** Where a run's weights start, or -1. */
  #rowOf(first: number, second: number): number {
    const slots = this.#slots;
    for (let at = slotOf(first) & this.#mask; ; at = (at + 1) & this.#mask) {
      const row = slots[at * 3 + 2]!;
      if (row === -1 || (slots[at * 3] === first && slots[at * 3 + 1] === second)) return row;
    }
  }
}

/** Mixes a hash, whose low bits hardly know of the first letters. */
function slotOf(hash: number): number {
  return hash ^ (hash >>> 15);
}

const FIRST_SEED = 0x811c9dc5 | 0;
const FIRST_PRIME = 0x01000193;
const SECOND_SEED = 0x2545f491;
const SECOND_PRIME = 0x5bd1e995;

function readRuns(folder: string): Runs {
  const bytes = readModelFile(folder, 'language.bin');
  const [textBytes, scale] = [bytes.readUInt32LE(4), bytes.readFloatLE(8)];
  const runs = bytes.toString('utf8', 12, 12 + textBytes).split('\n');
  return new Runs(runs, new Int8Array(bytes.subarray(12 + textBytes)), scale);
}
