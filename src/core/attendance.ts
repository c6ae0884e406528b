import { atWallClock } from './time.ts';

/** Which part a person had at an event, as the meeting tool says. */
export const ATTENDANCE_ROLES = ['host', 'panellist', 'participant'] as const;
export type AttendanceRole = (typeof ATTENDANCE_ROLES)[number];

/** What a meeting tool says of a seat; null where nobody had to register. */
export const SEAT_STATES = ['waiting', 'confirmed', 'cancelled'] as const;
export type SeatState = (typeof SEAT_STATES)[number];

/**
 * A stretch during which somebody was there, in milliseconds: since 1970 in UTC, or of a wall clock as if it stood in UTC.
 * Which of the two a sheet has is said once for all of it.
 */
export type Stretch = { joined: number; left: number };

/** Personal data of somebody who was at an event, or meant to be; kept in a table of its own. */
export type AttendancePerson = { name?: string; emailAddress?: string; organisation?: string };

/** One person's attendance of one event. It is never a contribution: being there says nothing. */
export type Attendance = {
  role: AttendanceRole;
  seat: SeatState | null;
  attended: boolean;
  /** When the person was there: disjoint, in order. */
  stretches: Stretch[];
  /** Minutes present; null where the tool does not say. */
  minutes: number | null;
};

export type ReceivedAttendance = Attendance & {
  row: number | null;
  /** What tells the person apart: an e-mail address, else a name, or the tool's own id. Only a hash of it is kept. */
  key: string;
  person: AttendancePerson;
};

/** What a tool's report says about who was at an event. */
export type AttendanceSheet = {
  clock: 'utc' | 'wall';
  /** Where a wall clock hangs, if a person said so; else in the zone of the consultation. */
  timeZone: string | null;
  /** When the event was, by the same clock; null where the report does not say. */
  span: Stretch | null;
  /** One entry per person, in the order of the file. */
  people: ReceivedAttendance[];
  /** Rows that told of a person who had one already. */
  merged: number;
};

/** Stretches that overlap or touch made one, in order. */
export function mergeStretches(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const { joined, left } of [...stretches].sort((a, b) => a.joined - b.joined || a.left - b.left)) {
    const last = merged.at(-1);
    if (last && joined <= last.left) last.left = Math.max(last.left, left);
    else merged.push({ joined, left });
  }
  return merged;
}

const MINUTE_MS = 60_000;

/** Whole minutes, rounded to the nearest, of stretches that do not overlap. */
export function minutesOf(stretches: readonly Stretch[]): number {
  return Math.round(stretches.reduce((sum, { joined, left }) => sum + left - joined, 0) / MINUTE_MS);
}

/** What two accounts of the same person at the same event say together. */
export function joinAttendance<A extends Attendance>(known: A, other: Attendance): A {
  const stretches = mergeStretches([...known.stretches, ...other.stretches]);
  const stated = known.minutes === null ? other.minutes : Math.max(known.minutes, other.minutes ?? 0);
  return {
    ...known,
    role: ATTENDANCE_ROLES[Math.min(rank(known.role), rank(other.role))]!, // both are in the list
    seat: other.seat ?? known.seat,
    attended: known.attended || other.attended,
    stretches,
    minutes: stretches.length > 0 ? minutesOf(stretches) : stated,
  };
}

function rank(role: AttendanceRole): number {
  return ATTENDANCE_ROLES.indexOf(role);
}

/** A stretch as instants: where it is of a wall clock, that clock hangs in the zone. */
export function instantsOf({ joined, left }: Stretch, clock: AttendanceSheet['clock'], zone: string): Stretch {
  return clock === 'utc' ? { joined, left } : { joined: fromWall(joined, zone), left: fromWall(left, zone) };
}

function fromWall(wallMs: number, zone: string): number {
  const [day = '', time = ''] = new Date(wallMs).toISOString().replace('Z', '').split('T');
  return atWallClock(day, time, zone).getTime();
}

/** How many of an event's people were there, as counts; each is a number of people but the minutes. */
export type AttendanceCounts = {
  /** With a confirmed seat. */
  registered: number;
  waiting: number;
  cancelled: number;
  attended: number;
  /** Of the registered. */
  registeredAndAttended: number;
  /** Of those who attended, how many the tool gives minutes for, and the median of these. */
  withMinutes: number;
  medianMinutes: number | null;
  roles: { role: AttendanceRole; registered: number; attended: number; medianMinutes: number | null }[];
};

export function countAttendance(people: readonly Attendance[]): AttendanceCounts {
  const seats = (state: SeatState) => people.filter(({ seat }) => seat === state);
  const there = people.filter(({ attended }) => attended);
  return {
    registered: seats('confirmed').length,
    waiting: seats('waiting').length,
    cancelled: seats('cancelled').length,
    attended: there.length,
    registeredAndAttended: seats('confirmed').filter(({ attended }) => attended).length,
    withMinutes: there.filter(({ minutes }) => minutes !== null).length,
    medianMinutes: medianMinutes(there),
    roles: ATTENDANCE_ROLES.map((role) => {
      const own = people.filter((person) => person.role === role);
      return {
        role,
        registered: own.filter(({ seat }) => seat === 'confirmed').length,
        attended: own.filter(({ attended }) => attended).length,
        medianMinutes: medianMinutes(own.filter(({ attended }) => attended)),
      };
    }),
  };
}

function medianMinutes(people: readonly Attendance[]): number | null {
  const sorted = people.flatMap(({ minutes }) => minutes ?? []).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return null;
  return sorted.length % 2 === 1
    ? sorted[Math.floor(middle)]!
    : Math.round((sorted[middle - 1]! + sorted[middle]!) / 2);
}
