import { DomainError } from '../core/error.ts';
import { columnsNamed, type TableFile } from './table-file.ts';

/** What people coded: the codes' names, the rows that can teach, and per such row the positions of its codes. */
export type Labels = { names: string[]; rows: number[]; of: Map<number, number[]>; remarks: string[] };

/**
 * Reads a column that names one code a row. Rows without a code teach nothing.
 * @throws DomainError wrong_use where there is no such column, or not two different codes in it
 */
export function oneCode(table: TableFile, header: string): Labels {
  const [column, more] = columnsNamed(table, header, '--theme');
  if (more !== undefined) {
    throw new DomainError('wrong_use', '--theme takes one column; for several columns of 0 and 1 use --themes.');
  }
  const cells = table.rows.map((row) => row[column!]!.trim());
  const names = [...new Set(cells)].filter((cell) => cell !== '').sort();
  if (names.length < 2) {
    const found = names.length === 0 ? 'is empty in every row' : `has only one value, "${names[0]}"`;
    throw new DomainError(
      'wrong_use',
      `The column "${header}" of ${table.name} ${found}; at least two codes are needed to learn from.`,
    );
  }
  const rows = Array.from(cells.keys()).filter((row) => cells[row] !== '');
  const remarks = names
    .filter((name) => cells.filter((cell) => cell === name).length === 1)
    .map((name) => `The code "${name}" has a single example; it will hardly be recognised.`);
  return { names, rows, of: new Map(rows.map((row) => [row, [names.indexOf(cells[row]!)]])), remarks };
}

const YES = new Set(['1', '1.0', 'true', 'yes', 'x']);
const NO = new Set(['', '0', '0.0', 'false', 'no']);

/**
 * Reads columns of 0 and 1, one per code.
 * @throws DomainError wrong_use where a column is missing or holds something else, with the row that does
 */
export function manyCodes(table: TableFile, headers: string): Labels {
  const columns = [...new Set(columnsNamed(table, headers, '--themes'))];
  const names = columns.map((column) => table.headers[column]!);
  const of = new Map<number, number[]>();
  table.rows.forEach((cells, row) => {
    of.set(
      row,
      Array.from(columns.keys()).filter((position) =>
        isCoded(table, row, cells[columns[position]!]!, names[position]!),
      ),
    );
  });
  const counts = names.map((_, position) => [...of.values()].filter((own) => own.includes(position)).length);
  if (counts.every((count) => count === 0)) {
    throw new DomainError(
      'wrong_use',
      `None of the columns ${names.join(', ')} of ${table.name} is 1 in any row; there is nothing to learn from.`,
    );
  }
  const remarks = names.flatMap((name, position) => {
    if (counts[position] === 0)
      return [`The column "${name}" is 1 in no row of ${table.name}: it cannot be learnt and will be 0.`];
    if (counts[position] === 1) return [`The column "${name}" is 1 in a single row; it will hardly be recognised.`];
    return [];
  });
  return { names, rows: Array.from(of.keys()), of, remarks };
}

function isCoded(table: TableFile, row: number, cell: string, name: string): boolean {
  const value = cell.trim().toLowerCase();
  if (YES.has(value)) return true;
  if (NO.has(value)) return false;
  throw new DomainError(
    'wrong_use',
    `The column "${name}" of ${table.name} has to be 0 or 1 in every row; in row ${table.rowNumbers[row]} it is "${cell.slice(0, 40)}". For a column that names one code a row use --theme.`,
  );
}
