import type { Delivery, FieldRole, IntakeItem } from '../core/intake.ts';
import type { Refusal } from '../core/refusal.ts';
import { written } from '../core/text.ts';
import { openAttachments } from './attachments.ts';
import { foldBlanks } from './column.ts';
import { knownByHeader } from './decide.ts';
import { deliverReplies } from './deliver-survey.ts';
import { deliverTable, sourceName } from './deliver-table.ts';
import { listCounts } from './eusurvey-xml.ts';
import { type ExaminedFile, examineFile, unreadable } from './file.ts';
import { isObject } from './json.ts';
import { type LimeColumn, type LimeForm, readLimeForm } from './lime-form.ts';
import { type LimeStructure, limeDocument, readLimeStructure, readLimeTables } from './lime-structure.ts';
import type { Mapping } from './mapping-file.ts';
import type { Reader, ReaderOptions } from './reader.ts';
import type { ReadRow } from './row.ts';
import { countOf } from './rule.ts';
import { headerOf, type PlannedField, planSurvey, type SurveyField, type SurveyPlan } from './survey.ts';
import { newSurveyReply, type SurveyReply } from './survey-reply.ts';
import { isRow, type Table } from './table.ts';
import { readXmlFile } from './xml.ts';

/**
 * Responses of LimeSurvey: as XML (.lsr, in archives .lsa) or as a table, with the questionnaire (.lss). A questionnaire
 * alone gives its questions and no replies.
 */
export const limeSurvey: Reader = {
  name: 'limesurvey',
  recognises: async ({ file, table }, { questionnaire }) => {
    const document = limeDocument(file);
    if (document === 'Responses' || document === 'Survey') return true;
    return (await isStructure(questionnaire ?? null)) && (await table()) !== null;
  },
  open: async ({ file, openTable }, options): Promise<Delivery> => {
    const document = limeDocument(file);
    const structure = await structureFor(file, document, options);
    if (document === 'Survey') return await deliver(file, structure, NO_RESPONSES, options);
    if (document === 'Responses') return await deliver(file, structure, xmlResponses(file), options);
    return await deliver(file, structure, tableResponses(await openTable()), options);
  },
};

/** Responses of LimeSurvey as a table without their questionnaire: told by the columns that it puts in front. */
export const limeSurveyTable: Reader = {
  name: 'limesurvey-table',
  recognises: async ({ table }) => {
    const headers = new Set((await table())?.headers.map(headerForm));
    return NOTE_NAMES.filter((names) => names.some((name) => headers.has(name))).length >= NOTES_MIN;
  },
  open: async ({ openTable }, { mapping, attachmentsFolder }) => {
    const table = await openTable();
    const submitted = table.headers.findIndex((header) => SUBMITTED.has(headerForm(header)));
    const isUsed = submitted >= 0 && (await isAnyFilled(table, submitted));
    return await deliverTable({
      format: `limesurvey-${table.format}`,
      table,
      mapping,
      attachmentsFolder,
      known: { columns: KNOWN, others: 'all' },
      refuse: (cells) => (isUsed && cells[submitted]?.trim() === '' ? NOT_SENT : null),
    });
  },
};

async function isStructure(path: string | null): Promise<boolean> {
  return path !== null && limeDocument(await examineFile(path)) === 'Survey';
}

async function structureFor(
  file: ExaminedFile,
  document: string | null,
  { questionnaire }: ReaderOptions,
): Promise<LimeStructure> {
  if (document === 'Survey') return await readLimeStructure(file);
  if (questionnaire) return await readLimeStructure(await examineFile(questionnaire));
  throw unreadable(
    file.name,
    'has responses of LimeSurvey by codes, but not the questionnaire that says what they mean',
    'Give the questionnaire (.lss) with --questionnaire, or the archive (.lsa) that has both.',
  );
}

const NOT_SENT =
  'The reply was begun and never sent: it has no day of submission. Who has not sent a reply has not contributed it.';

type Note = { names: string; role: FieldRole; reason: string };

