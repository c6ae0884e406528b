import { fitCalibration } from './calibrate.ts';

/** Scores of items by words and by vectors (items x codes), and which share of each item's words is known. */
export type Scores<Bytes extends ArrayBufferLike = ArrayBufferLike> = {
  words: Float64Array<Bytes>;
  vectors: Float64Array<Bytes>;
  coverage: Float32Array<Bytes>;
};

/** How the scores on words and on vectors become one sureness. */
export type Stack = {
  /** @returns items x codes, 0 to 1 */
  sureness: (scores: Scores) => Float64Array;
};

/** Weights of the score on words and the score on vectors, and what is added. */
type Blend = [words: number, vectors: number, bias: number];

/** What is believed before any example was held back, and how many examples that belief is worth. */
const PRIOR: Blend = [2, 2, 0];
const PRIOR_STRENGTH = 1;
const NEWTON_STEPS = 30;
/**
 * Scores count at least so much together: where they seem to say nothing or the opposite, codes had so few examples that
 * the folds lacked them. It is enough to decide, not enough to be sure.
 */
const LEAST_WEIGHT = 0.1;

/**
 * Learns how much words and vectors count, and how sure a sum of scores is, from scores of held-back examples.
 * Two blends are learnt: one of both scores, one of the vectors alone; a text whose words are known less than the examples'
 * own is judged by a mixture of both.
 * @param own codes of each example
 */
export function fitStack(
  held: Scores,
  own: readonly (readonly number[])[],
  kind: 'one' | 'many',
  count: number,
): Stack {
  const both = fitBlend(held, own, kind, count, true);
  const vectorsOnly = fitBlend(held, own, kind, count, false);
  const usual = median(held.coverage);
  const blended = (scores: Scores) => blend(scores, both, vectorsOnly, usual, kind, count);
  if (kind === 'one') return { sureness: blended };
  const rivals = fitRivalry(blended(held), own, count);
  return { sureness: (scores) => rivals(blended(scores)) };
}

/** What an example's other codes together say at least, so that their logarithm is finite. */
const LEAST_RIVAL = 0.05;

/**
 * Where an item may have many codes each is judged alone; but one that is sure makes others less likely, and one without a
 * rival more. Learns from held-back examples how much, and then how often each sureness is right.
 */
function fitRivalry(
  held: Float64Array,
  own: readonly (readonly number[])[],
  count: number,
): (sureness: Float64Array) => Float64Array {
  const blend = fitBlend(withRivals(held, count), own, 'many', count, true, [1, 0, 0]);
  const judge = (sureness: Float64Array) => {
    const { words, vectors } = withRivals(sureness, count);
    return words.map((x, i) => logistic(blend[0] * x + blend[1] * vectors[i]! + blend[2]));
  };
  const holds = Uint8Array.from(held, (_, i) => (own[Math.floor(i / count)]!.includes(i % count) ? 1 : 0));
  const calibrate = fitCalibration(judge(held), holds);
  return (sureness) => judge(sureness).map(calibrate);
}

/** Log odds of each code, and the logarithm of what the others are together. */
function withRivals(sureness: Float64Array, count: number): Scores {
  const words = sureness.map((p) => Math.log(Math.max(p, 1e-6) / Math.max(1 - p, 1e-6)));
  const vectors = new Float64Array(sureness.length);
  for (let from = 0; from < sureness.length; from += count) {
    let all = 0;
    for (let at = from; at < from + count; at++) all += sureness[at]!;
    for (let at = from; at < from + count; at++) vectors[at] = -Math.log(LEAST_RIVAL + all - sureness[at]!);
  }
  return { words, vectors, coverage: new Float32Array(sureness.length / count) };
}

function median(numbers: Float32Array): number {
  return numbers.length === 0 ? 1 : numbers.slice().sort()[numbers.length >> 1]!;
}

function blend(
  { words, vectors, coverage }: Scores,
  both: Blend,
  vectorsOnly: Blend,
  usual: number,
  kind: 'one' | 'many',
  count: number,
): Float64Array {
  const result = new Float64Array(words.length);
  for (let i = 0; i < coverage.length; i++) {
    const known = usual === 0 ? 0 : Math.min(1, coverage[i]! / usual);
    for (let at = i * count; at < (i + 1) * count; at++) {
      result[at] =
        known * (both[0] * words[at]! + both[1] * vectors[at]! + both[2]) +
        (1 - known) * (vectorsOnly[1] * vectors[at]! + vectorsOnly[2]);
    }
    if (kind === 'one') softmax(result, i * count, count);
  }
  return kind === 'one' ? result : result.map(logistic);
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function softmax(values: Float64Array, from: number, count: number): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = from; at < from + count; at++) highest = Math.max(highest, values[at]!);
  let sum = 0;
  for (let at = from; at < from + count; at++) sum += values[at] = Math.exp(values[at]! - highest);
  for (let at = from; at < from + count; at++) values[at]! /= sum;
}

