import { type AnswerTest, type Condition, testsOf } from './condition.ts';
import type { Language } from './language.ts';
import type { MessageKey, MessageValues } from './message.ts';
import { USER_TYPES } from './profile.ts';
import { asks, type Option, type Question, type QuestionKind } from './question.ts';
import { type LocalText, written } from './text.ts';

/** The kinds that an organiser can add, in the order of their list; those of the live room are made there. */
export const EDITABLE_KINDS = [
  'section',
  'info',
  'text',
  'long_text',
  'single',
  'multiple',
  'scale',
  'matrix',
  'ranking',
  'points',
  'number',
  'date',
  'time',
  'email',
  'url',
  'country',
  'language',
  'file',
  'consent',
  'profile',
  'hidden',
] as const satisfies QuestionKind[];
export type EditableKind = (typeof EDITABLE_KINDS)[number];

/** A key that no question of the consultation ever had: `q1`, `q2`, and so on. */
export function newQuestionKey(known: Iterable<string>): string {
  const numbers = [...known].flatMap((key) => /^q(\d{1,6})$/.exec(key)?.[1] ?? []).map(Number);
  return `q${Math.max(0, ...numbers) + 1}`;
}

const SCALE_POINTS = 5;

/** A new question with nothing said yet but its kind. */
export function newQuestion(kind: EditableKind, key: string): Question {
  const base = { key, title: {}, purpose: 'evidence' as const };
  switch (kind) {
    case 'single':
    case 'multiple':
    case 'ranking':
      return { ...base, kind, options: [] };
    case 'scale':
      return { ...base, kind, options: scaleOptions() };
    case 'matrix':
      return { ...base, kind, rows: [], options: scaleOptions() };
    case 'points':
      return { ...base, kind, options: [], budget: 10 };
    case 'consent':
      return { ...base, kind, required: true, statement: {} };
    case 'hidden':
      return { ...base, kind, parameter: key };
    case 'profile':
      return { ...base, kind, required: true };
    default:
      return { ...base, kind };
  }
}

/** Points of a scale, the same in every language: a number needs no translation. */
function scaleOptions(): Option[] {
  return Array.from({ length: SCALE_POINTS }, (_, i) => ({
    key: String(i + 1),
    title: written({ en: String(i + 1) }),
  }));
}

/** Puts a question behind another one, or at the end. */
export function insertQuestion(questions: readonly Question[], question: Question, after: string | null): Question[] {
  const at = questions.findIndex(({ key }) => key === after);
  return at < 0 ? [...questions, question] : questions.toSpliced(at + 1, 0, question);
}

/** Moves a question by one place; at the end of the list it stays. */
export function moveQuestion(questions: readonly Question[], key: string, by: -1 | 1): Question[] {
  const from = questions.findIndex((question) => question.key === key);
  const to = from + by;
  if (from < 0 || to < 0 || to >= questions.length) return [...questions];
  return questions.toSpliced(from, 1).toSpliced(to, 0, questions[from]!);
}

export function removeQuestion(questions: readonly Question[], key: string): Question[] {
  return questions.filter((question) => question.key !== key);
}

/** A copy of a question right behind it, under a key of its own. */
export function duplicateQuestion(questions: readonly Question[], key: string, copyKey: string): Question[] {
  const question = questions.find((one) => one.key === key);
  return question ? insertQuestion(questions, { ...structuredClone(question), key: copyKey }, key) : [...questions];
}

export function replaceQuestion(questions: readonly Question[], question: Question): Question[] {
  return questions.map((one) => (one.key === question.key ? question : one));
}

/** Kinds that hold the same fields, so that one can become the other without a loss. */
const ALIKE: readonly (readonly EditableKind[])[] = [
  ['text', 'long_text'],
  ['single', 'scale', 'multiple', 'ranking'],
  ['date', 'time', 'email', 'url', 'country', 'language', 'text'],
  ['section', 'info'],
];

/** The kinds that a question can become, its own first. */
export function kindsAlike(kind: QuestionKind): QuestionKind[] {
  const others = ALIKE.filter((group) => (group as readonly string[]).includes(kind)).flat();
  return [...new Set([kind, ...others])];
}

