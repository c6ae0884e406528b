import type { Delivery, FieldRole } from '../core/intake.ts';
import type { MatrixRow, Question } from '../core/question.ts';
import { openAttachments } from './attachments.ts';
import { deliverReplies } from './deliver-survey.ts';
import { sourceName } from './deliver-table.ts';
import { listCounts } from './eusurvey-xml.ts';
import { type ExaminedFile, examineFile, unreadable } from './file.ts';
import { asText, isJson, isObject, type JsonItem, readJson } from './json.ts';
import type { Mapping } from './mapping-file.ts';
import type { Reader } from './reader.ts';
import type { ReadRow } from './row.ts';
import { countOf } from './rule.ts';
import {
  choiceKind,
  headerOf,
  localText,
  optionsByLabel,
  type PlannedField,
  planSurvey,
  type SurveyField,
  type SurveyPlan,
} from './survey.ts';
import { newSurveyReply, type SurveyReply } from './survey-reply.ts';
import {
  type Choice,
  type Data,
  type FormEntry,
  isDefinition,
  readDefinition,
  type SurveyJsForm,
} from './surveyjs-form.ts';
import { readTwice } from './twice.ts';
import { startOf } from './xml.ts';

/**
 * Results of SurveyJS with their questionnaire: in one object (`{"definition": ..., "results": [...]}`), one behind the
 * other, or the questionnaire in a file of its own. A questionnaire alone gives its questions and no replies.
 */
export const surveyJs: Reader = {
  name: 'surveyjs',
  recognises: async ({ file }, { questionnaire }) =>
    isJson(file) && (looksLikeDefinition(startOf(file)) || (await isJsonFile(questionnaire ?? null))),
  open: async ({ file }, { mapping, attachmentsFolder, questionnaire }): Promise<Delivery> => {
    const definition = questionnaire ? await definitionIn(await examineFile(questionnaire)) : await definitionIn(file);
    if (!definition)
      throw unreadable(
        file.name,
        'has results of a survey, but no questionnaire that says what they answer',
        'Give the questionnaire (JSON) with --questionnaire, or put both into a ZIP archive.',
      );
    const form = readDefinition(definition);
    const read = readTwice(file, () => readJson(file, holdsResults));
    const study = await studyResults(read, form);
    const answerables = form.entries.map((entry, index) => answerable(entry, index, study));
    const comments = commentsOf(form, study).map((entry, index) =>
      answerable(entry, form.entries.length + index, study),
    );
    const all = [...answerables, ...comments];
    const plan = planSurvey([...all.map(({ field }) => field), ...NOTES.map(noteField)], mapping);
    const folder = await openAttachments(attachmentsFolder);
    const reading: Reading = { plan, form, mapping, answerables: all };
    return {
      format: 'surveyjs',
      source: mapping.source ?? sourceName(file.name),
      file: file.name,
      sha256: file.sha256,
      questions: plan.questions,
      remarks: sayStudy(definition, form, study),
      reading: plan.reading,
      items: () =>
        deliverReplies(
          file,
          () => readResults(file, read, reading),
          folder,
          plan.questions.find(({ kind }) => kind === 'file')?.key ?? null,
        ),
    };
  },
};

const TYPES =
  /"type"\s*:\s*"(?:text|comment|radiogroup|checkbox|dropdown|tagbox|boolean|matrix|matrixdropdown|matrixdynamic|multipletext|rating|ranking|slider|imagepicker|file|signaturepad|panel|paneldynamic|html|expression|buttongroup)"/;

