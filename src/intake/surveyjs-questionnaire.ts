import type { AnswerTest, Condition } from '../core/condition.ts';
import type { MatrixRow, Option, Question } from '../core/question.ts';
import { type LocalText, written } from '../core/text.ts';
import { asText, isObject } from './json.ts';
import { localText } from './survey.ts';
import { readExpression } from './surveyjs-expression.ts';
import { type Data, locString } from './surveyjs-form.ts';

/** A questionnaire of another tool as ours, and what of it could not be taken, in sentences. */
export type ReadQuestionnaire = { questions: Question[]; skipped: string[] };

/**
 * A definition of SurveyJS as a questionnaire to be edited: pages and panels become sections, conditions those that ours can
 * say. What we wrote into it under names that start with `antiphon` is read back; everything else is told.
 */
export function readSurveyJsQuestionnaire(definition: Data): ReadQuestionnaire {
  const language = asText(definition.locale).slice(0, 2).toLowerCase() || 'en';
  const isOurs = definition.antiphon !== undefined;
  const reading: Reading = { language, isOurs, questions: [], skipped: [], keys: new Set(), profiles: new Map() };
  const pages = objectsIn(definition.pages);
  for (const page of pages) readPage(reading, page, pages.length);
  readElements(reading, definition);
  return {
    questions: reading.questions.map((question) => withProfiles(question, reading.profiles)),
    skipped: reading.skipped,
  };
}

type Reading = {
  language: string;
  /** We wrote it: texts are plain, not HTML, and a question without a title has none. */
  isOurs: boolean;
  questions: Question[];
  skipped: string[];
  keys: Set<string>;
  /** Names of the question for the type within a profile, with the key of the profile. */
  profiles: Map<string, string>;
};

function objectsIn(value: unknown): Data[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function readPage(reading: Reading, page: Data, pages: number): void {
  const title = textOf(reading, page.title);
  const isOurs = page.antiphonKind === 'section';
  if (isOurs || Object.keys(title).length > 0 || (pages > 1 && reading.questions.length > 0)) {
    const section: Question = { ...base(reading, page, 'page'), kind: 'section', title };
    if (isOurs) Object.assign(section, conditions(reading, page, 'antiphonVisibleIf', 'antiphonRequiredIf'));
    else if (asText(page.visibleIf) !== '')
      reading.skipped.push(
        `The condition of the page "${asText(page.name)}" was left out: sections have none for all their questions.`,
      );
    reading.questions.push(section);
  }
  readElements(reading, page);
}

function readElements(reading: Reading, holder: Data): void {
  for (const element of [...objectsIn(holder.elements), ...objectsIn(holder.questions)]) readElement(reading, element);
}

function textOf({ language, isOurs }: Reading, value: unknown): LocalText {
  if (value === undefined) return {};
  if (!isOurs) return locString(value, language);
  const texts = isObject(value) ? value : { default: value };
  return localText(
    Object.entries(texts).map(([key, text]) => [key === 'default' ? language : key, asText(text)] as const),
  );
}

function base(reading: Reading, element: Data, fallback: string) {
  const help = textOf(reading, element.description);
  const required = element.isRequired === true || element.antiphonRequired === true;
  return {
    key: keyOf(reading, asText(element.valueName) || asText(element.name) || fallback),
    title: textOf(reading, element.title),
    purpose: element.antiphonPurpose === 'logistics' ? ('logistics' as const) : ('evidence' as const),
    ...(Object.keys(help).length > 0 && { help }),
    ...(required && { required }),
  };
}

/** A name of the definition as a key of its own, without what addresses and forms cannot hold. */
function keyOf({ keys }: Reading, name: string): string {
  const plain = name.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 60) || 'q';
  let key = plain;
  for (let n = 2; keys.has(key); n++) key = `${plain}_${n}`;
  keys.add(key);
  return key;
}

function conditions(reading: Reading, element: Data, visible = 'visibleIf', required = 'requiredIf') {
  const read = (name: string): Condition | undefined => {
    const text = asText(element[name]);
    if (text === '') return undefined;
    const condition = readExpression(text);
    if (condition) return condition;
    reading.skipped.push(
      `The condition of "${asText(element.name)}" was left out, because it says more than ours can: ${text}`,
    );
    return undefined;
  };
  const [showIf, requiredIf] = [read(visible), read(required)];
  return { ...(showIf && { showIf }), ...(requiredIf && { requiredIf }) };
}

