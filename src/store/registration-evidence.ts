import { sql } from 'kysely';
import { type CancelReason, countsAsEvidence, type RegistrationState, type Seat } from '../core/registration.ts';
import { SYSTEM } from './actor.ts';
import type { HostedEvent } from './hosted-event.ts';
import { raiseRevision } from './import.ts';
import type { Making } from './notice.ts';
import type { Tx } from './open.ts';

/** The columns of a registration's state as one value; which are filled in which state, the database guards. */
export function seatOf(row: {
  state: RegistrationState;
  offer_expires_at: Date | null;
  attended_at: Date | null;
  cancelled_at: Date | null;
  cancelled_because: CancelReason | null;
}): Seat {
  switch (row.state) {
    case 'waiting':
    case 'confirmed':
      return { state: row.state };
    case 'offered':
      return { state: 'offered', expiresAt: row.offer_expires_at! };
    case 'attended':
      return { state: 'attended', at: row.attended_at! };
    case 'cancelled':
      return { state: 'cancelled', at: row.cancelled_at!, because: row.cancelled_because! };
  }
}

/**
 * Lets the evidence of registrations count or not, as the organiser stated beforehand. What its author withdrew, or somebody
 * else decided on, stays as it is.
 */
export async function settleEvidence(
  tx: Tx,
  event: HostedEvent,
  registrationIds: readonly string[],
  { clock }: Making,
): Promise<void> {
  const rows = await tx
    .selectFrom('registration')
    .innerJoin('contribution', 'contribution.id', 'registration.contribution_id')
    .select(['contribution.id', 'standing', 'state', 'offer_expires_at', 'attended_at'])
    .select(['cancelled_at', 'cancelled_because'])
    .where('registration.id', '=', sql<string>`any(${registrationIds}::uuid[])`)
    .where('standing', 'in', ['counted', 'set_aside'])
    .execute();
  const wrong = rows.filter((row) => (row.standing === 'counted') !== countsAsEvidence(seatOf(row), event));
  for (const { id, standing } of wrong) {
    const isCounted = standing === 'counted';
    await tx
      .updateTable('contribution')
      .set({
        standing: isCounted ? 'set_aside' : 'counted',
        standing_by: isCounted ? SYSTEM.id : null,
        standing_at: isCounted ? clock() : null,
        standing_reason: isCounted ? 'its registration has no seat' : null,
      })
      .where('id', '=', id)
      .execute();
  }
  if (wrong.length > 0) await raiseRevision(tx, event.consultationId);
}
