import { type AnswerTest, type Condition, testsOf } from './condition.ts';
import { type FieldProblem, type Fields, field, localField, type Parsed, parsed } from './form.ts';
import type { Language } from './language.ts';
import type { Option, Question, QuestionKind } from './question.ts';
import { asKind, type ConditionItem, conditionItems, kindsAlike } from './questionnaire.ts';
import { firstUnstorable, type LocalText } from './text.ts';

/** Longest title, help or statement of a question, and the label of an option, in UTF-16 units. */
const MOST_TEXT = 5000;
const MOST_LABEL = 500;
/** Most options, rows, or tests of a condition that a form can hold. */
const MOST_ROWS = 300;

/**
 * Reads a question as its form in one language says it. Texts in other languages, and options in their keys, stay as they
 * were; an option without a text in any language goes.
 * @param before the question as it is
 * @param language the one that the form was filled in
 * @param earlier the questions before it, at which conditions can look
 */
export function readQuestionForm(
  fields: Fields,
  before: Question,
  language: Language,
  earlier: readonly Question[],
): Parsed<Question> {
  const problems: FieldProblem[] = [];
  const wanted = field(fields, 'kind') as QuestionKind; // compared with the kinds that it can become
  const question = structuredClone(kindsAlike(before.kind).includes(wanted) ? asKind(before, wanted) : before);
  const reader: FormReader = { fields, problems, language };
  question.title = readText(reader, 'title', question.title, MOST_TEXT);
  const help = readText(reader, 'help', question.help ?? {}, MOST_TEXT);
  question.purpose = field(fields, 'purpose') === 'logistics' ? 'logistics' : 'evidence';
  setOrDelete(question, 'help', Object.keys(help).length > 0 ? help : undefined);
  setOrDelete(question, 'required', field(fields, 'required') !== '' || undefined);
  const items = conditionItems(earlier);
  setOrDelete(question, 'showIf', readCondition(reader, 'showIf', before.showIf, items));
  setOrDelete(question, 'requiredIf', readCondition(reader, 'requiredIf', before.requiredIf, items));
  readKindFields(reader, question);
  return parsed(() => question, problems);
}

type FormReader = { fields: Fields; problems: FieldProblem[]; language: Language };

/** Optional fields are there or not: never there without a value. */
function setOrDelete<T, Key extends keyof T>(of: T, key: Key, value: T[Key] | undefined): void {
  if (value === undefined) delete of[key];
  else of[key] = value;
}

function readKindFields(reader: FormReader, question: Question): void {
  const { fields } = reader;
  const checked = (name: string) => field(fields, name) !== '' || undefined;
  const count = (name: string, least = 1) => readCount(reader, name, least);
  if ('options' in question) question.options = readRows<Option>(reader, 'option', question.options, readOptionFlags);
  if (question.kind !== 'points' && 'options' in question) setOrDelete(question, 'randomOrder', checked('randomOrder'));
  switch (question.kind) {
    case 'text':
      setOrDelete(question, 'maxCharacters', count('maxCharacters'));
      setOrDelete(question, 'role', checked('isTitle') && 'title');
      return;
    case 'long_text':
    case 'word':
    case 'idea':
      setOrDelete(question, 'maxCharacters', count('maxCharacters'));
      return;
    case 'multiple':
    case 'ranking': {
      setOrDelete(question, 'minChoices', count('minChoices'));
      setOrDelete(question, 'maxChoices', count('maxChoices'));
      const { minChoices: least, maxChoices: most, options } = question;
      if (least !== undefined && least > (most ?? options.length))
        reader.problems.push({ field: 'minChoices', say: 'form.problem.more_than_possible' });
      return;
    }
    case 'points':
      question.budget = count('budget') ?? 10;
      return;
    case 'matrix':
      question.rows = readRows(reader, 'row', question.rows);
      setOrDelete(question, 'multiple', checked('multiple'));
      return;
    case 'number':
      readNumberFields(reader, question);
      return;
    case 'file':
      setOrDelete(question, 'maxFiles', count('maxFiles'));
      return;
    case 'consent':
      question.statement = readText(reader, 'statement', question.statement, MOST_TEXT);
      return;
    case 'hidden': {
      const parameter = field(fields, 'parameter');
      if (/^[A-Za-z][\w-]{0,39}$/.test(parameter)) question.parameter = parameter;
      else reader.problems.push({ field: 'parameter', say: 'form.problem.no_parameter' });
      return;
    }
  }
}

