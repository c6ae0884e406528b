import { type LocalText, pickText } from '../core/text.ts';
import { titleText } from './html-text.ts';
import { asText, isObject } from './json.ts';
import { localText } from './survey.ts';

/** A questionnaire of SurveyJS, as far as it asks something. After its JSON schema (surveyjs_definition.json). */
export type SurveyJsForm = {
  entries: FormEntry[];
  /** How many elements ask nothing, by type. */
  silent: Map<string, number>;
  /** Keys under which results are kept. */
  names: Set<string>;
};

export type Data = { readonly [key: string]: unknown };
export type Choice = { code: string; title: LocalText };

/** One thing that is asked: a question, or a part of one that has answers of its own. */
export type FormEntry = {
  code: string;
  title: LocalText;
  type: string;
  kind: EntryKind;
  choices: Choice[];
  rows: Choice[];
  /** Values that a result has for it: none, one, or one for each entry of a panel that can be added again. */
  values: (data: Data) => unknown[];
};

export type EntryKind =
  | 'text'
  | 'long_text'
  | 'number'
  | 'date'
  | 'time'
  | 'file'
  | 'single'
  | 'multiple'
  | 'ranking'
  | 'matrix'
  | 'matrix_multiple'
  | 'email_address'
  | 'private'
  | 'computed'
  | 'unknown';

type Scope = {
  language: string;
  form: SurveyJsForm;
  /** Finds what holds the answers of these elements in a result; several in panels that can be added again. */
  within: (data: Data) => Data[];
  /** Whether there can be several of it in one result. */
  isRepeated: boolean;
  /** Stands before the titles of parts. */
  stem: LocalText | null;
};

/** Whether a value is a questionnaire: it has pages or elements with questions. */
export function isDefinition(value: unknown): value is Data {
  return isObject(value) && ['pages', 'elements', 'questions'].some((key) => isListOfObjects(value[key]));
}

function isListOfObjects(value: unknown): value is Data[] {
  return Array.isArray(value) && value.length > 0 && value.every(isObject);
}

