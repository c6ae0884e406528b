import { type Charset, detectCharset, readAsUtf8 } from './charset.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { inMebibytes, WHOLE_TEXT_BYTES_MAX } from './limits.ts';

/** All words of a text file, and what a person should know about how it is written. */
export type WholeText = { text: string; remarks: string[] };

/**
 * Reads a file of text in whatever character set, for formats that are no table: transcripts, chats, JSON. NUL characters,
 * which no text has and no store can keep, are left out.
 * @throws DomainError unreadable where it is no text or too long
 */
export async function readWholeText(file: ExaminedFile): Promise<WholeText> {
  if (file.kind) throw unreadable(file.name, `is ${file.kind.name}, whatever its name says`, file.kind.advice);
  const charset = detectCharset(file.counts);
  if (!charset || charset.name.startsWith('utf-32'))
    throw unreadable(file.name, 'is no text that can be read', 'Save it as text in UTF-8.');
  if (file.bytes > WHOLE_TEXT_BYTES_MAX) {
    const found = `has ${inMebibytes(file.bytes)}; up to ${inMebibytes(WHOLE_TEXT_BYTES_MAX)} can be read`;
    throw unreadable(file.name, found, 'Split it and give the parts.');
  }
  const raw = Buffer.concat(await Array.fromAsync(readAsUtf8(file.path, charset))).toString('utf8');
  const text = raw.replaceAll('\u0000', '');
  const nuls = raw.length - text.length;
  const remarks = [sayCharset(charset)];
  if (nuls > 0) remarks.push(`${nuls === 1 ? 'One NUL character was' : `${nuls} NUL characters were`} left out.`);
  return { text, remarks };
}

/** The first bytes of a file as text, to tell what it is; empty where it is no text. */
export function startOfText(file: ExaminedFile): string {
  const charset = file.kind ? null : detectCharset(file.counts);
  if (!charset || charset.name.startsWith('utf-32')) return '';
  const head = file.counts.head.subarray(charset.markBytes, charset.markBytes + START_BYTES);
  if (charset.name === 'utf-16be')
    return Buffer.from(head.subarray(0, head.length & ~1))
      .swap16()
      .toString('utf16le');
  return head.toString(charset.name === 'utf-16le' ? 'utf16le' : 'utf8');
}

const START_BYTES = 64 * 1024;

function sayCharset({ name, reason, damage }: Charset): string {
  const remark = `Character set: ${name} (${reason}).`;
  if (!damage) return remark;
  const places = damage.places === 1 ? 'One place is' : `${damage.places} places are`;
  return `${remark} ${places} no valid UTF-8, the first at byte ${damage.firstByte + 1}, and read as \ufffd.`;
}
