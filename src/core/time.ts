import { Temporal } from 'temporal-polyfill';
import { DomainError } from './error.ts';

/**
 * The instant at which a day ends in a time zone: a closing date means midnight at the end of that day there.
 * On days when the clocks change the day has 23 or 25 hours; the zone database knows.
 * @param day ISO date, for example `2026-02-19`
 * @param zone IANA name, for example `Europe/Brussels`
 * @throws DomainError wrong_use where day or zone is none
 */
export function endOfDay(day: string, zone: string): Date {
  return startOf(day, zone, 1);
}

/** The instant at which a day starts in a time zone (not always 00:00: some zones change their clocks at midnight). */
export function startOfDay(day: string, zone: string): Date {
  return startOf(day, zone, 0);
}

function startOf(day: string, zone: string, plusDays: number): Date {
  try {
    const date = Temporal.PlainDate.from(day).add({ days: plusDays });
    return new Date(date.toZonedDateTime(zone).epochMilliseconds);
  } catch (error) {
    throw new DomainError('wrong_use', `"${day}" in "${zone}" is not a day in a time zone.`, { cause: error });
  }
}

/** The instant of a wall-clock time in a zone; a time that the clocks skip moves forward, one they repeat is the first. */
export function atWallClock(day: string, time: string, zone: string): Date {
  try {
    const plain = Temporal.PlainDate.from(day).toPlainDateTime(Temporal.PlainTime.from(time));
    return new Date(plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
  } catch (error) {
    throw new DomainError('wrong_use', `"${day} ${time}" in "${zone}" is not a time.`, { cause: error });
  }
}

/** The calendar day of an instant in a time zone, as ISO date. */
export function dayIn(instant: Date, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/** Whole days from one instant's day to another's in a zone; what "3 days left" counts. */
export function daysBetween(from: Date, to: Date, zone: string): number {
  return Temporal.PlainDate.from(dayIn(from, zone)).until(dayIn(to, zone)).days;
}

/** The ISO date of a year, month and day; null where there is no such day. */
export function dayFrom(year: number, month: number, day: number): string | null {
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString();
  } catch {
    return null;
  }
}

/** The wall-clock time of an instant in a zone: `2026-02-19` and `17:30`. */
export function wallClock(instant: Date, zone: string): { day: string; time: string } {
  const there = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
  return { day: there.toPlainDate().toString(), time: there.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

/** The instant at which the clocks of another zone show what those of the first one show at an instant. */
export function sameClockIn(instant: Date, zone: string, other: string): Date {
  const plain = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone).toPlainDateTime();
  return new Date(plain.toZonedDateTime(other, { disambiguation: 'compatible' }).epochMilliseconds);
}

/** The day that an instant closes: it ends at that instant; null where it is within a day. */
export function dayThatEndsAt(instant: Date, zone: string): string | null {
  const day = dayIn(new Date(instant.getTime() - 1), zone);
  return endOfDay(day, zone).getTime() === instant.getTime() ? day : null;
}

/** Whether a name is a time zone that the zone database knows. */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is a day of the calendar in ISO form; years from 1 to 9999. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}
