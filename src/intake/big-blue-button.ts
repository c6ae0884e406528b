import { z } from 'zod';
import type { Refusal } from '../core/refusal.ts';
import { type AttendanceField, cellsBy, deliverAttendance, type PersonRow } from './attendance-rows.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import type { Mapping } from './mapping-file.ts';
import { givenName, nameKey } from './person-name.ts';
import type { Poll, PollAnswer } from './polls.ts';
import { filledCells, type RawRow, readRawRows, startOfReport } from './raw-rows.ts';
import type { Reader } from './reader.ts';
import { readWholeText, startOfText } from './whole-text.ts';
import { deliverPolls } from './zoom-poll.ts';

/** The columns of the dashboard's CSV, in their order whatever the language; questions of polls follow. */
const COLUMNS: readonly AttendanceField[] = [
  'name',
  'role',
  ...Array<AttendanceField>(7).fill('ignore'),
  'joined',
  'left',
  'minutes',
];

const HEADER = /^"?Name"?[,\t]"?Moderator"?[,\t]"?Activity Score"?/i;

/** The learning dashboard of BigBlueButton as CSV: who was there, and what polls were answered. */
export const bigBlueButtonCsv: Reader = {
  name: 'big-blue-button-csv',
  recognises: async (probe) => HEADER.test((await startOfReport(probe)).replace(/^\ufeff/, '')),
  open: async ({ file }, { mapping }) => {
    const { rows, broken, remarks } = await readRawRows(file, /,/);
    const [header, ...people] = rows.filter((row) => filledCells(row) > 0);
    if (!header || header.cells.length < COLUMNS.length)
      throw unreadable(
        file.name,
        'has fewer columns than the dashboard writes',
        'Download the dashboard again as CSV.',
      );
    // The last row has the answers of anonymous polls, one a line, and nothing else.
    const isAnonymous = ({ cells }: RawRow) => cells.slice(1, COLUMNS.length).every((cell) => cell.trim() === '');
    const named = people.filter((row) => !isAnonymous(row));
    const fault = (row: number, reason: string): Refusal => ({ file: file.name, row, field: null, reason });
    return withPolls({
      format: 'big-blue-button-csv',
      file,
      mapping,
      rows: named.map(({ row, cells }) => ({ row, cells: cellsBy(COLUMNS, cells.map(dashAsNothing)), wasThere: true })),
      columns: COLUMNS.map((field, index) => ({ header: header.cells[index]!, field })),
      polls: csvPolls(header, named, people.find(isAnonymous)),
      remarks,
      refusals: broken.map(({ row, reason }) => fault(row, reason)),
    });
  },
};

function dashAsNothing(cell: string): string {
  return cell.trim() === '-' ? '' : cell;
}

/** Questions stand in the header without quotation marks: one with a comma in it is in several cells. */
function csvPolls(header: RawRow, named: readonly RawRow[], anonymous: RawRow | undefined): Poll[] {
  const first = COLUMNS.length;
  const width = Math.max(0, ...[...named, ...(anonymous ? [anonymous] : [])].map(({ cells }) => cells.length)) - first;
  const titles = header.cells.slice(first).map((title) => title.trim());
  const fits = titles.length === width;
  return Array.from({ length: Math.max(0, width) }, (_, index): Poll => {
    const title = fits ? titles[index]! : width === 1 ? titles.join(', ') : `Poll ${index + 1}`;
    const cells = named.map(({ cells }) => dashAsNothing(cells[first + index] ?? '').trim());
    const alone = new Set(cells.filter((cell) => !cell.includes(',')));
    const answers = named.flatMap(({ row, cells: own }, at): PollAnswer[] => {
      const cell = cells[at]!;
      if (cell === '') return [];
      const parts = cell.split(',').map((part) => part.trim());
      return [{ row, ...personNamed(own[0] ?? ''), values: parts.every((part) => alone.has(part)) ? parts : [cell] }];
    });
    const lines = (anonymous?.cells[first + index] ?? '').split(/\r\n|\n/).filter((line) => line.trim() !== '');
    return { title, answers: [...answers, ...lines.map((line) => nobody(anonymous?.row ?? null, [line]))] };
  }).filter(({ answers }) => answers.length > 0);
}

function personNamed(cell: string): Pick<PollAnswer, 'person' | 'personal'> {
  const name = givenName(cell);
  return { person: name && nameKey(name), personal: name === null ? {} : { name } };
}

function nobody(row: number | null, values: readonly string[]): PollAnswer {
  return { row, person: null, personal: {}, values };
}

const milliseconds = z.coerce.number().catch(0);
const session = z.object({ registeredOn: milliseconds, leftOn: milliseconds });
const user = z.object({
  name: z.string().catch(''),
  isModerator: z.boolean().catch(false),
  intIds: z
    .record(
      z.string(),
      z.union([z.object({ sessions: z.array(session) }), session.transform((one) => ({ sessions: [one] }))]),
    )
    .catch({}),
  registeredOn: milliseconds.optional(),
  leftOn: milliseconds.optional(),
  answers: z.record(z.string(), z.union([z.array(z.string()), z.string().transform((one) => [one])])).catch({}),
});
const poll = z.object({
  pollId: z.string(),
  pollType: z.string().catch(''),
  multiple: z.boolean().catch(false),
  question: z.string().catch(''),
  options: z.array(z.string()).catch([]),
  anonymousAnswers: z.array(z.string()).catch([]),
  createdOn: milliseconds,
});
const meeting = z.object({
  name: z.string().catch(''),
  users: z.record(z.string(), z.unknown()).catch({}),
  polls: z.record(z.string(), z.unknown()).catch({}),
  createdOn: milliseconds,
  endedOn: milliseconds,
});
type User = z.infer<typeof user>;

