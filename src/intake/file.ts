import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { DomainError } from '../core/error.ts';
import { type ByteCounts, countBytes } from './byte-counts.ts';
import { HEAD_BYTES } from './limits.ts';

/** What one pass over all bytes of a file tells, whatever the format. */
export type ExaminedFile = {
  path: string;
  /** Its name without the folders: as it stands in refusals. */
  name: string;
  bytes: number;
  /** When it was last changed, to notice when that happens while it is read. */
  changedMs: number;
  sha256: string;
  counts: ByteCounts;
  /** What its first bytes say it is; null where they say nothing, as with text. */
  kind: FileKind | null;
};

export type FileKind = { name: string; advice: string };

const SAVE_TABLE = 'Save the table as CSV (UTF-8) or XLSX and give that file.';
const PAPERS_GO_ALONG = 'Papers go along with a table: name their folder with --attachments.';
const UNPACK = 'Unpack it and give the file inside.';

/** Known first bytes. ZIP is listed because most office files are one; what is inside is looked at by the XLSX reader. */
const SIGNATURES: readonly (FileKind & { bytes: string | number[]; at?: number })[] = [
  { bytes: 'PK\x03\x04', name: 'a ZIP archive', advice: UNPACK },
  { bytes: 'PK\x05\x06', name: 'an empty ZIP archive', advice: UNPACK },
  { bytes: '%PDF-', name: 'a PDF', advice: PAPERS_GO_ALONG },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    name: 'an old or encrypted office file (XLS, DOC, or XLSX with a password)',
    advice: 'Open it, remove its password and save it as XLSX or CSV.',
  },
  { bytes: [0x89, 0x50, 0x4e, 0x47], name: 'a PNG image', advice: SAVE_TABLE },
  { bytes: [0xff, 0xd8, 0xff], name: 'a JPEG image', advice: SAVE_TABLE },
  { bytes: 'GIF8', name: 'a GIF image', advice: SAVE_TABLE },
  { bytes: 'II*\x00', name: 'a TIFF image', advice: SAVE_TABLE },
  { bytes: 'MM\x00*', name: 'a TIFF image', advice: SAVE_TABLE },
  { bytes: 'RIFF', name: 'a picture, sound or film', advice: SAVE_TABLE },
  { bytes: 'ftyp', at: 4, name: 'a film or picture', advice: SAVE_TABLE },
  { bytes: [0x1f, 0x8b], name: 'a GZIP archive', advice: UNPACK },
  { bytes: '7z\xbc\xaf\x27\x1c', name: 'a 7-Zip archive', advice: UNPACK },
  { bytes: 'Rar!\x1a\x07', name: 'a RAR archive', advice: UNPACK },
  { bytes: 'BZh', name: 'a BZIP2 archive', advice: UNPACK },
  { bytes: '\xfd7zXZ', name: 'an XZ archive', advice: UNPACK },
  { bytes: '\x28\xb5\x2f\xfd', name: 'a Zstandard archive', advice: UNPACK },
  { bytes: '\x7fELF', name: 'a program', advice: SAVE_TABLE },
  { bytes: 'MZ\x90', name: 'a program', advice: SAVE_TABLE },
  { bytes: '{\\rtf', name: 'an RTF document', advice: SAVE_TABLE },
  {
    bytes: [0x78, 0x9f, 0x3e, 0x22],
    name: 'what Outlook wraps attachments in (TNEF, winmail.dat)',
    advice: 'Ask for the papers by themselves.',
  },
  { bytes: 'SQLite format 3\x00', name: 'an SQLite database', advice: SAVE_TABLE },
];

/** Whether a file is a ZIP archive, as XLSX files are. */
export function isZip(file: ExaminedFile): boolean {
  return file.kind?.name === 'a ZIP archive';
}

export function kindOf(head: Buffer): FileKind | null {
  return (
    SIGNATURES.find(({ bytes, at = 0 }) => {
      const signature = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes);
      return head.subarray(at, at + signature.length).equals(signature);
    }) ?? null
  );
}

/**
 * Reads a file once from start to end: its hash, its size, and what its bytes say.
 * @throws DomainError unreadable, with a sentence about this file
 */
export async function examineFile(path: string): Promise<ExaminedFile> {
  const name = basename(path);
  const hash = createHash('sha256');
  const counter = countBytes(HEAD_BYTES);
  let isKnown: boolean | undefined;
  let info: Awaited<ReturnType<typeof stat>>;
  try {
    info = await stat(path);
    if (info.isDirectory()) throw unreadable(name, 'is a folder', 'Give the file inside it.');
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      isKnown ??= kindOf(chunk) !== null;
      if (isKnown) counter.pass(chunk);
      else counter.add(chunk);
    }
  } catch (error) {
    throw explainOpening(name, path, error);
  }
  const counts = counter.done();
  if (counts.bytes === 0) throw unreadable(name, 'is empty: it has no bytes', 'Export it again.');
  return {
    path,
    name,
    bytes: counts.bytes,
    changedMs: info.mtimeMs,
    sha256: hash.digest('hex'),
    counts,
    kind: kindOf(counts.head),
  };
}

/** The sentence for a file as a whole: its name, what was found, what to do. */
export function unreadable(name: string, found: string, advice: string, cause?: unknown): DomainError {
  return new DomainError('unreadable', `${name} ${found}. ${advice}`, { cause });
}

function explainOpening(name: string, path: string, error: unknown): unknown {
  if (error instanceof DomainError || !(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return unreadable(name, `was not found: there is no file at ${path}`, 'Check the path.', error);
    case 'EACCES':
    case 'EPERM':
      return unreadable(name, 'may not be read by this user', 'Change its permissions or copy it.', error);
    default:
      return unreadable(
        name,
        `could not be read (${String(error.code)})`,
        'Check the disk and copy the file again.',
        error,
      );
  }
}

/**
 * Refuses a file that was changed since it was examined: what was understood then may not be what is read now.
 * @throws DomainError conflict
 */
export async function refuseIfChanged(file: ExaminedFile): Promise<void> {
  const now = await stat(file.path).catch((error) => {
    throw explainOpening(file.name, file.path, error);
  });
  if (now.size !== file.bytes || now.mtimeMs !== file.changedMs) {
    throw new DomainError(
      'conflict',
      `${file.name} was changed while it was read. Give it again when nobody writes to it.`,
    );
  }
}
