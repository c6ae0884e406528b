import type { Figure } from './figure.ts';
import { percentage } from './figure.ts';
import type { Label, Value, Wording } from './finding.ts';
import { languageName } from './language.ts';
import { isMessageKey, message } from './message.ts';
import type { Texts } from './prose.ts';

/** A sentence in pieces: plain words, a figure that links to its evidence, or words of somebody else in their language. */
export type Part =
  | { kind: 'words'; text: string }
  | { kind: 'figure'; id: string; text: string }
  | { kind: 'label'; text: string; language: string | null };

/** Looks a figure up by its id. */
export type FigureOf = (id: string) => Figure;

// Marks around what stands in a place of a message, so that the finished sentence can be taken apart again.
const OPEN = '\uE000';
const CLOSE = '\uE001';

/**
 * A wording in a language, in pieces. A place `x` that holds a figure or number also gives the message the plain number
 * as `x_n`, to choose a plural by.
 */
export function wordingParts(wording: Wording, language: string, figureOf: FigureOf): Part[] {
  if (!isMessageKey(wording.say)) throw new RangeError(`no message "${wording.say}"`);
  const places = Object.entries(wording.with ?? {});
  const parts = places.map(([, value]) => valuePart(value, language, figureOf));
  const values: { [place: string]: string | number } = {};
  places.forEach(([place, value], i) => {
    values[place] = `${OPEN}${i}${CLOSE}`;
    if ('figure' in value) values[`${place}_n`] = figureOf(value.figure).value;
    if ('number' in value) values[`${place}_n`] = value.number;
  });
  return message(wording.say, language, values)
    .text.split(new RegExp(`(${OPEN}\\d+${CLOSE})`))
    .flatMap((piece): Part[] => {
      if (piece.startsWith(OPEN)) return [parts[Number(piece.slice(1, -1))]!];
      return piece === '' ? [] : [{ kind: 'words', text: piece }];
    });
}

/** A wording as plain text. */
export function wordingText(wording: Wording, language: string, figureOf: FigureOf): string {
  return wordingParts(wording, language, figureOf)
    .map((part) => part.text)
    .join('');
}

function valuePart(value: Value, language: string, figureOf: FigureOf): Part {
  if ('figure' in value) {
    return { kind: 'figure', id: value.figure, text: figureText(figureOf(value.figure), language, figureOf) };
  }
  if ('number' in value) return { kind: 'words', text: formatNumber(value.number, language) };
  if ('labels' in value) {
    const names = value.labels.map((label) => labelText(label, language).text);
    return { kind: 'words', text: new Intl.ListFormat(language).format(names) };
  }
  const { text, language: own } = labelText(value, language);
  return { kind: 'label', text, language: own };
}

/** A name for a reader; `language` where it is words of another language. */
export function labelText(label: Label, language: string): { text: string; language: string | null } {
  if ('text' in label) return { text: label.text, language: label.language ?? null };
  if ('texts' in label) return pickWords(label.texts, language);
  if ('country' in label) return { text: countryName(label.country, language), language: null };
  if ('language' in label) return { text: languageName(label.language, language), language: null };
  if (!isMessageKey(label.message)) throw new RangeError(`no message "${label.message}"`);
  const { text, language: own } = message(label.message, language);
  return { text, language: own === language ? null : own };
}

/** What people wrote, in the reader's language, else in English, else in the first language there is; `language` where it is another. */
export function pickWords(texts: Texts, language: string): { text: string; language: string | null } {
  for (const one of [language, 'en', ...Object.keys(texts).sort()]) {
    const text = texts[one];
    if (text !== undefined && text !== '') return { text, language: one === language ? null : one };
  }
  return { text: '', language: null };
}

/** The name of a country by its ISO 3166-1 alpha-2 code; the code itself where it has none. */
export function countryName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'region', fallback: 'code' }).of(code) ?? code;
  } catch {
    return code;
  }
}

export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value);
}

/** A percentage with one decimal, in the way of the language. */
export function formatPercentage(percent: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', minimumFractionDigits: 1 }).format(percent / 100);
}

/** A figure in words: `312`, or with its denominator `312 of 1,083 (28.8%)`; no percentage where the denominator is small. */
export function figureText(figure: Figure, language: string, figureOf: FigureOf): string {
  const value = formatNumber(figure.value, language);
  if (!figure.of) return value;
  const denominator = figureOf(figure.of).value;
  const of = formatNumber(denominator, language);
  const percent = percentage(figure.value, denominator);
  if (percent === null) return message('report.figure.of', language, { value, of }).text;
  return message('report.figure.share', language, { value, of, percent: formatPercentage(percent, language) }).text;
}
