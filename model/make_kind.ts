/**
 * Makes kind.json: what tells suggestions, reasons and neither apart, by vectors and outer form (src/analysis/statement.ts).
 *
 * usage: node --import ./bin/tsx.js model/make_kind.ts DATA_DIR OUT
 * DATA_DIR  folder with argument/dataset_{CDB,CQB}.tsv
 * OUT       folder for kind.json
 *
 * A logistic regression on both sets, 11,900 German sentences (juliaromberg/cimt-argument-mining-dataset, Romberg and
 * Conrad 2021): `mpos` and `mpos+premise` are suggestions, `premise` are reasons, `non-arg` are neither.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments, valuesOf } from '../bench/argument.ts';
import { vectorsOf } from '../bench/vectors.ts';
import { learnLogistic } from '../src/analysis/logistic.ts';
import { LEARNT_KINDS, STATEMENT_COLUMNS } from '../src/analysis/statement.ts';

const [data, out] = process.argv.slice(2) as [string, string];
const sentences = [...readArguments(data, 'CDB'), ...readArguments(data, 'CQB')];
const vectors = await vectorsOf(sentences);
const rows = valuesOf(sentences, vectors);
const head = learnLogistic(rows, STATEMENT_COLUMNS, sentences.map(({ kind }) => LEARNT_KINDS.indexOf(kind)), LEARNT_KINDS.length);
const rounded = Array.from(head.weights, (x) => Math.round(x * 1e4) / 1e4);
const weights = LEARNT_KINDS.map((_, k) => rounded.slice(k * (STATEMENT_COLUMNS + 1), (k + 1) * (STATEMENT_COLUMNS + 1)));
writeFileSync(join(out, 'kind.json'), `${JSON.stringify({ kinds: LEARNT_KINDS, weights })}\n`);
console.log(`${sentences.length} sentences, ${weights.length} x ${weights[0]!.length} weights`);
