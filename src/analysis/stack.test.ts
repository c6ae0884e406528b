import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { repeatableRandom } from './random.ts';
import { fitStack, type Scores } from './stack.ts';

const N = 120;
const own = Array.from({ length: N }, (_, i) => [i % 2]);

/** Scores of two codes: how far the right one lies above the other, per kind, and how much chance there is. */
function scoresOf(words: number, vectors: number, chance: number, coverage = 1): Scores {
  const random = repeatableRandom(11);
  const draw = (lead: number) =>
    Float64Array.from(
      { length: N * 2 },
      (_, at) => (at % 2 === own[at >> 1]![0] ? lead : -lead) + (random() - 0.5) * chance,
    );
  return { words: draw(words), vectors: draw(vectors), coverage: new Float32Array(N).fill(coverage) };
} // prettier-ignore

const meanRight = (sureness: Float64Array) => own.reduce((sum, [code], i) => sum + sureness[i * 2 + code!]!, 0) / N;

describe('sureness', () => {
  test('adds up to 1 over the codes where one is right, and lies from 0 to 1 where many may be', () => {
    const scores = scoresOf(1, 1, 1);
    const one = fitStack(scores, own, 'one', 2).sureness(scores);
    for (let i = 0; i < N; i++) assert.ok(Math.abs(one[i * 2]! + one[i * 2 + 1]! - 1) < 1e-9);
    const many = fitStack(scores, own, 'many', 2).sureness(scores);
    assert.ok(many.every((x) => x >= 0 && x <= 1));
  });

  test('is high where scores told the held-back examples apart, and even where they did not', () => {
    const [clear, blind] = [scoresOf(1, 1, 0.2), scoresOf(0, 0, 2)];
    assert.ok(meanRight(fitStack(clear, own, 'one', 2).sureness(clear)) > 0.97);
    assert.ok(Math.abs(meanRight(fitStack(blind, own, 'one', 2).sureness(blind)) - 0.5) < 0.1);
  });

  test('is about as often right as it says', () => {
    const scores = scoresOf(0.3, 0.3, 2);
    const sureness = fitStack(scores, own, 'one', 2).sureness(scores);
    const best = own.map(([code], i) => {
      const [a, b] = [sureness[i * 2]!, sureness[i * 2 + 1]!];
      return { sure: Math.max(a, b), right: (a > b ? 0 : 1) === code };
    });
    const mean = best.reduce((sum, { sure }) => sum + sure, 0) / N;
    assert.ok(Math.abs(mean - best.filter(({ right }) => right).length / N) < 0.1);
  });

  test('follows the kind of score that can be trusted', () => {
    const { sureness } = fitStack({ ...scoresOf(0, 0, 2), vectors: scoresOf(1, 1, 0.5).vectors }, own, 'one', 2);
    const opposed: Scores = {
      words: Float64Array.of(1, -1),
      vectors: Float64Array.of(-1, 1),
      coverage: Float32Array.of(1),
    };
    assert.ok(sureness(opposed)[1]! > 0.8);
  }); // prettier-ignore

  test('leaves words out for a text of which no word is known', () => {
    const { sureness } = fitStack(scoresOf(1, 1, 0.5), own, 'one', 2);
    const scores = (words: number): Scores => ({
      words: Float64Array.of(words, -words),
      vectors: Float64Array.of(-0.5, 0.5),
      coverage: Float32Array.of(0),
    });
    assert.deepEqual(sureness(scores(5)), sureness(scores(-5)));
    assert.ok(sureness(scores(5))[1]! > 0.5);
  });
});

test('codes that the held-back examples have are surer than those that they have not', () => {
  const both = Array.from({ length: N }, (_, i) => (i % 3 === 0 ? [0, 1] : [i % 2]));
  const lead = (scale: number) =>
    Float64Array.from({ length: N * 2 }, (_, at) => (both[at >> 1]!.includes(at % 2) ? scale : -scale));
  const scores: Scores = { words: lead(1), vectors: lead(1), coverage: new Float32Array(N).fill(1) };
  const sure = fitStack(scores, both, 'many', 2).sureness(scores);
  for (const [i, codes] of both.entries()) {
    assert.deepEqual(
      [0, 1].filter((code) => sure[i * 2 + code]! >= 0.5),
      codes,
    );
  }
}); // prettier-ignore

test('scores that speak against their own codes are no reason to turn them round', () => {
  for (const kind of ['one', 'many'] as const) {
    const { sureness } = fitStack(scoresOf(-1, -1, 0.5), own, kind, 2);
    const asked = { words: Float64Array.of(1, -1), vectors: Float64Array.of(1, -1), coverage: Float32Array.of(1) };
    const [right, wrong] = sureness(asked) as unknown as [number, number];
    assert.ok(right > wrong && right < 0.7);
  }
});

test('nothing held back leaves what was believed before', () => {
  const none: Scores = { words: new Float64Array(0), vectors: new Float64Array(0), coverage: new Float32Array(0) };
  const { sureness } = fitStack(none, [], 'many', 1);
  const asked: Scores = { words: Float64Array.of(1), vectors: Float64Array.of(0), coverage: Float32Array.of(1) };
  assert.ok(Math.abs(sureness(asked)[0]! - 1 / (1 + Math.exp(-2))) < 1e-9);
});
