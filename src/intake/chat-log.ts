import type { HostStatement } from '../core/event-record.ts';
import type { Delivery, FieldReading, IntakeItem } from '../core/intake.ts';
import { NO_PROFILE } from '../core/profile.ts';
import type { Question } from '../core/question.ts';
import type { Refusal } from '../core/refusal.ts';
import { hasLetter, written } from '../core/text.ts';
import { readDay } from './day.ts';
import { sourceName } from './deliver-table.ts';
import { refuseIfChanged, unreadable } from './file.ts';
import { UTTERANCE_CHARACTERS_MAX } from './limits.ts';
import type { Mapping } from './mapping-file.ts';
import { givenName, nameKey } from './person-name.ts';
import type { Reader } from './reader.ts';
import { speakerWords } from './speakers.ts';
import { readWholeText, startOfText } from './whole-text.ts';

/** One message of a chat. */
export type ChatMessage = {
  /** Line of the file, from 1. */
  line: number;
  /** ISO date where the log has one. */
  day: string | null;
  /** As the log writes it, `09:15:03`. */
  time: string;
  from: string;
  /** To whom; null where the log does not say, which means everybody. */
  to: string | null;
  isPrivate: boolean;
  text: string;
};

/** How the heads of messages look, one pattern per tool and layout; named groups say what stands where. */
const HEADS: readonly RegExp[] = [
  // Zoom on the computer: `09:15:03 From Jane Doe to Everyone:` with the message below it or behind the colon.
  /^(?:(?<day>\d{4}-\d{2}-\d{2})\s+)?(?<time>\d{1,2}:\d{2}(?::\d{2})?(?: [AP]M)?)\s+From\s+(?<from>.+?)\s+to\s+(?<to>[^:]+?)\s*:\s?(?<text>.*)$/,
  // Zoom before 2021: `09:15:03	 From Jane Doe : message`.
  /^(?<time>\d{1,2}:\d{2}:\d{2})\s+From\s+(?<from>.+?)\s+:\s(?<text>.*)$/,
  // Zoom cloud recordings: `00:12:34	Jane Doe:	message`.
  /^(?<time>\d{1,2}:\d{2}:\d{2})\t(?<from>[^\t]+?):\t(?<text>.*)$/,
  // BigBlueButton: `[10:15] Jane Doe : message`.
  /^\[(?<time>\d{1,2}:\d{2}(?::\d{2})?)\]\s*(?<from>[^:]+?)\s*:\s(?<text>.*)$/,
  // Teams: `[10:15] Doe, Jane`, `[2/3/2026 10:15 AM] Jane Doe` with the message below.
  /^\[(?:(?<day>\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{2,4})?),?\s+)?(?<time>\d{1,2}:\d{2}(?: ?[AP]M)?)\]\s+(?<from>[^:]{1,80})(?<text>)$/i,
];

/** Chat logs of Zoom, Teams and BigBlueButton. What somebody writes to everybody is a contribution of the room. */
export const chatLog: Reader = {
  name: 'chat',
  recognises: async ({ file }) => {
    const lines = startOfText(file)
      .split(/\r\n|\n|\r/)
      .filter((line) => line.trim() !== '');
    return HEADS.some((head) => head.test(lines[0]?.replace(/^\ufeff/, '') ?? ''));
  },
  open: async ({ file }, { mapping }) => {
    const { text, remarks } = await readWholeText(file);
    const { messages, before } = parseChat(text);
    if (messages.length === 0)
      throw unreadable(file.name, 'has no message that begins like one of a chat', 'Export the chat again as text.');
    const sorted = sortMessages(messages, file.name, mapping);
    return {
      format: 'chat',
      source: mapping.source ?? sourceName(file.name),
      file: file.name,
      sha256: file.sha256,
      questions: QUESTIONS,
      remarks: [
        ...remarks,
        `Messages: ${messages.length}.`,
        ...(before > 0 ? [`Lines above the first message left out: ${before}.`] : []),
        ...(sorted.reactions > 0 ? [`Reactions and removals left out: ${sorted.reactions}.`] : []),
      ],
      reading: READING,
      items: async function* () {
        await refuseIfChanged(file);
        yield* sorted.items;
      },
      eventRecord: { attendance: null, hostStatements: sorted.hostStatements, rounds: [], refusals: [] },
    } satisfies Delivery;
  },
};

