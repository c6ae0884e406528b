/** Scores of items by words and by vectors (items x codes), and which share of each item's words is known. */
export type Scores = { words: Float64Array; vectors: Float64Array; coverage: Float32Array };

/** How the scores on words and on vectors become one sureness. */
export type Stack = {
  /** @returns items x codes, 0 to 1 */
  sureness: (scores: Scores) => Float64Array;
  /** For many codes an item: codes at least so sure are assigned. */
  threshold: number;
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
  const sureness = (scores: Scores) => blend(scores, both, vectorsOnly, usual, kind, count);
  return { sureness, threshold: kind === 'many' ? bestThreshold(sureness(held), own, count) : 0 };
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
): Blend {
  const free = [withWords, true, kind === 'many'];
  const theta: Blend = [withWords ? PRIOR[0] : 0, PRIOR[1], PRIOR[2]];
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { gradient, curvature } =
      kind === 'one' ? slopesOfOne(scores, own, count, theta) : slopesOfMany(scores, own, count, theta);
    for (let i = 0; i < 3; i++) {
      if (free[i]) {
        gradient[i]! += PRIOR_STRENGTH * (theta[i]! - PRIOR[i]!);
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

/** The threshold that gives the held-back examples the best mean F1 per example, where the surest code always counts. */
function bestThreshold(sureness: Float64Array, own: readonly (readonly number[])[], count: number): number {
  let best = 0.5;
  let highest = -1;
  for (let percent = 10; percent <= 60; percent += 2) {
    const f1 = meanF1(sureness, own, count, percent / 100);
    if (f1 > highest) {
      highest = f1;
      best = percent / 100;
    }
  }
  return best;
}

function meanF1(sureness: Float64Array, own: readonly (readonly number[])[], count: number, threshold: number): number {
  let sum = 0;
  own.forEach((mine, i) => {
    const sure = sureness.subarray(i * count, (i + 1) * count);
    const top = sure.indexOf(Math.max(...sure));
    let [given, right] = [0, 0];
    sure.forEach((p, code) => {
      if (p < threshold && code !== top) return;
      given++;
      if (mine.includes(code)) right++;
    });
    sum += (2 * right) / (given + mine.length);
  });
  return sum / own.length;
}
