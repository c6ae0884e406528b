/** Runs in a thread of its own (see isolated.ts): reads the words of papers, one after the other. */
import { DomainError } from '../core/error.ts';
import { readDocx } from './docx.ts';
import { readHtml } from './html.ts';
import { answerIsolated } from './isolated.ts';
import { readOdt } from './odt.ts';
import { type PaperKind, paperKind } from './paper-kind.ts';
import { type PaperBytes, type PaperText, refusePaper, withoutText } from './paper-text.ts';
import { readPdf } from './pdf.ts';
import { readPlainText } from './plain-text.ts';
import { readRtf } from './rtf.ts';

const READERS: { readonly [kind in PaperKind]: (paper: PaperBytes) => PaperText | Promise<PaperText> } = {
  pdf: readPdf,
  docx: readDocx,
  odt: readOdt,
  rtf: readRtf,
  html: readHtml,
  text: readPlainText,
  picture: ({ name }) => withoutText(name, 'is a picture'),
};

answerIsolated(async ({ name, bytes }: { name: string; bytes: Uint8Array }): Promise<PaperText> => {
  const paper = { name, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  try {
    const kind = paperKind(paper);
    if (typeof kind !== 'string') return refusePaper(name, kind.found, kind.advice);
    return await READERS[kind](paper);
  } catch (error) {
    if (error instanceof DomainError) return { state: 'unreadable', reason: error.message };
    throw error;
  }
});
