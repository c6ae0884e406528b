import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Figure } from './figure.ts';
import { quantitiesIn } from './quantity.ts';
import { type BoundWord, boundWordProblem, type Scale } from './scale.ts';

/**
 * Words by people, by language (ISO 639-1). An empty line divides paragraphs. In braces stand places:
 * `{figure:f12}` a figure, `{quote:q3}` a quote, `{word:most:f12:Most}` a word of the scale with the figure behind it.
 */
export type Texts = { [language: string]: string };

/** What looks like a quantity and is none, as a named person says: a date, the name of a document, a word of no measure. */
export type NotFigure = { token: string; language: string; why: NotFigureReason; by: string };
export const NOT_FIGURE_REASONS = ['date', 'name', 'other'] as const;
export type NotFigureReason = (typeof NOT_FIGURE_REASONS)[number];

/** Free words of people that make no claim about what was heard: what the reader must know, what is meant by what. */
export type Prose = { id: string; texts: Texts; notFigures?: NotFigure[] };

/**
 * A finding in people's own words. What it paraphrases stands under it: passages that support it and passages that speak
 * against it, by the ids of their quotes.
 */
export type WrittenFinding = Prose & {
  quotes: string[];
  opposing: string[];
  /** Who wrote it, everybody once. */
  by: string[];
  confirmed?: Confirmation[];
};

/**
 * A named person says that the passages support the words, as both stand in one language. `sha256` is over what was
 * confirmed: another letter, another quote, and it is no longer confirmed.
 */
export type Confirmation = { language: string; by: string; at: string; sha256: string };

/** A paragraph in pieces. `stray` is a brace that belongs to no place. */
export type ProsePart =
  | { kind: 'words'; text: string }
  | { kind: 'figure'; id: string }
  | { kind: 'quote'; id: string }
  | ({ kind: 'word' } & BoundWord)
  | { kind: 'stray'; text: string };

const PLACE = /(\{[^{}]*\}|[{}])/u;
const FIGURE = /^\{figure:([a-z]\w*)\}$/u;
const QUOTE = /^\{quote:([a-z]\w*)\}$/u;
const WORD = /^\{word:([a-z_]+):([a-z]\w*):([^:]+)\}$/u;

/** A text as paragraphs in pieces. */
export function proseParts(text: string): ProsePart[][] {
  return text
    .split(/\n[^\S\n]*\n\s*/u)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) =>
      paragraph
        .split(PLACE)
        .filter((piece) => piece !== '')
        .map(partOf),
    );
}

function partOf(piece: string): ProsePart {
  if (piece[0] !== '{' && piece[0] !== '}') return { kind: 'words', text: piece };
  const figure = FIGURE.exec(piece);
  if (figure) return { kind: 'figure', id: figure[1]! };
  const quote = QUOTE.exec(piece);
  if (quote) return { kind: 'quote', id: quote[1]! };
  const word = WORD.exec(piece);
  if (word) return { kind: 'word', step: word[1]!, figure: word[2]!, text: word[3]! };
  return { kind: 'stray', text: piece };
}

function allParts({ texts }: Pick<Prose, 'texts'>): ProsePart[] {
  return Object.values(texts).flatMap((text) => proseParts(text).flat());
}

/** The ids of the figures that people's words show or stand on. */
export function figuresInProse(prose: Pick<Prose, 'texts'>): string[] {
  return allParts(prose).flatMap((part) => {
    if (part.kind === 'figure') return [part.id];
    return part.kind === 'word' ? [part.figure] : [];
  });
}

/** The ids of the quotes in people's words. */
export function quotesInProse(prose: Pick<Prose, 'texts'>): string[] {
  return allParts(prose).flatMap((part) => (part.kind === 'quote' ? [part.id] : []));
}

/** One thing about people's words that does not hold, or that a person has to look at. */
export type Mark =
  | { kind: 'digits' | 'quantity_word'; language: string; token: string }
  | { kind: 'stray_brace'; language: string; token: string }
  | { kind: 'off_scale'; language: string; token: string; problem: string }
  | { kind: 'idle_confirmation'; language: string; token: string };

