import { message } from '../core/message.ts';
import { type OnProgress, type Progress, pace } from '../core/progress.ts';
import type { Terminal } from './verb.ts';

const REDRAW_MS = 150;
const PLAIN_LINE_MS = 10_000;

/**
 * Shows progress on the terminal: a line that is drawn over with rate and time left, or, where output goes to a file, a
 * plain line per step and one every ten seconds.
 */
export function showProgress(terminal: Terminal, now: () => number = performance.now.bind(performance)): OnProgress {
  let step = '';
  let started = 0;
  let drawn = Number.NEGATIVE_INFINITY;
  let told = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const at = now();
    if (progress.step !== step) {
      step = progress.step;
      started = at;
      drawn = told = Number.NEGATIVE_INFINITY;
    }
    const over = progress.total !== null && progress.done >= progress.total;
    if (at - drawn >= REDRAW_MS || over) {
      drawn = at;
      terminal.status(progressLine(progress, at - started));
    }
    if (!process.stderr.isTTY && at - told >= PLAIN_LINE_MS) {
      told = at;
      terminal.err(progressLine(progress, at - started));
    }
  };
}

/** For example `Reading passages: 1,230 of 8,400 (146 a second, 49 s left)`. */
export function progressLine(progress: Progress, elapsedMs: number): string {
  const what = message(`progress.${progress.step}`, 'en').text;
  if (progress.done === 0 && progress.total === null) return `${what} ...`;
  const count = progress.done.toLocaleString('en');
  const amount = progress.total === null ? count : `${count} of ${progress.total.toLocaleString('en')}`;
  const speed = pace(progress, elapsedMs);
  if (!speed) return `${what}: ${amount} ${progress.unit}`;
  const left = speed.secondsLeft === null ? '' : `, ${Math.ceil(speed.secondsLeft)} s left`;
  return `${what}: ${amount} ${progress.unit} (${Math.round(speed.perSecond).toLocaleString('en')} a second${left})`;
}
