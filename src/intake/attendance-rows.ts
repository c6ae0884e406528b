import {
  type AttendancePerson,
  type AttendanceRole,
  type AttendanceSheet,
  joinAttendance,
  mergeStretches,
  minutesOf,
  type ReceivedAttendance,
  type SeatState,
  type Stretch,
} from '../core/attendance.ts';
import type { EventRecord } from '../core/event-record.ts';
import type { Delivery, FieldReading, FieldRole } from '../core/intake.ts';
import type { Refusal } from '../core/refusal.ts';
import type { DayOrder } from './day.ts';
import { sourceName } from './deliver-table.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import type { Mapping } from './mapping-file.ts';
import { type Moment, momentOrder, readMinutes, readMoment } from './moment.ts';
import { cleanName, nameKey, splitRename } from './person-name.ts';
import { headerKey } from './raw-rows.ts';

/** What a column of an attendance report tells. */
export type AttendanceField =
  | 'name'
  | 'firstName'
  | 'surname'
  | 'emailAddress'
  | 'organisation'
  | 'joined'
  | 'left'
  | 'minutes'
  | 'attended'
  | 'role'
  | 'approval'
  | 'registeredAt'
  | 'inWaitingRoom'
  | 'ignore';

/** A row of a report about one person, cells as they stand, by what they tell. */
export type PersonRow = {
  row: number | null;
  /** Tells the person apart where the tool has an id of its own; else the e-mail address or the name does. */
  key?: string;
  cells: { readonly [field in AttendanceField]?: string };
  /** What the part of the report says that the row stands in. */
  role?: AttendanceRole;
  /** Everybody in this part registered, or was there. */
  isRegistered?: boolean;
  wasThere?: boolean;
};

export type AttendanceReport = {
  format: string;
  file: ExaminedFile;
  mapping: Mapping;
  rows: readonly PersonRow[];
  /** Headers and what each tells; `ignore` are those that are not read. */
  columns: readonly { header: string; field: AttendanceField }[];
  /** When the event was, as cells. */
  span?: { start: string; end?: string; minutes?: string };
  /** The column that names the zone says UTC. */
  isUtc?: boolean;
  remarks: readonly string[];
  /** Rows that could not be read at all. */
  refusals: readonly Refusal[];
  more?: Partial<EventRecord>;
};

/** A report of attendance as a delivery that has no contributions. */
export function deliverAttendance(report: AttendanceReport): Delivery {
  const { file, mapping } = report;
  const refusals: Refusal[] = [...report.refusals];
  const { order, isCertain } = orderOf(report);
  const read = report.rows.flatMap((row) => readPerson(row, { order, file: file.name, refusals }) ?? []);
  if (read.length === 0)
    throw unreadable(
      file.name,
      'names nobody who registered or was there',
      'Export the report again, or name its columns in a mapping file (attendance).',
    );
  const people = mergePeople(read);
  const attendance: AttendanceSheet = {
    clock: report.isUtc || read.some(({ isInstant }) => isInstant) ? 'utc' : 'wall',
    timeZone: mapping.timeZone ?? null,
    span: spanOf(report, order),
    people,
    merged: read.length - people.length,
  };
  const unread = report.columns.filter(({ field }) => field === 'ignore').map(({ header }) => `"${header.trim()}"`);
  return {
    format: report.format,
    source: mapping.source ?? sourceName(file.name),
    file: file.name,
    sha256: file.sha256,
    questions: [],
    remarks: [
      ...report.remarks,
      ...(isCertain
        ? []
        : [`Days and months could be either way round; read with the ${order.replace(' first', '')} first.`]),
      ...(unread.length > 0 ? [`Columns not read: ${unread.join(', ')}.`] : []),
    ],
    reading: readingOf(report),
    items: async function* () {},
    eventRecord: { hostStatements: [], rounds: [], ...report.more, attendance, refusals },
  };
}

function orderOf({ mapping, rows, span }: AttendanceReport): { order: DayOrder; isCertain: boolean } {
  const given = mapping.attendance?.order;
  if (given) return { order: given, isCertain: true };
  const cells = rows.flatMap(({ cells: { joined, left, registeredAt } }) => [joined, left, registeredAt]);
  return momentOrder([...cells, span?.start, span?.end].filter((cell) => cell !== undefined));
}

type Read = ReceivedAttendance & { isInstant: boolean };
type Sink = { order: DayOrder; file: string; refusals: Refusal[] };

