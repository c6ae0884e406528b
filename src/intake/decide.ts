import { DomainError } from '../core/error.ts';
import type { FieldReading, FieldRole } from '../core/intake.ts';
import { type ColumnProfile, foldBlanks, poolColumns } from './column.ts';
import { guessColumns } from './guess.ts';
import type { GivenColumn, Mapping } from './mapping-file.ts';
import { findMatrices } from './matrix.ts';
import { notUnderstood } from './reply-rules.ts';
import { type Guess, ONLY_ONE } from './rule.ts';

export type KnownColumn = { role: FieldRole; reason: string };

/** What a format knows about its columns before any guess. */
export type KnownColumns = {
  /** By index of the column, told from all of them. */
  columns: (profiles: readonly ColumnProfile[]) => ReadonlyMap<number, KnownColumn>;
  /** What all others are: questions, or whatever rules guess. */
  others: 'questions' | 'all';
};

/** Columns that a format has under fixed names, in lower case. */
export function knownByHeader(names: ReadonlyMap<string, KnownColumn>): KnownColumns['columns'] {
  return (profiles) =>
    new Map(
      profiles.flatMap(({ header }, index) => {
        const known = names.get(foldBlanks(header).toLowerCase());
        return known ? [[index, known] as const] : [];
      }),
    );
}

export type PlanOptions = {
  mapping: Mapping;
  known?: KnownColumns;
};

/** What a column is for, and whether a person or a rule said so. */
export type Decision = Guess & { decidedBy: FieldReading['decidedBy'] };

/**
 * For each column a person's word, else what the format fixes, else what rules guess; with what could not be understood.
 * @throws DomainError wrong_use where a person's word cannot be
 */
export function decideColumns(
  profiles: readonly ColumnProfile[],
  given: ReadonlyMap<number, GivenColumn>,
  options: PlanOptions,
): Decision[] {
  const known = options.known?.columns(profiles) ?? new Map<number, KnownColumn>();
  const fixed = new Map<number, Decision>();
  for (const [index, profile] of profiles.entries()) {
    const decision = fixedDecision(profile, given.get(index), known.get(index), options.mapping);
    if (decision) fixed.set(index, decision);
  }
  refuseDoubles(profiles, fixed);
  const open = profiles.filter((_, index) => !fixed.has(index));
  const taken = [...fixed.values()].map(({ role }) => role);
  const guesses = judgeTogether(open, guessColumns(open, options.known?.others ?? 'all', taken));
  const guessed = new Map(open.map((profile, at) => [profile.position - 1, guesses[at]!]));
  return profiles.map((profile, index) => {
    const decision = fixed.get(index) ?? { ...guessed.get(index)!, decidedBy: 'guessed' as const };
    return { ...decision, reason: [decision.reason, ...lossesOf(profile, decision.role)].join('; ') };
  });
}

/** What a person said, or a format knows; null where rules are to guess. */
function fixedDecision(
  profile: ColumnProfile,
  word: GivenColumn | undefined,
  format: KnownColumn | undefined,
  mapping: Mapping,
): Decision | null {
  if (word) return { ...givenGuess(profile, word), decidedBy: 'given' };
  if (format) return { ...format, decidedBy: 'guessed' };
  if (mapping.others !== 'ignore') return null;
  return { role: 'ignore', reason: 'not mentioned, and the mapping says to leave others out', decidedBy: 'given' };
}

/** What of a column is not taken in, although the column is. */
function lossesOf(profile: ColumnProfile, role: FieldRole): string[] {
  if (role === 'ignore') return [];
  const unknown = notUnderstood(role, profile);
  const damaged = profile.damaged > 0 ? [`cells lost to the error of a spreadsheet program: ${profile.damaged}`] : [];
  return unknown ? [unknown, ...damaged] : damaged;
}

/** A reply has one id, one country, one day. */
function refuseDoubles(profiles: readonly ColumnProfile[], fixed: ReadonlyMap<number, Decision>): void {
  const seen = new Map<FieldRole, string>();
  for (const [index, { role, decidedBy }] of fixed) {
    const header = foldBlanks(profiles[index]!.header);
    const before = seen.get(role);
    if (decidedBy === 'given' && ONLY_ONE.has(role) && before !== undefined) {
      throw new DomainError(
        'wrong_use',
        `The mapping says that both "${before}" and "${header}" are ${role}. Only one column can be.`,
      );
    }
    seen.set(role, header);
  }
}

/** Roles of one choice among options. */
export const CLOSED: ReadonlySet<FieldRole> = new Set<FieldRole>(['single', 'scale', 'matrix']);

/** The rows of a matrix have too few answers each in a small table; together they show that they are closed. */
function judgeTogether(profiles: readonly ColumnProfile[], guesses: readonly Guess[]): Guess[] {
  const judged = [...guesses];
  const areNeighbours = (first: number, other: number) =>
    profiles[other]!.position - profiles[first]!.position === other - first;
  const headers = profiles.map(({ header }) => header);
  for (const { start, rows } of findMatrices(headers, areNeighbours)) {
    const members = [...rows.keys()].map((row) => start + row);
    if (members.every((member) => CLOSED.has(guesses[member]!.role))) continue;
    const [together] = guessColumns([poolColumns(members.map((member) => profiles[member]!))], 'questions');
    if (!CLOSED.has(together!.role)) continue;
    const reason = `${together!.reason}, in ${rows.length} columns with one question`;
    for (const member of members) judged[member] = { ...together!, reason };
  }
  return judged;
}

/** A person's word, completed by what the values show. */
function givenGuess(profile: ColumnProfile, word: GivenColumn): Guess {
  const [guess] = guessColumns([profile], 'all');
  const separator = word.separator ?? guess?.separator ?? profile.parts.keys().next().value;
  const order = word.order ?? guess?.order;
  const given = {
    role: word.as,
    reason: 'said so in the mapping',
    ...(separator && { separator }),
    ...(order && { order }),
  };
  refuseEndlessOptions(profile, given);
  return given;
}

/** A column that a person calls closed must have options that can be listed. */
function refuseEndlessOptions(profile: ColumnProfile, { role, separator }: Guess): void {
  if (profile.isComplete || !(CLOSED.has(role) || role === 'multiple')) return;
  if (role === 'multiple' && separator && profile.parts.has(separator)) return;
  throw new DomainError(
    'wrong_use',
    `The mapping says that "${foldBlanks(profile.header)}" is a closed question (${role}), but it has more than ${profile.values.size} different answers. Say "open" or "ignore".`,
  );
}
