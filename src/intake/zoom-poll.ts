import type { Delivery } from '../core/intake.ts';
import { sourceName } from './deliver-table.ts';
import { type ExaminedFile, refuseIfChanged, unreadable } from './file.ts';
import type { Mapping } from './mapping-file.ts';
import { givenName, nameKey } from './person-name.ts';
import { type Poll, type PollAnswer, sortPolls } from './polls.ts';
import { filledCells, headerKey, type RawRow, readRawRows, startOfReport } from './raw-rows.ts';
import type { Reader } from './reader.ts';
import { speakerWords } from './speakers.ts';

const HEADER = /#"?[,;\t]"?User Name"?[,;\t]"?(?:User Email|Email Address)/i;

/**
 * Zoom's poll report: some lines about the meeting, then one row per person with pairs of question and answer, or (as
 * newer ones have it) one column per question.
 */
export const zoomPoll: Reader = {
  name: 'zoom-poll',
  recognises: async (probe) => HEADER.test(await startOfReport(probe)),
  open: async ({ file }, { mapping }) => {
    const { rows, broken, remarks } = await readRawRows(file, HEADER);
    const polls = pollsIn(rows);
    if (polls.length === 0)
      throw unreadable(file.name, 'has no answers to a poll', 'Export the poll report again as CSV.');
    return deliverPolls({
      format: 'zoom-poll',
      file,
      mapping,
      polls,
      remarks,
      refusals: broken.map(({ row, reason }) => ({ file: file.name, row, field: null, reason })),
    });
  },
};

function pollsIn(rows: readonly RawRow[]): Poll[] {
  const polls = new Map<string, Poll>();
  const put = (title: string, answer: PollAnswer) => {
    const poll = polls.get(title) ?? { title, answers: [] };
    polls.set(title, poll);
    poll.answers.push(answer);
  };
  let header: string[] | null = null;
  for (const row of rows) {
    const keys = row.cells.map(headerKey);
    if (keys[0] === '#' && keys[1] === 'user name') header = row.cells;
    else if (header && filledCells(row) > 1) readRow(row, header, put);
  }
  return [...polls.values()];
}

/** Columns that say who answered and when. */
const FIXED = 4;

/** A title in the header makes a column of answers; without one, question and answer stand beside each other. */
function readRow({ row, cells }: RawRow, header: readonly string[], put: (title: string, answer: PollAnswer) => void) {
  const name = givenName(cells[1] ?? '');
  const emailAddress = cells[2]?.trim() ?? '';
  const isAddress = emailAddress.includes('@');
  const person = isAddress ? emailAddress.toLowerCase() : name && nameKey(name);
  const personal = { ...(name !== null && { name }), ...(isAddress && { emailAddress }) };
  const titled = header.slice(FIXED).filter((title) => title.trim() !== '');
  const answer = (cell: string): PollAnswer => ({ row, person, personal, values: [cell.trim()] });
  const isPaired = titled.length === 0 || (titled.length === 1 && /^poll title|^question$/i.test(titled[0]!.trim()));
  if (isPaired) {
    for (let at = FIXED; at + 1 < cells.length; at += 2) {
      const [title, chosen] = [cells[at]!.trim(), cells[at + 1]!];
      if (title !== '' && chosen.trim() !== '') put(title, answer(chosen));
    }
    return;
  }
  for (const [index, title] of header.entries()) {
    const cell = cells[index] ?? '';
    if (index >= FIXED && title.trim() !== '' && cell.trim() !== '') put(title.trim(), answer(cell));
  }
}

/** A file with answers to polls, whatever tool wrote it. */
export type PollDelivery = {
  format: string;
  file: ExaminedFile;
  mapping: Mapping;
  polls: readonly Poll[];
  remarks: readonly string[];
  refusals: NonNullable<Delivery['eventRecord']>['refusals'];
};

/** Polls as a delivery: words are contributions, everything else responses. */
export function deliverPolls({ format, file, mapping, polls, remarks, refusals }: PollDelivery): Delivery {
  const wordOf = speakerWords(mapping);
  const sorted = sortPolls(polls, { file: file.name, mapping, choiceOf: (name) => wordOf(name).choice, day: null });
  const isOpen = (index: number) => sorted.questions.some(({ key }) => key === `q${index + 1}`);
  return {
    format,
    source: mapping.source ?? sourceName(file.name),
    file: file.name,
    sha256: file.sha256,
    questions: sorted.questions,
    remarks: [...remarks, `Polls: ${polls.length}, of which with words as answers: ${sorted.questions.length}.`],
    reading: polls.map((poll, index) => ({
      field: poll.title,
      position: index + 1,
      role: isOpen(index) ? 'open' : 'single',
      question: isOpen(index) ? `q${index + 1}` : null,
      decidedBy: 'guessed',
      reason: isOpen(index)
        ? 'the answers are words, mostly different ones'
        : 'a closed question to the room: its answers are responses and no contributions',
    })),
    items: async function* () {
      await refuseIfChanged(file);
      for (const contribution of sorted.contributions) yield { kind: 'contribution', contribution };
    },
    eventRecord: { attendance: null, hostStatements: [], rounds: sorted.rounds, refusals: [...refusals] },
  };
}
