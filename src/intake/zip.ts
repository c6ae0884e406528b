import { isUtf8 } from 'node:buffer';
import { type FileHandle, open } from 'node:fs/promises';
import { createInflateRaw, inflateRawSync } from 'node:zlib';
import iconv from 'iconv-lite';

/** One file inside a ZIP archive, as its list of contents describes it. */
export type ZipEntry = {
  name: string;
  method: number;
  isEncrypted: boolean;
  packedBytes: number;
  unpackedBytes: number;
  offset: number;
};

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
/** A list of contents beyond this is none of an office file. */
const LIST_BYTES_MAX = 16 * 1024 * 1024;

/**
 * The list of contents at the end of a ZIP archive (APPNOTE 4.3.12). Nothing is unpacked.
 * @returns null where there is none: the archive is cut off or damaged
 */
export async function listZip(path: string): Promise<ZipEntry[] | null> {
  await using file = await open(path);
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - END_BYTES - COMMENT_BYTES_MAX), END_BYTES + COMMENT_BYTES_MAX);
  const list = placeOfList(tail, size);
  return list && readEntries(await readAt(file, list.offset, list.bytes));
}

/** The same of an archive that is in memory. */
export function listZipIn(bytes: Buffer): ZipEntry[] | null {
  const list = placeOfList(bytes.subarray(Math.max(0, bytes.length - END_BYTES - COMMENT_BYTES_MAX)), bytes.length);
  return list && readEntries(bytes.subarray(list.offset, list.offset + list.bytes));
}

/** @param tail the last bytes of the archive */
function placeOfList(tail: Buffer, size: number): { offset: number; bytes: number } | null {
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + END_BYTES > tail.length || tail.readUInt32LE(end) !== END_SIGNATURE) return null;
  const bytes = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  return bytes > LIST_BYTES_MAX || offset + bytes > size ? null : { offset, bytes };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function readEntries(list: Buffer): ZipEntry[] | null {
  const entries: ZipEntry[] = [];
  for (let at = 0; at < list.length; ) {
    if (at + ENTRY_BYTES > list.length || list.readUInt32LE(at) !== ENTRY_SIGNATURE) return null;
    const nameBytes = list.readUInt16LE(at + 28);
    entries.push({
      isEncrypted: (list.readUInt16LE(at + 8) & 1) === 1,
      method: list.readUInt16LE(at + 10),
      packedBytes: list.readUInt32LE(at + 20),
      unpackedBytes: list.readUInt32LE(at + 24),
      offset: list.readUInt32LE(at + 42),
      name: entryName(list.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)),
    });
    at += ENTRY_BYTES + nameBytes + list.readUInt16LE(at + 30) + list.readUInt16LE(at + 32);
  }
  return entries;
}

/** Names are UTF-8, whether or not the archive says so; else the letters of the old DOS code page (APPNOTE D.1). */
function entryName(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : iconv.decode(bytes, 'cp437');
}

/**
 * Unpacks one file of an archive that is in memory.
 * @throws RangeError (code ERR_BUFFER_TOO_LARGE) where it is longer than `bytesMax`, whatever the list says; Error where it
 * is damaged
 */
export function unpackIn(archive: Buffer, entry: ZipEntry, bytesMax: number): Buffer {
  const local = archive.subarray(entry.offset, entry.offset + LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== 0x04034b50)
    throw new Error(`no file at the place of ${entry.name}`);
  const start = entry.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = archive.subarray(start, start + entry.packedBytes);
  if (entry.packedBytes === 0) return Buffer.alloc(0);
  if (entry.method !== 0) return inflateRawSync(packed, { maxOutputLength: bytesMax });
  if (packed.length > bytesMax) throw Object.assign(new RangeError('too long'), { code: 'ERR_BUFFER_TOO_LARGE' });
  return packed;
}

/** Unpacks one file of an archive piece by piece; what the list says about its size is not relied on. */
export async function* unpackEntry(path: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  await using file = await open(path);
  const local = await readAt(file, entry.offset, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== 0x04034b50)
    throw new Error(`no file at the place of ${entry.name}`);
  const start = entry.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  if (entry.packedBytes === 0) return;
  const packed = file.createReadStream({ start, end: start + entry.packedBytes - 1, autoClose: false });
  yield* (entry.method === 0 ? packed : packed.pipe(createInflateRaw())) as AsyncIterable<Buffer>;
}
