import {
  type AttendanceField,
  cellsBy,
  deliverAttendance,
  fieldsOf,
  type HeaderWords,
  type PersonRow,
} from './attendance-rows.ts';
import { foldBlanks } from './column.ts';
import { unreadable } from './file.ts';
import { readMinutes, readMoment } from './moment.ts';
import { filledCells, headerKey, type RawRow, readRawRows, startOfReport } from './raw-rows.ts';
import type { Reader } from './reader.ts';

/** Columns of Teams in English, newer and older; in other languages they are told by their place. */
const WORDS: HeaderWords = new Map<string, AttendanceField>([
  ['name', 'name'],
  ['full name', 'name'],
  ['fullname', 'name'],
  ['first join', 'joined'],
  ['first join (utc)', 'joined'],
  ['join time', 'joined'],
  ['join time (utc)', 'joined'],
  ['last leave', 'left'],
  ['last leave (utc)', 'left'],
  ['leave time', 'left'],
  ['leave time (utc)', 'left'],
  ['in-meeting duration', 'minutes'],
  ['duration', 'minutes'],
  ['email', 'emailAddress'],
  ['registration email', 'emailAddress'],
  ['participant id (upn)', 'emailAddress'],
  ['registered on', 'registeredAt'],
  ['registration time', 'registeredAt'],
  ['registration status', 'approval'],
  ['role', 'role'],
]);

/** In this order whatever the language of the interface. */
const PARTICIPANTS: readonly AttendanceField[] = [
  'name',
  'joined',
  'left',
  'minutes',
  'emailAddress',
  'ignore',
  'role',
];
const ACTIVITIES: readonly AttendanceField[] = ['name', 'joined', 'left', 'minutes', 'emailAddress', 'role'];

const HEADER = /\t|User Action|UtcEventTimestamp/i;

/** Attendance reports of Microsoft Teams: with numbered parts, the older flat ones, and those of live events. */
export const teamsAttendance: Reader = {
  name: 'teams-attendance',
  recognises: async (probe) => {
    const start = (await startOfReport(probe)).replace(/^\ufeff/, '');
    return (
      (/^"?1\. [^\t\n,;]+/.test(start) && /\n"?2\. [^\n]/.test(start) && start.includes('\t')) ||
      /^"?Meeting Summary\b/i.test(start) ||
      /^"?Full Name"?[\t,;]"?User Action"?[\t,;]"?Timestamp/i.test(start) ||
      /^"?SessionId"?,"?ParticipantId"?,"?FullName"?/i.test(start)
    );
  },
  open: async ({ file }, { mapping }) => {
    const { rows, broken, remarks } = await readRawRows(file, HEADER);
    const found = readReport(rows);
    if (!found) throw unreadable(file.name, 'has no list of participants', 'Download the attendance report again.');
    return deliverAttendance({
      format: 'teams-attendance',
      file,
      mapping,
      rows: found.people,
      columns: found.columns,
      ...(found.span && { span: found.span }),
      ...(found.isUtc && { isUtc: true }),
      remarks: [...remarks, ...found.remarks],
      refusals: broken.map(({ row, reason }) => ({ file: file.name, row, field: null, reason })),
    });
  },
};

type Report = {
  people: PersonRow[];
  columns: { header: string; field: AttendanceField }[];
  span?: { start: string; end?: string };
  isUtc?: boolean;
  remarks: string[];
};

function readReport(rows: readonly RawRow[]): Report | null {
  const filled = rows.filter((row) => filledCells(row) > 0);
  const keys = filled[0]?.cells.map(headerKey) ?? [];
  if (keys.includes('user action')) return readActions(filled, keys, 'user action', 'timestamp', 'full name');
  if (keys.includes('utceventtimestamp'))
    return { ...readActions(filled, keys, 'action', 'utceventtimestamp', 'fullname'), isUtc: true };
  return readParts(filled);
}

