import { repeatableRandom } from '../src/analysis/random.ts';

export const round = (x: number, digits = 3) => Math.round(x * 10 ** digits) / 10 ** digits;

/** One line of a table: how good a simple way is, how good ours is, and how good it should be. */
export type Row = {
  name: string;
  baseline: { name: string; value: number } | null;
  own: number;
  /** 95 % interval of `own`. */
  interval: [low: number, high: number] | null;
  goal: number | null;
  /** Whether it is to be at most, not at least, as large as the goal. */
  isCeiling?: boolean;
};

/** Prints rows as a table, and keeps their figures by name. */
export class Table {
  readonly figures: { [name: string]: number } = {};
  readonly #rows: string[][] = [];

  add({ name, baseline, own, interval, goal, isCeiling = false }: Row): void {
    this.figures[name] = round(own);
    if (interval)
      [this.figures[`${name}_low`], this.figures[`${name}_high`]] = [round(interval[0]), round(interval[1])];
    if (baseline) this.figures[`${name}_peer`] = round(baseline.value);
    const words = (x: number | null) => (x === null || Number.isNaN(x) ? '' : String(round(x)));
    const between = interval ? `${words(interval[0])} to ${words(interval[1])}` : '';
    const isMet = goal === null ? '' : (isCeiling ? own <= goal : own >= goal) ? 'yes' : 'no';
    const peer = baseline ? `${words(baseline.value)} (${baseline.name})` : '';
    this.#rows.push([name, peer, words(own), between, words(goal), isMet]);
  }

  print(): void {
    const rows = [['measure', 'baseline', 'ours', '95 % interval', 'goal', 'met'], ...this.#rows];
    const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
    for (const row of rows)
      console.log(
        row
          .map((cell, column) => cell.padEnd(widths[column]!))
          .join('  ')
          .trimEnd(),
      );
  }
}

const RESAMPLES = 1000;

/**
 * 95 % interval of a statistic by the percentiles of 1,000 resamples with replacement (Efron 1979).
 * @param statistic of the items at these positions
 */
export function bootstrap(
  items: number,
  statistic: (which: Uint32Array) => number,
  resamples = RESAMPLES,
): [number, number] {
  const random = repeatableRandom(items);
  const which = new Uint32Array(items);
  const found = Float64Array.from({ length: resamples }, () => {
    for (let i = 0; i < items; i++) which[i] = Math.floor(random() * items);
    return statistic(which);
  }).sort();
  return [found[Math.floor(resamples * 0.025)]!, found[Math.ceil(resamples * 0.975) - 1]!];
}

export function mean(
  values: ArrayLike<number>,
  which: ArrayLike<number> = Array.from({ length: values.length }, (_, i) => i),
): number {
  let sum = 0;
  for (let i = 0; i < which.length; i++) sum += values[which[i]!]!;
  return sum / which.length;
}

/** Share of texts that are right, with its interval. */
export function share(isRight: readonly boolean[]): { own: number; interval: [number, number] } {
  const values = Uint8Array.from(isRight, Number);
  return { own: mean(values), interval: bootstrap(values.length, (which) => mean(values, which)) };
}
