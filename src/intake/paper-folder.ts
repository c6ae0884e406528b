import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { DomainError } from '../core/error.ts';
import type { Delivery, IntakeItem } from '../core/intake.ts';
import { type EmailIntake, emailKind, mailboxItems, openEmailIntake } from './emails.ts';
import { unreadable } from './file.ts';
import { type FileBox, openFileBox } from './file-box.ts';
import type { Mapping } from './mapping-file.ts';
import { openPaperReader, type PaperReader } from './paper.ts';
import { sayName } from './paper-text.ts';
import { deliverPapers, paperContribution, refusal } from './papers.ts';

/**
 * A folder, with the folders in it, of papers and e-mails: each file is a contribution of its own. What cannot be read is
 * refused by name, and the rest is taken.
 * @throws DomainError unreadable where nothing lies in it
 */
export async function openPaperFolder(path: string, mapping: Mapping): Promise<Delivery> {
  const box = await openFileBox(path, 'folder');
  const name = sayName(path);
  if (box.names.length === 0)
    throw unreadable(name, 'is a folder without files', 'Give a folder of papers or e-mails, or the file itself.');
  const sha256 = await hashOf(box);
  const remarks = [`${box.names.length} files lie in the folder ${name}.`];
  return deliverPapers({ name, sha256 }, mapping, () => folderItems(box, mapping), remarks);
}

/** The hash of a folder: over the names of its files and what is in each, as `sha256sum` lists them. */
async function hashOf(box: FileBox): Promise<string> {
  const list = createHash('sha256');
  for (const name of box.names) {
    const bytes = await box.bytes(name).catch(() => Buffer.alloc(0));
    list.update(`${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`);
  }
  return list.digest('hex');
}

type Readers = {
  papers: PaperReader;
  emails: EmailIntake;
  /** Under which name each content came first: a copy under another name is the same paper. */
  firstNames: Map<string, string>;
};

async function* folderItems(box: FileBox, mapping: Mapping): AsyncGenerator<IntakeItem> {
  const readers: Readers = { papers: openPaperReader(), emails: openEmailIntake(mapping), firstNames: new Map() };
  try {
    for (const { name, reason } of box.leftOut) yield refusal(name, reason, { partial: true });
    for (const name of box.names) yield* fileItems(box, name, readers, mapping);
  } finally {
    await Promise.all([readers.papers.close(), readers.emails.close()]);
  }
}

async function* fileItems(box: FileBox, path: string, readers: Readers, mapping: Mapping): AsyncGenerator<IntakeItem> {
  let bytes: Buffer;
  try {
    bytes = await box.bytes(path);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    yield refusal(path, error.message);
    return;
  }
  const name = basename(path);
  const kind = emailKind(bytes);
  if (kind === 'mbox') yield* mailboxItems(name, inOne(bytes), mapping);
  else if (kind !== null) yield* await readers.emails.items({ name, kind, bytes });
  else yield* paperItems({ name: firstName(name, bytes, readers.firstNames), bytes }, readers.papers, mapping);
}

function firstName(name: string, bytes: Buffer, firstNames: Map<string, string>): string {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const first = firstNames.get(hash) ?? name;
  firstNames.set(hash, first);
  return first;
}

async function* paperItems(
  paper: { name: string; bytes: Buffer },
  reader: PaperReader,
  mapping: Mapping,
): AsyncGenerator<IntakeItem> {
  const found = await reader.read(paper);
  if (found.state === 'unreadable') {
    yield refusal(paper.name, found.reason);
    return;
  }
  yield { kind: 'contribution', contribution: paperContribution(paper, found, mapping) };
  if (found.state === 'without_text') yield refusal(paper.name, found.reason, { partial: true });
  else for (const remark of found.remarks) yield refusal(paper.name, remark, { partial: true });
}

async function* inOne(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
