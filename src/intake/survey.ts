import { DomainError } from '../core/error.ts';
import type { FieldReading, FieldRole } from '../core/intake.ts';
import { LANGUAGES } from '../core/language.ts';
import { looksLikeScale, type Option, type Question } from '../core/question.ts';
import { type LocalText, pickText } from '../core/text.ts';
import { type HeaderMeaning, headerForm, headerMeanings, mentions } from './header-words.ts';
import { givenColumns, type Mapping } from './mapping-file.ts';
import { publicationFromOption } from './profile-words.ts';
import { PLACES } from './reply.ts';
import { isUnderstood } from './reply-rules.ts';
import { ONLY_ONE } from './rule.ts';

/** One question of a questionnaire as a survey tool defines it. */
export type SurveyField = {
  /** How the tool itself calls it, which a mapping file may say instead of the title; empty where it has no name. */
  code: string;
  title: LocalText;
  /** What the definition says it is: a kind of answer, `ignore`, or something about the reply. */
  role: FieldRole;
  reason: string;
  /** Null where nothing that is answered in it is evidence. */
  question: Question | null;
};

export type PlannedField = SurveyField & {
  position: number;
  decidedBy: FieldReading['decidedBy'];
  /** What could be chosen, also where the choice says who replied and is no answer. */
  options: readonly Option[];
};

export type SurveyPlan = { fields: PlannedField[]; questions: Question[]; reading: FieldReading[] };

/**
 * Decides what the questions of a survey are for: what a person said in the mapping, else what the title and the options
 * say about the reply (a question for the country is no answer on the matter), else what the definition says.
 * @throws DomainError wrong_use where the mapping names what is not there, or says what cannot be
 */
export function planSurvey(fields: readonly SurveyField[], mapping: Mapping): SurveyPlan {
  const given = givenColumns(namedByTitle(mapping, fields), fields.map(headerOf));
  const taken = new Set<FieldRole>([...given.values()].map(({ as }) => as));
  const planned = fields.map((field, index): PlannedField => {
    const word = given.get(index)?.as;
    const decided = word ? givenRole(field, word) : guessedRole(field, mapping, taken);
    if (ONLY_ONE.has(decided.role)) taken.add(decided.role);
    return { ...field, ...decided, position: index + 1, options: optionsOf(field.question) };
  });
  const questions = planned.flatMap(({ question }) => (question ? [question] : []));
  const reading = planned.map((field) => ({
    field: headerOf(field),
    position: field.position,
    role: field.role,
    question: field.question?.key ?? null,
    decidedBy: field.decidedBy,
    reason: field.reason,
  }));
  return { fields: planned, questions, reading };
}

function optionsOf(question: Question | null): readonly Option[] {
  return question && 'options' in question ? question.options : [];
}

/** The title by which a field is shown and named. */
export function headerOf(field: SurveyField): string {
  return pickText(field.title, 'en').text || field.code;
}

/** A mapping may name a field by its code; here every name is a title or a position. */
function namedByTitle(mapping: Mapping, fields: readonly SurveyField[]): Mapping {
  const titles = new Set(fields.map(headerOf));
  const byCode = new Map(fields.map(({ code }, index) => [code, index]));
  const columns = Object.entries(mapping.columns).map(([name, word]) => {
    const index = titles.has(name) || name === '' ? undefined : byCode.get(name);
    return [index === undefined ? name : `#${index + 1} ${name}`, word];
  });
  return { ...mapping, columns: Object.fromEntries(columns) };
}

type Decided = Pick<PlannedField, 'role' | 'reason' | 'question' | 'decidedBy'>;

/** @throws DomainError wrong_use */
function givenRole(field: SurveyField, role: FieldRole): Decided {
  const given = { role, reason: 'said so in the mapping', decidedBy: 'given' as const };
  const { question } = field;
  if (role === field.role) return { ...given, question };
  const isText = question?.kind === 'text' || question?.kind === 'long_text';
  if (isText && role === 'open') return { ...given, question };
  if (isText && role === 'title') return { ...given, question: titleQuestion(question) };
  if (role === 'ignore' || (PLACES[role] && role !== 'file')) return { ...given, question: null };
  throw new DomainError(
    'wrong_use',
    `The mapping says that "${headerOf(field)}" is ${role}, but the survey itself defines it as ${field.role}. Say "${field.role}", "ignore", or what it says about the reply, such as "country".`,
  );
}

function titleQuestion({ key, title, purpose }: Question): Question {
  return { key, title, purpose, kind: 'text', role: 'title' };
}

