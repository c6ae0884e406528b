import { stringify } from 'csv-stringify/sync';
import type { ClaimCode } from '../store/claim.ts';

/** The codes as a table for a mail merge: UTF-8 with a mark at its start, which spreadsheet programs need; no cell is a formula. */
export function claimCodesText(codes: readonly ClaimCode[]): string {
  return stringify(
    codes.map(({ contribution, claim, emailAddress }) => [contribution, claim, emailAddress ?? '']),
    {
      header: true,
      columns: ['contribution', 'claim_code', 'e_mail_address'],
      bom: true,
      escape_formulas: true,
      record_delimiter: '\r\n',
    },
  );
}
