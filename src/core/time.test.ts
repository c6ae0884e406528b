import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { atWallClock, dayIn, daysBetween, endOfDay, startOfDay } from './time.ts';

const iso = (instant: Date) => instant.toISOString();

describe('the end of a day', () => {
  test('is midnight in the zone, in winter and in summer', () => {
    assert.deepEqual(
      [iso(endOfDay('2026-02-19', 'Europe/Brussels')), iso(endOfDay('2026-07-19', 'Europe/Brussels'))],
      ['2026-02-19T23:00:00.000Z', '2026-07-19T22:00:00.000Z'],
    );
  });

  test('is right on the days when the clocks change', () => {
    const lengths = ['2026-03-29', '2026-10-25'].map(
      (day) => (endOfDay(day, 'Europe/Athens').getTime() - startOfDay(day, 'Europe/Athens').getTime()) / 3_600_000,
    );
    assert.deepEqual(lengths, [23, 25]);
  });

  test('of what is no day is refused', () => {
    assert.throws(() => endOfDay('2026-02-30', 'Europe/Brussels'), {
      message: '"2026-02-30" in "Europe/Brussels" is not a day in a time zone.',
    });
    assert.throws(() => endOfDay('2026-02-19', 'Europe/Atlantis'), { code: 'wrong_use' });
  });
});

test('a wall-clock time that the clocks skip moves forward', () => {
  assert.equal(iso(atWallClock('2026-03-29', '02:30', 'Europe/Brussels')), '2026-03-29T01:30:00.000Z');
});

test('days are counted by the calendar of the zone, not by 24 hours', () => {
  const late = new Date('2026-02-18T22:30:00Z'); // 23:30 in Brussels
  assert.equal(dayIn(late, 'Europe/Brussels'), '2026-02-18');
  assert.equal(daysBetween(late, new Date('2026-02-19T23:00:00Z'), 'Europe/Brussels'), 2);
});
