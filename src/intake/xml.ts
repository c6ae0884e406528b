import { createReadStream } from 'node:fs';
import iconv from 'iconv-lite';
import { SaxesParser } from 'saxes';
import { detectCharset } from './charset.ts';
import { type ExaminedFile, unreadable } from './file.ts';
import { HEAD_BYTES, inMebibytes, XML_DEPTH_MAX, XML_PIECE_BYTES_MAX } from './limits.ts';

/** What a pass over an XML document meets, in its order. */
export type XmlEvent =
  | { kind: 'open'; name: string; attributes: { readonly [name: string]: string } }
  | { kind: 'close'; name: string }
  | { kind: 'text'; text: string }
  /** Where the document stops making sense: what came before is good, nothing comes after. */
  | { kind: 'broken'; line: number; reason: string };

/** Whether a file is XML, by its first characters. */
export function isXml(file: ExaminedFile): boolean {
  return /^\s*<(?:\?xml|!--|[A-Za-z_])/.test(startOf(file));
}

/** The start of a file as text, to look at what it is; nothing where it is no text. */
export function startOf(file: ExaminedFile): string {
  const charset = detectCharset(file.counts);
  if (!charset || file.kind) return '';
  return iconv.decode(file.counts.head.subarray(charset.markBytes, HEAD_BYTES), charset.name);
}

/** Reads an XML file by saxes, piece by piece; the memory it takes does not grow with the file. */
export function readXmlFile(file: ExaminedFile): AsyncGenerator<XmlEvent[]> {
  const charset = xmlCharset(file);
  const chunks = createReadStream(file.path, { start: charset.markBytes, highWaterMark: 64 * 1024 });
  return readXml(file.name, decode(chunks as AsyncIterable<Buffer>, charset.name));
}

/**
 * The same from text that comes in pieces.
 * @throws DomainError unreadable where the document declares a document type: that is how entities that fill the memory,
 * or that name other files, come in, and no export has one
 */
export async function* readXml(name: string, pieces: AsyncIterable<string>): AsyncGenerator<XmlEvent[]> {
  const machine = newMachine();
  let tail = '';
  for await (const piece of pieces) {
    if (!machine.sawRoot() && /<!DOCTYPE|<!ENTITY/i.test(tail + piece)) throw sayDoctype(name);
    tail = piece.slice(-16);
    const events = machine.write(piece);
    if (events.length > 0) yield events;
    if (events.at(-1)?.kind === 'broken') return;
  }
  yield machine.end();
}

function sayDoctype(name: string) {
  return unreadable(
    name,
    'declares a document type or entities of its own (DOCTYPE), which no export of a survey has and which can fill the memory or read other files',
    'It was not read. Ask for the export as the survey tool wrote it.',
  );
}

/** Flaws in the characters of a text, which is then taken as it stands; all others are in the structure. */
const IN_CHARACTERS = /disallowed character\.|undefined entity|malformed character entity|empty entity name|\]\]>/i;

function newMachine() {
  const parser = new SaxesParser({ xmlns: false });
  let events: XmlEvent[] = [];
  let [depth, sawRoot, isBroken, silent] = [0, false, false, 0];
  const add = (event: XmlEvent) => {
    silent = 0;
    if (!isBroken) events.push(event);
    isBroken ||= event.kind === 'broken';
  };
  const breakOff = (reason: string) => add({ kind: 'broken', line: parser.line, reason });

  parser.on('opentag', ({ name, attributes }) => {
    sawRoot = true;
    if (++depth > XML_DEPTH_MAX) breakOff(`elements are nested more than ${XML_DEPTH_MAX} levels deep`);
    add({ kind: 'open', name, attributes: attributes as { [name: string]: string } }); // plain strings without xmlns
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    add({ kind: 'close', name });
  });
  parser.on('text', (text) => add({ kind: 'text', text }));
  parser.on('cdata', (text) => add({ kind: 'text', text }));
  parser.on('error', (error) => {
    if (!IN_CHARACTERS.test(error.message)) breakOff(error.message.replace(/^\S*\d+:\d+: /, '').replace(/\.$/, ''));
  });
  const take = () => {
    const taken = events;
    events = [];
    return taken;
  };
  return {
    sawRoot: () => sawRoot,
    write: (piece: string) => {
      silent += piece.length;
      parser.write(piece);
      if (silent > XML_PIECE_BYTES_MAX)
        breakOff(`one piece of text is longer than ${inMebibytes(XML_PIECE_BYTES_MAX)}`);
      return take();
    },
    end: () => {
      if (!isBroken) parser.close();
      return take();
    },
  };
}

/** A mark at the start, else what the document says of itself, else what its bytes say. */
function xmlCharset(file: ExaminedFile): { name: string; markBytes: number } {
  const found = detectCharset(file.counts) ?? { name: 'utf-8', markBytes: 0 };
  if (found.markBytes > 0 || found.name.startsWith('utf-16')) return found;
  const stated = /^\s*<\?xml[^>]{0,100}?encoding=["']([\w.-]{1,40})["']/.exec(
    file.counts.head.subarray(0, 256).toString('latin1'),
  )?.[1];
  return stated && iconv.encodingExists(stated) && !/^utf-?16|ucs/i.test(stated)
    ? { name: stated, markBytes: 0 }
    : found;
}

async function* decode(chunks: AsyncIterable<Buffer>, charset: string): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(charset, { stripBOM: false });
  for await (const chunk of chunks) yield decoder.write(chunk);
  yield decoder.end() ?? '';
}
