import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SubmittedFile } from '../core/submission.ts';
import { openPaperReader } from '../intake/paper.ts';
import type { PaperBytes, PaperText } from '../intake/paper-text.ts';

/** Files that came with answers: kept once each, under the hash of their bytes, outside of all that is served. */
export type AttachmentShelf = {
  /** Takes a received file in, durably, and reads its words as papers are read. */
  keep: (question: string, file: { fileName: string; path: string; bytes: number }) => Promise<SubmittedFile>;
  /** Where the bytes of a file lie; null where they are not here. */
  pathOf: (sha256: string) => Promise<string | null>;
  close: () => Promise<void>;
};

/** The largest file that comes with an answer. */
export const ATTACHMENT_BYTES_MAX = 20 * 1024 ** 2;

/** How many papers are read at the same time: a reader answers one question after the other. */
const READERS = 2;

/** @param folder made where it is not there, for this user alone */
export function openAttachmentShelf(folder: string): AttachmentShelf {
  const readers = Array.from({ length: READERS }, () => ({ reader: openPaperReader(), last: Promise.resolve() }));
  let next = 0;
  const read = async (paper: PaperBytes): Promise<PaperText> => {
    const one = readers[next++ % READERS]!; // the remainder is below their number
    const result = one.last.then(() => one.reader.read(paper));
    one.last = result.then(
      () => {},
      () => {},
    );
    return await result;
  };
  const placeOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  return {
    keep: async (question, { fileName, path, bytes }) => {
      const sha256 = await hashOfFile(path);
      await moveDurably(path, placeOf(sha256));
      const found = await read({ name: fileName, bytes: await readFile(placeOf(sha256)) });
      const kept = { question, name: fileName, sha256, bytes };
      return found.state === 'read'
        ? { ...kept, state: 'read', reason: null, text: found.text, pageStarts: [...found.pageStarts] }
        : { ...kept, state: found.state, reason: found.reason, text: null, pageStarts: [] };
    },
    pathOf: async (sha256) => {
      if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
      const found = await stat(placeOf(sha256)).catch(() => null);
      return found?.isFile() ? placeOf(sha256) : null;
    },
    close: async () => {
      await Promise.all(readers.map(({ reader }) => reader.close()));
    },
  };
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** On the disk before anybody is told; the same bytes again change nothing. */
async function moveDurably(from: string, to: string): Promise<void> {
  await mkdir(join(to, '..'), { recursive: true, mode: 0o700 });
  if (await stat(to).catch(() => null)) {
    await rm(from);
    return;
  }
  const file = await open(from, 'r+');
  await file.sync();
  await file.close();
  await rename(from, to);
  const folder = await open(join(to, '..'), 'r');
  await folder.sync();
  await folder.close();
}
