import { deliverTable } from './deliver-table.ts';
import type { Reader } from './reader.ts';

/** Any table whose columns are guessed or given. */
export const anyTable: Reader = {
  name: 'table',
  recognises: async ({ table }) => (await table()) !== null,
  open: async ({ openTable }, { mapping, attachmentsFolder }) => {
    const table = await openTable();
    return await deliverTable({ format: `table-${table.format}`, table, mapping, attachmentsFolder });
  },
};
