import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DomainError } from '../core/error.ts';
import type { Evidence } from '../core/evidence.ts';
import { EvidenceIndex } from '../core/figure.ts';
import { documentText, type ReportDocument } from './document.ts';
import { standalonePage } from './html.ts';
import { TABLE_FILES, tableText } from './tables.ts';

/** The files of a report folder besides its check sums. */
export const REPORT_FILES = [
  'answers.csv',
  'codings.csv',
  'evidence.csv',
  'ledger.json',
  'report.html',
  'report.json',
] as const;
export type ReportFile = (typeof REPORT_FILES)[number];
export const SUMS_FILE = 'SHA256SUMS';

export type ReportFiles = { [file in ReportFile]: string };

/** Everything that a report folder holds, as text; the same input gives the same bytes. */
export function reportFiles(made: ReportDocument, evidence: Evidence, leaves: readonly string[]): ReportFiles {
  const [evidenceTable, answers, codings] = TABLE_FILES.map((file) => tableText(file, evidence));
  return {
    'evidence.csv': evidenceTable!,
    'answers.csv': answers!,
    'codings.csv': codings!,
    'ledger.json': ledgerText(made.ledger, leaves),
    'report.html': standalonePage(made, new EvidenceIndex(evidence)),
    'report.json': documentText(made),
  };
}

/** `ledger.json`: the leaves in their order, with size and root. */
export function ledgerText(ledger: { size: number; root: string }, leaves: readonly string[]): string {
  const { size, root } = ledger;
  return `${JSON.stringify({ tree: 'RFC 9162, SHA-256', size, root, leaves }, null, 1)}\n`;
}

export function sumsText(files: { [file: string]: string | Buffer }): string {
  return Object.entries(files)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, content]) => `${createHash('sha256').update(content).digest('hex')}  ${file}\n`)
    .join('');
}

/**
 * Writes a report folder: beside it first, then put in its place, so that there is never a half of one. A folder that
 * holds an earlier report is replaced, and is put aside until the new one is there; one that holds anything else is left
 * alone.
 * @param rename stands between the two moments at which a crash could hurt
 * @throws DomainError conflict where the folder holds something else
 */
export function writeReport(folder: string, files: ReportFiles, rename: typeof renameSync = renameSync): void {
  const target = resolve(folder);
  checkReplaceable(target);
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  const fresh = join(parent, `.${basename(target)}.${process.pid}.part`);
  const aside = join(parent, `.${basename(target)}.${process.pid}.old`);
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh);
  try {
    for (const file of REPORT_FILES) writeFileSync(join(fresh, file), files[file]);
    writeFileSync(join(fresh, SUMS_FILE), sumsText(files));
    putInPlace(fresh, target, aside, rename);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The old folder is there under one name or the other until the new one has its place. */
function putInPlace(fresh: string, target: string, aside: string, rename: typeof renameSync): void {
  if (!existsSync(target)) {
    rename(fresh, target);
    return;
  }
  rmSync(aside, { recursive: true, force: true }); // of an earlier process of this number; the target is whole
  rename(target, aside);
  try {
    rename(fresh, target);
  } catch (error) {
    renameSync(aside, target);
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}

/**
 * Refuses a place where no report can be written, before anything is computed.
 * @throws DomainError conflict where the folder holds something else, or a file stands in its place or on the way there
 */
export function checkReplaceable(folder: string): void {
  const file = fileOnTheWay(resolve(folder));
  if (file) throw new DomainError('conflict', `${file} is a file, not a folder. Choose another folder for --out.`);
  if (!existsSync(folder)) return;
  const known = new Set<string>([...REPORT_FILES, SUMS_FILE]);
  const foreign = readdirSync(folder).find((name) => !known.has(name));
  if (foreign) {
    throw new DomainError(
      'conflict',
      `${folder} holds "${foreign}", which is no part of a report. Choose an empty folder for --out.`,
    );
  }
}

/** The path itself or the nearest above it that exists, where that is a file. */
function fileOnTheWay(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found) return found.isDirectory() ? null : path;
  const above = dirname(path);
  return above === path ? null : fileOnTheWay(above);
}
