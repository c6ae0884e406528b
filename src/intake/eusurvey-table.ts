import { LANGUAGES } from '../core/language.ts';
import { type ColumnProfile, foldBlanks, shareOf } from './column.ts';
import { dayOrder, readCountedDay } from './day.ts';
import type { KnownColumn } from './decide.ts';
import { deliverTable } from './deliver-table.ts';
import { unreadable } from './file.ts';
import type { Reader } from './reader.ts';
import { isEmailAddress } from './values.ts';

/**
 * The results of a survey as EUSurvey exports them to XLSX or ODS: the alias and the day of the export above the header,
 * then one column per question, and at the end what EUSurvey notes of each reply, under names in the language of whoever
 * exported. After the writer's source, CommonExcelExportCreator.java.
 */
export const euSurveyTable: Reader = {
  name: 'eusurvey-table',
  recognises: async ({ table }) => (await table())?.survey != null,
  open: async ({ openTable }, { mapping, attachmentsFolder }) => {
    const table = await openTable();
    if (!table.survey)
      throw unreadable(
        table.file.name,
        'is no export of EUSurvey: it has no "Alias" and "Export Date" above its header',
        'Leave out --format.',
      );
    const delivery = await deliverTable({
      format: `eusurvey-${table.format}`,
      table,
      mapping: { source: table.survey.alias, ...mapping },
      attachmentsFolder,
      known: { columns: noteColumns, others: 'all' },
    });
    const { alias, exported } = table.survey;
    return { ...delivery, remarks: [`EUSurvey "${alias}", exported on ${exported}.`, ...(delivery.remarks ?? [])] };
  },
};

/** EUSurvey notes at most so many things of a reply, in this order, each of which can be left out of the export. */
const NOTES_MAX = 7;

const NOTES = {
  id: { role: 'id', reason: "EUSurvey's own id of the reply" },
  anonymous: { role: 'ignore', reason: 'the same for all replies, as in anonymous surveys: it tells none apart' },
  user: { role: 'email_address', reason: 'the address under which the form was sent: kept apart and no answer' },
  login: { role: 'ignore', reason: 'the name of a user: personal data that nobody needs here' },
  day: { role: 'day', reason: 'when the reply was sent' },
  changed: { role: 'ignore', reason: 'the day of the last change is not needed' },
  language: { role: 'language', reason: 'language of the form, which need not be that of the words' },
  score: { role: 'ignore', reason: 'the score of a quiz is no answer' },
  invitation: { role: 'ignore', reason: 'the number of the invitation could tell who replied: not taken in' },
} as const satisfies { [note: string]: KnownColumn };

/**
 * What stands in the last columns, told from their values and their order, as their names differ by language: invitation,
 * id, user, created, changed, language, score.
 * @returns by index of the column
 */
export function noteColumns(columns: readonly ColumnProfile[]): Map<number, KnownColumn> {
  const found = new Map<number, KnownColumn>();
  const start = Math.max(0, columns.length - NOTES_MAX);
  const tail = columns.slice(start).map((column, index) => ({ column, at: start + index }));
  const language = tail.findLast(({ column }) => isLanguages(column));
  const score = language && tail.find(({ at, column }) => at === language.at + 1 && isWholeNumbers(column));
  if (language) found.set(language.at, NOTES.language);
  if (score) found.set(score.at, NOTES.score);
  const dates = tail.filter(({ column, at }) => (!language || at < language.at) && isDates(column));
  const [created, changed] = dates.slice(-2);
  if (created) found.set(created.at, NOTES.day);
  if (changed) found.set(changed.at, NOTES.changed);
  const end = created?.at ?? language?.at ?? columns.length;
  const id = tail.findLast(({ column, at }) => at < end && at >= end - 2 && isIds(column));
  const user = tail.find(({ column, at }) => at === end - 1 && at !== id?.at && isUsers(column));
  if (id) found.set(id.at, isAlwaysAnonymous(id.column) ? NOTES.anonymous : NOTES.id);
  if (user && (id || shareOf(user.column, isEmailAddress) > 0.5))
    found.set(user.at, shareOf(user.column, isEmailAddress) > 0.5 ? NOTES.user : NOTES.login);
  const invitation = id && tail.find(({ at }) => at === id.at - 1);
  if (invitation && isInvitations(invitation.column)) found.set(invitation.at, NOTES.invitation);
  return found;
}

const everyValue = (column: ColumnProfile, fulfils: (value: string) => boolean) =>
  column.filled > 0 && shareOf(column, fulfils) === 1;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function isAlwaysAnonymous(column: ColumnProfile): boolean {
  return everyValue(column, (value) => value === 'Anonymous');
}

function isLanguages(column: ColumnProfile): boolean {
  return everyValue(
    column,
    (value) => /^[A-Z]{2}$/.test(value) && LANGUAGES.some((code) => code === value.toLowerCase()),
  );
}

function isDates(column: ColumnProfile): boolean {
  return (
    column.filled > 0 &&
    (dayOrder(column.values) !== null || everyValue(column, (value) => readCountedDay(value) !== null))
  );
}

function isIds(column: ColumnProfile): boolean {
  return isAlwaysAnonymous(column) || everyValue(column, (value) => UUID.test(value));
}

/** A column of users is filled only where people signed in or were invited. */
function isUsers(column: ColumnProfile): boolean {
  return (
    column.filled === 0 ||
    isAlwaysAnonymous(column) ||
    everyValue(column, (value) => isEmailAddress(value) || !/\s/.test(value))
  );
}

function isInvitations(column: ColumnProfile): boolean {
  const named = /^invitation\b/i.test(foldBlanks(column.header));
  return (
    (named && column.filled === 0) || everyValue(column, (value) => UUID.test(value) || (named && !/\s/.test(value)))
  );
}

function isWholeNumbers(column: ColumnProfile): boolean {
  return everyValue(column, (value) => /^\d{1,6}$/.test(value));
}
