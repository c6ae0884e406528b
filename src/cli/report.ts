import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DomainError } from '../core/error.ts';
import { seededRandom } from '../core/id.ts';
import { languageName } from '../core/language.ts';
import { INTERFACE_LANGUAGES } from '../core/message.ts';
import type { Refusal } from '../core/refusal.ts';
import { written } from '../core/text.ts';
import { analyseConsultation } from '../corridor/analyse.ts';
import { importDelivery } from '../corridor/import.ts';
import { compileConsultation } from '../corridor/report.ts';
import { openDelivery } from '../intake/read.ts';
import { checkReplaceable, writeReport } from '../report/folder.ts';
import { ensureSystemActor, SYSTEM } from '../store/actor.ts';
import { bareConsultation, consultationBySlug, createConsultation } from '../store/consultation.ts';
import { contributionCounts } from '../store/contribution.ts';
import { openStore } from '../store/open.ts';
import { intakeOptions, refuseEmptyHarvest, tellCounts, tellReading } from './import.ts';
import { showProgress } from './progress.ts';
import { storeOf } from './store.ts';
import { optional, positionals, required, type Terminal, type Verb, type VerbInput } from './verb.ts';

/** Writes a report folder: of a consultation in the store, or, the short way, of a file. */
export const report: Verb = {
  name: 'report',
  usage: [
    'antiphon report --consultation SLUG --out DIR [--language CODE] [--data DIR]',
    'antiphon report FILE --out DIR [--format NAME] [--map FILE] [--attachments DIR] [--questionnaire FILE] [--language CODE] [--json]',
  ],
  options: {
    consultation: { type: 'string' },
    out: { type: 'string' },
    format: { type: 'string' },
    map: { type: 'string' },
    attachments: { type: 'string' },
    questionnaire: { type: 'string' },
    language: { type: 'string' },
    data: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (input, terminal) => {
    const out = required(input, 'out');
    const language = languageOf(input);
    const ofStore = optional(input, 'consultation') !== undefined;
    refuseOptionsOfTheOther(input, ofStore);
    checkReplaceable(out);
    if (ofStore) await reportConsultation(input, terminal, out, language);
    else await reportFile(input, terminal, out, language);
    return 0;
  },
};

const ONLY_OF_STORE = ['data'];
const ONLY_OF_FILE = ['format', 'map', 'attachments', 'questionnaire', 'json'];

/** An option that would change nothing is not passed over in silence. */
function refuseOptionsOfTheOther(input: VerbInput, ofStore: boolean): void {
  const useless = (ofStore ? ONLY_OF_FILE : ONLY_OF_STORE).find((option) => input.values[option] !== undefined);
  if (!useless) return;
  const why = ofStore
    ? 'goes with a FILE, and this report is of a consultation in the store'
    : 'goes with --consultation: the report of a FILE uses a store of its own, which is thrown away';
  throw new DomainError('wrong_use', `--${useless} ${why}.`);
}

async function reportConsultation(input: VerbInput, terminal: Terminal, out: string, language: string): Promise<void> {
  positionals(input);
  const slug = required(input, 'consultation');
  const store = await storeOf(input);
  try {
    const consultation = await consultationBySlug(store.db, slug);
    if (!consultation) throw new DomainError('not_found', `There is no consultation "${slug}" in this store.`);
    const { files } = await compileConsultation(store, consultation, language, showProgress(terminal));
    writeReport(out, files);
    terminal.out(`Wrote ${out}.`);
  } finally {
    await store.close();
  }
}

/** The language of the report's own words: one that the catalogue has. */
function languageOf(input: VerbInput): string {
  const language = optional(input, 'language') ?? 'en';
  if (INTERFACE_LANGUAGES.includes(language)) return language;
  const list = INTERFACE_LANGUAGES.map((code) => `${code} (${languageName(code, 'en')})`).join(', ');
  throw new DomainError('wrong_use', `There are no reports in "${language}" yet. --language takes ${list}.`);
}

/**
 * The short way: a store of its own that is thrown away, import, analysis, report. Ids, codes and salts follow from the
 * file, so that the same file gives the same report, byte by byte.
 */
async function reportFile(input: VerbInput, terminal: Terminal, out: string, language: string): Promise<void> {
  const started = performance.now();
  const [file] = positionals(input, 'FILE or --consultation');
  const delivery = await openDelivery(file!, intakeOptions(input));
  const json = input.values.json === true;
  if (!json) tellReading(terminal, delivery);
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-report-'));
  try {
    const store = await openStore({ dataFolder: folder, durable: false });
    try {
      await ensureSystemActor(store.db);
      const named = { ...bareConsultation('report'), title: written({ en: titleOf(file!) }) };
      const consultation = await createConsultation(store, SYSTEM, named, false);
      const refusals: Refusal[] = [];
      const onProgress = showProgress(terminal);
      const { signal } = terminal;
      const counts = await importDelivery(store, delivery, {
        actor: SYSTEM,
        consultationId: consultation.id,
        random: seededRandom(`${delivery.sha256} ${delivery.format}`),
        onProgress,
        onRefusal: (refusal) => refusals.push(refusal),
        signal,
      });
      refuseEmptyHarvest(file!, counts, refusals);
      await analyseConsultation(store, SYSTEM, consultation.id, { onProgress, signal });
      const { files, root } = await compileConsultation(store, consultation, language, onProgress);
      writeReport(out, files);
      tellCounts(terminal, counts, refusals, json);
      if ((await contributionCounts(store.db, consultation.id)).published === 0) terminal.err(NOTHING_QUOTED);
      if (!json) {
        terminal.out(`Wrote ${out}. Root of the ledger: ${root}`);
        terminal.out(`${seconds(started)}, at most ${peakMebibytes()} MiB of memory.`);
      }
    } finally {
      await store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NOTHING_QUOTED =
  'Nothing is quoted, because nothing in the file says that it may be published. Where contributors were told that it is, say so in a mapping file: "publication": { "all": "anonymous", "because": "..." } (docs/mapping.md).';

/** The file's name as a title: `contributions_2020.csv` is "contributions 2020". */
function titleOf(file: string): string {
  return basename(file)
    .replace(/\.[^.]*$/, '')
    .replaceAll('_', ' ');
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}

/** The most memory that the process and its threads had at once; the system counts it in KiB. */
function peakMebibytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
