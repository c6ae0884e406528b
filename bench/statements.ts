/**
 * How well the language of texts, passages, kinds of statement and stances are told, on other people's data, beside simple
 * ways and beside the goals. `-- --small` takes a part of everything. Exits 1 when a language lags behind the others; 2 where
 * the data is absent.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchKinds } from './kinds.ts';
import { benchLanguage } from './language.ts';
import { round, Table } from './measure.ts';
import { benchPassages } from './passages.ts';

const small = process.argv.includes('--small');
const shared = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../shared', import.meta.url));
const data = join(shared, 'data');
const NEEDED = ['parallel/ntrex-128', 'argument/dataset_CDB.tsv', 'argument/dataset_CQB.tsv'];
const absent = NEEDED.filter((path) => !existsSync(join(data, path)));
if (absent.length > 0) {
  console.error(
    `The benchmark needs other people's data, which is not in the repository: ${absent.join(', ')} is absent from ${data}. Name the folder that has it with ANTIPHON_SHARED.`,
  );
  process.exit(2);
}

const started = performance.now();
const table = new Table();
benchPassages(data, small, table);
const wrong = [...benchLanguage(data, small, table), ...(await benchKinds(data, small, table))];
table.print();
for (const what of wrong) console.error(`Wrong: ${what}.`);
const figures = { ...table.figures, seconds: round((performance.now() - started) / 1000, 1) };
console.log(JSON.stringify({ bench: 'statements', small, ok: wrong.length === 0, figures }));
process.exitCode = wrong.length === 0 ? 0 : 1;
