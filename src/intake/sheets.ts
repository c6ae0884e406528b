/** A sheet of a workbook as rows of text; row 1 is at index 0, empty rows are kept. */
export type Sheet = { name: string; rows: string[][] };

/** What is read of a workbook: one sheet, or several that EUSurvey made of one table. */
export type ChosenSheets = {
  /** Null where no sheet has anything in it. */
  sheet: Sheet | null;
  /** Names of the sheets that were joined to it on the right, because a sheet holds so many columns only. */
  joined: string[];
  /** Names of other sheets that have anything in them. */
  others: string[];
};

/**
 * The first sheet that has anything in it. EUSurvey writes at most 254 columns on a sheet called `Content` and goes on
 * with `Content1`, `Content2`, ... in the same rows; those are joined again.
 */
export function chooseSheets(sheets: readonly Sheet[]): ChosenSheets {
  const filled = sheets.filter(({ rows }) => rows.some((row) => row.some((cell) => cell.trim() !== '')));
  const [first, ...rest] = filled;
  if (!first) return { sheet: null, joined: [], others: [] };
  const joined = rest.filter((sheet, index) => sheet.name === `${first.name}${index + 1}` && continues(first, sheet));
  const others = rest.filter((sheet) => !joined.includes(sheet)).map(({ name }) => name);
  const rows = joined.reduce((left, right) => joinRows(left, right.rows), first.rows);
  return { sheet: { name: first.name, rows }, joined: joined.map(({ name }) => name), others };
}

/** A sheet that goes on has the same survey and export date above its header. */
function continues(first: Sheet, sheet: Sheet): boolean {
  if (!isExportOfEuSurvey(first.rows)) return false;
  return [0, 1].every((row) => sheet.rows[row]?.[1] === first.rows[row]?.[1]);
}

function joinRows(left: readonly string[][], right: readonly string[][]): string[][] {
  const width = left.slice(HEADER_INDEX).reduce((most, row) => Math.max(most, row.length), 0);
  return left.map((row, index) => {
    const more = index < HEADER_INDEX ? [] : (right[index] ?? []);
    return more.length === 0 ? row : [...row, ...Array<string>(width - row.length).fill(''), ...more];
  });
}

/** The header of such an export stands in row 4, below its alias, its date and an empty row. */
export const HEADER_INDEX = 3;

/** Whether a table starts as EUSurvey writes its results: `Alias | name`, `Export Date | date`, an empty row, the header. */
export function isExportOfEuSurvey(rows: readonly (readonly string[])[]): boolean {
  const [alias = [], date = [], blank = []] = rows;
  const filled = (row: readonly string[]) => row.filter((cell) => cell.trim() !== '').length;
  return (
    rows.length > HEADER_INDEX &&
    /^alias$/i.test(alias[0]?.trim() ?? '') &&
    filled(alias) === 2 &&
    filled(date) === 2 &&
    /\d/.test(date[1] ?? '') &&
    filled(blank) === 0
  );
}

/** Which sheets were read, and which were not. */
export function saySheets(sheet: string, { joined, others }: Omit<ChosenSheets, 'sheet'>): string[] {
  const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  const remarks = [`Sheet "${sheet}" was read.`];
  if (joined.length > 0) remarks.push(`The sheets ${list(joined)} go on with its columns and were joined to it.`);
  if (others.length > 0)
    remarks.push(`Not read: the sheets ${list(others)}. To read one, save it as a file of its own.`);
  return remarks;
}
