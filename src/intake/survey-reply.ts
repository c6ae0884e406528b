import type { Question } from '../core/question.ts';
import type { Refusal } from '../core/refusal.ts';
import { firstUnstorable } from '../core/text.ts';
import { foldBlanks } from './column.ts';
import { readDay } from './day.ts';
import { inMebibytes, REPLY_CHARACTERS_MAX } from './limits.ts';
import type { Mapping } from './mapping-file.ts';
import { hasAnything, newReply, PLACES, type Reply } from './reply.ts';
import type { ReadRow } from './row.ts';
import { headerOf, type PlannedField, understoodLabel } from './survey.ts';
import { readNumber } from './values.ts';

/** What a reply gives for one question: words, the keys of chosen options (in a row of a matrix), or names of files. */
export type Given = { words: string } | { chosen: readonly string[]; row?: string } | { files: readonly string[] };

/** A reply to a survey while it is put together. */
export type SurveyReply = {
  /** The contribution so far, for what the format itself says of the reply: id, day, language. */
  reply: Reply;
  give: (field: PlannedField, given: Given) => void;
  /** Takes the reply, but without this. */
  leaveOut: (field: string | null, reason: string) => void;
  /** Takes nothing of the reply. The first reason counts. */
  refuse: (field: string | null, reason: string) => void;
  done: () => ReadRow;
};

/** @param row which reply of the file it is, from 1, or its row in a table */
export function newSurveyReply(file: string, row: number, mapping: Mapping): SurveyReply {
  const reply = newReply(file, row, mapping);
  const leftOut: Refusal[] = [];
  let refused: Refusal | null = null;
  const places = new Map<string, number>();
  let characters = 0;
  const refuse = (field: string | null, reason: string) => {
    refused ??= { file, row, field, reason };
  };
  const leaveOut = (field: string | null, reason: string) => {
    leftOut.push({ file, row, field, reason, partial: true });
  };
  return {
    reply,
    leaveOut,
    refuse,
    give: (field, given) => {
      if (field.role === 'ignore') return;
      if (field.question) places.set(field.question.key, field.position);
      if ('words' in given) {
        characters += given.words.length;
        if (characters > REPLY_CHARACTERS_MAX) refuse(headerOf(field), TOO_LONG);
        const at = firstUnstorable(given.words);
        if (at >= 0) refuse(headerOf(field), sayUnstorable(given.words, at));
      }
      const problem = refused ? null : put(reply, field, given);
      if (problem) leaveOut(headerOf(field), problem);
    },
    done: () => {
      if (refused) return { contribution: null, leftOut: [refused] };
      if (!hasAnything(reply) && leftOut.length === 0)
        return { contribution: null, leftOut: [{ file, row, field: null, reason: EMPTY_REPLY }] };
      reply.contribution.answers.sort((a, b) => placeOf(places, a.question) - placeOf(places, b.question));
      return { contribution: reply.contribution, fileCells: reply.fileCells, leftOut };
    },
  };
}

/** Answers stand in the order of the form, in whatever order the file has them; the rows of a matrix stay as they came. */
function placeOf(places: ReadonlyMap<string, number>, item: string): number {
  return places.get(item) ?? places.get(item.split('.')[0] ?? item) ?? 0;
}

const TOO_LONG = `The reply is longer than ${inMebibytes(REPLY_CHARACTERS_MAX)}, which is more than one can be. Look at it in the survey tool.`;
export const EMPTY_REPLY = 'The reply is empty: none of its questions was answered.';

export function sayUnstorable(text: string, at: number): string {
  const what = text[at] === '\u0000' ? 'a NUL character (U+0000)' : 'half of a character (a lone surrogate)';
  return `At its character ${at + 1} the answer has ${what}, which cannot be stored. Remove it in the survey tool and export again.`;
}

/** Puts what was given where it belongs; returns why it could not be read. */
function put(reply: Reply, field: PlannedField, given: Given): string | null {
  const { role, question } = field;
  const place = role === 'file' ? undefined : PLACES[role];
  if (place) return placeIn(reply, field, given, place);
  if (!question) return null;
  if ('files' in given) {
    if (given.files.length > 0) reply.fileCells.push({ question: question.key, names: [...given.files] });
    return null;
  }
  if ('chosen' in given) {
    const item = given.row === undefined ? question.key : `${question.key}.${given.row}`;
    if (given.chosen.length > 0) reply.contribution.answers.push({ question: item, values: [...given.chosen] });
    return null;
  }
  return given.words.trim() === '' ? null : putWords(reply, question, given.words);
}

function placeIn(
  reply: Reply,
  field: PlannedField,
  given: Given,
  place: NonNullable<(typeof PLACES)[keyof typeof PLACES]>,
): string | null {
  if ('files' in given) return null;
  const values = 'words' in given ? [given.words] : given.chosen.map((key) => labelFor(field, key));
  const [value] = values.filter((text) => text.trim() !== '');
  return value === undefined ? null : (place(reply, value, { item: null, order: 'day first' }) ?? null);
}

/** An option of a field that is about the reply, in words that its role understands. */
function labelFor(field: PlannedField, key: string): string {
  const option = field.options.find((candidate) => candidate.key === key);
  return option ? (understoodLabel(field.role, option) ?? key) : key;
}

function putWords(reply: Reply, question: Question, words: string): string | null {
  const { answers } = reply.contribution;
  const value = ONE_LINE.has(question.kind) ? foldBlanks(words) : words;
  switch (question.kind) {
    case 'number': {
      const number = readNumber(plainDigits(value));
      if (number === null) return sayNotRead(value, 'is no number');
      answers.push({ question: question.key, values: [number] });
      return null;
    }
    case 'date': {
      const day = readDay(value);
      if (day === null) return sayNotRead(value, 'is no date that can be read');
      answers.push({ question: question.key, values: [day] });
      return null;
    }
    case 'time':
      answers.push({ question: question.key, values: [value] });
      return null;
    default:
      answers.push({ question: question.key, text: words });
      return null;
  }
}

const ONE_LINE: ReadonlySet<Question['kind']> = new Set(['number', 'date', 'time'] as const);

/** Programs write large numbers with an exponent: `1.2E9`. */
function plainDigits(value: string): string {
  return /^-?\d+(?:\.\d+)?e[-+]?\d{1,2}$/i.test(value) ? String(Number(value)) : value;
}

export function sayNotRead(value: string, what: string): string {
  return `"${value.slice(0, 40)}" ${what}. The rest of the reply was taken.`;
}
