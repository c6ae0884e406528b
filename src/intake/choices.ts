import { type ColumnProfile, type PartSeparator, shareOf, splitParts } from './column.ts';

/**
 * Parts are choices where nearly all occur alone or in different company, never twice in one cell, and again and again;
 * a label with a separator inside it always has the same parts. Commas stand in sentences: there most must occur alone.
 */
export function areChoices(column: ColumnProfile, separator: PartSeparator): boolean {
  const cells = [...column.values].map(([value, times]) => ({ parts: splitParts(value, separator), times }));
  if (shareOf(column, (value) => hasTwice(splitParts(value, separator))) > TWICE_MAX) return false;
  const company = companyOf(cells);
  const total = company.reduce((sum, { times }) => sum + times, 0);
  const weight = (fulfils: (part: Company) => boolean) =>
    company.filter(fulfils).reduce((sum, { times }) => sum + times, 0) / total;
  const isFree = weight(({ alone, withOthers }) => withOthers >= (alone ? 1 : 2)) >= 0.8;
  const standAlone = company.filter(({ alone }) => alone).length / company.length;
  const comeAgain = weight(({ times }) => times >= (column.filled < FEW_ANSWERS ? 2 : 3));
  return separator === ', ' ? isFree && standAlone >= 0.5 && comeAgain >= 0.98 : isFree && comeAgain >= 0.9;
}

const TWICE_MAX = 0.02;
const FEW_ANSWERS = 20;

function hasTwice(parts: readonly string[]): boolean {
  return new Set(parts).size < parts.length;
}

/** How often a part occurs: in how many different cells with others, whether ever alone, and in how many rows. */
type Company = { withOthers: number; alone: boolean; times: number };

function companyOf(cells: readonly { parts: string[]; times: number }[]): Company[] {
  const company = new Map<string, Company>();
  for (const { parts, times } of cells) {
    for (const part of parts) {
      const known = company.get(part) ?? { withOthers: 0, alone: false, times: 0 };
      const alone = parts.length === 1;
      company.set(part, {
        withOthers: known.withOthers + (alone ? 0 : 1),
        alone: known.alone || alone,
        times: known.times + times,
      });
    }
  }
  return [...company.values()];
}
