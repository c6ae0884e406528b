import type { Child } from 'hono/jsx';
import { type Stage, type StageDates, type StageState, stageState, takesInput } from '../../core/stage.ts';
import { dayIn, daysBetween, dayThatEndsAt, startOfDay } from '../../core/time.ts';
import type { StageWithDerogations } from '../../store/consultation.ts';
import { Badge, type Mood } from './badge.tsx';
import type { Reader } from './reader.tsx';
import { Deadline } from './time.tsx';

export type StageTimelineProps = {
  reader: Reader;
  stages: StageWithDerogations[];
  now: Date;
  zone: string;
  /** What became of a stage that is over. */
  outcomeOf?: (stage: Stage) => Child;
};

export const STAGE_MOODS = {
  coming: 'neutral',
  open: 'accent',
  over: 'neutral',
  skipped: 'warning',
} as const satisfies { [state in StageState]: Mood };

/** The way of a consultation: each stage with its days, where it stands, and why it was shortened, moved or skipped. */
export function StageTimeline({ reader, stages, now, zone, outcomeOf }: StageTimelineProps) {
  return (
    <ol class="timeline">
      {stages.map((stage) => {
        const state = stageState(stage, now);
        const outcome = state === 'over' ? outcomeOf?.(stage) : null;
        return (
          <li data-state={state} aria-current={state === 'open' ? 'step' : undefined}>
            <p class="timeline-title">
              <strong>{reader.local(stage.title)}</strong>
              <Badge mood={STAGE_MOODS[state]}>
                {reader.say(state === 'open' && !takesInput(stage.kind) ? 'stage.state.going' : `stage.state.${state}`)}
              </Badge>
            </p>
            <p class="timeline-when">
              <Days reader={reader} stage={stage} zone={zone} />
            </p>
            {outcome && <p class="timeline-outcome">{outcome}</p>}
            <DerogationNotes reader={reader} stage={stage} zone={zone} />
          </li>
        );
      })}
    </ol>
  );
}

/** Why a stage was shortened, extended, moved or skipped, with the dates that had been announced. */
export function DerogationNotes({
  reader,
  stage,
  zone,
}: {
  reader: Reader;
  stage: StageWithDerogations;
  zone: string;
}) {
  return (
    <>
      {stage.derogations.map(({ kind, reason, before }) => (
        <p class="derogation">
          <strong>{reader.say(`stage.derogation.${kind}`)}</strong> {reader.local(reason)}
          {before && kind !== 'skipped' && (
            <> {reader.say('stage.derogation.before', { days: daysOf(reader, before, zone) })}</>
          )}
        </p>
      ))}
    </>
  );
}

/** The first and last day of a stage; with the times where they are not those of whole days. */
function daysOf(reader: Reader, { opensAt, closesAt }: StageDates, zone: string): string {
  const wholeDays =
    dayThatEndsAt(closesAt, zone) !== null && startOfDay(dayIn(opensAt, zone), zone).getTime() === opensAt.getTime();
  if (wholeDays) return reader.dayRange(opensAt, new Date(closesAt.getTime() - 1), zone);
  return reader.momentRange(opensAt, closesAt, zone);
}

function Days({ reader, stage, zone }: { reader: Reader; stage: Stage; zone: string }) {
  return <>{daysOf(reader, stage, zone)}</>;
}

/** What the next date of a consultation is: the end of what is open, else the start of what comes, else the end of what was. */
export type NextDate = { kind: 'closes' | 'opens' | 'closed'; at: Date; stage: Stage };

export function nextDate(stages: readonly Stage[], now: Date): NextDate | null {
  const input = stages.filter((stage) => takesInput(stage.kind));
  const first = (state: string, instant: (stage: Stage) => Date) =>
    input
      .filter((stage) => stageState(stage, now) === state)
      .sort((a, b) => instant(a).getTime() - instant(b).getTime())[0];
  const open = first('open', (stage) => stage.closesAt);
  if (open) return { kind: 'closes', at: open.closesAt, stage: open };
  const coming = first('coming', (stage) => stage.opensAt);
  if (coming) return { kind: 'opens', at: coming.opensAt, stage: coming };
  const over = input.toSorted((a, b) => b.closesAt.getTime() - a.closesAt.getTime())[0];
  return over ? { kind: 'closed', at: over.closesAt, stage: over } : null;
}

export type CountdownProps = { reader: Reader; next: NextDate; now: Date; zone: string };

/** How long there is still time, big; with the date and its zone under it. */
export function Countdown({ reader, next, now, zone }: CountdownProps) {
  switch (next.kind) {
    case 'closes': {
      const days = daysBetween(now, new Date(next.at.getTime() - 1), zone);
      return (
        <p class="countdown">
          <strong>
            {days === 0
              ? reader.say('stage.last_day')
              : reader.weave(
                  'stage.days_left',
                  { number: <span class="countdown-number">{reader.number(days)}</span> },
                  { n: days },
                )}
          </strong>
          <span class="countdown-date">
            {reader.weave('stage.closes', { when: <Deadline reader={reader} at={next.at} zone={zone} /> })}
          </span>
        </p>
      );
    }
    case 'opens':
      return (
        <p class="countdown">
          <span class="countdown-date">{reader.weave('stage.opens', { when: reader.dayOf(next.at, zone) })}</span>
        </p>
      );
    case 'closed':
      return (
        <p class="countdown">
          <span class="countdown-date">{reader.weave('stage.closed', { when: reader.lastDay(next.at, zone) })}</span>
        </p>
      );
  }
}
