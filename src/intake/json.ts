import { jsonParser } from 'stream-json/core/parser.js';
import { detectCharset, readAsUtf8 } from './charset.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { inMebibytes, JSON_DEPTH_MAX, REPLY_CHARACTERS_MAX } from './limits.ts';
import { startOf } from './xml.ts';

/** What a pass over a JSON file meets, in its order. */
export type JsonItem =
  | {
      kind: 'value';
      /** Where it stood: keys with dots between, `*` for any place of a list; empty for a whole document. */
      path: string;
      value: unknown;
      /** Set where it was longer than any reply can be: then only what came before is in it. */
      isTooLong: boolean;
    }
  /** Where the JSON makes no sense, or ends too early. In a file of lines only that line is lost. */
  | { kind: 'broken'; reason: string };

/** Whether a file begins like JSON. */
export function isJson(file: ExaminedFile): boolean {
  return /^\ufeff?\s*(?:\{\s*(?:"|\}|$)|\[\s*(?:\{|\[|\]|$))/.test(startOf(file));
}

/**
 * Reads a JSON file by stream-json, piece by piece: one document, several behind each other, or one in each line. Elements
 * of a list at the top, and of lists that `parts` names, are yielded one by one and are not kept in what holds them, so
 * that the memory does not grow with the file.
 * @param parts whether the elements of a list at this path are yielded by themselves
 * @throws DomainError unreadable where it is nested deeper than any export
 */
export async function* readJson(file: ExaminedFile, parts: (path: string) => boolean): AsyncGenerator<JsonItem[]> {
  const charset = detectCharset(file.counts);
  if (!charset) throw unreadable(file.name, 'is no text, although it begins like JSON', 'Export it again.');
  const texts = decode(readAsUtf8(file.path, charset));
  yield* isJsonLines(file) ? readLines(file, texts, parts) : readDocument(file, texts, parts);
}

async function* decode(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* readDocument(
  file: ExaminedFile,
  texts: AsyncIterable<string>,
  parts: (path: string) => boolean,
): AsyncGenerator<JsonItem[]> {
  const machine = newMachine(file, parts);
  for await (const text of texts) {
    const items = machine.write(text);
    if (items.length > 0) yield items;
    if (items.at(-1)?.kind === 'broken') return;
  }
  yield machine.end();
}

/** The first line is a whole object, and another begins behind it that is not written over several lines. */
function isJsonLines(file: ExaminedFile): boolean {
  const [first = '', second = ''] = startOf(file).trimStart().split(/\r?\n/, 2);
  if (!first.startsWith('{') || !/^\{\s*"/.test(second)) return false;
  try {
    JSON.parse(first);
    return true;
  } catch {
    return false;
  }
}

async function* readLines(
  file: ExaminedFile,
  texts: AsyncIterable<string>,
  parts: (path: string) => boolean,
): AsyncGenerator<JsonItem[]> {
  let line = '';
  let isTooLong = false;
  const finish = (rest: string): JsonItem[] => {
    const whole = line + rest;
    const skipped = isTooLong;
    line = '';
    isTooLong = false;
    if (skipped) return [{ kind: 'broken', reason: `a line is longer than ${inMebibytes(LINE_MAX)}` }];
    if (whole.trim() === '') return [];
    const machine = newMachine(file, parts);
    const items = machine.write(whole);
    return items.at(-1)?.kind === 'broken' ? items : [...items, ...machine.end()];
  };
  for await (const text of texts) {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    const items = pieces.flatMap(finish);
    line += isTooLong ? '' : last;
    if (line.length > LINE_MAX) {
      isTooLong = true;
      line = '';
    }
    yield items;
  }
  yield finish('');
}

const LINE_MAX = 2 * REPLY_CHARACTERS_MAX;
const KEY_MAX = 1_000;
/** The parser holds a text until it ends; so much of it may come before it does. */
const SILENT_MAX = 4 * REPLY_CHARACTERS_MAX;

type Container = {
  value: unknown[] | { [key: string]: unknown };
  /** Where its elements stand. */
  path: string;
  key: string;
  isStreamed: boolean;
};

/** Puts values together from what the parser finds. */
function newMachine(file: ExaminedFile, parts: (path: string) => boolean) {
  const parse = jsonParser({
    packValues: true,
    streamValues: false,
    jsonStreaming: true,
  });
  const stack: Container[] = [];
  let items: JsonItem[] = [];
  let [characters, isTooLong, silent] = [0, false, 0];

  const pathInside = (): string => {
    const parent = stack.at(-1);
    if (!parent) return '';
    return join(parent.path, Array.isArray(parent.value) ? '*' : parent.key);
  };
  const put = (value: unknown) => {
    const parent = stack.at(-1);
    if (!parent || parent.isStreamed) {
      items.push({ kind: 'value', path: pathInside(), value, isTooLong });
      characters = 0;
      isTooLong = false;
    } else if (Array.isArray(parent.value)) parent.value.push(value);
    else define(parent.value, parent.key, value);
  };
  const open = (value: Container['value']) => {
    if (stack.length >= JSON_DEPTH_MAX) throw tooDeep(file);
    const path = pathInside();
    const isStreamed = Array.isArray(value) && (stack.length === 0 || parts(path));
    stack.push({ value, path, key: '', isStreamed });
  };
  const close = () => {
    const done = stack.pop();
    if (done && !(done.isStreamed && stack.length === 0)) put(done.value);
  };
  /** A text, or what of it there is room for in one reply. */
  const measured = (text: string): string => {
    const room = Math.max(0, REPLY_CHARACTERS_MAX - characters);
    characters += text.length;
    if (characters > REPLY_CHARACTERS_MAX) isTooLong = true;
    return text.length > room ? text.slice(0, room) : text;
  };
  const take = (token: Token) => {
    switch (token.name) {
      case 'startObject':
        open({});
        break;
      case 'startArray':
        open([]);
        break;
      case 'endObject':
      case 'endArray':
        close();
        break;
      case 'keyValue': {
        const parent = stack.at(-1);
        if (parent) parent.key = token.value.slice(0, KEY_MAX);
        break;
      }
      case 'stringValue':
        put(measured(token.value));
        break;
      case 'numberValue':
        put(numberOf(token.value));
        break;
      case 'nullValue':
      case 'trueValue':
      case 'falseValue':
        put(token.value);
    }
  };
  const taken = () => {
    const ready = items;
    items = [];
    return ready;
  };

  return {
    write: (piece: string): JsonItem[] => {
      try {
        const found = parse(piece);
        const tokens = typeof found === 'object' && 'values' in found ? found.values : [];
        silent = tokens.length > 0 ? 0 : silent + piece.length;
        if (silent > SILENT_MAX) throw new Error(`one piece of text is longer than ${inMebibytes(SILENT_MAX)}`);
        for (const token of tokens) take(token);
      } catch (error) {
        if (!(error instanceof Error) || error.name === 'DomainError') throw error;
        items.push({ kind: 'broken', reason: error.message });
      }
      return taken();
    },
    end: (): JsonItem[] => {
      if (stack.length > 0) items.push({ kind: 'broken', reason: 'it ends in the middle of a value' });
      return taken();
    },
  };
}

type Token = Extract<ReturnType<ReturnType<typeof jsonParser>>, { values: unknown[] }>['values'][number];

function join(path: string, part: string): string {
  return path === '' ? part : `${path}.${part}`;
}

/** A key may be called like what objects have from birth. */
function define(object: { [key: string]: unknown }, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** Numbers beyond what can be told apart stay as they are written. */
function numberOf(digits: string): number | string {
  const number = Number(digits);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? digits : number;
}

function tooDeep(file: ExaminedFile) {
  return unreadable(
    file.name,
    `is JSON that is nested more than ${JSON_DEPTH_MAX} levels deep, which no export is`,
    'It was not read. Ask for the export as it was first written.',
  );
}

/** A value that is an object and no list. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as words: text as it is, numbers and truth values written out; empty where it is none of them. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
