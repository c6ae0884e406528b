import { createHash } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Answer } from '../core/contribution.ts';
import { DomainError } from '../core/error.ts';
import { type AnswerRow, COARSENED, type Evidence, type EvidenceRow } from '../core/evidence.ts';
import { EvidenceIndex } from '../core/figure.ts';
import {
  checkFigures,
  checkProse,
  checkQuotes,
  checkReferences,
  type Disagreement,
  unbackedFindings,
} from '../core/finding.ts';
import { fromHex, hex, leafContent, leafHash, profileHash, rootOf } from '../core/ledger.ts';
import { countCodePoints, sliceCodePoints } from '../core/text.ts';
import { documentText, type ReportDocument, readDocument } from './document.ts';
import { type FileText, ledgerText, partsOf, REPORT_FILES, type ReportFile, SUMS_FILE, sumLines } from './folder.ts';
import { standalonePage } from './html.ts';
import { readEvidence, TABLE_FILES, tableParts } from './tables.ts';

/** What a verification found: nothing wrong where `disagreements` is empty. */
export type Verification = {
  disagreements: Disagreement[];
  /** What holds and has to be known: findings in people's words without evidence, and those that nobody confirmed. */
  unbacked: Disagreement[];
  root: string;
  /**
   * SHA-256 of SHA256SUMS, hexadecimal: the name of the whole folder. Who changes several files so that they agree and
   * makes the sums anew changes this.
   */
  sums: string;
  checked: {
    figures: number;
    quotes: number;
    /** Contributions whose words and choices were found to be those that their leaf commits to. */
    contributions: number;
    /** Contributions whose words may not be published: the ledger has as many leaves; nothing in their rows is bound to one. */
    byHashOnly: number;
    /** Contributions whose words were checked, but whose grouping columns are coarsened. */
    coarsened: number;
    /** Leaves that no row claims: of earlier versions, and of contributions that the report leaves out. */
    otherLeaves: number;
    /** How many earlier versions the rows speak of; more leaves without a row than these are of contributions left out. */
    earlierVersions: number;
  };
};

const ledgerFile = z.strictObject({
  tree: z.literal('RFC 9162, SHA-256'),
  size: z.int(),
  root: z.string(),
  leaves: z.array(z.string().regex(/^[0-9a-f]{64}$/)),
});

/**
 * Checks a report folder by itself: its sums, its tables, every figure, every quote, every leaf and the root, and that the
 * page is what the data gives.
 * @param expectedRoot the ledger's root as published elsewhere, hexadecimal
 * @param program `antiphon` and its version: a page that another version made cannot be checked, and does not hold
 */
export function verifyReport(folder: string, program: string, expectedRoot?: string): Verification {
  const checks: Disagreement[] = [];
  try {
    const files = openFiles(folder, checks);
    const sums = createHash('sha256').update(readBytes(folder, SUMS_FILE)).digest('hex');
    return { ...verifyFiles(files, program, expectedRoot, checks), sums };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'check_failed') throw error;
    checks.push({ place: folder, problem: error.message });
    return { disagreements: checks, unbacked: [], root: '', sums: '', checked: NOTHING_CHECKED };
  }
}

const NOTHING_CHECKED = {
  figures: 0,
  quotes: 0,
  contributions: 0,
  byHashOnly: 0,
  coarsened: 0,
  otherLeaves: 0,
  earlierVersions: 0,
};

/** The files of a folder: the tables in parts, read again each time they are asked for. */
type OpenFiles = (file: ReportFile) => Iterable<string>;