const QUESTIONS: Question[] = [
  { key: 'q1', title: written({ en: 'Written in the chat' }), purpose: 'evidence', kind: 'long_text' },
];

const READING: FieldReading[] = [
  {
    field: 'from',
    position: 1,
    role: 'person',
    question: null,
    decidedBy: 'guessed',
    reason: 'who wrote it; the name is kept apart',
  },
  {
    field: 'message',
    position: 2,
    role: 'open',
    question: 'q1',
    decidedBy: 'guessed',
    reason: 'what was written to everybody',
  },
];

/** The messages of a log; lines that begin none go on the one above. */
export function parseChat(text: string): { messages: ChatMessage[]; before: number } {
  const messages: ChatMessage[] = [];
  let before = 0;
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const head = readHead(line);
    const last = messages.at(-1);
    if (head) messages.push({ line: index + 1, ...head });
    else if (last) last.text += `\n${line.replace(/^\t/, '')}`;
    else if (line.trim() !== '') before++;
  }
  for (const message of messages) message.text = withoutQuote(message.text).trim();
  return { messages, before };
}

function readHead(line: string): Omit<ChatMessage, 'line'> | null {
  for (const pattern of HEADS) {
    const groups = pattern.exec(line)?.groups;
    if (!groups) continue;
    const { day, time = '', from = '', to, text = '' } = groups;
    return {
      day: day ? readDay(day) : null,
      time,
      from,
      to: to ?? null,
      isPrivate: to !== undefined && isPrivate(to),
      text,
    };
  }
  return null;
}

/** Zoom marks what is not for everybody; what goes to hosts and panellists only was not said to the room either. */
function isPrivate(to: string): boolean {
  return /\((?:direct message|privately)\)\s*$/i.test(to) || /^(?:(?:all )?hosts?|panell?ists?)\b/i.test(to.trim());
}

/** The words of another that a tool puts above a reply; they are not this one's. */
function withoutQuote(text: string): string {
  return text.replace(/^\s*Replying to "[^\n]*"\s*\n/, '');
}

const REACTION = /^\s*(?:Reacted to ".*" with .*|Removed a .* reaction from ".*")\s*$/s;

function sortMessages(
  messages: readonly ChatMessage[],
  file: string,
  mapping: Mapping,
): { items: IntakeItem[]; hostStatements: HostStatement[]; reactions: number } {
  const wordOf = speakerWords(mapping);
  const items: IntakeItem[] = [];
  const hostStatements: HostStatement[] = [];
  const seen = new Map<string, number>();
  let reactions = 0;
  for (const message of messages) {
    if (REACTION.test(message.text)) {
      reactions++;
      continue;
    }
    const speaker = givenName(message.from);
    const { isHost, choice } = wordOf(speaker);
    const reason = whyNot(message);
    const second = `${message.day ?? ''} ${message.time}`.trim();
    const nth = (seen.get(second) ?? 0) + 1;
    seen.set(second, nth);
    const sourceKey = `${second} #${nth}`;
    if (reason) items.push({ kind: 'refusal', refusal: { file, row: message.line, field: null, reason } });
    else if (isHost)
      hostStatements.push({
        row: message.line,
        sourceKey,
        text: message.text,
        language: mapping.language ?? null,
        captions: null,
        atMs: null,
        speaker,
      });
    else
      items.push({
        kind: 'contribution',
        contribution: {
          file,
          row: message.line,
          sourceKey,
          ...(speaker !== null && { person: nameKey(speaker) }),
          language: mapping.language ?? null,
          channel: 'room',
          day: message.day,
          profile: NO_PROFILE,
          personal: speaker === null ? {} : { name: speaker },
          publication: choice ?? 'unknown',
          url: null,
          answers: [{ question: 'q1', text: message.text }],
          attachments: [],
        },
      });
  }
  return { items, hostStatements, reactions };
}

function whyNot({ isPrivate, text }: ChatMessage): Refusal['reason'] | null {
  if (isPrivate) return 'The message was not for everybody: what is written to one person or to the hosts stays there.';
  if (!hasLetter(text)) return 'Nothing is said here: the message has no letter.';
  if (text.length > UTTERANCE_CHARACTERS_MAX)
    return `The message has ${text.length} characters; up to ${UTTERANCE_CHARACTERS_MAX} can be taken in.`;
  return null;
}
