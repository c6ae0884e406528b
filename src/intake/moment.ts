import { type DayOrder, dayOrder, readDay } from './day.ts';

const CLOCK =
  /(?:^|[\sT,])(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?(?:\s*([ap])\.?\s?m\.?)?(?:\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?\s*$/i;

/** What a cell says of a moment: the clock on the wall in milliseconds as if it stood in UTC, or an instant where it has an offset. */
export type Moment = { ms: number; isInstant: boolean };

/**
 * A day with its time, as reports of meeting tools write it in any country: `02/03/2026 10:45:00 AM`, `Mar 22, 2025 19:13`,
 * `3.2.2026, 10:45`, `2026-02-03T10:45:00Z`.
 * @returns null where it is none
 */
export function readMoment(cell: string, order: DayOrder): Moment | null {
  const text = cell.replace(/[\u00a0\u202f\u200e\u200f]/g, ' ').trim();
  const clock = CLOCK.exec(text);
  if (!clock) return null;
  const day = readDay(text.slice(0, clock.index).replace(/[,\s]+$/, ''), order);
  const time = readClock(clock);
  if (day === null || time === null) return null;
  const ms = Date.parse(`${day}T00:00:00Z`) + time;
  const offset = clock[5];
  return offset === undefined ? { ms, isInstant: false } : { ms: ms - offsetMs(offset), isInstant: true };
}

/** A time without its day, in milliseconds since midnight; null where it is none. */
export function readTimeOfDay(cell: string): number | null {
  const text = cell.replace(/[\u00a0\u202f]/g, ' ').trim();
  const clock = CLOCK.exec(text);
  return clock && clock.index === 0 ? readClock(clock) : null;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

function readClock([, hours, minutes, seconds, half]: RegExpExecArray): number | null {
  const [hour, minute, second] = [Number(hours), Number(minutes), Number(seconds ?? 0)];
  if (hour > (half ? 12 : 23) || minute > 59 || second > 59) return null;
  const inDay = half ? (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0) : hour;
  return inDay * HOUR_MS + minute * MINUTE_MS + second * 1000;
}

function offsetMs(offset: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})$/.exec(offset);
  if (!found) return 0;
  return (found[1] === '-' ? -1 : 1) * (Number(found[2]) * HOUR_MS + Number(found[3]) * MINUTE_MS);
}

/**
 * Whether a report writes the day or the month first: as its dates show; where they show nothing, those with AM and PM are
 * of the United States, and the others not.
 */
export function momentOrder(cells: readonly string[]): { order: DayOrder; isCertain: boolean } {
  const dates = new Map<string, number>();
  let halves = 0;
  for (const cell of cells) {
    const text = cell.replace(/[\u00a0\u202f\u200e\u200f]/g, ' ').trim();
    const clock = CLOCK.exec(text);
    if (!clock) continue;
    const date = text.slice(0, clock.index).replace(/[,\s]+$/, '');
    if (date !== '') dates.set(date, (dates.get(date) ?? 0) + 1);
    if (clock[4]) halves++;
  }
  const found = dayOrder(dates, 0.5);
  if (found?.isCertain) return found;
  return {
    order: halves > 0 && [...dates.keys()].every((date) => date.includes('/')) ? 'month first' : 'day first',
    isCertain: dates.size === 0,
  };
}

/** First letters of units in the languages of the Union; seconds first, as `sek` begins like `std` does not. */
const UNITS: readonly [RegExp, number][] = [
  [/^(?:s(?!t)|mp|δ|с|sec|sek|seg)/i, 1 / 60],
  [/^(?:m|perc|p|λ|м)/i, 1],
  [/^(?:h|g|u|st|t|o|val|ó|ώ|ω|ч)/i, 60],
];

/** Minutes of a duration as tools write it: `1h 27m 51s`, `1 Std. 5 Min.`, `2 godz. 3 min`, `01:27:51`, `87`; null where it is none. */
export function readMinutes(cell: string): number | null {
  const text = cell.replace(/[\u00a0\u202f]/g, ' ').trim();
  const clock = /^(\d{1,3}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (clock) return Math.round(Number(clock[1]) * 60 + Number(clock[2]) + Number(clock[3] ?? 0) / 60);
  if (/^\d+(?:[.,]\d+)?$/.test(text)) return Math.round(Number(text.replace(',', '.')));
  const parts = [...text.matchAll(/(\d+)\s*(\p{L}+)/gu)];
  if (parts.length === 0) return null;
  let minutes = 0;
  for (const [, number, unit] of parts) {
    const factor = UNITS.find(([pattern]) => pattern.test(unit!))?.[1];
    if (factor === undefined) return null;
    minutes += Number(number) * factor;
  }
  return Math.round(minutes);
}
