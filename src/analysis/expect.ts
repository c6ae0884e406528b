import { type Items, trainClassifier } from './classify.ts';

/** Temperature that turns cosines of texts and sentences into shares. */
const SHARPNESS = 20;
/** What all texts have in common with a sentence counts by half: it says more of the sentence than of a text. */
const COMMON_SHARE = 0.5;
/** Share of a theme's texts, the likeliest ones, that teach in each round. */
const TEACHING = [0.15, 0.26, 0.36];
const LEAST_TEACHING = 8;
/** How much what was learnt counts, and how much the sentence does, as powers of their shares. */
const LEARNT_POWER = 0.7;
const SENTENCE_POWER = 0.5;

/**
 * Assigns texts to themes that are only described: by a name or a sentence each, in any language. The texts nearest to each
 * sentence teach a classifier, which finds the words that people really use; what it is surest of teaches the next round
 * (self-training, Yarowsky 1995; with seeds from names as in Meng et al. 2018).
 * @param expected a vector per theme, of the width of the items' first view
 * @returns items x themes, shares that add up to 1
 */
export function expectThemes(items: Items, expected: Int8Array, themes: number): Float64Array {
  const prior = sharesBySentence(items, expected, themes);
  const isLively = items.fields.length > themes * LEAST_TEACHING;
  if (themes < 2 || !isLively) return prior;
  let shares = prior;
  for (const part of TEACHING) {
    const { rows, of } = likeliest(shares, themes, part);
    const { fields, vectors, width } = items;
    const picked = new Int8Array(rows.length * width);
    for (const [i, at] of rows.entries()) picked.set(vectors.subarray(at * width, (at + 1) * width), i * width);
    const examples = { fields: rows.map((at) => fields[at]!), vectors: picked, width };
    const learnt = trainClassifier(examples, { kind: 'one', count: themes, of }).sureness(items);
    shares = evened(
      learnt.map((p, k) => Math.max(p, 1e-4) ** LEARNT_POWER * Math.max(prior[k]!, 1e-3) ** SENTENCE_POWER),
      themes,
    );
  }
  return shares;
}

function sharesBySentence({ vectors, width, fields }: Items, expected: Int8Array, themes: number): Float64Array {
  const size = fields.length;
  const wide = expected.length / Math.max(1, themes);
  const near = new Float64Array(size * themes);
  const common = new Float64Array(themes);
  for (let at = 0; at < size; at++) {
    for (let theme = 0; theme < themes; theme++) {
      const cosine = cosineOf(vectors, at * width, expected, theme * wide, wide);
      near[at * themes + theme] = cosine;
      common[theme]! += cosine / size;
    }
  }
  return evened(
    near.map((cosine, k) => Math.exp(SHARPNESS * (cosine - COMMON_SHARE * common[k % themes]!))),
    themes,
  );
}

function cosineOf(a: Int8Array, from: number, b: Int8Array, at: number, width: number): number {
  let [both, one, other] = [0, 0, 0];
  for (let j = 0; j < width; j++) {
    both += a[from + j]! * b[at + j]!;
    one += a[from + j]! ** 2;
    other += b[at + j]! ** 2;
  }
  return both / (Math.sqrt(one * other) || 1);
}

/** Rows made to add up to 1. */
function evened(shares: Float64Array, themes: number): Float64Array {
  for (let from = 0; from < shares.length; from += themes) {
    let sum = 0;
    for (let k = from; k < from + themes; k++) sum += shares[k]!;
    for (let k = from; k < from + themes; k++) shares[k]! /= sum || 1;
  }
  return shares;
}

/** Of the texts whose likeliest theme is the same, those that are likeliest. */
function likeliest(shares: Float64Array, themes: number, part: number): { rows: number[]; of: number[][] } {
  const size = shares.length / themes;
  const best = Array.from({ length: size }, (_, at) => {
    const own = shares.subarray(at * themes, (at + 1) * themes);
    return own.indexOf(Math.max(...own));
  });
  const chosen = Array.from({ length: themes }, (_, theme) => {
    const own = Array.from({ length: size }, (_, at) => at).filter((at) => best[at] === theme);
    own.sort((a, b) => shares[b * themes + theme]! - shares[a * themes + theme]! || a - b);
    return own.slice(0, Math.max(LEAST_TEACHING, Math.ceil(own.length * part)));
  });
  return { rows: chosen.flat(), of: chosen.flatMap((own, theme) => own.map(() => [theme])) };
}
