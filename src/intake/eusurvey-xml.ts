import type { Refusal } from '../core/refusal.ts';
import { written } from '../core/text.ts';
import { openAttachments } from './attachments.ts';
import { deliverReplies } from './deliver-survey.ts';
import { type AnswerSet, type ExportItem, type FormElement, type GivenAnswer, readExport } from './eusurvey-export.ts';
import { type EuSurveyForm, readForm, type Target } from './eusurvey-form.ts';
import { type EuSurveyUploads, newUploads } from './eusurvey-uploads.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { titleText } from './html-text.ts';
import type { Mapping } from './mapping-file.ts';
import type { Reader } from './reader.ts';
import { fileNamesIn } from './reply.ts';
import type { ReadRow } from './row.ts';
import { countOf } from './rule.ts';
import { headerOf, type PlannedField, planSurvey, type SurveyField, type SurveyPlan } from './survey.ts';
import { newSurveyReply, type SurveyReply } from './survey-reply.ts';
import { readTwice } from './twice.ts';
import { isEmailAddress } from './values.ts';
import { isXml, readXmlFile, startOf } from './xml.ts';

/**
 * The results of a survey as EUSurvey exports them in XML. Read in two passes: the first learns the form and what the
 * replies hold, the second yields them; neither keeps more than one reply.
 */
export const euSurveyXml: Reader = {
  name: 'eusurvey-xml',
  recognises: async ({ file }) => isXml(file) && /<Results[\s>]/.test(startOf(file)),
  open: async ({ file }, { mapping, attachmentsFolder, uploads = [] }) => {
    const read = readTwice(file, () => readExport(file.name, readXmlFile(file)));
    const study = await studyExport(file, read);
    const form = readForm(study.elements, study);
    const plan = planSurvey([...form.fields, ...attributeFields(study)], mapping);
    const files = newUploads(uploads, study.named);
    const folder = await openAttachments(attachmentsFolder);
    const fallback = plan.questions.find(({ kind }) => kind === 'file')?.key ?? null;
    return {
      format: 'eusurvey-xml',
      source: mapping.source ?? study.alias,
      file: file.name,
      sha256: file.sha256,
      questions: plan.questions,
      remarks: sayStudy(study, form),
      reading: plan.reading,
      items: () =>
        deliverReplies(
          file,
          () => readReplies(file, read, { study, form, plan, mapping, files }),
          folder,
          fallback,
          files.shown,
        ),
    };
  },
};

/** What the first pass learns. */
type Study = ReturnType<typeof newStudy>;

function raise<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** @throws DomainError unreadable where there is no whole reply in it */
async function studyExport(file: ExaminedFile, read: () => AsyncIterable<ExportItem>): Promise<Study> {
  const study = newStudy();
  const ids = new Set<string>();
  for await (const item of read()) {
    switch (item.kind) {
      case 'results':
        study.created = item.created;
        break;
      case 'survey':
        study.surveyId = item.id;
        study.alias = item.alias || item.id;
        break;
      case 'element':
        addElement(study, item.language, item.element);
        break;
      case 'skipped':
        raise(study.skipped, item.name);
        break;
      case 'broken':
        study.broken = item;
        break;
      case 'set':
        study.sets++;
        if (ids.size < 2) ids.add(item.set.attributes.id ?? '');
        studySet(study, item.set);
    }
  }
  refuseUseless(file, study);
  study.hasIds = study.attributes.has('id') && !ids.has('Anonymous') && (ids.size > 1 || study.sets === 1);
  return study;
}

function newStudy() {
  return {
    alias: '',
    surveyId: '',
    created: '',
    /** The form by language, in the order of the export. */
    elements: new Map<string, FormElement[]>(),
    /** The same by id, in whatever language came last. */
    byId: new Map<string, FormElement>(),
    sets: 0,
    /** Attributes that replies have, in the order of their first occurrence. */
    attributes: new Set<string>(),
    /** Whether ids tell replies apart: in anonymous surveys all have the same. */
    hasIds: true,
    ratingMax: new Map<string, number>(),
    galleryValues: new Map<string, Set<string>>(),
    explained: new Set<string>(),
    discussed: new Set<string>(),
    /** How often a file of a name is said to be uploaded, by `question id/name`. */
    named: new Map<string, number>(),
    /** Answers to questions that the form does not have, by the question's id. */
    strangers: new Map<string, number>(),
    /** Elements that are not known, by name. */
    skipped: new Map<string, number>(),
    broken: null as { line: number; reason: string } | null,
  };
}

function addElement(study: Study, language: string, element: FormElement): void {
  const elements = study.elements.get(language);
  if (elements) elements.push(element);
  else study.elements.set(language, [element]);
  for (const one of [element, ...element.options]) study.byId.set(one.id, one);
}

