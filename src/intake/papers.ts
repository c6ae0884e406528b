import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { DomainError } from '../core/error.ts';
import type { Delivery, FieldReading, IntakeItem, ReceivedContribution } from '../core/intake.ts';
import { NO_PROFILE } from '../core/profile.ts';
import type { Question } from '../core/question.ts';
import type { Refusal } from '../core/refusal.ts';
import { written } from '../core/text.ts';
import type { ExaminedFile } from './file.ts';
import { inMebibytes, PAPER_BYTES_MAX } from './limits.ts';
import type { Mapping } from './mapping-file.ts';
import { openPaperReader } from './paper.ts';
import { isCalledData, isCalledPaper, paperKind } from './paper-kind.ts';
import { type PaperBytes, type PaperText, type ReadPaper, sayName } from './paper-text.ts';
import type { Reader } from './reader.ts';

/** Papers and e-mails answer the same three questions, so that a folder may hold both. */
export const PAPER_QUESTIONS: readonly Question[] = [
  { key: 'title', kind: 'text', role: 'title', purpose: 'evidence', title: written({ en: 'Title', de: 'Titel' }) },
  { key: 'message', kind: 'long_text', purpose: 'evidence', title: written({ en: 'E-mail', de: 'E-Mail' }) },
  { key: 'paper', kind: 'file', purpose: 'evidence', title: written({ en: 'Paper', de: 'Stellungnahme' }) },
];

export const PAPER_READING: readonly FieldReading[] = [
  field(1, 'title', 'title', 'first heading of a paper, subject of an e-mail'),
  field(2, 'message', 'open', 'what the sender of an e-mail says, without quotes and signature'),
  field(3, 'paper', 'file', 'the words of the paper, or of what is attached to an e-mail'),
];

function field(position: number, name: string, role: FieldReading['role'], reason: string): FieldReading {
  return { field: name, position, role, question: name, decidedBy: 'guessed', reason };
}

/**
 * A delivery of papers and e-mails. All of them are one source, unless a mapping names another: what is given later
 * joins it.
 * @throws DomainError wrong_use where the mapping names columns
 */
export function deliverPapers(
  file: Pick<ExaminedFile, 'name' | 'sha256'>,
  mapping: Mapping,
  items: Delivery['items'],
  remarks: string[] = [],
): Delivery {
  const [column] = Object.keys(mapping.columns);
  if (column !== undefined)
    throw new DomainError(
      'wrong_use',
      `The mapping file names the column "${column}", but papers and e-mails have no columns. Give source, language or publication only.`,
    );
  const { publication } = mapping;
  const shown = publication
    ? `Publication of all: ${publication.all}, because ${publication.because}`
    : 'What contributors were told about publication is not known: nothing of these is shown or quoted until a mapping file (--map) says it.';
  return {
    format: 'papers',
    source: mapping.source ?? 'papers',
    file: file.name,
    sha256: file.sha256,
    questions: [...PAPER_QUESTIONS],
    remarks: [...remarks, shown],
    reading: [...PAPER_READING],
    isPart: true,
    items,
  };
}

/** A contribution of which nothing is known but the file it came in. */
export function newPaperContribution(file: string, mapping: Mapping): ReceivedContribution {
  return {
    file,
    row: null,
    sourceKey: null,
    language: mapping.language ?? null,
    day: null,
    profile: { ...NO_PROFILE },
    personal: {},
    publication: mapping.publication?.all ?? 'unknown',
    url: null,
    answers: [],
    attachments: [],
  };
}

/**
 * The contribution that a paper is. Its title is taken out of the text, so that no word counts twice; one that waits to
 * be typed in is a contribution without words.
 */
export function paperContribution(
  { name: given, bytes }: PaperBytes,
  found: Exclude<PaperText, { state: 'unreadable' }>,
  mapping: Mapping,
): ReceivedContribution {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const contribution = { ...newPaperContribution(given, mapping), sourceKey: sha256, channel: 'paper' as const };
  const name = sayName(given);
  const file = { question: 'paper', name, sha256, bytes: bytes.length };
  if (found.state === 'without_text') {
    contribution.attachments.push({ ...file, state: 'without_text', reason: found.reason });
    return contribution;
  }
  const { title, text, pageStarts } = withoutTitle(found);
  if (title !== null) contribution.answers.push({ question: 'title', text: title });
  contribution.answers.push({ question: 'paper', text, file: { name, sha256, pageStarts } });
  contribution.attachments.push({ ...file, state: 'read', pages: found.pages });
  return contribution;
}

/** The title in one line, and the text without it; pages after it start so many characters earlier. */
function withoutTitle({ text, title, pageStarts }: ReadPaper): {
  title: string | null;
  text: string;
  pageStarts: number[];
} {
  if (!title) return { title: null, text, pageStarts };
  const before = text.slice(0, title.start);
  const gap = /^\s*/.exec(text.slice(title.end))![0].length; // matches always
  const rest = text.slice(title.end + gap);
  if (before.trim() === '' && rest === '') return { title: null, text, pageStarts };
  const removed = title.end + gap - title.start;
  const moved = pageStarts.map((start) => (start <= title.start ? start : Math.max(title.start, start - removed)));
  return {
    title: text.slice(title.start, title.end).replace(/\s+/g, ' ').trim(),
    text: before + rest,
    pageStarts: moved,
  };
}

/** A single paper: PDF, DOCX, ODT, RTF, HTML, plain text, or a picture of one. */
export const papers: Reader = {
  name: 'paper',
  recognises: async ({ file, table }) => {
    if (isCalledData(file.name)) return false;
    if (file.bytes > PAPER_BYTES_MAX) return /^a PDF$/.test(file.kind?.name ?? '');
    const kind = paperKind({ name: file.name, bytes: await bytesToJudge(file) });
    if (kind !== 'text') return typeof kind === 'string' || isCalledPaper(file.name);
    return extname(file.name) !== '' && ((await table())?.headers.length ?? 0) <= 1;
  },
  open: async ({ file }, { mapping }) => {
    if (file.bytes > PAPER_BYTES_MAX)
      throw new DomainError(
        'unreadable',
        `${sayName(file.name)} has more than ${inMebibytes(PAPER_BYTES_MAX)}. Save it with smaller pictures.`,
      );
    const reader = openPaperReader();
    try {
      const paper = { name: file.name, bytes: await readFile(file.path) };
      const found = await reader.read(paper);
      if (found.state === 'unreadable') throw new DomainError('unreadable', found.reason);
      const contribution = paperContribution(paper, found, mapping);
      const remarks = found.state === 'read' ? found.remarks : [found.reason];
      return deliverPapers(file, mapping, () => only({ kind: 'contribution', contribution }), remarks);
    } finally {
      await reader.close();
    }
  },
};

/** What a text is shows at its start; an archive has its list of contents at its end. */
async function bytesToJudge({ path, kind, counts }: ExaminedFile): Promise<Buffer> {
  const isText = kind === null && counts.controls === 0;
  return isText ? counts.head : await readFile(path);
}

export async function* only(...items: IntakeItem[]): AsyncGenerator<IntakeItem> {
  yield* items;
}

export function refusal(file: string, reason: string, more: Partial<Refusal> = {}): IntakeItem {
  return { kind: 'refusal', refusal: { file, row: null, field: null, reason, ...more } };
}
