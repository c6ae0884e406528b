/** The words of a text as numbers, for comparing texts word by word. */
export type Words = {
  /** One hash a word: of its lower case in Unicode NFKC. */
  hashes: Uint32Array;
  /** Per word: `STARTS_SENTENCE`, `IS_QUOTED`, both or neither. */
  flags: Uint8Array;
};

export const STARTS_SENTENCE = 1;
/** The word stands between quotation marks. */
export const IS_QUOTED = 2;

/** A stretch of fewer words is no sentence of its own: an abbreviation, a number, a name, a greeting. */
const SHORTEST_SENTENCE = 5;
/** A line break after fewer characters than this ends a sentence; a longer line may have been broken to fit a page. */
const BROKEN_LINE = 45;
/** Where this share of the words stands in quotation marks, they are no quotation but the author's way of writing. */
const MOST_QUOTED = 0.5;

const OTHER = 0;
const LETTER = 1;
/** Letters of scripts without blanks between words: each is a word. */
const SYLLABLE = 2;
const FULL_STOP = 3;
const LINE_BREAK = 4;
const QUOTE = 5;
/** Soft hyphens and other marks that are not seen. */
const UNSEEN = 6;

const classes = new Uint8Array(0x10000).fill(255);

function classOf(point: number): number {
  if (point > 0xffff) return tellClass(String.fromCodePoint(point));
  const known = classes[point]!;
  if (known !== 255) return known;
  const found = tellClass(String.fromCharCode(point));
  classes[point] = found;
  return found;
}

function tellClass(char: string): number {
  if (/[\u00ad\u200b-\u200d\u2060\ufeff]/u.test(char)) return UNSEEN;
  if (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u.test(char))
    return SYLLABLE;
  if (/[\p{L}\p{N}\p{M}]/u.test(char)) return LETTER;
  if (/[.!?…。！？؟۔।]/u.test(char)) return FULL_STOP;
  if (/[\n\r\f\v\u2028\u2029]/u.test(char)) return LINE_BREAK;
  return /["«»„“”‟「」『』]/u.test(char) ? QUOTE : OTHER;
}

/**
 * Reads a text as numbers. Two texts with the same words in the same order give the same hashes, whatever their capitals,
 * blanks, punctuation and composition of letters.
 * @param offsets where given, it is filled with the UTF-16 offsets at which each word starts and ends
 */
export function readWords(text: string, offsets?: number[]): Words {
  const reading = new Reading();
  for (let at = 0; at < text.length; ) {
    const point = text.codePointAt(at)!;
    const kind = classOf(point);
    const width = point > 0xffff ? 2 : 1;
    if (kind === LETTER || kind === SYLLABLE) {
      const end = kind === SYLLABLE ? at + width : endOfWord(text, at + width);
      reading.addWord(hashOf(text, at, end));
      offsets?.push(at, end);
      at = end;
    } else {
      reading.pass(kind, text, at);
      at += width;
    }
  }
  return reading.words();
}

function endOfWord(text: string, from: number): number {
  let end = from;
  for (let at = from; at < text.length; ) {
    const point = text.codePointAt(at)!;
    const kind = classOf(point);
    if (kind !== LETTER && kind !== UNSEEN) break;
    at += point > 0xffff ? 2 : 1;
    if (kind === LETTER) end = at;
  }
  return end;
}

/** FNV-1a over the code units of the normal form, stirred. */
function hashOf(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    let unit = text.charCodeAt(at);
    if (unit > 0x7f) return hashOfNormal(text.slice(start, end));
    if (unit >= 0x41 && unit <= 0x5a) unit += 0x20;
    hash = Math.imul(hash ^ unit, 0x01000193);
  }
  return mix32(hash);
}

function hashOfNormal(word: string): number {
  const normal = word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/gu, '');
  let hash = 0x811c9dc5;
  for (let at = 0; at < normal.length; at++) hash = Math.imul(hash ^ normal.charCodeAt(at), 0x01000193);
  return mix32(hash);
}

/** Spreads the bits of a number over all of it (finaliser of MurmurHash3, public domain). */
export function mix32(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * A full stop inside or before a number, or before a small letter, belongs to a number or an abbreviation; scripts without blanks need
 * nothing behind it.
 */
function endsSentence(text: string, at: number): boolean {
  return (
    text.charCodeAt(at) > 0x2fff || /^["»“”)\]]*(?:\s+[^\s\p{Ll}\p{N}–—-]|\s*$)/u.test(text.slice(at + 1, at + 12))
  );
}

let hashBuffer = new Uint32Array(1 << 12);
let flagBuffer = new Uint8Array(1 << 12);

/** What is known while a text is read from left to right. */
class Reading {
  #count = 0;
  #inSentence = 0;
  #startsNext = true;
  #isQuoted = false;
  #quoted = 0;
  #lineStart = 0;

  addWord(hash: number): void {
    if (this.#count === hashBuffer.length) grow();
    const starts = this.#startsNext ? STARTS_SENTENCE : 0;
    hashBuffer[this.#count] = hash;
    flagBuffer[this.#count++] = starts | (this.#isQuoted ? IS_QUOTED : 0);
    if (this.#isQuoted) this.#quoted++;
    this.#inSentence = starts ? 1 : this.#inSentence + 1;
    this.#startsNext = false;
  }

  pass(kind: number, text: string, at: number): void {
    if (kind === QUOTE) this.#isQuoted = !this.#isQuoted;
    else if (kind === FULL_STOP && endsSentence(text, at)) this.#endSentence();
    else if (kind === LINE_BREAK) this.#endLine(text, at);
  }

  #endLine(text: string, at: number): void {
    const length = text.slice(this.#lineStart, at).trim().length;
    if (length < BROKEN_LINE) this.#endSentence();
    if (length === 0) this.#isQuoted = false; // a new paragraph
    this.#lineStart = at + 1;
  }

  #endSentence(): void {
    if (this.#inSentence >= SHORTEST_SENTENCE) this.#startsNext = true;
  }

  words(): Words {
    const flags = flagBuffer.slice(0, this.#count);
    if (this.#quoted > MOST_QUOTED * this.#count) for (let i = 0; i < flags.length; i++) flags[i]! &= STARTS_SENTENCE;
    return { hashes: hashBuffer.slice(0, this.#count), flags };
  }
}

function grow(): void {
  const [hashes, flags] = [hashBuffer, flagBuffer];
  hashBuffer = new Uint32Array(hashes.length * 2);
  flagBuffer = new Uint8Array(flags.length * 2);
  hashBuffer.set(hashes);
  flagBuffer.set(flags);
}

/** Hash of every run of `length` words, in the order of the text. */
export function runsOf({ hashes }: Words, length: number): Uint32Array {
  const runs = new Uint32Array(Math.max(0, hashes.length - length + 1));
  for (let i = 0; i < runs.length; i++) {
    let hash = length;
    for (let j = 0; j < length; j++) hash = Math.imul(hash, 31) + hashes[i + j]!;
    runs[i] = mix32(hash);
  }
  return runs;
}

/** Per word the number of its sentence, from 0. */
export function sentenceNumbers({ flags }: Words): Uint32Array {
  let number = -1;
  return Uint32Array.from(flags, (flag) => {
    if (flag & STARTS_SENTENCE) number++;
    return Math.max(0, number);
  });
}
