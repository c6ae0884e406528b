import { CAPTIONS, type Captions, type HostStatement } from '../core/event-record.ts';
import type { Delivery, FieldReading, IntakeItem, ReceivedContribution } from '../core/intake.ts';
import { isLanguage } from '../core/language.ts';
import { NO_PROFILE } from '../core/profile.ts';
import type { Question } from '../core/question.ts';
import type { Refusal } from '../core/refusal.ts';
import { hasLetter, written } from '../core/text.ts';
import { sourceName } from './deliver-table.ts';
import { refuseIfChanged, unreadable } from './file.ts';
import { UTTERANCE_CHARACTERS_MAX } from './limits.ts';
import type { Mapping } from './mapping-file.ts';
import { givenName, nameKey } from './person-name.ts';
import type { Reader } from './reader.ts';
import { speakerWords } from './speakers.ts';
import { makeTurns, type Turn } from './turns.ts';
import { parseVtt, type Vtt, type VttProblem } from './webvtt.ts';
import { readWholeText, startOfText } from './whole-text.ts';

const TIMES = /^\s*(?:\d{1,5}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->/m;

/**
 * Transcripts in WebVTT (Zoom, Teams, BigBlueButton, Webex) and SubRip. A turn is a contribution of the channel
 * `transcript`, once its speaker's agreement is recorded in the mapping; until then it is refused and waits. What hosts
 * say are host statements.
 */
export const transcript: Reader = {
  name: 'transcript',
  recognises: async ({ file }) => {
    const start = startOfText(file);
    return /^\ufeff?WEBVTT\b/.test(start) || TIMES.test(start);
  },
  open: async ({ file }, { mapping }) => {
    const { text, remarks } = await readWholeText(file);
    const vtt = parseVtt(text);
    if (vtt.cues.length === 0)
      throw unreadable(file.name, 'has no cue: nothing was said at a time that can be read', 'Export it again.');
    const turns = makeTurns(vtt.cues, Object.keys(mapping.speakers ?? {}));
    const sorted = sortTurns(turns, file.name, mapping, languageOf(vtt, mapping));
    const format = 'transcript';
    return {
      format,
      source: mapping.source ?? sourceName(file.name),
      file: file.name,
      sha256: file.sha256,
      questions: QUESTIONS,
      remarks: [...remarks, ...remarksOf(vtt, turns, mapping)],
      reading: READING,
      items: async function* () {
        await refuseIfChanged(file);
        for (const problem of vtt.problems) yield { kind: 'refusal', refusal: problemRefusal(file.name, problem) };
        yield* sorted.items;
      },
      eventRecord: { attendance: null, hostStatements: sorted.hostStatements, rounds: [], refusals: [] },
    } satisfies Delivery;
  },
};

const QUESTIONS: Question[] = [
  { key: 'q1', title: written({ en: 'Said in the recording' }), purpose: 'evidence', kind: 'long_text' },
  { key: 'q2', title: written({ en: 'Time in the recording' }), purpose: 'logistics', kind: 'number', unit: 's' },
  {
    key: 'q3',
    title: written({ en: 'How the words were written down' }),
    purpose: 'logistics',
    kind: 'single',
    options: CAPTIONS.map((key) => ({ key, title: written({ en: key }) })),
  },
];

const READING: FieldReading[] = [
  reading('speaker', 1, 'person', null, 'who speaks, by voice or by the name before a colon; the name is kept apart'),
  reading('words', 2, 'open', 'q1', 'consecutive cues of one speaker are one turn'),
  reading('time', 3, 'number', 'q2', 'seconds from the start of the recording'),
];

function reading(
  field: string,
  position: number,
  role: FieldReading['role'],
  question: string | null,
  reason: string,
): FieldReading {
  return { field, position, role, question, decidedBy: 'guessed', reason };
}

function languageOf(vtt: Vtt, mapping: Mapping): string | null {
  return mapping.language ?? (vtt.language && isLanguage(vtt.language) ? vtt.language : null);
}

/** What becomes of each turn: a contribution, a host statement, or a refusal that waits for the speaker's word. */
function sortTurns(
  turns: readonly Turn[],
  file: string,
  mapping: Mapping,
  language: string | null,
): { items: IntakeItem[]; hostStatements: HostStatement[] } {
  const wordOf = speakerWords(mapping);
  const captions = mapping.captions ?? null;
  const hostStatements: HostStatement[] = [];
  const items: IntakeItem[] = [];
  const keys = turnKeys(turns);
  for (const [index, turn] of turns.entries()) {
    const speaker = turn.speaker === null ? null : givenName(turn.speaker);
    const { isHost, choice } = wordOf(speaker);
    const refuse = (refusal: Pick<Refusal, 'reason' | 'waitsFor'>) =>
      items.push({ kind: 'refusal', refusal: { file, row: turn.line, field: null, ...refusal } });
    if (turn.text.length > UTTERANCE_CHARACTERS_MAX) refuse({ reason: sayTooLong(turn) });
    else if (!hasLetter(turn.text)) refuse({ reason: 'Nothing is said here: the turn has no letter.' });
    else if (isHost) {
      const { line: row, startMs: atMs, text } = turn;
      hostStatements.push({ row, sourceKey: keys[index]!, text, language, captions, atMs, speaker });
    } else if (choice === null) refuse({ reason: WAITS[speaker === null ? 'unnamed' : 'named'], waitsFor: 'consent' });
    else {
      const contribution = contributionOf(turn, { file, sourceKey: keys[index]!, speaker, language, captions });
      items.push({ kind: 'contribution', contribution: { ...contribution, publication: choice } });
    }
  }
  return { items, hostStatements };
}

const WAITS = {
  named:
    'Waits for consent: it is not recorded that this speaker agreed to the use of the recording. Record it in the mapping (speakers, with publication and because), or that the speaker is a host, and import the file again.',
  unnamed:
    'Waits for consent: the file does not say who speaks here, and it is not recorded that everybody agreed to the use of the recording. Record it in the mapping (publication, with all and because) and import the file again.',
} as const;

function sayTooLong({ text }: Turn): string {
  return `The turn has ${text.length} characters; up to ${UTTERANCE_CHARACTERS_MAX} can be taken in. Check whether the file has its cues apart.`;
}

/** Where a turn begins says which one it is: a corrected transcript of the same recording brings new versions. */
function turnKeys(turns: readonly Turn[]): string[] {
  const seen = new Map<number, number>();
  return turns.map(({ startMs }) => {
    const nth = (seen.get(startMs) ?? 0) + 1;
    seen.set(startMs, nth);
    return nth === 1 ? `${startMs} ms` : `${startMs} ms #${nth}`;
  });
}

type TurnFacts = {
  file: string;
  sourceKey: string;
  speaker: string | null;
  language: string | null;
  captions: Captions | null;
};

function contributionOf(turn: Turn, { file, sourceKey, speaker, language, captions }: TurnFacts): ReceivedContribution {
  return {
    file,
    row: turn.line,
    sourceKey,
    ...(speaker !== null && { person: nameKey(speaker) }),
    language,
    channel: 'transcript',
    day: null,
    profile: NO_PROFILE,
    personal: speaker === null ? {} : { name: speaker },
    publication: 'unknown',
    url: null,
    answers: [
      { question: 'q1', text: turn.text },
      { question: 'q2', values: [String(turn.startMs / 1000)] },
      ...(captions ? [{ question: 'q3', values: [captions] }] : []),
    ],
    attachments: [],
  };
}

const PROBLEMS: { readonly [kind in VttProblem['kind']]: { reason: string; field: string | null } } = {
  no_times: { reason: 'These lines are no cue: no time stands before them. They were left out.', field: null },
  bad_times: {
    reason:
      'The times of this cue cannot be read; they are expected like 00:01:05.000 --> 00:01:09.000. It was left out.',
    field: null,
  },
  ends_before_it_starts: { reason: 'The cue ends before it starts. Its words were taken at its start.', field: 'time' },
  runs_backwards: {
    reason: 'The cue starts before the one above it. Its words were taken in the order of the file.',
    field: 'time',
  },
};

/** A cue that is left out is no whole turn: it is listed, and the sums are those of turns. */
function problemRefusal(file: string, { line, kind }: VttProblem): Refusal {
  return { file, row: line, partial: true, ...PROBLEMS[kind] };
}

const SPEAKERS_LISTED = 40;

function remarksOf(vtt: Vtt, turns: readonly Turn[], mapping: Mapping): string[] {
  const remarks = [`Cues: ${vtt.cues.length}; turns: ${turns.length}.`];
  if (!vtt.hasHeader) remarks.push('The file does not begin with WEBVTT; it was read for the times of its cues.');
  if (vtt.others > 0) remarks.push(`Notes, styles and regions passed over: ${vtt.others}.`);
  remarks.push(
    mapping.captions
      ? `The words are ${mapping.captions}, says the mapping.`
      : 'Whether the words are original, interpreted or automatic captions is not said (mapping: captions).',
  );
  const wordOf = speakerWords(mapping);
  const speakers = Map.groupBy(turns, ({ speaker }) => speaker && givenName(speaker));
  const listed = [...speakers].slice(0, SPEAKERS_LISTED).map(([speaker, own]) => {
    const { isHost, choice } = wordOf(speaker);
    return `${speaker === null ? 'nobody named' : `"${speaker}"`} ${own.length} (${isHost ? 'host' : (choice ?? 'waits for consent')})`;
  });
  const more = speakers.size > SPEAKERS_LISTED ? ` and ${speakers.size - SPEAKERS_LISTED} more` : '';
  return [...remarks, `Turns by speaker: ${listed.join(', ')}${more}.`];
}
