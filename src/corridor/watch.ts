import { type OnProgress, type Progress, pace } from '../core/progress.ts';
import { keepAlive } from '../store/heartbeat.ts';
import type { Store } from '../store/open.ts';
import { type Run, reportProgress } from '../store/run.ts';

const PROGRESS_EVERY_MS = 500;

export type WatchedRun = {
  onProgress: OnProgress;
  /** Says stop when the run is cancelled, or when the caller's own signal does. */
  signal: AbortSignal;
  /** Looks now whether somebody asked to cancel, after a long computation in which nothing else could happen. */
  listen: () => Promise<void>;
  end: () => Promise<void>;
};

/**
 * Shows a run that this process works on to everybody else: signs of life, progress a few times a second, and a wish to
 * cancel passed on.
 */
export function watchRun(
  store: Store,
  run: Run,
  stop: AbortSignal | undefined,
  tell: OnProgress = () => {},
): WatchedRun {
  const cancel = new AbortController();
  const heart = keepAlive(store, run.id);
  let latest: Progress | null = null;
  let stepStarted = performance.now();
  let writing = Promise.resolve();
  const write = () => {
    if (!latest) return;
    const speed = pace(latest, performance.now() - stepStarted);
    const progress = { ...latest, perSecond: speed?.perSecond ?? null, secondsLeft: speed?.secondsLeft ?? null };
    writing = reportProgress(store.db, run.id, progress).then(
      (cancelAsked) => {
        if (cancelAsked) cancel.abort();
      },
      () => {}, // did not get through; the next one may
    );
  };
  const timer = setInterval(write, PROGRESS_EVERY_MS);
  return {
    signal: stop ? AbortSignal.any([cancel.signal, stop]) : cancel.signal,
    onProgress: (progress) => {
      if (progress.step !== latest?.step) stepStarted = performance.now();
      latest = progress;
      tell(progress);
    },
    listen: async () => {
      write();
      await writing;
    },
    end: async () => {
      clearInterval(timer);
      await writing;
      await heart.stop();
    },
  };
}