function readElement(reading: Reading, element: Data): void {
  const type = asText(element.type) || 'text';
  const name = asText(element.name);
  if (type === 'panel' || type === 'flowpanel') {
    readPanel(reading, element);
    return;
  }
  const common = () => {
    const made = { ...base(reading, element, 'q'), ...conditions(reading, element) };
    return Object.keys(made.title).length > 0 || reading.isOurs ? made : { ...made, title: textOf(reading, name) };
  };
  const question = questionOf(reading, element, type, common);
  if (question) reading.questions.push(question);
  else reading.skipped.push(`"${name}" was left out: there is no question of ours for the type "${type}".`);
}

function readPanel(reading: Reading, element: Data): void {
  if (element.antiphonKind === 'profile') {
    const made = base(reading, element, 'profile');
    reading.questions.push({ ...made, ...conditions(reading, element), kind: 'profile' });
    reading.profiles.set(`${asText(element.name)}_user_type`, made.key);
    return;
  }
  const title = textOf(reading, element.title);
  if (Object.keys(title).length > 0)
    reading.questions.push({
      ...base(reading, element, 'panel'),
      ...conditions(reading, element),
      kind: 'info',
      title,
    });
  readElements(reading, element);
}

type Common = () => ReturnType<typeof base> & ReturnType<typeof conditions>;

function questionOf(reading: Reading, element: Data, type: string, common: Common): Question | null {
  const ours = asText(element.antiphonKind);
  switch (type) {
    case 'html':
      return ours === 'info' ? { ...common(), kind: 'info' } : infoFrom(reading, element, common);
    case 'text':
      return textQuestion(element, ours, common);
    case 'comment':
      return { ...common(), kind: ours === 'idea' ? 'idea' : 'long_text', ...most(element) };
    case 'radiogroup':
    case 'dropdown':
    case 'buttongroup':
      if (ours === 'country' || ours === 'language') return { ...common(), kind: ours };
      return { ...common(), kind: 'single', options: optionsOf(reading, element, 'choices'), ...random(element) };
    case 'checkbox':
    case 'tagbox':
      return {
        ...common(),
        kind: 'multiple',
        options: optionsOf(reading, element, 'choices'),
        ...random(element),
        ...limits(element),
      };
    case 'imagepicker':
      return {
        ...common(),
        kind: element.multiSelect === true ? 'multiple' : 'single',
        options: optionsOf(reading, element, 'choices'),
      };
    case 'ranking':
      return {
        ...common(),
        kind: 'ranking',
        options: optionsOf(reading, element, 'choices'),
        ...random(element),
        ...limits(element),
      };
    case 'rating':
      return {
        ...common(),
        kind: 'scale',
        options: ratingOptions(reading, element),
        ...(element.antiphonRandomOrder === true && { randomOrder: true }),
      };
    case 'slider':
      return { ...common(), kind: 'number', ...bounds(element) };
    case 'matrix':
      return matrix(reading, element, common);
    case 'multipletext':
      if (ours !== 'points') return null;
      return {
        ...common(),
        kind: 'points',
        budget: typeof element.antiphonBudget === 'number' ? element.antiphonBudget : 10,
        options: objectsIn(element.items).map((item) =>
          optionOf(reading, { ...item, value: item.name, text: item.title }),
        ),
      };
    case 'boolean':
      return booleanQuestion(reading, element, ours, common);
    case 'file':
      return { ...common(), kind: 'file', ...(typeof element.maxFiles === 'number' && { maxFiles: element.maxFiles }) };
    default:
      return null;
  }
}

function infoFrom(reading: Reading, element: Data, common: Common): Question {
  const words = textOf(reading, element.html);
  return { ...common(), kind: 'info', title: words };
}

function textQuestion(element: Data, ours: string, common: Common): Question {
  if (ours === 'hidden')
    return { ...common(), kind: 'hidden', parameter: asText(element.antiphonParameter) || asText(element.name) };
  const input = asText(element.inputType);
  switch (input) {
    case 'number':
    case 'range': {
      const unit = asText(element.antiphonUnit);
      const whole = element.step === 1;
      return { ...common(), kind: 'number', ...(unit !== '' && { unit }), ...bounds(element), ...(whole && { whole }) };
    }
    case 'date':
    case 'time':
    case 'email':
    case 'url':
      return { ...common(), kind: input };
    default:
      if (ours === 'word') return { ...common(), kind: 'word', ...most(element) };
      return {
        ...common(),
        kind: 'text',
        ...most(element),
        ...(element.antiphonRole === 'title' && { role: 'title' as const }),
      };
  }
}

