import { basename } from 'node:path';
import { openIsolated } from './isolated.ts';
import { PDF_MEMORY_MIB_MAX, PDF_TIME_MS_MAX } from './limits.ts';

/** The words of a PDF, or why there are none: a whole sentence. */
export type PdfText =
  | {
      state: 'read';
      /** Lines as on the page, a blank line between paragraphs; hyphens at line ends are left in. */
      text: string;
      /** UTF-16 offsets at which the pages start, one per page, ascending; pages without text share an offset. */
      pageStarts: number[];
      pages: number;
    }
  | { state: 'unreadable' | 'without_text'; reason: string };

export type PdfReader = {
  /** Never throws for what is in the file. */
  read: (path: string) => Promise<PdfText>;
  close: () => Promise<void>;
};

/**
 * Reads PDF files one after the other in a thread of its own, by unpdf (pdf.js). One that takes too long or too much
 * memory is given up; the next one gets a new thread.
 */
export function openPdfReader(timeMs = PDF_TIME_MS_MAX, memoryMib = PDF_MEMORY_MIB_MAX): PdfReader {
  const reader = openIsolated<string, PdfText>(new URL('./pdf-worker.ts', import.meta.url), { timeMs, memoryMib });
  return {
    read: async (path) => {
      const outcome = await reader.ask(path);
      if (outcome.state === 'done') return outcome.result;
      return {
        state: 'unreadable',
        reason: `${basename(path)} ${FAILURES[outcome.why](timeMs, memoryMib, outcome.cause)}`,
      };
    },
    close: reader.close,
  };
}

const FAILURES: {
  readonly [why in 'time' | 'memory' | 'fault']: (timeMs: number, memoryMib: number, cause: unknown) => string;
} = {
  time: (timeMs) => `takes longer than ${timeMs / 1000} seconds to read. Split it, or save it in a simpler form.`,
  memory: (_, memoryMib) =>
    `needs more than ${memoryMib} MiB of memory to read. Split it, or save it in a simpler form.`,
  fault: (_time, _memory, cause) =>
    `cannot be read: the program that reads PDF stopped at it (${cause instanceof Error ? cause.message : cause}). Ask for it in another form.`,
};
