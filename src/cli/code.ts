import { chooseToAsk } from '../analysis/ask.ts';
import { centreByLanguage } from '../analysis/centre.ts';
import { type Assignment, type Classifier, type Codes, type Items, trainClassifier } from '../analysis/classify.ts';
import { embedReplies } from '../analysis/document.ts';
import { openEmbedder } from '../analysis/embed.ts';
import { expectThemes } from '../analysis/expect.ts';
import { openLanguageDetector, tellLanguages } from '../analysis/language.ts';
import { DIMENSIONS } from '../analysis/model.ts';
import { DomainError } from '../core/error.ts';
import { hasLetter, hasWords } from '../core/text.ts';
import { type Labels, manyCodes, oneCode } from './labels.ts';
import { showProgress } from './progress.ts';
import { columnsNamed, fieldsOf, longestOf, readTable, tellRefusals, textsOf, writeTable } from './table-file.ts';
import { optional, positionals, required, type Terminal, type Verb, type VerbInput } from './verb.ts';

/** About five minutes' reading for two cores; the rest is skimmed. */
const ENCODER_TOKENS = 1_200_000;
const ASKED_MOST = 1000;
/** With fewer examples a title counts as much as all words together; with more, its words are learnt anyway. */
const FEW_EXAMPLES = 500;

/** Learns codes from a table that people coded, or from sentences that describe them, and codes another one. */
export const code: Verb = {
  name: 'code',
  usage: [
    'antiphon code CODED.csv FILE.csv --text COL[,COL...] --theme COL --out OUT.csv [--ask N] [--explain]',
    'antiphon code CODED.csv FILE.csv --text COL[,COL...] --themes COL,COL... --out OUT.csv [--ask N] [--explain]',
    'antiphon code FILE.csv --text COL[,COL...] --expect THEMES.csv --out OUT.csv [--ask N]',
  ],
  options: {
    text: { type: 'string' },
    theme: { type: 'string' },
    themes: { type: 'string' },
    expect: { type: 'string' },
    ask: { type: 'string' },
    explain: { type: 'boolean' },
    out: { type: 'string' },
  },
  run: async (input, terminal) =>
    optional(input, 'expect') === undefined
      ? await codeFromExamples(input, terminal)
      : await codeFromSentences(input, terminal),
};

async function codeFromExamples(input: VerbInput, terminal: Terminal): Promise<number> {
  const [codedFile, file] = positionals(input, 'CODED.csv', 'FILE.csv');
  const out = required(input, 'out');
  const text = required(input, 'text');
  const ask = numberToAsk(input);
  const wanted = wantedCodes(input);
  const coded = await readTable(codedFile!);
  const table = await readTable(file!);
  const columns = columnsNamed(coded, text, '--text');
  // Both tables are cut into fields alike, so that a title is never taken for an answer.
  const main = longestOf(coded, columns);
  const examples = fieldsOf(coded, columns, main);
  const asked = fieldsOf(table, columnsNamed(table, text, '--text'), main);
  const labels = wanted.kind === 'one' ? oneCode(coded, wanted.columns) : manyCodes(coded, wanted.columns);
  for (const remark of [...labels.remarks, ...contradictions(labels, examples)]) terminal.err(remark);
  tellRefusals(terminal, coded);
  tellRefusals(terminal, table);
  const taught = labels.rows.filter((row) => examples[row]!.some(hasLetter));
  if (taught.length === 0) throw new DomainError('wrong_use', `${coded.name} has no row with both words and a code.`);
  const fields = [...taught.map((row) => examples[row]!), ...asked];
  const { vectors, languages } = await readTexts(fields, terminal, { partsApart: taught.length < FEW_EXAMPLES });
  const part = (from: number, to: number): Items => ({
    fields: fields.slice(from, to),
    vectors: vectors.subarray(from * DIMENSIONS, to * DIMENSIONS),
    width: DIMENSIONS,
  });
  const codes: Codes = {
    kind: wanted.kind,
    count: labels.names.length,
    of: taught.map((row) => labels.of.get(row)!),
  };
  const classifier = trainClassifier(part(0, taught.length), codes);
  const items = part(taught.length, fields.length);
  const assignments = classifier.assign(items);
  const columnsOut =
    wanted.kind === 'one' ? oneColumn(assignments, labels.names) : columnPerCode(assignments, labels.names);
  if (ask > 0) {
    const judged = { sureness: classifier.sureness(items), codes: codes.count, kind: codes.kind };
    const strata = languages.slice(taught.length);
    columnsOut.push(askColumn(chooseToAsk({ ...items, strata }, new Set(), judged, ask), asked.length));
  }
  const rowOf = (example: number) => coded.rowNumbers[taught[example]!]!;
  if (input.values.explain === true) columnsOut.push(reasonColumn(classifier, items, assignments, labels.names, rowOf));
  await writeTable(out, table, columnsOut);
  terminal.status('');
  const silent = assignments.filter((own) => own.length === 0).length;
  terminal.out(
    `${table.rows.length} rows coded with ${labels.names.length} codes learnt from ${taught.length} rows; ${silent} rows have no words.`,
  );
  return 0;
}

