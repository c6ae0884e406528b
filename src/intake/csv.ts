import { once } from 'node:events';
import { type CsvError, Parser } from 'csv-parse';
import { LONE_SURROGATE_MARK } from './charset.ts';
import { type Dialect, isPlain, NO_DELIMITER, readPlain } from './csv-plain.ts';
import { BROKEN_QUOTES_MAX, inMebibytes, RECORD_BYTES_MAX } from './limits.ts';

/** A record as it stands, or why it could not be told. Rows count as a spreadsheet counts them: line breaks inside cells do not. */
export type CsvRecord = { row: number } & ({ cells: string[]; isMended?: true } | { broken: string });

/** Thrown where a file's quotation marks are broken so often that it must be written in another way than it was read. */
export class TooManyBrokenQuotes extends Error {}

/** Bytes given to the parser at once: what is read again after a small slip is at most so much. */
const SLICE_BYTES = 16 * 1024;
/** What going back over quotation marks that never close may cost, in bytes that are read again. */
const READ_AGAIN_BYTES_MAX = 32 * RECORD_BYTES_MAX;
/** csv-parse keeps a record back until it has seen so many characters after it. */
const LOOK_AHEAD = 4;
/** A record that is longer is left to csv-parse, which goes on where it was; `readPlain` begins anew with every piece. */
const PLAIN_BYTES_MAX = 256 * 1024;

/**
 * Reads the records of a CSV file as they come, in batches: those that keep to the rules at once, all others by csv-parse.
 * A record whose quotation marks are broken, or that is too long, costs its first line and no more: reading goes on with
 * the next line, so that one slip does not swallow the rest.
 * @param chunks UTF-8 without byte order mark
 * @param isWhole false for the start of a file, whose last record is left out
 */
export async function* readCsv(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  dialect: Dialect,
  isWhole = true,
): AsyncGenerator<CsvRecord[]> {
  const recovery = newRecovery(dialect);
  let row = 0;
  const numbered = (found: Found): CsvRecord => ({ row: ++row, ...found });
  for await (const chunk of chunks) yield Array.from(recovery.feed(chunk), numbered);
  if (isWhole) yield (await Array.fromAsync(recovery.finish())).map(numbered);
}

/** `isMended` where a quotation mark inside a cell was taken as a character like others. */
type Found = { cells: string[]; isMended?: true } | { broken: string };

/**
 * csv-parse, fed in step, with the bytes since the last whole record kept: where the parser gives up, they say at which
 * line to start again.
 */
function newRecovery(dialect: Dialect) {
  let machine = newMachine(dialect);
  const held = newHeld();
  let readAgainBytes = 0;
  let brokenLines = 0;
  /** Inside a line that is too long: everything up to the next line break is passed over. */
  let skipping = false;
  let failure: CsvError | null = null;
  /** No record is open in csv-parse: the next one is read by the rules. */
  let byRules = isPlain(dialect);

  const restart = (bytes: Buffer) => {
    failure = null;
    byRules = isPlain(dialect);
    readAgainBytes += Math.max(0, bytes.length - SLICE_BYTES);
    if (readAgainBytes > READ_AGAIN_BYTES_MAX) throw new TooManyBrokenQuotes();
    machine = newMachine(dialect);
    held.drop(held.bytes());
    return bytes;
  };
  const afterLineBreak = (bytes: Buffer) => bytes.indexOf(dialect.lineBreaks) + 1;

  function* feed(chunk: Buffer): Generator<Found> {
    /** What is still to be read, the next piece last. */
    const pending = [chunk];
    for (let bytes = pending.pop(); bytes; bytes = pending.pop()) {
      if (skipping) {
        const next = afterLineBreak(bytes);
        if (next === 0) continue;
        skipping = false;
        bytes = bytes.subarray(next);
      }
      if (byRules) {
        const rest = yield* readByRules(bytes, false);
        if (rest) pending.push(rest);
        continue;
      }
      if (bytes.length > SLICE_BYTES) pending.push(bytes.subarray(SLICE_BYTES));
      yield* readSlice(bytes.subarray(0, SLICE_BYTES));
      if (!failure && isPlain(dialect) && machine.hasRecord()) pending.push(restart(held.all()));
      const canJudge = failure && (afterLineBreak(held.all()) > 0 || held.bytes() > RECORD_BYTES_MAX);
      if (failure && canJudge) pending.push(yield* passOver(failure));
    }
  }

  /** Returns what is left to csv-parse: a record that breaks the rules or is very long, and all behind it. */
  function* readByRules(bytes: Buffer, isLast: boolean): Generator<Found, Buffer | null> {
    held.add(bytes);
    const all = held.all();
    const { records, end, stopped } = readPlain(all, dialect, isLast);
    const isMarked = all.includes(LONE_SURROGATE_MARK);
    for (const cells of records) yield { cells: isMarked ? cells.map(restoreSurrogates) : cells };
    held.drop(end);
    if (stopped === 'at the end' || (stopped === 'unfinished' && held.bytes() <= PLAIN_BYTES_MAX)) return null;
    const rest = held.all();
    held.drop(rest.length);
    byRules = false;
    return rest;
  }

  /** After a failure bytes are only held, until they have the end of the line that is to be judged. */
  function* readSlice(slice: Buffer): Generator<Found> {
    held.add(slice);
    if (failure) return;
    failure = machine.write(slice);
    yield* machine.take();
    held.drop(machine.wholeBytes());
  }

  /** Judges the first line of what is held by itself; what follows it is read again. */
  function* passOver(error: CsvError): Generator<Found, Buffer> {
    const bytes = held.all();
    const next = afterLineBreak(bytes);
    const line = next === 0 ? bytes : bytes.subarray(0, next);
    if (error.code === 'CSV_MAX_RECORD_SIZE' && (next === 0 || next > RECORD_BYTES_MAX)) {
      yield { broken: TOO_LONG };
      skipping = next === 0;
      return restart(bytes.subarray(line.length));
    }
    const found = lineByItself(line, dialect, error);
    if ('broken' in found && ++brokenLines > BROKEN_QUOTES_MAX) throw new TooManyBrokenQuotes();
    yield found;
    return restart(bytes.subarray(line.length));
  }

  async function* finish(): AsyncGenerator<Found> {
    for (;;) {
      if (byRules) {
        const rest = yield* readByRules(Buffer.alloc(0), true);
        if (!rest) return;
        yield* feed(rest);
        if (byRules) continue;
      }
      failure ??= await machine.end();
      yield* machine.take();
      held.drop(machine.wholeBytes());
      if (!failure || held.bytes() === 0) return;
      yield* feed(yield* passOver(failure));
    }
  }

  return { feed, finish };
}

