import { normalForm } from '../core/text.ts';
import { DIMENSIONS } from './model.ts';
import { stopWords } from './terms.ts';

/** An idea as grouping sees it. */
export type Idea = { id: string; text: string; language: string | null; groupId: string | null };

/** Where new ideas go: into a group that is there, or together with others that waited into a new one. */
export type IdeaPlacement = { ideaIds: string[]; group: { id: string } | { name: string } };

/** The vector of an idea (256 numbers, a unit vector times 127), by its id; none where there is nothing to read. */
export type VectorOf = (id: string) => Int8Array | undefined;

/** Less alike than this, two ideas are never one, however different all the others are: 0 to 1, as a cosine. */
const LEAST_LIKENESS = 0.33;
/** By so many deviations a pair has to be more alike than most pairs of the round are; to join a group fewer will do. */
const APART = { found: 1.6, join: 1.3 };
/** So many ideas found a group. */
const FOUNDERS = 3;
/** Pairs that tell how alike ideas of a round are: of many ideas the newest ones. */
const IDEAS_COMPARED = 60;

/**
 * Places ideas as they come: each joins the group whose members it is most like on average, or founds one with those that
 * waited, or waits. Nothing that has a group is moved. Answers to one question are all somewhat alike, so what counts is how
 * much more alike than any two of them.
 * @param ideas of a round, oldest first
 * @param fresh ids of those to be placed now; others that wait can only be drawn into what these found
 */
export function placeIdeas(ideas: readonly Idea[], fresh: ReadonlySet<string>, vectorOf: VectorOf): IdeaPlacement[] {
  const groups = new Map<string, Member[]>();
  const waiting: Member[] = [];
  const placements: IdeaPlacement[] = [];
  const members = ideas.flatMap((idea) => {
    const vector = vectorOf(idea.id);
    return vector ? [{ idea, vector }] : [];
  });
  const { middle, deviation } = ordinaryLikeness(members);
  const beyond = (deviations: number) => Math.max(LEAST_LIKENESS, middle + deviations * deviation);
  const limits = { found: beyond(APART.found), join: beyond(APART.join) };
  for (const member of members) {
    const { idea } = member;
    if (idea.groupId !== null) groups.set(idea.groupId, [...(groups.get(idea.groupId) ?? []), member]);
    else if (!fresh.has(idea.id)) waiting.push(member);
    else place(member, groups, waiting, placements, limits);
  }
  return placements;
}

type Member = { idea: Idea; vector: Int8Array };

function place(
  member: Member,
  groups: Map<string, Member[]>,
  waiting: Member[],
  placements: IdeaPlacement[],
  limits: { found: number; join: number },
): void {
  const [nearest, likeness] = nearestGroup(member, groups);
  if (nearest !== null && likeness >= limits.join) {
    groups.get(nearest)!.push(member);
    const into = placements.find(({ group }) => 'name' in group && newKey(group) === nearest);
    if (into) into.ideaIds.push(member.idea.id);
    else placements.push({ ideaIds: [member.idea.id], group: { id: nearest } });
    return;
  }
  const alike = waiting.filter((other) => likenessOf(member.vector, other.vector) >= limits.found);
  if (alike.length + 1 < FOUNDERS) {
    waiting.push(member);
    return;
  }
  const founders = [...alike, member];
  for (const one of alike) waiting.splice(waiting.indexOf(one), 1);
  const group = { name: nameOf(founders) };
  groups.set(newKey(group), founders);
  placements.push({ ideaIds: founders.map(({ idea }) => idea.id), group });
}

const keys = new WeakMap<object, string>();
let made = 0;

/** A group that has no id yet is told apart by itself. */
function newKey(group: object): string {
  const known = keys.get(group);
  if (known) return known;
  const key = `new ${made++}`;
  keys.set(group, key);
  return key;
}

function nearestGroup({ vector }: Member, groups: Map<string, Member[]>): [string | null, number] {
  let nearest: [string | null, number] = [null, -1];
  for (const [id, members] of groups) {
    const mean = members.reduce((sum, member) => sum + likenessOf(vector, member.vector), 0) / members.length;
    if (mean > nearest[1]) nearest = [id, mean];
  }
  return nearest;
}

function likenessOf(a: Int8Array, b: Int8Array): number {
  let sum = 0;
  for (let j = 0; j < DIMENSIONS; j++) sum += a[j]! * b[j]!;
  return sum / (127 * 127);
}

/**
 * How alike the ideas of a round are that do not belong together, told by the lower half of all pairs: pairs that do belong
 * together are in the upper half.
 */
function ordinaryLikeness(members: readonly Member[]): { middle: number; deviation: number } {
  const compared = members.slice(-IDEAS_COMPARED);
  const pairs = compared
    .flatMap(({ vector }, i) => compared.slice(0, i).map((other) => likenessOf(vector, other.vector)))
    .sort((a, b) => a - b);
  const at = (share: number) => pairs[Math.floor(share * (pairs.length - 1))] ?? 0;
  return { middle: at(0.5), deviation: at(0.5) - at(0.16) };
}

const NAME_WORDS = 3;
/** A word names a group where this share of its founders have it. */
const SHARED = 0.6;
const LONGEST_NAME = 60;

/** A name made of words that most founders share; where they share none, as across languages, the words of the most typical one. */
function nameOf(founders: readonly Member[]): string {
  const counts = new Map<string, number>();
  for (const { idea } of founders) {
    const stop = stopWords(idea.language ?? 'en');
    const words = new Set(normalForm(idea.text).split(' '));
    for (const word of words) {
      if (word.length > 3 && !stop.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const shared = [...counts]
    .filter(([, count]) => count >= Math.max(2, SHARED * founders.length))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, NAME_WORDS)
    .map(([word]) => word);
  if (shared.length > 0) return shared.join(', ');
  return shorten(mostTypical(founders).idea.text);
}

function mostTypical(founders: readonly Member[]): Member {
  const nearness = founders.map(({ vector }) =>
    founders.reduce((sum, other) => sum + likenessOf(vector, other.vector), 0),
  );
  return founders[nearness.indexOf(Math.max(...nearness))]!;
}

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= LONGEST_NAME) return flat;
  const cut = flat.slice(0, LONGEST_NAME);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), LONGEST_NAME / 2))}…`;
}
