import { createWriteStream, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { type ExaminedFile, unreadable } from './file.ts';
import {
  ARCHIVE_ENTRIES_MAX,
  ARCHIVE_RATIO_FROM_BYTES,
  ARCHIVE_RATIO_MAX,
  ARCHIVE_UNPACKED_BYTES_MAX,
  inMebibytes,
} from './limits.ts';

/** A ZIP archive that was opened and whose list of contents was judged; nothing is unpacked yet. */
export type Archive = {
  file: ExaminedFile;
  /** Files in their order, without folders and what systems leave behind (`__MACOSX`, `.DS_Store`). */
  entries: ArchiveEntry[];
  /** @throws DomainError unreadable where the file inside is damaged */
  extract: (entry: ArchiveEntry, path: string) => Promise<void>;
  /** The file inside as a stream. */
  stream: (entry: ArchiveEntry) => Promise<Readable>;
  close: () => void;
};

export type ArchiveEntry = { path: string; unpackedBytes: number; inner: yauzl.Entry };

/**
 * Opens a ZIP archive by yauzl.
 * @throws DomainError unreadable: damaged, encrypted, or larger than any export (see limits.ts)
 */
export async function openArchive(file: ExaminedFile): Promise<Archive> {
  let zip: yauzl.ZipFile | undefined;
  try {
    zip = await yauzl.openPromise(file.path, { lazyEntries: true, autoClose: false, strictFileNames: false });
    return { ...archiveOf(file, zip), entries: await listEntries(file, zip) };
  } catch (error) {
    zip?.close();
    throw explain(file, error);
  }
}

function archiveOf(file: ExaminedFile, zip: yauzl.ZipFile): Omit<Archive, 'entries'> {
  const stream = (entry: ArchiveEntry) => zip.openReadStreamPromise(entry.inner);
  return {
    file,
    stream,
    extract: async (entry, path) => {
      try {
        await pipeline(await stream(entry), createWriteStream(path, { flags: 'wx' }));
      } catch (error) {
        throw explain(file, error);
      }
    },
    close: () => zip.close(),
  };
}

function explain(file: ExaminedFile, error: unknown): unknown {
  if (!(error instanceof Error) || error.name === 'DomainError') return error;
  return unreadable(file.name, `is a damaged archive (${error.message})`, 'Copy or download it again.', error);
}

async function listEntries(file: ExaminedFile, zip: yauzl.ZipFile): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  let bytes = 0;
  for await (const inner of zip.eachEntry()) {
    const path = inner.fileName;
    bytes += inner.uncompressedSize;
    refuseBombs(file, inner, bytes, entries.length);
    if (path.endsWith('/') || /(?:^|\/)(?:__MACOSX\/|\.[^/]*$|Thumbs\.db$|desktop\.ini$)/i.test(path)) continue;
    if (inner.isEncrypted())
      throw unreadable(file.name, 'is an encrypted archive', 'Unpack it with its password and give the file inside.');
    entries.push({ path, unpackedBytes: inner.uncompressedSize, inner });
  }
  return entries;
}

/** What the list says about sizes is held to while unpacking: more bytes than it says end in an error. */
function refuseBombs(file: ExaminedFile, inner: yauzl.Entry, bytes: number, entries: number): void {
  if (entries >= ARCHIVE_ENTRIES_MAX)
    throw unreadable(file.name, `is an archive of more than ${ARCHIVE_ENTRIES_MAX} files`, UNPACK);
  if (bytes > ARCHIVE_UNPACKED_BYTES_MAX)
    throw unreadable(file.name, `unpacks to more than ${inMebibytes(ARCHIVE_UNPACKED_BYTES_MAX)}`, UNPACK);
  const ratio = inner.uncompressedSize / Math.max(1, inner.compressedSize);
  if (inner.uncompressedSize > ARCHIVE_RATIO_FROM_BYTES && ratio > ARCHIVE_RATIO_MAX)
    throw unreadable(
      file.name,
      `holds a file that unpacks to ${Math.round(ratio)} times its size (${basename(inner.fileName)}), as archives do that are made to fill a disk`,
      'It was not unpacked. Ask for the export as the survey tool wrote it.',
    );
}

const UNPACK = 'Unpack it and give the file inside.';

/** Folders of this process that are still there, to be removed when it ends. */
const folders = new Set<string>();
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

export type UnpackedFolder = { path: string; remove: () => Promise<void> };

/** A folder for unpacked files, which goes when it is removed, at the latest with the process. */
export async function openUnpackedFolder(): Promise<UnpackedFolder> {
  const path = await mkdtemp(join(tmpdir(), 'antiphon-unpacked-'));
  folders.add(path);
  return {
    path,
    remove: async () => {
      folders.delete(path);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/**
 * A name for an entry in one flat folder: its path with hyphens, as `R-17/Upload_1/paper.pdf` becomes
 * `R-17-Upload_1-paper.pdf`, so that an id in front stays in front.
 * @param taken names that are there already; the new one is added
 */
export function flatName(path: string, taken: Set<string>): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '..' && part !== '.');
  const flat = parts.join('-').replace(/[\u0000-\u001f<>:"|?*\\]/g, '_');
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(flat)?.[0] ?? '';
  const stem = shortenBytes(ending === '' ? flat : flat.slice(0, -ending.length), NAME_BYTES_MAX) || 'file';
  let name = `${stem}${ending}`;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${stem}_${n}${ending}`;
  taken.add(name.toLowerCase());
  return name;
}

/** File systems take names of 255 bytes. */
const NAME_BYTES_MAX = 200;

function shortenBytes(text: string, bytes: number): string {
  let short = text.slice(0, bytes);
  while (Buffer.byteLength(short) > bytes) short = short.slice(0, -1);
  return short;
}

/** Unpacks entries into a folder of attachments. */
export async function extractUploads(
  archive: Archive,
  entries: readonly ArchiveEntry[],
  folder: string,
): Promise<{ path: string; file: string }[]> {
  await mkdir(folder, { recursive: true });
  const taken = new Set<string>();
  const uploads: { path: string; file: string }[] = [];
  for (const entry of entries) {
    const file = flatName(entry.path, taken);
    await archive.extract(entry, join(folder, file));
    uploads.push({ path: entry.path, file });
  }
  return uploads;
}
