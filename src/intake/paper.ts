import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { openIsolated } from './isolated.ts';
import { inMebibytes, PAPER_BYTES_MAX, PAPER_MEMORY_MIB_MAX, PAPER_TIME_MS_MAX } from './limits.ts';
import { type PaperBytes, type PaperText, sayName } from './paper-text.ts';

export type PaperReader = {
  /** Reads a paper of whatever format, found out from its content. Never throws for what is in it. */
  read: (paper: string | PaperBytes) => Promise<PaperText>;
  close: () => Promise<void>;
};

/**
 * Reads papers one after the other in a thread of its own: PDF, DOCX, ODT, RTF, HTML and plain text. One that takes too
 * long or too much memory is given up; the next one gets a new thread.
 */
export function openPaperReader(timeMs = PAPER_TIME_MS_MAX, memoryMib = PAPER_MEMORY_MIB_MAX): PaperReader {
  const thread = openIsolated<{ name: string; bytes: Uint8Array }, PaperText>(
    new URL('./paper-worker.ts', import.meta.url),
    { timeMs, memoryMib },
  );
  return {
    read: async (paper) => {
      const given = typeof paper === 'string' ? await bytesOf(paper) : paper;
      if (!('bytes' in given)) return given;
      const outcome = await thread.ask(given);
      if (outcome.state === 'done') return outcome.result;
      const reason = `${sayName(given.name)} ${FAILURES[outcome.why](timeMs, memoryMib, outcome.cause)}`;
      return { state: 'unreadable', reason };
    },
    close: thread.close,
  };
}

async function bytesOf(path: string): Promise<PaperBytes | PaperText> {
  const name = basename(path);
  if ((await stat(path)).size > PAPER_BYTES_MAX) {
    const reason = `${sayName(name)} has more than ${inMebibytes(PAPER_BYTES_MAX)}. Save it with smaller pictures.`;
    return { state: 'unreadable', reason };
  }
  return { name, bytes: await readFile(path) };
}

const FAILURES: {
  readonly [why in 'time' | 'memory' | 'fault']: (timeMs: number, memoryMib: number, cause: unknown) => string;
} = {
  time: (timeMs) => `takes longer than ${timeMs / 1000} seconds to read. Split it, or save it in a simpler form.`,
  memory: (_, memoryMib) =>
    `needs more than ${memoryMib} MiB of memory to read. Split it, or save it in a simpler form.`,
  fault: (_time, _memory, cause) =>
    `cannot be read: the program that reads it stopped at it (${cause instanceof Error ? cause.message : cause}). Ask for it in another form.`,
};
