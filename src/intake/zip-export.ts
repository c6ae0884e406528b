import { createReadStream, createWriteStream } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Delivery } from '../core/intake.ts';
import {
  type Archive,
  type ArchiveEntry,
  extractUploads,
  flatName,
  openArchive,
  openUnpackedFolder,
  type UnpackedFolder,
} from './archive.ts';
import { type ExaminedFile, examineFile, isZip, unreadable } from './file.ts';
import type { Reader, ReaderOptions } from './reader.ts';
import { count } from './rule.ts';
import { joinTables, openExaminedTable, type Table } from './table.ts';
import { listZip } from './zip.ts';

/** Opens what lay in an archive as if it had been given alone; a table may lie there in several files. */
export type OpenInner = (file: ExaminedFile, options: ReaderOptions, table: Table | null) => Promise<Delivery>;

/**
 * An export in a ZIP archive: one file with the replies, or a table in several, and the files that were uploaded with
 * them. What lies deepest in folders is taken for uploads; archives inside the archive are not opened.
 */
export function zipExport(openInner: OpenInner): Reader {
  return {
    name: 'zip-export',
    recognises: async ({ file }) => isZip(file) && (await holdsExport(file)),
    open: async ({ file }, options) => {
      const archive = await openArchive(file);
      const unpacked = await openUnpackedFolder();
      try {
        const delivery = await openUnpacked(archive, unpacked, options, openInner);
        return { ...delivery, sha256: file.sha256, items: () => thenRemove(delivery.items(), unpacked) };
      } catch (error) {
        await unpacked.remove();
        throw error;
      } finally {
        archive.close();
      }
    },
  };
}

async function* thenRemove<Item>(items: AsyncIterable<Item>, folder: UnpackedFolder): AsyncGenerator<Item> {
  try {
    yield* items;
  } finally {
    await folder.remove();
  }
}

/** Endings of files that hold replies or questionnaires. */
const TABLES = new Set(['.csv', '.tsv', '.xlsx', '.ods']);
const DOCUMENTS = new Set(['.xml', '.json', '.jsonl', '.ndjson', '.lsr']);
const QUESTIONNAIRES = new Set(['.lss']);

/** Lists of participants and of how long they took: LimeSurvey puts them into its archives. */
const PRIVATE = new Set(['.lst', '.lsi']);

type EntryKind = 'table' | 'document' | 'questionnaire' | 'archive' | 'private' | 'upload';

function kindOfEntry(path: string): EntryKind {
  const ending = extname(path).toLowerCase();
  if (TABLES.has(ending)) return 'table';
  if (DOCUMENTS.has(ending)) return 'document';
  if (QUESTIONNAIRES.has(ending)) return 'questionnaire';
  if (PRIVATE.has(ending)) return 'private';
  return ending === '.zip' ? 'archive' : 'upload';
}

/** Office files are archives too, and not meant here. */
const OFFICE = /^(?:xl\/|word\/|ppt\/|\[Content_Types\]\.xml$|META-INF\/|content\.xml$|mimetype$)/;

async function holdsExport(file: ExaminedFile): Promise<boolean> {
  const entries = await listZip(file.path);
  return (
    entries !== null &&
    !entries.some(({ name }) => OFFICE.test(name)) &&
    entries.some(
      ({ name }) => ['table', 'document'].includes(kindOfEntry(name)) && !/(?:^|\/)(?:__MACOSX\/|\.)/.test(name),
    )
  );
}

type Sorted = {
  tables: ArchiveEntry[];
  documents: ArchiveEntry[];
  questionnaire: ArchiveEntry[];
  rest: ArchiveEntry[];
};

/** What lies at the top, below a folder that all share, is the export; what lies deeper was uploaded. */
function sortEntries(entries: readonly ArchiveEntry[]): Sorted {
  const depth = Math.min(
    ...entries.filter(({ path }) => ['table', 'document'].includes(kindOfEntry(path))).map(({ path }) => depthOf(path)),
  );
  const top = (entry: ArchiveEntry, kind: string) => depthOf(entry.path) === depth && kindOfEntry(entry.path) === kind;
  const tables = entries.filter((entry) => top(entry, 'table'));
  const documents = entries.filter((entry) => top(entry, 'document'));
  const questionnaire = entries.filter((entry) => top(entry, 'questionnaire'));
  const export_ = new Set([...tables, ...documents, ...questionnaire]);
  return { tables, documents, questionnaire, rest: entries.filter((entry) => !export_.has(entry)) };
}

function depthOf(path: string): number {
  return path.split('/').length;
}

