import { hasLetter } from '../core/text.ts';
import { decodeText } from './charset.ts';
import { PAPER_CHARACTERS_MAX } from './limits.ts';
import { type PaperBytes, type PaperText, refusePaper, unpaged, withoutText } from './paper-text.ts';

/** Reads a paper in plain text, in whatever character set; form feeds start pages, as in papers made for printers. */
export function readPlainText({ name, bytes }: PaperBytes): PaperText {
  const text = decodeText(bytes)?.toWellFormed().replaceAll('\u0000', '').trimEnd();
  if (text === undefined) return refusePaper(name, 'is no text in any known character set', 'Save it as UTF-8.');
  if (text.length > PAPER_CHARACTERS_MAX)
    refusePaper(name, `has more than ${PAPER_CHARACTERS_MAX} characters`, 'Split it, or give only what answers.');
  if (!hasLetter(text)) return withoutText(name, 'has no letters');
  if (!text.includes('\f')) return unpaged(text, null);
  const pageStarts = [0, ...Array.from(text.matchAll(/\f/g), ({ index }) => index + 1)];
  return {
    state: 'read',
    text: text.replaceAll('\f', '\n'),
    pageStarts,
    pages: pageStarts.length,
    title: null,
    remarks: [],
  };
}