function verifyFiles(
  files: OpenFiles,
  program: string,
  expectedRoot: string | undefined,
  checks: Disagreement[],
): Omit<Verification, 'sums'> {
  const whole = (file: ReportFile) => [...files(file)].join('');
  const made = readDocument(whole('report.json'));
  const evidence = readEvidence(files);
  const index = new EvidenceIndex(evidence);
  const leaves = checkLedger(whole('ledger.json'), made, expectedRoot, checks);
  const counted = checkLeaves(index, leaves, made.ledger.aside ?? 0, checks);
  checks.push(
    ...checkReferences(made.report),
    ...checkFigures(made.report, index),
    ...checkQuotes(made.report, index),
    ...checkProse(made.report),
  );
  for (const one of checkOffsets(evidence, index)) checks.push(one);
  for (const file of TABLE_FILES) same(file, files(file), tableParts(file, evidence), checks);
  same('report.json', files('report.json'), documentText(made), checks);
  same('ledger.json', files('ledger.json'), ledgerText(made.ledger, leaves), checks);
  checkPage(whole('report.html'), made, index, program, checks);
  return {
    disagreements: checks,
    unbacked: unbackedFindings(made.report),
    root: made.ledger.root,
    checked: { figures: made.report.figures.length, quotes: made.report.quotes.length, ...counted },
  };
}

/**
 * Draws the page again, byte by byte. Another version draws another page: a page that this program cannot check does not
 * hold, else whoever names another version could write anything on it.
 */
function checkPage(
  page: string,
  made: ReportDocument,
  index: EvidenceIndex,
  program: string,
  checks: Disagreement[],
): void {
  const place = 'report.html';
  if (made.madeBy !== program) {
    const problem = `was made by ${made.madeBy}; this is ${program}, which cannot check the page: verify with that version`;
    checks.push({ place, problem });
    return;
  }
  if (checks.length > 0) return; // what is drawn from wrong data would differ once more
  try {
    same(place, page, standalonePage(made, index), checks);
  } catch (error) {
    checks.push({ place, problem: `cannot be drawn from report.json: ${(error as Error).message}` });
  }
}

/** Opens the files, checks the sums, and that there is nothing missing and nothing more. */
function openFiles(folder: string, checks: Disagreement[]): OpenFiles {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new DomainError('unreadable', `There is no folder ${folder} that can be read.`, { cause: error });
  }
  const expected: string[] = [...REPORT_FILES, SUMS_FILE];
  const missing = expected.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new DomainError('check_failed', `${folder} is no whole report: ${missing.join(', ')} is missing.`);
  }
  for (const name of names.filter((name) => !expected.includes(name))) {
    checks.push({ place: name, problem: 'is no part of a report' });
  }
  const looked = REPORT_FILES.map((name) => ({ name, ...lookAt(folder, name) }));
  checkSums(
    readBytes(folder, SUMS_FILE).toString('utf8'),
    sumLines(Object.fromEntries(looked.map(({ name, sum }) => [name, sum]))),
    checks,
  );
  for (const { name, isUtf8 } of looked) if (!isUtf8) checks.push({ place: name, problem: 'is not UTF-8' });
  return (file) => ({ [Symbol.iterator]: () => textParts(folder, file) });
}

/** A file's SHA-256, and whether it is UTF-8. */
function lookAt(folder: string, name: string): { sum: string; isUtf8: boolean } {
  const hash = createHash('sha256');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isUtf8 = true;
  const decode = (bytes?: Buffer) => {
    try {
      if (isUtf8) decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      isUtf8 = false;
    }
  };
  for (const bytes of byteParts(folder, name)) {
    hash.update(bytes);
    decode(bytes);
  }
  decode();
  return { sum: hash.digest('hex'), isUtf8 };
}

function* textParts(folder: string, name: string): Generator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (const bytes of byteParts(folder, name)) yield decoder.decode(bytes, { stream: true });
  yield decoder.decode();
}

const PART_BYTES = 1 << 20;

/** The bytes of a file, part by part; each is overwritten by the next. */
function* byteParts(folder: string, name: string): Generator<Buffer> {
  const unreadable = (error: unknown) =>
    new DomainError('check_failed', `${name} cannot be read: ${(error as Error).message}.`, { cause: error });
  let file: number;
  try {
    file = openSync(join(folder, name), 'r');
  } catch (error) {
    throw unreadable(error);
  }
  const room = Buffer.alloc(PART_BYTES);
  const read = () => {
    try {
      return readSync(file, room);
    } catch (error) {
      throw unreadable(error);
    }
  };
  try {
    for (let bytes = read(); bytes > 0; bytes = read()) yield room.subarray(0, bytes);
  } finally {
    closeSync(file);
  }
}

