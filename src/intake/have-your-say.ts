import type { FieldRole } from '../core/intake.ts';
import { foldBlanks } from './column.ts';
import { knownByHeader } from './decide.ts';
import { deliverTable } from './deliver-table.ts';
import { unreadable } from './file.ts';
import type { Reader } from './reader.ts';

/**
 * The contributions export of the Commission's "Have your say" portal: columns about the reply under fixed English names,
 * then one column per question under the question's text, rows of a matrix each in a column of its own.
 */
const COLUMNS: { readonly [header: string]: readonly [FieldRole, string] } = {
  reference: ['id', "the portal's own reference"],
  'feedback date': ['day', 'when the reply was sent'],
  language: ['language', 'language of the form, which need not be that of the words'],
  'user type': ['user_type', 'as whom the contributor replied'],
  'first name': ['first_name', 'personal data is kept apart and is no answer'],
  surname: ['surname', 'personal data is kept apart and is no answer'],
  email: ['email_address', 'personal data is kept apart and is no answer'],
  scope: ['scope', 'of a public authority'],
  'governance level': ['scope', 'of a public authority'],
  'level of governance': ['scope', 'of a public authority'],
  'organisation name': ['organisation', 'personal data is kept apart and is no answer'],
  'transparency register number': ['register_number', 'names an organisation: kept apart and no answer'],
  'organisation size': ['size', 'of an organisation'],
  country: ['country', 'country of origin'],
  'country of origin': ['country', 'country of origin'],
  'publication privacy settings': ['publication', 'what the contributor allowed'],
};

const KNOWN = knownByHeader(
  new Map(
    Object.entries(COLUMNS).map(([header, [role, meaning]]) => [
      header,
      { role, reason: `column of the portal's export: ${meaning}` },
    ]),
  ),
);

/** Together these are in no other table. */
const SIGNS = ['reference', 'feedback date', 'user type', 'publication privacy settings'];

export const haveYourSayCsv: Reader = {
  name: 'have-your-say-csv',
  recognises: async ({ table }) => {
    const headers = new Set((await table())?.headers.map((header) => foldBlanks(header).toLowerCase()));
    return SIGNS.every((sign) => headers.has(sign));
  },
  open: async ({ openTable }, { mapping, attachmentsFolder }) => {
    const table = await openTable();
    if (!table.headers.some((header) => foldBlanks(header).toLowerCase() === 'reference')) {
      throw unreadable(
        table.file.name,
        'is no contributions export of the portal: it has no column "Reference"',
        'Leave out --format.',
      );
    }
    return await deliverTable({
      format: 'have-your-say-csv',
      table,
      mapping,
      attachmentsFolder,
      known: { columns: KNOWN, others: 'questions' },
    });
  },
};
