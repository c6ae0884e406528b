/**
 * Imports the files of others that lie in `../shared` (or where ANTIPHON_SHARED says) and a small own file of each format
 * into a new store, and prints what each came to as a table: received = accepted + merged + refused.
 * `--write` puts it into docs/formats.md between its marks. Exits 1 where a sum does not add up or, with `--check`, where
 * the document says something else; 2 where the files of others are absent.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '../src/core/error.ts';
import { EVENT_RECORD_KINDS } from '../src/core/event-record.ts';
import { hasEventRecord, importEventRecord } from '../src/corridor/event-record.ts';
import { importDelivery } from '../src/corridor/import.ts';
import { SAMPLES } from '../src/intake/fixtures/samples.ts';
import { type DeliveryOptions, openDelivery } from '../src/intake/read.ts';
import { ensureSystemActor, SYSTEM } from '../src/store/actor.ts';
import { bareConsultation, createConsultation } from '../src/store/consultation.ts';
import { makeBareEvent } from '../src/store/event.ts';
import { inTransaction, openStore, type Store } from '../src/store/open.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const shared = process.env.ANTIPHON_SHARED ?? join(root, '../shared');
const DOCUMENT = join(root, 'docs/formats.md');
const [BEGIN, END] = ['<!-- counts: npm run formats -- --write -->', '<!-- end of counts -->'];

type Given = { format: string; holds: string; path: string; options?: DeliveryOptions; after?: string };

const data = (path: string) => join(shared, 'data', path);
const sample = (path: string) => join(shared, 'samples', path);
const whitePaper = data('ai-whitepaper-2020/contributions.csv');
const papers = data('ai-whitepaper-2020/position-papers');

/** Files that other people's programs wrote. `after` names the source that an earlier file of the list began. */
const OTHERS: Given[] = [
  { format: 'EUSurvey XML', holds: '7 replies', path: sample('eusurvey-result-2021-11.xml'), after: 'eusurvey' },
  { format: 'the same again', holds: '7 replies', path: sample('eusurvey-result-2021-11.xml'), after: 'eusurvey' },
  {
    format: 'an earlier export of the same survey',
    holds: '11 replies',
    path: sample('eusurvey-result-old.xml'),
    after: 'eusurvey',
  },
  {
    format: 'Have your say CSV with 37 papers',
    holds: '1,216 replies',
    path: whitePaper,
    options: { attachmentsFolder: papers },
    after: 'paper',
  },
  {
    format: 'the same again',
    holds: '1,216 replies',
    path: whitePaper,
    options: { attachmentsFolder: papers },
    after: 'paper',
  },
  { format: 'folder of PDFs', holds: '37 papers and a table', path: papers },
  { format: 'WebVTT, names before colons', holds: '2 turns, nobody agreed yet', path: sample('zoom-style.vtt') },
  { format: 'WebVTT, no names', holds: '12 turns', path: sample('subs1.vtt') },
  { format: "WebVTT, a parser's torture test", holds: '3 turns', path: sample('acid.vtt') },
  {
    format: 'JSON that is no export of replies',
    holds: 'a list of consultations',
    path: sample('hys-opc-2016-2026.json'),
  },
  {
    format: 'JSON that is no questionnaire',
    holds: 'the schema of SurveyJS',
    path: sample('surveyjs-definition.schema.json'),
  },
  { format: 'CSV, guessed', holds: '2,314 proposals', path: data('egov-bonn/dataset.csv') },
  { format: 'CSV, guessed', holds: '5,360 arguments', path: data('key-points/arguments.csv') },
  { format: 'CSV, guessed', holds: '371 statements with votes', path: data('polis/bg2050-volunteers/comments.csv') },
  { format: 'TSV, guessed', holds: '1,505 sentences', path: data('argument/dataset_CQB.tsv') },
  { format: 'TSV, guessed', holds: '701 sentences', path: data('sib-200/deu_Latn/train.tsv') },
  {
    format: 'CSV without a name for its first column',
    holds: '211 answers',
    path: data('open-answers-anes/traintest_data/dataset1_Xtrain.csv'),
  },
]; // prettier-ignore

const number = new Intl.NumberFormat('en');