/** Themes that are expected, each told by a name and a sentence; no row is coded by a person yet. */
async function codeFromSentences(input: VerbInput, terminal: Terminal): Promise<number> {
  const [file] = positionals(input, 'FILE.csv');
  const out = required(input, 'out');
  const ask = numberToAsk(input);
  const expected = await readExpected(required(input, 'expect'));
  const table = await readTable(file!);
  const columns = columnsNamed(table, required(input, 'text'), '--text');
  tellRefusals(terminal, table);
  const fields = fieldsOf(table, columns, longestOf(table, columns));
  const { vectors, languages } = await readTexts([...fields, ...expected.sentences.map((one) => [one])], terminal, {
    centred: false,
  });
  const items: Items = { fields, vectors: vectors.subarray(0, fields.length * DIMENSIONS), width: DIMENSIONS };
  const count = expected.names.length;
  const shares = expectThemes(items, vectors.subarray(fields.length * DIMENSIONS), count);
  const assignments = fields.map((own, i): Assignment => {
    if (!own.some(hasWords) || !hasVector(items, i)) return [];
    const mine = shares.subarray(i * count, (i + 1) * count);
    const best = mine.indexOf(Math.max(...mine));
    return [{ code: best, sureness: mine[best]! }];
  });
  const columnsOut = oneColumn(assignments, expected.names);
  if (ask > 0) {
    const judged = { sureness: shares, codes: count, kind: 'one' as const };
    columnsOut.push(askColumn(chooseToAsk({ ...items, strata: languages }, new Set(), judged, ask), fields.length));
  }
  await writeTable(out, table, columnsOut);
  terminal.status('');
  terminal.out(
    `${table.rows.length} rows assigned to ${count} expected themes from their sentences alone; a person should look at them before they count.`,
  );
  return 0;
}

function hasVector({ vectors, width }: Items, at: number): boolean {
  return vectors.subarray(at * width, (at + 1) * width).some((x) => x !== 0);
}

/** @throws DomainError wrong_use where a theme has no words or stands there twice */
async function readExpected(path: string): Promise<{ names: string[]; sentences: string[] }> {
  const table = await readTable(path);
  const names = table.rows.map((cells) => cells[0]!.trim());
  const sentences = textsOf(table, Array.from(table.headers.keys())).map((text) => text.replaceAll('\n', ': '));
  names.forEach((name, row) => {
    const problem = !hasLetter(name)
      ? 'has no name in its first column'
      : names.indexOf(name) < row
        ? 'is there twice'
        : null;
    if (problem) {
      const which = hasLetter(name) ? `The theme "${name}"` : 'A theme';
      throw new DomainError('wrong_use', `${which} ${problem} (${table.name}, row ${table.rowNumbers[row]}).`);
    }
  });
  if (names.length < 2) {
    throw new DomainError(
      'wrong_use',
      `${table.name} has to name at least two themes, one a row, with a sentence each.`,
    );
  }
  return { names, sentences };
}