function readNumberFields(reader: FormReader, question: Question & { kind: 'number' }): void {
  const unit = field(reader.fields, 'unit').slice(0, 40);
  setOrDelete(question, 'unit', unit || undefined);
  setOrDelete(question, 'min', readNumber(reader, 'min'));
  setOrDelete(question, 'max', readNumber(reader, 'max'));
  setOrDelete(question, 'whole', field(reader.fields, 'whole') !== '' || undefined);
  if (question.min !== undefined && question.max !== undefined && question.min > question.max)
    reader.problems.push({ field: 'min', say: 'form.problem.more_than_possible' });
}

function readText(
  { fields, problems, language }: FormReader,
  name: string,
  before: LocalText,
  most: number,
): LocalText {
  const at = localField(name, language);
  const text = field(fields, at);
  if (text.length > most) problems.push({ field: at, say: 'form.problem.too_long', values: { most, n: text.length } });
  if (firstUnstorable(text) >= 0) problems.push({ field: at, say: 'form.problem.unstorable' });
  const { [language]: known, ...others } = before;
  if (text === '') return others;
  return text === known?.text ? before : { ...before, [language]: { text, origin: 'written' } };
}

function readCount({ fields, problems }: FormReader, name: string, least: number): number | undefined {
  const text = field(fields, name);
  if (text === '') return undefined;
  if (/^\d{1,6}$/.test(text) && Number(text) >= least) return Number(text);
  problems.push({ field: name, say: 'form.problem.no_count', values: { least } });
  return undefined;
}

function readNumber({ fields, problems }: FormReader, name: string): number | undefined {
  const text = field(fields, name).replace(',', '.');
  if (text === '') return undefined;
  if (/^-?\d{1,12}(\.\d{1,6})?$/.test(text)) return Number(text);
  problems.push({ field: name, say: 'form.problem.no_number' });
  return undefined;
}

type Row = { key: string; title: LocalText };

/**
 * Reads options or rows: `option-0-key` and `option-0-{language}`, and so on; then `option-more`, one a line, at the end. A
 * row that is ticked in `option-0-remove`, or has no text in any language, goes.
 */
function readRows<T extends Row>(
  reader: FormReader,
  name: string,
  before: readonly T[],
  flags: (fields: Fields, name: string, row: T) => void = () => {},
): T[] {
  const { fields, language } = reader;
  const rows: T[] = [];
  const taken = new Set(before.map(({ key }) => key));
  for (let i = 0; i < MOST_ROWS && fields[`${name}-${i}-key`] !== undefined; i++) {
    const known = before.find(({ key }) => key === fields[`${name}-${i}-key`]);
    if (!known || rows.some(({ key }) => key === known.key) || field(fields, `${name}-${i}-remove`) !== '') continue;
    const row = { ...known, title: readText(reader, `${name}-${i}`, known.title, MOST_LABEL) };
    flags(fields, `${name}-${i}`, row);
    if (Object.keys(row.title).length > 0) rows.push(row);
  }
  const more = field(fields, `${name}-more`)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (more.length > MOST_ROWS)
    reader.problems.push({ field: `${name}-more`, say: 'form.problem.too_many_lines', values: { most: MOST_ROWS } });
  for (const line of more.slice(0, MOST_ROWS)) {
    const key = keyFrom(line, taken);
    taken.add(key);
    // The rows of both kinds have nothing else that has to be there.
    rows.push({ key, title: { [language]: { text: line.slice(0, MOST_LABEL), origin: 'written' } } } as T);
  }
  return rows;
}

function readOptionFlags(fields: Fields, name: string, option: Option): void {
  setOrDelete(option, 'exclusive', field(fields, `${name}-exclusive`) !== '' || undefined);
  setOrDelete(option, 'other', field(fields, `${name}-other`) !== '' || undefined);
}

const KEY_CHARACTERS = 40;

/** A key that follows from a label, so that the same words are the same answer in every version: letters, digits, hyphens. */
function keyFrom(label: string, taken: ReadonlySet<string>): string {
  const plain = label
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, KEY_CHARACTERS);
  const wanted = plain || 'option';
  if (!taken.has(wanted)) return wanted;
  let n = 2;
  while (taken.has(`${wanted}-${n}`)) n++;
  return `${wanted}-${n}`;
}

/** One test that a form offers: what it looks at, and its value in the list. */
export type TestChoice = { value: string; item: ConditionItem; test: TestShape };
export type TestShape =
  | { is: 'one_of' | 'none_of'; values: string[] }
  | { is: 'answered' | 'not_answered' }
  | { is: 'at_least' | 'at_most' };

/**
 * The tests that a condition's lists offer: each answer of each earlier question, whether it was answered at all, and numbers
 * from or up to one that is written beside it. A test that is there already and names several answers is offered as it is.
 */