function studySet(study: Study, { attributes, answers }: AnswerSet): void {
  for (const name of Object.keys(attributes)) study.attributes.add(name);
  for (const { tag, question, text } of answers) {
    const element = study.byId.get(question);
    if (!element) raise(study.strangers, question);
    else if (tag === 'ExplanationText') study.explained.add(question);
    else if (tag === 'Discussion') study.discussed.add(question);
    else if (tag === 'Answer') studyAnswer(study, element, text);
  }
}

function studyAnswer(study: Study, { id, type }: FormElement, text: string): void {
  switch (type.toLowerCase()) {
    case 'rating':
      study.ratingMax.set(id, Math.max(study.ratingMax.get(id) ?? 0, ...ratingOf(text)));
      break;
    case 'gallery': {
      const values = study.galleryValues.get(id) ?? new Set<string>();
      for (const name of fileNamesIn(text)) if (values.size < GALLERY_MAX) values.add(name);
      study.galleryValues.set(id, values);
      break;
    }
    case 'file upload':
      for (const name of fileNamesIn(text)) raise(study.named, `${id}/${name}`);
  }
}

/** A gallery has at most so many images that are told apart. */
const GALLERY_MAX = 500;

/** The points of a rating, and of how many: `3/7`. */
function ratingOf(text: string): number[] {
  const found = /^\s*(\d{1,2})(?:\s*\/\s*(\d{1,2}))?\s*$/.exec(text);
  return found ? [found[1], found[2]].flatMap((digits) => (digits === undefined ? [] : [Number(digits)])) : [];
}

function refuseUseless(file: ExaminedFile, study: Study): void {
  const { broken } = study;
  if (study.elements.size === 0)
    throw unreadable(
      file.name,
      `is XML that begins like results of EUSurvey, but has no questionnaire in it${broken ? ` (line ${broken.line}: ${broken.reason})` : ''}`,
      'Export the results again.',
    );
  if (study.sets > 0) return;
  if (broken)
    throw unreadable(
      file.name,
      `ends before its first whole reply, or is damaged (line ${broken.line}: ${broken.reason})`,
      'Copy or export it again.',
    );
}

/** What EUSurvey notes of a reply beside its answers. */
const ATTRIBUTES: { readonly [name: string]: readonly [SurveyField['role'], string] } = {
  id: ['id', "EUSurvey's own id of the reply"],
  create: ['day', 'when the reply was sent'],
  lang: ['language', 'language of the form, which need not be that of the words'],
  user: ['email_address', 'the address under which the form was sent, where it is one: kept apart and no answer'],
  last: ['ignore', 'the day of the last change is not needed'],
  invitation: ['ignore', 'the number of the invitation could tell who replied: not taken in'],
  userlogin: ['ignore', 'personal data that nobody needs here: not taken in'],
  list: ['ignore', 'a number inside EUSurvey; the id is enough'],
  totalscore: ['ignore', 'the score of a quiz is no answer'],
};

function attributeFields(study: Study): SurveyField[] {
  return [...study.attributes].map((name): SurveyField => {
    const [role, reason] = ATTRIBUTES[name] ?? ['ignore', 'not known: not taken in'];
    const isUseless = name === 'id' && !study.hasIds;
    return {
      code: `@${name}`,
      title: written({ en: name }),
      role: isUseless ? 'ignore' : role,
      reason: isUseless ? 'the same for all replies, as in anonymous surveys: it tells none apart' : reason,
      question: null,
    };
  });
}

function sayStudy(study: Study, form: EuSurveyForm): string[] {
  const { alias, surveyId, created, sets, elements, strangers, skipped, broken } = study;
  const day = created.slice(0, 10);
  const remarks = [
    `EUSurvey "${alias}"${surveyId ? ` (${surveyId})` : ''}${day ? `, exported on ${day}` : ''}: ${countOf(sets, 'reply', 'replies')}.`,
    `Languages of the form: ${[...elements.keys()].join(', ')}.`,
  ];
  if (form.silent.size > 0)
    remarks.push(`Parts of the form that ask nothing were left out: ${listCounts(form.silent)}.`);
  if (strangers.size > 0) {
    const answers = [...strangers.values()].reduce((sum, times) => sum + times, 0);
    remarks.push(
      `Left out, for the form no longer has what they answer: ${countOf(answers, 'answer')} to ${countOf(strangers.size, 'question')}.`,
    );
  }
  if (skipped.size > 0) remarks.push(`Elements that are not known were left out: ${listCounts(skipped)}.`);
  if (broken)
    remarks.push(
      `The file is broken off or damaged in line ${broken.line} (${broken.reason}); what came before was taken.`,
    );
  return remarks;
}

export function listCounts(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, times]) => `${name} (${times})`).join(', ');
}

type Reading = {
  study: Study;
  form: EuSurveyForm;
  plan: SurveyPlan;
  mapping: Mapping;
  files: EuSurveyUploads;
};

