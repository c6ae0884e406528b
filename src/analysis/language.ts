import { LANGUAGES, UNKNOWN_LANGUAGE } from '../core/language.ts';
import { MODEL_FOLDER, readModelFile } from './model.ts';

/** The languages of model/language.bin, in its order: that of their codes. */
const IN_ORDER: readonly string[] = [...LANGUAGES].sort();

const LONGEST_RUN = 5;
/** What comes after so many letters no longer changes the answer. */
const LETTERS_READ = 3000;
/** Nats by which the best language has to be ahead to be told without a hint. */
const CLEAR_LEAD = 3;
/** A hint is taken where it is behind the best language by no more nats than this. */
const HINT_REACH = 6;
/** Languages with other letters cannot be told: less than this share of the letters are ours. */
const LEAST_OWN_LETTERS = 0.5;

/**
 * Tells the language of a text.
 * @param hint language of the contribution around it, or as stated by its author: decides where the text is too short to tell
 * @returns one of the 24 languages' codes, or `und` where it cannot be told
 */
export type TellLanguage = (text: string, hint?: string | null) => string;

/**
 * Opens the detector: naive Bayes over runs of one to five letters (model/make_language.py). Not `eld`, which knows neither
 * Irish nor Maltese.
 * @throws DomainError unavailable where the model's file is missing
 */
export function openLanguageDetector(folder: string = MODEL_FOLDER): TellLanguage {
  const runs = readRuns(folder);
  return (text, hint) => {
    const letters = ownLetters(text);
    if (letters === null) return UNKNOWN_LANGUAGE;
    return decide(runs.score(` ${letters} `), hint ?? null);
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

/** Words of letters that the 24 languages use, in lower case, divided by blanks; null where there are too few of them. */
function ownLetters(text: string): string | null {
  const words = text
    .slice(0, LETTERS_READ * 2)
    .normalize('NFC') // some systems write a letter and its mark as two characters
    .toLowerCase()
    .match(/[\p{L}\p{M}]+(?:['’][\p{L}\p{M}]*)?/gu);
  if (!words) return null;
  const all = words.join(' ').slice(0, LETTERS_READ).replaceAll('’', "'");
  const own = all.match(/[\p{Script=Latin}\p{Script=Greek}\p{M}абвгдежзийклмнопрстуфхцчшщъьюя]/gu)?.length ?? 0;
  return own < LEAST_OWN_LETTERS * all.replaceAll(' ', '').length || hasForeignCyrillic(all) ? null : all;
}

/** Letters of Russian, Ukrainian, Serbian or Macedonian, in more than a quoted name. */
function hasForeignCyrillic(text: string): boolean {
  const foreign = text.match(/[ыэёіїєґђћљњџјѓќѕў]/gu)?.length ?? 0;
  return foreign > 1 && foreign * 50 > text.length;
}

function decide(scores: Float64Array, hint: string | null): string {
  let best = 0;
  scores.forEach((score, i) => {
    if (score > scores[best]!) best = i;
  });
  const lead = scores.reduce((least, score, i) => (i === best ? least : Math.min(least, scores[best]! - score)), 1e9);
  const hinted = IN_ORDER.indexOf(hint ?? UNKNOWN_LANGUAGE);
  if (hinted !== -1 && scores[best]! - scores[hinted]! <= HINT_REACH) return IN_ORDER[hinted]!;
  return lead >= CLEAR_LEAD ? IN_ORDER[best]! : UNKNOWN_LANGUAGE;
}

/** Weights of runs of letters, found by two hashes of the run, which together tell all of them apart. */
class Runs {
  readonly #mask: number;
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #row: Int32Array;
  readonly #weights: Int8Array;
  readonly #scale: number;

  constructor(runs: readonly string[], weights: Int8Array, scale: number) {
    const slots = 2 ** Math.ceil(Math.log2(runs.length * 2));
    this.#mask = slots - 1;
    this.#first = new Int32Array(slots);
    this.#second = new Int32Array(slots);
    this.#row = new Int32Array(slots).fill(-1);
    this.#weights = weights;
    this.#scale = scale;
    for (const [row, run] of runs.entries()) {
      let first = FIRST_SEED;
      let second = SECOND_SEED;
      for (let i = 0; i < run.length; i++) {
        first = Math.imul(first ^ run.charCodeAt(i), FIRST_PRIME);
        second = Math.imul(second + run.charCodeAt(i), SECOND_PRIME);
      }
      let slot = first & this.#mask;
      while (this.#row[slot] !== -1) slot = (slot + 1) & this.#mask;
      this.#first[slot] = first;
      this.#second[slot] = second;
      this.#row[slot] = row;
    }
  }

  /** Nats that speak for each language, in the order of IN_ORDER. */
  score(text: string): Float64Array {
    const sums = new Float64Array(IN_ORDER.length);
    for (let start = 0; start < text.length; start++) {
      let first = FIRST_SEED;
      let second = SECOND_SEED;
      for (let at = start; at < Math.min(text.length, start + LONGEST_RUN); at++) {
        first = Math.imul(first ^ text.charCodeAt(at), FIRST_PRIME);
        second = Math.imul(second + text.charCodeAt(at), SECOND_PRIME);
        this.#add(first, second, sums);
      }
    }
    return sums;
  }

  #add(first: number, second: number, sums: Float64Array): void {
    for (let slot = first & this.#mask; this.#row[slot] !== -1; slot = (slot + 1) & this.#mask) {
      if (this.#first[slot] !== first || this.#second[slot] !== second) continue;
      const row = this.#row[slot]! * IN_ORDER.length;
      for (let i = 0; i < sums.length; i++) sums[i]! += this.#weights[row + i]! * this.#scale;
      return;
    }
  }
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
