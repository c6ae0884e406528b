import type { Progress as ProgressOf } from '../../core/progress.ts';
import { Button } from './button.tsx';
import { CsrfField } from './form.tsx';
import type { Frame } from './frame.ts';
import type { Reader } from './reader.tsx';

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** A long piece of work as it is seen: what is being done, how far, how fast. */
export type Work = {
  /** Its own on the page. */
  id: string;
  state: RunState;
  progress: ProgressOf | null;
  pace: { perSecond: number; secondsLeft: number | null } | null;
  /** Why it failed, for a person. */
  failure: string | null;
  /** Somebody asked it to stop; it will at its next step. */
  isStopping?: boolean;
};

export type ProgressProps = {
  frame: Frame;
  work: Work;
  /** What the work is for. */
  title: string;
  /** Where a wish to stop is sent (POST); null where it cannot be stopped by this reader. */
  cancelUrl: string | null;
};

/** Seconds between two looks without script. */
export const REFRESH_SECONDS = 5;

/**
 * Work in progress. With script the element looks again every second and puts itself anew, until the work is over; without,
 * the page refreshes itself (`refreshSeconds` of `Page`). It goes on when the page is closed.
 */
export function Progress({ frame, work, title, cancelUrl }: ProgressProps) {
  const { reader } = frame;
  const running = work.state === 'waiting' || work.state === 'running';
  const heading = `${work.id}-title`;
  return (
    <work-progress id={work.id} data-state={work.state}>
      {/* biome-ignore lint/a11y/useSemanticElements: work is no set of fields */}
      <div class="work" role="group" aria-labelledby={heading}>
        <p class="work-title" id={heading}>
          {title}
        </p>
        <p class="work-step" role="status">
          {stepText(reader, work)}
        </p>
        {running && <Bar reader={reader} progress={work.progress} heading={heading} />}
        {running && <p class="work-pace">{paceText(reader, work)}</p>}
        {work.failure && <p class="work-failure">{work.failure}</p>}
        {work.isStopping && <p class="work-note">{reader.say('ui.work.stopping')}</p>}
        {running && cancelUrl && !work.isStopping && (
          <form method="post" action={cancelUrl}>
            <CsrfField frame={frame} />
            <Button kind="secondary" size="sm">
              {reader.say('ui.cancel')}
            </Button>
          </form>
        )}
        {running && !work.isStopping && <p class="work-note">{reader.say('ui.work.goes_on')}</p>}
      </div>
    </work-progress>
  );
}

function Bar({ reader, progress, heading }: { reader: Reader; progress: ProgressOf | null; heading: string }) {
  if (!progress || progress.total === null) return <progress aria-labelledby={heading} />;
  return (
    <progress aria-labelledby={heading} value={progress.done} max={Math.max(progress.total, 1)}>
      {reader.percent((progress.done / Math.max(progress.total, 1)) * 100)}
    </progress>
  );
}

function stepText(reader: Reader, { state, progress }: Work): string {
  if (state !== 'running' || !progress) return reader.text(`ui.work.${state}`);
  return reader.text(`progress.${progress.step}`);
}

function paceText(reader: Reader, { progress, pace }: Work): string {
  if (!progress) return reader.text('ui.work.soon');
  const named = reader.text(`progress.unit.${progress.unit}`);
  const done =
    progress.total === null
      ? reader.text('ui.work.amount', { done: progress.done, unit: named })
      : reader.text('ui.work.amount_of', { done: progress.done, total: progress.total, unit: named });
  if (!pace) return done;
  const rate = reader.text('ui.work.rate', { perSecond: Math.max(1, Math.round(pace.perSecond)) });
  return [done, rate, pace.secondsLeft === null ? null : timeLeft(reader, pace.secondsLeft)]
    .filter((part) => part !== null)
    .join(' · ');
}

function timeLeft(reader: Reader, seconds: number): string {
  if (seconds < 60) return reader.text('ui.work.seconds_left', { n: Math.max(1, Math.ceil(seconds / 5) * 5) });
  return reader.text('ui.work.minutes_left', { n: Math.ceil(seconds / 60) });
}