/** What LimeSurvey notes of each response, by the names that it uses: of the database, then of exports in full. */
const NOTES: readonly Note[] = [
  { names: 'id|response id|antwort id|id de la réponse', role: 'id', reason: 'the number of the response' },
  {
    names: 'submitdate|date submitted|datum abgeschickt|date de soumission',
    role: 'day',
    reason: 'when the reply was sent',
  },
  {
    names: 'startlanguage|start language|start sprache|startsprache|langue de départ',
    role: 'language',
    reason: 'language of the form',
  },
  {
    names: 'lastpage|last page|letzte seite|dernière page',
    role: 'ignore',
    reason: 'the page that was seen last is no answer',
  },
  {
    names: 'seed|zufallsstartwert|tête de série',
    role: 'ignore',
    reason: 'a number for the order of questions: no answer',
  },
  {
    names: 'startdate|date started|datum gestartet|date de lancement',
    role: 'ignore',
    reason: 'when the reply was begun is not needed',
  },
  {
    names: 'datestamp|date last action|datum letzte aktivität|date de la dernière action',
    role: 'ignore',
    reason: 'the day of the last change is not needed',
  },
  {
    names: 'ipaddr|ip address|ip adresse|adresse ip',
    role: 'ignore',
    reason: 'personal data that nobody needs here: not taken in',
  },
  {
    names: 'refurl|referrer url|referrer|url referrer|url de référence',
    role: 'ignore',
    reason: 'where somebody came from is no answer',
  },
  {
    names: 'token|access code|zugangscode|zugangsschlüssel|code d accès',
    role: 'ignore',
    reason: 'the code of an invitation could tell who replied: not taken in',
  },
  { names: 'interviewtime|total time|gesamtzeit', role: 'ignore', reason: 'how long somebody took is no answer' },
]; // prettier-ignore

const NOTE_NAMES = NOTES.map(({ names }) => names.split('|'));
/** So many of them are in no other table. */
const NOTES_MIN = 3;
const SUBMITTED = new Set(NOTES[1]?.names.split('|'));