/** The counts of one file, a line for each sum; a sentence where nothing of it was taken. */
async function linesFor(store: Store, { format, holds, path, options = {} }: Given, consultation: Consultation) {
  const shown = path
    .split('/')
    .slice(-2)
    .join('/')
    .replace(/^(?:samples|files)\//, '');
  const line = (what: string, counts: Counts) => {
    const { received, accepted, merged, refused } = counts;
    if (received !== accepted + merged + refused) throw new Error(`${path}: ${JSON.stringify(counts)} does not add up`);
    return `| ${[format, `\`${shown}\``, what, ...[received, accepted, merged, refused].map((n) => number.format(n))].join(' | ')} |`;
  };
  try {
    const delivery = await openDelivery(path, options);
    const hasEvent = hasEventRecord(delivery.eventRecord);
    const sums = hasEvent
      ? await importEventRecord(store, delivery, { actor: SYSTEM, consultation, event: 'webinar' })
      : {};
    const asks = delivery.questions.length > 0;
    const counts = asks && (await importDelivery(store, delivery, { actor: SYSTEM, consultationId: consultation.id }));
    const versions = counts && counts.versioned > 0 ? `; ${counts.versioned} are new versions` : '';
    return [
      ...(counts ? [line(`${holds}${versions}`, counts)] : []),
      ...EVENT_RECORD_KINDS.flatMap((kind) =>
        sums[kind] ? [line(counts ? NAMES[kind] : `${holds}: ${NAMES[kind]}`, sums[kind])] : [],
      ),
    ];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return [`| ${format} | \`${shown}\` | ${holds}: not taken, with a sentence that says why | - | - | - | - |`];
  }
}

const NAMES = { attendance: 'attendance', responses: 'responses', host_statements: 'statements of hosts' } as const;

type Counts = { received: number; accepted: number; merged: number; refused: number };
type Consultation = Awaited<ReturnType<typeof createConsultation>>;

let made = 0;
/** A draft with an event to which files of meeting tools belong. */
async function newConsultation(store: Store): Promise<Consultation> {
  const consultation = await createConsultation(store, SYSTEM, bareConsultation(`formats-${++made}`), false);
  const span = { startsAt: new Date('2026-02-03T09:00:00Z'), endsAt: new Date('2026-02-03T11:00:00Z') };
  await inTransaction(store, async (tx) => {
    await makeBareEvent(tx, consultation, 'webinar', span);
  });
  return consultation;
}

async function tableOf(store: Store, title: string, files: readonly Given[]): Promise<string> {
  const lines: string[] = [];
  const known = new Map<string, Consultation>();
  for (const file of files) {
    const key = file.after ?? file.path;
    const consultation = known.get(key) ?? (await newConsultation(store));
    known.set(key, consultation);
    lines.push(...(await linesFor(store, file, consultation)));
    process.stderr.write(`${file.path}\n`);
  }
  return `**${title}**\n\n| format | file | what | received | accepted | merged | refused |\n|---|---|---|---|---|---|---|\n${lines.join('\n')}\n`;
}

/** Prints the tables, or puts them between the marks of the document. */
function tell(tables: string): void {
  const before = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${DOCUMENT} lacks its marks`);
  const after = `${before.slice(0, begin + BEGIN.length)}\n\n${tables}\n${before.slice(end)}`;
  if (process.argv.includes('--write')) writeFileSync(DOCUMENT, after);
  else console.log(tables);
  if (process.argv.includes('--check') && after !== before) process.exitCode = 1;
}

if (!existsSync(whitePaper)) {
  console.error(`The files of others are absent from ${shared}. Name the folder that has them with ANTIPHON_SHARED.`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'antiphon-formats-'));
try {
  const store = await openStore({ dataFolder: join(folder, 'data'), mustOwn: true });
  await ensureSystemActor(store.db);
  const tables = [await tableOf(store, 'Files of others', OTHERS)];
  const files = join(folder, 'files');
  mkdirSync(files);
  for (const { kind, samples } of SAMPLES) {
    const given = samples.map(({ format, holds, name, content }): Given => {
      writeFileSync(join(files, name), content);
      return { format, holds, path: join(files, name) };
    });
    tables.push(await tableOf(store, `${kind}, own files`, given));
  }
  await store.close();
  tell(tables.join('\n'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
