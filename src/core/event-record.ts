import type { AttendanceSheet } from './attendance.ts';
import type { Question } from './question.ts';
import type { Refusal } from './refusal.ts';

/** How the words of a recording were written down; null where nobody said. */
export const CAPTIONS = ['original', 'interpreted', 'automatic'] as const;
export type Captions = (typeof CAPTIONS)[number];

/** What a host or an invited speaker said: evidence of its own class, never stakeholder input. */
export type HostStatement = {
  row: number | null;
  /** Which one it is in its source: the same again is the same statement. */
  sourceKey: string;
  text: string;
  language: string | null;
  captions: Captions | null;
  /** Where in the recording it begins, in milliseconds; null where there is none. */
  atMs: number | null;
  /** Personal data: shown only once the speaker has cleared it. */
  speaker: string | null;
};

/** One closed question that was put to a room, and who chose what. Never added to contributions. */
export type ResponseRound = { question: Question; responses: ReceivedResponse[] };

/** `respondent` tells people of one file apart and is not kept; null where the tool does not say who it was. */
export type ReceivedResponse = { row: number | null; respondent: string | null; values: string[] };

/** What the file of a meeting tool tells about an event beside contributions. */
export type EventRecord = {
  attendance: AttendanceSheet | null;
  hostStatements: HostStatement[];
  rounds: ResponseRound[];
  /** Rows of these that were not taken in; those of contributions are among the delivery's items. */
  refusals: Refusal[];
};

export const NO_EVENT_RECORD: EventRecord = { attendance: null, hostStatements: [], rounds: [], refusals: [] };

/** received = accepted + merged + refused */
export type EventRecordCounts = { received: number; accepted: number; merged: number; refused: number };
export const EVENT_RECORD_KINDS = ['attendance', 'responses', 'host_statements'] as const;
export type EventRecordKind = (typeof EVENT_RECORD_KINDS)[number];