/** Tools write dashes where there is nothing. */
function filled(cell: string | undefined): string | null {
  const text = cell?.trim() ?? '';
  return text === '' || /^[-–—]+$/.test(text) || /^n\/a$/i.test(text) ? null : text;
}

function readPerson({ row, cells, key: own, ...part }: PersonRow, { order, file, refusals }: Sink): Read | null {
  const person = personOf(cells);
  const refuse = (field: string | null, reason: string, partial = true) =>
    refusals.push({ file, row, field, reason, ...(partial && { partial }) });
  const key = own ?? person.key;
  if (key === null || Object.keys(person.data).length === 0) {
    refuse(null, 'The row names nobody: neither a name nor an e-mail address stands in it.', false);
    return null;
  }
  const times = readTimes(cells, order, refuse);
  const minutes = readStatedMinutes(cells.minutes, refuse);
  const waited = isYes(cells.inWaitingRoom) === true;
  const said = isYes(cells.attended);
  const attended = !waited && (said ?? (part.wasThere || times.stretch !== null || times.hasJoin || minutes !== null));
  const stretches = attended && times.stretch ? [times.stretch] : [];
  return {
    key,
    isInstant: times.isInstant,
    row,
    role: roleFrom(cells.role) ?? part.role ?? 'participant',
    seat: seatOf(cells, part.isRegistered ?? false),
    attended,
    stretches,
    minutes: attended ? (stretches.length > 0 ? minutesOf(stretches) : minutes) : null,
    person: person.data,
  };
}

function personOf(cells: PersonRow['cells']): { key: string | null; data: AttendancePerson } {
  const parts = [filled(cells.firstName), filled(cells.surname)].filter((part) => part !== null);
  const whole = filled(cells.name);
  const { shown, original } = splitRename(whole ?? '');
  const name = cleanName(shown) ?? cleanName(parts.join(' '));
  const emailAddress = filled(cells.emailAddress);
  const organisation = filled(cells.organisation);
  const isAddress = emailAddress !== null && /^[^\s@]+@[^\s@]+$/.test(emailAddress);
  const key = isAddress
    ? emailAddress.toLowerCase()
    : name === null
      ? null
      : nameKey(cleanName(original ?? '') ?? name);
  return {
    key,
    data: {
      ...(name !== null && { name }),
      ...(isAddress && { emailAddress }),
      ...(organisation !== null && { organisation: cleanName(organisation) ?? organisation }),
    },
  };
}

type Refuse = (field: string | null, reason: string, partial?: boolean) => void;

function readTimes(
  { joined, left }: PersonRow['cells'],
  order: DayOrder,
  refuse: Refuse,
): { stretch: Stretch | null; hasJoin: boolean; isInstant: boolean } {
  const from = readCell(joined, order, 'joined', refuse);
  const to = readCell(left, order, 'left', refuse);
  const isInstant = from?.isInstant ?? false;
  if (!from || !to) return { stretch: null, hasJoin: from !== null, isInstant };
  if (to.ms < from.ms) {
    refuse('left', 'The time of leaving is before that of joining. The person counts as present, for no minutes.');
    return { stretch: null, hasJoin: true, isInstant };
  }
  return { stretch: { joined: from.ms, left: to.ms }, hasJoin: true, isInstant };
}

function readCell(cell: string | undefined, order: DayOrder, field: string, refuse: Refuse): Moment | null {
  const text = filled(cell);
  if (text === null) return null;
  const moment = readMoment(text, order);
  if (!moment)
    refuse(field, `"${text.slice(0, 40)}" is no day with a time that can be read. The rest of the row was taken.`);
  return moment;
}

function readStatedMinutes(cell: string | undefined, refuse: Refuse): number | null {
  const text = filled(cell);
  if (text === null || /^-\d/.test(text)) return null;
  const minutes = readMinutes(text);
  if (minutes === null)
    refuse('minutes', `"${text.slice(0, 40)}" is no duration that can be read. The rest of the row was taken.`);
  return minutes;
}

const YES = /^(?:yes|y|true|1|ja|oui|sí|si|sì|sim|tak|ano|áno|da|igen|kyllä|jah|jā|taip|iva|tá|ναι|да)$/i;
const NO = /^(?:no|n|false|0|nein|non|não|nie|ne|nee|nej|nem|ei|nē|le|níl|όχι|не)$/i;

function isYes(cell: string | undefined): boolean | null {
  const text = filled(cell);
  if (text === null) return null;
  return YES.test(text) ? true : NO.test(text) ? false : null;
}

