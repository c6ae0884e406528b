import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DIMENSIONS } from '../src/analysis/model.ts';
import { type LEARNT_KINDS, STATEMENT_COLUMNS, statementValues } from '../src/analysis/statement.ts';

/** The labels of the people who read the sentences, in the order of the alphabet. */
export const ARGUMENT_LABELS = ['mpos', 'mpos+premise', 'non-arg', 'premise'] as const;
type ArgumentLabel = (typeof ARGUMENT_LABELS)[number];

export type Argument = {
  text: string;
  language: string;
  document: string;
  label: ArgumentLabel;
  kind: (typeof LEARNT_KINDS)[number];
};

const KINDS = { mpos: 'suggestion', 'mpos+premise': 'suggestion', 'non-arg': 'none', premise: 'reason' } as const;

/** Sentences of Bonn's citizens with what people said they do: open answers of a survey (CQB), a dialogue (CDB). */
export function readArguments(data: string, set: 'CDB' | 'CQB'): Argument[] {
  const lines = readFileSync(join(data, `argument/dataset_${set}.tsv`), 'utf8')
    .trimEnd()
    .split(/\r?\n/);
  return lines.slice(1).flatMap((line) => {
    const [, document, , text, label] = line.split('\t') as [string, string, string, string, ArgumentLabel];
    return label in KINDS ? [{ text, language: 'de', document, label, kind: KINDS[label] }] : []; // some have no label
  });
}

/** Sentences as rows of numbers. */
export function valuesOf(sentences: readonly { text: string }[], vectors: Int8Array): Float32Array {
  const rows = new Float32Array(sentences.length * STATEMENT_COLUMNS);
  sentences.forEach(({ text }, i) => {
    rows.set(statementValues(text, vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS)), i * STATEMENT_COLUMNS);
  });
  return rows;
}
