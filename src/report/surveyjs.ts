import { type AnswerTest, type Condition, testsOf } from '../core/condition.ts';
import { COUNTRY_CODES } from '../core/country.ts';
import { LANGUAGES, languageName } from '../core/language.ts';
import { SCOPES, SIZES, USER_TYPES } from '../core/profile.ts';
import { type Option, pagesOf, type Question } from '../core/question.ts';
import type { LocalText } from '../core/text.ts';
import { countryName } from '../core/wording.ts';

/**
 * A questionnaire as a definition of SurveyJS, valid against its JSON schema (surveyjs_definition.json). What SurveyJS has no
 * word for stands beside it under names that start with `antiphon`, which it keeps and does not look at, so that the way back
 * loses nothing.
 * @param source the language of the texts that SurveyJS takes as `default`
 */
export function surveyJsDefinition(questions: readonly Question[], source: string): { [name: string]: unknown } {
  const text = (local: LocalText) => locString(local, source);
  const pages = pagesOf(questions).map(({ section, questions: own }, i) => ({
    name: section?.key ?? `page${i + 1}`,
    ...(section && { antiphonKind: 'section', ...said(section, text), ...meta(section) }),
    elements: own.map((question) => element(question, text, source)),
  }));
  return { locale: source, antiphon: 1, pages };
}

type TextOf = (local: LocalText) => string | { [language: string]: string };
type Json = { [name: string]: unknown };

function locString(local: LocalText, source: string): string | { [language: string]: string } {
  const entries = Object.entries(local).map(([language, { text }]) => [language, text] as const);
  if (entries.length === 1 && entries[0]![0] === source) return entries[0]![1];
  return Object.fromEntries(entries.map(([language, text]) => [language === source ? 'default' : language, text]));
}

/** Title, help and conditions, as every element has them. */
function said(question: Question, text: TextOf): Json {
  return {
    ...(Object.keys(question.title).length > 0 && { title: text(question.title) }),
    ...(question.help && { description: text(question.help) }),
  };
}

function meta({ kind, purpose, required, showIf, requiredIf }: Question): Json {
  const isSection = kind === 'section';
  return {
    ...(purpose === 'logistics' && { antiphonPurpose: 'logistics' }),
    ...(required && (isSection ? { antiphonRequired: true } : { isRequired: true })),
    // A page that is not shown takes its questions along; a section of ours does not.
    ...(showIf && { [isSection ? 'antiphonVisibleIf' : 'visibleIf']: expression(showIf) }),
    ...(requiredIf && { [isSection ? 'antiphonRequiredIf' : 'requiredIf']: expression(requiredIf) }),
  };
}

function element(question: Question, text: TextOf, source: string): Json {
  const { key } = question;
  const base = (type: string, more: Json = {}): Json => ({
    type,
    name: key,
    ...said(question, text),
    ...meta(question),
    ...more,
  });
  const own = (type: string, more: Json = {}): Json => base(type, { antiphonKind: question.kind, ...more });
  switch (question.kind) {
    case 'section': // begins a page, and is no element
    case 'info':
      return own('html', { html: html(question, source) });
    case 'text':
      return base('text', { ...most(question), ...(question.role && { antiphonRole: question.role }) });
    case 'long_text':
      return base('comment', most(question));
    case 'word':
      return own('text', most(question));
    case 'idea':
      return own('comment', most(question));
    case 'single':
      return base('radiogroup', choices(question, text));
    case 'scale':
      return base('rating', {
        rateValues: question.options.map((option) => choice(option, text)),
        ...(question.randomOrder && { antiphonRandomOrder: true }),
      });
    case 'multiple':
      return base('checkbox', { ...choices(question, text), ...choiceLimits(question) });
    case 'ranking':
      return base('ranking', { ...choices(question, text), ...choiceLimits(question), selectToRankEnabled: true });
    case 'points':
      return own('multipletext', {
        antiphonBudget: question.budget,
        items: question.options.map(({ key: name, title, ...flags }) => ({
          name,
          inputType: 'number',
          ...(Object.keys(title).length > 0 && { title: text(title) }),
          ...flagged(flags),
        })),
      });
    case 'matrix':
      return base('matrix', {
        columns: question.options.map((option) => choice(option, text)),
        rows: question.rows.map((row) => choice(row, text)),
        ...(question.multiple && { cellType: 'checkbox' }),
        ...(question.randomOrder && { rowOrder: 'random' }),
        ...(question.required && { eachRowRequired: true }),
      });
    case 'number':
      return base('text', {
        inputType: 'number',
        ...(question.min !== undefined && { min: String(question.min) }),
        ...(question.max !== undefined && { max: String(question.max) }),
        ...(question.whole && { step: 1 }),
        ...(question.unit && { antiphonUnit: question.unit }),
      });
    case 'date':
    case 'time':
    case 'email':
    case 'url':
      return base('text', { inputType: question.kind });
    case 'country':
      return own('dropdown', {
        choices: COUNTRY_CODES.map(({ alpha2 }) => ({ value: alpha2, text: countryName(alpha2, source) })),
      });
    case 'language':
      return own('dropdown', { choices: LANGUAGES.map((code) => ({ value: code, text: languageName(code, code) })) });
    case 'file': {
      const { maxFiles } = question;
      return base('file', {
        allowMultiple: (maxFiles ?? 1) > 1,
        ...(maxFiles !== undefined && { maxFiles }),
        storeDataAsText: false,
      });
    }
    case 'consent':
      return own('boolean', {
        displayMode: 'checkbox',
        ...(Object.keys(question.statement).length > 0 && { labelTrue: text(question.statement) }),
      });
    case 'profile':
      return profile(question, text, source);
    case 'hidden':
      return own('text', { visible: false, antiphonParameter: question.parameter });
  }
}