function readBytes(folder: string, name: string): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (error) {
    throw new DomainError('check_failed', `${name} cannot be read: ${(error as Error).message}.`, { cause: error });
  }
}

function checkSums(sums: string, written: string, checks: Disagreement[]): void {
  const lines = sums.split('\n');
  REPORT_FILES.forEach((file, i) => {
    if (lines[i] !== written.split('\n')[i]) {
      checks.push({ place: file, problem: `is not what ${SUMS_FILE} says (line ${i + 1})` });
    }
  });
  if (lines.length !== REPORT_FILES.length + 1 || lines.at(-1) !== '') {
    checks.push({ place: SUMS_FILE, problem: `does not have exactly ${REPORT_FILES.length} lines` });
  }
}

/** @returns the leaves, hexadecimal */
function checkLedger(
  text: string,
  made: ReportDocument,
  expectedRoot: string | undefined,
  checks: Disagreement[],
): string[] {
  const read = ledgerFile.safeParse(parseJson('ledger.json', text));
  if (!read.success) {
    const issue = read.error.issues[0]!;
    throw new DomainError('check_failed', `ledger.json, ${issue.path.join('.')}: ${issue.message}.`);
  }
  const { leaves } = read.data;
  const root = hex(rootOf(hashesOf(leaves)));
  const place = 'ledger.json';
  if (read.data.size !== leaves.length)
    checks.push({ place, problem: `says ${read.data.size} leaves and has ${leaves.length}` });
  if (read.data.root !== root)
    checks.push({ place, problem: `its leaves give the root ${root}, not ${read.data.root}` });
  if (made.ledger.root !== root || made.ledger.size !== leaves.length) {
    checks.push({
      place: 'report.json, ledger',
      problem: `is not the ledger of ledger.json (${leaves.length} leaves, root ${root})`,
    });
  }
  if (expectedRoot !== undefined && expectedRoot.toLowerCase() !== root) {
    checks.push({ place, problem: `the root is ${root}, not ${expectedRoot} as expected` });
  }
  return leaves;
}

function* hashesOf(leaves: readonly string[]): Generator<Uint8Array> {
  for (const leaf of leaves) yield fromHex(leaf);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DomainError('check_failed', `${file} is no JSON: ${(error as Error).message}.`, { cause: error });
  }
}

/**
 * Computes the leaf of every contribution whose words are there, and finds it in the tree.
 * @param aside how many leaves the report says are of contributions that no longer count
 */
function checkLeaves(index: EvidenceIndex, leaves: readonly string[], aside: number, checks: Disagreement[]) {
  const { evidence } = index;
  const counted = { contributions: 0, byHashOnly: 0, coarsened: 0 };
  const earlierVersions = evidence.rows.reduce((sum, { version }) => sum + Math.max(0, version - 1), 0);
  const isSeen = new Uint8Array(leaves.length);
  let seen = 0;
  evidence.rows.forEach((row, i) => {
    const place = `evidence.csv, row ${i + 2} (${row.contribution})`;
    const leaf = leaves[row.leaf];
    if (!leaf || isSeen[row.leaf]) {
      checks.push({
        place,
        problem: leaf ? `leaf ${row.leaf} is another contribution's` : `there is no leaf ${row.leaf} in the ledger`,
      });
      return;
    }
    isSeen[row.leaf] = 1;
    seen++;
    const problem = profileProblem(row);
    if (problem) checks.push({ place, problem });
    if (row.salt === '') {
      counted.byHashOnly++;
      if (row.text !== '') checks.push({ place, problem: 'has words but no salt to check them with' });
      return;
    }
    counted.contributions++;
    if (row.profile_salt === '') counted.coarsened++;
    if (hex(leafOf(row, index.allAnswersOf(row.contribution))) !== leaf) {
      checks.push({ place, problem: `its words and answers are not what leaf ${row.leaf} of the ledger commits to` });
    }
  });
  const otherLeaves = leaves.length - seen;
  if (otherLeaves !== earlierVersions + aside) {
    checks.push({
      place: 'evidence.csv',
      problem: `has no row for ${otherLeaves} leaves of the ledger, of which ${earlierVersions} are of earlier versions and ${aside} of contributions that no longer count: rows are missing or too many`,
    });
  }
  return { ...counted, otherLeaves, earlierVersions };
}