function objectsIn(value: unknown): Data[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function readDefinition(definition: Data): SurveyJsForm {
  const form: SurveyJsForm = { entries: [], silent: new Map(), names: new Set() };
  const language = asText(definition.locale).slice(0, 2).toLowerCase() || 'en';
  const scope: Scope = { language, form, within: (data) => [data], isRepeated: false, stem: null };
  for (const page of objectsIn(definition.pages)) addElements(scope, page);
  addElements(scope, definition);
  return form;
}

function addElements(scope: Scope, holder: Data): void {
  for (const element of [...objectsIn(holder.elements), ...objectsIn(holder.questions)]) addElement(scope, element);
}

/** A text of the definition in its languages; `default` is the language of the form. */
export function locString(value: unknown, language: string): LocalText {
  if (!isObject(value)) return localText([[language, titleText(asText(value))]]);
  const texts = Object.entries(value).map(([key, text]) => {
    const code = key === 'default' ? language : key.slice(0, 2).toLowerCase();
    return [code, titleText(asText(text))] as const;
  });
  return localText(texts);
}

function titleOf({ language, stem }: Scope, element: Data, name: string): LocalText {
  const own = locString(element.title ?? element.text, language);
  const title = Object.keys(own).length > 0 ? own : localText([[language, name]]);
  return stem ? joinTitles(stem, title) : title;
}

/** `Stem: Title` in each language of both. */
function joinTitles(stem: LocalText, title: LocalText): LocalText {
  const languages = new Set([...Object.keys(stem), ...Object.keys(title)]);
  return localText(
    [...languages].map((language) => [language, `${pickText(stem, language).text}: ${pickText(title, language).text}`]),
  );
}

function addElement(scope: Scope, element: Data): void {
  const type = asText(element.type) || 'text';
  const name = asText(element.valueName) || asText(element.name);
  const silence = () => scope.form.silent.set(type, (scope.form.silent.get(type) ?? 0) + 1);
  switch (type) {
    case 'panel':
    case 'flowpanel':
      addElements(scope, element);
      break;
    case 'html':
    case 'image':
    case 'empty':
      silence();
      break;
    case 'paneldynamic':
      addRepeated(scope, element, name, { elements: element.templateElements });
      break;
    case 'matrixdynamic':
      addRepeated(scope, element, name, { elements: columnsAsElements(element) });
      break;
    case 'matrixdropdown':
      addDropdowns(scope, element, name);
      break;
    case 'multipletext':
      addItems(scope, element, name);
      break;
    default:
      if (name === '') silence();
      else addQuestion(scope, element, type, name);
  }
}

/** What a key holds in every place that the scope finds. */
function valuesAt(scope: Scope, name: string): (data: Data) => unknown[] {
  return (data) => scope.within(data).flatMap((holder) => (name in holder ? [holder[name]] : []));
}

function addQuestion(scope: Scope, element: Data, type: string, name: string): void {
  if (scope.stem === null) scope.form.names.add(name);
  const kind = kindOfElement(element, type);
  scope.form.entries.push({
    code: scope.stem === null ? name : `${pickText(scope.stem, 'en').text}.${name}`,
    title: titleOf(scope, element, name),
    type,
    kind: scope.isRepeated && kind === 'single' ? 'multiple' : kind,
    choices: choicesOf(scope, element, type),
    rows: type === 'matrix' ? itemsOf(element.rows, scope.language) : [],
    values: valuesAt(scope, name),
  });
}

const SIMPLE_KINDS: { readonly [type: string]: EntryKind } = {
  comment: 'long_text',
  radiogroup: 'single',
  dropdown: 'single',
  buttongroup: 'single',
  boolean: 'single',
  rating: 'single',
  checkbox: 'multiple',
  tagbox: 'multiple',
  ranking: 'ranking',
  file: 'file',
  signaturepad: 'private',
  expression: 'computed',
};

const INPUT_KINDS: { readonly [inputType: string]: EntryKind } = {
  number: 'number',
  range: 'number',
  date: 'date',
  'datetime-local': 'date',
  datetime: 'date',
  time: 'time',
  email: 'email_address',
  tel: 'private',
  password: 'private',
};

function kindOfElement(element: Data, type: string): EntryKind {
  switch (type) {
    case 'text':
      return INPUT_KINDS[asText(element.inputType)] ?? 'text';
    case 'slider':
      return asText(element.sliderType) === 'range' ? 'text' : 'number';
    case 'imagepicker':
      return element.multiSelect === true ? 'multiple' : 'single';
    case 'imagemap':
      return element.multiSelect === false ? 'single' : 'multiple';
    case 'matrix':
      return asText(element.cellType) === 'checkbox' ? 'matrix_multiple' : 'matrix';
    default:
      return SIMPLE_KINDS[type] ?? 'unknown';
  }
}

/** Choices, columns and rows: a value, or a value with a text. */
function itemsOf(value: unknown, language: string): Choice[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown): Choice[] => {
    const code = isObject(item) ? asText(item.value ?? item.name) : asText(item);
    if (code === '') return [];
    const text = isObject(item) ? (item.text ?? item.title ?? code) : code;
    return [{ code, title: locString(text, language) }];
  });
}

function choicesOf({ language }: Scope, element: Data, type: string): Choice[] {
  switch (type) {
    case 'boolean':
      return [
        { code: asText(element.valueTrue ?? true), title: locString(element.labelTrue ?? 'Yes', language) },
        { code: asText(element.valueFalse ?? false), title: locString(element.labelFalse ?? 'No', language) },
      ];
    case 'rating':
      return ratePoints(element, language);
    case 'matrix':
      return itemsOf(element.columns, language);
    case 'imagemap':
      return itemsOf(element.areas, language);
    default:
      return [...itemsOf(element.choices, language), ...specialChoices(element, language)];
  }
}

/** The points of a rating; its ends may be described. */
function ratePoints(element: Data, language: string): Choice[] {
  const listed = itemsOf(element.rateValues, language);
  if (listed.length > 0) return listed;
  const [from, step] = [Number(element.rateMin ?? 1), Number(element.rateStep ?? 1)];
  const count = Number(element.rateCount ?? 0);
  const to = count > 0 && element.rateMax === undefined ? from + (count - 1) * step : Number(element.rateMax ?? 5);
  if (!(step > 0) || !(to >= from) || (to - from) / step > POINTS_MAX) return [];
  const points = Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
  return points.map((point, index): Choice => {
    const end =
      index === 0 ? element.minRateDescription : index === points.length - 1 ? element.maxRateDescription : '';
    const described = Object.entries(locString(end ?? '', language));
    const title = localText(described.map(([code, { text }]) => [code, `${point} - ${text}`]));
    return { code: String(point), title: described.length > 0 ? title : localText([[language, String(point)]]) };
  });
}

