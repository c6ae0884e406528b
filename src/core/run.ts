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
  /** Distinct passages by language. */
  languages: { [language: string]: number };
  unprocessed: { what: string; count: number }[];
};
