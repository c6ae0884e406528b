/**
 * What a passage does, as told by the machine: it says what should be done (`suggestion`), what is wrong or why (`reason`:
 * problems, reasons, experiences), the same with a figure or a source (`evidence`), or none of these.
 */
export const STATEMENT_KINDS = ['suggestion', 'reason', 'evidence', 'none'] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];