function leafOf(row: EvidenceRow, answers: readonly AnswerRow[]): Uint8Array {
  const version = {
    code: row.contribution,
    version: row.version,
    channel: row.channel as never,
    answers: answersOf(row, answers),
  };
  return leafHash(fromHexOrEmpty(row.salt), leafContent(version, fromHexOrEmpty(row.profile_hash)));
}

/** Damaged hexadecimal gives no bytes, and with them a leaf that is not in the tree. */
function fromHexOrEmpty(text: string): Uint8Array {
  return /^(?:[0-9a-f]{2})*$/.test(text) ? fromHex(text) : new Uint8Array();
}

/** The answers as they were committed to; the values of one closed answer stand in consecutive rows. */
function answersOf(row: EvidenceRow, rows: readonly AnswerRow[]): Answer[] {
  const answers: Answer[] = [];
  for (const { question, value, start, end } of rows) {
    const last = answers.at(-1);
    if (start !== null && end !== null) answers.push({ question, text: sliceCodePoints(row.text, start, end) });
    else if (last && 'values' in last && last.question === question) last.values.push(value);
    else answers.push({ question, values: [value] });
  }
  return answers;
}

function profileProblem(row: EvidenceRow): string | null {
  const { country, day, language, scope, size, user_type } = row;
  if (row.profile_salt === '') return null;
  const profile = { country, day, language, scope, size, user_type };
  if (Object.values(profile).includes(COARSENED)) return 'has a salt for columns that are coarsened';
  const hash = hex(profileHash(fromHexOrEmpty(row.profile_salt), profile));
  return hash === row.profile_hash ? null : 'its grouping columns are not what their hash commits to';
}

/** Every stretch that answers.csv and codings.csv point at has to be inside the words that are there. */
function checkOffsets(evidence: Evidence, index: EvidenceIndex): Disagreement[] {
  const lengths = new Map<string, number>();
  const lengthOf = (contribution: string) => {
    const known = lengths.get(contribution);
    if (known !== undefined) return known;
    const row = index.row(contribution)!;
    const length = row.salt === '' ? Number.POSITIVE_INFINITY : countCodePoints(row.text);
    lengths.set(contribution, length);
    return length;
  };
  const problems = (file: string, rows: { contribution: string; start: number | null; end: number | null }[]) =>
    rows.flatMap(({ contribution, start, end }, i) => {
      if (start === null && end === null) return [];
      const inside = start !== null && end !== null && start <= end && end <= lengthOf(contribution);
      const place = `${file}, row ${i + 2} (${contribution})`;
      return inside ? [] : [{ place, problem: `${start}-${end} is not inside the contribution's words` }];
    });
  return [...problems('answers.csv', evidence.answers), ...problems('codings.csv', evidence.codings)];
}

/** The file has to be exactly what its content gives when it is written again. */
function same(file: string, actual: FileText, expected: FileText, checks: Disagreement[]): void {
  const line = firstOtherLine(partsOf(actual), partsOf(expected));
  if (line !== null) checks.push({ place: `${file}, line ${line}`, problem: 'is not as this report writes it' });
}

/** The first line in which two texts differ, which come in parts that are cut in different places; null where none does. */
function firstOtherLine(actual: Iterable<string>, expected: Iterable<string>): number | null {
  const [lefts, rights] = [nonEmpty(actual), nonEmpty(expected)];
  let [left, right, line] = ['', '', 1];
  for (;;) {
    left ||= lefts.next().value ?? '';
    right ||= rights.next().value ?? '';
    if (left === '' && right === '') return null;
    const length = Math.min(left.length, right.length);
    const [a, b] = [left.slice(0, length), right.slice(0, length)];
    if (a !== b || length === 0) {
      let at = 0;
      while (at < length && a[at] === b[at]) at++;
      return line + countLines(a.slice(0, at));
    }
    line += countLines(a);
    left = left.slice(length);
    right = right.slice(length);
  }
}

function* nonEmpty(parts: Iterable<string>): Generator<string, undefined> {
  for (const part of parts) if (part !== '') yield part;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
