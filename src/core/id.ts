import { createHash } from 'node:crypto';

/** Fills a buffer with random bytes; the real one is `crypto.getRandomValues`. */
export type Random = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
/** The current instant; the real one is `() => new Date()`. */
export type Clock = () => Date;

export const realRandom: Random = (bytes) => crypto.getRandomValues(bytes);
export const realClock: Clock = () => new Date();

/**
 * Random bytes that follow from a seed, for runs that must come out the same twice: SHA-256 in counter mode.
 * @param seed any text; the same seed gives the same stream
 */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return (bytes) => {
    for (let offset = 0; offset < bytes.length; offset += 32) {
      const block = createHash('sha256').update(`${seed}\u0000${counter++}`).digest();
      bytes.set(block.subarray(0, bytes.length - offset), offset);
    }
    return bytes;
  };
}

/** UUID version 7 (RFC 9562): sorts by creation. For ids that stay inside; it tells when the row was made. */
export function newId(random: Random = realRandom, clock: Clock = realClock): string {
  const bytes = random(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const at = clock().getTime();
  view.setUint16(0, Math.floor(at / 2 ** 32));
  view.setUint32(2, at % 2 ** 32);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Letters and digits that cannot be taken for one another (Crockford's base 32: no I, L, O, U). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** What a code opens decides how many random characters (5 bits each) it has; one check character follows them. */
export const CODE_LENGTH = {
  /** Names a contribution in public; opens nothing. 55 bits keep a million apart. */
  contribution: 11,
  /** Lets anybody into a room while it is open; typed from a screen. */
  room: 7,
  /** Opens one person's contributions. 105 bits cannot be guessed. */
  receipt: 21,
  /** Lets the author of an imported contribution decide on it. */
  claim: 21,
  /** Opens an unfinished answer. */
  draft: 21,
  /** Opens one person's registration. */
  registration: 21,
  /** Shown at the entrance of an event; opens nothing. */
  seat: 7,
} as const;
export type CodeKind = keyof typeof CODE_LENGTH;

/** Powers of the generator of GF(32) with polynomial x^5 + x^2 + 1. */
const POWERS = Array.from({ length: 31 }).reduce<number[]>((powers) => {
  const next = (powers.at(-1) ?? 0) << 1;
  return [...powers, powers.length === 0 ? 1 : next & 32 ? next ^ 0b100101 : next];
}, []);

/** The sum of a^i times c_i over GF(32): every single wrong character and every swap of neighbours changes it. */
function checkValue(values: number[]): number {
  return values.reduce((sum, value, i) => {
    if (value === 0) return sum;
    return sum ^ POWERS[(POWERS.indexOf(value) + i + 1) % 31]!;
  }, 0);
}

/**
 * A code made for people: groups of four, no look-alike characters, the last one a check character.
 * @returns for example `7K3M-Q2XD-94TP`
 */
export function newCode(kind: CodeKind, random: Random = realRandom): string {
  const values = [...random(new Uint8Array(CODE_LENGTH[kind]))].map((byte) => byte & 31);
  const code = [...values, checkValue(values)].map((value) => ALPHABET[value]).join('');
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * Reads a code as people type it: any case, with or without hyphens and blanks, O for 0, I or L for 1.
 * @returns the code in its printed form, or null where a character is wrong
 */
export function parseCode(kind: CodeKind, typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  const values = [...plain].map((char) => ALPHABET.indexOf(char));
  if (values.length !== CODE_LENGTH[kind] + 1 || values.includes(-1)) return null;
  if (checkValue(values.slice(0, -1)) !== values.at(-1)) return null;
  return plain.replace(/(.{4})(?=.)/g, '$1-');
}
