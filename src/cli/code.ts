import { type Assignment, type Codes, type Items, trainClassifier } from '../analysis/classify.ts';
import { embedDocuments } from '../analysis/document.ts';
import { openEmbedder } from '../analysis/embed.ts';
import { openLanguageDetector, tellLanguages } from '../analysis/language.ts';
import { DIMENSIONS } from '../analysis/model.ts';
import { DomainError } from '../core/error.ts';
import { hasLetter } from '../core/text.ts';
import { manyCodes, oneCode } from './labels.ts';
import { showProgress } from './progress.ts';
import { columnsNamed, fieldsOf, longestOf, readTable, tellRefusals, writeTable } from './table-file.ts';
import { optional, positionals, required, type Terminal, type Verb, type VerbInput } from './verb.ts';

/** About five minutes' reading for two cores; the rest is skimmed. */
const ENCODER_TOKENS = 1_200_000;

/** Learns codes from a table that people coded, and codes another one. */
export const code: Verb = {
  name: 'code',
  usage: [
    'antiphon code CODED.csv FILE.csv --text COL[,COL...] --theme COL --out OUT.csv',
    'antiphon code CODED.csv FILE.csv --text COL[,COL...] --themes COL,COL... --out OUT.csv',
  ],
  options: {
    text: { type: 'string' },
    theme: { type: 'string' },
    themes: { type: 'string' },
    out: { type: 'string' },
  },
  run: async (input, terminal) => {
    const [codedFile, file] = positionals(input, 'CODED.csv', 'FILE.csv');
    const out = required(input, 'out');
    const text = required(input, 'text');
    const wanted = wantedCodes(input);
    const coded = await readTable(codedFile!);
    const table = await readTable(file!);
    const columns = columnsNamed(coded, text, '--text');
    // Both tables are cut into fields alike, so that a title is never taken for an answer.
    const main = longestOf(coded, columns);
    const examples = fieldsOf(coded, columns, main);
    const asked = fieldsOf(table, columnsNamed(table, text, '--text'), main);
    const labels = wanted.kind === 'one' ? oneCode(coded, wanted.columns) : manyCodes(coded, wanted.columns);
    for (const remark of labels.remarks) terminal.err(remark);
    tellRefusals(terminal, coded);
    tellRefusals(terminal, table);
    const taught = labels.rows.filter((row) => examples[row]!.some(hasLetter));
    if (taught.length === 0) throw new DomainError('wrong_use', `${coded.name} has no row with both words and a code.`);
    const vectors = await vectorsOf([...taught.map((row) => examples[row]!), ...asked], terminal);
    const items = (fields: string[][], from: number): Items => ({
      fields,
      vectors: vectors.subarray(from * DIMENSIONS, (from + fields.length) * DIMENSIONS),
      width: DIMENSIONS,
    });
    const codes: Codes = {
      kind: wanted.kind,
      count: labels.names.length,
      of: taught.map((row) => labels.of.get(row)!),
    };
    const classifier = trainClassifier(
      items(
        taught.map((row) => examples[row]!),
        0,
      ),
      codes,
    );
    const assignments = classifier.assign(items(asked, taught.length));
    await writeTable(
      out,
      table,
      wanted.kind === 'one' ? oneColumn(assignments, labels.names) : columnPerCode(assignments, labels.names),
    );
    terminal.status('');
    const silent = assignments.filter((own) => own.length === 0).length;
    terminal.out(
      `${table.rows.length} rows coded with ${labels.names.length} codes learnt from ${taught.length} rows; ${silent} rows have no words.`,
    );
    return 0;
  },
};

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

async function vectorsOf(fields: readonly string[][], terminal: Terminal): Promise<Int8Array> {
  const texts = fields.map(([whole]) => whole!);
  const languages = tellLanguages(texts, openLanguageDetector());
  const embedder = await openEmbedder();
  try {
    const documents = texts.map((text, i) => ({ text, language: languages[i]! }));
    const { vectors } = await embedDocuments(embedder, documents, 'whole', {
      encoderTokenBudget: ENCODER_TOKENS,
      onProgress: showProgress(terminal),
      signal: terminal.signal,
    });
    return vectors;
  } finally {
    await embedder.close();
  }
}

function oneColumn(assignments: readonly Assignment[], names: readonly string[]) {
  return [
    { header: 'theme', values: assignments.map(([best]) => (best ? names[best.code]! : '')) },
    { header: 'sureness', values: assignments.map(([best]) => (best ? best.sureness.toFixed(3) : '')) },
  ];
}

function columnPerCode(assignments: readonly Assignment[], names: readonly string[]) {
  return names.map((header, position) => ({
    header,
    values: assignments.map((own) => (own.some((one) => one.code === position) ? '1' : '0')),
  }));
}
