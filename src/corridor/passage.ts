import { createHash } from 'node:crypto';
import { openLanguageDetector, type TellLanguage } from '../analysis/language.ts';
import { cutPassages, readingForm } from '../analysis/passage.ts';
import type { OnProgress } from '../core/progress.ts';
import { currentBodies, insertPassages, passagesOf, type StoredPassage } from '../store/analysis.ts';
import { inTransaction, type Store } from '../store/open.ts';

/** A distinct passage: what is embedded and assigned once, however often it stands somewhere. */
export type DistinctPassage = {
  /** As it is read: without line breaks and hyphens of a printed page. */
  text: string;
  language: string;
  /** Hash of language and text; passages are sorted by it. */
  sha256: Buffer;
};

/** A distinct text, however many contributions brought it. */
export type CutBody = {
  sha256: Buffer;
  text: string;
  /** Its passages in the order of the text, as positions in the list of distinct passages. */
  passages: Uint32Array;
};

export type CutPassages = {
  distinct: DistinctPassage[];
  /** By the hash in hexadecimal, which is also their order. */
  bodies: ReadonlyMap<string, CutBody>;
};

/** Cuts the texts of a consultation that are not cut yet, and gathers all its distinct passages. */
export async function gatherPassages(
  store: Store,
  consultationId: string,
  onProgress: OnProgress,
): Promise<CutPassages> {
  const tellLanguage = openLanguageDetector();
  const found = new PassageList();
  const bodies = new Map<string, CutBody>();
  for await (const page of currentBodies(store.db, consultationId)) {
    const known = Map.groupBy(
      await passagesOf(
        store.db,
        page.map(({ sha256 }) => sha256),
      ),
      ({ body }) => body.toString('hex'),
    );
    const fresh: StoredPassage[] = [];
    for (const body of page) {
      const key = body.sha256.toString('hex');
      const stored = known.get(key);
      const cut = stored ?? cutBody(body, tellLanguage);
      if (!stored) fresh.push(...cut);
      const { sha256, text } = body;
      const passages = Uint32Array.from(cut, (passage) =>
        found.add(passage, readingForm(text.slice(passage.start, passage.end))),
      );
      bodies.set(key, { sha256, text, passages });
    }
    if (fresh.length > 0) await inTransaction(store, (tx) => insertPassages(tx, fresh));
    onProgress({ step: 'passages', done: bodies.size, total: null, unit: 'texts' });
  }
  const { distinct, positions } = found.sorted();
  for (const { passages } of bodies.values()) {
    passages.forEach((at, i) => {
      passages[i] = positions[at]!;
    });
  }
  return { distinct, bodies };
}

type Body = { sha256: Buffer; text: string; language: string | null; pages: number[] };

function cutBody({ sha256, text, language, pages }: Body, tellLanguage: TellLanguage): StoredPassage[] {
  const whole = tellLanguage(text, language);
  return cutPassages(text, whole, pages).map(({ start, end }, position) => {
    const words = readingForm(text.slice(start, end));
    const own = tellLanguage(words, whole);
    return { body: sha256, position, start, end, language: own, textSha256: passageHash(own, words) };
  });
}

function passageHash(language: string, text: string): Buffer {
  return createHash('sha256').update(`${language}\u0000${text}`).digest();
}

/** Passages, each once. */
class PassageList {
  readonly #list: DistinctPassage[] = [];
  readonly #known = new Map<string, number>();

  /** @returns the position of the passage in the order of coming */
  add({ language, textSha256 }: StoredPassage, text: string): number {
    const key = textSha256.toString('latin1');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.#list.length);
    return this.#list.push({ text, language, sha256: textSha256 }) - 1;
  }

  /** The passages in the order of their hashes, and where those that came first, second, ... stand in it. */
  sorted(): { distinct: DistinctPassage[]; positions: Uint32Array } {
    const order = Array.from(this.#list.keys()).sort((a, b) =>
      Buffer.compare(this.#list[a]!.sha256, this.#list[b]!.sha256),
    );
    const positions = new Uint32Array(order.length);
    for (const [position, at] of order.entries()) positions[at] = position;
    return { distinct: order.map((at) => this.#list[at]!), positions };
  }
}
