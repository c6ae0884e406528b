import type { FieldRole } from '../core/intake.ts';
import type { MatrixRow, Option, Question } from '../core/question.ts';
import { type LocalText, pickText, written } from '../core/text.ts';
import type { FormElement } from './eusurvey-export.ts';
import { titleText } from './html-text.ts';
import { choiceKind, localText, optionsByLabel, type SurveyField } from './survey.ts';

/** What the replies show that the form does not say. */
export type SeenInReplies = {
  /** Highest point of the ratings, by id of the rating question. */
  ratingMax: ReadonlyMap<string, number>;
  /** Values chosen in galleries, by id of the question. */
  galleryValues: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of questions that have explanations or discussions, as Delphi surveys do. */
  explained: ReadonlySet<string>;
  discussed: ReadonlySet<string>;
};

/** Where answers with an id go: a field, and how its answer is to be read. */
export type Target = {
  field: number;
  kind: 'words' | 'options' | 'ranking' | 'rating' | 'gallery' | 'files';
  row?: string;
  /** Keys of options by their id. */
  byCode?: ReadonlyMap<string, string>;
};

export type EuSurveyForm = {
  fields: SurveyField[];
  /** By id of the question or row; in a table by `row id` and `column id` with a blank between. */
  targets: Map<string, Target>;
  /** How many parts of the form ask nothing, by their kind. */
  silent: Map<string, number>;
};

type Material = {
  seen: SeenInReplies;
  titles: (element: FormElement) => LocalText;
  fields: SurveyField[];
  targets: Map<string, Target>;
};

/** A title element with what belongs to it. */
type Group = { head: FormElement; parts: FormElement[] };

/**
 * The questions of a form. The first language decides on their order; the others add their titles.
 * @param byLanguage elements as they stand in the export, in the order of its languages
 */
export function readForm(byLanguage: ReadonlyMap<string, readonly FormElement[]>, seen: SeenInReplies): EuSurveyForm {
  const titles = titlesByLanguage(byLanguage);
  const material: Material = { seen, titles, fields: [], targets: new Map() };
  const silent = new Map<string, number>();
  const [first = []] = byLanguage.values();
  for (const group of groupsOf(first)) {
    if (!addGroup(material, group)) {
      const kind = group.head.type || group.head.tag;
      silent.set(kind, (silent.get(kind) ?? 0) + 1);
    }
  }
  for (const { head } of groupsOf(first)) addRemarksOnAnswers(material, head);
  return { fields: material.fields, targets: material.targets, silent };
}

function titlesByLanguage(
  byLanguage: ReadonlyMap<string, readonly FormElement[]>,
): (element: FormElement) => LocalText {
  const texts = new Map<string, [string, string][]>();
  for (const [language, elements] of byLanguage) {
    for (const { id, title } of elements.flatMap((element) => [element, ...element.options])) {
      texts.set(id, [...(texts.get(id) ?? []), [language, titleText(title)]]);
    }
  }
  const known = (id: string) => localText(texts.get(id) ?? []);
  return ({ id, title, shortname, type }) => {
    const found = known(id);
    return Object.keys(found).length > 0 ? found : written({ en: titleText(title) || shortname || type });
  };
}

const BELONGS_TO: { readonly [tag: string]: readonly string[] } = {
  Answer: ['Question'],
  RatingQuestion: ['Question'],
  RankingItem: ['Question'],
  MatrixQuestion: ['MatrixTitle'],
  MatrixAnswer: ['MatrixTitle'],
  TableQuestion: ['TableTitle'],
  TableAnswer: ['TableTitle'],
  Cell: ['ComplexTableTitle'],
};

function groupsOf(elements: readonly FormElement[]): Group[] {
  const groups: Group[] = [];
  for (const element of elements) {
    const last = groups.at(-1);
    if (last && BELONGS_TO[element.tag]?.includes(last.head.tag)) last.parts.push(element);
    else groups.push({ head: element, parts: [] });
  }
  return groups;
}

/** Returns whether it asks anything. */
function addGroup(material: Material, group: Group): boolean {
  switch (group.head.tag) {
    case 'MatrixTitle':
      addMatrix(material, group);
      return true;
    case 'TableTitle':
      addTable(material, group);
      return true;
    case 'ComplexTableTitle':
      for (const cell of group.parts) addCell(material, group.head, cell);
      return true;
    case 'Question':
      return addQuestion(material, group);
    default:
      return false;
  }
}

function keyOf({ fields }: Material): string {
  return `q${fields.length + 1}`;
}

function base(material: Material, title: LocalText) {
  return { key: keyOf(material), title, purpose: 'evidence' as const };
}

