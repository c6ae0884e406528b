import type { Condition } from './condition.ts';
import type { LocalText } from './text.ts';

/** One model of a question for questionnaires, the room and imports. */
export type Question = QuestionBase & QuestionKindFields;
export type QuestionKind = QuestionKindFields['kind'];

type QuestionBase = {
  /** Stays the same over versions of a questionnaire; names the question in files, for example `q13`. */
  key: string;
  title: LocalText;
  /** What helps to answer it, below the title. */
  help?: LocalText;
  /** Evidence becomes contributions and tallies; logistics (diet, access needs, badge name) never does. */
  purpose: 'evidence' | 'logistics';
  required?: boolean;
  /** Only asked where this holds for earlier answers. */
  showIf?: Condition;
  /** Has to be answered where this holds for earlier answers. */
  requiredIf?: Condition;
};

export type Option = {
  key: string;
  title: LocalText;
  /** Excludes all other options: "none of these". */
  exclusive?: boolean;
  /** Asks for words of one's own beside it. */
  other?: boolean;
};
export type MatrixRow = { key: string; title: LocalText };

/** The same fields for each of several kinds. */
type Each<Kind extends string, Fields = unknown> = Kind extends string ? { kind: Kind } & Fields : never;

type QuestionKindFields =
  | { kind: 'text'; maxCharacters?: number /** The answer is what the contribution is called. */; role?: 'title' }
  | Each<'long_text' | 'word' | 'idea', { maxCharacters?: number }>
  | Each<'single' | 'scale', { options: Option[]; randomOrder?: boolean }>
  | Each<'multiple' | 'ranking', { options: Option[]; minChoices?: number; maxChoices?: number; randomOrder?: boolean }>
  | { kind: 'points'; options: Option[]; budget: number }
  | { kind: 'matrix'; rows: MatrixRow[]; options: Option[]; multiple?: boolean; randomOrder?: boolean }
  | { kind: 'number'; unit?: string; min?: number; max?: number; whole?: boolean }
  | Each<'date' | 'time' | 'email' | 'url' | 'country' | 'language'>
  | { kind: 'file'; maxFiles?: number }
  | { kind: 'consent'; statement: LocalText }
  | { kind: 'profile' }
  /** Comes with the link, under this name; nobody sees it. */
  | { kind: 'hidden'; parameter: string }
  /** Begins a page; its title is the page's, its help an introduction. */
  | { kind: 'section' }
  /** Words between the questions; asks nothing. */
  | { kind: 'info' };

/** What people said in words: read, cut into passages, coded, quoted. */
export type OpenKind = 'text' | 'long_text' | 'word' | 'idea' | 'file';

/** One thing that can be tallied: a closed question, or one row of a matrix. */
export type ClosedItem = {
  /** The question's key, or `question.row` for a row of a matrix. */
  key: string;
  question: Question;
  title: LocalText;
  options: Option[];
  /** Whether one answer can hold several options. */
  several: boolean;
};

export function isOpen(question: Question): question is Question & { kind: OpenKind } {
  return ['text', 'long_text', 'word', 'idea', 'file'].includes(question.kind);
}

/** Whether there is anything to answer. */
export function asks(question: Question): boolean {
  return question.kind !== 'section' && question.kind !== 'info';
}

/** The key under which the words beside an option "other" are kept. */
export function otherKey(question: string, option: string): string {
  return `${question}.${option}`;
}

/** One page of a questionnaire: the section that begins it, and the questions on it. */
export type QuestionPage = { section: Question | null; questions: Question[] };

/** The pages of a questionnaire: each section begins one. A questionnaire without sections is one page. */
export function pagesOf(questions: readonly Question[]): QuestionPage[] {
  const pages: QuestionPage[] = [];
  for (const question of questions) {
    if (question.kind === 'section') pages.push({ section: question, questions: [] });
    else if (pages.length === 0) pages.push({ section: null, questions: [question] });
    else pages.at(-1)!.questions.push(question);
  }
  return pages;
}

/** The closed items of a questionnaire in their order; each has its own denominator. Logistics is not tallied. */
export function closedItems(questions: readonly Question[]): ClosedItem[] {
  return questions.flatMap((question): ClosedItem[] => {
    if (question.purpose === 'logistics') return [];
    switch (question.kind) {
      case 'single':
      case 'scale':
        return [{ key: question.key, question, title: question.title, options: question.options, several: false }];
      case 'multiple':
        return [{ key: question.key, question, title: question.title, options: question.options, several: true }];
      case 'matrix':
        return question.rows.map((row) => ({
          key: `${question.key}.${row.key}`,
          question,
          title: row.title,
          options: question.options,
          several: question.multiple ?? false,
        }));
      default:
        return [];
    }
  });
}

/**
 * Whether options read as points on a scale: at least three, and all but the last ones ("no opinion") start with a
 * number of their own.
 */
export function looksLikeScale(labels: readonly string[]): boolean {
  const numbered = labels.filter((label) => scalePoint(label) !== null);
  const distinct = new Set(numbered.map(scalePoint));
  return numbered.length >= 3 && distinct.size === numbered.length && labels.length - numbered.length <= 2;
}

/** The number that an option starts with: 4 for `4 - Important`; null where it starts with none. */
export function scalePoint(label: string): number | null {
  const found = /^\s*(-?\d+(?:[.,]\d+)?)(?:\s*[-–—:.)=]|\s|$)/.exec(label);
  return found ? Number(found[1]!.replace(',', '.')) : null;
}

/** Options in an order that does not depend on the order of the rows: by scale point, those without one last, then by label. */
export function sortOptions(labels: Iterable<string>): string[] {
  const distinct = [...new Set(labels)];
  const scale = looksLikeScale(distinct);
  const rank = (label: string) => (scale ? (scalePoint(label) ?? Number.POSITIVE_INFINITY) : 0);
  return distinct.sort((a, b) => (rank(a) === rank(b) ? compareText(a, b) : rank(a) - rank(b)));
}

/** Order by code units: the same on every machine and in every language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
