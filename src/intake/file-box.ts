import { open, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { DomainError } from '../core/error.ts';
import { FOLDER_DEPTH_MAX, FOLDER_FILES_MAX, inMebibytes, PAPER_BYTES_MAX } from './limits.ts';
import { sayName } from './paper-text.ts';
import { listZipIn, unpackIn, type ZipEntry } from './zip.ts';

/** Files that lie together: a folder with its folders, or a ZIP archive. */
export type FileBox = {
  /** Paths below the box with `/` between folders, sorted. */
  names: string[];
  /**
   * All bytes of one of them.
   * @throws DomainError unreadable, with a sentence about this file
   */
  bytes: (name: string) => Promise<Buffer>;
  /** What was not gone into, and why. */
  leftOut: { name: string; reason: string }[];
};

/**
 * Opens a folder or a ZIP archive.
 * @param what how the sentence calls it where it cannot be read: `folder of attachments`
 * @throws DomainError wrong_use where there is none
 */
export async function openFileBox(path: string, what: string): Promise<FileBox> {
  try {
    return (await stat(path)).isDirectory() ? await openFolder(path) : await openArchive(path, what);
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError('wrong_use', `The ${what} ${path} cannot be read. Check its path and permissions.`, {
      cause: error,
    });
  }
}

async function openFolder(path: string): Promise<FileBox> {
  const names: string[] = [];
  const leftOut: FileBox['leftOut'] = [];
  const root = await realpath(path);
  const enter = async (folder: string, depth: number): Promise<void> => {
    const entries = (await readdir(folder, { withFileTypes: true })).filter((entry) => !isSystemFile(entry.name));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = join(folder, entry.name);
      const name = relative(root, inner).split(sep).join('/');
      if (names.length >= FOLDER_FILES_MAX) return;
      if (entry.isFile()) names.push(name);
      else if (entry.isDirectory() && depth < FOLDER_DEPTH_MAX) await enter(inner, depth + 1);
      else leftOut.push({ name, reason: sayLeftOut(name, entry.isDirectory()) });
    }
  };
  await enter(root, 1);
  return { names: names.sort(), leftOut, bytes: (name) => readBytes(join(root, name)) };
}

/** What systems leave in folders and archives for themselves. */
function isSystemFile(name: string): boolean {
  return (
    name.startsWith('.') || name === '__MACOSX' || /^(?:thumbs\.db|desktop\.ini)$/i.test(name) || name.startsWith('~$')
  );
}

/** A link could lead to any file of the machine. */
function sayLeftOut(name: string, isFolder: boolean): string {
  return isFolder
    ? `${sayName(name)} lies more than ${FOLDER_DEPTH_MAX} folders deep and was not gone into. Move it up.`
    : `${sayName(name)} is a link or no file and was not followed. Put the file itself there.`;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    await using file = await open(path);
    if ((await file.stat()).size > PAPER_BYTES_MAX) throw tooLarge(basename(path));
    return await file.readFile();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError('unreadable', `${sayName(path)} cannot be opened. Check its permissions.`, { cause: error });
  }
}

function tooLarge(name: string, cause?: unknown): DomainError {
  const sentence = `${sayName(name)} has more than ${inMebibytes(PAPER_BYTES_MAX)}. Save it with smaller pictures.`;
  return new DomainError('unreadable', sentence, { cause });
}

/** An archive is held in memory as a whole, its files one by one. */
const ARCHIVE_BYTES_MAX = 1024 * 1024 * 1024;

async function openArchive(path: string, what: string): Promise<FileBox> {
  const { size } = await stat(path);
  const refuse = (found: string, advice: string) =>
    new DomainError('wrong_use', `The ${what} ${path} ${found}. ${advice}`);
  if (size > ARCHIVE_BYTES_MAX)
    throw refuse(`has more than ${inMebibytes(ARCHIVE_BYTES_MAX)}`, 'Unpack it and give the folder.');
  const archive = await readFile(path);
  const entries = listZipIn(archive);
  if (!entries) throw refuse('is neither a folder nor a ZIP archive that is whole', 'Give a folder or a ZIP archive.');
  return archiveBox(archive, entries);
}

function archiveBox(archive: Buffer, entries: readonly ZipEntry[]): FileBox {
  const files = entries.filter(
    ({ name }) => !name.endsWith('/') && !name.split('/').some((part) => isSystemFile(part)),
  );
  const byName = new Map(files.slice(0, FOLDER_FILES_MAX).map((entry) => [entry.name, entry]));
  return {
    names: [...byName.keys()].sort(),
    leftOut: [],
    bytes: async (name) => unpackFile(archive, byName.get(name)!), // callers ask for names of the list
  };
}

function unpackFile(archive: Buffer, entry: ZipEntry): Buffer {
  const name = sayName(entry.name);
  if (entry.isEncrypted)
    throw new DomainError('unreadable', `${name} is encrypted in its archive. Give the archive without a password.`);
  try {
    return unpackIn(archive, entry, PAPER_BYTES_MAX);
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(name, error);
    throw new DomainError('unreadable', `${name} is damaged in its archive. Ask for it again.`, { cause: error });
  }
}
