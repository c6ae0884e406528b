import { type Language, UNKNOWN_LANGUAGE } from './language.ts';

/** Where a text of the organiser comes from: written by people, translated by people, or translated by a machine. */
export type TextOrigin = 'written' | 'translated' | 'machine';

/** What organisers write: one text per language, each with its origin. */
export type LocalText = { [language in Language]?: { text: string; origin: TextOrigin } };

/** A text picked for a reader; `language` says which one it is, so that pages can mark it when it is not the reader's. */
export type PickedText = { text: string; language: string; origin: TextOrigin };

/** The text in the reader's language, else in English, else in the first language there is; never nothing. */
export function pickText(local: LocalText, reader: string): PickedText {
  for (const language of [reader as Language, 'en' as const, ...(Object.keys(local).sort() as Language[])]) {
    const found = local[language];
    if (found) return { ...found, language };
  }
  return { text: '', language: UNKNOWN_LANGUAGE, origin: 'written' };
}

/** The same text with its words changed in every language. */
export function mapTexts(local: LocalText, change: (text: string) => string): LocalText {
  return Object.fromEntries(
    Object.entries(local).map(([language, { text, origin }]) => [language, { text: change(text), origin }]),
  );
}

/** Shorthand for a text that exists in one or more languages as written by people. */
export function written(texts: { [language in Language]?: string }): LocalText {
  return Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, { text, origin: 'written' }]));
}

/**
 * The form in which two texts count as the same: Unicode NFKC, lower case, every run of blanks and punctuation one blank.
 * Kept beside the text as received, which is never altered.
 */
export function normalForm(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .trim();
}

/** Whether there is anything to read: at least one letter. */
export function hasLetter(text: string): boolean {
  return /\p{L}/u.test(text);
}

const ADDRESS = /(?:https?:\/\/|www\.)\S+|[^\s@]{1,64}@[^\s@]{1,255}/giu;
const WORD = /(?<![\p{L}\p{M}])\p{L}[\p{L}\p{M}]{1,59}(?![\p{L}\p{M}])/u;

/** Whether there are words to understand: not letters alone, nor a web address, an e-mail address or a run of letters. */
export function hasWords(text: string): boolean {
  return WORD.test(text.replace(ADDRESS, ' '));
}

/** What no store can keep: NUL, and halves of surrogate pairs. Returns the UTF-16 position of the first one, or -1. */
export function firstUnstorable(text: string): number {
  const nul = text.indexOf('\u0000');
  if (text.isWellFormed()) return nul;
  const half = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.exec(text)!.index;
  return nul === -1 ? half : Math.min(nul, half);
}

/**
 * Turns ascending UTF-16 offsets, as used inside, into code point offsets, as exported (W3C Web Annotation).
 * One pass over the text.
 * @param offsets UTF-16 offsets in ascending order, none inside a surrogate pair
 */
export function toCodePoints(text: string, offsets: readonly number[]): number[] {
  let at = 0;
  let points = 0;
  return offsets.map((offset) => {
    while (at < offset) {
      at += text.codePointAt(at)! > 0xffff ? 2 : 1;
      points++;
    }
    return points;
  });
}

/** How many code points a text has. */
export function countCodePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    if (text.codePointAt(at)! > 0xffff) at++;
    count++;
  }
  return count;
}

/** The stretch of a text between two code point offsets; what lies beyond its end is empty, however far. */
export function sliceCodePoints(text: string, start: number, end: number): string {
  const from = unitsTo(text, 0, start);
  return text.slice(from, unitsTo(text, from, end - Math.max(0, start)));
}

/** The UTF-16 offset that lies so many code points behind another one, at most the end of the text. */
function unitsTo(text: string, from: number, points: number): number {
  let at = from;
  for (let i = 0; i < points && at < text.length; i++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return at;
}
