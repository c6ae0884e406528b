import type { Delivery, FieldRole } from '../core/intake.ts';
import type { Question } from '../core/question.ts';
import { written } from '../core/text.ts';
import { openAttachments } from './attachments.ts';
import { deliverReplies } from './deliver-survey.ts';
import { sourceName } from './deliver-table.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { openFileBox } from './file-box.ts';
import { asText, isJson, isObject, type JsonItem, readJson } from './json.ts';
import type { Mapping } from './mapping-file.ts';
import { publicationFrom } from './profile-words.ts';
import type { Reader } from './reader.ts';
import { isUnderstood } from './reply-rules.ts';
import type { ReadRow } from './row.ts';
import { count, shorten } from './rule.ts';
import { type PlannedField, planSurvey, type SurveyField, type SurveyPlan } from './survey.ts';
import { newSurveyReply, type SurveyReply } from './survey-reply.ts';
import { readTwice } from './twice.ts';
import { ownCopy } from './values.ts';
import { startOf } from './xml.ts';

/**
 * Feedback as the interface of the Commission's "Have your say" portal gives it: pages with `content` (older ones with
 * `_embedded.feedback`), lists of pages or of feedback, one object in each line.
 */
export const haveYourSayJson: Reader = {
  name: 'have-your-say-json',
  recognises: async ({ file }) => isJson(file) && isFeedback(startOf(file)),
  open: async ({ file }, { mapping, attachmentsFolder }): Promise<Delivery> => {
    const read = readTwice(file, () => readJson(file, holdsFeedback));
    const study = await studyFeedback(file, read);
    const plan = planSurvey(fieldsOf(study), mapping);
    const folder = await openAttachments(attachmentsFolder);
    const find = fileFinder(
      attachmentsFolder === null ? [] : (await openFileBox(attachmentsFolder, 'folder of attachments')).names,
    );
    const fallback = plan.questions.find(({ kind }) => kind === 'file')?.key ?? null;
    const publication = study.publications.size === 1 ? [...study.publications][0] : null;
    return {
      format: 'have-your-say-json',
      source: mapping.source ?? (publication ? `publication ${publication}` : sourceName(file.name)),
      file: file.name,
      sha256: file.sha256,
      questions: plan.questions,
      remarks: sayStudy(study),
      reading: plan.reading,
      items: () => deliverReplies(file, () => readFeedback(file, read, plan, mapping, find), folder, fallback),
    };
  },
};

/** Keys that only feedback has; two of them in the first part of a file are enough. */
const SIGNS = [
  'dateFeedback',
  'userType',
  'referenceInitiative',
  'publicationStatus',
  'historyEventOccurs',
  'trNumber',
  'tr_number',
  'companySize',
  'feedbackTextUserLanguage',
  'governanceLevel',
  'isMyFeedback',
  'user_type',
  'date_feedback',
];

