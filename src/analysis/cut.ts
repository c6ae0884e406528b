import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { LANGUAGES, UNKNOWN_LANGUAGE } from '../core/language.ts';
import { Colleague } from './colleague.ts';
import { openLanguageDetector, type TellLanguage } from './language.ts';
import { cutPassages, readingForm } from './passage.ts';

/** A text to cut; `language` as its contribution says, `pages` where its pages start. */
export type TextToCut = { text: string; language: string | null; pages: readonly number[] };

/** A passage of a text: UTF-16 offsets, its own language, and the hash of language and reading form. */
export type TextPassage = { start: number; end: number; language: string; textSha256: Buffer };

/**
 * The passages of some texts, one text after another: what can be handed from thread to thread without a copy.
 * `places`: start and end of each; `languages`: positions in `LANGUAGES`, or behind it; `hashes`: 32 bytes each.
 */
export type PackedPassages = {
  /** Passages of each text. */
  counts: Uint32Array<ArrayBuffer>;
  places: Uint32Array<ArrayBuffer>;
  languages: Uint8Array<ArrayBuffer>;
  hashes: Uint8Array<ArrayBuffer>;
};

const CODES: readonly string[] = [...LANGUAGES, UNKNOWN_LANGUAGE];
const HASH_BYTES = 32;

export function cutText({ text, language, pages }: TextToCut, tellLanguage: TellLanguage): TextPassage[] {
  const whole = tellLanguage(text, language);
  return cutPassages(text, whole, pages).map(({ start, end }) => {
    const words = readingForm(text.slice(start, end));
    const own = tellLanguage(words, whole);
    return { start, end, language: own, textSha256: passageHash(own, words) };
  });
}

function passageHash(language: string, text: string): Buffer {
  return createHash('sha256').update(`${language}\u0000${text}`).digest();
}

export function packPassages(texts: readonly (readonly TextPassage[])[]): PackedPassages {
  const all = texts.flat();
  const packed: PackedPassages = {
    counts: Uint32Array.from(texts, ({ length }) => length),
    places: new Uint32Array(all.length * 2),
    languages: Uint8Array.from(all, ({ language }) => CODES.indexOf(language)),
    hashes: new Uint8Array(all.length * HASH_BYTES),
  };
  for (const [i, { start, end, textSha256 }] of all.entries()) {
    packed.places.set([start, end], i * 2);
    packed.hashes.set(textSha256, i * HASH_BYTES);
  }
  return packed;
}

/** The passages of each text. */
export function unpackPassages({ counts, places, languages, hashes }: PackedPassages): TextPassage[][] {
  let next = 0;
  return Array.from(counts, (count) =>
    Array.from({ length: count }, (): TextPassage => {
      const at = next++;
      const textSha256 = Buffer.from(hashes.buffer, at * HASH_BYTES, HASH_BYTES);
      return { start: places[at * 2]!, end: places[at * 2 + 1]!, language: CODES[languages[at]!]!, textSha256 };
    }),
  );
}

export type Cutter = {
  /** Cuts texts into passages, each with its language; others can ask for more meanwhile. */
  cut: (texts: readonly TextToCut[]) => Promise<TextPassage[][]>;
  close: () => Promise<void>;
};

/** Fewer texts than this are cut before a thread would have started. */
const WORTH_A_THREAD = 1000;
const MOST_THREADS = 4;

/** Opens what cuts texts: here where texts are few, in threads where they are many. */
export function openCutter(): Cutter {
  const tellLanguage = openLanguageDetector();
  let team: Colleague<readonly TextToCut[], PackedPassages>[] = [];
  let asked = 0;
  return {
    cut: async (texts) => {
      if (texts.length < WORTH_A_THREAD) return texts.map((text) => cutText(text, tellLanguage));
      if (team.length === 0) team = openTeam();
      return unpackPassages(await team[asked++ % team.length]!.ask(texts));
    },
    close: async () => {
      await Promise.all(team.map((colleague) => colleague.close()));
    },
  };
}

function openTeam(): Colleague<readonly TextToCut[], PackedPassages>[] {
  const file = new URL('./cut-worker.ts', import.meta.url);
  const threads = Math.min(MOST_THREADS, availableParallelism());
  return Array.from({ length: threads }, () => new Colleague(file, null, 'Nobody cuts texts any more.'));
}
