import type { Readable } from 'node:stream';
import { openArchive } from './archive.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { COLUMNS_MAX, inMebibytes, ODS_CELLS_MAX, ODS_UNPACKED_BYTES_MAX } from './limits.ts';
import type { Sheet } from './sheets.ts';
import { readXml, type XmlEvent } from './xml.ts';
import { listZip, unpackEntry } from './zip.ts';

const SPREADSHEET = 'application/vnd.oasis.opendocument.spreadsheet';

/** Whether a ZIP archive is a table of OpenDocument (ODS), by the kind that it states. */
export async function isOds(file: ExaminedFile): Promise<boolean> {
  const entry = (await listZip(file.path))?.find(({ name }) => name === 'mimetype');
  if (!entry || entry.unpackedBytes > 200) return false;
  const chunks = await Array.fromAsync(unpackEntry(file.path, entry)).catch(() => []);
  return Buffer.concat(chunks).toString('latin1').startsWith(SPREADSHEET);
}

/**
 * The sheets of an ODS file as rows of text, by saxes (OpenDocument 1.3, part 3, chapter 9). Numbers and dates come in a
 * form that does not depend on the country; what is hidden or commented is left out as spreadsheets export it.
 * @throws DomainError unreadable
 */
export async function readOds(file: ExaminedFile): Promise<Sheet[]> {
  const archive = await openArchive(file);
  try {
    const entry = archive.entries.find(({ path }) => path === 'content.xml');
    if (!entry) throw unreadable(file.name, 'is an ODS file without its content', SAVE_AGAIN);
    if (entry.unpackedBytes > ODS_UNPACKED_BYTES_MAX)
      throw unreadable(
        file.name,
        `unpacks to more than ${inMebibytes(ODS_UNPACKED_BYTES_MAX)}`,
        'Save it as CSV (UTF-8) and give that file.',
      );
    const machine = newMachine(file);
    for await (const events of readXml(file.name, textOf(await archive.stream(entry)))) events.forEach(machine.take);
    return machine.sheets;
  } finally {
    archive.close();
  }
}

const SAVE_AGAIN = 'Open it in a spreadsheet program and save it as ODS, XLSX or CSV (UTF-8).';

async function* textOf(stream: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of stream as AsyncIterable<Buffer>) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

type Attributes = { readonly [name: string]: string };
type Cell = { repeated: number; value: string | null; paragraphs: string[] };

/** Elements whose words are not those of the cell. */
const ASIDE = new Set(['office:annotation', 'draw:frame', 'draw:object', 'table:shapes', 'text:note']);

