import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readStage, type StageKind, stageFields, stageState } from './stage.ts';
import { atWallClock, dayIn, dayThatEndsAt, endOfDay, sameClockIn, startOfDay, wallClock } from './time.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Zones with every habit: no summer time, half hours, a change at midnight, a change of half an hour, far east and west. */
const ZONES = [
  'Europe/Brussels',
  'Europe/Athens',
  'Europe/Dublin',
  'Europe/Lisbon',
  'Atlantic/Azores',
  'Asia/Beirut', // changes at midnight
  'Africa/Cairo', // changes at midnight
  'America/Santiago', // changes at midnight
  'America/Havana', // changes at midnight and one o'clock
  'Asia/Kathmandu', // 5:45
  'Australia/Lord_Howe', // changes by half an hour
  'Pacific/Kiritimati', // 14 hours before Greenwich
  'Pacific/Pago_Pago', // 11 hours behind it
  'America/Nuuk', // the change is on the evening before
  'UTC',
] as const;

const zones = fc.constantFrom(...ZONES);
const days = fc
  .integer({ min: 0, max: 7304 })
  .map((n) => new Date(Date.UTC(2020, 0, 1) + n * DAY_MS).toISOString().slice(0, 10));
/** The days around each change of the clocks of a zone between 2024 and 2030. */
const changes = zones.chain((zone) => fc.constantFrom(...changeDays(zone)).map((day) => ({ zone, day })));
const anyDay = fc.oneof(fc.record({ zone: zones, day: days }), changes);
const RUNS = { numRuns: 400, seed: 20260219 };

const found = new Map<string, string[]>();
function changeDays(zone: string): string[] {
  let known = found.get(zone);
  if (!known) {
    known = [];
    for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2030, 0, 1); at += DAY_MS) {
      const day = new Date(at).toISOString().slice(0, 10);
      const hours = (endOfDay(day, zone).getTime() - startOfDay(day, zone).getTime()) / HOUR_MS;
      if (hours !== 24) known.push(day);
    }
    if (known.length === 0) known.push('2026-03-29', '2026-10-25');
    found.set(zone, known);
  }
  return known;
}

const nextDay = (day: string, n = 1) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY_MS).toISOString().slice(0, 10);

describe('a deadline at the end of a day', () => {
  test('is the first instant of the next day there: a millisecond before it is still that day', () => {
    fc.assert(
      fc.property(anyDay, ({ zone, day }) => {
        const end = endOfDay(day, zone);
        assert.equal(dayIn(new Date(end.getTime() - 1), zone), day);
        assert.equal(dayIn(end, zone), nextDay(day));
        assert.equal(end.getTime(), startOfDay(nextDay(day), zone).getTime());
      }),
      RUNS,
    );
  });

  test('leaves a day that the zone database says: 23, 24 or 25 hours, half hours where a zone changes by them', () => {
    const lengths = new Set<number>();
    fc.assert(
      fc.property(anyDay, ({ zone, day }) => {
        lengths.add((endOfDay(day, zone).getTime() - startOfDay(day, zone).getTime()) / HOUR_MS);
      }),
      RUNS,
    );
    assert.deepEqual(
      [...lengths].sort((a, b) => a - b),
      [23, 23.5, 24, 24.5, 25],
    );
  });

  test('is read from its form and shown in it again as the day without a time', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 90 }), ({ zone, day }, length) => {
        const last = nextDay(day, length);
        const fields = { kind: 'call_for_evidence', 'title-en': 'Call', 'opens-day': day, 'closes-day': last };
        const { value } = readStage(fields, { timeZone: zone, languages: ['en'] });
        assert.equal(value!.opensAt.getTime(), startOfDay(day, zone).getTime());
        assert.equal(value!.closesAt.getTime(), endOfDay(last, zone).getTime());
        assert.deepEqual(stageFields(value!, zone), { ...fields, 'opens-time': '', 'closes-time': '' });
        assert.equal(stageState(value!, new Date(value!.closesAt.getTime() - 1)), 'open');
        assert.equal(stageState(value!, value!.closesAt), 'over');
      }),
      RUNS,
    );
  });
});

