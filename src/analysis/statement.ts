import type { StatementKind } from '../core/statement.ts';
import { type LogisticHead, probabilities } from './logistic.ts';
import { DIMENSIONS, MODEL_FOLDER, readCheckedFile } from './model.ts';
import { findEvidenceMark } from './source.ts';

/** What is learnt: the kinds without `evidence`, which is a reason with a figure or source and told by rules. */
export const LEARNT_KINDS = ['suggestion', 'none', 'reason'] as const;

/** A kind is told where it is so sure; else nothing is said. */
export const LEAST_SURENESS = 0.6;

export type ToldKind = { kind: StatementKind; sureness: number };

/**
 * Tells what a passage does, by its vector and its outer form, so in every language that the vectors know.
 * @param vector 256 numbers as the embedder gives them
 * @returns null where it is not sure enough, or where there is no vector
 */
export type TellKind = (text: string, vector: Int8Array) => ToldKind | null;

/** Outer form, alike in all languages. */
const FORMS: ((text: string, words: number) => number)[] = [
  (text) => Number(/[?;\u037e]$/.test(text)), // a question, in Greek too
  (text) => Number(text.endsWith('!')),
  (text) => Number(text.endsWith(':')),
  (text) => Number(text.endsWith('.')),
  (_, words) => Math.log1p(words) / 3,
  (_, words) => Number(words < 4),
  (text) => Number(/\d/.test(text)),
  (text) => Number(text.includes('?')),
  (text) => Number(/["„“«»]/.test(text)),
  (text) => Number(text.includes('http')),
  (text) => Number(text.startsWith('-')),
  (text) => Number(/^\p{Ll}/u.test(text)),
];
const FORM_WEIGHT = 0.5;

export const STATEMENT_COLUMNS = DIMENSIONS + FORMS.length;

/** A passage as numbers: its unit vector, then its outer form. */
export function statementValues(text: string, vector: Int8Array): Float32Array {
  const trimmed = text.trim();
  const words = trimmed.split(/\s+/).length;
  const values = new Float32Array(STATEMENT_COLUMNS);
  for (let i = 0; i < DIMENSIONS; i++) values[i] = vector[i]! / 127;
  FORMS.forEach((form, i) => {
    values[DIMENSIONS + i] = form(trimmed, words) * FORM_WEIGHT;
  });
  return values;
}

/**
 * Opens what tells kinds (model/make_kind.ts).
 * @throws DomainError unavailable where the model's file is missing or altered
 */
export function openKindTeller(folder: string = MODEL_FOLDER): TellKind {
  const head = readHead(folder);
  return (text, vector) =>
    vector.some((x) => x !== 0) ? decideKind(probabilities(head, statementValues(text, vector)), text) : null;
}

/** @param share how probable each of LEARNT_KINDS is */
export function decideKind(share: Float64Array, text: string): ToldKind | null {
  const sureness = Math.max(...share);
  if (sureness < LEAST_SURENESS) return null;
  const kind = LEARNT_KINDS[share.indexOf(sureness)]!;
  return { kind: kind === 'reason' && findEvidenceMark(text) ? 'evidence' : kind, sureness };
}

function readHead(folder: string): LogisticHead {
  const { weights } = JSON.parse(readCheckedFile(folder, 'kind.json').toString('utf8')) as { weights: number[][] };
  return { classes: LEARNT_KINDS.length, columns: STATEMENT_COLUMNS, weights: Float64Array.from(weights.flat()) };
}
