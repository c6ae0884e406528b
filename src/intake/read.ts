import { stat } from 'node:fs/promises';
import { DomainError } from '../core/error.ts';
import { CAPTIONS } from '../core/event-record.ts';
import type { Delivery } from '../core/intake.ts';
import { anyTable } from './any-table.ts';
import { type ExaminedFile, examineFile } from './file.ts';
import { type Mapping, NO_MAPPING, readMappingFile } from './mapping-file.ts';
import { MEETING_TOOLS } from './meeting-tools.ts';
import { openPaperFolder } from './paper-folder.ts';
import { PAPERS } from './paper-readers.ts';
import { PLATFORMS } from './platforms.ts';
import type { Probe, Reader, ReaderOptions } from './reader.ts';
import { SURVEY_TOOLS } from './survey-tools.ts';
import { openExaminedTable, type Table } from './table.ts';
import { zipExport } from './zip-export.ts';

/** In this order: the first that recognises a file reads it, so the general one comes last. */
const READERS: readonly Reader[] = [...MEETING_TOOLS, ...PLATFORMS, ...SURVEY_TOOLS, ...PAPERS, anyTable];

/** Names that `--format` takes. */
export const FORMAT_NAMES: readonly string[] = READERS.map(({ name }) => name);

export type DeliveryOptions = {
  /** Name of the reader to use, whatever the file looks like. */
  format?: string;
  /** Path of a mapping file, or the mapping itself. */
  map?: string | Mapping;
  /** Folder with the files that the replies name. */
  attachmentsFolder?: string;
  /** Path of the questionnaire that the replies answer, where it is a file of its own. */
  questionnaire?: string;
  /** How the words of a recording were written down: `original`, `interpreted` or `automatic`. */
  captions?: string;
};

/**
 * Opens a file of whatever format, found out from its content, or a folder of papers and e-mails. Nothing is yielded
 * before the whole file was understood: one that cannot be read is refused as a whole, with nothing taken in.
 * @throws DomainError unreadable (the file), wrong_use (the options or the mapping), conflict (the file is being written)
 */
export async function openDelivery(path: string, options: DeliveryOptions = {}): Promise<Delivery> {
  const mapping = withCaptions(
    typeof options.map === 'string' ? await readMappingFile(options.map) : (options.map ?? NO_MAPPING),
    options.captions,
  );
  const forced = options.format === undefined ? null : readerNamed(options.format);
  if (await isFolder(path)) return await openPaperFolder(path, mapping);
  const probe = newProbe(await examineFile(path));
  const archive = zipExport((file, inner, table) => openProbe(newProbe(file, table), inner, forced));
  const readerOptions = {
    mapping,
    attachmentsFolder: options.attachmentsFolder ?? null,
    questionnaire: options.questionnaire ?? null,
  };
  return (await archive.recognises(probe, readerOptions))
    ? await archive.open(probe, readerOptions)
    : await openProbe(probe, readerOptions, forced);
}

async function openProbe(probe: Probe, options: ReaderOptions, forced: Reader | null): Promise<Delivery> {
  const reader = forced ?? (await recognise(probe, options));
  return await reader.open(probe, options);
}

function withCaptions(mapping: Mapping, stated: string | undefined): Mapping {
  if (stated === undefined) return mapping;
  const captions = CAPTIONS.find((one) => one === stated);
  if (captions) return { ...mapping, captions };
  throw new DomainError('wrong_use', `Captions are ${CAPTIONS.join(', ')}; "${stated}" is none of them.`);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false; // what is not there is said when it is read
}

function readerNamed(name: string): Reader {
  const reader = READERS.find((candidate) => candidate.name === name);
  if (reader) return reader;
  throw new DomainError('wrong_use', `There is no format "${name}". Formats are: ${FORMAT_NAMES.join(', ')}.`);
}

/** The general reader also takes what nobody recognises: it says what is wrong with it. */
async function recognise(probe: Probe, options: ReaderOptions): Promise<Reader> {
  for (const reader of READERS) if (await reader.recognises(probe, options)) return reader;
  return anyTable;
}

/** @param table the file as a table, where it was opened before */
function newProbe(file: ExaminedFile, table: Table | null = null): Probe {
  let opened = table ? Promise.resolve(table) : undefined;
  const openTable = () => {
    opened ??= openExaminedTable(file);
    return opened;
  };
  const tableOrNull = async () => {
    try {
      return await openTable();
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  };
  return { file, openTable, table: tableOrNull };
}
