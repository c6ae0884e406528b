import { normalForm } from '../core/text.ts';
import { DIMENSIONS } from './model.ts';

export type Candidate = { text: string; vector: Int8Array; position: number; sureness: number; group?: string };

const MOST = 8;
/** Shorter ones say too little alone, longer ones too much. */
const GOOD_LENGTH = { from: 50, to: 320 };
/** How much it counts against a passage to be like one that was picked, or from the same group. */
const LIKENESS_COST = 0.5;
const SAME_GROUP_COST = 0.1;
/** How much it counts against a passage to be too short or long, or to begin in the middle of a thought. */
const BAD_LENGTH_COST = 0.4;
const UNFINISHED_COST = 0.2;
/** The most typical ones among which is picked. */
const LONG_LIST = 200;

/**
 * Passages that stand for a theme: near its centre, surely its own, different from each other (maximal marginal relevance,
 * Carbonell and Goldstein 1998), from different groups, and readable alone. No two say the same word for word.
 * @param centre of length 1
 * @returns positions, best first
 */
export function pickRepresentatives(candidates: readonly Candidate[], centre: Float64Array): number[] {
  const sorted = candidates
    .map((candidate) => ({ candidate, worth: worthOf(candidate, centre) }))
    .sort((a, b) => b.worth - a.worth || a.candidate.position - b.candidate.position);
  const list = longList(sorted);
  const picked: Candidate[] = [];
  while (picked.length < MOST && picked.length < list.length) {
    let best = -1;
    let highest = Number.NEGATIVE_INFINITY;
    list.forEach(({ candidate, worth }, i) => {
      if (picked.includes(candidate)) return;
      const score = worth - costBeside(candidate, picked);
      if (score > highest) [best, highest] = [i, score];
    });
    picked.push(list[best]!.candidate);
  }
  return picked.map(({ position }) => position);
}

/** The first of the sorted candidates, each text once. */
function longList<One extends { candidate: Candidate }>(sorted: readonly One[]): One[] {
  const said = new Set<string>();
  const list: One[] = [];
  for (const one of sorted) {
    if (list.length === LONG_LIST) break;
    const words = normalForm(one.candidate.text);
    if (said.has(words)) continue;
    said.add(words);
    list.push(one);
  }
  return list;
}

function worthOf({ text, vector, sureness }: Candidate, centre: Float64Array): number {
  let nearness = 0;
  for (let j = 0; j < DIMENSIONS; j++) nearness += (vector[j]! / 127) * centre[j]!;
  const isGoodLength = text.length >= GOOD_LENGTH.from && text.length <= GOOD_LENGTH.to;
  return nearness + 0.3 * sureness - (isGoodLength ? 0 : BAD_LENGTH_COST) - (standsAlone(text) ? 0 : UNFINISHED_COST);
}

/** Begins with a capital or a figure, ends as sentences end, and is no question of a form. */
function standsAlone(text: string): boolean {
  return /^["„“«»'(]?[\p{Lu}\p{N}]/u.test(text) && /[.!?…]["“”»«')]?$/u.test(text);
}

function costBeside(candidate: Candidate, picked: readonly Candidate[]): number {
  let cost = 0;
  for (const other of picked) {
    let likeness = 0;
    for (let j = 0; j < DIMENSIONS; j++) likeness += (candidate.vector[j]! * other.vector[j]!) / (127 * 127);
    const sameGroup = candidate.group !== undefined && candidate.group === other.group ? SAME_GROUP_COST : 0;
    cost = Math.max(cost, LIKENESS_COST * likeness + sameGroup);
  }
  return cost;
}
