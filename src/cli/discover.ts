import { type DiscoverItem, discoverThemes, inCanonicalOrder } from '../analysis/discover.ts';
import { embedDocuments } from '../analysis/document.ts';
import { openEmbedder } from '../analysis/embed.ts';
import { openLanguageDetector, tellLanguages } from '../analysis/language.ts';
import { readingForm } from '../analysis/passage.ts';
import { DomainError } from '../core/error.ts';
import { pickText } from '../core/text.ts';
import { showProgress } from './progress.ts';
import { columnsNamed, readTable, tellRefusals, textsOf, writeTable } from './table-file.ts';
import { optional, positionals, required, type Terminal, type Verb } from './verb.ts';

/** About three minutes' reading for two cores; the rest is skimmed. */
const ENCODER_TOKENS = 800_000;
const MOST_THEMES = 500;

/** Finds candidate themes in the texts of a table, one theme a row. */
export const discover: Verb = {
  name: 'discover',
  usage: ['antiphon discover FILE.csv --text COL[,COL...] --out OUT.csv [--themes N]'],
  options: { text: { type: 'string' }, out: { type: 'string' }, themes: { type: 'string' } },
  run: async (input, terminal) => {
    const [file] = positionals(input, 'FILE.csv');
    const out = required(input, 'out');
    const themes = numberOfThemes(optional(input, 'themes'));
    const list = required(input, 'text');
    const table = await readTable(file!);
    const texts = textsOf(table, columnsNamed(table, list, '--text'));
    tellRefusals(terminal, table);
    const found = discoverThemes(await itemsOf(texts, terminal), {
      onProgress: showProgress(terminal),
      signal: terminal.signal,
      ...(themes !== undefined && { themes }),
    });
    const names = found.themes.map(({ key, name }) => pickText(name, '').text || key);
    const values = (say: (theme: number, sureness: number) => string) =>
      found.assignments.map((one) => (one ? say(one.theme, one.sureness) : ''));
    await writeTable(out, table, [
      { header: 'theme', values: values((theme) => found.themes[theme]!.key) },
      { header: 'theme_name', values: values((theme) => names[theme]!) },
      { header: 'sureness', values: values((_, sureness) => sureness.toFixed(3)) },
    ]);
    terminal.status('');
    found.themes.forEach(({ key, size }, i) => {
      terminal.out(`${key}  ${size}  ${names[i]}`);
    });
    const unassigned = found.assignments.filter((one) => one === null).length;
    terminal.out(`${found.themes.length} themes in ${texts.length} rows; ${unassigned} rows unassigned.`);
    return 0;
  },
};

function numberOfThemes(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const themes = Number(given);
  if (Number.isInteger(themes) && themes >= 2 && themes <= MOST_THEMES) return themes;
  throw new DomainError('wrong_use', `--themes has to be a whole number from 2 to ${MOST_THEMES}; it is "${given}".`);
}

async function itemsOf(texts: readonly string[], terminal: Terminal): Promise<DiscoverItem[]> {
  const languages = tellLanguages(texts, openLanguageDetector());
  const documents = texts.map((text, i) => ({ text, language: languages[i]! }));
  // The rows that will make the themes are those that the encoder should read first.
  const order = inCanonicalOrder(documents.map(({ text, language }) => ({ text: readingForm(text), language })));
  const embedder = await openEmbedder();
  try {
    const inOrder = order.map((at) => documents[at]!);
    const { vectors, skimmed } = await embedDocuments(embedder, inOrder, 'whole and passages', {
      encoderTokenBudget: ENCODER_TOKENS,
      onProgress: showProgress(terminal),
      signal: terminal.signal,
    });
    const width = vectors.length / Math.max(1, texts.length);
    const items: DiscoverItem[] = [];
    order.forEach((at, i) => {
      const vector = vectors.subarray(i * width, (i + 1) * width);
      items[at] = { text: readingForm(texts[at]!), language: languages[at]!, vector, skimmed: skimmed[i]! };
    });
    return items;
  } finally {
    await embedder.close();
  }
}
