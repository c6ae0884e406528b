import type { Delivery, IntakeItem } from '../core/intake.ts';
import type { Refusal } from '../core/refusal.ts';
import { type AttachmentFolder, openAttachments } from './attachments.ts';
import { type ColumnProfile, profileColumns } from './column.ts';
import type { KnownColumns } from './decide.ts';
import { type ExaminedFile, refuseIfChanged, unreadable } from './file.ts';
import type { Mapping } from './mapping-file.ts';
import { planTable, type TablePlan } from './plan.ts';
import { type ReadRow, rowReader } from './row.ts';
import { EMPTY_ROW, isRow, type Table, type TableRecord, type TableRow } from './table.ts';

export type TableDelivery = {
  format: string;
  table: Table;
  mapping: Mapping;
  attachmentsFolder: string | null;
  known?: KnownColumns;
  /** Why a row of a format is no reply although it can be read; null where it is one. */
  refuse?: (cells: readonly string[]) => string | null;
};

/**
 * Turns a table into a delivery, in two passes: the first checks every row and learns what the columns hold, the second
 * yields contributions. A file that is no such table is refused before anything was yielded.
 * @throws DomainError unreadable for the file, wrong_use for the mapping
 */
export async function deliverTable(options: TableDelivery): Promise<Delivery> {
  const { format, table, mapping, known } = options;
  const folder = await openAttachments(options.attachmentsFolder);
  const { profiles, refused } = await profileTable(table);
  refuseUselessTable(table.file, profiles[0]?.rows ?? 0, refused);
  const plan = planTable(profiles, { mapping, ...(known && { known }) });
  if (plan.columns.every(({ role }) => role === 'ignore')) {
    const advice = 'Say what its columns are in a mapping file (--map).';
    throw unreadable(table.file.name, 'has no column in which an answer was found', advice);
  }
  return {
    format,
    source: mapping.source ?? sourceName(table.file.name),
    file: table.file.name,
    sha256: table.file.sha256,
    questions: plan.questions,
    remarks: [...table.remarks, ...sayPublication(mapping)],
    expected: (profiles[0]?.rows ?? 0) + refused.length,
    reading: plan.reading,
    items: () => readItems(table, plan, mapping, folder, options.refuse ?? (() => null)),
  };
}

function sayPublication({ publication }: Mapping): string[] {
  return publication ? [`Publication where no column says it: ${publication.all}, because ${publication.because}`] : [];
}

async function profileTable(table: Table): Promise<{ profiles: ColumnProfile[]; refused: Refusal[] }> {
  const columns = profileColumns(table.headers);
  const refused: Refusal[] = [];
  for await (const batch of table.batches()) {
    for (const record of batch) {
      if (isRow(record)) columns.add(record.cells);
      else if (refused.length < REFUSED_KEPT) refused.push(record);
    }
  }
  return { profiles: columns.done(), refused };
}

/** So many refusals are enough to judge a table by. */
const REFUSED_KEPT = 100_000;

function refuseUselessTable(file: ExaminedFile, rows: number, refused: readonly Refusal[]): void {
  if (rows === 0 && refused.length === 0) {
    throw unreadable(file.name, 'has a header and no rows', 'Export it again with the replies.');
  }
  const unfit = refused.filter(({ reason }) => reason !== EMPTY_ROW);
  const [first] = unfit;
  if (!first || unfit.length <= rows) return;
  const found = `cannot be read as a table: ${unfit.length} of ${rows + unfit.length} rows do not fit its header`;
  const advice = `Row ${first.row}: ${first.reason} Check that the whole file has one separator, or save it as XLSX.`;
  throw unreadable(file.name, found, advice);
}

/** The name of the next export of the same survey differs in dates and counters only. */
export function sourceName(fileName: string): string {
  const stem = fileName.replace(/\.[a-z0-9]{1,5}$/i, '');
  const bare = stem
    .replace(/\d{4}[-_.]?\d{2}[-_.]?\d{2}(?:[-_T ]?\d{2}[-_:.]?\d{2}(?:[-_:.]?\d{2})?)?/g, '')
    .replace(/\s*\(\d+\)\s*$|\s*-\s*copy$/i, '')
    .replace(/[-_\s.]+$|^[-_\s.]+/g, '');
  return bare === '' ? stem : bare;
}

function readRecord(
  record: TableRecord,
  table: Table,
  read: (row: TableRow) => ReadRow,
  refuse: (cells: readonly string[]) => string | null,
): ReadRow {
  if (!isRow(record)) return { contribution: null, leftOut: [record] };
  const reason = refuse(record.cells);
  if (reason === null) return read(record);
  return {
    contribution: null,
    leftOut: [{ file: record.file ?? table.file.name, row: record.row, field: null, reason }],
  };
}

async function* readItems(
  table: Table,
  plan: TablePlan,
  mapping: Mapping,
  folder: AttachmentFolder,
  refuse: (cells: readonly string[]) => string | null,
): AsyncGenerator<IntakeItem> {
  const read = rowReader(plan, mapping, table.file.name);
  const fileQuestion = plan.questions.find(({ kind }) => kind === 'file')?.key ?? null;
  await refuseIfChanged(table.file);
  try {
    for await (const batch of table.batches()) {
      for (const record of batch) {
        const found = readRecord(record, table, read, refuse);
        if (found.contribution) {
          await folder.attach(found.contribution, found.fileCells, fileQuestion);
          yield { kind: 'contribution', contribution: found.contribution };
        }
        for (const refusal of found.leftOut) yield { kind: 'refusal', refusal };
      }
    }
    for (const refusal of folder.leftOver()) yield { kind: 'refusal', refusal };
    await refuseIfChanged(table.file);
  } finally {
    await folder.close();
  }
}