function newMachine(file: ExaminedFile) {
  const sheets: Sheet[] = [];
  let [cells, aside] = [0, 0];
  let row: { repeated: number; cells: string[] } | null = null;
  let cell: Cell | null = null;

  const countCells = (more: number) => {
    cells += more;
    if (cells > ODS_CELLS_MAX)
      throw unreadable(
        file.name,
        `has more than ${ODS_CELLS_MAX / 1_000_000} million cells`,
        'Leave out what nobody needs, or save it as CSV (UTF-8).',
      );
  };

  const closeCell = ({ repeated, value, paragraphs }: Cell) => {
    const text = value ?? paragraphs.join('\n');
    if (!row) return;
    // Blank cells to the right of all others are repeated thousands of times; only those before a filled one count.
    row.cells.push(...Array<string>(Math.min(repeated, COLUMNS_MAX + 1 - row.cells.length)).fill(text));
  };

  const closeRow = ({ repeated, cells: all }: { repeated: number; cells: string[] }) => {
    const rows = sheets.at(-1)?.rows;
    const kept = all.slice(0, all.findLastIndex((text) => text !== '') + 1);
    if (!rows) return;
    if (kept.length === 0) {
      // Empty rows before others keep the counting right; those behind all others are taken off at the end of the sheet.
      rows.push(...Array.from({ length: Math.min(repeated, EMPTY_ROWS_MAX) }, () => []));
      return;
    }
    countCells(kept.length * repeated);
    for (let copy = 0; copy < repeated; copy++) rows.push(copy === 0 ? kept : [...kept]);
  };

  const open = (name: string, attributes: Attributes) => {
    switch (name) {
      case 'table:table':
        sheets.push({ name: attributes['table:name'] ?? '', rows: [] });
        break;
      case 'table:table-row':
        row = { repeated: repeatedOf(attributes['table:number-rows-repeated']), cells: [] };
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell': {
        const repeated = repeatedOf(attributes['table:number-columns-repeated']);
        cell = { repeated, value: storedValue(attributes), paragraphs: [] };
        break;
      }
      case 'text:p':
      case 'text:h':
        cell?.paragraphs.push('');
        break;
      default:
        addText(INSIDE[name]?.(attributes) ?? '');
    }
  };
  const addText = (text: string) => {
    const { paragraphs } = cell ?? { paragraphs: [] };
    if (paragraphs.length > 0) paragraphs[paragraphs.length - 1] += text;
  };
  const close = (name: string) => {
    if (name === 'table:table-row' && row) {
      closeRow(row);
      row = null;
    } else if (name === 'table:table') trimRows(sheets.at(-1));
    else if (cell && (name === 'table:table-cell' || name === 'table:covered-table-cell')) {
      closeCell(cell);
      cell = null;
    }
  };

  return {
    sheets,
    take: (event: XmlEvent) => {
      if (event.kind === 'broken')
        throw unreadable(file.name, `is a damaged ODS file (line ${event.line}: ${event.reason})`, SAVE_AGAIN);
      if (event.kind === 'open' && (aside > 0 || ASIDE.has(event.name))) aside++;
      else if (event.kind === 'close' && aside > 0) aside--;
      else if (aside > 0) return;
      else if (event.kind === 'open') open(event.name, event.attributes);
      else if (event.kind === 'text') addText(event.text);
      else close(event.name);
    },
  };
}

/** So many empty rows are kept between filled ones. */
const EMPTY_ROWS_MAX = 10_000;

function trimRows(sheet: Sheet | undefined): void {
  if (sheet) sheet.rows.length = sheet.rows.findLastIndex((row) => row.length > 0) + 1;
}

function repeatedOf(attribute: string | undefined): number {
  const times = Number(attribute ?? 1);
  return Number.isInteger(times) && times > 0 ? times : 1;
}

/** What stands for blanks and breaks inside a paragraph. */
const INSIDE: { readonly [name: string]: (attributes: Attributes) => string } = {
  'text:s': (attributes) => ' '.repeat(Math.min(1_000, repeatedOf(attributes['text:c']))),
  'text:tab': () => '\t',
  'text:line-break': () => '\n',
};

/** The value of a cell that is no text: as it is stored, not as it is shown. Null where its paragraphs are its value. */
function storedValue(attributes: Attributes): string | null {
  switch (attributes['office:value-type']) {
    case 'float':
    case 'percentage':
    case 'currency':
      return attributes['calcext:value-type'] === 'error' ? null : (attributes['office:value'] ?? null);
    case 'date':
      return attributes['office:date-value']?.replace(/T00:00:00(?:\.0+)?$/, '').replace(/\.\d+$/, '') ?? null;
    case 'time':
      return timeOf(attributes['office:time-value'] ?? '');
    case 'boolean':
      return attributes['office:boolean-value']?.toUpperCase() ?? null;
    case 'string':
      return attributes['office:string-value'] ?? null;
    default:
      return null;
  }
}

/** `PT09H05M00S` as a time of day. */
function timeOf(duration: string): string | null {
  const found = /^PT(\d+)H(\d+)M(\d+)/.exec(duration);
  return found
    ? found
        .slice(1)
        .map((part) => part.padStart(2, '0'))
        .join(':')
    : null;
}
