/** What an analysis was made with and from, and what it could not process: kept with the run, printed with the report. */
export type RunRecord = {
  engine: { name: string; version: string };
  model: { name: string; sha256: string };
  /** Kind of processor: vectors differ a little from kind to kind. */
  machine: string;
  parameters: { [name: string]: number | string };
  counts: {
    contributions: number;
    /** Distinct texts of answers. */
    texts: number;
    passages: number;
    distinctPassages: number;
    /** Distinct passages read by the encoder, and by the static table. */
    encoder: number;
    static: number;
    /** Passages (not distinct ones) that got no theme. */
    unassigned: number;
    themes: number;
    campaigns: number;
  };
  /** What each tier coded, and how sure it was; absent in runs before it was kept. */
  coding?: TierCoding[];
  /** Distinct passages by language. */
  languages: { [language: string]: number };
  unprocessed: { what: string; count: number }[];
};

/** What one tier of the model coded: distinct passages. */
export type TierCoding = {
  tier: 'encoder' | 'static' | 'none';
  passages: number;
  /** Of these, looked at and left without a theme. */
  unassigned: number;
  /** Of those with a theme, how many by sureness: under 0.2, 0.2 to 0.4, and so on. */
  bySureness: number[];
};

/** In so many equal parts sureness is counted. */
export const SURENESS_PARTS = 5;
