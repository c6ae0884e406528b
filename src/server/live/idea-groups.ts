import { type Embedder, openEmbedder } from '../../analysis/embed.ts';
import { placeIdeas } from '../../analysis/idea-group.ts';
import { DIMENSIONS } from '../../analysis/model.ts';
import type { Store } from '../../store/open.ts';
import { groupTexts, textsToGroup } from '../../store/room-text.ts';

/** Vectors of so many texts are kept at hand. */
const MOST_VECTORS = 20_000;

/** Puts ideas into groups as they come, in the background: nobody who says something waits for it. */
export type IdeaGroups = {
  /** Looks at what has no group yet in a round; `anew` also at what was left waiting before. */
  gather: (roomId: string, roundId: string, anew?: boolean) => Promise<void>;
  close: () => Promise<void>;
};

export function openIdeaGroups(store: Pick<Store, 'db'>): IdeaGroups {
  let embedder: Promise<Embedder> | undefined;
  const vectors = new Map<string, Int8Array>();
  const looked = new Set<string>();
  const running = new Map<string, Promise<void>>();

  /** The static tier alone: it takes a fraction of a millisecond for a text. */
  async function embed(texts: readonly { id: string; text: string; language: string | null }[]): Promise<void> {
    const unknown = texts.filter(({ id }) => !vectors.has(id));
    if (unknown.length === 0) return;
    embedder ??= openEmbedder({ threads: 1 });
    const wanted = unknown.map(({ text, language }) => ({ text, language: language ?? 'und' }));
    const made = await (await embedder).embed(wanted, { encoderTokenBudget: 0 });
    if (vectors.size > MOST_VECTORS) vectors.clear();
    for (const [i, { id }] of unknown.entries())
      vectors.set(id, made.vectors.slice(i * DIMENSIONS, (i + 1) * DIMENSIONS));
  }

  function vectorOf(id: string): Int8Array | undefined {
    const vector = vectors.get(id);
    return vector?.some((x) => x !== 0) ? vector : undefined;
  }

  async function look(roomId: string, roundId: string, anew: boolean): Promise<void> {
    await embed(await textsToGroup(store.db, roundId));
    await groupTexts(store, roomId, roundId, (texts) => {
      const loose = texts.filter(({ id, groupId }) => groupId === null && vectors.has(id));
      const fresh = loose.filter(({ id }) => anew || !looked.has(id)).map(({ id }) => id);
      for (const id of fresh) looked.add(id);
      return placeIdeas(texts, new Set(fresh), vectorOf);
    });
  }

  return {
    // One look after another per round: texts that came meanwhile are in the next one.
    gather: (roomId, roundId, anew = false) => {
      const next = (running.get(roundId) ?? Promise.resolve()).catch(() => {}).then(() => look(roomId, roundId, anew));
      running.set(roundId, next);
      return next;
    },
    close: async () => {
      await Promise.allSettled(running.values());
      await (await embedder)?.close();
    },
  };
}