function most({ maxCharacters }: { maxCharacters?: number }): Json {
  return maxCharacters === undefined ? {} : { maxLength: maxCharacters };
}

function choice({ key, title, ...flags }: Option, text: TextOf): Json {
  return { value: key, ...(Object.keys(title).length > 0 && { text: text(title) }), ...flagged(flags) };
}

function flagged({ exclusive, other }: Pick<Option, 'exclusive' | 'other'>): Json {
  return {
    ...(exclusive && { isExclusive: true }),
    ...(other && { showCommentArea: true, isCommentRequired: true }),
  };
}

function choices({ options, randomOrder }: { options: readonly Option[]; randomOrder?: boolean }, text: TextOf): Json {
  return { choices: options.map((option) => choice(option, text)), ...(randomOrder && { choicesOrder: 'random' }) };
}

function choiceLimits({ minChoices, maxChoices }: { minChoices?: number; maxChoices?: number }): Json {
  return {
    ...(minChoices !== undefined && { minSelectedChoices: minChoices }),
    ...(maxChoices !== undefined && { maxSelectedChoices: maxChoices }),
  };
}

function html({ title, help }: Question, source: string): string | { [language: string]: string } {
  const languages = new Set([...Object.keys(title), ...Object.keys(help ?? {})]) as Set<keyof LocalText>;
  const of = (language: keyof LocalText) => {
    const [heading, words] = [title[language]?.text, help?.[language]?.text];
    return `${heading ? `<h4>${escapeHtml(heading)}</h4>` : ''}${words ? `<p>${escapeHtml(words)}</p>` : ''}`;
  };
  return Object.fromEntries(
    [...languages].map((language) => [language === source ? 'default' : language, of(language)]),
  );
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** The profile as a panel of plain questions with the rules that it has here, so that other tools can ask it. */
function profile(question: Question, text: TextOf, source: string): Json {
  const { key } = question;
  const list = (values: readonly string[]) => values.map((value) => ({ value }));
  const type = `{${profileField(key)}}`;
  const citizens = "['EU_CITIZEN', 'NON_EU_CITIZEN']";
  const elements: Json[] = [
    {
      type: 'dropdown',
      name: profileField(key),
      title: 'Type of stakeholder',
      isRequired: true,
      choices: list(USER_TYPES),
    },
    {
      type: 'dropdown',
      name: `${key}_country`,
      title: 'Country',
      isRequired: true,
      choices: COUNTRY_CODES.map(({ alpha2 }) => ({ value: alpha2, text: countryName(alpha2, source) })),
    },
    {
      type: 'text',
      name: `${key}_organisation`,
      title: 'Organisation',
      visibleIf: `${type} notempty and ${type} noneof ${citizens}`,
      isRequired: true,
    },
    {
      type: 'dropdown',
      name: `${key}_size`,
      title: 'Size',
      visibleIf: `${type} anyof ['COMPANY', 'BUSINESS_ASSOCIATION']`,
      isRequired: true,
      choices: list(SIZES),
    },
    {
      type: 'dropdown',
      name: `${key}_scope`,
      title: 'Scope',
      visibleIf: `${type} = 'PUBLIC_AUTHORITY'`,
      isRequired: true,
      choices: list(SCOPES),
    },
    {
      type: 'text',
      name: `${key}_register_number`,
      title: 'Transparency Register number',
      visibleIf: `${type} notempty and ${type} noneof ${citizens}`,
    },
  ];
  const { isRequired, ...rest } = meta(question);
  return {
    type: 'panel',
    name: key,
    antiphonKind: 'profile',
    ...said(question, text),
    ...rest,
    ...(isRequired === true && { antiphonRequired: true }),
    elements,
  };
}

/** The question of the profile that conditions look at. */
function profileField(key: string): string {
  return `${key}_user_type`;
}

/** A condition in the language of SurveyJS' expressions. */
function expression(condition: Condition): string {
  return testsOf(condition)
    .map(testExpression)
    .join('all' in condition ? ' and ' : ' or ');
}

function testExpression(test: AnswerTest): string {
  const name = `{${test.question}}`;
  switch (test.is) {
    case 'one_of':
      return `${name} anyof [${test.values.map(literal).join(', ')}]`;
    case 'none_of':
      return `${name} noneof [${test.values.map(literal).join(', ')}]`;
    case 'answered':
      return `${name} notempty`;
    case 'not_answered':
      return `${name} empty`;
    case 'at_least':
      return `${name} >= ${test.number}`;
    case 'at_most':
      return `${name} <= ${test.number}`;
  }
}

function literal(value: string): string {
  return `'${value.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}