type Added = { role: FieldRole; reason: string; question: Question | null; title: LocalText };

function add({ fields, targets }: Material, element: FormElement, added: Added, target: Omit<Target, 'field'>): void {
  targets.set(element.id, { field: fields.length, ...target });
  fields.push({ code: element.id, ...added });
}

function optionsFrom({ titles }: Material, elements: readonly FormElement[]) {
  return optionsByLabel(elements.map((element) => ({ code: element.id, title: titles(element) })));
}

function addQuestion(material: Material, { head, parts }: Group): boolean {
  const title = material.titles(head);
  const reason = `a question of the type "${head.type}"`;
  const common = { title, reason };
  switch (head.type.toLowerCase()) {
    case 'line':
    case 'file download':
      return false;
    case 'single choice':
    case 'multiple choice':
      addChoice(material, head, parts, common);
      return true;
    case 'number':
      addNumber(material, head, common);
      return true;
    case 'date':
    case 'time': {
      const kind = head.type.toLowerCase() as 'date' | 'time';
      add(material, head, { ...common, role: 'date_answer', question: { ...base(material, title), kind } }, WORDS);
      return true;
    }
    case 'file upload':
      add(
        material,
        head,
        { ...common, role: 'file', question: { ...base(material, title), kind: 'file' } },
        { kind: 'files' },
      );
      return true;
    case 'e-mail': {
      const why = `${reason}: personal data is kept apart and is no answer`;
      add(material, head, { title, role: 'email_address', reason: why, question: null }, WORDS);
      return true;
    }
    case 'confirmation':
      add(material, head, { title, ...CONFIRMATION, question: null }, WORDS);
      return true;
    case 'formula':
      add(material, head, { title, ...FORMULA, question: null }, WORDS);
      return true;
    case 'gallery':
      addGallery(material, head, common);
      return true;
    case 'rating':
      addRating(material, { head, parts }, common);
      return true;
    case 'ranking':
      addRanking(material, head, parts, common);
      return true;
    default:
      addWords(material, head, common);
      return true;
  }
}

const WORDS = { kind: 'words' } as const;
const CONFIRMATION = { role: 'ignore', reason: 'a confirmation of terms: no answer on the matter' } as const;
const FORMULA = { role: 'ignore', reason: 'computed by the form from other answers' } as const;
const WORD_TYPES: ReadonlySet<string> = new Set(['free text', 'regular expression', 'freetext']);

type Common = { title: LocalText; reason: string };

function addWords(material: Material, element: FormElement, { title, reason }: Common): void {
  const isKnown = WORD_TYPES.has(element.type.toLowerCase());
  const kind = element.type.toLowerCase() === 'regular expression' ? 'text' : 'long_text';
  const why = isKnown ? reason : `${reason}, which is not known: its answers are read as words`;
  add(material, element, { title, role: 'open', reason: why, question: { ...base(material, title), kind } }, WORDS);
}

function addChoice(material: Material, element: FormElement, answers: readonly FormElement[], common: Common): void {
  const { options, byCode } = optionsFrom(material, answers);
  const isMultiple = element.type.toLowerCase().startsWith('multiple');
  const kind = isMultiple ? 'multiple' : choiceKind(options);
  const question: Question = { ...base(material, common.title), kind, options };
  add(material, element, { ...common, role: kind, question }, { kind: 'options', byCode });
}

function addRanking(material: Material, head: FormElement, items: readonly FormElement[], common: Common): void {
  const { options, byCode } = optionsFrom(material, items);
  const question: Question = { ...base(material, common.title), kind: 'ranking', options };
  const reason = `${common.reason}: what was chosen is kept in its order`;
  add(material, head, { title: common.title, role: 'multiple', reason, question }, { kind: 'ranking', byCode });
}

function addGallery(material: Material, head: FormElement, common: Common): void {
  const values = [...(material.seen.galleryValues.get(head.id) ?? [])].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  const options = values.map((value): Option => ({ key: galleryLabel(value), title: {} }));
  const question: Question = { ...base(material, common.title), kind: 'multiple', options };
  const byCode = new Map(values.map((value) => [value, galleryLabel(value)]));
  const reason = `${common.reason}: the export names its images by their place`;
  add(material, head, { title: common.title, role: 'multiple', reason, question }, { kind: 'gallery', byCode });
}

/** Images are numbered from 0 in the export; newer ones have their name. */
function galleryLabel(value: string): string {
  return /^\d+$/.test(value) ? `Image ${Number(value) + 1}` : value;
}

function rowsOf(
  { targets, fields, titles }: Material,
  elements: readonly FormElement[],
  target: Omit<Target, 'field' | 'row'>,
  titleOf = titles,
): MatrixRow[] {
  return elements.map((element, index): MatrixRow => {
    const key = String(index + 1);
    targets.set(element.id, { field: fields.length, row: key, ...target });
    return { key, title: titleOf(element) };
  });
}