/** Parts with a number and a title; where the activities are listed, they say when somebody was there, and the list of people the rest. */
function readParts(rows: readonly RawRow[]): Report | null {
  const parts = splitParts(rows);
  const listed = readList(parts[1] ?? [], PARTICIPANTS);
  if (!listed) return null;
  const activities = readList(parts[2] ?? [], ACTIVITIES);
  const span = readSpan(parts[0] ?? []);
  const unread = parts.length - 3;
  // A first join and a last leave are no stretch of presence: what lies between is told by the activities only.
  const people = activities ? listed.people.map(withoutTimes) : listed.people.map(keepMinutes);
  return {
    people: [...people, ...(activities?.people ?? [])],
    columns: listed.columns,
    ...(span && { span }),
    isUtc: listed.columns.some(({ header }) => /\(utc\)/i.test(header)),
    remarks: unread > 0 ? [`Parts of the report that were not read: ${unread}.`] : [],
  };
}

/** The parts of a report: the lines below each numbered title, or, in older ones, the summary and the list below it. */
function splitParts(rows: readonly RawRow[]): RawRow[][] {
  const isTitle = (row: RawRow) => filledCells(row) === 1 && /^\d\.\s/.test(foldBlanks(row.cells[0] ?? ''));
  if (rows.some(isTitle)) {
    const parts: RawRow[][] = [];
    for (const row of rows) {
      if (isTitle(row)) parts.push([]);
      else parts.at(-1)?.push(row);
    }
    return parts;
  }
  const header = rows.findIndex(
    ({ cells }) => fieldsOf(cells, WORDS).filter((field) => field !== 'ignore').length >= 4,
  );
  return header < 0 ? [] : [rows.slice(0, header), rows.slice(header)];
}

function readList(
  part: readonly RawRow[],
  places: readonly AttendanceField[],
): { people: PersonRow[]; columns: Report['columns'] } | null {
  const [header, ...rows] = part;
  if (!header) return null;
  const told = fieldsOf(header.cells, WORDS);
  const isEnglish = told.filter((field) => field !== 'ignore').length >= 3;
  const fields = isEnglish ? told : header.cells.map((_, index) => places[index] ?? 'ignore');
  return {
    people: rows.map(({ row, cells }) => ({ row, cells: cellsBy(fields, cells), wasThere: true })),
    columns: header.cells.map((name, index) => ({ header: name, field: fields[index]! })),
  };
}

function withoutTimes(person: PersonRow): PersonRow {
  const { joined: _, left: __, minutes: ___, ...cells } = person.cells;
  return { ...person, cells };
}

function keepMinutes(person: PersonRow): PersonRow {
  const { left: _, ...cells } = person.cells;
  return person.cells.minutes && readMinutes(person.cells.minutes) !== null ? { ...person, cells } : person;
}

/** The first two cells of the summary that are moments are start and end, in every language. */
function readSpan(summary: readonly RawRow[]): Report['span'] {
  const moments = summary
    .map(({ cells }) => cells[1]?.trim() ?? '')
    .filter((cell) => readMoment(cell, 'month first') ?? readMoment(cell, 'day first'));
  return moments[0] ? { start: moments[0], ...(moments[1] && { end: moments[1] }) } : undefined;
}

/** One line per coming and going: each coming makes a stretch with the next going of the same person. */
function readActions(
  [, ...rows]: readonly RawRow[],
  keys: readonly string[],
  action: string,
  timestamp: string,
  name: string,
): Report {
  const at = (cells: readonly string[], key: string) => cells[keys.indexOf(key)]?.trim() ?? '';
  const open = new Map<string, PersonRow>();
  const people: PersonRow[] = [];
  for (const { row, cells } of rows) {
    const who = at(cells, 'participantid') || at(cells, name);
    const time = at(cells, timestamp);
    const coming = open.get(who);
    if (/^(?:left|leave)/i.test(at(cells, action)) && coming) {
      people.push({ ...coming, cells: { ...coming.cells, left: time } });
      open.delete(who);
    } else if (!coming && !/^(?:left|leave)/i.test(at(cells, action))) {
      const role = at(cells, 'role');
      open.set(who, { row, wasThere: true, cells: { name: at(cells, name), joined: time, ...(role && { role }) } });
    }
  }
  people.push(...open.values());
  const columns = keys.map((header): Report['columns'][number] => ({
    header,
    field: header === name ? 'name' : header === timestamp ? 'joined' : header === 'role' ? 'role' : 'ignore',
  }));
  return { people, columns, remarks: open.size > 0 ? [`Who is not said to have left: ${open.size}.`] : [] };
}
