import { readWords, runsOf, type Words } from './words.ts';

/** Words of a run that is looked for: short, so that a changed word leaves the words beside it. */
const RUN = 3;
/** A stretch of fewer words that most share is left out, and one of fewer own words between shared ones is a blank to fill in. */
const SHORTEST_STRETCH = 4;
/** What stands for words that everybody put in their own way: names, places, own sentences. */
const BLANK = '[…]';

/**
 * Which words of a text belong to the template of its campaign: those that at least half as many others have as have the
 * best-supported ones.
 * @param members the campaign's texts with how many contributions brought each
 * @returns per word 1 or 0
 */
export function templateWords(text: Words, members: readonly { words: Words; weight: number }[]): Uint8Array {
  const runs = runsOf(text, RUN);
  const support = new Map<number, number>();
  for (const run of runs) support.set(run, 0);
  for (const { words, weight } of members) {
    for (const run of new Set(runsOf(words, RUN))) {
      const known = support.get(run);
      if (known !== undefined) support.set(run, known + weight);
    }
  }
  const ofWord = new Float64Array(text.hashes.length);
  runs.forEach((run, at) => {
    for (let i = at; i < at + RUN; i++) ofWord[i] = Math.max(ofWord[i]!, support.get(run)!);
  });
  const most = ofWord.reduce((max, x) => Math.max(max, x), 0);
  const kept = Uint8Array.from(ofWord, (x) => (x >= most / 2 ? 1 : 0));
  for (const [start, end] of stretchesOf(kept, 1)) if (end - start < SHORTEST_STRETCH) kept.fill(0, start, end);
  return kept;
}

/** The template as people can read it: its words as they stand in the text, a mark for what differs from one to another. */
export function writeTemplate(text: string, kept: Uint8Array): string {
  const offsets: number[] = [];
  readWords(text, offsets);
  const stretches = stretchesOf(kept, 1).map(([start, end]) =>
    text.slice(offsets[2 * start]!, endOf(text, offsets, end)),
  );
  return stretches.join(` ${BLANK} `);
}

/** Behind the last word of a stretch, and behind the full stop that may follow it. */
function endOf(text: string, offsets: readonly number[], end: number): number {
  const behind = offsets[2 * end - 1]!;
  return behind + /^[^\s\p{L}\p{N}]*/u.exec(text.slice(behind, behind + 4))![0].length;
}

/** The runs of a template, for telling which words of a member stand in it. */
export function templateRuns(text: Words, kept: Uint8Array): Set<number> {
  const runs = runsOf(text, RUN);
  return new Set(runs.filter((_, at) => kept[at] === 1 && kept[at + 1] === 1 && kept[at + 2] === 1));
}

/** Which words of a text stand in a template: those in one of its runs of three words. */
export function wordsFrom(text: Words, template: ReadonlySet<number>): Uint8Array {
  const from = new Uint8Array(text.hashes.length);
  runsOf(text, RUN).forEach((run, at) => {
    if (template.has(run)) from.fill(1, at, at + RUN);
  });
  return from;
}

/** Stretches of equal marks: positions of the first word and behind the last one. */
export function stretchesOf(marks: Uint8Array, mark: number): [number, number][] {
  const found: [number, number][] = [];
  for (let at = 0; at < marks.length; at++) {
    if (marks[at] !== mark) continue;
    const last = found.at(-1);
    if (last && last[1] === at) last[1] = at + 1;
    else found.push([at, at + 1]);
  }
  return found;
}