/** The rows of a rating repeat its title: `Please rate: Row`. */
function addRating(material: Material, { head, parts }: Group, common: Common): void {
  const highest = Math.max(1, ...parts.map(({ id }) => material.seen.ratingMax.get(id) ?? 1));
  const options = Array.from({ length: highest }, (_, index): Option => ({ key: String(index + 1), title: {} }));
  const own = (element: FormElement) => withoutStem(material.titles(element), common.title);
  const rows = rowsOf(material, parts, { kind: 'rating' }, own);
  const question: Question = { ...base(material, common.title), kind: 'matrix', rows, options };
  const reason = `${common.reason}, up to ${highest} points in the replies`;
  material.fields.push({ code: head.id, title: common.title, role: 'matrix', reason, question });
}

function withoutStem(title: LocalText, stem: LocalText): LocalText {
  return localText(
    Object.entries(title).map(([language, { text }]) => {
      const start = `${pickText(stem, language).text}: `;
      return [language, text.startsWith(start) ? text.slice(start.length) : text] as const;
    }),
  );
}

function addMatrix(material: Material, { head, parts }: Group): void {
  const title = material.titles(head);
  const questions = parts.filter(({ tag }) => tag === 'MatrixQuestion');
  const { options, byCode } = optionsFrom(
    material,
    parts.filter(({ tag }) => tag === 'MatrixAnswer'),
  );
  const multiple = questions.some(({ type }) => type.toLowerCase().startsWith('multiple'));
  const rows = rowsOf(material, questions, { kind: 'options', byCode });
  const question: Question = { ...base(material, title), kind: 'matrix', rows, options, ...(multiple && { multiple }) };
  const reason = `a matrix of ${rows.length} rows and ${options.length} columns, ${multiple ? 'several' : 'one'} to choose`;
  material.fields.push({ code: head.id, title, role: 'matrix', reason, question });
}

/** Every cell of a table holds words of its own. */
function addTable(material: Material, { head, parts }: Group): void {
  const columns = parts.filter(({ tag }) => tag === 'TableAnswer');
  for (const row of parts.filter(({ tag }) => tag === 'TableQuestion')) {
    for (const column of columns) {
      const title = joined(material, [head, row, column]);
      const cell = { ...column, id: `${row.id} ${column.id}` };
      const question: Question = { ...base(material, title), kind: 'text' };
      add(material, cell, { title, role: 'open', reason: 'a cell of a table of words', question }, WORDS);
    }
  }
}

/** `Table: Row: Column` in each language of the first. */
function joined({ titles }: Material, elements: readonly FormElement[]): LocalText {
  const found = elements.map(titles);
  return localText(
    Object.keys(found[0] ?? {}).map((language) => [
      language,
      found.map((title) => pickText(title, language).text).join(': '),
    ]),
  );
}

function addCell(material: Material, table: FormElement, cell: FormElement): void {
  const title = joined(material, [table, cell]);
  const common = { title, reason: `a cell of a complex table, of the type "${cell.type}"` };
  const type = cell.type.toLowerCase().replace(/\s/g, '');
  if (type === 'empty' || type === 'statictext') return;
  if (type === 'singlechoice' || type === 'multiplechoice') addChoice(material, cell, cell.options, common);
  else if (type === 'number') addNumber(material, cell, common);
  else if (type === 'formula') add(material, cell, { title, ...FORMULA, question: null }, WORDS);
  else addWords(material, cell, common);
}

function addNumber(material: Material, element: FormElement, common: Common): void {
  const question: Question = { ...base(material, common.title), kind: 'number' };
  add(material, element, { ...common, role: 'number', question }, WORDS);
}

/** In Delphi surveys people explain their answers and discuss those of others. */
function addRemarksOnAnswers(material: Material, element: FormElement): void {
  const about: [ReadonlySet<string>, string, string][] = [
    [material.seen.explained, 'ExplanationText', 'explanation'],
    [material.seen.discussed, 'Discussion', 'discussion'],
  ];
  for (const [ids, tag, word] of about) {
    if (!ids.has(element.id)) continue;
    const title = localText(
      Object.entries(material.titles(element)).map(([language, { text }]) => [language, `${text} (${word})`] as const),
    );
    const question: Question = { ...base(material, title), kind: 'long_text' };
    const reason = `the ${word} of an answer, as Delphi surveys have it`;
    add(material, { ...element, id: `${tag} ${element.id}` }, { title, role: 'open', reason, question }, WORDS);
  }
}