/** In Spanish and Portuguese a presenter of Teams is a `moderador`. */
const ROLES: readonly [RegExp, AttendanceRole][] = [
  [/^moderador/i, 'panellist'],
  [/^(?:host|co-?host|organi[sz]|organiz|organis|moderator|true$|gospodarz|gastgeber)/i, 'host'],
  [/^(?:panel|presen|referen|präsen|présen|speaker|relator|orador|ponente|prezent|vortrag|producer)/i, 'panellist'],
  [/./, 'participant'],
];

export function roleFrom(cell: string | undefined): AttendanceRole | null {
  const text = filled(cell);
  return text === null ? null : ROLES.find(([pattern]) => pattern.test(text))![1]; // the last one fits all
}

function seatOf({ approval, registeredAt }: PersonRow['cells'], isRegistered: boolean): SeatState | null {
  const status = filled(approval)?.toLowerCase();
  if (status && /^(?:pending|waiting|wait|ausstehend|en attente)/.test(status)) return 'waiting';
  if (status && /^(?:denied|declined|cancel|canceled|rejected|abgelehnt|storniert|refus|annul)/.test(status))
    return 'cancelled';
  return status || filled(registeredAt) !== null || isRegistered ? 'confirmed' : null;
}

/** Rows of one person made one: stretches that overlap are counted once. The first row gives the name. */
function mergePeople(read: readonly Read[]): ReceivedAttendance[] {
  const people = new Map<string, ReceivedAttendance>();
  for (const { isInstant: _, ...one } of read) {
    const { key } = one;
    const known = people.get(key);
    if (!known) people.set(key, one);
    else {
      const joined = joinAttendance(known, one);
      const stated = known.minutes === null ? one.minutes : known.minutes + (one.minutes ?? 0);
      const stretches = mergeStretches(joined.stretches);
      people.set(key, {
        ...joined,
        stretches,
        minutes: stretches.length > 0 ? minutesOf(stretches) : stated,
        person: { ...one.person, ...known.person },
      });
    }
  }
  return [...people.values()];
}

function spanOf({ span }: AttendanceReport, order: DayOrder): Stretch | null {
  const from = span && readMoment(span.start, order);
  if (!from) return null;
  const to = span.end ? readMoment(span.end, order) : null;
  const minutes = span.minutes ? readMinutes(span.minutes) : null;
  const left = to?.ms ?? (minutes === null ? null : from.ms + minutes * 60_000);
  return left !== null && left > from.ms ? { joined: from.ms, left } : null;
}

const MEANINGS: { readonly [field in AttendanceField]: string } = {
  name: 'who it was; kept apart',
  firstName: 'who it was; kept apart',
  surname: 'who it was; kept apart',
  emailAddress: 'tells people apart; kept apart',
  organisation: 'kept apart',
  joined: 'when the person came',
  left: 'when the person left',
  minutes: 'how long the person was there',
  attended: 'whether the person was there',
  role: 'host, panellist or participant',
  approval: 'whether the seat is confirmed',
  registeredAt: 'that the person registered',
  inWaitingRoom: 'who waited was not there',
  ignore: 'not a column that is known of this report',
};

const ROLE_OF: { readonly [field in AttendanceField]?: FieldRole } = {
  firstName: 'first_name',
  surname: 'surname',
  emailAddress: 'email_address',
  organisation: 'organisation',
  name: 'person',
};

function readingOf({ columns, mapping }: AttendanceReport): FieldReading[] {
  return columns.map(({ header, field }, index) => ({
    field: header,
    position: index + 1,
    role: ROLE_OF[field] ?? 'ignore',
    question: null,
    decidedBy: mapping.attendance ? 'given' : 'guessed',
    reason: `attendance: ${MEANINGS[field]}`,
  }));
}

/** What headers tell, by their words in small letters. */
export type HeaderWords = ReadonlyMap<string, AttendanceField>;

export function fieldsOf(headers: readonly string[], words: HeaderWords): AttendanceField[] {
  return headers.map((header) => words.get(headerKey(header)) ?? 'ignore');
}

/** The cells of a row by what they tell; the first filled one where two columns tell the same. */
export function cellsBy(fields: readonly AttendanceField[], cells: readonly string[]): PersonRow['cells'] {
  const by: { [field in AttendanceField]?: string } = {};
  for (const [index, field] of fields.entries()) {
    if (field !== 'ignore' && filled(by[field]) === null && cells[index] !== undefined) by[field] = cells[index];
  }
  return by;
}
