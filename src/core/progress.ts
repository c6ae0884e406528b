/** What is being done; each has its words in the catalogue, under `progress.`. */
export type ProgressStep =
  | 'import'
  | 'passages'
  | 'campaign.read'
  | 'campaign.compare'
  | 'embed.static'
  | 'embed.encoder'
  | 'discover.compare'
  | 'discover.assign'
  | 'discover.name'
  | 'write'
  | 'evidence'
  | 'compile';
export type ProgressUnit = 'contributions' | 'texts' | 'passages' | 'figures';

/** How far a long piece of work is: what is being done, of how much, in which unit. */
export type Progress = {
  step: ProgressStep;
  done: number;
  total: number | null;
  unit: ProgressUnit;
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
