import type { StakeholderProfile } from './profile.ts';
import type { PublicationChoice } from './publication.ts';

/** Through what a contribution came in. */
export const CHANNELS = [
  'registration',
  'room',
  'submission',
  'paper',
  'e-mail',
  'import',
  'transcript',
  'note',
] as const; // prettier-ignore
export type Channel = (typeof CHANNELS)[number];

/** Words in answer to a question, exactly as received. */
export type TextAnswer = {
  question: string;
  text: string;
  /** Where the text was read from a file: its name, and the UTF-16 offsets at which its pages start. */
  file?: { name: string; sha256: string; pageStarts: number[] };
};

/**
 * The one shape for closed answers and votes: the chosen options (in order, where ranked), a number or a date written out.
 * `question` is the key of the closed item: `q13`, or `q13.2` for a row of a matrix.
 */
export type ClosedAnswer = { question: string; values: string[] };

export type Answer = TextAnswer | ClosedAnswer;

/** What one stakeholder said at one time; a correction is a new version. */
export type ContributionVersion = {
  /** The code by which people know the contribution. */
  code: string;
  version: number;
  channel: Channel;
  /** Language of the form or as stated by the contributor; null where nobody said. */
  language: string | null;
  /** Calendar day in the consultation's time zone on which it was made; null where unknown. */
  day: string | null;
  answers: Answer[];
  profile: StakeholderProfile;
  publication: PublicationChoice;
  /** Where the source shows it. */
  url: string | null;
};

export function isTextAnswer(answer: Answer): answer is TextAnswer {
  return 'text' in answer;
}

const BETWEEN_ANSWERS = '\n\n';

/** Answers in words as one text, as `wholeText` joins them. */
export function joinAnswers(texts: readonly string[]): string {
  return texts.join(BETWEEN_ANSWERS);
}

/** A stretch of a contribution's whole text that answers one question; UTF-16 offsets. */
export type TextSpan = { question: string; start: number; end: number };

/** All words of a contribution in one text, in the order of its answers, and which stretch answers what. */
export function wholeText(answers: readonly Answer[]): { text: string; spans: TextSpan[] } {
  const spans: TextSpan[] = [];
  let text = '';
  for (const answer of answers.filter(isTextAnswer)) {
    if (spans.length > 0) text += BETWEEN_ANSWERS;
    spans.push({ question: answer.question, start: text.length, end: text.length + answer.text.length });
    text += answer.text;
  }
  return { text, spans };
}
