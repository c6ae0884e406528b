import type { GroupingColumn } from '../../core/evidence.ts';
import { COARSENED } from '../../core/evidence.ts';
import type { Block, Label, Section } from '../../core/finding.ts';
import { USER_TYPES } from '../../core/profile.ts';
import type { Target } from '../../core/stakeholder-map.ts';
import { type Draft, groupBars } from '../draft.ts';
import { COARSENING_THRESHOLD } from '../evidence.ts';
import { finding } from './finding.ts';

const COLUMNS: GroupingColumn[] = ['user_type', 'country', 'size', 'scope', 'language', 'channel'];

/** The member states, by ISO 3166-1 alpha-2. */
const MEMBER_STATES = [
  'AT',
  'BE',
  'BG',
  'HR',
  'CY',
  'CZ',
  'DK',
  'EE',
  'FI',
  'FR',
  'DE',
  'GR',
  'HU',
  'IE',
  'IT',
  'LV',
  'LT',
  'LU',
  'MT',
  'NL',
  'PL',
  'PT',
  'RO',
  'SK',
  'SI',
  'ES',
  'SE',
]; // prettier-ignore

/** Who was heard, by each column that says anything, and who was not. */
export function who(draft: Draft): Section {
  const blocks = COLUMNS.flatMap((column) => groupBlocks(draft, column));
  if (blocks.length === 0) blocks.push({ kind: 'note', wording: { say: 'report.who.nothing_known' } });
  if (
    draft.index.evidence.rows.some((row) =>
      [row.user_type, row.country, row.language, row.size, row.scope].includes(COARSENED),
    )
  ) {
    blocks.push({
      kind: 'note',
      wording: { say: 'report.who.coarsened', with: { threshold: { number: COARSENING_THRESHOLD } } },
    });
  }
  return {
    id: 'who',
    title: { say: 'report.who.title' },
    blocks: [...blocks, ...missing(draft), ...againstMap(draft)],
  };
}

function groupBlocks(draft: Draft, column: GroupingColumn): Block[] {
  const groups = draft.groups(column);
  if (groups.every(({ value }) => value === '') || (column === 'channel' && groups.length === 1)) return [];
  return [
    { kind: 'heading', label: { message: `report.who.${column}` } },
    {
      kind: 'bars',
      caption: { say: 'report.who.caption', with: { all: { figure: draft.count('contributions', {}) } } },
      bars: groupBars(draft, column, (value) => draft.share({ [column]: [value] })),
    },
  ];
}

/** Names the groups and member states that nobody spoke for, where the column is known at all. */
function missing(draft: Draft): Block[] {
  const heard = (column: GroupingColumn) => new Set(draft.groups(column).map(({ value }) => value));
  const types = heard('user_type');
  const countries = heard('country');
  const blocks: Block[] = [];
  const silentTypes = USER_TYPES.filter((type) => !types.has(type));
  if (types.size > 1 && silentTypes.length > 0) {
    const labels = silentTypes.map((type) => ({ message: `profile.user_type.${type}` }));
    blocks.push(
      finding(draft, `report.who.${silence(types)}_types`, { types: { labels } }),
      ...unknown(draft, 'user_type', types),
    );
  }
  const silentStates = MEMBER_STATES.filter((country) => !countries.has(country));
  if (MEMBER_STATES.some((country) => countries.has(country)) && silentStates.length > 0) {
    const labels = silentStates.map((country) => ({ country }));
    blocks.push(
      finding(draft, `report.who.${silence(countries)}_states`, {
        number: { number: silentStates.length },
        states: { labels },
      }),
      ...unknown(draft, 'country', countries),
    );
  }
  if (blocks.length > 0) blocks.unshift({ kind: 'heading', label: { message: 'report.who.missing' } });
  return blocks;
}

/** What a target of the stakeholder map is counted by. */
const TARGET_COLUMNS = { group: 'user_type', country: 'country' } as const;

type Meant = Target & { kind: keyof typeof TARGET_COLUMNS };

/** Sets what came against whom the organiser meant to hear: who is missing, and of whom fewer came than were hoped for. */
function againstMap(draft: Draft): Block[] {
  const meant = (draft.input.targets ?? []).filter((target): target is Meant => target.kind !== 'organisation');
  if (meant.length === 0) return [];
  const counted = meant.map((target) => {
    const column = TARGET_COLUMNS[target.kind];
    const figure = draft.count('contributions', { [column]: [target.name] });
    return { target, figure, count: draft.value(figure), isHidden: draft.groups(column).some(isCoarsened) };
  });
  const labels = (list: typeof counted) => ({ labels: list.map(({ target }) => targetLabel(target)) });
  const silent = counted.filter(({ count, isHidden }) => count === 0 && !isHidden);
  const few = counted.filter(({ count, isHidden }) => count === 0 && isHidden);
  const below = counted.filter(({ target, count }) => count > 0 && count < (target.target ?? 0));
  const threshold = { number: COARSENING_THRESHOLD };
  return [
    { kind: 'heading', label: { message: 'report.who.map' } },
    ...(silent.length > 0 ? [finding(draft, 'report.who.map_missing', { who: labels(silent) })] : []),
    ...(few.length > 0 ? [finding(draft, 'report.who.map_few', { who: labels(few), threshold })] : []),
    ...(silent.length + few.length === 0
      ? [finding(draft, 'report.who.map_all', { number: { number: meant.length } })]
      : []),
    ...below.map(({ target, figure }) =>
      finding(draft, 'report.who.map_below', {
        who: targetLabel(target),
        count: { figure },
        hoped: { number: target.target ?? 0 },
      }),
    ),
  ];
}

function isCoarsened({ value }: { value: string }): boolean {
  return value === COARSENED;
}

function targetLabel({ kind, name }: Meant): Label {
  return kind === 'country' ? { country: name } : { message: `profile.user_type.${name}` };
}

/** Groups that few share are hidden in the evidence: whether nobody or hardly anybody spoke for them it does not say. */
function silence(heard: ReadonlySet<string>): 'missing' | 'few' {
  return heard.has(COARSENED) ? 'few' : 'missing';
}

/** Where it is not known of some who they are, nobody can be said to be missing for sure. */
function unknown(draft: Draft, column: 'user_type' | 'country', heard: ReadonlySet<string>): Block[] {
  if (!heard.has('')) return [];
  return [finding(draft, `report.who.unknown_${column}`, { share: { figure: draft.share({ [column]: [''] }) } })];
}
