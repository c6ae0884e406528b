import type { Answer } from '../core/contribution.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import type { Refusal } from '../core/refusal.ts';
import { firstUnstorable } from '../core/text.ts';
import { foldBlanks, splitParts } from './column.ts';
import { readCountedDay, readDay } from './day.ts';
import type { Mapping } from './mapping-file.ts';
import type { PlannedColumn, TablePlan } from './plan.ts';
import { type FileCell, hasAnything, newReply, notRead, PLACES, type Reply } from './reply.ts';
import type { TableRow } from './table.ts';
import { isSpreadsheetError, readNumber } from './values.ts';

export type { FileCell } from './reply.ts';

/** What one row became: a contribution with what was left out of it, or nothing but the reason why it is none. */
export type ReadRow =
  | { contribution: ReceivedContribution; fileCells: FileCell[]; leftOut: Refusal[] }
  | { contribution: null; leftOut: [Refusal] };

/** Reads rows of a table by its plan. A reply without any answer is one: who took part counts too. */
export function rowReader(plan: TablePlan, mapping: Mapping, table: string): (row: TableRow) => ReadRow {
  const used = plan.columns.filter(({ role }) => role !== 'ignore');
  return (row) => {
    const file = row.file ?? table;
    const refuse = (field: string | null, reason: string): Refusal => ({ file, row: row.row, field, reason });
    const unstorable = used
      .map((column) => ({ column, at: firstUnstorable(row.cells[column.index]!) }))
      .find(({ at }) => at >= 0);
    if (unstorable)
      return {
        contribution: null,
        leftOut: [refuse(unstorable.column.header, sayUnstorable(row.cells[unstorable.column.index]!, unstorable.at))],
      };
    const reply = newReply(file, row.row, mapping);
    const leftOut: Refusal[] = [];
    for (const column of used) {
      const cell = row.cells[column.index]!;
      if (cell.trim() === '') continue;
      const problem = isSpreadsheetError(cell) ? sayLost(cell) : readCell(reply, column, cell);
      if (problem) leftOut.push({ ...refuse(column.header, problem), partial: true });
    }
    if (!hasAnything(reply) && leftOut.length === 0) {
      return { contribution: null, leftOut: [refuse(null, 'The row is empty in all columns that are read.')] };
    }
    return { contribution: reply.contribution, fileCells: reply.fileCells, leftOut };
  };
}

function sayUnstorable(cell: string, at: number): string {
  const what = cell[at] === '\u0000' ? 'a NUL character (U+0000)' : 'half of a character (a lone surrogate)';
  return `At its character ${at + 1} the cell has ${what}, which cannot be stored. Remove it or export the table again.`;
}

function sayLost(cell: string): string {
  return `The cell holds ${cell.trim()}, which a spreadsheet program puts where a formula fails: what was written there is lost in this file. The rest of the row was taken. Ask for the file as it was first exported.`;
}

/**
 * Puts a filled cell where it belongs.
 * @returns why it could not be read, as a sentence; null where it was. A value of the profile that is not understood is
 * no refusal: it is left unknown, and the reading of its column says so.
 */
function readCell(reply: Reply, column: PlannedColumn, cell: string): string | null {
  const put = PLACES[column.role];
  if (put) return put(reply, cell, column) ?? null;
  const answer = answerIn(column, cell);
  if (typeof answer === 'string') return answer;
  reply.contribution.answers.push(answer);
  return null;
}

/** The answer in a cell, or why it is none. Words stay exactly as they were received. */
function answerIn({ role, item, separator, order }: PlannedColumn, cell: string): Answer | string {
  const question = item!; // roles that reach this have one
  switch (role) {
    case 'multiple':
      return { question, values: [...new Set(splitParts(cell, separator))] };
    case 'number': {
      const number = readNumber(cell);
      return number === null ? notRead(cell, 'is no number', 'Write digits only.') : { question, values: [number] };
    }
    case 'date_answer': {
      const day = readDay(cell, order) ?? readCountedDay(cell);
      return day === null
        ? notRead(cell, 'is no date that can be read', 'Write it as YYYY-MM-DD.')
        : { question, values: [day] };
    }
    case 'single':
    case 'scale':
    case 'matrix':
      return { question, values: [foldBlanks(cell)] };
    default:
      return { question, text: cell };
  }
}