function looksLikeDefinition(start: string): boolean {
  return /\\?"(?:pages|elements|questions)\\?"\s*:\s*\[/.test(start) && TYPES.test(start.replaceAll('\\"', '"'));
}

async function isJsonFile(path: string | null): Promise<boolean> {
  return path !== null && isJson(await examineFile(path));
}

/** Lists of results inside an object that also holds the questionnaire. */
function holdsResults(path: string): boolean {
  return /^(?:results|data|responses|answers|submissions)$/i.test(path);
}

/** @returns the first questionnaire in a file; null where it has none */
export async function definitionIn(file: ExaminedFile): Promise<Data | null> {
  for await (const items of readJson(file, holdsResults)) {
    for (const item of items) {
      const found = item.kind === 'value' ? findDefinition(item.value) : null;
      if (found) return found;
    }
  }
  return null;
}

function findDefinition(value: unknown): Data | null {
  if (isDefinition(value)) return value;
  if (!isObject(value)) return null;
  return Object.values(value).map(parsed).find(isDefinition) ?? null;
}

/** Some exports keep JSON as a text inside JSON. */
function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

type Result = { data: Data; notes: Data; isTooLong: boolean };

/** Results among the values of a file, each with what was noted beside its answers. */
function* resultsIn(items: readonly JsonItem[], form: SurveyJsForm): Generator<Result> {
  for (const item of items) {
    const value = item.kind === 'value' ? parsed(item.value) : null;
    if (item.kind === 'broken' || !isObject(value) || findDefinition(value)) continue;
    if (item.path === '' && Object.keys(value).some((key) => holdsResults(key) && Array.isArray(value[key]))) continue;
    yield { ...unwrapped(value, form), isTooLong: item.isTooLong };
  }
}

/** Answers may lie in an object of their own, beside what the server noted. */
function unwrapped(value: Data, form: SurveyJsForm): { data: Data; notes: Data } {
  const own = Object.keys(value).filter((key) => form.names.has(key)).length;
  if (own > 0) return { data: value, notes: value };
  const inner = Object.entries(value)
    .map(([key, candidate]) => [key, parsed(candidate)] as const)
    .find(([, candidate]) => isObject(candidate) && Object.keys(candidate).some((key) => form.names.has(key)));
  if (!inner) return { data: value, notes: value };
  return { data: inner[1] as Data, notes: { ...(inner[1] as Data), ...value } }; // looked at just now
}

/** What servers and forms note of a result, by the forms of its key. */
const NOTES: readonly { keys: string; role: FieldRole; reason: string }[] = [
  { keys: 'id|resultid|responseid|instanceid|submissionid|uuid', role: 'id', reason: 'the id of the result' },
  {
    keys: 'createdat|created|submittedat|completedat|date|timestamp|happenedat|happendat',
    role: 'day',
    reason: 'when the reply was sent',
  },
  { keys: 'locale|language|lang', role: 'language', reason: 'language of the form' },
];

function noteField({ role, reason }: (typeof NOTES)[number]): SurveyField {
  return { code: `@${role}`, title: localText([['en', role]]), role, reason, question: null };
}

const keyForm = (key: string) => key.toLowerCase().replace(/[_\-\s]/g, '');

type Study = ReturnType<typeof newStudy>;

function newStudy() {
  return {
    results: 0,
    /** Values that were chosen and that the questionnaire does not list, by code of the entry. */
    more: new Map<string, Set<string>>(),
    /** Keys with a comment on an answer. */
    comments: new Set<string>(),
    /** Keys of results that the questionnaire does not have. */
    strangers: new Map<string, number>(),
    broken: null as string | null,
  };
}

async function studyResults(read: () => AsyncIterable<JsonItem[]>, form: SurveyJsForm): Promise<Study> {
  const study = newStudy();
  for await (const items of read()) {
    for (const item of items) if (item.kind === 'broken') study.broken ??= item.reason;
    for (const result of resultsIn(items, form)) studyResult(study, result, form);
  }
  return study;
}

const COMMENT = '-Comment';
/** So many values beyond the listed ones are options; more are no options any more. */
const MORE_MAX = 500;

function studyResult(study: Study, { data }: Result, form: SurveyJsForm): void {
  study.results++;
  for (const entry of form.entries) {
    if (!CHOOSING.has(entry.kind)) continue;
    const listed = new Set(entry.choices.map(({ code }) => code));
    const found = study.more.get(entry.code) ?? new Set<string>();
    for (const code of entry.values(data).flatMap((value) => codesIn(entry, value)))
      if (!listed.has(code) && found.size < MORE_MAX) found.add(code);
    study.more.set(entry.code, found);
  }
  for (const key of Object.keys(data)) {
    if (form.names.has(key) || NOTES.some(({ keys }) => keys.split('|').includes(keyForm(key)))) continue;
    if (key.endsWith(COMMENT) && form.names.has(key.slice(0, -COMMENT.length))) study.comments.add(key);
    else study.strangers.set(key, (study.strangers.get(key) ?? 0) + 1);
  }
}

const CHOOSING: ReadonlySet<FormEntry['kind']> = new Set([
  'single',
  'multiple',
  'ranking',
  'matrix',
  'matrix_multiple',
] as const);

/** Codes of all that was chosen in a value, in all rows. */
function codesIn({ kind }: FormEntry, value: unknown): string[] {
  if (kind === 'matrix' || kind === 'matrix_multiple')
    return isObject(value) ? Object.values(value).flatMap(codes) : [];
  return codes(value);
}

/** One or several values; an object has its value in it. */
function codes(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(codes);
  return [isObject(value) ? asText(value.value ?? Object.values(value)[0]) : asText(value)].filter(
    (code) => code !== '',
  );
}

/** Comments on answers, where a result has any: `name-Comment`. */
function commentsOf(form: SurveyJsForm, { comments }: Study): FormEntry[] {
  return [...comments].map((key): FormEntry => {
    const name = key.slice(0, -COMMENT.length);
    const about = form.entries.find(({ code }) => code === name)?.title ?? localText([['en', name]]);
    const title = localText(Object.entries(about).map(([language, { text }]) => [language, `${text} (comment)`]));
    const values = (data: Data) => (key in data ? [data[key]] : []);
    return { code: key, title, type: 'comment', kind: 'long_text', choices: [], rows: [], values };
  });
}

/** An entry of the form with its question and the keys of its options. */
type Answerable = { entry: FormEntry; field: SurveyField; byCode: ReadonlyMap<string, string> };

function answerable(entry: FormEntry, index: number, study: Study): Answerable {
  const more = [...(study.more.get(entry.code) ?? [])].map(
    (code): Choice => ({ code, title: localText([['en', code]]) }),
  );
  const { options, byCode } = optionsByLabel([...entry.choices, ...more]);
  const base = { key: `q${index + 1}`, title: entry.title, purpose: 'evidence' as const };
  const rows = entry.rows.map(({ title }, row): MatrixRow => ({ key: String(row + 1), title }));
  const said = `a question of the type "${entry.type}"`;
  const beyond = more.length > 0 ? `; ${more.length} of its options only stand in the results` : '';
  const as = (role: FieldRole, question: Question | null, reason = `${said}${beyond}`): Answerable => ({
    entry,
    byCode,
    field: { code: entry.code, title: entry.title, role, reason, question },
  });
  switch (entry.kind) {
    case 'text':
    case 'long_text':
      return as('open', { ...base, kind: entry.kind });
    case 'unknown':
      return as('open', { ...base, kind: 'long_text' }, `${said}, which is not known: its answers are read as words`);
    case 'number':
      return as('number', { ...base, kind: 'number' });
    case 'date':
    case 'time':
      return as('date_answer', { ...base, kind: entry.kind });
    case 'file':
      return as('file', { ...base, kind: 'file' });
    case 'single': {
      const kind = choiceKind(options);
      return as(kind, { ...base, kind, options });
    }
    case 'multiple':
      return as('multiple', { ...base, kind: 'multiple', options });
    case 'ranking':
      return as('multiple', { ...base, kind: 'ranking', options }, `${said}: what was chosen is kept in its order`);
    case 'matrix':
      return as('matrix', { ...base, kind: 'matrix', rows, options });
    case 'matrix_multiple':
      return as('matrix', { ...base, kind: 'matrix', rows, options, multiple: true });
    case 'email_address':
      return as('email_address', null, `${said} for e-mail: personal data is kept apart and is no answer`);
    case 'private':
      return as('ignore', null, `${said}: personal data that nobody needs here, not taken in`);
    case 'computed':
      return as('ignore', null, 'computed by the form from other answers');
  }
}

function sayStudy(definition: Data, form: SurveyJsForm, { results, strangers, broken }: Study): string[] {
  const title = titleIn(definition);
  const remarks = [
    `SurveyJS${title ? ` "${title}"` : ''}: ${countOf(results, 'result')} to ${countOf(form.entries.length, 'question')}.`,
  ];
  if (results === 0)
    remarks.push('The file is a questionnaire without replies: its questions are read, and no contribution.');
  if (form.silent.size > 0) remarks.push(`Elements that ask nothing were left out: ${listCounts(form.silent)}.`);
  if (strangers.size > 0)
    remarks.push(`Answers under names that the questionnaire does not have were left out: ${listCounts(strangers)}.`);
  if (broken) remarks.push(`The file is damaged or broken off (${broken}); what came before was taken.`);
  return remarks;
}

function titleIn({ title }: Data): string {
  return isObject(title) ? asText(title.default ?? Object.values(title)[0]) : asText(title);
}

type Reading = { plan: SurveyPlan; form: SurveyJsForm; mapping: Mapping; answerables: readonly Answerable[] };

async function* readResults(
  file: ExaminedFile,
  read: () => AsyncIterable<JsonItem[]>,
  reading: Reading,
): AsyncGenerator<ReadRow> {
  let number = 0;
  for await (const items of read()) {
    for (const result of resultsIn(items, reading.form)) {
      const reply = newSurveyReply(file.name, ++number, reading.mapping);
      if (result.isTooLong)
        reply.refuse(null, 'The result is longer than any reply can be. Look at it in the survey tool.');
      giveResult(reply, result, reading);
      yield reply.done();
    }
    for (const item of items) {
      if (item.kind === 'broken') yield { contribution: null, leftOut: [sayBroken(file, number, item.reason)] };
    }
  }
}

function sayBroken(file: ExaminedFile, number: number, why: string) {
  const reason = `The JSON is damaged or broken off after result number ${number}: ${why}. What came before was taken. Export it again.`;
  return { file: file.name, row: number + 1, field: null, reason };
}

function giveResult(reply: SurveyReply, { data, notes }: Result, { plan, answerables, form }: Reading): void {
  for (const [index, { keys }] of NOTES.entries()) {
    const field = plan.fields[answerables.length + index];
    const key = Object.keys(notes).find((name) => keys.split('|').includes(keyForm(name)) && !form.names.has(name));
    const value = key === undefined ? '' : asText(notes[key]);
    if (field && value !== '') reply.give(field, { words: value });
  }
  for (const [index, { entry, byCode }] of answerables.entries()) {
    const field = plan.fields[index];
    if (field) giveValues(reply, field, entry, byCode, entry.values(data));
  }
}

function giveValues(
  reply: SurveyReply,
  field: PlannedField,
  entry: FormEntry,
  byCode: ReadonlyMap<string, string>,
  values: readonly unknown[],
): void {
  const keys = (value: unknown) => [...new Set(codes(value).map((code) => byCode.get(code) ?? code))];
  switch (entry.kind) {
    case 'single':
    case 'multiple':
    case 'ranking':
      reply.give(field, { chosen: keys(values) });
      break;
    case 'matrix':
    case 'matrix_multiple':
      for (const [index, row] of entry.rows.entries()) {
        const cells = values.flatMap((value) => (isObject(value) && row.code in value ? [value[row.code]] : []));
        reply.give(field, { chosen: keys(cells), row: String(index + 1) });
      }
      break;
    case 'file':
      reply.give(field, { files: values.flatMap(fileNames) });
      break;
    default:
      for (const value of values) giveWords(reply, field, value);
  }
}

function giveWords(reply: SurveyReply, field: PlannedField, value: unknown): void {
  const words = Array.isArray(value)
    ? value
        .map(asText)
        .filter((text) => text !== '')
        .join(' - ')
    : asText(value);
  if (words.trim() !== '') reply.give(field, { words });
  else if (isObject(value)) reply.leaveOut(headerOf(field), 'The answer is an object and no words. It was left out.');
}

/** Uploads are `{name, type, content}`; the content may be the whole file in text, and is not read from there. */
function fileNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(fileNames);
  return [isObject(value) ? asText(value.name) : asText(value)].filter((name) => name !== '');
}
