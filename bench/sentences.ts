import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Sentence = { language: string; text: string };

/** Two letters for the three by which corpora name their languages. */
export const ISO_639_1: { [code: string]: string } = {
  bul: 'bg',
  ces: 'cs',
  dan: 'da',
  deu: 'de',
  ell: 'el',
  eng: 'en',
  spa: 'es',
  est: 'et',
  fin: 'fi',
  fra: 'fr',
  gle: 'ga',
  hrv: 'hr',
  hun: 'hu',
  ita: 'it',
  lit: 'lt',
  lav: 'lv',
  lvs: 'lv',
  mlt: 'mt',
  nld: 'nl',
  pol: 'pl',
  por: 'pt',
  ron: 'ro',
  slk: 'sk',
  slv: 'sl',
  swe: 'sv',
}; // prettier-ignore

/** Sentences of NTREX-128, which the detector has not learnt from: one in `stride` of each of the 24 languages. */
export function sentences(data: string, stride: number): Sentence[] {
  return globSync('newstest2019-*.txt', { cwd: join(data, 'parallel/ntrex-128') })
    .sort()
    .flatMap((file) => {
      const lines = readFileSync(join(data, 'parallel/ntrex-128', file), 'utf8')
        .trim()
        .split('\n');
      const language = ISO_639_1[file.split('.')[1]!]!;
      return lines.filter((_, i) => i % stride === 0).map((text) => ({ language, text: text.trim() }));
    });
}