const POINTS_MAX = 100;

/** What the form offers beside its own choices: `[property, older property, value, property of the text, text]`. */
const SPECIAL = [
  ['showNoneItem', 'hasNone', 'none', 'noneText', 'None'],
  ['showOtherItem', 'hasOther', 'other', 'otherText', 'Other'],
  ['showRefuseItem', '', 'refused', 'refuseText', 'Refuse to answer'],
  ['showDontKnowItem', '', 'dontknow', 'dontKnowText', "Don't know"],
] as const;

function specialChoices(element: Data, language: string): Choice[] {
  return SPECIAL.filter(([property, older]) => element[property] === true || element[older] === true).map(
    ([, , code, textProperty, text]) => ({ code, title: locString(element[textProperty] ?? text, language) }),
  );
}

function columnsAsElements(element: Data): Data[] {
  return objectsIn(element.columns).map((column) => ({
    ...column,
    type: cellTypeOf(column, element),
    choices: Array.isArray(column.choices) ? column.choices : element.choices,
  }));
}

function cellTypeOf(column: Data, element: Data): string {
  const type = asText(column.cellType) || 'default';
  return type === 'default' ? asText(element.cellType) || 'dropdown' : type;
}

/** Elements of which a result has any number, in a list of objects. */
function addRepeated(scope: Scope, element: Data, name: string, holder: Data): void {
  if (scope.stem === null) scope.form.names.add(name);
  const inner: Scope = {
    ...scope,
    within: (data) => valuesAt(scope, name)(data).flatMap(objectsIn),
    isRepeated: true,
    stem: titleOf(scope, element, name),
  };
  addElements(inner, holder);
}

/** Rows with a cell per column: what can be chosen is a matrix per column, other cells are asked one by one. */
function addDropdowns(scope: Scope, element: Data, name: string): void {
  if (scope.stem === null) scope.form.names.add(name);
  const rows = itemsOf(element.rows, scope.language);
  const stem = titleOf(scope, element, name);
  for (const column of columnsAsElements(element)) {
    const kind = kindOfElement(column, asText(column.type));
    if (kind === 'single' || kind === 'multiple') addColumn({ ...scope, stem }, name, column, kind, rows);
    else for (const row of rows) addElement(cellScope(scope, name, stem, row), column);
  }
}

function addColumn(scope: Scope, name: string, column: Data, kind: 'single' | 'multiple', rows: Choice[]): void {
  const own = asText(column.name);
  scope.form.entries.push({
    code: `${name}.${own}`,
    title: titleOf(scope, column, own),
    type: asText(column.type),
    kind: kind === 'multiple' || scope.isRepeated ? 'matrix_multiple' : 'matrix',
    choices: choicesOf(scope, column, asText(column.type)),
    rows,
    values: (data) =>
      valuesAt(
        { ...scope, stem: null },
        name,
      )(data)
        .filter(isObject)
        .map((answer) => columnOf(answer, own)),
  });
}

/** One column of `{row: {column: value}}`, as `{row: value}`. */
function columnOf(answer: Data, column: string): Data {
  return Object.fromEntries(
    Object.entries(answer).flatMap(([row, cells]) =>
      isObject(cells) && column in cells ? [[row, cells[column]]] : [],
    ),
  );
}

function cellScope(scope: Scope, name: string, stem: LocalText, row: Choice): Scope {
  return {
    ...scope,
    stem: joinTitles(stem, row.title),
    within: (data) =>
      valuesAt(
        scope,
        name,
      )(data)
        .filter(isObject)
        .flatMap((answer) => {
          const cells = answer[row.code];
          return isObject(cells) ? [cells] : [];
        }),
  };
}

function addItems(scope: Scope, element: Data, name: string): void {
  if (scope.stem === null) scope.form.names.add(name);
  const inner: Scope = {
    ...scope,
    stem: titleOf(scope, element, name),
    within: (data) => valuesAt(scope, name)(data).filter(isObject),
  };
  for (const item of objectsIn(element.items)) addElement(inner, { ...item, type: 'text' });
}
