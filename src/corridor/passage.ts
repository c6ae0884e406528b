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
  /** Where it stands: text body and number of the passage there. */
  places: { body: Buffer; position: number }[];
};

export type CutPassages = { distinct: DistinctPassage[]; bodies: number };

/** Cuts the texts of a consultation that are not cut yet, and gathers all its distinct passages. */
export async function gatherPassages(
  store: Store,
  consultationId: string,
  onProgress: OnProgress,
): Promise<CutPassages> {
  const tellLanguage = openLanguageDetector();
  const found = new Map<string, DistinctPassage>();
  let bodies = 0;
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
      const stored = known.get(body.sha256.toString('hex'));
      const passages = stored ?? cutBody(body, tellLanguage);
      if (!stored) fresh.push(...passages);
      for (const passage of passages) collect(found, passage, readingForm(body.text.slice(passage.start, passage.end)));
    }
    if (fresh.length > 0) await inTransaction(store, (tx) => insertPassages(tx, fresh));
    bodies += page.length;
    onProgress({ step: 'passages', done: bodies, total: null, unit: 'texts' });
  }
  const distinct = [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, passage]) => passage);
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

function collect(found: Map<string, DistinctPassage>, passage: StoredPassage, text: string): void {
  const { body, position, language, textSha256 } = passage;
  const key = textSha256.toString('hex');
  const known = found.get(key);
  if (known) known.places.push({ body, position });
  else found.set(key, { text, language, sha256: textSha256, places: [{ body, position }] });
}