/** Bytes in the pieces in which they came: a long record is put together once, not with every piece. */
function newHeld() {
  let pieces: Buffer[] = [];
  let total = 0;
  return {
    bytes: () => total,
    add(piece: Buffer) {
      pieces.push(piece);
      total += piece.length;
    },
    drop(bytes: number) {
      let whole = 0;
      let left = bytes;
      while (whole < pieces.length && pieces[whole]!.length <= left) left -= pieces[whole++]!.length;
      pieces = pieces.slice(whole);
      if (left > 0) pieces[0] = pieces[0]!.subarray(left);
      total -= bytes;
    },
    all(): Buffer {
      if (pieces.length !== 1) pieces = [Buffer.concat(pieces)];
      return pieces[0]!; // just made
    },
  };
}

const TOO_LONG = `The row is longer than ${inMebibytes(RECORD_BYTES_MAX)}, which is more than one reply can be. Check whether the file has line breaks and the right quotation marks.`;
const NOT_CLOSED =
  'A quotation mark opens a cell and never closes it. Close it, or double the quotation marks that belong to the text.';
const TEXT_AFTER_QUOTE =
  'After the quotation mark that closes a cell comes more text. Double the quotation marks that belong to the text.';

/**
 * A line whose record the parser gave up: where a quotation mark stands inside a cell that does not start with one, it is
 * a character like others (many programs write that); anything else cannot be told.
 */
function lineByItself(line: Buffer, dialect: Dialect, error: CsvError): Found {
  if (error.code !== 'INVALID_OPENING_QUOTE')
    return { broken: error.code === 'CSV_INVALID_CLOSING_QUOTE' ? TEXT_AFTER_QUOTE : NOT_CLOSED };
  const machine = newMachine(dialect, true);
  const failed = machine.write(Buffer.concat([line, Buffer.from(dialect.lineBreaks.repeat(LOOK_AHEAD))]));
  const [found] = machine.take();
  return failed || !found ? { broken: NOT_CLOSED } : { ...found, isMended: true };
}

/** One csv-parse parser that is fed in step: what it found and where it stopped are known after every write. */
function newMachine(dialect: Dialect, quotesInside = false) {
  let found: { cells: string[] }[] = [];
  let recordsEnd = 0;
  let released = 0;
  const parser = new Parser({
    delimiter: dialect.delimiter ?? NO_DELIMITER,
    quote: dialect.quoted ? '"' : false,
    record_delimiter: dialect.lineBreaks === '\n' ? ['\r\n', '\n'] : ['\r'],
    relax_column_count: true,
    relax_quotes: quotesInside,
    max_record_size: RECORD_BYTES_MAX,
    on_record: (cells: string[], info) => {
      found.push({ cells: cells.map(restoreSurrogates) });
      recordsEnd = info.bytes;
      return null;
    },
  });
  parser.on('error', () => {}); // read from `errored` after each write
  return {
    write(bytes: Buffer): CsvError | null {
      parser.write(bytes);
      return parser.errored as CsvError | null;
    },
    async end(): Promise<CsvError | null> {
      if (!parser.errored) {
        parser.resume();
        const closed = once(parser, 'close').catch(() => {}); // an error closes it too
        parser.end();
        await closed;
      }
      return parser.errored as CsvError | null;
    },
    /** The records found since the last call. */
    take() {
      const taken = found;
      found = [];
      return taken;
    },
    hasRecord: () => recordsEnd > 0,
    /** How many of the bytes that are still held belong to whole records; they can go. */
    wholeBytes() {
      const whole = recordsEnd - released;
      released = recordsEnd;
      return whole;
    },
  };
}

function restoreSurrogates(cell: string): string {
  return cell.includes(LONE_SURROGATE_MARK) ? cell.replaceAll(LONE_SURROGATE_MARK, '\ud800') : cell;
}
