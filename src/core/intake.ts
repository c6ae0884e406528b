import type { Answer, Channel } from './contribution.ts';
import type { EventRecord } from './event-record.ts';
import type { PersonalData, StakeholderProfile } from './profile.ts';
import type { PublicationChoice } from './publication.ts';
import type { Question } from './question.ts';
import type { Refusal } from './refusal.ts';

/**
 * What every reader of a format yields, whatever the file: contributions one by one, and what it refused, with reasons.
 * received = accepted + merged + refused.
 */
export type Delivery = {
  /** The reader that understood the file, for example `have-your-say-csv`. */
  format: string;
  /** A short name for where it comes from: the same for the next export of the same survey. */
  source: string;
  /** Name of the file as given. */
  file: string;
  /** SHA-256 of the file's bytes, hexadecimal. */
  sha256: string;
  questions: Question[];
  /** What a person should know about the file as a whole: character set, separator, which sheet was read. */
  remarks?: string[];
  /** How many items there will be, where the format tells before they are read. */
  expected?: number;
  /** How each column or field was read, and why: shown to people, who can correct it. */
  reading: FieldReading[];
  /** Single papers and e-mails say nothing about those that are not among them: none of these has vanished. */
  isPart?: true;
  /** Reads the file's contributions in its order. Can be called once. */
  items: () => AsyncIterable<IntakeItem>;
  /** What a meeting tool's file tells beside contributions: who was there, what hosts said, votes. */
  eventRecord?: EventRecord;
};

export type IntakeItem =
  | { kind: 'contribution'; contribution: ReceivedContribution }
  | { kind: 'refusal'; refusal: Refusal };

/** One contribution as received, before it has an id, a leaf or a receipt. */
export type ReceivedContribution = {
  file: string;
  /**
   * Row of the file as a spreadsheet counts it (the header is row 1); in a file without rows which of its replies it is,
   * from 1; null where the file is one reply.
   */
  row: number | null;
  /** The source's own id; null where it has none (then the content stands for it). */
  sourceKey: string | null;
  /**
   * Tells the people of one source apart: contributions with the same one are one stakeholder's. Only a hash of it is kept.
   * Left out where the source names nobody: anonymous input is linked with nothing.
   */
  person?: string;
  language: string | null;
  /** Through what it first came in, where the file says so; `import` else. */
  channel?: Channel;
  /** ISO date. */
  day: string | null;
  profile: StakeholderProfile;
  personal: PersonalData;
  publication: PublicationChoice;
  url: string | null;
  answers: Answer[];
  attachments: ReceivedAttachment[];
  /** Words in an e-mail that are not what its sender has to say: kept for whoever checks, never evidence. */
  asides?: Aside[];
};

/** What was set apart: what somebody else had written, or who the sender is. */
export type Aside = { kind: 'quoted' | 'signature'; text: string };

/** A file that belongs to a contribution. Where it was read, its words are a text answer with the same name. */
export type ReceivedAttachment = { question: string; name: string } & (
  | { state: 'read'; sha256: string; bytes: number; pages: number }
  | { state: 'missing' | 'unreadable' | 'without_text'; sha256: string | null; bytes: number | null; reason: string }
);

/** What a column or field of a file is for. */
export const FIELD_ROLES = [
  'id',
  'person',
  'title',
  'open',
  'single',
  'multiple',
  'scale',
  'matrix',
  'number',
  'date_answer',
  'file',
  'language',
  'day',
  'publication',
  'url',
  'user_type',
  'country',
  'size',
  'scope',
  'organisation',
  'register_number',
  'first_name',
  'surname',
  'email_address',
  'ignore',
] as const; // prettier-ignore
export type FieldRole = (typeof FIELD_ROLES)[number];

export type FieldReading = {
  /** Header as it stands in the file. */
  field: string;
  /** Position in the file, from 1. */
  position: number;
  role: FieldRole;
  /** Key of the question it belongs to, for example `q13`; null where it is none. */
  question: string | null;
  /** Whether a person said so or a rule guessed. */
  decidedBy: 'given' | 'guessed';
  /** The rule that decided, in words. */
  reason: string;
};