/** Newton's method on the logistic (many) or multinomial (one) likelihood, drawn towards the prior. */
function fitBlend(
  scores: Scores,
  own: readonly (readonly number[])[],
  kind: 'one' | 'many',
  count: number,
  withWords: boolean,
  prior: Blend = PRIOR,
): Blend {
  const free = [withWords, true, kind === 'many'];
  const theta: Blend = [withWords ? prior[0] : 0, prior[1], prior[2]];
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { gradient, curvature } =
      kind === 'one' ? slopesOfOne(scores, own, count, theta) : slopesOfMany(scores, own, count, theta);
    for (let i = 0; i < 3; i++) {
      if (free[i]) {
        gradient[i]! += PRIOR_STRENGTH * (theta[i]! - prior[i]!);
        curvature[i]![i]! += PRIOR_STRENGTH;
      } else {
        gradient[i] = 0;
        for (let j = 0; j < 3; j++) curvature[i]![j] = curvature[j]![i] = i === j ? 1 : 0;
      }
    }
    const move = solve(curvature, gradient);
    const length = Math.hypot(...move);
    const damping = Math.min(1, 3 / (length || 1));
    for (let i = 0; i < 3; i++) theta[i]! -= damping * move[i]!;
    if (length < 1e-6) break;
  }
  if (theta[0] + theta[1] > LEAST_WEIGHT) return theta;
  return [withWords ? LEAST_WEIGHT / 2 : 0, withWords ? LEAST_WEIGHT / 2 : LEAST_WEIGHT, theta[2]];
}

type Slopes = { gradient: number[]; curvature: number[][] };

function noSlopes(): Slopes {
  return {
    gradient: [0, 0, 0],
    curvature: [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
  };
}

function slopesOfMany(scores: Scores, own: readonly (readonly number[])[], count: number, theta: Blend): Slopes {
  const slopes = noSlopes();
  own.forEach((mine, i) => {
    for (let code = 0; code < count; code++) {
      const x = [scores.words[i * count + code]!, scores.vectors[i * count + code]!, 1];
      const p = logistic(x[0]! * theta[0] + x[1]! * theta[1] + theta[2]);
      const error = p - (mine.includes(code) ? 1 : 0);
      for (let a = 0; a < 3; a++) {
        slopes.gradient[a]! += error * x[a]!;
        for (let b = 0; b < 3; b++) slopes.curvature[a]![b]! += p * (1 - p) * x[a]! * x[b]!;
      }
    }
  });
  return slopes;
}

function slopesOfOne(scores: Scores, own: readonly (readonly number[])[], count: number, theta: Blend): Slopes {
  const slopes = noSlopes();
  const p = new Float64Array(count);
  own.forEach((mine, i) => {
    const x = (code: number) => [scores.words[i * count + code]!, scores.vectors[i * count + code]!];
    for (let code = 0; code < count; code++) p[code] = x(code)[0]! * theta[0] + x(code)[1]! * theta[1];
    softmax(p, 0, count);
    const mean = [0, 0];
    for (let code = 0; code < count; code++) for (let a = 0; a < 2; a++) mean[a]! += p[code]! * x(code)[a]!;
    for (let a = 0; a < 2; a++) {
      slopes.gradient[a]! += mean[a]! - x(mine[0]!)[a]!;
      for (let b = 0; b < 2; b++) {
        for (let code = 0; code < count; code++) {
          slopes.curvature[a]![b]! += p[code]! * (x(code)[a]! - mean[a]!) * (x(code)[b]! - mean[b]!);
        }
      }
    }
  });
  return slopes;
}

/** Solves three equations by elimination; the matrix is positive definite. */
function solve(matrix: number[][], right: number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < 3; i++) {
    for (let j = i + 1; j < 3; j++) {
      const factor = rows[j]![i]! / rows[i]![i]!;
      for (let k = i; k < 4; k++) rows[j]![k]! -= factor * rows[i]![k]!;
    }
  }
  const result = [0, 0, 0];
  for (let i = 2; i >= 0; i--) {
    let sum = rows[i]![3]!;
    for (let j = i + 1; j < 3; j++) sum -= rows[i]![j]! * result[j]!;
    result[i] = sum / rows[i]![i]!;
  }
  return result;
}
