import { type Cutter, openCutter, type TextPassage } from '../analysis/cut.ts';
import { readingForm } from '../analysis/passage.ts';
import { workAhead } from '../core/ahead.ts';
import type { OnProgress } from '../core/progress.ts';
import { type CurrentBody, currentBodies, insertPassages, passagesOf, type StoredPassage } from '../store/analysis.ts';
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

/** Pages of texts that are cut at a time. */
const PAGES_AT_ONCE = 3;

/** Cuts the texts of a consultation that are not cut yet, and gathers all its distinct passages. */
export async function gatherPassages(
  store: Store,
  consultationId: string,
  onProgress: OnProgress,
): Promise<CutPassages> {
  const found = new PassageList();
  const bodies = new Map<string, CutBody>();
  const cutter = openCutter();
  try {
    const pages = currentBodies(store.db, consultationId);
    for await (const cut of workAhead(pages, PAGES_AT_ONCE, (page) => cutPage(store, cutter, page))) {
      for (const [{ sha256, text }, own] of cut) {
        const passages = Uint32Array.from(own, (passage) =>
          found.add(passage, readingForm(text.slice(passage.start, passage.end))),
        );
        bodies.set(sha256.toString('hex'), { sha256, text, passages });
      }
      onProgress({ step: 'passages', done: bodies.size, total: null, unit: 'texts' });
    }
  } finally {
    await cutter.close();
  }
  const { distinct, positions } = found.sorted();
  for (const { passages } of bodies.values()) {
    passages.forEach((at, i) => {
      passages[i] = positions[at]!;
    });
  }
  return { distinct, bodies };
}

/** The passages of each text of a page; those that are not in the store are made and stored. */
async function cutPage(
  store: Store,
  cutter: Cutter,
  page: readonly CurrentBody[],
): Promise<[CurrentBody, readonly TextPassage[]][]> {
  const hashes = page.map(({ sha256 }) => sha256);
  const known = Map.groupBy(await passagesOf(store.db, hashes), ({ body }) => body.toString('hex'));
  const missing = page.filter(({ sha256 }) => !known.has(sha256.toString('hex')));
  const made = await cutter.cut(missing);
  const fresh = missing.flatMap(({ sha256 }, i) =>
    made[i]!.map((passage, position): StoredPassage => ({ body: sha256, position, ...passage })),
  );
  if (fresh.length > 0) await inTransaction(store, (tx) => insertPassages(tx, fresh));
  const cut = new Map(missing.map((body, i) => [body, made[i]!]));
  return page.map((body) => [body, cut.get(body) ?? known.get(body.sha256.toString('hex')) ?? []]);
}

/** Passages, each once. */
class PassageList {
  readonly #list: DistinctPassage[] = [];
  readonly #known = new Map<string, number>();

  /** @returns the position of the passage in the order of coming */
  add({ language, textSha256 }: TextPassage, text: string): number {
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