describe('a deadline at a time of the clock', () => {
  const times = fc
    .record({ hour: fc.integer({ min: 0, max: 23 }), minute: fc.integer({ min: 0, max: 59 }) })
    .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

  test('is shown in its form as it was read, unless the clocks skip it: then it is later by what they skip', () => {
    fc.assert(
      fc.property(anyDay, times, ({ zone, day }, time) => {
        const at = atWallClock(day, time, zone);
        const shown = wallClock(at, zone);
        const text = (of: { day: string; time: string }) => `${of.day} ${of.time}`;
        assert.ok(text(shown) >= `${day} ${time}`);
        const minutes = (Date.parse(`${shown.day}T${shown.time}Z`) - Date.parse(`${day}T${time}Z`)) / 60_000;
        assert.ok([0, 30, 60].includes(minutes), `${zone} ${day} ${time}: ${minutes}`);
      }),
      RUNS,
    );
  });

  test('is the first of two where the clocks repeat it', () => {
    const at = atWallClock('2026-10-25', '02:30', 'Europe/Brussels');
    assert.equal(at.toISOString(), '2026-10-25T00:30:00.000Z');
    assert.deepEqual(wallClock(new Date(at.getTime() + HOUR_MS), 'Europe/Brussels'), {
      day: '2026-10-25',
      time: '02:30',
    });
  });
});

test('midnight at the end of a day stays that in another zone, wherever the clocks of both show midnight then', () => {
  const atMidnight = (at: Date, zone: string) => wallClock(at, zone).time === '00:00';
  fc.assert(
    fc.property(anyDay, zones, ({ zone, day }, other) => {
      const end = endOfDay(day, zone);
      fc.pre(atMidnight(end, zone) && atMidnight(endOfDay(day, other), other));
      assert.equal(dayThatEndsAt(sameClockIn(end, zone, other), other), day);
    }),
    RUNS,
  );
});

describe('a stage in a form', () => {
  const read = (fields: { [field: string]: string }) =>
    readStage(
      { kind: 'workshop' satisfies StageKind, 'title-en': 'Workshop', ...fields },
      { timeZone: 'Europe/Brussels', languages: ['en', 'de'] },
    );
  const said = (fields: { [field: string]: string }) => read(fields).problems.map(({ field, say }) => [field, say]);

  test('says of each field what is wrong with it', () => {
    assert.deepEqual(said({ kind: 'party', 'title-en': ' ', 'opens-day': '', 'closes-day': '2026-02-30' }), [
      ['kind', 'form.problem.required'],
      ['title-en', 'form.problem.required'],
      ['opens-day', 'form.problem.required'],
      ['closes-day', 'form.problem.no_day'],
    ]);
    assert.deepEqual(said({ 'opens-day': '2026-02-03', 'opens-time': '25:00', 'closes-day': '2026-02-03' }), [
      ['opens-time', 'form.problem.no_time'],
    ]);
  });

  test('is in no year that somebody mistyped', () => {
    assert.deepEqual(said({ 'opens-day': '0206-02-03', 'closes-day': '2200-01-01' }), [
      ['opens-day', 'form.problem.day_far_away'],
      ['closes-day', 'form.problem.day_far_away'],
    ]);
  });

  test('may open and close on one day, but not close before it opens', () => {
    assert.deepEqual(said({ 'opens-day': '2026-02-03', 'closes-day': '2026-02-03' }), []);
    assert.deepEqual(said({ 'opens-day': '2026-02-04', 'closes-day': '2026-02-03' }), [
      ['closes-day', 'form.problem.closes_before_it_opens'],
    ]);
    assert.deepEqual(
      said({ 'opens-day': '2026-02-03', 'opens-time': '10:00', 'closes-day': '2026-02-03', 'closes-time': '10:00' }),
      [['closes-day', 'form.problem.closes_before_it_opens']],
    );
  });
});