export function testChoices(items: readonly ConditionItem[], known: Condition | undefined): TestChoice[] {
  return items.flatMap((item): TestChoice[] => {
    const choice = (test: TestShape): TestChoice => ({ value: testValue(item.key, test), item, test });
    const single = item.options.flatMap(({ key }): TestShape[] => [
      { is: 'one_of', values: [key] },
      { is: 'none_of', values: [key] },
    ]);
    const several = (known ? testsOf(known) : []).flatMap((test): TestShape[] =>
      test.question === item.key && 'values' in test && test.values.length !== 1
        ? [{ is: test.is, values: test.values }]
        : [],
    );
    const numbers: TestShape[] = item.isNumber ? [{ is: 'at_least' }, { is: 'at_most' }] : [];
    return [...several, ...single, ...numbers, { is: 'answered' as const }, { is: 'not_answered' as const }].map(
      choice,
    );
  });
}

function testValue(question: string, test: TestShape): string {
  return JSON.stringify('values' in test ? [question, test.is, ...test.values] : [question, test.is]);
}

function readCondition(
  { fields, problems }: FormReader,
  name: 'showIf' | 'requiredIf',
  before: Condition | undefined,
  items: readonly ConditionItem[],
): Condition | undefined {
  const choices = testChoices(items, before);
  const tests: AnswerTest[] = [];
  for (let i = 0; i < MOST_ROWS && fields[`${name}-${i}`] !== undefined; i++) {
    const wanted = field(fields, `${name}-${i}`);
    if (wanted === '') continue;
    const choice = choices.find(({ value }) => value === wanted);
    if (!choice) {
      problems.push({ field: `${name}-${i}`, say: 'form.problem.no_test' });
      continue;
    }
    const { item, test } = choice;
    const question = item.key;
    if ('values' in test) {
      tests.push({ question, is: test.is, values: test.values });
      continue;
    }
    const { is } = test;
    if (is === 'answered' || is === 'not_answered') {
      tests.push({ question, is });
      continue;
    }
    const number = readNumber({ fields, problems, language: 'en' }, `${name}-${i}-number`);
    if (number !== undefined) tests.push({ question, is, number });
    else if (field(fields, `${name}-${i}-number`) === '')
      problems.push({ field: `${name}-${i}-number`, say: 'form.problem.no_number' });
  }
  if (tests.length === 0) return undefined;
  return field(fields, `${name}-join`) === 'any' ? { any: tests } : { all: tests };
}

/** The fields of a question in one language; the reverse of `readQuestionForm`. */
export function questionFields(question: Question, language: Language): Fields {
  const fields: { [field: string]: string } = { kind: question.kind, purpose: question.purpose };
  const put = (name: string, value: string | number | boolean | undefined) => {
    if (value !== undefined && value !== false) fields[name] = value === true ? 'yes' : String(value);
  };
  const local = (name: string, text: LocalText | undefined) =>
    put(localField(name, language), text?.[language]?.text ?? '');
  local('title', question.title);
  local('help', question.help);
  put('required', question.required);
  for (const name of ['showIf', 'requiredIf'] as const) Object.assign(fields, conditionFields(name, question[name]));
  const rows = (name: string, list: readonly (Row & Partial<Option>)[]) =>
    list.forEach(({ key, title, exclusive, other }, i) => {
      put(`${name}-${i}-key`, key);
      local(`${name}-${i}`, title);
      put(`${name}-${i}-exclusive`, exclusive);
      put(`${name}-${i}-other`, other);
    });
  if ('options' in question) rows('option', question.options);
  if (question.kind === 'matrix') rows('row', question.rows);
  if (question.kind === 'consent') local('statement', question.statement);
  if (question.kind === 'text') put('isTitle', question.role === 'title');
  for (const name of ['maxCharacters', 'minChoices', 'maxChoices', 'budget', 'unit', 'min', 'max', 'maxFiles'] as const)
    if (name in question) put(name, (question as { [name: string]: unknown })[name] as string | number | undefined);
  for (const name of ['randomOrder', 'multiple', 'whole'] as const)
    if (name in question) put(name, (question as { [name: string]: unknown })[name] === true);
  if (question.kind === 'hidden') put('parameter', question.parameter);
  return fields;
}

function conditionFields(name: 'showIf' | 'requiredIf', condition: Condition | undefined): Fields {
  if (!condition) return {};
  const fields: { [field: string]: string } = { [`${name}-join`]: 'any' in condition ? 'any' : 'all' };
  testsOf(condition).forEach((test, i) => {
    const shape: TestShape = 'number' in test ? { is: test.is } : test;
    fields[`${name}-${i}`] = testValue(test.question, shape);
    if ('number' in test) fields[`${name}-${i}-number`] = String(test.number);
  });
  return fields;
}
