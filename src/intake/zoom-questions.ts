import type { HostStatement } from '../core/event-record.ts';
import type { Delivery, FieldReading, IntakeItem } from '../core/intake.ts';
import { NO_PROFILE } from '../core/profile.ts';
import type { Question } from '../core/question.ts';
import { hasLetter, written } from '../core/text.ts';
import { sourceName } from './deliver-table.ts';
import { refuseIfChanged, unreadable } from './file.ts';
import type { Mapping } from './mapping-file.ts';
import { givenName, nameKey } from './person-name.ts';
import { filledCells, headerKey, type RawRow, readRawRows, startOfReport } from './raw-rows.ts';
import type { Reader } from './reader.ts';
import { speakerWords } from './speakers.ts';

const HEADER = /(?:^|[,;\t\n])"?Question"?[,;\t]"?Asker Name"?[,;\t]/i;

/** Zoom's question-and-answer report: what is asked is a contribution of the room, what is answered a statement of a host. */
export const zoomQuestions: Reader = {
  name: 'zoom-questions',
  recognises: async (probe) => HEADER.test(await startOfReport(probe)),
  open: async ({ file }, { mapping }) => {
    const { rows, broken, remarks } = await readRawRows(file, HEADER);
    const asked = questionsIn(rows);
    if (asked.length === 0)
      throw unreadable(file.name, 'has no question', 'Export the question-and-answer report again as CSV.');
    const { items, hostStatements } = sortQuestions(asked, file.name, mapping);
    return {
      format: 'zoom-questions',
      source: mapping.source ?? sourceName(file.name),
      file: file.name,
      sha256: file.sha256,
      questions: QUESTIONS,
      remarks: [...remarks, `Questions: ${asked.length}; answers: ${hostStatements.length}.`],
      reading: READING,
      items: async function* () {
        await refuseIfChanged(file);
        yield* items;
        for (const { row, reason } of broken)
          yield { kind: 'refusal', refusal: { file: file.name, row, field: null, reason } };
      },
      eventRecord: { attendance: null, hostStatements, rounds: [], refusals: [] },
    } satisfies Delivery;
  },
};

const QUESTIONS: Question[] = [
  { key: 'q1', title: written({ en: 'Question from the room' }), purpose: 'evidence', kind: 'long_text' },
];

const READING: FieldReading[] = [
  field('Question', 2, 'open', 'q1', 'what was asked'),
  field('Asker Name', 3, 'person', null, 'who asked; kept apart'),
  field('Asker Email', 4, 'email_address', null, 'who asked; kept apart'),
  field('Answer(s)', 5, 'ignore', null, 'what hosts answered: statements of hosts, no contributions'),
];

function field(
  name: string,
  position: number,
  role: FieldReading['role'],
  question: string | null,
  reason: string,
): FieldReading {
  return { field: name, position, role, question, decidedBy: 'guessed', reason };
}

type Asked = { row: number; number: string; text: string; name: string; email: string; answers: string };

function questionsIn(rows: readonly RawRow[]): Asked[] {
  const asked: Asked[] = [];
  let keys: string[] | null = null;
  for (const row of rows) {
    const own = row.cells.map(headerKey);
    if (own.includes('question') && own.includes('asker name')) {
      keys = own;
      continue;
    }
    if (!keys || filledCells(row) === 0) continue;
    const known = keys;
    const cell = (pattern: RegExp) => row.cells[known.findIndex((key) => pattern.test(key))]?.trim() ?? '';
    asked.push({
      row: row.row,
      number: cell(/^#$/),
      text: cell(/^question$/),
      name: cell(/^asker name$/),
      email: cell(/^asker email$/),
      answers: cell(/^answer(?:\(s\)|s)?$/),
    });
  }
  return asked;
}

/** Several answers stand in one cell, each with who gave it before a colon. */
const ANSWERED_BY = /(?:^|\n)\s*(?:Answered by|Beantwortet von|Répondu par)\s+([^:\n]{1,80}):\s*/gi;
const LIVE = /^(?:live answered|this question has been answered live|answered live)\.?$/i;

function answersIn(cell: string): { speaker: string | null; text: string }[] {
  const heads = [...cell.matchAll(ANSWERED_BY)];
  const whole = heads.length === 0 ? [{ speaker: null, text: cell }] : [];
  const each = heads.map((head, index) => ({
    speaker: /^(?:host|panelist)$/i.test(head[1]!.trim()) ? null : givenName(head[1]!),
    text: cell.slice(head.index + head[0].length, heads[index + 1]?.index).trim(),
  }));
  return [...whole, ...each].filter(({ text }) => hasLetter(text) && !LIVE.test(text.trim()));
}

function sortQuestions(
  asked: readonly Asked[],
  file: string,
  mapping: Mapping,
): { items: IntakeItem[]; hostStatements: HostStatement[] } {
  const wordOf = speakerWords(mapping);
  const items: IntakeItem[] = [];
  const hostStatements: HostStatement[] = [];
  const state = (row: number, key: string, text: string, speaker: string | null) =>
    hostStatements.push({
      row,
      sourceKey: key,
      text,
      language: mapping.language ?? null,
      captions: null,
      atMs: null,
      speaker,
    });
  for (const { row, number, text, name: asker, email, answers } of asked) {
    const id = number || `row ${row}`;
    const name = givenName(asker);
    const { isHost, choice } = wordOf(name);
    for (const [index, answer] of answersIn(answers).entries())
      state(row, `${id} answer ${index + 1}`, answer.text, answer.speaker);
    // Where a question has several answers, the further ones stand in rows of their own.
    if (text === '' && answers !== '') continue;
    if (!hasLetter(text)) {
      const reason = 'Nothing is asked here: the question has no letter.';
      items.push({ kind: 'refusal', refusal: { file, row, field: 'Question', reason } });
    } else if (isHost) state(row, id, text, name);
    else {
      const isAddress = email.includes('@');
      const person = isAddress ? email.toLowerCase() : name && nameKey(name);
      items.push({
        kind: 'contribution',
        contribution: {
          file,
          row,
          sourceKey: number === '' ? null : number,
          ...(person && { person }),
          language: mapping.language ?? null,
          channel: 'room',
          day: null,
          profile: NO_PROFILE,
          personal: { ...(name !== null && { name }), ...(isAddress && { emailAddress: email }) },
          publication: choice ?? 'unknown',
          url: null,
          answers: [{ question: 'q1', text }],
          attachments: [],
        },
      });
    }
  }
  return { items, hostStatements };
}
