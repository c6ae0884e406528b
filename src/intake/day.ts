import { LANGUAGES } from '../core/language.ts';

/** How a column writes its dates where the order of day and month is not fixed by the form. */
export type DayOrder = 'day first' | 'month first';

const YEAR_FIRST = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T\s,].*)?$/;
const YEAR_LAST = /^(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?:[T\s,].*)?$/;

/**
 * The calendar day that a cell names, as ISO date; the time and its zone are left out: it is the day where it was written.
 * @param order for days and months that could be either
 * @returns null where it is none
 */
export function readDay(value: string, order: DayOrder = 'day first'): string | null {
  const cell = value.trim();
  const yearFirst = YEAR_FIRST.exec(cell);
  if (yearFirst) return isoDay(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]));
  const yearLast = YEAR_LAST.exec(cell);
  if (!yearLast) return readWrittenDay(cell);
  const [first, second] = [Number(yearLast[1]), Number(yearLast[3])];
  const year = yearLast[4]!.length === 2 ? 2000 + Number(yearLast[4]) : Number(yearLast[4]);
  return order === 'day first' ? isoDay(year, second, first) : isoDay(year, first, second);
}

function isoDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1900 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}

const DAY_MONTH_YEAR =
  /^(?:\p{L}+\.?,?\s+)?(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de |of )?([\p{L}]+)\.?,?\s+(?:de )?(\d{4})(?:\D.*)?$/u;
const MONTH_DAY_YEAR =
  /^(?:\p{L}+,?\s+)?(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:[\d:.]+\s+(?:[\p{L}]{2,5}\s+)?)?(\d{4})(?:\D.*)?$/u;

/** A date with its month as a word, in any of the 24 languages: `14 juin 2020`, `Fri Sep 20 21:29:43 CEST 2024`. */
function readWrittenDay(cell: string): string | null {
  const dayFirst = DAY_MONTH_YEAR.exec(cell);
  if (dayFirst) return withMonth(dayFirst[3]!, dayFirst[2]!, dayFirst[1]!);
  const monthFirst = MONTH_DAY_YEAR.exec(cell);
  return monthFirst ? withMonth(monthFirst[3]!, monthFirst[1]!, monthFirst[2]!) : null;
}

function withMonth(year: string, name: string, day: string): string | null {
  const month = monthNames().get(name.toLowerCase());
  return month ? isoDay(Number(year), month, Number(day)) : null;
}

let months: Map<string, number> | undefined;
/** Names and short names of the months; the form that stands beside a day differs from the one that stands alone. */
function monthNames(): Map<string, number> {
  if (months) return months;
  months = new Map();
  for (const language of LANGUAGES) {
    for (const style of ['long', 'short'] as const) {
      for (const beside of [{}, { day: 'numeric' }] as const) {
        const form = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC', ...beside });
        for (let month = 1; month <= 12; month++) {
          const name = form.formatToParts(Date.UTC(2020, month - 1, 1)).find(({ type }) => type === 'month')!.value; // asked for above
          months.set(name.toLowerCase().replace(/\.$/, ''), month);
        }
      }
    }
  }
  return months;
}

const DAY_MS = 86_400_000;

/**
 * The day that a bare number stands for, in a column that is called a date: spreadsheets count days from the end of
 * 1899, computers seconds or milliseconds from 1970 in UTC.
 */
export function readCountedDay(value: string): string | null {
  const cell = value.trim();
  if (/^\d{5}(?:\.\d+)?$/.test(cell)) return dayAt(Date.UTC(1899, 11, 30) + Math.floor(Number(cell)) * DAY_MS);
  if (/^1\d{9}(?:\.\d+)?$/.test(cell)) return dayAt(Number(cell) * 1000);
  return /^1\d{12}$/.test(cell) ? dayAt(Number(cell)) : null;
}

function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/**
 * Whether a column writes the day or the month first: whichever more of its values allow; where both do, the day, as
 * nearly all of Europe does.
 * @param values how often each value occurs
 * @param shareMin share of the values that must be dates
 * @returns null where neither order fits so many
 */
export function dayOrder(
  values: ReadonlyMap<string, number>,
  shareMin = 0.9,
): { order: DayOrder; isCertain: boolean } | null {
  const entries = [...values];
  const sum = (fulfils: (value: string) => boolean) =>
    entries.reduce((total, [value, times]) => total + (fulfils(value) ? times : 0), 0);
  const fits = (order: DayOrder) => sum((value) => readDay(value, order) !== null);
  const [all, dayFirst, monthFirst] = [sum(() => true), fits('day first'), fits('month first')];
  if (all === 0 || Math.max(dayFirst, monthFirst) < all * shareMin) return null;
  if (dayFirst !== monthFirst) return { order: dayFirst > monthFirst ? 'day first' : 'month first', isCertain: true };
  return { order: 'day first', isCertain: entries.every(([value]) => !isAmbiguous(value)) };
}

/** Whether a value names another day with the month first. */
function isAmbiguous(value: string): boolean {
  return readDay(value, 'day first') !== readDay(value, 'month first');
}
