import type { UserType } from './profile.ts';
import type { LocalText } from './text.ts';

/**
 * One person's seat at an event. `waiting`: in the queue; `offered`: a seat became free and is held until it is taken or the
 * offer lapses; `confirmed`: the seat is theirs; `attended`: they came; `cancelled`: they have none.
 */
export type Seat =
  | { state: 'waiting' }
  | { state: 'offered'; expiresAt: Date }
  | { state: 'confirmed' }
  | { state: 'attended'; at: Date }
  | { state: 'cancelled'; at: Date; because: CancelReason };
export const REGISTRATION_STATES = ['waiting', 'offered', 'confirmed', 'attended', 'cancelled'] as const;
export type RegistrationState = Seat['state'];

/** By the person, because an offer was not taken in time, by the organiser, or because the event does not take place. */
export const CANCEL_REASONS = ['self', 'offer_lapsed', 'organiser', 'event'] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

/** Stakeholders of some types, with seats of their own: nobody else gets these, and they get no others. */
export type SeatGroup = { key: string; title: LocalText; userTypes: UserType[]; capacity: number };

/** How many seats there are: all together (null: as many as come), and those of each group. */
export type SeatPlan = { capacity: number | null; groups: readonly SeatGroup[] };

/** Whose seats: a group's key, or null for the seats of everybody else. */
export type Pool = string | null;

/** Whose seats somebody of a type of stakeholder takes. */
export function poolOf({ groups }: Pick<SeatPlan, 'groups'>, userType: UserType | null): Pool {
  return groups.find(({ userTypes }) => userType !== null && userTypes.includes(userType))?.key ?? null;
}

/** How many seats a pool has; null: as many as come. */
export function seatsOf({ capacity, groups }: SeatPlan, pool: Pool): number | null {
  if (pool !== null) return groups.find(({ key }) => key === pool)?.capacity ?? 0;
  if (capacity === null) return null;
  return Math.max(0, capacity - groups.reduce((sum, group) => sum + group.capacity, 0));
}

/** All pools of a plan: the groups in their order, then everybody else. */
export function poolsOf({ groups }: Pick<SeatPlan, 'groups'>): Pool[] {
  return [...groups.map(({ key }) => key), null];
}

/** How many seats of a pool are free; infinite where there is no limit. */
export function freeSeats(plan: SeatPlan, pool: Pool, taken: number): number {
  const seats = seatsOf(plan, pool);
  return seats === null ? Number.POSITIVE_INFINITY : Math.max(0, seats - taken);
}

/** What is wrong with a plan: groups that need more seats than there are, or a type of stakeholder in two groups. */
export type PlanProblem = { problem: 'too_many'; reserved: number } | { problem: 'twice'; userType: UserType };

export function planProblem({ capacity, groups }: SeatPlan): PlanProblem | null {
  const reserved = groups.reduce((sum, group) => sum + group.capacity, 0);
  if (capacity !== null && reserved > capacity) return { problem: 'too_many', reserved };
  const seen = new Set<UserType>();
  for (const userType of groups.flatMap(({ userTypes }) => userTypes)) {
    if (seen.has(userType)) return { problem: 'twice', userType };
    seen.add(userType);
  }
  return null;
}

/** How many seats of each pool are taken, and how many wait for one. */
export type PoolCount = { taken: number; waiting: number };
export type PoolCounts = ReadonlyMap<Pool, PoolCount>;

/**
 * Where somebody who arrives now stands: a seat only where one is free and nobody of the same pool waits already, so that the
 * waiting list is first come, first served.
 */
export function settleArrival(plan: SeatPlan, pool: Pool, { taken, waiting }: PoolCount): 'confirmed' | 'waiting' {
  return waiting === 0 && freeSeats(plan, pool, taken) > 0 ? 'confirmed' : 'waiting';
}

/** Those of a queue who are offered a seat now, in the order of the queue. */
export function nextInQueue<Waiting>(plan: SeatPlan, pool: Pool, taken: number, queue: readonly Waiting[]): Waiting[] {
  const free = freeSeats(plan, pool, taken);
  return Number.isFinite(free) ? queue.slice(0, free) : [...queue];
}

const HOUR_MS = 3_600_000;

/**
 * Until when an offer holds: the hours that the organiser gives, but not beyond the start of the event.
 * @returns null where it makes no sense any more: the event has begun
 */
export function offerExpiry(now: Date, offerHours: number, { startsAt }: { startsAt: Date }): Date | null {
  if (now >= startsAt) return null;
  return new Date(Math.min(now.getTime() + offerHours * HOUR_MS, startsAt.getTime()));
}

/** When an event takes registrations. */
export type RegistrationTimes = {
  takesRegistrations: boolean;
  /** Null: as soon as the event is announced. */
  registrationOpensAt: Date | null;
  /** Null: when the event starts. */
  registrationClosesAt: Date | null;
  startsAt: Date;
  cancelledAt: Date | null;
};

/** Whether one can register now, and if not, why. */
export type RegistrationWindow = 'open' | 'none' | 'not_yet' | 'closed' | 'event_cancelled';

export function registrationWindow(times: RegistrationTimes, now: Date): RegistrationWindow {
  if (times.cancelledAt !== null) return 'event_cancelled';
  if (!times.takesRegistrations) return 'none';
  if (times.registrationOpensAt !== null && now < times.registrationOpensAt) return 'not_yet';
  return now < registrationEnd(times) ? 'open' : 'closed';
}

/** Until when one can register: nobody registers for what has begun. */
export function registrationEnd({
  registrationClosesAt,
  startsAt,
}: Pick<RegistrationTimes, 'registrationClosesAt' | 'startsAt'>): Date {
  return registrationClosesAt !== null && registrationClosesAt < startsAt ? registrationClosesAt : startsAt;
}

/** What the organiser stated before registration opened: whose evidence counts although they have no seat. */
export type EvidencePolicy = { countsWaiting: boolean; countsCancelled: boolean };

/** Whether what somebody said as evidence counts. An event that does not take place takes nobody's words away. */
export function countsAsEvidence(seat: Seat, { countsWaiting, countsCancelled }: EvidencePolicy): boolean {
  switch (seat.state) {
    case 'confirmed':
    case 'attended':
      return true;
    case 'waiting':
    case 'offered':
      return countsWaiting;
    case 'cancelled':
      if (seat.because === 'event') return true;
      return seat.because === 'offer_lapsed' ? countsWaiting : countsCancelled;
  }
}
