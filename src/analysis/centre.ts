/**
 * A language's mean is taken out only as far as it stands out from the mean of all by more than this: texts of different
 * languages may well be about different things.
 */
const TOPICS_MAY_DIFFER = 0.1;
/** A mean of so few texts is worth half. */
const FEW = 20;

/**
 * Takes out what texts of one language have in common beside what they say. The model's own means are those of sentences;
 * short labels, headings or answers of two words lie elsewhere, in each language somewhere else. Examples and texts that
 * are asked about are to be centred together.
 * @param vectors unit vectors times 127, one after another
 * @param languages per vector
 * @returns the same, centred
 */
export function centreByLanguage(
  vectors: Int8Array,
  width: number,
  languages: readonly string[],
): Int8Array<ArrayBuffer> {
  const members = Map.groupBy(languages.keys(), (at) => languages[at]!);
  const means = new Map([...members].map(([language, own]) => [language, meanOf(vectors, width, own)]));
  const all = new Float64Array(width);
  for (const mean of means.values()) for (let j = 0; j < width; j++) all[j]! += mean[j]! / means.size;
  const centred = new Int8Array(vectors.length);
  for (const [language, own] of members) {
    const shift = means.get(language)!.map((x, j) => x - all[j]!);
    const squares = shift.reduce((sum, x) => sum + x * x, 0);
    const beyond = Math.max(0, 1 - TOPICS_MAY_DIFFER ** 2 / (squares || 1)) * (own.length / (own.length + FEW));
    for (const at of own) putShifted(centred, vectors, at * width, shift, beyond);
  }
  return centred;
}

function meanOf(vectors: Int8Array, width: number, own: readonly number[]): Float64Array {
  const mean = new Float64Array(width);
  for (const at of own) for (let j = 0; j < width; j++) mean[j]! += vectors[at * width + j]! / 127 / own.length;
  return mean;
}

function putShifted(into: Int8Array, from: Int8Array, at: number, shift: Float64Array, part: number): void {
  const row = shift.map((x, j) => from[at + j]! / 127 - part * x);
  const hasVector = from.subarray(at, at + shift.length).some((x) => x !== 0);
  const length = Math.hypot(...row) || 1;
  // Nothing stays nothing: a text without a vector gets none from its language.
  if (hasVector) for (let j = 0; j < row.length; j++) into[at + j] = Math.round((row[j]! / length) * 127);
}
