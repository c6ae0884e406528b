import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { DomainError } from '../core/error.ts';
import type { ReceivedAttachment, ReceivedContribution, Refusal } from '../core/intake.ts';
import { kindOf } from './file.ts';
import { openPdfReader, type PdfReader } from './pdf.ts';
import type { FileCell } from './row.ts';

/** A folder with the files that came with the replies, and which of them were joined. */
export type AttachmentFolder = {
  /**
   * Joins the files of one reply and reads their words. A file that cannot be read never stops the others.
   * @param fallback question to which a file belongs that no cell names; null where the table has none for files
   */
  attach: (contribution: ReceivedContribution, cells: readonly FileCell[], fallback: string | null) => Promise<void>;
  /** Files that belong to no reply, to be called when all rows were read. */
  leftOver: () => Refusal[];
  close: () => Promise<void>;
};

/**
 * Opens a folder of attachments. A file belongs to the reply whose source id its name starts with (`F514474.pdf`,
 * `F514474-paper.pdf`, `F514474_1.pdf`), else to the one that names it in a cell.
 * @param path null where none was given: then every named file is missing
 * @throws DomainError wrong_use where there is no such folder
 */
export async function openAttachments(path: string | null): Promise<AttachmentFolder> {
  const names = path === null ? [] : await listFolder(path);
  const byName = new Map(names.map((name) => [nameForm(name), name]));
  const byStart = filesByStart(names);
  const joined = new Set<string>();
  const reader = openPdfReader();

  const filesOf = (contribution: ReceivedContribution, cells: readonly FileCell[], fallback: string | null) => {
    const own = contribution.sourceKey ? (byStart.get(nameForm(contribution.sourceKey)) ?? []) : [];
    const free = own.filter((name) => !joined.has(name));
    return assignFiles(free, cells, fallback, (name) => byName.get(nameForm(name)));
  };

  return {
    attach: async (contribution, cells, fallback) => {
      for (const { question, name, file } of filesOf(contribution, cells, fallback)) {
        if (path !== null && file !== null) {
          joined.add(file);
          await readAttachment(contribution, question, join(path, file), reader);
        } else {
          const reason = `${name} ${path === null ? 'was named, but no folder of attachments was given' : 'is not in the folder of attachments'}.`;
          contribution.attachments.push({ question, name, state: 'missing', sha256: null, bytes: null, reason });
        }
      }
    },
    leftOver: () =>
      names
        .filter((name) => !joined.has(name))
        .map((name) => ({
          file: name,
          row: null,
          field: null,
          partial: true,
          reason: `${name} lies in the folder of attachments but belongs to no reply: no id begins its name, and no reply names it.`,
        })),
    close: reader.close,
  };
}

async function listFolder(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new DomainError(
      'wrong_use',
      `The folder of attachments ${path} cannot be read. Check its path and permissions.`,
      { cause: error },
    );
  }
}

/** Names are compared without case and in one Unicode form: systems differ in both. */
function nameForm(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Files by every start of their name that may be an id: all before a hyphen, an underscore, a blank or the ending. */
function filesByStart(names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    for (const { index } of nameForm(name).matchAll(/[-_\s.]/g)) {
      const start = nameForm(name).slice(0, index);
      if (start !== '') found.set(start, [...(found.get(start) ?? []), name]);
    }
  }
  return found;
}

type Joined = { question: string; name: string; file: string | null };

/** Named files first, each to the one with its name, else to one that only its id joins; then what no cell names. */
function assignFiles(
  own: readonly string[],
  cells: readonly FileCell[],
  fallback: string | null,
  find: (name: string) => string | undefined,
): Joined[] {
  const left = new Set(own);
  const take = (name: string): string | null => {
    const wanted = nameForm(basename(name, extname(name)));
    const exact = [...left].find((file) => nameForm(file).includes(wanted));
    const found =
      exact ?? find(name) ?? (cells.flatMap(({ names }) => names).length === 1 ? [...left][0] : undefined) ?? null;
    if (found) left.delete(found);
    return found;
  };
  const named = cells.flatMap(({ question, names }) =>
    names.map((name): Joined => ({ question, name, file: take(name) })),
  );
  const question = cells[0]?.question ?? fallback;
  return question === null ? named : [...named, ...[...left].map((file): Joined => ({ question, name: file, file }))];
}

async function readAttachment(
  contribution: ReceivedContribution,
  question: string,
  path: string,
  reader: PdfReader,
): Promise<void> {
  const name = basename(path);
  const attachment = await examineAttachment(question, name, path);
  if (attachment.state !== 'read') {
    contribution.attachments.push(attachment);
    return;
  }
  const { sha256, bytes } = attachment;
  const found = await reader.read(path);
  if (found.state !== 'read') {
    contribution.attachments.push({ question, name, state: found.state, sha256, bytes, reason: found.reason });
    return;
  }
  contribution.attachments.push({ question, name, state: 'read', sha256, bytes, pages: found.pages });
  contribution.answers.push({ question, text: found.text, file: { name, sha256, pageStarts: found.pageStarts } });
}

/** Hash, size and kind of a file; `read` with no pages yet where it is a PDF that is still to be read. */
async function examineAttachment(question: string, name: string, path: string): Promise<ReceivedAttachment> {
  const file = { question, name };
  try {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
    const found = { ...file, sha256: hash.digest('hex'), bytes: (await stat(path)).size };
    const start = await startOf(path);
    if (start.includes('%PDF-')) return { ...found, state: 'read', pages: 0 };
    const reason =
      found.bytes === 0
        ? `${name} is empty: it has no bytes. Ask for it again.`
        : `${name} is ${kindOf(start)?.name ?? 'no PDF'}; only PDF is read so far. Save it as PDF, or type its words in.`;
    return { ...found, state: 'unreadable', reason };
  } catch {
    const reason = `${name} cannot be opened. Check its permissions.`;
    return { ...file, state: 'unreadable', sha256: null, bytes: null, reason };
  }
}

/** A PDF may have other bytes before it: its mark is looked for in so many. */
const START_BYTES = 1024;

async function startOf(path: string): Promise<Buffer> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}