/** The learning dashboard's own data of BigBlueButton (learning_dashboard_data.json): attendance to the millisecond, and polls. */
export const bigBlueButtonJson: Reader = {
  name: 'big-blue-button-json',
  recognises: async ({ file }) => {
    const start = startOfText(file)
      .replace(/^\ufeff/, '')
      .trimStart();
    return start.startsWith('{') && /"intId"\s*:/.test(start) && /"users"\s*:\s*\{/.test(start);
  },
  open: async ({ file }, { mapping }) => {
    const { text, remarks } = await readWholeText(file);
    const parsed = meeting.safeParse(parseJson(file, text));
    if (!parsed.success)
      throw unreadable(file.name, 'is JSON, but not the data of a BigBlueButton meeting', 'Export it again.');
    const { name, users, polls, createdOn, endedOn } = parsed.data;
    const refusals: Refusal[] = [];
    const people = Object.entries(users).flatMap(([key, value]): [string, User][] => {
      const read = user.safeParse(value);
      if (read.success) return [[key, read.data]];
      const reason = `The entry "${key}" is no person as BigBlueButton writes one.`;
      refusals.push({ file: file.name, row: null, field: 'users', reason });
      return [];
    });
    const end =
      endedOn > 0 ? endedOn : Math.max(0, ...people.flatMap(([, one]) => sessionsOf(one).map(({ leftOn }) => leftOn)));
    return withPolls({
      format: 'big-blue-button-json',
      file,
      mapping,
      rows: people.flatMap(([key, one]) => rowsOf(key, one, end)),
      columns: COLUMNS.filter((field) => field !== 'ignore').map((field) => ({ header: field, field })),
      polls: jsonPolls(polls, people),
      ...(createdOn > 0 && end > createdOn && { span: { start: iso(createdOn), end: iso(end) } }),
      remarks: [...remarks, ...(name ? [`Meeting: ${name}.`] : [])],
      refusals,
    });
  },
};

function parseJson(file: ExaminedFile, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no reason known';
    throw unreadable(file.name, `is no whole JSON (${why})`, 'Download it again.', error);
  }
}

function sessionsOf({ intIds, registeredOn, leftOn }: User): { registeredOn: number; leftOn: number }[] {
  const all = Object.values(intIds).flatMap(({ sessions }) => sessions);
  return all.length > 0 || !registeredOn ? all : [{ registeredOn, leftOn: leftOn ?? 0 }];
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** One row per session; who never left was there to the end. The key tells people apart, as two may have one name. */
function rowsOf(key: string, one: User, end: number): PersonRow[] {
  return sessionsOf(one)
    .filter(({ registeredOn }) => registeredOn > 0)
    .map(({ registeredOn, leftOn }) => ({
      row: null,
      key,
      wasThere: true,
      role: one.isModerator ? 'host' : 'participant',
      cells: {
        name: one.name,
        joined: iso(registeredOn),
        left: iso(leftOn > 0 ? leftOn : Math.max(end, registeredOn)),
      },
    }));
}

function jsonPolls(polls: { [id: string]: unknown }, people: readonly [string, User][]): Poll[] {
  return Object.values(polls)
    .flatMap((value) => {
      const read = poll.safeParse(value);
      return read.success ? [read.data] : [];
    })
    .sort((a, b) => a.createdOn - b.createdOn || (a.pollId < b.pollId ? -1 : 1))
    .map((one): Poll => {
      const named = people.flatMap(([key, { name, answers }]): PollAnswer[] => {
        const values = answers[one.pollId];
        return values === undefined ? [] : [{ ...personNamed(name), person: key, row: null, values }];
      });
      const answers = [...named, ...one.anonymousAnswers.map((answer) => nobody(null, [answer]))];
      const kind = /^(?:r-|response)/i.test(one.pollType) ? 'open' : one.multiple ? 'multiple' : 'single';
      return { title: one.question, answers, kind, options: one.options };
    })
    .filter(({ answers }) => answers.length > 0);
}

type WithPolls = Omit<Parameters<typeof deliverAttendance>[0], 'more'> & { polls: readonly Poll[]; mapping: Mapping };

/** One file tells of both: who was there, and what polls were answered. */
function withPolls({ polls, ...report }: WithPolls) {
  const attendance = deliverAttendance(report);
  if (polls.length === 0) return attendance;
  const { format, file, mapping } = report;
  const answered = deliverPolls({ format, file, mapping, polls, remarks: [], refusals: [] });
  return {
    ...answered,
    remarks: [...(attendance.remarks ?? []), ...(answered.remarks ?? [])],
    reading: [
      ...attendance.reading,
      ...answered.reading.map((one) => ({ ...one, position: one.position + attendance.reading.length })),
    ],
    eventRecord: { ...attendance.eventRecord!, rounds: answered.eventRecord!.rounds }, // both have one
  };
}
