/** A share with the interval that says how sure it is; all three lie between 0 and 1. */
export type ShareWithInterval = {
  share: number;
  low: number;
  high: number;
  /** How much of the machine's opinion was used, 0 (none: the people's labels alone) to 1. */
  trust: number;
};

/** What a person said about one unit of a plain random sample of the population. */
export type LabelledUnit = {
  /** Position in the population. */
  at: number;
  /** Whether it has the code, as the person said. */
  has: boolean;
};

/** Two-sided normal quantile of a 95 % interval. */
const Z95 = 1.959963984540054;

/**
 * The share of a population that has a code, from what a machine said about all of it and people about a plain random
 * sample: the sample's share, moved by what the machine says of the rest. Prediction-powered inference (Angelopoulos,
 * Bates, Fannjiang, Jordan, Zrnic 2023, Science 382) with the power tuning of PPI++ (Angelopoulos, Duchi, Zrnic 2023,
 * arXiv 2311.01453), which for a finite population is the regression estimator of survey sampling (Cochran 1977, 7.1)
 * with its correction for the sample's part of the population.
 *
 * One made-up unit with the code and one without, both as the machine sees the average, are added where the spread is
 * estimated: a sample in which the machine made no mistake does not prove that it never does (the thought of Agresti and
 * Coull 1998).
 *
 * It assumes that the sample was drawn by chance from this very population and labelled by people who did not see the
 * machine's opinion. It says how sure the coding is, not whether those who answered stand for anybody else.
 * @param machine opinion on each unit of the population, 0 to 1
 * @param sample at least two different units
 * @throws RangeError where the sample is too small or names a unit that is not there
 */
export function shareFromSample(machine: ArrayLike<number>, sample: readonly LabelledUnit[]): ShareWithInterval {
  const size = machine.length;
  const distinct = new Set(sample.map(({ at }) => at));
  if (distinct.size < 2 || distinct.size !== sample.length) {
    throw new RangeError('The sample has to hold at least two units, each once.');
  }
  if (sample.some(({ at }) => !(at in machine))) throw new RangeError('The sample names a unit that is not there.');
  const everywhere = mean(Array.from(machine));
  const said = sample.map(({ at }) => machine[at]!);
  const truth = sample.map(({ has }) => (has ? 1 : 0));
  const trust = tuning([...truth, 1, 0], [...said, everywhere, everywhere]);
  const share = mean(truth) + trust * (everywhere - mean(said));
  const rest = [...truth, 1, 0].map((y, i) => y - trust * (said[i] ?? everywhere));
  const spread = Math.sqrt(((1 - sample.length / size) * variance(rest)) / sample.length);
  const within = (x: number) => Math.min(1, Math.max(0, x));
  return { share: within(share), low: within(share - Z95 * spread), high: within(share + Z95 * spread), trust };
}

/** How far the machine's opinion goes with the truth: the slope of one on the other, never against it, never doubled. */
function tuning(truth: readonly number[], said: readonly number[]): number {
  const [y, f] = [mean(truth), mean(said)];
  let together = 0;
  let alone = 0;
  for (let i = 0; i < said.length; i++) {
    together += (truth[i]! - y) * (said[i]! - f);
    alone += (said[i]! - f) ** 2;
  }
  return alone === 0 ? 0 : Math.min(1, Math.max(0, together / alone));
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
}

function variance(numbers: readonly number[]): number {
  const middle = mean(numbers);
  return numbers.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (numbers.length - 1);
}
