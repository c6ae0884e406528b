import type { Answer } from '../core/contribution.ts';
import type { FieldRole, ReceivedContribution, Refusal } from '../core/intake.ts';
import type { PersonalData } from '../core/profile.ts';
import { NO_PROFILE, type StakeholderProfile } from '../core/profile.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { firstUnstorable } from '../core/text.ts';
import { foldBlanks, splitParts } from './column.ts';
import { readCountedDay, readDay } from './day.ts';
import type { Mapping } from './mapping-file.ts';
import type { PlannedColumn, TablePlan } from './plan.ts';
import { countryFrom, publicationFrom, scopeFrom, sizeFrom, userTypeFrom } from './profile-words.ts';
import type { TableRow } from './table.ts';
import { isSpreadsheetError, isUrl, readLanguage, readNumber } from './values.ts';

/** What one row became: a contribution with what was left out of it, or nothing but the reason why it is none. */
export type ReadRow =
  | { contribution: ReceivedContribution; fileCells: FileCell[]; leftOut: Refusal[] }
  | { contribution: null; leftOut: [Refusal] };

/** A cell that names files, to be joined with the files themselves. */
export type FileCell = { question: string; names: string[] };

/** Reads rows of a table by its plan. A reply without any answer is one: who took part counts too. */
export function rowReader(plan: TablePlan, mapping: Mapping, file: string): (row: TableRow) => ReadRow {
  const used = plan.columns.filter(({ role }) => role !== 'ignore');
  return (row) => {
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

type Reply = {
  contribution: ReceivedContribution;
  profile: StakeholderProfile;
  personal: PersonalData;
  fileCells: FileCell[];
};

function newReply(file: string, row: number, mapping: Mapping): Reply {
  const profile = { ...NO_PROFILE };
  const personal: PersonalData = {};
  const contribution: ReceivedContribution = {
    file,
    row,
    sourceKey: null,
    language: mapping.language ?? null,
    day: null,
    profile,
    personal,
    publication: mapping.publication?.all ?? 'unknown',
    url: null,
    answers: [],
    attachments: [],
  };
  return { contribution, profile, personal, fileCells: [] };
}

function hasAnything({ contribution, profile, personal, fileCells }: Reply): boolean {
  return (
    contribution.answers.length > 0 ||
    fileCells.length > 0 ||
    contribution.sourceKey !== null ||
    Object.keys(personal).length > 0 ||
    Object.values(profile).some((value) => value !== null)
  );
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

type Place = (reply: Reply, cell: string, column: PlannedColumn) => string | undefined;

const trimmed =
  (set: (reply: Reply, value: string) => void): Place =>
  (reply, cell) =>
    void set(reply, cell.trim());

/** Where cells that are no answers go. */
const PLACES: { readonly [role in FieldRole]?: Place } = {
  id: trimmed(({ contribution }, value) => (contribution.sourceKey = value)),
  language: trimmed(
    ({ contribution }, value) => (contribution.language = readLanguage(value) ?? contribution.language),
  ),
  publication: trimmed(
    ({ contribution }, value) =>
      (contribution.publication = stricter(publicationFrom(value), contribution.publication)),
  ),
  day: ({ contribution }, cell, { order }) => {
    contribution.day = readDay(cell, order) ?? readCountedDay(cell);
    return contribution.day ? undefined : notRead(cell, 'is no date that can be read', 'Write it as YYYY-MM-DD.');
  },
  url: ({ contribution }, cell) => {
    contribution.url = isUrl(cell) ? cell.trim() : null;
    return contribution.url ? undefined : notRead(cell, 'is no web address', 'Begin it with https://.');
  },
  user_type: trimmed(({ profile }, value) => (profile.userType = userTypeFrom(value))),
  country: trimmed(({ profile }, value) => (profile.country = countryFrom(value))),
  size: trimmed(({ profile }, value) => (profile.size = sizeFrom(value))),
  scope: trimmed(({ profile }, value) => (profile.scope = scopeFrom(value))),
  organisation: trimmed(({ personal }, value) => (personal.organisation = value)),
  register_number: trimmed(({ personal }, value) => (personal.registerNumber = value)),
  first_name: trimmed(({ personal }, value) => (personal.firstName = value)),
  surname: trimmed(({ personal }, value) => (personal.surname = value)),
  email_address: trimmed(({ personal }, value) => (personal.emailAddress = value)),
  file: ({ fileCells }, cell, { item }) => void fileCells.push({ question: item!, names: fileNamesIn(cell) }), // a file column has a question
};

function notRead(cell: string, what: string, advice: string): string {
  return `"${foldBlanks(cell).slice(0, 40)}" ${what}. The rest of the row was taken. ${advice}`;
}

/** What the row says and what holds for all: the one that shows less, unless the row says nothing. */
function stricter(own: PublicationChoice, forAll: PublicationChoice): PublicationChoice {
  if (own === 'unknown' || forAll === 'unknown') return own === 'unknown' ? forAll : own;
  const order: readonly PublicationChoice[] = ['not_published', 'anonymous', 'with_name'];
  return order.indexOf(own) < order.indexOf(forAll) ? own : forAll;
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

function fileNamesIn(cell: string): string[] {
  return cell
    .split(/[;|\n]/)
    .map(foldBlanks)
    .filter((name) => name !== '');
}
