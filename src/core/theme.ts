import type { LocalText } from './text.ts';

export const THEME_KINDS = ['topic', 'challenge', 'suggestion'] as const;
export type ThemeKind = (typeof THEME_KINDS)[number];

export const STANCES = ['for', 'against', 'mixed', 'none'] as const;
export type Stance = (typeof STANCES)[number];

/** A word or phrase and how much it tells a theme apart; heavier is more telling. */
export type TellingTerm = { term: string; weight: number };

type ThemeBase = {
  /** Names the theme in files and addresses, for example `t07`. */
  key: string;
  name: LocalText;
  kind: ThemeKind;
};

/** Proposed by the machine: named with its own most telling words. Never shown as if a person had decided it. */
export type CandidateTheme = ThemeBase & {
  origin: 'candidate';
  terms: TellingTerm[];
  /** The nearest other theme and the terms that belong there instead: what this theme is not. */
  notThis: { theme: string; terms: TellingTerm[] } | null;
  /** Share of its passages that come together again when the run is repeated on parts of the input; 0 to 1. */
  stability: number;
};

/** Decided by a person. */
export type AdoptedTheme = ThemeBase & {
  origin: 'adopted';
  description: LocalText;
  notDescription: LocalText;
  adoptedBy: string;
};

export type Theme = CandidateTheme | AdoptedTheme;

/** Who put a passage under a theme. */
export type AssignedBy = 'machine' | 'person';
