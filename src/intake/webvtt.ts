import { cleanName } from './person-name.ts';

/**
 * WebVTT (W3C, https://www.w3.org/TR/webvtt1/) as meeting tools write it, and SubRip, which differs in commas and a header.
 * Forgiving like the standard's own parser: what is no cue is passed over and reported, never guessed.
 */
export type Vtt = {
  cues: Cue[];
  /** Language as the header states it. */
  language: string | null;
  /** Whether the file begins as the standard wants. */
  hasHeader: boolean;
  /** Blocks that are no cues by the standard: notes, styles, regions. */
  others: number;
  problems: VttProblem[];
};

export type Cue = {
  /** Line of the file at which the cue's times stand, from 1. */
  line: number;
  startMs: number;
  endMs: number;
  /** What is said, by whom where the cue says so; several where several speak. */
  parts: { speaker: string | null; text: string }[];
};

export type VttProblem = { line: number; kind: 'no_times' | 'bad_times' | 'ends_before_it_starts' | 'runs_backwards' };

const TIMES = /^\s*(\S+?)\s*-->\s*(\S+)(?:\s.*)?$/;
const TIME = /^(?:(\d{1,5}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})$/;

export function parseVtt(text: string): Vtt {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const hasHeader = /^WEBVTT(?:[ \t]|$)/.test(lines[0] ?? '');
  const vtt: Vtt = { cues: [], language: null, hasHeader, others: 0, problems: [] };
  let latestMs = 0;
  for (const block of blocksOf(lines)) {
    if (block.first === 0 && /^.?WEBVTT/i.test(lines[0]!)) {
      vtt.language = languageOf(block.lines);
      if (!block.lines.some((line) => line.includes('-->'))) continue;
    }
    const found = readBlock(block);
    if (found === 'other') vtt.others++;
    else if ('kind' in found) vtt.problems.push(found);
    else {
      if (found.endMs < found.startMs) vtt.problems.push({ line: found.line, kind: 'ends_before_it_starts' });
      else if (found.startMs < latestMs) vtt.problems.push({ line: found.line, kind: 'runs_backwards' });
      latestMs = found.startMs;
      vtt.cues.push(found);
    }
  }
  return vtt;
}

type Block = { first: number; lines: string[] };

/** Stretches between blank lines; the times of a next cue end a cue that no blank line ends. */
function* blocksOf(lines: readonly string[]): Generator<Block> {
  let block: Block | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') {
      if (block) yield block;
      block = null;
      continue;
    }
    const hasTimes = block?.lines.some((other) => other.includes('-->')) ?? false;
    if (block && hasTimes && line.includes('-->')) {
      yield block;
      block = null;
    }
    block ??= { first: index, lines: [] };
    block.lines.push(line);
  }
  if (block) yield block;
}

function readBlock({ first, lines }: Block): Cue | VttProblem | 'other' {
  const at = lines.findIndex((line) => line.includes('-->'));
  if (at < 0) return isOther(lines) ? 'other' : { line: first + 1, kind: 'no_times' };
  const line = first + at + 1;
  const times = TIMES.exec(lines[at]!);
  const startMs = times && readTime(times[1]!);
  const endMs = times && readTime(times[2]!);
  if (startMs === null || endMs === null) return { line, kind: 'bad_times' };
  return { line, startMs, endMs, parts: readPayload(lines.slice(at + 1)) };
}

/** A number or an id that stands alone is the rest of a cue that is gone. */
function isOther(lines: readonly string[]): boolean {
  return /^(?:NOTE|STYLE|REGION)(?:[ \t]|$)/.test(lines[0]!) || lines.every((line) => /^\s*\d+\s*$/.test(line));
}

/** Milliseconds of `hh:mm:ss.ttt` or `mm:ss.ttt`; null where it is none. */
export function readTime(text: string): number | null {
  const found = TIME.exec(text);
  if (!found) return null;
  const [hours, minutes, seconds] = [Number(found[1] ?? 0), Number(found[2]), Number(found[3])];
  if (minutes > 59 || seconds > 59) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number(found[4]!.padEnd(3, '0'));
}

function languageOf(header: readonly string[]): string | null {
  for (const line of header) {
    const found = /^Language:\s*([A-Za-z]{2,3})\b/i.exec(line);
    if (found) return found[1]!.toLowerCase();
  }
  return null;
}

const TAG = /<(\/?)([a-z]+)((?:\.[^\s.<>]+)*)([^<>]*)>|<[\d:.]+>/gi;

/** The words of a cue without its marks; a voice (`<v Name>`) says who speaks from there on. */
export function readPayload(lines: readonly string[]): Cue['parts'] {
  const raw = lines.join('\n');
  const parts: Cue['parts'] = [];
  let speaker: string | null = null;
  let text = '';
  const close = () => {
    if (text.trim() !== '') parts.push({ speaker, text: tidy(text) });
    text = '';
  };
  let from = 0;
  for (const tag of raw.matchAll(TAG)) {
    text += raw.slice(from, tag.index);
    from = tag.index + tag[0].length;
    const name = tag[2]?.toLowerCase();
    if (name === 'v') {
      close();
      speaker = tag[1] ? null : cleanName(decodeEntities(tag[4] ?? ''));
    } else if (name === 'rt' && !tag[1]) text += ' (';
    else if (name === 'rt') text += ')';
    else if (name !== undefined && !KNOWN_TAGS.has(name)) text += tag[0];
  }
  text += raw.slice(from);
  close();
  return parts;
}

const KNOWN_TAGS: ReadonlySet<string> = new Set(['c', 'i', 'b', 'u', 'ruby', 'lang', 'font', 's']);

function tidy(text: string): string {
  return decodeEntities(text)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n');
}

const ENTITIES: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
};

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const point = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff)
      ? String.fromCodePoint(point)
      : whole;
  });
}