function headerForm(header: string): string {
  return foldBlanks(header.replace(/[-_’']/g, ' ')).toLowerCase();
}

const KNOWN = knownByHeader(
  new Map(
    NOTES.flatMap(({ names, role, reason }) => names.split('|').map((name) => [name, { role, reason }] as const)),
  ),
);

function noteOf(column: string): Note | undefined {
  const form = headerForm(column);
  return NOTES.find(({ names }) => names.split('|').includes(form));
}

async function isAnyFilled(table: Table, column: number): Promise<boolean> {
  for await (const row of table.rows()) if (row.cells[column]?.trim() !== '') return true;
  return false;
}

/** One response: what its columns hold, as it was read from XML or from a table. */
type Response = { number: number; cells: ReadonlyMap<string, string>; isTooLong: boolean };

type Responses = {
  /** Names of columns in their order; empty where there are none. */
  columns: () => Promise<string[]>;
  all: () => AsyncIterable<Response | Refusal>;
};

const NO_RESPONSES: Responses = { columns: async () => [], all: async function* () {} };

function tableResponses(table: Table): Responses {
  return {
    columns: async () => table.headers,
    all: async function* () {
      for await (const batch of table.batches()) {
        for (const record of batch) {
          if (isRow(record))
            yield { number: record.row, cells: cellsOf(table.headers, record.cells), isTooLong: false };
          else yield record;
        }
      }
    },
  };
}

function cellsOf(headers: readonly string[], cells: readonly string[]): Map<string, string> {
  return new Map(headers.map((header, index) => [header, cells[index] ?? '']));
}

function xmlResponses(file: ExaminedFile): Responses {
  async function* all(): AsyncGenerator<Response | Refusal> {
    let number = 0;
    for await (const items of readLimeTables(readXmlFile(file))) {
      for (const item of items) {
        if (item.kind === 'broken') yield sayBroken(file, number, item);
        else if (item.table === 'responses')
          yield { number: ++number, cells: new Map(Object.entries(item.row)), isTooLong: item.isTooLong };
      }
    }
  }
  const columns = async () => {
    const names = new Set<string>();
    for await (const response of all())
      if ('cells' in response) for (const name of response.cells.keys()) names.add(name);
    return [...names];
  };
  return { columns, all };
}

function sayBroken(file: ExaminedFile, number: number, { line, reason }: { line: number; reason: string }): Refusal {
  const sentence = `The file is broken off or damaged in line ${line}: ${reason}. ${number === 1 ? 'The whole response before it was' : `The ${number} whole responses before it were`} taken; what comes after is lost. Copy or export the file again.`;
  return { file: file.name, row: number + 1, field: null, reason: sentence };
}

async function deliver(
  file: ExaminedFile,
  structure: LimeStructure,
  responses: Responses,
  { mapping, attachmentsFolder }: ReaderOptions,
): Promise<Delivery> {
  const form = readLimeForm(structure);
  const columns = await responses.columns();
  const notes = columns.filter((column) => form.columnOf(column) === null);
  if (columns.length > 0 && notes.length === columns.length)
    throw unreadable(
      file.name,
      'has no column that the questionnaire knows',
      'Check that the questionnaire (.lss) is the one of these responses.',
    );
  const plan = planSurvey([...form.fields, ...notes.map(noteField)], mapping);
  const usesSubmission = await anySent(responses, notes);
  const folder = await openAttachments(attachmentsFolder);
  const reading: Reading = { form, plan, notes, mapping, usesSubmission };
  const fallback = plan.questions.find(({ kind }) => kind === 'file')?.key ?? null;
  const items = (): AsyncIterable<IntakeItem> =>
    deliverReplies(file, () => readResponses(file, responses, reading), folder, fallback);
  return {
    format: 'limesurvey',
    source: mapping.source ?? (structure.title || sourceName(file.name)),
    file: file.name,
    sha256: file.sha256,
    questions: plan.questions,
    remarks: sayStructure(structure, form, columns.length === 0),
    reading: plan.reading,
    items,
  };
}

function noteField(column: string): SurveyField {
  const note = noteOf(column);
  return {
    code: `@${column}`,
    title: written({ en: column }),
    role: note?.role ?? 'ignore',
    reason: note?.reason ?? 'not known: not taken in',
    question: null,
  };
}

/** Surveys that note no days have none for anybody; then nobody can be told from those who never sent their reply. */
async function anySent(responses: Responses, notes: readonly string[]): Promise<boolean> {
  const column = notes.find((name) => SUBMITTED.has(headerForm(name)));
  if (column === undefined) return false;
  for await (const response of responses.all())
    if ('cells' in response && (response.cells.get(column) ?? '').trim() !== '') return true;
  return false;
}

function sayStructure({ title, languages }: LimeStructure, { fields, silent }: LimeForm, isAlone: boolean): string[] {
  const remarks = [
    `LimeSurvey "${title}": ${countOf(fields.length, 'question')}. Languages of the form: ${languages.join(', ')}.`,
  ];
  if (isAlone)
    remarks.push('The file is a questionnaire without replies: its questions are read, and no contribution.');
  if (silent.size > 0) remarks.push(`Parts of the form that ask nothing were left out: ${listCounts(silent)}.`);
  return remarks;
}

type Reading = {
  form: LimeForm;
  plan: SurveyPlan;
  notes: readonly string[];
  mapping: Mapping;
  usesSubmission: boolean;
};

async function* readResponses(file: ExaminedFile, responses: Responses, reading: Reading): AsyncGenerator<ReadRow> {
  for await (const response of responses.all())
    yield 'cells' in response ? readResponse(file, response, reading) : { contribution: null, leftOut: [response] };
}

function readResponse(file: ExaminedFile, { number, cells, isTooLong }: Response, reading: Reading): ReadRow {
  const reply = newSurveyReply(file.name, number, reading.mapping);
  if (isTooLong) reply.refuse(null, 'The response is longer than any reply can be. Look at it in LimeSurvey.');
  giveNotes(reply, cells, reading);
  const chosen = new Map<PlannedField, Chosen>();
  for (const [name, value] of cells) {
    const column = value.trim() === '' ? null : reading.form.columnOf(name);
    const field = column && reading.plan.fields[column.field];
    if (column && field) giveColumn(reply, field, column, value, chosen);
  }
  for (const [field, { inOrder, rows }] of chosen) {
    const keys = inOrder.filter((key) => key !== undefined);
    if (keys.length > 0) reply.give(field, { chosen: keys });
    for (const [row, key] of rows) reply.give(field, { chosen: [key], row });
  }
  return reply.done();
}

/** What was chosen in the columns of one question: options in their order, and one in each row of a matrix. */
type Chosen = { inOrder: (string | undefined)[]; rows: Map<string, string> };

function giveNotes(reply: SurveyReply, cells: Response['cells'], { plan, notes, form, usesSubmission }: Reading): void {
  for (const [index, column] of notes.entries()) {
    const field = plan.fields[form.fields.length + index];
    const value = cells.get(column)?.trim() ?? '';
    const isSubmission = SUBMITTED.has(headerForm(column));
    if (isSubmission && usesSubmission && value === '') reply.refuse(null, NOT_SENT);
    // Where days are not noted, this day stands for "sent".
    if (field && value !== '' && !(isSubmission && value.startsWith('1980-01-01'))) reply.give(field, { words: value });
  }
}

function giveColumn(
  reply: SurveyReply,
  field: PlannedField,
  column: LimeColumn,
  value: string,
  chosen: Map<PlannedField, Chosen>,
): void {
  const own = chosen.get(field) ?? { inOrder: [], rows: new Map<string, string>() };
  switch (column.holds) {
    case 'words':
      reply.give(field, { words: field.role === 'number' ? plainNumber(value) : value });
      break;
    case 'files':
      reply.give(field, { files: fileNames(value) });
      break;
    case 'mark':
      if (isMarked(value)) own.inOrder.push(column.option);
      break;
    case 'option': {
      const key =
        column.options.byCode.get(value.trim()) ?? column.options.byLabel.get(foldBlanks(value).toLowerCase());
      if (key === undefined) leaveOutOption(reply, field, value);
      else if (column.row !== undefined) own.rows.set(column.row, key);
      else if (column.rank !== undefined) own.inOrder[column.rank] = key;
      else own.inOrder.push(key);
    }
  }
  if (own.inOrder.length > 0 || own.rows.size > 0) chosen.set(field, own);
}

/** The database writes ten places behind the point. */
function plainNumber(value: string): string {
  return /^-?\d*\.\d+$/.test(value.trim()) ? String(Number(value)) : value;
}

/** What exports write for an option that was not chosen, and for one that was not asked. */
const NOT_MARKED = new Set(
  'n|no|nein|non|nee|nie|não|nej|ei|ne|nem|nu|не|όχι|no aplica|0|2|n/a|false|nicht anwendbar'.split('|'),
);

function isMarked(value: string): boolean {
  return !NOT_MARKED.has(value.trim().toLowerCase());
}

function leaveOutOption(reply: SurveyReply, field: PlannedField, value: string): void {
  if (/^n\/a$/i.test(value.trim())) return;
  reply.leaveOut(
    headerOf(field),
    `"${foldBlanks(value).slice(0, 40)}" is no option of the questionnaire. It was left out; the rest of the reply was taken.`,
  );
}

/** Uploads are a list in JSON: `[{"title": ..., "name": "paper.pdf", "filename": "fu_abc"}]`; some exports have names only. */
function fileNames(value: string): string[] {
  try {
    const list: unknown = JSON.parse(value);
    if (!Array.isArray(list)) return [];
    return list
      .filter(isObject)
      .flatMap(({ name }) => (typeof name === 'string' && name !== '' ? [decoded(name)] : []));
  } catch {
    return value
      .split(/[,;\n]/)
      .map(foldBlanks)
      .filter((name) => name !== '');
  }
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
