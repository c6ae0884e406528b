import type { RunRecord } from '../../core/run.ts';

/** What the example's analysis was made with and from. */
export const RECORD: RunRecord = {
  engine: { name: 'antiphon', version: '0.1.0' },
  model: { name: 'antiphon-encoder-24', sha256: '3fa94c17d0b28e65'.repeat(4) },
  machine: 'x64, avx512',
  parameters: { themes: 24, seed: 'cycling' },
  counts: {
    contributions: 2314,
    texts: 2290,
    passages: 6210,
    distinctPassages: 6102,
    encoder: 6102,
    static: 0,
    unassigned: 811,
    themes: 24,
    campaigns: 2,
  }, // prettier-ignore
  coding: [{ tier: 'encoder', passages: 6102, unassigned: 780, bySureness: [40, 512, 1790, 2010, 970] }],
  languages: { de: 6071, en: 31 },
  unprocessed: [{ what: 'unknown_language', count: 2 }],
};