function guessedRole(field: SurveyField, mapping: Mapping, taken: ReadonlySet<FieldRole>): Decided {
  const { role, reason, question } = field;
  if (role !== 'ignore' && mapping.others === 'ignore')
    return {
      role: 'ignore',
      reason: 'not mentioned, and the mapping says to leave others out',
      question: null,
      decidedBy: 'given',
    };
  if (ONLY_ONE.has(role) && taken.has(role))
    return {
      role: 'ignore',
      reason: `another field says it already (${reason})`,
      question: null,
      decidedBy: 'guessed',
    };
  const about = question ? aboutTheReply(field, question, taken) : null;
  return { role, reason, question, ...about, decidedBy: 'guessed' };
}

type About = Pick<PlannedField, 'role' | 'reason' | 'question'>;

/** What a question says about who replied, by its title, and its options where it has some; null where it says nothing. */
function aboutTheReply(field: SurveyField, question: Question, taken: ReadonlySet<FieldRole>): About | null {
  switch (question.kind) {
    case 'text':
    case 'long_text':
      return aboutByTitle(field, question, taken);
    case 'single':
    case 'scale':
      return aboutByOptions(field, question.options, taken);
    default:
      return null;
  }
}

/** Longer titles of open questions are about the matter: "Name the country that ..." */
const TITLE_WORDS_MAX = 6;

const IN_WORDS: readonly HeaderMeaning[] = [
  'organisation',
  'register_number',
  'first_name',
  'surname',
  'email_address',
  'country',
];

function aboutByTitle(field: SurveyField, question: Question, taken: ReadonlySet<FieldRole>): About | null {
  for (const title of textsOf(field.title)) {
    if (title.includes('?') || headerForm(title).split(' ').length > TITLE_WORDS_MAX) continue;
    const [meaning] = headerMeanings(title);
    if (!meaning) continue;
    if (meaning === 'private')
      return { role: 'ignore', reason: 'personal data that nobody needs here: not taken in', question: null };
    if (meaning === 'title' && question.kind === 'text' && !taken.has('title'))
      return { role: 'title', reason: 'called so', question: titleQuestion(question) };
    if (IN_WORDS.includes(meaning) && !taken.has(meaning as FieldRole))
      return {
        role: meaning as FieldRole,
        reason: 'called so; who replied is kept apart and is no answer',
        question: null,
      };
  }
  return null;
}

const BY_OPTIONS: readonly FieldRole[] = ['user_type', 'country', 'size', 'scope', 'publication', 'language'];
/** From which share of understood options on a title that names a role is believed. */
const OPTIONS_SHARE = 0.6;

function aboutByOptions(field: SurveyField, options: readonly Option[], taken: ReadonlySet<FieldRole>): About | null {
  const titles = textsOf(field.title);
  const meanings = new Set<string>(titles.flatMap((title) => headerMeanings(title)));
  if (titles.some((title) => mentions(title, 'publication'))) meanings.add('publication');
  for (const role of BY_OPTIONS) {
    if (!meanings.has(role) || taken.has(role)) continue;
    const known = options.filter((option) => understoodLabel(role, option) !== null).length;
    if (known < 2 || known < options.length * OPTIONS_SHARE) continue;
    const reason = `called so, and ${known} of its ${options.length} options are understood`;
    return { role, reason, question: null };
  }
  return null;
}

function textsOf(title: LocalText): string[] {
  return Object.values(title).map(({ text }) => text);
}

/** An option as a role wants it, by its label in whatever language is understood, else by its key; null where by none. */
export function understoodLabel(role: FieldRole, option: Option): string | null {
  const labels = [...textsOf(option.title), option.key];
  if (role === 'publication') return labels.map(publicationFromOption).find((choice) => choice !== 'unknown') ?? null;
  return labels.find((label) => isUnderstood(role, label)) ?? null;
}

/** What titles in several languages say, without those that nobody wrote; languages beyond the 24 are left out. */
export function localText(texts: Iterable<readonly [language: string, text: string]>): LocalText {
  const found: LocalText = {};
  for (const [language, text] of texts) {
    const known = LANGUAGES.find((code) => code === language);
    if (known && text !== '') found[known] = { text, origin: 'written' };
  }
  return found;
}

/** The role of a choice of one option: a scale where the labels are numbered. */
export function choiceKind(options: readonly Option[]): 'single' | 'scale' {
  return looksLikeScale(options.map(({ key }) => key)) ? 'scale' : 'single';
}

/**
 * Options by their label, which stays the same in every export and can be read in the open data; where two have the same,
 * the later ones are told apart by their code.
 */
export function optionsByLabel(found: readonly { code: string; title: LocalText }[]): {
  options: Option[];
  byCode: Map<string, string>;
} {
  const options: Option[] = [];
  const byCode = new Map<string, string>();
  const used = new Set<string>();
  for (const { code, title } of found) {
    const label = pickText(title, 'en').text || code;
    const key = used.has(label) ? `${label} (${code})` : label;
    if (!used.has(key)) options.push({ key, title });
    used.add(key);
    byCode.set(code, key);
  }
  return { options, byCode };
}
