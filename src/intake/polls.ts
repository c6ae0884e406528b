import type { ReceivedResponse, ResponseRound } from '../core/event-record.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import { isLanguage, type Language } from '../core/language.ts';
import { NO_PROFILE, type PersonalData } from '../core/profile.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { looksLikeScale, type Question, sortOptions } from '../core/question.ts';
import { hasLetter, written } from '../core/text.ts';
import { foldBlanks, type PartSeparator, splitParts } from './column.ts';
import type { GivenColumn, Mapping } from './mapping-file.ts';

/** One question that was put to a room, and what people answered, as a tool lists it. */
export type Poll = {
  title: string;
  answers: PollAnswer[];
  /** What the tool itself says of the question; else it is told from the answers. */
  kind?: 'open' | 'single' | 'multiple';
  options?: readonly string[];
};

export type PollAnswer = {
  row: number | null;
  /** Tells people of one file apart; null where nobody is named. */
  person: string | null;
  personal: PersonalData;
  /** All that this person chose, or one cell that may hold several. */
  values: readonly string[];
};

/** What polls come to: closed ones are rounds of responses, words are contributions of the room. */
export type PollResults = { rounds: ResponseRound[]; questions: Question[]; contributions: ReceivedContribution[] };

export type PollContext = {
  file: string;
  mapping: Mapping;
  choiceOf: (name: string | null) => PublicationChoice | null;
  day: string | null;
};

/** Tells open polls from closed ones and gives each what is its own. */
export function sortPolls(polls: readonly Poll[], context: PollContext): PollResults {
  const results: PollResults = { rounds: [], questions: [], contributions: [] };
  const language = languageOf(context.mapping);
  for (const [index, poll] of polls.entries()) {
    const given = givenFor(context.mapping, poll.title);
    if (given?.as === 'ignore') continue;
    const title = written({ [language]: foldBlanks(given?.question ?? poll.title) || `Question ${index + 1}` });
    const base = { key: `q${index + 1}`, title, purpose: 'evidence' as const };
    if (isOpen(poll, given)) {
      results.questions.push({ ...base, kind: 'long_text' });
      for (const answer of poll.answers) results.contributions.push(...asContributions(answer, base.key, context));
    } else results.rounds.push(closedRound(poll, base, given, language));
  }
  return results;
}

function languageOf({ headerLanguage, language }: Mapping): Language {
  const stated = headerLanguage ?? language ?? 'en';
  return isLanguage(stated) ? stated : 'en';
}

function givenFor({ columns }: Mapping, title: string): GivenColumn | undefined {
  const found = Object.entries(columns).find(([name]) => foldBlanks(name) === foldBlanks(title))?.[1];
  return typeof found === 'string' ? { as: found } : found;
}

const OPEN_WORDS = 4;
const CHOICE_CHARACTERS_MAX = 200;

/** Words that people wrote differ; what they chose comes again. */
function isOpen(poll: Poll, given: GivenColumn | undefined): boolean {
  if (given) return given.as === 'open' || given.as === 'title';
  if (poll.kind) return poll.kind === 'open';
  const values = poll.answers.flatMap((answer) => answer.values.map(foldBlanks)).filter((value) => value !== '');
  if (values.some((value) => value.length > CHOICE_CHARACTERS_MAX)) return true;
  const distinct = new Set(values);
  const words = [...distinct].reduce((sum, value) => sum + value.split(' ').length, 0);
  return values.length >= 3 && distinct.size > values.length * 0.7 && words >= distinct.size * OPEN_WORDS;
}

function asContributions(
  { row, person, personal, values }: PollAnswer,
  question: string,
  { file, mapping, choiceOf, day }: PollContext,
): ReceivedContribution[] {
  return values
    .filter((value) => hasLetter(value))
    .map((text) => {
      return {
        file,
        row,
        sourceKey: null,
        ...(person !== null && { person }),
        language: mapping.language ?? null,
        channel: 'room',
        day,
        profile: NO_PROFILE,
        personal,
        publication: choiceOf(personal.name ?? null) ?? 'unknown',
        url: null,
        answers: [{ question, text }],
        attachments: [],
      };
    });
}

type Base = Pick<Question, 'key' | 'title' | 'purpose'>;

function closedRound(poll: Poll, base: Base, given: GivenColumn | undefined, language: Language): ResponseRound {
  const separator = given?.separator ?? separatorOf(poll);
  const split = (values: readonly string[]) =>
    separator === null ? values.map(foldBlanks) : values.flatMap((value) => splitParts(value, separator));
  const responses = poll.answers
    .map(({ row, person, values }): ReceivedResponse => {
      const chosen = [...new Set(split(values).filter((value) => value !== ''))];
      return { row, respondent: person, values: chosen };
    })
    .filter(({ values }) => values.length > 0);
  const labels = sortOptions([...(poll.options ?? []), ...responses.flatMap(({ values }) => values)]);
  const options = labels.map((label) => ({ key: label, title: written({ [language]: label }) }));
  const several = poll.kind === 'multiple' || responses.some(({ values }) => values.length > 1);
  const kind = several ? 'multiple' : looksLikeScale(labels) ? 'scale' : 'single';
  return { question: { ...base, kind, options }, responses };
}

/** Several choices in one cell are told by their coming again in other cells, alone or beside others. */
function separatorOf(poll: Poll): PartSeparator | null {
  if (poll.kind === 'single') return null;
  const cells = poll.answers.flatMap(({ values }) => values);
  for (const separator of [';', '\n'] as const) {
    const splitting = cells.filter((cell) => splitParts(cell, separator).length > 1);
    if (splitting.length === 0) continue;
    const parts = new Set(cells.flatMap((cell) => splitParts(cell, separator)));
    const known = new Set(poll.options ?? []);
    const again = [...parts].filter(
      (part) => known.has(part) || cells.filter((cell) => splitParts(cell, separator).includes(part)).length > 1,
    );
    if (again.length * 2 >= parts.size) return separator;
  }
  return null;
}
