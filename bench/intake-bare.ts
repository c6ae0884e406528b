/** Each format taken apart by its library alone, with nothing around it: what is found is counted and thrown away. */
import { createReadStream, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { Parser as HtmlParser } from 'htmlparser2';
import { simpleParser } from 'mailparser';
import mammoth from 'mammoth';
import readWorkbook from 'read-excel-file/node';
import { SaxesParser } from 'saxes';
import { Assembler } from 'stream-json/core/assembler.js';
import { jsonParser } from 'stream-json/core/parser.js';
import { getDocumentProxy } from 'unpdf';
import { messagesOf } from '../src/intake/mbox.ts';
import { listZip, unpackEntry } from '../src/intake/zip.ts';
import type { Library } from './intake-files.ts';

/** Takes a file, or each file of a folder, apart. Returns how much was found, so that nothing is optimised away. */
export const BARE: { readonly [library in NonNullable<Library>]: (path: string) => Promise<number> } = {
  'csv-parse': async (path) => {
    const delimiter = readFileSync(path, 'latin1').slice(0, 200).includes(';') ? ';' : ',';
    let records = 0;
    const parser = parse({
      delimiter,
      bom: true,
      relax_column_count: true,
      on_record: () => {
        records++;
        return null;
      },
    });
    createReadStream(path).pipe(parser).resume();
    await finished(parser);
    return records;
  },
  'read-excel-file': async (path) => (await readWorkbook(path)).length,
  saxes: async (path) => {
    if (/\.xml$/.test(path)) return await countXml(createReadStream(path, 'utf8'));
    const files = /\.ods$/.test(path) ? [path] : filesIn(path);
    let found = 0;
    for (const file of files) found += await countXml(await contentOf(file));
    return found;
  },
  'stream-json': async (path) => {
    const take = jsonParser({ packValues: true, streamValues: false });
    const values = new Assembler();
    let tokens = 0;
    for await (const text of createReadStream(path, 'utf8') as AsyncIterable<string>) {
      const found = take(text);
      if (typeof found !== 'object' || !('values' in found)) continue;
      for (const token of found.values) values.consume(token);
      tokens += found.values.length;
    }
    return tokens;
  },
  mailparser: async (path) => {
    let characters = 0;
    for await (const message of messagesOf(createReadStream(path))) {
      if ('bytes' in message) characters += (await simpleParser(message.bytes)).text?.length ?? 0;
    }
    return characters;
  },
  unpdf: async (path) => {
    let pieces = 0;
    for (const file of filesIn(path)) {
      const document = await getDocumentProxy(new Uint8Array(readFileSync(file)), { verbosity: 0 });
      for (let page = 1; page <= document.numPages; page++)
        pieces += (await (await document.getPage(page)).getTextContent()).items.length;
      await document.loadingTask.destroy();
    }
    return pieces;
  },
  mammoth: async (path) => {
    let characters = 0;
    for (const file of filesIn(path))
      characters += (await mammoth.convertToHtml({ buffer: readFileSync(file) })).value.length;
    return characters;
  },
  htmlparser2: async (path) => {
    let characters = 0;
    for (const file of filesIn(path)) {
      const parser = new HtmlParser({
        ontext: (text) => {
          characters += text.length;
        },
      });
      parser.end(readFileSync(file, 'utf8'));
    }
    return characters;
  },
};

function filesIn(folder: string): string[] {
  return globSync('*', { cwd: folder })
    .sort()
    .map((name) => join(folder, name));
}

async function countXml(texts: AsyncIterable<string>): Promise<number> {
  const parser = new SaxesParser({ xmlns: false });
  let found = 0;
  parser.on('opentag', () => void found++);
  parser.on('text', () => void found++);
  for await (const text of texts) parser.write(text);
  parser.close();
  return found;
}

async function contentOf(path: string): Promise<AsyncIterable<string>> {
  const entry = (await listZip(path))?.find(({ name }) => name === 'content.xml');
  if (!entry) throw new Error(`${path} has no content`);
  return decode(unpackEntry(path, entry));
}

async function* decode(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
}
