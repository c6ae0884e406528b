import type { AttendanceRole } from '../core/attendance.ts';
import {
  type AttendanceField,
  cellsBy,
  deliverAttendance,
  fieldsOf,
  type HeaderWords,
  type PersonRow,
} from './attendance-rows.ts';
import { unreadable } from './file.ts';
import { filledCells, headerKey, type RawRow, readRawRows, startOfReport } from './raw-rows.ts';
import type { Reader } from './reader.ts';

/** Columns of Zoom's attendee, participants and registration reports. */
const WORDS: HeaderWords = new Map<string, AttendanceField>([
  ['attended', 'attended'],
  ['user name (original name)', 'name'],
  ['name (original name)', 'name'],
  ['name', 'name'],
  ['user name', 'name'],
  ['participant', 'name'],
  ['first name', 'firstName'],
  ['last name', 'surname'],
  ['email', 'emailAddress'],
  ['user email', 'emailAddress'],
  ['email address', 'emailAddress'],
  ['organization', 'organisation'],
  ['registration time', 'registeredAt'],
  ['approval status', 'approval'],
  ['join time', 'joined'],
  ['leave time', 'left'],
  ['time in session (minutes)', 'minutes'],
  ['duration (minutes)', 'minutes'],
  ['total duration (minutes)', 'minutes'],
  ['in waiting room', 'inWaitingRoom'],
]);

/** Parts of an attendee report, told by the line above them. */
const PARTS: readonly { pattern: RegExp; role: AttendanceRole; isRegistered?: boolean; wasThere?: boolean }[] = [
  { pattern: /^host details\b/i, role: 'host', wasThere: true },
  { pattern: /^panelist details\b/i, role: 'panellist' },
  { pattern: /^attendee details\b/i, role: 'participant', isRegistered: true },
  { pattern: /^other attended\b/i, role: 'participant', wasThere: true },
];

const HEADER = /(?:User Name \(Original Name\)|Name \(Original Name\)|Join Time|Approval Status).*/i;

/** The three reports on people that Zoom writes: who attended a webinar, who was in a meeting, who registered. */
export const zoomAttendance: Reader = {
  name: 'zoom-attendance',
  recognises: async (probe) => {
    const start = await startOfReport(probe);
    return (
      /^\ufeff?"?Attendee Report\b/.test(start) ||
      /(?:^|[\n,;\t])"?(?:User )?Name \(Original Name\)"?[,;\t]/i.test(start) ||
      /(?:^|\n)[^\n]*\bRegistration Time"?[,;\t]"?Approval Status\b/i.test(start)
    );
  },
  open: async ({ file }, { mapping }) => {
    const { rows, broken, remarks } = await readRawRows(file, HEADER);
    const found = readParts(rows);
    if (found.people.length === 0 && found.columns.length === 0)
      throw unreadable(file.name, 'has no header of a Zoom report on people', 'Export the report again as CSV.');
    return deliverAttendance({
      format: 'zoom-attendance',
      file,
      mapping,
      rows: found.people,
      columns: found.columns,
      ...(found.span && { span: found.span }),
      remarks: [...remarks, ...(found.topic ? [`Topic: ${found.topic}.`] : [])],
      refusals: broken.map(({ row, reason }) => ({ file: file.name, row, field: null, reason })),
    });
  },
};

type Parts = {
  people: PersonRow[];
  columns: { header: string; field: AttendanceField }[];
  span: { start: string; end?: string; minutes?: string } | null;
  topic: string | null;
};

/** Goes down the report: titles set the part, headers the columns, and the rest are people. */
function readParts(rows: readonly RawRow[]): Parts {
  const found: Parts = { people: [], columns: [], span: null, topic: null };
  let part: (typeof PARTS)[number] | null = null;
  let fields: AttendanceField[] | null = null;
  let about: string[] | null = null;
  for (const row of rows) {
    const first = row.cells[0]?.replace(/^\ufeff/, '').trim() ?? '';
    const keys = row.cells.map(headerKey);
    if (filledCells(row) === 0) {
      about = null;
      continue;
    }
    const title = filledCells(row) <= 2 ? PARTS.find(({ pattern }) => pattern.test(first)) : undefined;
    if (title) {
      part = title;
      fields = null;
    } else if (isAbout(keys)) {
      about = keys;
      fields = null;
    } else if (about) {
      readAbout(found, about, row.cells);
      about = null;
    } else if (isHeader(keys)) {
      fields = fieldsOf(row.cells, WORDS);
      for (const [index, header] of row.cells.entries()) {
        const known = found.columns.some((column) => headerKey(column.header) === headerKey(header));
        if (header.trim() !== '' && !known) found.columns.push({ header, field: fields[index]! });
      }
    } else if (fields) found.people.push(personRow(row, fields, part));
  }
  return found;
}

function personRow(
  { row, cells }: RawRow,
  fields: readonly AttendanceField[],
  part: (typeof PARTS)[number] | null,
): PersonRow {
  const by = cellsBy(fields, cells);
  const { shown, isHost } = withoutMark(by.name ?? '');
  const { role, isRegistered, wasThere } = part ?? {};
  return {
    row,
    cells: by.name === undefined ? by : { ...by, name: shown },
    ...(isHost ? { role: 'host' as const } : role && { role }),
    ...(isRegistered && { isRegistered }),
    ...(wasThere && { wasThere }),
  };
}

/** Newer participants reports mark the host behind the name. */
function withoutMark(name: string): { shown: string; isHost: boolean } {
  const found = /^(.*\S)\s*\((?:co-)?host\)\s*$/i.exec(name);
  return found ? { shown: found[1]!, isHost: true } : { shown: name, isHost: false };
}

function isHeader(keys: readonly string[]): boolean {
  const told = new Set(keys.flatMap((key) => WORDS.get(key) ?? []));
  const hasWho = told.has('name') || told.has('emailAddress');
  return (
    hasWho &&
    ['joined', 'registeredAt', 'approval', 'attended', 'minutes'].some((field) => told.has(field as AttendanceField))
  );
}

/** The header of the one row about the event itself; it has an id and no column about joining. */
function isAbout(keys: readonly string[]): boolean {
  return (
    keys.includes('topic') &&
    keys.some((key) => /^(?:webinar id|meeting id|id)$/.test(key)) &&
    !keys.includes('join time')
  );
}

function readAbout(found: Parts, keys: readonly string[], cells: readonly string[]): void {
  const cell = (...names: string[]) => {
    const index = keys.findIndex((key) => names.includes(key));
    return index < 0 ? undefined : cells[index]?.trim() || undefined;
  };
  const start = cell('actual start time', 'start time');
  const end = cell('end time');
  const minutes = cell('actual duration (minutes)', 'duration (minutes)');
  found.topic = cell('topic') ?? null;
  if (start) found.span = { start, ...(end && { end }), ...(minutes && { minutes }) };
}
