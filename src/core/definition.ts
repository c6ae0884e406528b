import { COARSENED } from './evidence.ts';
import { SELECTION_COLUMNS, type Selection, type SelectionColumn, type Unit } from './figure.ts';
import { languageName } from './language.ts';
import { isMessageKey, type MessageKey, type MessageValues, message } from './message.ts';
import { countryName } from './wording.ts';

/** How the things of one consultation are called, in the reader's language where they have a name there. */
export type SelectionNames = {
  themes?: { [key: string]: string };
  questions?: { [key: string]: string };
  campaigns?: { [key: string]: string };
};

const ANY = '*';
const UNKNOWN = '';

/**
 * The definition of a number: which contributions, stakeholders, texts or passages it counts, as a sentence. The columns
 * all have to hold ("and"), the values of one column are alternatives ("or"), as in `EvidenceIndex.select`.
 */
export function describeSelection(unit: Unit, where: Selection, language: string, names: SelectionNames = {}): string {
  const say = (key: MessageKey, values?: MessageValues) => message(key, language, values).text;
  const ofPassage = unit === 'passages' ? passageClause(where, language, names) : null;
  const clauses = SELECTION_COLUMNS.flatMap((column) => {
    if (unit === 'passages' && OF_PASSAGES.includes(column)) return [];
    return clause(column, where, language, names) ?? [];
  });
  if (clauses.length === 0)
    return ofPassage ? say('selection.passages.own', { passage: ofPassage }) : say(`selection.${unit}.all`);
  const conditions = list(clauses, language, 'conjunction');
  return ofPassage
    ? say('selection.passages.own_in', { passage: ofPassage, conditions })
    : say(`selection.${unit}.in`, { conditions });
}

/** Columns that passages have; they are said together. */
const OF_PASSAGES: SelectionColumn[] = ['theme', 'stance', 'kind'];

/** What a column is called: heading of a filter or of a table's column. */
export function columnName(column: SelectionColumn, language: string): string {
  return message(`selection.column.${column}`, language).text;
}

/** What a value of a column is called; the value itself where it has no name, such as an option of a question. */
export function valueName(
  column: SelectionColumn,
  value: string,
  language: string,
  names: SelectionNames = {},
): string {
  if (value === UNKNOWN) return message(column === 'theme' ? 'selection.no_theme' : 'selection.unknown', language).text;
  if (value === ANY) return message(column === 'theme' ? 'selection.any_theme' : 'selection.any', language).text;
  if (value === COARSENED) return message('selection.hidden', language).text;
  switch (column) {
    case 'theme':
      return nameIn(names.themes, value);
    case 'question':
      return nameIn(names.questions, value);
    case 'campaign':
      return nameIn(names.campaigns, value);
    case 'country':
      return countryName(value, language);
    case 'language':
      return LANGUAGE_CODE.test(value) ? languageName(value, language) : value;
    case 'value':
      return value;
    default:
      return nameFromCatalogue(`${CATALOGUE[column]}.${value}`, language) ?? value;
  }
}

/** Anybody can write any value into an address: `constructor` is no theme. */
function nameIn(names: { [key: string]: string } | undefined, value: string): string {
  return names && Object.hasOwn(names, value) ? names[value]! : value;
}

const LANGUAGE_CODE = /^[a-z]{2,3}$/;
const CATALOGUE = {
  stance: 'theme.stance',
  kind: 'statement.kind',
  user_type: 'profile.user_type',
  size: 'profile.size',
  scope: 'profile.scope',
  channel: 'channel',
  publication: 'publication',
  campaign_role: 'campaign.role',
} as const;

function nameFromCatalogue(key: string, language: string): string | null {
  return isMessageKey(key) ? message(key, language).text : null;
}

/** One condition as a relative clause: "that come from ...". */
function clause(column: SelectionColumn, where: Selection, language: string, names: SelectionNames): string | null {
  const wanted = where[column];
  if (!wanted) return null;
  const values = alternatives(column, wanted, language, names);
  switch (column) {
    case 'theme':
    case 'stance':
    case 'kind': {
      if (column !== OF_PASSAGES.find((one) => where[one])) return null; // said together with the first
      const passage = passageClause(where, language, names)!;
      return message('selection.where.passage', language, { passage }).text;
    }
    case 'question': {
      if (!where.value) return message('selection.where.question', language, { questions: values }).text;
      const answers = alternatives('value', where.value, language, names);
      return message('selection.where.answer', language, { questions: values, answers }).text;
    }
    case 'value':
      return null; // said together with the question
    case 'campaign':
      if (wanted.includes(ANY)) return message('selection.where.any_campaign', language).text;
      if (wanted.includes(UNKNOWN)) return message('selection.where.no_campaign', language).text;
      return message('selection.where.campaign', language, { values }).text;
    default:
      if (wanted.includes(ANY)) return message(`selection.known.${column}`, language).text;
      return message(`selection.where.${column}`, language, { values }).text;
  }
}

/** What passages a selection asks for: "under this theme, against it"; null where it asks nothing of them. */
function passageClause(where: Selection, language: string, names: SelectionNames): string | null {
  const themes = where.theme && alternatives('theme', where.theme, language, names);
  const stances = where.stance && alternatives('stance', where.stance, language, names);
  if (where.kind) {
    const { kind, ...rest } = where;
    const kinds = alternatives('kind', kind, language, names);
    const passage = passageClause(rest, language, names);
    if (passage) return message('selection.passage.and_kind', language, { passage, kinds }).text;
    return message('selection.passage.kind', language, { kinds }).text;
  }
  if (themes && stances) return message('selection.passage.both', language, { themes, stances }).text;
  if (themes) return message('selection.passage.theme', language, { themes }).text;
  if (stances) return message('selection.passage.stance', language, { stances }).text;
  return null;
}

/** Words that are names stand in quotation marks; what is said in our own words does not. */
function alternatives(column: SelectionColumn, values: string[], language: string, names: SelectionNames): string {
  const bare = column === 'country' || column === 'language';
  const shown = values.map((value) => {
    const name = valueName(column, value, language, names);
    if (bare || value === UNKNOWN || value === ANY || value === COARSENED) return name;
    return message('selection.quoted', language, { text: name }).text;
  });
  return list(shown, language, 'disjunction');
}

function list(items: string[], language: string, type: 'conjunction' | 'disjunction'): string {
  return new Intl.ListFormat(language, { type, style: 'long' }).format(items);
}
