import { EMAIL_BYTES_MAX } from './limits.ts';

/** One message of a mailbox, or that it is longer than any that is read; `number` counts from 1. */
export type MailboxMessage = { number: number; bytes: Buffer } | { number: number; tooLong: true };

const START = Buffer.from('\nFrom ');
/** The line that a message begins with is looked at so far: it is never longer. */
const START_BYTES_MAX = 512;

/**
 * The messages of a mailbox file (RFC 4155 and its relatives), one at a time: however long the mailbox, memory holds one
 * message. A message begins at a line `From ` at the start or after an empty line; `>From ` in its text loses its mark.
 */
export async function* messagesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<MailboxMessage> {
  const message = newMessage();
  let rest: Buffer = Buffer.from('\n\n'); // as if an empty line stood before the first one
  for await (const chunk of chunks) {
    const data = Buffer.concat([rest, chunk]);
    const end = Math.max(0, data.length - START_BYTES_MAX);
    yield* takeMessages(message, data, end);
    rest = data.subarray(end);
  }
  yield* takeMessages(message, rest, rest.length);
  const last = message.done();
  if (last) yield last;
}

/** Adds the data up to `end` to the message that is open; those that are complete come out. */
function* takeMessages(message: ReturnType<typeof newMessage>, data: Buffer, end: number): Generator<MailboxMessage> {
  let from = 0;
  for (let at = data.indexOf(START); at >= 0 && at < end; at = data.indexOf(START, at + 1)) {
    if (!isStart(data, at)) continue;
    message.add(data.subarray(from, at + 1));
    const complete = message.done();
    if (complete) yield complete;
    message.begin();
    from = at + 1;
  }
  message.add(data.subarray(from, end));
}

/** `From somebody@example.org Tue Feb  3 10:11:12 2026` after an empty line; a sentence "From ..." has no such time. */
function isStart(data: Buffer, at: number): boolean {
  const isAfterBlank = /\n\r?$/.test(data.subarray(Math.max(0, at - 2), at).toString('latin1'));
  const line = data
    .subarray(at + 1, at + START_BYTES_MAX)
    .toString('latin1')
    .split('\n')[0]!
    .trimEnd();
  return isAfterBlank && /^From (?:.*\d{1,2}:\d{2}(?::\d{2})?.*\d{4}.*|\S+)$/.test(line);
}

function newMessage() {
  let parts: Buffer[] = [];
  let bytes = 0;
  let number = 0;
  return {
    begin() {
      number++;
      [parts, bytes] = [[], 0];
    },
    add(part: Buffer) {
      if (number === 0 || part.length === 0) return;
      bytes += part.length;
      if (bytes > EMAIL_BYTES_MAX) parts = [];
      else parts.push(Buffer.from(part)); // a part of its own, or it would hold all that was read with it
    },
    done(): MailboxMessage | null {
      if (number === 0) return null;
      return bytes > EMAIL_BYTES_MAX
        ? { number, tooLong: true }
        : { number, bytes: withoutMarks(Buffer.concat(parts)) };
    },
  };
}

/** Without its first line, and with `From ` at the start of a line as it was written. */
function withoutMarks(message: Buffer): Buffer {
  const bare = message.subarray(message.indexOf(0x0a) + 1);
  if (!bare.includes('From ') || !/^>+From /m.test(bare.toString('latin1'))) return bare;
  return Buffer.from(bare.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1');
}