/** Everything that keeps words from being published: unbound quantities, words off their scale, stray braces. */
export function proseMarks(
  prose: Pick<Prose, 'texts' | 'notFigures'>,
  scale: Scale,
  figures: ReadonlyMap<string, Figure>,
): Mark[] {
  const marks: Mark[] = [];
  const confirmed = new Set((prose.notFigures ?? []).map(({ token, language }) => `${language} ${token}`));
  const seen = new Set<string>();
  for (const [language, text] of Object.entries(prose.texts)) {
    for (const part of proseParts(text).flat()) {
      if (part.kind === 'stray') marks.push({ kind: 'stray_brace', language, token: part.text });
      if (part.kind === 'word') {
        const problem = boundWordProblem(part, language, scale, figures);
        if (problem) marks.push({ kind: 'off_scale', language, token: part.text, problem });
      }
      if (part.kind !== 'words') continue;
      for (const { token, kind } of quantitiesIn(part.text, language)) {
        seen.add(`${language} ${token}`);
        if (!confirmed.has(`${language} ${token}`))
          marks.push({ kind: kind === 'digits' ? 'digits' : 'quantity_word', language, token });
      }
    }
  }
  for (const { token, language } of prose.notFigures ?? []) {
    if (!seen.has(`${language} ${token}`)) marks.push({ kind: 'idle_confirmation', language, token });
  }
  return marks;
}

/** A mark as the sentence that `verify` says. */
export function markProblem(mark: Mark): string {
  switch (mark.kind) {
    case 'digits':
      return `"${mark.token}" (${mark.language}) is no bound figure, and nobody says that it is none`;
    case 'quantity_word':
      return `"${mark.token}" (${mark.language}) is bound to no figure, and nobody says that it needs none`;
    case 'stray_brace':
      return `"${mark.token}" (${mark.language}) is no place for a figure or quote`;
    case 'off_scale':
      return `${mark.problem} (${mark.language})`;
    case 'idle_confirmation':
      return `"${mark.token}" (${mark.language}) is said to be no figure and does not stand there`;
  }
}

/** What a confirmation is about: where each passage stands, and its words. */
export type ConfirmedPassage = { contribution: string; version: number; start: number; end: number; exact: string };

/** The hash of what a person confirms: the words in one language and the passages for and against them. */
export function confirmationHash(
  text: string,
  supporting: readonly ConfirmedPassage[],
  opposing: readonly ConfirmedPassage[],
): string {
  const anchors = (list: readonly ConfirmedPassage[]) =>
    list.map(({ contribution, version, start, end, exact }) => [contribution, version, start, end, exact]);
  const content = canonicalize([text, anchors(supporting), anchors(opposing)]) as string;
  return createHash('sha256').update(content).digest('hex');
}

/** How far a finding in people's words is backed: by figures that are counted, or by passages that a person must confirm. */
export type Backing =
  | { kind: 'none' }
  | { kind: 'figures' }
  | { kind: 'passages'; unconfirmed: string[]; broken: Confirmation[] };

/** @param passages the quotes of the report by id */
export function backingOf(finding: WrittenFinding, passages: ReadonlyMap<string, ConfirmedPassage>): Backing {
  const inWords = quotesInProse(finding);
  if (finding.quotes.length + finding.opposing.length + inWords.length === 0)
    return { kind: figuresInProse(finding).length > 0 ? 'figures' : 'none' };
  const found = (ids: readonly string[]) => ids.flatMap((id) => passages.get(id) ?? []);
  const supporting = found([...finding.quotes, ...inWords]);
  const opposing = found(finding.opposing);
  const confirmed = finding.confirmed ?? [];
  const holds = ({ language, sha256 }: Confirmation) =>
    finding.texts[language] !== undefined && sha256 === confirmationHash(finding.texts[language], supporting, opposing);
  return {
    kind: 'passages',
    unconfirmed: Object.keys(finding.texts)
      .filter((language) => !confirmed.some((one) => one.language === language))
      .sort(),
    broken: confirmed.filter((one) => !holds(one)),
  };
}
