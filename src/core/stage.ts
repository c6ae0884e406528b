import type { LocalText } from './text.ts';

export const STAGE_KINDS = ['call_for_evidence', 'event_series', 'workshop', 'synthesis', 'outcome'] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

/** A part of a consultation; opens and closes at an instant (from inclusive, until exclusive). */
export type Stage = {
  id: string;
  kind: StageKind;
  title: LocalText;
  opensAt: Date;
  closesAt: Date;
};

export type StageState = 'coming' | 'open' | 'over';

export function stageState(stage: Pick<Stage, 'opensAt' | 'closesAt'>, now: Date): StageState {
  if (now < stage.opensAt) return 'coming';
  return now < stage.closesAt ? 'open' : 'over';
}

/** Where a whole consultation stands, for the home page: what one can take part in, what is being worked on, what is answered. */
export type ConsultationState = 'coming' | 'open' | 'analysed' | 'answered';

export function consultationState(stages: readonly Stage[], now: Date): ConsultationState {
  const states = stages.map((stage) => ({ stage, state: stageState(stage, now) }));
  if (states.some(({ stage, state }) => stage.kind === 'outcome' && state !== 'coming')) return 'answered';
  if (states.some(({ stage, state }) => state === 'open' && takesInput(stage.kind))) return 'open';
  if (states.some(({ stage, state }) => state === 'coming' && takesInput(stage.kind))) {
    return states.some(({ state }) => state !== 'coming') ? 'open' : 'coming';
  }
  return 'analysed';
}

export function takesInput(kind: StageKind): boolean {
  return kind === 'call_for_evidence' || kind === 'event_series' || kind === 'workshop';
}
