import { type FieldProblem, type Fields, field, type Parsed, parsed } from './form.ts';
import { USER_TYPES } from './profile.ts';
import { normalForm } from './text.ts';

export const TARGET_KINDS = ['group', 'country', 'organisation'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Somebody whom the organiser means to hear. */
export type Target = {
  kind: TargetKind;
  /** A user type, a country by its ISO code, or the name of an organisation. */
  name: string;
  /** How many contributions are hoped for; null where any will do. */
  target: number | null;
};

/** Contributions by who they come from: by user type, by country, by the normal form of the organisation's name. */
export type Heard = { [kind in TargetKind]: ReadonlyMap<string, number> };

/** One line of the stakeholder map: whom, how many were hoped for, how many contributions came. */
export type Coverage = Target & { heard: number; state: 'missing' | 'below' | 'heard' };

/** Sets what came against what was hoped for; who is missing comes first, then who is below the target. */
export function coverageOf(targets: readonly Target[], heard: Heard): Coverage[] {
  const rank = { missing: 0, below: 1, heard: 2 } as const;
  return targets
    .map((target) => {
      const key = target.kind === 'organisation' ? normalForm(target.name) : target.name;
      const came = heard[target.kind].get(key) ?? 0;
      const state: Coverage['state'] = came === 0 ? 'missing' : came < (target.target ?? 1) ? 'below' : 'heard';
      return { ...target, heard: came, state };
    })
    .sort((a, b) => rank[a.state] - rank[b.state] || compareTargets(a, b));
}

function compareTargets(a: Target, b: Target): number {
  const kinds = TARGET_KINDS.indexOf(a.kind) - TARGET_KINDS.indexOf(b.kind);
  return kinds || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

const MOST_LINES = 2000;

/**
 * Reads a stakeholder map from a form: `group-{user type}` holds a number, or `+` where any number will do; `countries` and
 * `organisations` hold one a line, with the number hoped for after a semicolon.
 * @param countryOf the ISO code of a country by its code or name; null where it is none
 */
export function readStakeholderMap(fields: Fields, countryOf: (name: string) => string | null): Parsed<Target[]> {
  const problems: FieldProblem[] = [];
  const groups = USER_TYPES.flatMap((name): Target[] => {
    const value = field(fields, `group-${name}`);
    if (value === '') return [];
    const target = value === '+' ? null : countOf(value);
    if (target === undefined) problems.push({ field: `group-${name}`, say: 'form.problem.no_target' });
    return [{ kind: 'group', name, target: target ?? null }];
  });
  const countries = readLines(fields, 'countries', problems).map(({ name, target, line }): Target => {
    const code = countryOf(name);
    if (code === null) problems.push({ field: 'countries', say: 'form.problem.no_country', values: { line, name } });
    return { kind: 'country', name: code ?? name, target };
  });
  const organisations = readLines(fields, 'organisations', problems).map(
    ({ name, target }): Target => ({ kind: 'organisation', name: name.slice(0, 300), target }),
  );
  return parsed(() => [...groups, ...onceEach(countries), ...onceEach(organisations)], problems);
}

function countOf(value: string): number | undefined {
  const count = /^\d{1,6}$/.test(value) ? Number(value) : 0;
  return count > 0 ? count : undefined;
}

type Line = { line: number; name: string; target: number | null };

function readLines(fields: Fields, name: string, problems: FieldProblem[]): Line[] {
  const lines = field(fields, name).split('\n');
  if (lines.length > MOST_LINES) {
    problems.push({ field: name, say: 'form.problem.too_many_lines', values: { most: MOST_LINES } });
    return [];
  }
  return lines.flatMap((text, i): Line[] => {
    const [, who = '', count] = /^(.*?)(?:;\s*(\S*)\s*)?$/.exec(text.trim()) ?? [];
    if (who.trim() === '') return [];
    const target = count ? countOf(count) : null;
    if (target === undefined)
      problems.push({ field: name, say: 'form.problem.no_target_in_line', values: { line: i + 1 } });
    return [{ line: i + 1, name: who.trim(), target: target ?? null }];
  });
}

/** The same country or organisation twice is one: the later line holds. */
function onceEach(targets: Target[]): Target[] {
  return [...new Map(targets.map((target) => [normalForm(target.name), target])).values()];
}

/** The fields of a stakeholder map; the reverse of `readStakeholderMap`. */
export function stakeholderMapFields(targets: readonly Target[]): Fields {
  const lines = (kind: TargetKind) =>
    targets
      .filter((target) => target.kind === kind)
      .sort(compareTargets)
      .map(({ name, target }) => (target === null ? name : `${name}; ${target}`))
      .join('\n');
  const groups = targets.filter(({ kind }) => kind === 'group');
  return {
    ...Object.fromEntries(groups.map(({ name, target }) => [`group-${name}`, target === null ? '+' : String(target)])),
    countries: lines('country'),
    organisations: lines('organisation'),
  };
}