function booleanQuestion(reading: Reading, element: Data, ours: string, common: Common): Question {
  if (ours === 'consent') return { ...common(), kind: 'consent', statement: textOf(reading, element.labelTrue) };
  const option = (key: string, label: unknown, fallback: string): Option => {
    const title = textOf(reading, label);
    return { key, title: Object.keys(title).length > 0 ? title : written({ en: fallback }) };
  };
  const options = [option('true', element.labelTrue, 'Yes'), option('false', element.labelFalse, 'No')];
  return { ...common(), kind: 'single', options };
}

function matrix(reading: Reading, element: Data, common: Common): Question {
  const rows = itemsOf(element.rows).map((row): MatrixRow => {
    const { key, title } = optionOf(reading, row);
    return { key, title };
  });
  const made = common();
  const required = made.required === true || element.eachRowRequired === true;
  return {
    ...made,
    ...(required && { required }),
    kind: 'matrix',
    rows,
    options: optionsOf(reading, element, 'columns'),
    ...(element.cellType === 'checkbox' && { multiple: true }),
    ...(element.rowOrder === 'random' && { randomOrder: true }),
  };
}

function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function optionsOf(reading: Reading, element: Data, name: string): Option[] {
  const options = itemsOf(element[name]).map((item) => optionOf(reading, item));
  if (element.showNoneItem === true || element.hasNone === true)
    options.push({ ...extra(reading, 'none', element.noneText, 'None'), exclusive: true });
  if (element.showOtherItem === true || element.hasOther === true)
    options.push({ ...extra(reading, 'other', element.otherText, 'Other'), other: true });
  return options;
}

function extra(reading: Reading, key: string, label: unknown, fallback: string): Option {
  const title = textOf(reading, label);
  return { key, title: Object.keys(title).length > 0 ? title : written({ en: fallback }) };
}

/** A choice: an object with a value, or the value alone, which is then its label, too. */
function optionOf(reading: Reading, item: unknown): Option {
  if (!isObject(item)) return { key: asText(item), title: textOf(reading, asText(item)) };
  const key = asText(item.value);
  const title = item.text === undefined ? {} : textOf(reading, item.text);
  return {
    key,
    title: Object.keys(title).length > 0 || reading.isOurs ? title : textOf(reading, key),
    ...(item.isExclusive === true && { exclusive: true }),
    ...(item.showCommentArea === true && { other: true }),
  };
}

const MOST_POINTS = 100;

function ratingOptions(reading: Reading, element: Data): Option[] {
  const values = itemsOf(element.rateValues);
  if (values.length > 0) return values.map((value) => optionOf(reading, value));
  const least = typeof element.rateMin === 'number' ? element.rateMin : 1;
  const count = typeof element.rateCount === 'number' ? element.rateCount : 5;
  const last = typeof element.rateMax === 'number' ? element.rateMax : least + count - 1;
  const step = typeof element.rateStep === 'number' && element.rateStep > 0 ? element.rateStep : 1;
  const options: Option[] = [];
  for (let point = least; point <= last && options.length < MOST_POINTS; point += step)
    options.push(optionOf(reading, point));
  return options;
}

function most({ maxLength }: Data): { maxCharacters?: number } {
  return typeof maxLength === 'number' && maxLength > 0 ? { maxCharacters: maxLength } : {};
}

function random({ choicesOrder }: Data): { randomOrder?: true } {
  return choicesOrder === 'random' ? { randomOrder: true } : {};
}

function limits({ minSelectedChoices, maxSelectedChoices }: Data): { minChoices?: number; maxChoices?: number } {
  return {
    ...(typeof minSelectedChoices === 'number' && minSelectedChoices > 0 && { minChoices: minSelectedChoices }),
    ...(typeof maxSelectedChoices === 'number' && maxSelectedChoices > 0 && { maxChoices: maxSelectedChoices }),
  };
}

function bounds({ min, max }: Data): { min?: number; max?: number } {
  const number = (value: unknown) => {
    const text = asText(value);
    return text === '' || !Number.isFinite(Number(text)) ? undefined : Number(text);
  };
  const [least, largest] = [number(min), number(max)];
  return { ...(least !== undefined && { min: least }), ...(largest !== undefined && { max: largest }) };
}

/** Conditions that look at the type within a profile look at the profile. */
function withProfiles(question: Question, profiles: ReadonlyMap<string, string>): Question {
  const test = (one: AnswerTest): AnswerTest => ({ ...one, question: profiles.get(one.question) ?? one.question });
  const condition = (of: Condition): Condition => ('all' in of ? { all: of.all.map(test) } : { any: of.any.map(test) });
  return {
    ...question,
    ...(question.showIf && { showIf: condition(question.showIf) }),
    ...(question.requiredIf && { requiredIf: condition(question.requiredIf) }),
  };
}
