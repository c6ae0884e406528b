import { foldBlanks } from './column.ts';
import { cleanName, nameKey } from './person-name.ts';
import type { Cue } from './webvtt.ts';

/** What one person said without another one in between. */
export type Turn = {
  /** Line of the file at which it begins. */
  line: number;
  startMs: number;
  endMs: number;
  /** As the file has it; null where it does not say who speaks. */
  speaker: string | null;
  text: string;
};

/** `startsAnew`: another voice than the one before, although neither has a name. */
type Said = Omit<Turn, 'line'> & { line: number; startsAnew: boolean };

/** Without names, whoever is silent for so long has finished. */
const PAUSE_MS = 10_000;
/** Without names, so much is not one person's: some five minutes of talk. */
const UNNAMED_CHARACTERS_MAX = 5_000;

/**
 * The turns of a recording: consecutive cues of one speaker. Who speaks is told by voices (`<v Name>`), else by names
 * before a colon, where most cues have one.
 * @param known names that a person gave as speakers of this recording
 */
export function makeTurns(cues: readonly Cue[], known: readonly string[] = []): Turn[] {
  const names = namesBeforeColons(cues, known);
  const turns: Turn[] = [];
  for (const { startsAnew, ...said } of cues.flatMap((cue) => saidIn(cue, names, known))) {
    const last = turns.at(-1);
    if (last && !startsAnew && continues(last, said)) {
      last.text += ` ${said.text}`;
      last.endMs = Math.max(last.endMs, said.endMs);
    } else turns.push(said);
  }
  return turns;
}

function continues(last: Turn, said: Turn): boolean {
  if (last.speaker !== null || said.speaker !== null) return last.speaker === said.speaker;
  return said.startMs - last.endMs < PAUSE_MS && last.text.length + said.text.length < UNNAMED_CHARACTERS_MAX;
}

const NAME_BEFORE_COLON = /^(?:[-–]\s*|>>\s*)?([\p{L}\p{N}][^:：<>?!;"\n]{0,79}?)\s*[:：](?:\s+|(?<=：))(\S.*)$/u;
const NAME_WORDS_MAX = 7;

function nameBeforeColon(line: string): { name: string; rest: string } | null {
  const found = NAME_BEFORE_COLON.exec(line);
  const name = found && cleanName(found[1]!);
  return name && name.split(' ').length <= NAME_WORDS_MAX ? { name, rest: found[2]! } : null;
}

/**
 * The names that stand before colons in a file that is written so; empty where it is not. A sentence has colons too: in
 * such a file most cues begin with a name, and what begins with a small letter once only is none.
 */
function namesBeforeColons(cues: readonly Cue[], known: readonly string[]): ReadonlySet<string> {
  const without = cues.filter(({ parts }) => parts.some(({ speaker }) => speaker === null));
  const counts = new Map<string, number>();
  let begun = 0;
  for (const { parts } of without) {
    const found = parts.flatMap(({ speaker, text }) =>
      speaker === null ? text.split('\n').flatMap((line) => nameBeforeColon(line)?.name ?? []) : [],
    );
    if (found.length > 0) begun++;
    for (const name of found) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const given = new Set(known.map(nameKey));
  const isWrittenSo = begun * 2 >= without.length;
  const kept = [...counts].filter(
    ([name, times]) => given.has(nameKey(name)) || (isWrittenSo && (times > 1 || !/^\p{Ll}/u.test(name))),
  );
  return new Set(kept.map(([name]) => name));
}

/** What is said in a cue, by whom. */
function saidIn(cue: Cue, names: ReadonlySet<string>, known: readonly string[]): Said[] {
  const base = { line: cue.line, startMs: cue.startMs, endMs: cue.endMs };
  const said: Said[] = [];
  for (const part of cue.parts) {
    if (part.speaker !== null) {
      said.push({ ...base, speaker: part.speaker, text: foldBlanks(part.text), startsAnew: false });
      continue;
    }
    let inParentheses: string | null = null;
    for (const line of part.text.split('\n')) {
      const alone = nameInParentheses(line, known);
      if (alone) {
        inParentheses = alone;
        continue;
      }
      const named = nameBeforeColon(line);
      const isNamed = named !== null && names.has(named.name);
      const startsAnew = /^[-–]\s/.test(line) || /^>>/.test(line);
      const last = said.at(-1);
      const text = foldBlanks(isNamed ? named.rest : line.replace(/^(?:[-–]|>>)\s*/, ''));
      const speaker: string | null = isNamed ? named.name : inParentheses;
      if (last && !isNamed && !startsAnew && (speaker === null || speaker === last.speaker)) last.text += ` ${text}`;
      else said.push({ ...base, speaker, text, startsAnew: startsAnew && speaker === null });
      inParentheses = speaker === inParentheses ? inParentheses : null;
    }
  }
  return said.filter(({ text }) => text !== '');
}

/** A line `(Name)` says who speaks below it; as `(Applause)` looks the same, only names that a person gave count. */
function nameInParentheses(line: string, known: readonly string[]): string | null {
  const found = /^\(([^()]{1,80})\)$/.exec(line.trim());
  const name = found && cleanName(found[1]!);
  return name && known.some((other) => nameKey(other) === nameKey(name)) ? name : null;
}
