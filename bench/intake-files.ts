/** Files of every format that is read, put together anew from what real people wrote, for measuring. */
import { createWriteStream, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { repeatableRandom } from '../src/analysis/random.ts';
import { makeMail, makeMbox } from '../src/intake/fixtures/emails.ts';
import { type ExportSet, type FormPart, makeEuSurveyXml } from '../src/intake/fixtures/eusurvey.ts';
import { makeXlsx } from '../src/intake/fixtures/make.ts';
import { makeOds } from '../src/intake/fixtures/ods.ts';
import { makeDocx, makeOdt, w } from '../src/intake/fixtures/papers.ts';

/** Which library takes such files apart: the bare side of the comparison. */
export type Library =
  | 'csv-parse'
  | 'read-excel-file'
  | 'saxes'
  | 'stream-json'
  | 'mailparser'
  | 'unpdf'
  | 'mammoth'
  | 'htmlparser2'
  | null;

export type FormatFile = {
  format: string;
  library: Library;
  /** A file, or a folder of papers. */
  path: string;
  bytes: number;
  /** How many contributions and refusals are to come out of it. */
  received: number;
};

/** Rows of the real export of a consultation: its header, and its whole rows. */
export class Portal {
  readonly header: string[];
  readonly #rows: string[][];
  readonly #random = repeatableRandom(5);
  #made = 0;

  constructor(data: string) {
    const [header = [], ...rows] = parse(readFileSync(join(data, 'ai-whitepaper-2020/contributions.csv')), {
      delimiter: ';',
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
    });
    this.header = header;
    this.#rows = rows.filter((row) => row.length === header.length);
  }

  pick<One>(list: readonly One[]): One {
    return list[Math.floor(this.#random() * list.length)]!;
  }

  /** A row that nobody sent: who replied is of one row, each answer of another, the reference is new. */
  row(): string[] {
    const who = this.pick(this.#rows);
    const row = who.map((cell, column) => (column < WHO_COLUMNS ? cell : this.pick(this.#rows)[column]!));
    row[0] = `F${1_000_000 + this.#made++}`;
    return row;
  }

  /** What somebody had to say in free words, at least so many characters of it. */
  words(characters: number): string {
    let text = '';
    while (text.length < characters) {
      const answer = this.pick(this.pick(this.#rows).slice(WHO_COLUMNS)).trim();
      if (answer.length > 60) text += `${text === '' ? '' : '\n\n'}${answer}`;
    }
    return text;
  }
}

/** Columns of the export about who replied. */
const WHO_COLUMNS = 12;

const enough = (bytes: number, make: () => string): string[] => {
  const made: string[] = [];
  for (let sum = 0; sum < bytes; ) sum += made[made.push(make()) - 1]!.length;
  return made;
};

/** Makes a file of each format of about so many bytes (before they are packed), and the folder of real papers. */
export function writeFormats(folder: string, data: string, megabytes: number, small: boolean): FormatFile[] {
  const portal = new Portal(data);
  const bytes = megabytes * 1_000_000;
  const put = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const made: Omit<FormatFile, 'bytes'>[] = [
    { format: 'csv', library: 'csv-parse', ...csv(portal, bytes, put) },
    { format: 'limesurvey-csv', library: 'csv-parse', ...limeSurvey(portal, bytes, put) },
    { format: 'xlsx', library: 'read-excel-file', ...xlsx(portal, bytes / 2, put) },
    { format: 'ods', library: 'saxes', ...ods(portal, bytes / 2, put) },
    { format: 'eusurvey-xml', library: 'saxes', ...euSurvey(portal, bytes, put) },
    { format: 'have-your-say-json', library: 'stream-json', ...haveYourSay(portal, bytes, put) },
    { format: 'mbox', library: 'mailparser', ...mbox(portal, bytes, put) },
    { format: 'webvtt', library: null, ...webVtt(portal, bytes / 4, put) },
    { format: 'pdf', library: 'unpdf', ...pdfs(folder, data, small) },
    { format: 'docx', library: 'mammoth', ...papers(folder, 'docx', portal, bytes / 8, docx) },
    { format: 'odt', library: 'saxes', ...papers(folder, 'odt', portal, bytes / 8, odt) },
    { format: 'html', library: 'htmlparser2', ...papers(folder, 'html', portal, bytes / 8, html) },
  ];
  return made.map((file) => ({ ...file, bytes: sizeOf(file.path) }));
}

function sizeOf(path: string): number {
  const info = statSync(path);
  if (!info.isDirectory()) return info.size;
  return globSync('*', { cwd: path }).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
}

type Put = (name: string, content: string | Buffer) => string;
type Made = Pick<FormatFile, 'path' | 'received'>;

function csv(portal: Portal, bytes: number, put: Put): Made {
  const rows = enough(bytes, () => stringify([portal.row()], { delimiter: ';' }));
  return {
    path: put('portal.csv', stringify([portal.header], { delimiter: ';' }) + rows.join('')),
    received: rows.length,
  };
}

function limeSurvey(portal: Portal, bytes: number, put: Put): Made {
  const header = ['id', 'submitdate', 'lastpage', 'startlanguage', 'seed', ...portal.header.slice(WHO_COLUMNS)];
  let id = 0;
  const rows = enough(bytes, () => {
    const about = [String(++id), '2020-06-12 10:00:00', '3', 'en', String(id * 7919)];
    return stringify([[...about, ...portal.row().slice(WHO_COLUMNS)]], { quoted: true });
  });
  return { path: put('lime.csv', stringify([header], { quoted: true }) + rows.join('')), received: rows.length };
}

function tableRows(portal: Portal, bytes: number): string[][] {
  const rows: string[][] = [];
  for (let sum = 0; sum < bytes; ) sum += rows[rows.push(portal.row()) - 1]!.join('').length;
  return rows;
}

function xlsx(portal: Portal, bytes: number, put: Put): Made {
  const rows = tableRows(portal, bytes);
  return {
    path: put('table.xlsx', makeXlsx([{ name: 'Content', rows: [portal.header, ...rows] }])),
    received: rows.length,
  };
}

function ods(portal: Portal, bytes: number, put: Put): Made {
  const rows = tableRows(portal, bytes);
  return {
    path: put('table.ods', makeOds([{ name: 'Content', rows: [portal.header, ...rows] }])),
    received: rows.length,
  };
}

/** The open questions as free text, the first closed ones as single choices with the options that occur. */
function euSurvey(portal: Portal, bytes: number, put: Put): Made {
  const sample = tableRows(portal, 400_000);
  const columns = portal.header.map((title, column) => ({ title, column })).slice(WHO_COLUMNS);
  const optionsOf = (column: number) => [...new Set(sample.map((row) => row[column]!).filter((cell) => cell !== ''))];
  const form = columns.flatMap(({ title, column }): FormPart[] => {
    const options = optionsOf(column);
    if (options.length > 12) return [['Question', `q${column}`, 'Free Text', title]];
    const answers = options.map((option, at): FormPart => ['Answer', `a${column}-${at}`, 'Choice Answer', option]);
    return [['Question', `q${column}`, 'Single Choice', title], ...answers];
  });
  const optionIds = new Map(
    columns.map(({ column }) => [column, new Map(optionsOf(column).map((option, at) => [option, `a${column}-${at}`]))]),
  );
  const setOf = (row: string[], at: number): ExportSet => ({
    attributes: { id: `set-${at}` },
    answers: columns.flatMap(({ column }) => {
      const cell = row[column]!;
      if (cell === '') return [];
      const isOpen = optionIds.get(column)!.size > 12;
      return [[`q${column}`, isOpen ? '' : (optionIds.get(column)!.get(cell) ?? ''), isOpen ? cell : '']];
    }),
  });
  const rows = tableRows(portal, bytes / 2); // the other half is mark-up
  return { path: put('results.xml', makeEuSurveyXml({ form, sets: rows.map(setOf) })), received: rows.length };
}

/** Feedback as the portal's interface gives it. */
export function feedbackOf(portal: Portal, id: number): object {
  const [, , language, , , , , organization, trNumber, , country] = portal.row();
  return {
    id,
    language,
    country,
    organization,
    userType: 'EU_CITIZEN',
    companySize: null,
    trNumber,
    scope: null,
    status: 'PUBLISHED',
    publication: 'ANONYMOUS',
    publicationId: 17,
    feedback: portal.words(600),
    feedbackTextUserLanguage: null,
    dateFeedback: '2020/06/12 10:00:00',
    referenceInitiative: 'Ares(2020)1',
    attachments: [],
    historyEventOccurs: false,
    isMyFeedback: false,
  };
}

function haveYourSay(portal: Portal, bytes: number, put: Put): Made {
  let id = 0;
  const feedback = enough(bytes, () => JSON.stringify(feedbackOf(portal, ++id)));
  return { path: put('feedback.json', `{"content":[${feedback.join(',')}],"last":true}`), received: feedback.length };
}

function mbox(portal: Portal, bytes: number, put: Put): Made {
  let n = 0;
  const messages = enough(bytes, () => {
    const head = [
      'Received: from mx.example.org by mx.ministry.example; Tue, 3 Feb 2026 22:31:00 +0000',
      `From: Person ${++n} <p${n}@example.org>`,
      'To: consultation@ministry.example',
      `Subject: Our answer ${n}`,
      'Date: Tue, 3 Feb 2026 23:30:00 +0100',
      `Message-ID: <m${n}@example.org>`,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
    ];
    const words = `${portal.words(1_500)}\n\nKind regards,\nPerson ${n}\n`;
    return makeMail(head, Buffer.from(words).toString('base64').replace(/.{76}/g, '$&\r\n'));
  });
  return { path: put('inbox.mbox', makeMbox(messages)), received: messages.length };
}

function webVtt(portal: Portal, bytes: number, put: Put): Made {
  const time = (s: number) =>
    `${String(Math.floor(s / 3600)).padStart(2, '0')}:${String(Math.floor(s / 60) % 60).padStart(2, '0')}:${String(s % 60).padStart(2, '0')}.000`;
  let turn = 0;
  const cues = enough(bytes, () => {
    const start = turn * 5;
    return `${time(start)} --> ${time(start + 4)}\n<v Speaker ${turn++ % 9}>${portal.words(80).replace(/\s+/g, ' ').slice(0, 400)}</v>\n`;
  });
  return { path: put('webinar.vtt', `WEBVTT\n\n${cues.join('\n')}`), received: cues.length };
}

function pdfs(folder: string, data: string, small: boolean): Made {
  const from = join(data, 'ai-whitepaper-2020/position-papers');
  const to = join(folder, 'pdf');
  mkdirSync(to);
  const names = globSync('*.pdf', { cwd: from })
    .sort()
    .filter((_, at) => !small || at % 4 === 0);
  for (const name of names) writeFileSync(join(to, name), readFileSync(join(from, name)));
  return { path: to, received: names.length };
}

const PAPER_CHARACTERS = 25_000;

function papers(
  folder: string,
  kind: string,
  portal: Portal,
  bytes: number,
  make: (paragraphs: string[]) => string | Buffer,
): Made {
  const to = join(folder, kind);
  mkdirSync(to);
  const count = Math.max(4, Math.round(bytes / PAPER_CHARACTERS));
  for (let n = 0; n < count; n++)
    writeFileSync(join(to, `paper-${n}.${kind}`), make(portal.words(PAPER_CHARACTERS).split(/\n+/).map(escapeXml)));
  return { path: to, received: count };
}

function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, ' ');
}

function docx(paragraphs: string[]): Buffer {
  return makeDocx(paragraphs.map((text, at) => w.p(text, at % 12 === 0 ? 'Heading1' : '')).join(''));
}

function odt(paragraphs: string[]): Buffer {
  return makeOdt(paragraphs.map((text) => `<text:p>${text}</text:p>`).join(''));
}

function html(paragraphs: string[]): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>${paragraphs.map((text) => `<p>${text}</p>`).join('\n')}</body></html>`;
}

/** A block of so many bytes is made once and repeated; only the references differ, which is enough to be told apart. */
const BLOCK_BYTES = 8_000_000;

/** A table of the portal of so many megabytes, written piece by piece. Returns its rows. */
export async function writeLargeCsv(path: string, data: string, megabytes: number): Promise<number> {
  const portal = new Portal(data);
  const block = enough(Math.min(BLOCK_BYTES, megabytes * 1e6), () =>
    stringify([portal.row().slice(1)], { delimiter: ';' }),
  );
  let rows = 0;
  function* pieces() {
    yield stringify([portal.header], { delimiter: ';' });
    for (let bytes = 0; bytes < megabytes * 1e6; ) {
      const piece = block.map((row) => `F${1_000_000 + rows++};${row}`).join('');
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
  }
  await pipeline(pieces(), createWriteStream(path));
  return rows;
}

/** As long as ids are that tell replies apart everywhere. */
const longId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Feedback of the portal of so many megabytes in one line. Returns how much feedback it is. */
export async function writeLargeJson(path: string, data: string, megabytes: number): Promise<number> {
  const portal = new Portal(data);
  const block = enough(Math.min(BLOCK_BYTES, megabytes * 1e6), () =>
    JSON.stringify(feedbackOf(portal, 0)).replace('{"id":0,', ''),
  );
  let count = 0;
  function* pieces() {
    yield '{"content":[';
    for (let bytes = 0; bytes < megabytes * 1e6; ) {
      const piece = block.map((one) => `${count === 0 ? '' : ','}{"id":"${longId(++count)}",${one}`).join('');
      bytes += Buffer.byteLength(piece);
      yield piece;
    }
    yield '],"last":true}';
  }
  await pipeline(pieces(), createWriteStream(path));
  return count;
}
