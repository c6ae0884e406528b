import { z } from 'zod';
import { DomainError } from '../core/error.ts';
import { SELECTION_COLUMNS, UNITS } from '../core/figure.ts';
import { type Label, REPORT_KINDS, type Report } from '../core/finding.ts';
import { NOT_FIGURE_REASONS } from '../core/prose.ts';
import type { RunRecord } from '../core/run.ts';

/** What `report.json` holds. Everything in it is either words of the catalogue, words of the consultation, or bound to evidence. */
export type ReportDocument = {
  format: typeof REPORT_FORMAT;
  /** The program that made it; only the same version draws the same page. */
  madeBy: string;
  leadBody: Label | null;
  /** `aside`: leaves of contributions that no longer count, where there are any. */
  ledger: { size: number; root: string; aside?: number };
  coarseningThreshold: number;
  names: { themes: Names; questions: Names; campaigns: Names };
  report: Report;
  run: RunRecord;
};
type Names = { [key: string]: Label };

export const REPORT_FORMAT = 'antiphon report 1';

const texts = z.record(z.string(), z.string());
const label = z.union([
  z.strictObject({ texts }),
  z.strictObject({ text: z.string(), language: z.string().optional() }),
  z.strictObject({ message: z.string() }),
  z.strictObject({ country: z.string() }),
  z.strictObject({ language: z.string() }),
]);
const value = z.union([
  z.strictObject({ figure: z.string() }),
  z.strictObject({ number: z.number() }),
  z.strictObject({ labels: z.array(label) }),
  label,
]);
const wording = z.strictObject({ say: z.string(), with: z.record(z.string(), value).optional() });
const finding = z.strictObject({ id: z.string(), wording, quotes: z.array(z.string()).optional() });
const notFigure = z.strictObject({
  token: z.string(),
  language: z.string(),
  why: z.enum(NOT_FIGURE_REASONS),
  by: z.string(),
});
const prose = z.strictObject({ id: z.string(), texts, notFigures: z.array(notFigure).optional() });
const writtenFinding = z.strictObject({
  ...prose.shape,
  quotes: z.array(z.string()),
  opposing: z.array(z.string()),
  by: z.array(z.string()),
  confirmed: z
    .array(z.strictObject({ language: z.string(), by: z.string(), at: z.string(), sha256: z.string() }))
    .optional(),
});
const bar = z.strictObject({ label, figure: z.string() });
const row = z.strictObject({ label, figures: z.array(z.string().nullable()) });
const block = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('finding'), finding }),
  z.strictObject({ kind: z.literal('prose'), prose }),
  z.strictObject({ kind: z.literal('written'), finding: writtenFinding }),
  z.strictObject({ kind: z.literal('note'), wording }),
  z.strictObject({
    kind: z.literal('heading'),
    label,
    badge: z.enum(['candidate', 'adopted']).optional(),
    anchor: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('bars'), caption: wording, bars: z.array(bar) }),
  z.strictObject({ kind: z.literal('table'), caption: wording, columns: z.array(label), rows: z.array(row) }),
  z.strictObject({ kind: z.literal('list'), items: z.array(wording) }),
  z.strictObject({ kind: z.literal('excerpt'), label: wording, text: z.string(), language: z.string() }),
]);
const selection = z.partialRecord(z.enum(SELECTION_COLUMNS), z.array(z.string()));
const figure = z.strictObject({
  id: z.string(),
  unit: z.enum(UNITS),
  where: selection,
  value: z.int().nonnegative(),
  of: z.string().optional(),
});
const quote = z.strictObject({
  id: z.string(),
  contribution: z.string(),
  version: z.int().positive(),
  leaf: z.int().nonnegative(),
  language: z.string(),
  exact: z.string().min(1),
  prefix: z.string(),
  suffix: z.string(),
  start: z.int().nonnegative(),
  end: z.int().positive(),
  file: z.string().optional(),
  page: z.int().positive().optional(),
});
const report = z.strictObject({
  title: label,
  kind: z.enum(REPORT_KINDS).optional(),
  language: z.string(),
  languages: z.array(z.string()).optional(),
  writtenBy: z.array(z.string()).optional(),
  approved: z.strictObject({ by: z.string(), role: z.string(), at: z.string() }).optional(),
  scale: z
    .array(z.strictObject({ key: z.string(), above: z.number(), words: z.record(z.string(), z.array(z.string())) }))
    .optional(),
  notFigures: z.array(notFigure).optional(),
  notices: z.array(wording),
  sections: z.array(z.strictObject({ id: z.string(), title: wording, blocks: z.array(block) })),
  figures: z.array(figure),
  quotes: z.array(quote),
});
const names = z.record(z.string(), label);
const count = z.int().nonnegative();
const document = z.strictObject({
  format: z.literal(REPORT_FORMAT),
  madeBy: z.string(),
  leadBody: label.nullable(),
  ledger: z.strictObject({ size: count, root: z.string(), aside: count.optional() }),
  coarseningThreshold: z.int(),
  names: z.strictObject({ themes: names, questions: names, campaigns: names }),
  report,
  run: z.strictObject({
    engine: z.strictObject({ name: z.string(), version: z.string() }),
    model: z.strictObject({ name: z.string(), sha256: z.string() }),
    machine: z.string(),
    parameters: z.record(z.string(), z.union([z.number(), z.string()])),
    counts: z.record(z.string(), count),
    coding: z
      .array(
        z.strictObject({
          tier: z.enum(['encoder', 'static', 'none']),
          passages: count,
          unassigned: count,
          bySureness: z.array(count),
        }),
      )
      .optional(),
    languages: z.record(z.string(), count),
    unprocessed: z.array(z.strictObject({ what: z.string(), count })),
  }),
});

/** `report.json` as written. */
export function documentText(made: ReportDocument): string {
  return `${JSON.stringify(made, null, 1)}\n`;
}

/**
 * Reads `report.json`.
 * @throws DomainError check_failed naming the first place that is not as it has to be
 */
export function readDocument(content: string): ReportDocument {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch (error) {
    throw new DomainError('check_failed', `report.json is no JSON: ${(error as Error).message}.`, { cause: error });
  }
  const read = document.safeParse(parsed);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    throw new DomainError('check_failed', `report.json, ${issue.path.join('.')}: ${issue.message}.`);
  }
  return parsed as ReportDocument; // as it stands: zod would put the keys into its own order
}
