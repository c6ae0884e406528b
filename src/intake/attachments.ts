import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import { DomainError } from '../core/error.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import type { Refusal } from '../core/refusal.ts';
import { type FileBox, openFileBox } from './file-box.ts';
import { openPaperReader, type PaperReader } from './paper.ts';
import type { FileCell } from './row.ts';

/** The files that came with the replies, and which of them were joined. */
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
 * Opens a folder or ZIP archive of attachments. A file belongs to the reply whose source id its name starts with (`F514474.pdf`,
 * `F514474-paper.pdf`, `F514474/paper.pdf`), else to the one that names it in a cell.
 * @param path null where none was given: then every named file is missing
 * @throws DomainError wrong_use where there is no such folder
 */
export async function openAttachments(path: string | null): Promise<AttachmentFolder> {
  const box = path === null ? null : await openFileBox(path, 'folder of attachments');
  const names = box?.names ?? [];
  const byName = filesByName(names);
  const byStart = filesByStart(names);
  const joined = new Set<string>();
  const reader = openPaperReader();

  const filesOf = (contribution: ReceivedContribution, cells: readonly FileCell[], fallback: string | null) => {
    const own = contribution.sourceKey ? (byStart.get(nameForm(contribution.sourceKey)) ?? []) : [];
    const free = own.filter((name) => !joined.has(name));
    return assignFiles(free, cells, fallback, (name) => byName.get(nameForm(name)));
  };

  return {
    attach: async (contribution, cells, fallback) => {
      for (const { question, name, file } of filesOf(contribution, cells, fallback)) {
        if (box !== null && file !== null) {
          joined.add(file);
          await attachFile(contribution, question, file, box, reader);
        } else {
          const reason = `${name} ${path === null ? 'was named, but no folder of attachments was given' : 'is not in the folder of attachments'}.`;
          contribution.attachments.push({ question, name, state: 'missing', sha256: null, bytes: null, reason });
        }
      }
    },
    leftOver: () => [
      ...names
        .filter((name) => !joined.has(name))
        .map((name) =>
          leftOver(
            name,
            `${name} lies in the folder of attachments but belongs to no reply: no id begins its name, and no reply names it.`,
          ),
        ),
      ...(box?.leftOut ?? []).map(({ name, reason }) => leftOver(name, reason)),
    ],
    close: reader.close,
  };
}

function leftOver(file: string, reason: string): Refusal {
  return { file, row: null, field: null, partial: true, reason };
}

async function attachFile(
  contribution: ReceivedContribution,
  question: string,
  file: string,
  box: FileBox,
  reader: PaperReader,
): Promise<void> {
  const name = basename(file);
  try {
    await addAttachment(contribution, question, name, await box.bytes(file), reader);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const refused = { state: 'unreadable', sha256: null, bytes: null, reason: error.message } as const;
    contribution.attachments.push({ question, name, ...refused });
  }
}

/** Names are compared without case and in one Unicode form: systems differ in both. */
function nameForm(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Files by their path and, where only one in all folders is called so, by their name alone. */
function filesByName(names: readonly string[]): Map<string, string> {
  const alone = [...Map.groupBy(names, (name) => nameForm(basename(name)))].filter(([, same]) => same.length === 1);
  return new Map([
    ...alone.map(([form, [name]]) => [form, name!] as const),
    ...names.map((name) => [nameForm(name), name] as const),
  ]);
}

/**
 * Files by every start of their path that may be an id: all before a hyphen, an underscore, a blank, the ending, or the
 * name of the file where a folder bears the id.
 */
function filesByStart(names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    for (const { index } of nameForm(name).matchAll(/[-_\s./]/g)) {
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

/** Reads one attached file and adds it, with its words where it has any, to the contribution. */
export async function addAttachment(
  contribution: ReceivedContribution,
  question: string,
  name: string,
  bytes: Buffer,
  reader: PaperReader,
): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const size = bytes.length;
  const found = await reader.read({ name, bytes });
  if (found.state !== 'read') {
    contribution.attachments.push({ question, name, state: found.state, sha256, bytes: size, reason: found.reason });
    return;
  }
  contribution.attachments.push({ question, name, state: 'read', sha256, bytes: size, pages: found.pages });
  contribution.answers.push({ question, text: found.text, file: { name, sha256, pageStarts: found.pageStarts } });
}