function isFeedback(start: string): boolean {
  return (
    /"feedback(?:_?[Tt]ext)?"\s*:\s*(?:"|null)/.test(start) &&
    SIGNS.filter((sign) => start.includes(`"${sign}"`)).length >= 2
  );
}

/** The lists of a page, alone or in a list of pages. */
function holdsFeedback(path: string): boolean {
  return /(?:^|\.)(?:content|_embedded\.feedback)$/.test(path);
}

/** The feedback among the values of a file: elements of pages, and objects that are no page. */
function* feedbackIn(items: readonly JsonItem[]): Generator<Extract<JsonItem, { kind: 'value' }>> {
  for (const item of items) {
    if (item.kind === 'broken' || !isObject(item.value)) continue;
    if (/(?:^|\.)(?:content|feedback)\.\*$/.test(item.path) || !isPage(item.value)) yield item;
  }
}

function isPage(value: { readonly [key: string]: unknown }): boolean {
  return Array.isArray(value.content) || '_embedded' in value || 'totalElements' in value || 'totalPages' in value;
}

type Meaning = { role: FieldRole; reason: string; question?: (key: string) => Question };

const personal = 'personal data is kept apart and is no answer';
const evidence = (kind: 'long_text' | 'file', title: string) => (key: string) =>
  ({ key, kind, title: written({ en: title }), purpose: 'evidence' }) as const;

const FEEDBACK_KEYS: { readonly [key: string]: Meaning } = {
  id: { role: 'id', reason: "the portal's own id" },
  feedbackid: { role: 'id', reason: "the portal's own id" },
  datefeedback: { role: 'day', reason: 'when the feedback was sent' },
  feedbackdate: { role: 'day', reason: 'when the feedback was sent' },
  date: { role: 'day', reason: 'when the feedback was sent' },
  language: { role: 'language', reason: 'language of the feedback' },
  usertype: { role: 'user_type', reason: 'as whom the contributor replied' },
  country: { role: 'country', reason: 'country of origin' },
  companysize: { role: 'size', reason: 'of an organisation' },
  organisationsize: { role: 'size', reason: 'of an organisation' },
  organizationsize: { role: 'size', reason: 'of an organisation' },
  scope: { role: 'scope', reason: 'of a public authority' },
  governancelevel: { role: 'scope', reason: 'of a public authority' },
  organization: { role: 'organisation', reason: personal },
  organisation: { role: 'organisation', reason: personal },
  organizationname: { role: 'organisation', reason: personal },
  organisationname: { role: 'organisation', reason: personal },
  trnumber: { role: 'register_number', reason: 'names an organisation: kept apart and no answer' },
  transparencyregisternumber: { role: 'register_number', reason: 'names an organisation: kept apart and no answer' },
  firstname: { role: 'first_name', reason: personal },
  surname: { role: 'surname', reason: personal },
  lastname: { role: 'surname', reason: personal },
  email: { role: 'email_address', reason: personal },
  publication: { role: 'publication', reason: 'what the contributor allowed' },
  publicationprivacysettings: { role: 'publication', reason: 'what the contributor allowed' },
  url: { role: 'url', reason: 'where the portal shows it' },
  feedback: { role: 'open', reason: 'the words of the feedback', question: evidence('long_text', 'Feedback') },
  feedbacktext: { role: 'open', reason: 'the words of the feedback', question: evidence('long_text', 'Feedback') },
  attachments: { role: 'file', reason: 'files that were sent along', question: evidence('file', 'Attachments') },
  feedbacktextuserlanguage: {
    role: 'ignore',
    reason: 'a translation by machine into the language of whoever fetched it; the words themselves are taken',
  },
  login: { role: 'ignore', reason: 'personal data that nobody needs here: not taken in' },
};

const PORTAL_KEYS =
  'status|publicationstatus|publicationid|referenceinitiative|historyeventoccurs|ismyfeedback|islikedbyme|isdislikedbyme|links|title|initiativeid';

/** What the keys of feedback mean, written without case and low lines: `trNumber` and `tr_number` are one. */
const MEANINGS = new Map<string, Meaning>([
  ...PORTAL_KEYS.split('|').map(
    (key) => [key, { role: 'ignore', reason: 'of the portal itself: no answer' } satisfies Meaning] as const,
  ),
  ...Object.entries(FEEDBACK_KEYS),
]);

/** Called for every key of every feedback; the few keys of the portal are the same each time. */
function keyForm(key: string): string {
  const before = forms.get(key);
  if (before !== undefined) return before;
  const form = key.toLowerCase().replace(/[_\-\s]/g, '');
  if (forms.size < FORMS_MAX) forms.set(ownCopy(key), form);
  return form;
}
const forms = new Map<string, string>();
const FORMS_MAX = 1_000;

/** What the first pass learns. */
type Study = ReturnType<typeof newStudy>;

function newStudy() {
  return {
    feedback: 0,
    /** How often a key has something in it, in the order of first occurrence. */
    keys: new Map<string, number>(),
    ids: new Set<string>(),
    /** Feedback whose id was met before. */
    again: 0,
    publications: new Set<string>(),
    /** Values of roles that are not understood, by key. */
    unknown: new Map<string, Map<string, number>>(),
    broken: [] as string[],
  };
}

/** @throws DomainError unreadable where there is no feedback in it */
async function studyFeedback(file: ExaminedFile, read: () => AsyncIterable<JsonItem[]>): Promise<Study> {
  const study = newStudy();
  for await (const items of read()) {
    for (const item of items) if (item.kind === 'broken') study.broken.push(item.reason);
    for (const { value } of feedbackIn(items)) if (isObject(value)) studyOne(study, value);
  }
  if (study.feedback > 0) return study;
  const found = study.broken[0] ? `is damaged JSON (${study.broken[0]})` : 'has pages of feedback with nothing in them';
  throw unreadable(file.name, found, 'Fetch it again.');
}

function studyOne(study: Study, feedback: { readonly [key: string]: unknown }): void {
  study.feedback++;
  for (const [key, value] of Object.entries(feedback)) {
    const isFilled = Array.isArray(value) ? value.length > 0 : asText(value).trim() !== '' || isObject(value);
    study.keys.set(key, (study.keys.get(key) ?? 0) + (isFilled ? 1 : 0));
    const form = keyForm(key);
    const meaning = MEANINGS.get(form);
    if (form === 'publicationid' && study.publications.size < 2) study.publications.add(asText(value));
    if (meaning?.role === 'id') {
      if (study.ids.has(asText(value))) study.again++;
      study.ids.add(ownCopy(asText(value)));
    }
    if (isFilled && meaning && !isUnderstood(meaning.role, wordFor(meaning.role, asText(value))))
      noteUnknown(study, key, asText(value));
  }
}

/** So many values that are not understood are told apart. */
const UNKNOWN_MAX = 20;

function noteUnknown({ unknown }: Study, key: string, value: string): void {
  const values = unknown.get(key) ?? new Map<string, number>();
  if (values.has(value) || values.size < UNKNOWN_MAX) values.set(ownCopy(value), (values.get(value) ?? 0) + 1);
  unknown.set(key, values);
}

/** The portal's codes for what contributors allowed, in words; all others are left to the words that are known. */
function wordFor(role: FieldRole, value: string): string {
  if (role !== 'publication' || publicationFrom(value) !== 'unknown') return value;
  return /^with_?info(?:rmation)?$/i.test(value) ? 'with name' : value;
}

function fieldsOf(study: Study): SurveyField[] {
  const hasWords = [...study.keys].some(([key, filled]) => filled > 0 && MEANINGS.get(keyForm(key))?.role === 'open');
  let questions = 0;
  return [...study.keys.keys()].map((key): SurveyField => {
    const isTranslation = keyForm(key) === 'feedbacktextuserlanguage' && !hasWords;
    const meaning = isTranslation ? TRANSLATION : MEANINGS.get(keyForm(key));
    const { role, reason, question } = meaning ?? { role: 'ignore', reason: 'not known: not taken in' };
    const why = [reason, ...sayUnknown(study.unknown.get(key))].join('; ');
    return {
      code: key,
      title: written({ en: key }),
      role,
      reason: why,
      question: question ? question(`q${++questions}`) : null,
    };
  });
}

const TRANSLATION: Meaning = {
  role: 'open',
  reason: 'a translation by machine, taken because the words themselves are not in the file',
  question: evidence('long_text', 'Feedback'),
};

function sayUnknown(values: ReadonlyMap<string, number> | undefined): string[] {
  if (!values) return [];
  const shown = [...values].slice(0, 3).map(([value, times]) => `"${shorten(value, 30)}" (${count.format(times)})`);
  const more = values.size > 3 ? ` and ${values.size - 3} more` : '';
  return [`not understood and left unknown: ${shown.join(', ')}${more}`];
}

function sayStudy({ feedback, again, broken }: Study): string[] {
  const remarks = [`Feedback in the file: ${count.format(feedback)}.`];
  if (again > 0)
    remarks.push(`Ids that stand in it again, as pages overlap: ${count.format(again)}. Each counts once.`);
  if (broken.length > 0)
    remarks.push(
      `The file is damaged in ${broken.length === 1 ? 'one place' : `${broken.length} places`} (${broken[0]}).`,
    );
  return remarks;
}

async function* readFeedback(
  file: ExaminedFile,
  read: () => AsyncIterable<JsonItem[]>,
  plan: SurveyPlan,
  mapping: Mapping,
  find: FindFile,
): AsyncGenerator<ReadRow> {
  let number = 0;
  for await (const items of read()) {
    for (const { value, isTooLong } of feedbackIn(items)) {
      if (!isObject(value)) continue;
      const reply = newSurveyReply(file.name, ++number, mapping);
      if (isTooLong) reply.refuse(null, 'The feedback is longer than any can be. Look at it on the portal.');
      for (const field of plan.fields) giveField(reply, field, value, find);
      yield reply.done();
    }
    for (const item of items) {
      if (item.kind === 'broken') yield { contribution: null, leftOut: [sayBroken(file, number, item.reason)] };
    }
  }
}

function sayBroken(file: ExaminedFile, number: number, why: string) {
  const reason = `The JSON is damaged or broken off after feedback number ${number}: ${why}. What came before was taken. Fetch it again.`;
  return { file: file.name, row: number + 1, field: null, reason };
}

function giveField(
  reply: SurveyReply,
  field: PlannedField,
  feedback: { readonly [key: string]: unknown },
  find: FindFile,
): void {
  const value = feedback[field.code];
  if (field.role === 'file')
    reply.give(field, { files: filesOf(value, asText(feedback.id ?? feedback.feedbackId), find) });
  else if (asText(value).trim() !== '') reply.give(field, { words: wordFor(field.role, asText(value)) });
}

type FindFile = (candidates: readonly string[]) => string | null;

/** Names of the files of a feedback: as they lie in the folder of attachments, else as the portal has them. */
function filesOf(value: unknown, id: string, find: FindFile): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((attachment: unknown) => {
    if (typeof attachment === 'string') return [attachment];
    if (!isObject(attachment)) return [];
    const [documentId, ownId, ersName, name] = ['documentId', 'id', 'ersFileName', 'fileName'].map((key) =>
      asText(attachment[key]),
    );
    const shown = name || ersName || documentId || ownId;
    const candidates = [documentId, ownId, ersName, name, name && `F${id}-${name}`].filter((one) => !!one) as string[];
    return shown ? [find(candidates) ?? shown] : [];
  });
}

/** Finds the file that is called like one of several candidates, or that begins with one of them as an id. */
function fileFinder(names: readonly string[]): FindFile {
  const form = (name: string) => name.normalize('NFC').toLowerCase();
  const byName = new Map<string, string>();
  for (const name of names) {
    const own = form(name.split('/').at(-1) ?? name);
    for (const { index } of own.matchAll(/[-_.]/g))
      byName.set(own.slice(0, index), byName.get(own.slice(0, index)) ?? name);
    byName.set(own, name);
  }
  return (candidates) => candidates.map((name) => byName.get(form(name))).find((name) => name !== undefined) ?? null;
}
