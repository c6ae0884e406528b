import { isObject } from './json.ts';
import { mapRows, platformReader } from './platform-table.ts';
import { headerKey } from './raw-rows.ts';
import type { Table } from './table.ts';

const IS_LOCALE = /^[a-z]{2,3}(?:-[a-z0-9]{2,4})*$/i;

/** Base names of texts that stand in a column per language. */
const LOCALISED = ['title', 'body', 'category/name', 'scope/name'] as const;

/**
 * Decidim writes a text in a column per language (`title/en`, `title/ca`): each row is read in the language in which its
 * body was written, the first that is filled; what a machine translated is left out.
 */
function inOneLanguage(table: Table): Table {
  const keys = table.headers.map(headerKey);
  const columns = LOCALISED.map((base) => ({ base, at: localesOf(keys, base) })).filter(({ at }) => at.size > 0);
  if (columns.length === 0) return table;
  const taken = new Set(columns.flatMap(({ at }) => [...at.values()]));
  const kept = table.headers.map((_, index) => index).filter((index) => !taken.has(index));
  const addsLocale = !keys.includes('locale');
  const headers = [
    ...kept.map((index) => table.headers[index]!),
    ...columns.map(({ base }) => base),
    ...(addsLocale ? ['locale'] : []),
  ];
  const bodies = columns.find(({ base }) => base === 'body')?.at ?? columns[0]!.at; // there is one at least
  return mapRows(table, headers, ({ cells, ...row }) => {
    const locale = [...bodies].find(([, index]) => cells[index]?.trim())?.[0] ?? null;
    const texts = columns.map(({ at }) => {
      const own = locale === null ? undefined : at.get(locale);
      if (own !== undefined && cells[own]?.trim()) return cells[own];
      return [...at.values()].map((index) => cells[index] ?? '').find((cell) => cell.trim() !== '') ?? '';
    });
    const language = locale?.split('-')[0]?.toLowerCase() ?? '';
    return { ...row, cells: [...kept.map((index) => cells[index] ?? ''), ...texts, ...(addsLocale ? [language] : [])] };
  });
}

function localesOf(keys: readonly string[], base: string): Map<string, number> {
  const at = new Map<string, number>();
  for (const [index, key] of keys.entries()) {
    const locale = key.startsWith(`${base}/`) ? key.slice(base.length + 1) : '';
    if (IS_LOCALE.test(locale)) at.set(locale, index);
  }
  return at;
}

const has = (headers: ReadonlySet<string>, base: string) =>
  headers.has(base) || [...headers].some((header) => header.startsWith(`${base}/`));

/** Proposals as Decidim's exports and open data have them, CSV and JSON. */
export const decidimProposals = platformReader({
  name: 'decidim-proposals',
  hasSigns: (headers) =>
    headers.has('id') &&
    headers.has('component/id') &&
    has(headers, 'title') &&
    has(headers, 'body') &&
    has(headers, 'participatory_space'),
  json: {
    lists: () => false,
    record: (value) => (isObject(value) && 'id' in value ? value : null),
    sign: (start) =>
      /"participatory_space"\s*:/.test(start) && /"component"\s*:/.test(start) && /"body"\s*:/.test(start),
  },
  prepare: inOneLanguage,
  markup: ['body', 'title'],
  columns: {
    id: ['id', 'the number of the proposal'],
    title: ['title', 'what the proposal is called'],
    body: ['open', 'the proposal'],
    locale: ['language', 'the language in which it was written'],
    'author/id': ['person', 'tells authors apart'],
    'author/name': ['surname', 'personal data is kept apart and is no answer'],
    'category/name': ['single', 'the category of the platform'],
    'scope/name': ['single', 'the part of the body that it is about'],
    state: ['single', 'what the body decided on it'],
    supports: ['number', 'votes for it: a number of its own, never added to contributions'],
    votes: ['number', 'votes for it: a number of its own, never added to contributions'],
    'endorsements/total_count': ['number', 'endorsements: a number of its own'],
    'likes/total_count': ['number', 'likes: a number of its own'],
    comments: ['number', 'how many comments it has'],
    published_at: ['day', 'when it was published'],
    url: ['url', 'where the platform shows it'],
  },
  whyNot: (cell) =>
    cell('withdrawn') === 'true' || cell('state') === 'withdrawn'
      ? 'The author withdrew the proposal on the platform: it counts nowhere.'
      : null,
});

/** Comments as Decidim exports them. */
export const decidimComments = platformReader({
  name: 'decidim-comments',
  hasSigns: (headers) =>
    ['id', 'body', 'locale', 'alignment', 'depth'].every((header) => headers.has(header)) ||
    ['id', 'body', 'commentable_type', 'root_commentable_url'].every((header) => headers.has(header)),
  json: {
    lists: () => false,
    record: (value) => (isObject(value) && 'id' in value ? value : null),
    sign: (start) => /"alignment"\s*:/.test(start) && /"root_commentable_url"\s*:/.test(start),
  },
  prepare: inOneLanguage,
  markup: ['body'],
  columns: {
    id: ['id', 'the number of the comment'],
    body: ['open', 'the comment'],
    locale: ['language', 'the language in which it was written'],
    'author/id': ['person', 'tells authors apart'],
    'author/name': ['surname', 'personal data is kept apart and is no answer'],
    'user_group/name': ['organisation', 'kept apart'],
    alignment: ['single', 'for (1), against (-1) or neutral (0)'],
    created_at: ['day', 'when it was written'],
    root_commentable_url: ['url', 'where the platform shows what it is about'],
  },
});
