/**
 * The few parts of PostgreSQL's wire protocol (version 3) that sharing one backend among several connections needs:
 * where messages start and end, when a turn is over, and what to say to a client that connects.
 */

export const SSL_REQUEST = 80877103;
export const GSS_REQUEST = 80877104;
export const CANCEL_REQUEST = 80877102;

/** Collects bytes into whole messages; the first one of a connection has no type byte. */
export class MessageReader {
  #chunks: Buffer[] = [];
  #size = 0;
  #started = false;
  /** Bytes that have to be there before it is worth looking: large messages come in many chunks. */
  #wanted = 0;

  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size < this.#wanted) return [];
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    const messages: Buffer[] = [];
    for (;;) {
      const header = this.#started ? 1 : 0;
      this.#wanted = bytes.length < header + 4 ? header + 4 : header + bytes.readUInt32BE(header);
      if (bytes.length < this.#wanted) break;
      const message = bytes.subarray(0, this.#wanted);
      bytes = bytes.subarray(this.#wanted);
      // SSL and GSS requests are answered and followed by another message without a type byte.
      if (!this.#started) this.#started = ![SSL_REQUEST, GSS_REQUEST].includes(message.readUInt32BE(4));
      messages.push(message);
    }
    this.#chunks = [bytes];
    this.#size = bytes.length;
    return messages;
  }
}

/** Whether a message ends a turn: the backend works off what came so far and answers. */
export function endsTurn(message: Buffer): boolean {
  return message[0] === QUERY || message[0] === SYNC || message[0] === FLUSH;
}

export function isTerminate(message: Buffer): boolean {
  return message[0] === TERMINATE;
}

/**
 * The message as the backend may see it: COPY from or to a client would end the embedded backend, so a statement that
 * contains it becomes one that fails with a sentence.
 */
export function withoutCopy(received: Buffer): Buffer {
  const type = received[0];
  if (type !== QUERY && type !== PARSE) return received;
  if (!COPY.test(received.toString('latin1', 5))) return received;
  if (type === QUERY) return simpleQuery(NO_COPY);
  const name = received.toString('utf8', 5, received.indexOf(0, 5));
  return message('P', name, NO_COPY, Buffer.alloc(2));
}

const COPY = /\bcopy\b[^;]*\b(?:from\s+stdin|to\s+stdout)\b/i;
const NO_COPY = `do $$ begin raise exception 'The embedded store has no COPY from or to a client.' using errcode = '0A000'; end $$`;

const QUERY = 'Q'.charCodeAt(0);
const PARSE = 'P'.charCodeAt(0);
const SYNC = 'S'.charCodeAt(0);
const FLUSH = 'H'.charCodeAt(0);
const TERMINATE = 'X'.charCodeAt(0);

/**
 * Whether an answer leaves the backend free for others: it ends with ReadyForQuery and no transaction is open.
 */
export function leavesBackendFree(answer: Uint8Array): boolean {
  const tail = answer.subarray(-6);
  return tail.length === 6 && tail[0] === 0x5a && tail[4] === 5 && tail[5] === 0x49; // 'Z', length 5, 'I'
}

function message(type: string, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

/** What a client hears after its startup message: let in, the settings it has to know, ready. */
export function welcome(): Buffer {
  return Buffer.concat([
    message('R', int32(0)),
    message('S', 'server_version', '18.0'),
    message('S', 'server_encoding', 'UTF8'),
    message('S', 'client_encoding', 'UTF8'),
    message('S', 'DateStyle', 'ISO, MDY'),
    message('S', 'TimeZone', 'UTC'),
    message('S', 'integer_datetimes', 'on'),
    message('S', 'standard_conforming_strings', 'on'),
    message('K', int32(process.pid), int32(0)),
    readyForQuery(),
  ]);
}

function readyForQuery(): Buffer {
  return message('Z', Buffer.from('I'));
}

/** An error message, followed by ReadyForQuery, as the answer to a turn. */
export function refusal(sqlState: string, sentence: string): Buffer {
  const fields = Buffer.concat([
    Buffer.from('SERROR\0'),
    Buffer.from('VERROR\0'),
    Buffer.from(`C${sqlState}\0`),
    Buffer.from(`M${sentence}\0`),
    Buffer.from('\0'),
  ]);
  return Buffer.concat([message('E', fields), readyForQuery()]);
}

/** A simple query as a client would send it. */
export function simpleQuery(sql: string): Buffer {
  return message('Q', sql);
}
