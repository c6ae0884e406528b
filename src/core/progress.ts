/** How far a long piece of work is: what is being done, of how much, in which unit. */
export type Progress = {
  step: string;
  done: number;
  total: number | null;
  unit: string;
};

/** Told as work goes on; must be cheap, callers may say something often. */
export type OnProgress = (progress: Progress) => void;

/** Rate per second and seconds left, from when a step started; null while there is too little to tell. */
export function pace(progress: Progress, elapsedMs: number): { perSecond: number; secondsLeft: number | null } | null {
  if (elapsedMs < 500 || progress.done <= 0) return null;
  const perSecond = (progress.done / elapsedMs) * 1000;
  const secondsLeft = progress.total === null ? null : Math.max(0, (progress.total - progress.done) / perSecond);
  return { perSecond, secondsLeft };
}
