import {
  type FieldProblem,
  type Fields,
  field,
  localFields,
  localProblems,
  type Parsed,
  parsed,
  readLocalText,
} from './form.ts';
import type { LocalText } from './text.ts';
import { atWallClock, dayThatEndsAt, endOfDay, isDay, startOfDay, wallClock } from './time.ts';

export const STAGE_KINDS = ['call_for_evidence', 'event_series', 'workshop', 'synthesis', 'outcome'] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

/** A part of a consultation; opens and closes at an instant (from inclusive, until exclusive). */
export type Stage = {
  id: string;
  kind: StageKind;
  title: LocalText;
  opensAt: Date;
  closesAt: Date;
  /** When it was decided that it does not take place. */
  skippedAt?: Date | null;
};

export type StageState = 'coming' | 'open' | 'over' | 'skipped';
export type StageDates = Pick<Stage, 'opensAt' | 'closesAt'>;

export function stageState(stage: StageDates & Pick<Stage, 'skippedAt'>, now: Date): StageState {
  if (stage.skippedAt) return 'skipped';
  if (now < stage.opensAt) return 'coming';
  return now < stage.closesAt ? 'open' : 'over';
}

/** What a change of announced dates is called. */
export type DerogationKind = 'shortened' | 'extended' | 'moved' | 'skipped';

/**
 * What a change of a stage's dates is, seen by somebody who planned by the former ones: less of the same time, more of it,
 * or another time; null where both dates stay.
 */
export function derogationOf(before: StageDates, after: StageDates): Exclude<DerogationKind, 'skipped'> | null {
  const opens = after.opensAt.getTime() - before.opensAt.getTime();
  const closes = after.closesAt.getTime() - before.closesAt.getTime();
  if (opens === 0 && closes === 0) return null;
  if (opens >= 0 && closes <= 0) return 'shortened';
  return opens <= 0 && closes >= 0 ? 'extended' : 'moved';
}

/** Where a whole consultation stands, for the home page: what one can take part in, what is being worked on, what is answered. */
export type ConsultationState = 'coming' | 'open' | 'analysed' | 'answered';

export function consultationState(stages: readonly Stage[], now: Date): ConsultationState {
  const states = stages.map((stage) => ({ stage, state: stageState(stage, now) }));
  const begun = ({ state }: { state: StageState }) => state === 'open' || state === 'over';
  if (states.some((one) => one.stage.kind === 'outcome' && begun(one))) return 'answered';
  if (states.some(({ stage, state }) => state === 'open' && takesInput(stage.kind))) return 'open';
  if (states.some(({ stage, state }) => state === 'coming' && takesInput(stage.kind))) {
    return states.some(begun) ? 'open' : 'coming';
  }
  return 'analysed';
}

export function takesInput(kind: StageKind): boolean {
  return kind === 'call_for_evidence' || kind === 'event_series' || kind === 'workshop';
}

/** Days beyond these are slips of the keyboard. */
const EARLIEST_DAY = '1950-01-01';
const LATEST_DAY = '2199-12-31';

/** What an organiser says of a stage. */
export type StagePlan = Omit<Stage, 'id' | 'skippedAt'>;

/**
 * Reads a stage from a form: `kind`, `title-{language}`, `opens-day` and `opens-time`, `closes-day` and `closes-time`. Days
 * and times are those of the consultation's zone. Without a time a stage opens when its first day begins and closes when
 * its last day ends there.
 */
export function readStage(
  fields: Fields,
  { timeZone, languages }: { timeZone: string; languages: readonly string[] },
  before?: Pick<Stage, 'title'>,
): Parsed<StagePlan> {
  const kind = STAGE_KINDS.find((known) => known === field(fields, 'kind'));
  const title = readLocalText(fields, 'title', languages, before?.title);
  const opensAt = readInstant(fields, 'opens', (day) => startOfDay(day, timeZone), timeZone);
  const closesAt = readInstant(fields, 'closes', (day) => endOfDay(day, timeZone), timeZone);
  const problems = [
    ...(kind ? [] : [{ field: 'kind', say: 'form.problem.required' } as const]),
    ...localProblems('title', title, 200, languages[0] ?? 'en'),
    ...opensAt.problems,
    ...closesAt.problems,
  ];
  if (opensAt.value && closesAt.value && opensAt.value >= closesAt.value)
    problems.push({ field: 'closes-day', say: 'form.problem.closes_before_it_opens' });
  return parsed(() => ({ kind: kind!, title, opensAt: opensAt.value!, closesAt: closesAt.value! }), problems);
}

function readInstant(fields: Fields, name: string, wholeDay: (day: string) => Date, zone: string): Parsed<Date> {
  const [day, time] = [field(fields, `${name}-day`), field(fields, `${name}-time`)];
  const problem = (at: string, say: FieldProblem['say']): Parsed<Date> => ({
    value: null,
    problems: [{ field: `${name}-${at}`, say }],
  });
  if (day === '') return problem('day', 'form.problem.required');
  if (!isDay(day)) return problem('day', 'form.problem.no_day');
  if (day < EARLIEST_DAY || day > LATEST_DAY) return problem('day', 'form.problem.day_far_away');
  if (time === '') return { value: wholeDay(day), problems: [] };
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) return problem('time', 'form.problem.no_time');
  return { value: atWallClock(day, time, zone), problems: [] };
}

/** The fields of a stage; the reverse of `readStage`. */
export function stageFields(stage: StagePlan, zone: string): Fields {
  const lastDay = dayThatEndsAt(stage.closesAt, zone);
  const opens = wallClock(stage.opensAt, zone);
  const fromStart = startOfDay(opens.day, zone).getTime() === stage.opensAt.getTime();
  const closes = lastDay === null ? wallClock(stage.closesAt, zone) : { day: lastDay, time: '' };
  return {
    kind: stage.kind,
    ...localFields('title', stage.title),
    'opens-day': opens.day,
    'opens-time': fromStart ? '' : opens.time,
    'closes-day': closes.day,
    'closes-time': closes.time,
  };
}