function numberToAsk(input: VerbInput): number {
  const given = optional(input, 'ask');
  if (given === undefined) return 0;
  const ask = Number(given);
  if (Number.isInteger(ask) && ask >= 1 && ask <= ASKED_MOST) return ask;
  throw new DomainError('wrong_use', `--ask has to be a whole number from 1 to ${ASKED_MOST}; it is "${given}".`);
}

function wantedCodes(input: VerbInput): { kind: 'one' | 'many'; columns: string } {
  const [theme, themes] = [optional(input, 'theme'), optional(input, 'themes')];
  if (theme !== undefined && themes !== undefined) {
    throw new DomainError(
      'wrong_use',
      '--theme is for one code a row, --themes for columns of 0 and 1: give one of them.',
    );
  }
  if (theme !== undefined) return { kind: 'one', columns: theme };
  return { kind: 'many', columns: required(input, 'themes') };
}

/** The same words with different codes teach nothing but doubt: the analyst is told. */
function contradictions({ rows, of, names }: Labels, examples: readonly (readonly string[])[]): string[] {
  const byWords = Map.groupBy(rows, (row) => examples[row]![0]!.trim().toLowerCase());
  const torn = [...byWords].filter(
    ([words, own]) => hasLetter(words) && new Set(own.map((row) => of.get(row)!.join())).size > 1,
  );
  if (torn.length === 0) return [];
  const [words, own] = torn[0]!;
  const said = [
    ...new Set(
      own.map(
        (row) =>
          of
            .get(row)!
            .map((position) => names[position])
            .join(' + ') || 'none',
      ),
    ),
  ];
  return [
    `${torn.length} texts are coded in more than one way, for example "${words.slice(0, 40)}" as ${said.join(' and as ')}: they teach doubt.`,
  ];
}

async function readTexts(
  fields: readonly string[][],
  terminal: Terminal,
  { partsApart = true, centred = true }: { partsApart?: boolean; centred?: boolean } = {},
): Promise<{ vectors: Int8Array; languages: string[] }> {
  const texts = fields.map(([whole]) => whole!);
  const languages = tellLanguages(texts, openLanguageDetector());
  const embedder = await openEmbedder();
  try {
    const replies = fields.map((own, i) => ({ fields: partsApart ? own : own.slice(0, 1), language: languages[i]! }));
    const vectors = await embedReplies(embedder, replies, {
      encoderTokenBudget: ENCODER_TOKENS,
      onProgress: showProgress(terminal),
      signal: terminal.signal,
    });
    return { vectors: centred ? centreByLanguage(vectors, DIMENSIONS, languages) : vectors, languages };
  } finally {
    await embedder.close();
  }
}

type Column = { header: string; values: string[] };

function oneColumn(assignments: readonly Assignment[], names: readonly string[]): Column[] {
  return [
    { header: 'theme', values: assignments.map(([best]) => (best ? names[best.code]! : '')) },
    { header: 'sureness', values: assignments.map(([best]) => (best ? best.sureness.toFixed(3) : '')) },
  ];
}

function columnPerCode(assignments: readonly Assignment[], names: readonly string[]): Column[] {
  return names.map((header, position) => ({
    header,
    values: assignments.map((own) => (own.some((one) => one.code === position) ? '1' : '0')),
  }));
}

/** Which rows to ask a person about, the most wanted as 1. */
function askColumn(chosen: readonly number[], rows: number): Column {
  const values = Array.from({ length: rows }, () => '');
  for (const [rank, at] of chosen.entries()) values[at] = String(rank + 1);
  return { header: 'ask', values };
}

/** The words that made the difference for each code, and the examples that are most alike. */
function reasonColumn(
  classifier: Classifier,
  items: Items,
  assignments: readonly Assignment[],
  names: readonly string[],
  rowOf: (example: number) => number,
): Column {
  const values = assignments.map((own, at) =>
    own
      .map((one) => {
        const { words, neighbours } = classifier.explain(items, at, one.code);
        const alike = neighbours.map(({ example, has }) =>
          has ? `like row ${rowOf(example)}` : `not coded so, though alike: row ${rowOf(example)}`,
        );
        return `${names[one.code]}: ${[...words.map(({ word }) => `"${word}"`), ...alike].join(', ')}`;
      })
      .join('; '),
  );
  return { header: 'because', values };
}
