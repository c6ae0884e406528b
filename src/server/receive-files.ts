import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { Busboy } from '@fastify/busboy';
import { DomainError } from '../core/error.ts';
import { newId } from '../core/id.ts';
import { fieldsOf } from './form.ts';
import { refuseWrongToken } from './token.ts';
import type { Visit } from './visit.ts';

/** A file of a form, as it lies on the disk. */
export type ReceivedFile = { fileName: string; path: string; bytes: number };
export type ReceivedForm = {
  /** The last value of each field, and all of them. */
  fields: { [name: string]: string };
  values: { [name: string]: string[] };
  /** The last file of each field, and all files with the field that they came in. */
  files: { [name: string]: ReceivedFile };
  allFiles: (ReceivedFile & { field: string })[];
};

/** How much a form may carry, and what to say where a file is larger. */
export type FormLimits = { files: number; fields: number; fileBytes: number; tooLarge: (fileName: string) => string };

const MOST_FIELD_BYTES = 100_000;
const NAME_LENGTH_MAX = 120;

/**
 * Streams the files of a form into a folder, one folder for each, readable by this user only. The form's token comes before
 * its files: without the right one nothing is written.
 * @throws DomainError forbidden for the token, wrong_use for what is no such form or too large; the folder is gone then
 */
export async function receiveFiles(
  visit: Visit,
  folder: string,
  limits: FormLimits = importLimits(visit),
): Promise<ReceivedForm> {
  const { body } = visit.context.req.raw;
  const type = visit.context.req.header('content-type') ?? '';
  if (!body || !type.startsWith('multipart/form-data')) throw noFile();
  try {
    return await receive(visit, folder, limits, Readable.fromWeb(body as NodeReadableStream), type);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A file for an import: as large as a whole survey with its papers. */
function importLimits({ context }: Visit): FormLimits {
  const tooLarge = (fileName: string) =>
    `${fileName} is larger than 1 GiB. Import it on the terminal of the machine: antiphon import FILE --consultation ${context.req.param('slug')}`;
  return { files: 4, fields: 20, fileBytes: 1024 ** 3, tooLarge };
}

async function receive(
  visit: Visit,
  folder: string,
  limits: FormLimits,
  body: Readable,
  type: string,
): Promise<ReceivedForm> {
  const form: ReceivedForm = { fields: {}, values: {}, files: {}, allFiles: [] };
  const { files, fields, fileBytes } = limits;
  const parser = Busboy({
    headers: { 'content-type': type },
    limits: { fileSize: fileBytes, files, fields, fieldSize: MOST_FIELD_BYTES },
  });
  const writing: Promise<void>[] = [];
  parser.on('field', (name, value) => {
    form.fields[name] = value;
    if (!Object.hasOwn(form.values, name)) form.values[name] = [];
    form.values[name]!.push(value);
  });
  parser.on('file', (name, stream, fileName) => {
    writing.push(
      writeFile(visit, form, { name, stream, fileName, folder, tooLarge: limits.tooLarge }).catch((error) => {
        stream.resume(); // what is left of it goes nowhere
        parser.destroy(error);
        throw error;
      }),
    );
  });
  const parsed = pipeline(body, parser).catch((error) => {
    throw error instanceof DomainError ? error : noFile(error);
  });
  const [first] = (await Promise.allSettled([...writing, parsed])).filter(({ status }) => status === 'rejected');
  const written = await Promise.allSettled(writing);
  const failed = written.find((one) => one.status === 'rejected') ?? first;
  if (failed?.status === 'rejected') throw failed.reason;
  refuseWrongToken(visit, form.fields.csrf);
  return form;
}

const MOST_SMALL_FILE_BYTES = 10_000_000;

/** A small file of a form, with its content: a questionnaire, a translator's file. */
export type SmallFile = { name: string; content: Buffer };

/**
 * The fields of a form and its one small file, if one was chosen; the file is gone from the disk then. A form that was sent
 * without a part for files has none.
 * @throws DomainError as `receiveFiles` does, and wrong_use for a file that is too large
 */
export async function receiveSmallFile(
  visit: Visit,
): Promise<{ fields: ReceivedForm['fields']; file: SmallFile | null }> {
  if (!(visit.context.req.header('content-type') ?? '').startsWith('multipart/form-data'))
    return { fields: await fieldsOf(visit), file: null };
  const folder = join(visit.uploadFolder, newId());
  try {
    const { fields, files } = await receiveFiles(visit, folder);
    const received = files.file;
    if (!received) return { fields, file: null };
    if (received.bytes > MOST_SMALL_FILE_BYTES)
      throw new DomainError('wrong_use', `${received.fileName} is larger than 10 MB: no questionnaire is.`);
    return { fields, file: { name: received.fileName, content: await readFile(received.path) } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Writing = {
  name: string;
  stream: Readable & { truncated?: boolean };
  fileName: string;
  folder: string;
  tooLarge: FormLimits['tooLarge'];
};

async function writeFile(
  visit: Visit,
  form: ReceivedForm,
  { name, stream, fileName, folder, tooLarge }: Writing,
): Promise<void> {
  if (fileName === '' || fileName === undefined) {
    stream.resume(); // a field for a file that was left empty
    return;
  }
  refuseWrongToken(visit, form.fields.csrf);
  const own = join(folder, /^[a-z]+$/.test(name) ? name : `file-${form.allFiles.length}-${randomUUID()}`);
  await mkdir(own, { recursive: true, mode: 0o700 });
  const path = join(own, safeName(fileName));
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await pipeline(stream, createWriteStream(path, { mode: 0o600 }));
  if (stream.truncated) throw new DomainError('wrong_use', tooLarge(safeName(fileName)));
  form.files[name] = { fileName: safeName(fileName), path, bytes };
  form.allFiles.push({ ...form.files[name], field: name });
}

/** The last part of a name, without what could lead elsewhere or hide. */
export function safeName(given: string): string {
  const last = basename(given.replaceAll('\\', '/'))
    .replace(/[\p{Cc}\p{Cf}/:*?"<>|]/gu, '')
    .replace(/^\.+/, '')
    .trim();
  if (last === '') return 'file';
  if (last.length <= NAME_LENGTH_MAX) return last;
  const ending = /\.[a-z0-9]{1,5}$/i.exec(last)?.[0] ?? '';
  return last.slice(0, NAME_LENGTH_MAX - ending.length) + ending;
}

function noFile(cause?: unknown): DomainError {
  return new DomainError('wrong_use', 'No file came with this form. Choose one and send it again.', { cause });
}
