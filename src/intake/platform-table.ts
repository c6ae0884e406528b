import type { Channel } from '../core/contribution.ts';
import type { Delivery, FieldRole, IntakeItem } from '../core/intake.ts';
import { type KnownColumns, knownByHeader } from './decide.ts';
import { deliverTable } from './deliver-table.ts';
import { type ExaminedFile, refuseIfChanged, unreadable } from './file.ts';
import { readHtmlText } from './html.ts';
import { asText, isJson, isObject, readJson } from './json.ts';
import { givenName } from './person-name.ts';
import { headerKey } from './raw-rows.ts';
import type { Probe, Reader } from './reader.ts';
import { isRow, type Table, type TableRecord, type TableRow } from './table.ts';
import { startOfText } from './whole-text.ts';

/** What a column of a platform's export is for, and what it means there. */
export type PlatformColumns = { readonly [header: string]: readonly [FieldRole, string] };

export type Platform = {
  /** As people give it after `--format`. */
  name: string;
  /** Whether a table with these headers (small letters, blanks folded) is this export. */
  hasSigns: (headers: ReadonlySet<string>) => boolean;
  /** In JSON: which lists hold its records, what is one (null for what stands around them), and what the start of the file shows. */
  json?: {
    lists: (path: string) => boolean;
    record: (value: unknown) => unknown;
    sign: (start: string) => boolean;
  };
  columns: PlatformColumns;
  /** Columns with marked-up text, of which the words are taken. */
  markup?: readonly string[];
  /** Puts columns together before they are read. */
  prepare?: (table: Table) => Table;
  /** Through what its contributions first came in; `import` else. */
  channel?: Channel;
  /** Whether the author of a row chose to have no name: linked with nothing. */
  isAnonymous?: (cell: (header: string) => string) => boolean;
  /** Why a row is no contribution although it is one row of the export; null where it is one. */
  whyNot?: (cell: (header: string) => string) => string | null;
};

/** A reader of tables under published column names. What is not among them is left out, and said. */
export function platformReader(platform: Platform): Reader {
  const { name, hasSigns, json, columns } = platform;
  return {
    name,
    recognises: async ({ file, table }) => {
      if (isJson(file)) return json?.sign(startOfText(file)) ?? false;
      const headers = (await table())?.headers;
      return headers !== undefined && hasSigns(new Set(headers.map(headerKey)));
    },
    open: async (probe, { mapping, attachmentsFolder }) => {
      const raw = await openPlatformTable(probe, platform);
      const verdicts: Verdicts = { reasons: new Map(), anonymous: new Set() };
      const table = transform(raw, platform, verdicts);
      const meanings = new Map(table.headers.map((header) => [headerKey(header), meaningOf(columns, header)]));
      const known: KnownColumns = { columns: knownByHeader(meanings), others: 'questions' };
      const delivery = await deliverTable({ format: name, table, mapping, attachmentsFolder, known });
      return { ...delivery, items: () => judged(delivery, verdicts, platform.channel) };
    },
  };
}

function meaningOf(columns: PlatformColumns, header: string): { role: FieldRole; reason: string } {
  const found = Object.hasOwn(columns, headerKey(header)) ? columns[headerKey(header)] : undefined;
  if (!found) return { role: 'ignore', reason: 'not among the published columns that are read' };
  return { role: found[0], reason: `column of the platform's export: ${found[1]}` };
}

async function openPlatformTable({ file, openTable }: Probe, { name, json }: Platform): Promise<Table> {
  if (!isJson(file)) return await openTable();
  if (json) return await jsonTable(file, json);
  throw unreadable(file.name, `is JSON, which ${name} is not`, 'Leave out --format.');
}

