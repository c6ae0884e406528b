import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DomainError } from '../core/error.ts';
import type { Evidence } from '../core/evidence.ts';
import { EvidenceIndex } from '../core/figure.ts';
import { documentText, type ReportDocument } from './document.ts';
import { standalonePage } from './html.ts';
import { type TableFile, tableParts } from './tables.ts';

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

/** A file's text whole, or in parts, which are made each time they are asked for: tables can be longer than a string. */
export type FileText = string | Iterable<string>;
export type ReportFiles = { [file in TableFile]: FileText } & { [file in Exclude<ReportFile, TableFile>]: string };

/** The parts of a file's text. */
export function partsOf(text: FileText): Iterable<string> {
  return typeof text === 'string' ? [text] : text;
}

/** Everything that a report folder holds; the same input gives the same bytes. */
export function reportFiles(made: ReportDocument, evidence: Evidence, leaves: readonly string[]): ReportFiles {
  return {
    'evidence.csv': tableParts('evidence.csv', evidence),
    'answers.csv': tableParts('answers.csv', evidence),
    'codings.csv': tableParts('codings.csv', evidence),
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

/** `SHA256SUMS` of files whose content is at hand. */
export function sumsText(files: { [file: string]: string | Buffer }): string {
  const sums = Object.entries(files).map(
    ([file, content]) => [file, createHash('sha256').update(content).digest('hex')] as const,
  );
  return sumLines(Object.fromEntries(sums));
}

/** `SHA256SUMS` from the sums, hexadecimal, by file. */
export function sumLines(sums: { [file: string]: string }): string {
  return Object.entries(sums)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, sum]) => `${sum}  ${file}\n`)
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
    const sums = REPORT_FILES.map((file) => [file, writeParts(join(fresh, file), partsOf(files[file]))] as const);
    writeFileSync(join(fresh, SUMS_FILE), sumLines(Object.fromEntries(sums)));
    putInPlace(fresh, target, aside, rename);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Writes a file part by part. @returns its SHA-256, hexadecimal */
function writeParts(path: string, parts: Iterable<string>): string {
  const hash = createHash('sha256');
  const file = openSync(path, 'w');
  try {
    for (const part of parts) {
      const bytes = Buffer.from(part);
      hash.update(bytes);
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
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
