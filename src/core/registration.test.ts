import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { agendaTimes, minutesOver } from './agenda.ts';
import {
  countsAsEvidence,
  freeSeats,
  nextInQueue,
  offerExpiry,
  planProblem,
  poolOf,
  registrationWindow,
  type SeatPlan,
  settleArrival,
} from './registration.ts';

const PLAN: SeatPlan = {
  capacity: 10,
  groups: [
    { key: 'unions', title: {}, userTypes: ['TRADE_UNION'], capacity: 3 },
    { key: 'business', title: {}, userTypes: ['COMPANY', 'BUSINESS_ASSOCIATION'], capacity: 2 },
  ],
};

describe('seats', () => {
  test('of a group are for its types alone; everybody else shares what is left', () => {
    assert.equal(poolOf(PLAN, 'TRADE_UNION'), 'unions');
    assert.equal(poolOf(PLAN, 'COMPANY'), 'business');
    assert.equal(poolOf(PLAN, 'NGO'), null);
    assert.equal(poolOf(PLAN, null), null);
    assert.equal(freeSeats(PLAN, 'business', 1), 1);
    assert.equal(freeSeats(PLAN, null, 0), 5);
    assert.equal(freeSeats({ capacity: null, groups: [] }, null, 10_000), Number.POSITIVE_INFINITY);
    assert.equal(freeSeats(PLAN, 'business', 7), 0, 'a plan that was made smaller takes nobody’s seat');
  });

  test('are not more in groups than there are, and no type is in two groups', () => {
    assert.equal(planProblem(PLAN), null);
    assert.deepEqual(planProblem({ ...PLAN, capacity: 4 }), { problem: 'too_many', reserved: 5 });
    const twice = {
      ...PLAN,
      groups: [...PLAN.groups, { key: 'x', title: {}, userTypes: ['COMPANY' as const], capacity: 1 }],
    };
    assert.deepEqual(planProblem(twice), { problem: 'twice', userType: 'COMPANY' });
  });

  test('are given first come, first served: who arrives never gets past somebody who waits', () => {
    assert.equal(settleArrival(PLAN, null, { taken: 4, waiting: 0 }), 'confirmed');
    assert.equal(settleArrival(PLAN, null, { taken: 5, waiting: 0 }), 'waiting');
    assert.equal(settleArrival(PLAN, null, { taken: 4, waiting: 1 }), 'waiting');
    assert.deepEqual(nextInQueue(PLAN, null, 3, ['a', 'b', 'c']), ['a', 'b']);
    assert.deepEqual(nextInQueue(PLAN, 'unions', 3, ['a']), []);
  });

  test('whatever comes and goes, no pool holds more than it has, and the queue keeps its order', () => {
    const step = fc.record({ arrives: fc.boolean(), who: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const [seated, queue, served]: [number[], number[], number[]] = [[], [], []];
        steps.forEach(({ arrives, who }, n) => {
          if (arrives) {
            const count = { taken: seated.length, waiting: queue.length };
            (settleArrival(PLAN, null, count) === 'confirmed' ? seated : queue).push(n);
          } else seated.splice(who % Math.max(1, seated.length), 1);
          const next = nextInQueue(PLAN, null, seated.length, queue);
          served.push(...next);
          seated.push(...queue.splice(0, next.length));
          assert.equal(seated.length <= 5, true);
        });
        assert.deepEqual(
          served,
          [...served].sort((a, b) => a - b),
        );
      }),
    );
  });
});

test('an offer holds for the hours that were given, but not beyond the start of the event', () => {
  const startsAt = new Date('2026-02-23T13:00:00Z');
  const until = (now: string) => offerExpiry(new Date(now), 48, { startsAt })?.toISOString() ?? null;
  assert.equal(until('2026-02-20T09:00:00Z'), '2026-02-22T09:00:00.000Z');
  assert.equal(until('2026-02-22T20:00:00Z'), '2026-02-23T13:00:00.000Z');
  assert.equal(until('2026-02-23T12:30:00Z'), '2026-02-23T13:00:00.000Z');
  assert.equal(until('2026-02-23T13:00:00Z'), null);
});

test('one can register from the opening until the closing or the start, whichever comes first', () => {
  const times = {
    takesRegistrations: true,
    registrationOpensAt: new Date('2026-02-01T00:00:00Z'),
    registrationClosesAt: null,
    startsAt: new Date('2026-02-23T13:00:00Z'),
    cancelledAt: null,
  };
  const at = (now: string, changes = {}) => registrationWindow({ ...times, ...changes }, new Date(now));
  assert.equal(at('2026-01-31T23:59:59Z'), 'not_yet');
  assert.equal(at('2026-02-01T00:00:00Z'), 'open');
  assert.equal(at('2026-02-23T12:59:59Z'), 'open');
  assert.equal(at('2026-02-23T13:00:00Z'), 'closed');
  assert.equal(at('2026-02-21T00:00:00Z', { registrationClosesAt: new Date('2026-02-20T23:00:00Z') }), 'closed');
  assert.equal(at('2026-02-10T00:00:00Z', { takesRegistrations: false }), 'none');
  assert.equal(at('2026-02-10T00:00:00Z', { cancelledAt: new Date('2026-02-09T00:00:00Z') }), 'event_cancelled');
});

test('whose words count follows what was stated beforehand; an event that falls through takes nobody’s words away', () => {
  const at = new Date(0);
  const strict = { countsWaiting: false, countsCancelled: false };
  const open = { countsWaiting: true, countsCancelled: true };
  assert.equal(countsAsEvidence({ state: 'confirmed' }, strict), true);
  assert.equal(countsAsEvidence({ state: 'attended', at }, strict), true);
  assert.equal(countsAsEvidence({ state: 'waiting' }, strict), false);
  assert.equal(countsAsEvidence({ state: 'waiting' }, open), true);
  assert.equal(countsAsEvidence({ state: 'cancelled', at, because: 'self' }, strict), false);
  assert.equal(
    countsAsEvidence({ state: 'cancelled', at, because: 'self' }, { ...strict, countsCancelled: true }),
    true,
  );
  assert.equal(countsAsEvidence({ state: 'cancelled', at, because: 'event' }, strict), true);
});

test('an agenda fits into its event or is so many minutes too long; each item begins where the one before ends', () => {
  const span = { startsAt: new Date('2026-02-23T13:00:00Z'), endsAt: new Date('2026-02-23T14:00:00Z') };
  const items = [{ minutes: 10 }, { minutes: 50 }];
  assert.equal(minutesOver(items, span), 0);
  assert.equal(minutesOver([...items, { minutes: 5 }], span), 5);
  assert.deepEqual(
    agendaTimes(items, span.startsAt).map(({ from, to }) => `${from.toISOString()} ${to.toISOString()}`),
    ['2026-02-23T13:00:00.000Z 2026-02-23T13:10:00.000Z', '2026-02-23T13:10:00.000Z 2026-02-23T14:00:00.000Z'],
  );
});
