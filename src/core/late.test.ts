import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deadlineOf, isLate } from './late.ts';
import { endOfDay } from './time.ts';

describe('what comes late', () => {
  const closesAt = endOfDay('2026-02-19', 'Europe/Brussels');
  const deadline = deadlineOf([{ kind: 'call_for_evidence', closesAt }], 'Europe/Brussels');
  const arrival = new Date('2026-03-01T00:00:00Z');

  test('is told by the day that the source gives, however late the file arrives', () => {
    const late = (day: string) => isLate({ channel: 'import', day }, arrival, deadline);
    assert.deepEqual([late('2026-02-19'), late('2026-02-20')], [false, true]);
  });

  test('is told by the arrival where the source gives no day: until midnight in the time zone of the consultation', () => {
    const late = (at: string) => isLate({ channel: 'paper', day: null }, new Date(at), deadline);
    assert.deepEqual([late('2026-02-19T22:59:59Z'), late('2026-02-19T23:00:00Z')], [false, true]);
  });

  test('is nothing where there is no call, and nothing that was said at an event', () => {
    assert.equal(deadlineOf([{ kind: 'workshop', closesAt }], 'Europe/Brussels'), null);
    assert.equal(isLate({ channel: 'import', day: '2026-02-20' }, arrival, null), false);
    assert.equal(isLate({ channel: 'transcript', day: '2026-02-20' }, arrival, deadline), false);
  });

  test('counts from the end of the last call where there are several', () => {
    const calls = [endOfDay('2026-02-19', 'UTC'), endOfDay('2026-04-02', 'UTC'), endOfDay('2026-03-01', 'UTC')];
    const stages = calls.map((closesAt) => ({ kind: 'call_for_evidence' as const, closesAt }));
    assert.equal(deadlineOf(stages, 'UTC')?.lastDay, '2026-04-02');
  });
});