/** The same question as another kind that is alike; what that kind does not know is left out. */
export function asKind(question: Question, kind: QuestionKind): Question {
  if (kind === question.kind || !kindsAlike(question.kind).includes(kind)) return question;
  const { key, title, help, purpose, required, showIf, requiredIf } = question;
  const base = {
    key,
    title,
    purpose,
    ...(help && { help }),
    ...(required && { required }),
    ...(showIf && { showIf }),
    ...(requiredIf && { requiredIf }),
  };
  const options = 'options' in question ? question.options : [];
  switch (kind) {
    case 'single':
    case 'scale':
    case 'multiple':
    case 'ranking':
      return { ...base, kind, options };
    case 'text':
    case 'long_text':
    case 'date':
    case 'time':
    case 'email':
    case 'url':
    case 'country':
    case 'language':
    case 'section':
    case 'info':
      return { ...base, kind };
    default:
      return question;
  }
}

/** What a condition can look at: a question, or a row of a matrix, with the answers that can be named. */
export type ConditionItem = {
  key: string;
  question: Question;
  row: LocalText | null;
  options: ConditionOption[];
  isNumber: boolean;
};
export type ConditionOption =
  | { key: string; title: LocalText }
  | { key: string; userType: (typeof USER_TYPES)[number] };

/** What conditions of a question can look at, given the questions before it. */
export function conditionItems(earlier: readonly Question[]): ConditionItem[] {
  return earlier.filter(asks).flatMap((question): ConditionItem[] => {
    const item = { key: question.key, question, row: null, options: [], isNumber: question.kind === 'number' };
    switch (question.kind) {
      case 'single':
      case 'scale':
      case 'multiple':
      case 'ranking':
        return [{ ...item, options: question.options }];
      case 'matrix':
        return question.rows.map((row) => ({
          ...item,
          key: `${question.key}.${row.key}`,
          row: row.title,
          options: question.options,
        }));
      case 'profile':
        return [{ ...item, options: USER_TYPES.map((userType) => ({ key: userType, userType })) }];
      default:
        return [item];
    }
  });
}

/** What keeps a questionnaire from being published: which question, and what to do. */
export type Flaw = { question: string | null; say: MessageKey; values?: MessageValues };

/** All that keeps a questionnaire from being published, in the order of its questions. */
export function flawsOf(questions: readonly Question[]): Flaw[] {
  const flaws: Flaw[] = [];
  if (!questions.some((question) => asks(question) && question.kind !== 'hidden'))
    flaws.push({ question: null, say: 'flaw.asks_nothing' });
  questions.forEach((question, i) => {
    const flaw = (say: MessageKey, values?: MessageValues) =>
      flaws.push({ question: question.key, say, ...(values && { values }) });
    if (questions.findIndex(({ key }) => key === question.key) < i) flaw('flaw.key_twice');
    if (Object.keys(question.title).length === 0 && question.kind !== 'profile' && question.kind !== 'hidden')
      flaw('flaw.no_title');
    if ('options' in question && question.options.length < 2) flaw('flaw.few_options');
    if (question.kind === 'matrix' && question.rows.length === 0) flaw('flaw.no_rows');
    if (question.kind === 'consent' && Object.keys(question.statement).length === 0) flaw('flaw.no_statement');
    if (question.kind === 'profile' && questions.findIndex(({ kind }) => kind === 'profile') < i)
      flaw('flaw.two_profiles');
    const items = conditionItems(questions.slice(0, i));
    for (const condition of [question.showIf, question.requiredIf])
      for (const test of condition ? testsOf(condition) : [])
        if (!isTestable(test, items)) flaw('flaw.condition_lost', { key: test.question });
  });
  return flaws;
}

/** Whether a test looks at an earlier question, and at options that it has. */
function isTestable(test: AnswerTest, items: readonly ConditionItem[]): boolean {
  const item = items.find(({ key }) => key === test.question);
  if (!item) return false;
  if (test.is !== 'one_of' && test.is !== 'none_of') return true;
  return item.options.length === 0 || test.values.every((value) => item.options.some(({ key }) => key === value));
}

/** The questions whose conditions look at a question. */
export function dependsOn(questions: readonly Question[], key: string): Question[] {
  const looksAt = (condition: Condition | undefined) =>
    condition !== undefined &&
    testsOf(condition).some(({ question }) => question === key || question.startsWith(`${key}.`));
  return questions.filter(({ showIf, requiredIf }) => looksAt(showIf) || looksAt(requiredIf));
}

/** The language in which a questionnaire is written first: that of the consultation in which most of its texts are. */
export function sourceLanguage(languages: readonly string[], questions: readonly Question[]): Language {
  const [first = 'en'] = languages as Language[];
  const written = (language: Language) => questions.filter(({ title }) => title[language]).length;
  return (languages as Language[]).reduce((best, one) => (written(one) > written(best) ? one : best), first);
}
