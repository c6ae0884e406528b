import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type NewsSource, newsOf } from './news.ts';
import { written } from './text.ts';

const day = (n: number) => new Date(Date.UTC(2026, 1, n));
const source: NewsSource = {
  publishedAt: day(3),
  stages: [
    {
      id: 'a',
      kind: 'call_for_evidence',
      title: written({ en: 'Call' }),
      opensAt: day(1),
      closesAt: day(10),
      derogations: [{ kind: 'extended', reason: written({ en: 'Holidays' }), at: day(8) }],
    },
    {
      id: 'b',
      kind: 'workshop',
      title: written({ en: 'Workshop' }),
      opensAt: day(5),
      closesAt: day(6),
      skippedAt: day(4),
      derogations: [{ kind: 'skipped', reason: written({ en: 'Snow' }), at: day(4) }],
    },
  ],
  events: [{ id: 'e', slug: 'one', title: written({ en: 'One' }), startsAt: day(16) }],
  editions: [{ number: 1, madeAt: day(20) }],
};
const told = (now: Date) => newsOf(source, now).map(({ id, at }) => [id, at.getUTCDate()]);

test('news are told the newest first, none before the consultation was published or that is still to come', () => {
  assert.deepEqual(told(day(9)), [
    ['event-e', 9],
    ['stage-a-derogation-1', 8],
    ['stage-b-derogation-1', 4],
    ['published', 3],
    ['stage-a-opened', 3],
  ]);
  assert.deepEqual(told(day(20)).slice(0, 2), [
    ['edition-1', 20],
    ['stage-a-closed', 10],
  ]);
});

test('a draft has no news', () => assert.deepEqual(newsOf({ ...source, publishedAt: null }, day(20)), []));