async function openUnpacked(
  archive: Archive,
  unpacked: UnpackedFolder,
  options: ReaderOptions,
  openInner: OpenInner,
): Promise<Delivery> {
  const sorted = sortEntries(archive.entries);
  const main = chooseExport(archive.file, sorted);
  const folder = join(unpacked.path, 'export');
  await mkdir(folder);
  const extracted = await extractAll(archive, main, folder);
  const isJson = extracted.length > 1 && main.every(({ path }) => JSON_ENDING.test(path));
  const files = isJson ? [await joinJson(extracted, folder)] : extracted;
  const [questionnaire] = await extractAll(archive, sorted.questionnaire.slice(0, 1), folder);
  const ofKind = (kind: EntryKind) => sorted.rest.filter(({ path }) => kindOfEntry(path) === kind);
  const [inner, personal] = [ofKind('archive'), ofKind('private')];
  const uploaded = sorted.rest.filter((entry) => !inner.includes(entry) && !personal.includes(entry));
  const uploads = await extractUploads(archive, uploaded, join(unpacked.path, 'uploads'));
  const innerOptions: ReaderOptions = {
    ...options,
    ...(uploads.length > 0 && { attachmentsFolder: join(unpacked.path, 'uploads'), uploads }),
    ...(questionnaire && { questionnaire: questionnaire.path }),
  };
  const table = files.length > 1 ? joinTables(await Promise.all(files.map(openExaminedTable)), archive.file) : null;
  const delivery = await openInner(files[0]!, innerOptions, table); // chooseExport found at least one
  return { ...delivery, remarks: [...sayArchive(main, uploads.length, inner, personal), ...(delivery.remarks ?? [])] };
}

/**
 * The file or files with the replies.
 * @throws DomainError unreadable where they cannot be of one survey
 */
function chooseExport(file: ExaminedFile, { tables, documents, questionnaire }: Sorted): ArchiveEntry[] {
  const replies = documents.filter(({ path }) => extname(path).toLowerCase() === '.lsr');
  if (questionnaire.length > 0 && replies.length > 0) return replies.slice(0, 1);
  if (documents.length === 1 && tables.length === 0) return documents;
  if (tables.length === 0 && documents.every(({ path }) => JSON_ENDING.test(path))) return documents;
  if (documents.length === 0) return [...tables].sort((a, b) => partNumber(a.path) - partNumber(b.path));
  const names = [...documents, ...tables].map(({ path }) => basename(path));
  throw unreadable(
    file.name,
    `holds several exports (${names.slice(0, 5).join(', ')}${names.length > 5 ? ' and more' : ''}), and which of them is meant cannot be told`,
    'Unpack it and give each file alone.',
  );
}

/** Pages of one export, or a questionnaire with its results: JSON values can stand one behind the other. */
const JSON_ENDING = /\.(?:json|jsonl|ndjson)$/i;

async function joinJson(files: readonly ExaminedFile[], folder: string): Promise<ExaminedFile> {
  const path = join(folder, `${basename(files[0]!.name, extname(files[0]!.name))}-and-more.json`); // nobody joins nothing
  for (const file of files) {
    await pipeline(createReadStream(file.path), createWriteStream(path, { flags: 'a' }));
    await appendFile(path, '\n');
  }
  return await examineFile(path);
}

/** `export.xlsx` comes before `export_1.xlsx`, that before `export_10.xlsx`. */
function partNumber(path: string): number {
  return Number(/_(\d{1,6})\.[a-z]+$/i.exec(path)?.[1] ?? 0);
}

async function extractAll(archive: Archive, entries: readonly ArchiveEntry[], folder: string): Promise<ExaminedFile[]> {
  const taken = new Set<string>();
  const files: ExaminedFile[] = [];
  for (const entry of entries) {
    const path = join(folder, flatName(basename(entry.path), taken));
    await archive.extract(entry, path);
    files.push(await examineFile(path));
  }
  return files;
}

function sayArchive(
  main: readonly ArchiveEntry[],
  uploads: number,
  inner: readonly ArchiveEntry[],
  personal: readonly ArchiveEntry[],
): string[] {
  const remarks = [`From the archive: ${main.map(({ path }) => basename(path)).join(', ')}.`];
  if (uploads > 0) remarks.push(`Uploaded files in the archive: ${count.format(uploads)}.`);
  if (personal.length > 0)
    remarks.push(
      `Not read, for it is about the participants and no answer: ${personal.map(({ path }) => basename(path)).join(', ')}.`,
    );
  if (inner.length > 0)
    remarks.push(
      `Not opened, for they are archives in the archive: ${inner.map(({ path }) => basename(path)).join(', ')}.`,
    );
  return remarks;
}
