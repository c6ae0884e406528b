import { sql } from 'kysely';
import { USER_TYPES, type UserType } from '../core/profile.ts';
import type { Seat } from '../core/registration.ts';
import type { Db } from './open.ts';
import { seatOf } from './registration-evidence.ts';

/** How many people of a type of stakeholder stand where; each is a number of registrations. */
export type SeatCount = {
  /** Null: nobody said. */
  userType: UserType | null;
  /** With a seat: confirmed, or used. */
  seated: number;
  offered: number;
  waiting: number;
  cancelled: number;
  /** Of those with a seat, noted at the door or reported by the meeting tool. */
  came: number;
};

/** Registrations of an event by type of stakeholder, in the order of the types. */
export async function seatCounts(db: Db, eventId: string): Promise<SeatCount[]> {
  const rows = await db
    .selectFrom('registration as r')
    .leftJoin('attendance as a', (join) =>
      join.onRef('a.event_id', '=', 'r.event_id').onRef('a.person_sha256', '=', 'r.person_sha256'),
    )
    .select('user_type')
    .select(sql<number>`count(*) filter (where state in ('confirmed', 'attended'))`.as('seated'))
    .select(sql<number>`count(*) filter (where state = 'offered')`.as('offered'))
    .select(sql<number>`count(*) filter (where state = 'waiting')`.as('waiting'))
    .select(sql<number>`count(*) filter (where state = 'cancelled')`.as('cancelled'))
    .select(
      sql<number>`count(*) filter (where state = 'attended' or (state = 'confirmed' and coalesce(a.attended, false)))`.as(
        'came',
      ),
    )
    .where('r.event_id', '=', eventId)
    .groupBy('user_type')
    .execute();
  const rank = (userType: string | null) => (userType === null ? 99 : USER_TYPES.indexOf(userType as UserType));
  return rows
    .map(({ user_type, ...counts }) => ({ userType: user_type as UserType | null, ...counts }))
    .sort((a, b) => rank(a.userType) - rank(b.userType));
}

/** One line of the list of registrations, with whom it is about. */
export type RegistrationEntry = {
  id: string;
  seat: Seat;
  userType: UserType | null;
  seatCode: string;
  registeredAt: Date;
  /** Empty once they were deleted. */
  name: string;
  emailAddress: string;
  organisation: string;
  /** Answers to questions of logistics, in words. */
  logistics: { question: string; text: string }[];
};

/** Registrations of an event in the order in which they came. */
export async function registrationsOf(
  db: Db,
  eventId: string,
  { offset = 0, limit = 200 }: { offset?: number; limit?: number } = {},
): Promise<RegistrationEntry[]> {
  const rows = await db
    .selectFrom('registration')
    .selectAll()
    .where('event_id', '=', eventId)
    .orderBy('position')
    .offset(offset)
    .limit(limit)
    .execute();
  const ids = sql<string>`any(${rows.map(({ id }) => id)}::uuid[])`;
  const [personal, logistics] = await Promise.all([
    db.selectFrom('registration_personal_data').selectAll().where('registration_id', '=', ids).execute(),
    db.selectFrom('logistics_answer').selectAll().where('registration_id', '=', ids).orderBy('position').execute(),
  ]);
  return rows.map((row) => {
    const value = (field: string) =>
      personal.find((one) => one.registration_id === row.id && one.field === field)?.value ?? '';
    return {
      id: row.id,
      seat: seatOf(row),
      userType: row.user_type as UserType | null,
      seatCode: row.seat_code,
      registeredAt: row.registered_at,
      name: value('name'),
      emailAddress: value('emailAddress'),
      organisation: value('organisation'),
      logistics: logistics
        .filter(({ registration_id }) => registration_id === row.id)
        .map(({ question, text, chosen }) => ({ question, text: text ?? (chosen ?? []).join(', ') })),
    };
  });
}