async function* readReplies(
  file: ExaminedFile,
  read: () => AsyncIterable<ExportItem>,
  reading: Reading,
): AsyncGenerator<ReadRow> {
  for await (const item of read()) {
    if (item.kind === 'set') yield readSet(file, item.set, reading);
    if (item.kind === 'broken') yield { contribution: null, leftOut: [sayBrokenOff(file, reading.study.sets, item)] };
  }
}

function sayBrokenOff(file: ExaminedFile, sets: number, { line, reason }: { line: number; reason: string }): Refusal {
  return {
    file: file.name,
    row: sets + 1,
    field: null,
    reason: `The file is broken off or damaged in line ${line}: ${reason}. ${sets === 1 ? 'The whole reply before it was' : `The ${sets} whole replies before it were`} taken; what comes after is lost. Copy or export the file again.`,
  };
}

function readSet(file: ExaminedFile, set: AnswerSet, { study, form, plan, mapping, files }: Reading): ReadRow {
  const reply = newSurveyReply(file.name, set.number, mapping);
  if (set.isTooLong) reply.refuse(null, 'The reply is longer than any reply can be. Look at it in EUSurvey.');
  giveAttributes(reply, set, plan, form.fields.length);
  for (const [id, answers] of grouped(set.answers)) {
    const target = form.targets.get(id);
    const field = target && plan.fields[target.field];
    if (target && field) giveAnswers(reply, target, field, answers, files);
    else for (const answer of answers) leaveOutStray(reply, answer, study.byId);
  }
  return reply.done();
}

/** What has no place in the form; answers to questions that are gone altogether are told once for the whole file. */
function leaveOutStray(reply: SurveyReply, { tag, question, option, text }: GivenAnswer, form: Study['byId']): void {
  if (!form.has(question) || text.trim() === '') return;
  const what =
    tag === 'ExplanationFile'
      ? `The file ${text.trim()} explains an answer; such files are not joined.`
      : `An answer belongs to the column ${option} of a table, which is no longer in the form. It was left out.`;
  reply.leaveOut(titleText(form.get(question)?.title ?? ''), what);
}

function giveAttributes(reply: SurveyReply, { attributes }: AnswerSet, { fields }: SurveyPlan, start: number): void {
  for (const field of fields.slice(start)) {
    const value = attributes[field.code.slice(1)]?.replace(/^(\d{4}-\d{2}-\d{2})_.*$/, '$1') ?? '';
    const isNoAddress = field.role === 'email_address' && !isEmailAddress(value);
    if (value.trim() !== '' && !isNoAddress) reply.give(field, { words: value });
  }
}

/** Answers by question; in tables by row and column. */
function grouped(answers: readonly GivenAnswer[]): Map<string, GivenAnswer[]> {
  const groups = new Map<string, GivenAnswer[]>();
  for (const answer of answers) {
    const { tag, question, option, text } = answer;
    const isCell = tag === 'Answer' && option !== '' && text.trim() !== '';
    const id = tag === 'Answer' ? (isCell ? `${question} ${option}` : question) : `${tag} ${question}`;
    const group = groups.get(id);
    if (group) group.push(answer);
    else groups.set(id, [answer]);
  }
  return groups;
}

function giveAnswers(
  reply: SurveyReply,
  target: Target,
  field: PlannedField,
  answers: readonly GivenAnswer[],
  files: EuSurveyUploads,
): void {
  const texts = answers.map(({ text }) => text).filter((text) => text.trim() !== '');
  switch (target.kind) {
    case 'words':
      for (const text of texts) reply.give(field, { words: text });
      break;
    case 'files': {
      const found = files.resolve(answers[0]?.question ?? '', texts.flatMap(fileNamesIn));
      for (const problem of found.problems) reply.leaveOut(headerOf(field), problem);
      reply.give(field, { files: found.files });
      break;
    }
    default:
      giveOptions(reply, target, field, idsOf(target.kind, answers, texts));
  }
}

/** Codes of what was chosen, as the form has them. */
function idsOf(kind: Target['kind'], answers: readonly GivenAnswer[], texts: readonly string[]): string[] {
  if (kind === 'options') return answers.map(({ option }) => option);
  if (kind === 'rating') return texts.flatMap((text) => ratingOf(text).slice(0, 1).map(String));
  return texts.flatMap(fileNamesIn);
}

function giveOptions(reply: SurveyReply, target: Target, field: PlannedField, ids: readonly string[]): void {
  const wanted = ids.filter((id) => id !== '');
  const chosen = wanted.flatMap((id) => (target.byCode ? (target.byCode.get(id) ?? []) : id));
  for (const id of wanted.filter((one) => target.byCode && !target.byCode.has(one)))
    reply.leaveOut(headerOf(field), `The option ${id} was chosen, but is no longer in the form. It was left out.`);
  const unique = [...new Set(chosen)];
  reply.give(field, { chosen: unique, ...(target.row !== undefined && { row: target.row }) });
}