/** Records of a JSON document as rows: what is nested becomes columns with slashes between. */
async function jsonTable(file: ExaminedFile, { lists, record }: NonNullable<Platform['json']>): Promise<Table> {
  const records: ({ [header: string]: string } | { broken: string })[] = [];
  const headers = new Set<string>();
  for await (const batch of readJson(file, lists)) {
    for (const item of batch) {
      if (item.kind === 'broken') records.push({ broken: item.reason });
      else if (item.isTooLong) records.push({ broken: 'The record is longer than any contribution can be.' });
      else {
        const found = record(item.value);
        if (found === null) continue;
        const cells = flatten(found, '');
        for (const header of Object.keys(cells)) headers.add(header);
        records.push(cells);
      }
    }
  }
  if (headers.size === 0)
    throw unreadable(file.name, 'has no record of the kind that was expected', 'Export it again.');
  const names = [...headers];
  const all = records.map((record, index): TableRecord => {
    const row = index + 1;
    if ('broken' in record) return { file: file.name, row, field: null, reason: record.broken! };
    return { row, cells: names.map((name) => (Object.hasOwn(record, name) ? record[name]! : '')) };
  });
  return {
    file,
    format: 'csv',
    headers: names,
    headerRow: null,
    start: [],
    survey: null,
    remarks: [`Records of JSON: ${all.length}; they are counted from 1.`],
    batches: async function* () {
      await refuseIfChanged(file);
      yield all;
    },
    rows: async function* () {
      yield* all.filter(isRow);
    },
    refusals: [],
  };
}

function flatten(value: unknown, path: string): { [header: string]: string } {
  if (isObject(value))
    return Object.assign(
      {},
      ...Object.entries(value).map(([key, inner]) => flatten(inner, path === '' ? key : `${path}/${key}`)),
    );
  const text = Array.isArray(value)
    ? value
        .map(asText)
        .filter((one) => one !== '')
        .join(', ')
    : asText(value);
  return { [path]: text };
}

/** The table as it is read: prepared, words without markup; why rows are no contributions is collected. */
function transform(raw: Table, { prepare, markup = [], whyNot, isAnonymous }: Platform, verdicts: Verdicts): Table {
  const table = prepare ? prepare(raw) : raw;
  const keys = table.headers.map(headerKey);
  const marked = markup.map((header) => keys.indexOf(header)).filter((index) => index >= 0);
  return mapRows(table, table.headers, (row) => {
    const cell = (header: string) => row.cells[keys.indexOf(header)]?.trim() ?? '';
    const why = whyNot?.(cell);
    if (why) verdicts.reasons.set(row.row, why);
    if (isAnonymous?.(cell)) verdicts.anonymous.add(row.row);
    if (marked.length === 0) return row;
    return { ...row, cells: row.cells.map((cell, index) => (marked.includes(index) ? withoutMarkup(cell) : cell)) };
  });
}

/** What the cells of a row say of it beside its answers, by row. */
type Verdicts = { reasons: Map<number, string>; anonymous: Set<number> };

async function* judged(
  delivery: Delivery,
  { reasons, anonymous }: Verdicts,
  channel: Channel | undefined,
): AsyncGenerator<IntakeItem> {
  for await (const item of delivery.items()) {
    const { file, row } = item.kind === 'contribution' ? item.contribution : item.refusal;
    const reason = row === null ? undefined : reasons.get(row);
    if (item.kind === 'refusal') {
      if (reason === undefined) yield item;
    } else if (reason !== undefined) yield { kind: 'refusal', refusal: { file, row, field: null, reason } };
    else {
      const { person, ...contribution } = item.contribution;
      const isNamed = person !== undefined && givenName(person) !== null && !(row !== null && anonymous.has(row));
      yield {
        kind: 'contribution',
        contribution: {
          ...contribution,
          ...(isNamed && { person }),
          ...(!isNamed && channel === 'room' && { personal: {} }),
          ...(channel && { channel }),
        },
      };
    }
  }
}

function withoutMarkup(cell: string): string {
  return /<[a-z/!][^>]*>|&(?:#\d+|#x[\da-f]+|[a-z]+);/i.test(cell) ? readHtmlText(cell).text : cell;
}

/** The same table with other headers and rows. */
export function mapRows(table: Table, headers: string[], change: (row: TableRow) => TableRecord): Table {
  const batches = async function* () {
    for await (const batch of table.batches()) yield batch.map((record) => (isRow(record) ? change(record) : record));
  };
  return {
    ...table,
    headers,
    batches,
    rows: async function* () {
      for await (const batch of batches()) yield* batch.filter(isRow);
    },
  };
}
