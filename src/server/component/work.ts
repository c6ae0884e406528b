import type { Run } from '../../store/run.ts';
import type { Work } from './progress.tsx';

/** A run as the pages show it. */
export function workOf(run: Run): Work {
  const { progress } = run;
  const pace =
    progress === null || progress.perSecond === null
      ? null
      : { perSecond: progress.perSecond, secondsLeft: progress.secondsLeft };
  return { id: run.id, state: run.state, progress, pace, failure: run.failure, isStopping: run.isStopping };
}
