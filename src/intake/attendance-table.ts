import { DomainError } from '../core/error.ts';
import {
  type AttendanceField,
  cellsBy,
  deliverAttendance,
  type HeaderWords,
  type PersonRow,
} from './attendance-rows.ts';
import type { Mapping } from './mapping-file.ts';
import { headerKey } from './raw-rows.ts';
import type { Reader } from './reader.ts';
import { isRow } from './table.ts';

/** Headers that tools without a published list of columns use; a mapping file stands above them. */
const WORDS: HeaderWords = new Map<string, AttendanceField>([
  ['name', 'name'],
  ['attendee name', 'name'],
  ['participant name', 'name'],
  ['display name', 'name'],
  ['first name', 'firstName'],
  ['last name', 'surname'],
  ['email', 'emailAddress'],
  ['e-mail', 'emailAddress'],
  ['attendee email', 'emailAddress'],
  ['email address', 'emailAddress'],
  ['company', 'organisation'],
  ['organization', 'organisation'],
  ['organisation', 'organisation'],
  ['join time', 'joined'],
  ['joined', 'joined'],
  ['leave time', 'left'],
  ['left', 'left'],
  ['duration', 'minutes'],
  ['attendance duration', 'minutes'],
  ['role', 'role'],
  ['attended', 'attended'],
  ['approval status', 'approval'],
  ['registration status', 'approval'],
  ['registration time', 'registeredAt'],
  ['registration date', 'registeredAt'],
]);

/** Who was at an event, from a table of any tool (Webex, a list at the door): columns by a mapping file, else by usual headers. */
export const attendanceTable: Reader = {
  name: 'attendance',
  // Only where a person says so: any list of people looks like it.
  recognises: async (_, { mapping }) => mapping.attendance !== undefined,
  open: async ({ file, openTable }, { mapping }) => {
    const table = await openTable();
    const fields = plannedFields(table.headers, mapping);
    const people: PersonRow[] = [];
    const refusals = [];
    for await (const batch of table.batches()) {
      for (const record of batch) {
        if (isRow(record)) people.push({ row: record.row, cells: cellsBy(fields, record.cells) });
        else refusals.push(record);
      }
    }
    return deliverAttendance({
      format: 'attendance',
      file,
      mapping,
      rows: people,
      columns: table.headers.map((header, index) => ({ header, field: fields[index]! })),
      remarks: table.remarks,
      refusals,
    });
  },
};

const GIVEN: readonly [keyof NonNullable<Mapping['attendance']>, AttendanceField][] = [
  ['name', 'name'],
  ['emailAddress', 'emailAddress'],
  ['organisation', 'organisation'],
  ['joined', 'joined'],
  ['left', 'left'],
  ['minutes', 'minutes'],
  ['role', 'role'],
  ['registered', 'approval'],
];

/** What each column tells: as the mapping says, else by its header. */
function plannedFields(headers: readonly string[], { attendance = {} }: Mapping): AttendanceField[] {
  const fields = headers.map((header) => WORDS.get(headerKey(header)) ?? 'ignore');
  for (const [key, field] of GIVEN) {
    const wanted = attendance[key];
    if (wanted === undefined) continue;
    const index = headers.findIndex((header) => headerKey(header) === headerKey(wanted));
    if (index < 0)
      throw new DomainError(
        'wrong_use',
        `The mapping file names "${wanted}" (attendance > ${key}), which is no header of the table. Its headers are: ${headers.map((header) => `"${header.trim()}"`).join(', ')}.`,
      );
    for (const [other, known] of fields.entries()) if (known === field) fields[other] = 'ignore';
    fields[index] = field;
  }
  if (fields.some((field) => field === 'name' || field === 'emailAddress' || field === 'surname')) return fields;
  throw new DomainError(
    'wrong_use',
    'No column with a name or an e-mail address was found. Say which it is in a mapping file (attendance > name).',
  );
}
