import { type StageState, stageState } from './stage.ts';

/** A call for evidence: a stage that asks a questionnaire. Closes at an instant; who had it open before may finish within the grace. */
export type Call = { stageId: string; opensAt: Date; closesAt: Date; skippedAt: Date | null; graceMinutes: number };

/** The last instant at which an answer that was begun in time is taken (exclusive). */
export function graceEndsAt({ closesAt, graceMinutes }: Pick<Call, 'closesAt' | 'graceMinutes'>): Date {
  return new Date(closesAt.getTime() + graceMinutes * 60_000);
}

/** Whether an answer can be begun now. */
export function callState(call: Call, now: Date): StageState {
  return stageState(call, now);
}

/**
 * Whether an answer that was begun at an instant can be handed in now: `open`, `grace` (the call has closed, it was begun in
 * time), `over`, or `coming` where the call was moved after it was begun.
 */
export function submissionState(call: Call, openedAt: Date, now: Date): StageState | 'grace' {
  const state = callState(call, now);
  if (state !== 'over') return state;
  return openedAt < call.closesAt && now < graceEndsAt(call) ? 'grace' : 'over';
}

/** Of several calls the one to show: that which is open, else the next one, else the last one; null where there is none. */
export function callToShow<C extends Call>(calls: readonly C[], now: Date): C | null {
  const sorted = calls.toSorted((a, b) => a.opensAt.getTime() - b.opensAt.getTime());
  return (
    sorted.find((call) => callState(call, now) === 'open') ??
    sorted.find((call) => callState(call, now) === 'coming') ??
    sorted.at(-1) ??
    null
  );
}
