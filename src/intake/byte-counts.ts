import { isUtf8 } from 'node:buffer';

/** What counting a file's bytes tells: the ground on which the character set is decided. */
export type ByteCounts = {
  bytes: number;
  head: Buffer;
  /** NUL bytes at even and at odd positions: in UTF-16 nearly all are at one of the two. */
  nulsEven: number;
  nulsOdd: number;
  /** Control characters that no text has: all but TAB, line breaks, form feed and the old end-of-file mark. */
  controls: number;
  /** Characters of several bytes that are valid UTF-8. */
  utf8Characters: number;
  /** Places that are no UTF-8. */
  utf8Errors: number;
  firstUtf8Error: number;
  /** Lines with bytes above 127: where single-byte character sets differ. */
  highLines: Buffer;
};

const SAMPLE_BYTES = 24 * 1024;
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1a]);
/** A NUL is both: counted apart, and a sign of a file that is no text. */
const IS_CONTROL = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte < 0x20 || byte === 0x7f) && !TEXT_CONTROLS.has(byte) ? 1 : 0,
);

/**
 * Counts bytes as they come. `add` wants every chunk in order, `done` returns the counts; a file that is known to be no text
 * goes through `pass`, which looks at nothing.
 * @param headBytes how much of the start is kept
 */
export function countBytes(headBytes: number): {
  add: (chunk: Buffer) => void;
  pass: (chunk: Buffer) => void;
  done: () => ByteCounts;
} {
  const head = newSample(headBytes);
  const highLines = newSample(SAMPLE_BYTES);
  const utf8 = newUtf8Check();
  const counts = { bytes: 0, nulsEven: 0, nulsOdd: 0, controls: 0 };
  return {
    add: (chunk) => {
      head.add(chunk);
      const found = scan(chunk, counts.bytes);
      counts.controls += found.controls;
      counts.nulsEven += found.nulsEven;
      counts.nulsOdd += found.nulsOdd;
      if (!found.isAscii) highLines.add(linesWithHighBytes(chunk, highLines.left()));
      utf8.add(chunk, counts.bytes, found.isAscii);
      counts.bytes += chunk.length;
    },
    pass: (chunk) => {
      head.add(chunk);
      counts.bytes += chunk.length;
    },
    done: () => ({ ...counts, ...utf8.done(counts.bytes), head: head.done(), highLines: highLines.done() }),
  };
}

/** The first bytes of what comes, up to a number. */
function newSample(bytes: number) {
  const kept: Buffer[] = [];
  let left = bytes;
  return {
    left: () => left,
    add(chunk: Buffer) {
      if (left <= 0) return;
      kept.push(Buffer.from(chunk.subarray(0, left)));
      left -= chunk.length;
    },
    done: () => Buffer.concat(kept),
  };
}

function scan(chunk: Buffer, start: number): { isAscii: boolean; controls: number; nulsEven: number; nulsOdd: number } {
  let [bits, controls] = [0, 0];
  // By index: an iterator over 2 GB takes three times as long.
  for (let at = 0; at < chunk.length; at++) {
    const byte = chunk[at]!;
    bits |= byte;
    controls += IS_CONTROL[byte]!;
  }
  const nuls: [even: number, odd: number] = [0, 0];
  for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, at + 1)) nuls[(start + at) % 2]!++;
  return { isAscii: bits < 0x80, controls, nulsEven: nuls[0], nulsOdd: nuls[1] };
}

/** Counts what is UTF-8 and what is not; a character may lie across two chunks. */
function newUtf8Check() {
  const counts = { utf8Characters: 0, utf8Errors: 0, firstUtf8Error: -1 };
  let carry: Buffer = Buffer.alloc(0);
  const check = (bytes: Buffer, start: number) => {
    const found = isUtf8(bytes) ? { characters: countUtf8Starts(bytes), errors: 0, firstError: -1 } : walkUtf8(bytes);
    if (counts.firstUtf8Error < 0 && found.errors > 0) counts.firstUtf8Error = start + found.firstError;
    counts.utf8Characters += found.characters;
    counts.utf8Errors += found.errors;
  };
  return {
    add(chunk: Buffer, start: number, isAscii: boolean) {
      if (isAscii && carry.length === 0) return;
      const joined = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
      const whole = joined.length - unfinishedUtf8(joined);
      check(joined.subarray(0, whole), start - carry.length);
      carry = Buffer.from(joined.subarray(whole));
    },
    done(end: number) {
      check(carry, end - carry.length);
      return counts;
    },
  };
}

/** How many bytes at the end start a character of UTF-8 whose rest is still to come. */
function unfinishedUtf8(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    return byte >= 0xc0 && utf8Length(byte) > back ? back : 0;
  }
  return 0;
}

function utf8Length(first: number): number {
  return first < 0xc2 || first > 0xf4 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}

function countUtf8Starts(bytes: Buffer): number {
  let starts = 0;
  for (let at = 0; at < bytes.length; at++) starts += (bytes[at]! >> 7) & (bytes[at]! >> 6); // both upper bits set
  return starts;
}

/** Characters of several bytes and places that are none, byte by byte. */
function walkUtf8(bytes: Buffer): { characters: number; errors: number; firstError: number } {
  const found = { characters: 0, errors: 0, firstError: -1 };
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at]! < 0x80 ? 1 : utf8Length(bytes[at]!);
    if (bytes[at]! < 0x80) at++;
    else if (length > 1 && isUtf8(bytes.subarray(at, at + length))) {
      found.characters++;
      at += length;
    } else {
      if (found.errors++ === 0) found.firstError = at;
      at++;
    }
  }
  return found;
}

function linesWithHighBytes(chunk: Buffer, max: number): Buffer {
  const lines: Buffer[] = [];
  let left = max;
  for (let start = 0; start < chunk.length && left > 0; ) {
    const end = chunk.indexOf(0x0a, start);
    const line = chunk.subarray(start, Math.min(end < 0 ? chunk.length : end + 1, start + left));
    if (line.some((byte) => byte > 0x7f)) {
      lines.push(line);
      left -= line.length;
    }
    start = end < 0 ? chunk.length : end + 1;
  }
  return Buffer.concat(lines);
}
