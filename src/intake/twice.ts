import type { ExaminedFile } from './file.ts';
import { KEPT_BYTES_MAX } from './limits.ts';

/**
 * What a file holds, for readers that go through it twice: once to learn what is in it, once to take it in. Small files are
 * taken apart once and kept for the second time; larger ones are read again, so that memory does not grow with the file.
 * Nobody may change what comes out.
 * @param read begins at the start of the file each time
 */
export function readTwice<Part>(file: ExaminedFile, read: () => AsyncIterable<Part>): () => AsyncIterable<Part> {
  if (file.bytes > KEPT_BYTES_MAX) return read;
  let kept: Part[] | null = null;
  return async function* () {
    if (kept) {
      for (const part of kept) yield part;
      return;
    }
    const parts: Part[] = [];
    for await (const part of read()) {
      parts.push(part);
      yield part;
    }
    kept = parts; // not where somebody stopped in the middle
  };
}
