import type { Channel } from './contribution.ts';
import type { Stage } from './stage.ts';
import { dayIn } from './time.ts';

/** Until when contributions are in time: an instant, and the last day that ends by then in the consultation's time zone. */
export type Deadline = { closesAt: Date; lastDay: string };

/** The end of the call for evidence; of several, the last one. Null where there is no call. */
export function deadlineOf(stages: readonly Pick<Stage, 'kind' | 'closesAt'>[], timeZone: string): Deadline | null {
  const ends = stages.filter(({ kind }) => kind === 'call_for_evidence').map(({ closesAt }) => closesAt.getTime());
  if (ends.length === 0) return null;
  const closesAt = new Date(Math.max(...ends));
  return { closesAt, lastDay: dayIn(new Date(closesAt.getTime() - 1), timeZone) };
}

/** What is said in and around events belongs to the event's stage, whenever the call for evidence closed. */
const CHANNELS_OF_THE_CALL: readonly Channel[] = ['submission', 'paper', 'e-mail', 'import'];

/**
 * Whether a contribution came after the call closed: by the day on which its source says that it was made, else by the
 * instant of its arrival here.
 */
export function isLate(
  { channel, day }: { channel: Channel; day: string | null },
  arrivedAt: Date,
  deadline: Deadline | null,
): boolean {
  if (deadline === null || !CHANNELS_OF_THE_CALL.includes(channel)) return false;
  return day === null ? arrivedAt >= deadline.closesAt : day > deadline.lastDay;
}
