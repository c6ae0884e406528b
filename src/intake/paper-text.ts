import { basename } from 'node:path';
import { DomainError } from '../core/error.ts';

/** A stretch of a text; UTF-16 offsets. */
export type Stretch = { start: number; end: number };

/** The words of a paper, or why there are none: a whole sentence. */
export type PaperText =
  | {
      state: 'read';
      /** Paragraphs with a blank line between them; items of a list and rows of a table a line each. */
      text: string;
      /** UTF-16 offsets at which the pages start, one per page, ascending; empty where the format knows no pages. */
      pageStarts: number[];
      /** 0 where the format knows no pages. */
      pages: number;
      /** What the paper is called, where its first heading says so. */
      title: Stretch | null;
      /** What a person should know about how it was read, each a whole sentence that names the file. */
      remarks: string[];
    }
  | { state: 'unreadable'; reason: string }
  | { state: 'without_text'; reason: string };

/** A paper as it was received: its name without folders, and all its bytes. */
export type PaperBytes = { name: string; bytes: Buffer };

export type ReadPaper = Extract<PaperText, { state: 'read' }>;

/** What a paper without pages yields. */
export function unpaged(text: string, title: Stretch | null, remarks: string[] = []): ReadPaper {
  return { state: 'read', text, pageStarts: [], pages: 0, title, remarks };
}

/** The sentence for what needs a person: its words wait to be typed in. */
export function withoutText(name: string, found: string): PaperText {
  return { state: 'without_text', reason: `${sayName(name)} ${found}. Type its words in.` };
}

/**
 * A file's name as it stands in a sentence: without folders, and without signs that nobody sees and that turn the
 * direction of the line or steer a terminal.
 */
export function sayName(name: string): string {
  return basename(name).replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, '') || 'A file without a name';
}

/** @throws DomainError unreadable: the sentence for a paper as a whole */
export function refusePaper(name: string, found: string, advice: string, cause?: unknown): never {
  throw new DomainError('unreadable', `${sayName(name)} ${found}. ${advice}`, { cause });
}
