import { createReadStream } from 'node:fs';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { type ByteCounts, countBytes } from './byte-counts.ts';
import { HEAD_BYTES } from './limits.ts';
import { plausibility } from './plausible.ts';

/** In which character set a file is written, and how that is known. */
export type Charset = {
  /** A name that people and iconv-lite know, for example `utf-8` or `windows-1250`. */
  name: string;
  /** Bytes of the mark at the start that are not part of the text. */
  markBytes: number;
  /** The rule that decided, in words. */
  reason: string;
  /** Set where some bytes are no text in this character set; they are read as U+FFFD. */
  damage: { places: number; firstByte: number } | null;
};

const BYTE_ORDER_MARKS: readonly { bytes: number[]; name: string }[] = [
  { bytes: [0xff, 0xfe, 0x00, 0x00], name: 'utf-32le' },
  { bytes: [0x00, 0x00, 0xfe, 0xff], name: 'utf-32be' },
  { bytes: [0xef, 0xbb, 0xbf], name: 'utf-8' },
  { bytes: [0xff, 0xfe], name: 'utf-16le' },
  { bytes: [0xfe, 0xff], name: 'utf-16be' },
];

/** One character set is UTF-8 with damage, not another one, where at least so many of its longer characters are valid. */
const VALID_PER_ERROR = 10;
/** From so many control characters in a hundred bytes on, a file is no text. */
const CONTROLS_PERCENT = 2;
const CONTROLS_MIN = 4;

/**
 * The character set of a file: by its byte order mark, else UTF-16 by its NUL bytes, else UTF-8 where all of it is valid,
 * else the single-byte character set that yields letters which one language uses together.
 * @returns null where the file is no text
 */
export function detectCharset(counts: ByteCounts): Charset | null {
  const mark = BYTE_ORDER_MARKS.find(({ bytes }) => bytes.every((byte, index) => counts.head[index] === byte));
  const damage = counts.utf8Errors > 0 ? { places: counts.utf8Errors, firstByte: counts.firstUtf8Error } : null;
  if (mark) {
    const isUtf8Mark = mark.name === 'utf-8';
    return {
      name: mark.name,
      markBytes: mark.bytes.length,
      reason: 'the file starts with its byte order mark',
      damage: isUtf8Mark ? damage : null,
    };
  }
  const wide = wideCharset(counts);
  if (wide) return wide;
  if (counts.controls >= CONTROLS_MIN && counts.controls * 100 >= counts.bytes * CONTROLS_PERCENT) return null;
  if (!damage) return { name: 'utf-8', markBytes: 0, reason: 'all of the file is valid UTF-8', damage };
  if (counts.utf8Characters >= damage.places * VALID_PER_ERROR) {
    return { name: 'utf-8', markBytes: 0, reason: 'nearly all of the file is valid UTF-8', damage };
  }
  return singleByteCharset(counts.highLines);
}

/** UTF-16 without a mark: every Latin letter, blank and separator has a NUL, always on the same side. */
function wideCharset({ bytes, nulsEven, nulsOdd }: ByteCounts): Charset | null {
  const nuls = nulsEven + nulsOdd;
  if (bytes % 2 !== 0 || nuls < 2 || nuls * 16 < bytes || Math.max(nulsEven, nulsOdd) < nuls * 0.95) return null;
  const name = nulsOdd > nulsEven ? 'utf-16le' : 'utf-16be';
  return { name, markBytes: 0, reason: 'every other byte of its blanks and Latin letters is zero', damage: null };
}

/** In order of preference where they fit equally. */
const SINGLE_BYTE = [
  'windows-1252',
  'windows-1250',
  'windows-1253',
  'windows-1251',
  'windows-1257',
  'iso-8859-15',
  'iso-8859-2',
  'iso-8859-7',
  'iso-8859-5',
  'iso-8859-3',
  'iso-8859-13',
  'iso-8859-4',
  'iso-8859-10',
  'iso-8859-16',
  'macintosh',
  'cp850',
  'cp852',
  'koi8-r',
] as const; // prettier-ignore
/** Below this share of plausible letters the detector's own proposal is taken. */
const PLAUSIBLE_MIN = 0.5;
/** One letter that is only foreign must not turn a common character set into a rare one. */
const NEARLY_AS_GOOD = 0.75;

function singleByteCharset(highLines: Buffer): Charset {
  const scored = SINGLE_BYTE.map((name) => ({ name, ...plausibility(iconv.decode(highLines, name)) }));
  const most = Math.max(...scored.map(({ plausible }) => plausible));
  const best = scored.find(({ plausible }) => plausible >= most - NEARLY_AS_GOOD)!; // the one with most is among them
  if (best.plausible >= best.all * PLAUSIBLE_MIN) {
    const percent = Math.round((best.plausible / best.all) * 100);
    const reason = `not UTF-8, and so ${percent}% of its accented letters are ones that a language uses together`;
    return { name: best.name, markBytes: 0, reason, damage: null };
  }
  const proposed = analyse(highLines).find(({ name }) => iconv.encodingExists(name) && !name.startsWith('UTF'));
  const reason = 'not UTF-8; guessed from how often its bytes occur';
  return { name: (proposed?.name ?? 'windows-1252').toLowerCase(), markBytes: 0, reason, damage: null };
}

/**
 * Stands for half of a surrogate pair on the way through UTF-8, which cannot hold one; U+FDD0 is never text. Cells get
 * the half back, so that the row is refused for what it holds.
 */
export const LONE_SURROGATE_MARK = '\ufdd0';

/** The text of a file as UTF-8, chunk by chunk, without its byte order mark. */
export async function* readAsUtf8(path: string, charset: Charset): AsyncGenerator<Buffer> {
  const bytes = createReadStream(path, { start: charset.markBytes, highWaterMark: 64 * 1024 });
  if (charset.name === 'utf-8') {
    yield* bytes as AsyncIterable<Buffer>;
    return;
  }
  const decoder = iconv.getDecoder(charset.name, { stripBOM: false });
  for await (const chunk of bytes as AsyncIterable<Buffer>) yield toUtf8(decoder.write(chunk));
  yield toUtf8(decoder.end() ?? '');
}

function toUtf8(text: string): Buffer {
  return Buffer.from(text.isWellFormed() ? text : markLoneSurrogates(text));
}

function markLoneSurrogates(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, LONE_SURROGATE_MARK);
}

/**
 * The text of bytes that are there as a whole, line breaks as U+000A. What they show themselves (a mark, UTF-16, valid
 * UTF-8) stands above the character set that somebody names for them, and that above the one that fits their letters best.
 * @returns null where they are no text
 */
export function decodeText(bytes: Buffer, named?: string): string | null {
  const counter = countBytes(HEAD_BYTES);
  counter.add(bytes);
  const counts = counter.done();
  const detected = detectCharset(counts);
  const isSure = detected?.name.startsWith('utf-') && !detected.damage && counts.bytes > 0;
  const isPlain = counts.utf8Characters === 0 && counts.utf8Errors === 0;
  const takesName = named !== undefined && iconv.encodingExists(named) && (!isSure || isPlain) && !isWide(detected);
  const charset = takesName ? { name: named, markBytes: 0 } : detected;
  if (!charset) return null;
  return iconv.decode(bytes.subarray(charset.markBytes), charset.name, { stripBOM: false }).replace(/\r\n?/g, '\n');
}

function isWide(charset: Charset | null): boolean {
  return charset !== null && /^utf-(?:16|32)/.test(charset.name);
}
