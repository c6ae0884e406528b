import type { CampaignRole } from './campaign.ts';
import type { StatementKind } from './statement.ts';
import type { AssignedBy, Stance } from './theme.ts';

/**
 * The three tables that every figure of a report is computed from, as they stand in `evidence.csv`, `answers.csv` and
 * `codings.csv`. Column names are those of the files. Offsets are code points.
 */
export type Evidence = {
  rows: EvidenceRow[];
  answers: AnswerRow[];
  codings: CodingRow[];
  /** Editions made before kinds were told have no columns for them; they are read and written as they are. */
  withoutKinds?: true;
};

/** One accepted contribution version. Empty text means unknown, `hidden` a value coarsened because too few share it. */
export type EvidenceRow = {
  contribution: string;
  version: number;
  /** Position in the ledger. */
  leaf: number;
  salt: string;
  /** Commitment to the grouping columns; the salt is empty where a column is coarsened or nothing may be published. */
  profile_hash: string;
  profile_salt: string;
  /**
   * Who it is from: the same for contributions that are known to be by the same stakeholder. Those published by name have
   * a number apart, so that the name does not lead to the others.
   */
  stakeholder: string;
  channel: string;
  publication: string;
  user_type: string;
  country: string;
  size: string;
  scope: string;
  day: string;
  language: string;
  /**
   * The same for contributions whose words are the same, or that belong to the same campaign. Where the words may not be
   * published it is shared only with a crowd, and the campaign is `hidden` else, for the others' words would say them.
   */
  text_group: string;
  campaign: string;
  campaign_role: CampaignRole | '';
  /** Where the source shows the contribution. */
  url: string;
  /** All words, in the order of the answers; empty where they may not be published. */
  text: string;
};

/**
 * One value of one answer. An answer in words has no value but the stretch of the contribution's text that it fills;
 * `file` says from which file the words were read, where the contribution is published by name.
 */
export type AnswerRow = {
  contribution: string;
  question: string;
  value: string;
  start: number | null;
  end: number | null;
  file: string;
};

/** One passage under one theme; a passage without a theme has one row with the theme empty. */
export type CodingRow = {
  contribution: string;
  /** Number of the passage within the contribution, from 1. */
  passage: number;
  start: number;
  end: number;
  theme: string;
  stance: Stance | '';
  /** 0 to 1, empty where a person decided. */
  sureness: number | null;
  assigned_by: AssignedBy;
  /** What the passage does; empty where it was not told. */
  kind: StatementKind | '';
  /** 0 to 1, empty where it was not told. */
  kind_sureness: number | null;
};

/** A value that is hidden because fewer than the threshold share it. */
export const COARSENED = 'hidden';

/** The columns by which contributions are grouped. */
export const GROUPING_COLUMNS = ['user_type', 'country', 'size', 'scope', 'language', 'channel'] as const;
export type GroupingColumn = (typeof GROUPING_COLUMNS)[number];
