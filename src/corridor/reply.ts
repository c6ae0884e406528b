import { mayBeQuoted } from '../core/publication.ts';
import { type AnswerInWords, currentAnswers } from '../store/contribution.ts';
import type { Store } from '../store/open.ts';
import type { CutBody } from './passage.ts';

/** The same answers in words, however many contributions brought them. */
export type DistinctReply = {
  answers: AnswerInWords[];
  /** Who brought them, as positions in the list of versions. */
  versions: number[];
  /** Position of the first of them whose words may be quoted; null where nobody's may. */
  shown: number | null;
};

export type Replies = {
  distinct: DistinctReply[];
  /** The current version of each contribution, by id, in the order of the contributions' codes. */
  versionIds: string[];
  /** Per version whether its words may be quoted. */
  mayQuote: boolean[];
};

/** What the contributions of a consultation say, each wording once: campaigns send the same thousands of times. */
export async function gatherReplies(store: Store, consultationId: string): Promise<Replies> {
  const distinct = new Map<string, DistinctReply>();
  const versionIds: string[] = [];
  const mayQuote: boolean[] = [];
  for await (const page of currentAnswers(store.db, consultationId)) {
    for (const version of page) {
      const { versionId, answers } = version;
      const at = versionIds.push(versionId) - 1;
      const key = answers.map(({ question, body }) => `${question} ${body}`).join('\n');
      let reply = distinct.get(key);
      if (!reply) {
        reply = { answers, versions: [], shown: null };
        distinct.set(key, reply);
      }
      reply.versions.push(at);
      mayQuote.push(mayBeQuoted(version));
      if (mayQuote[at]) reply.shown ??= at;
    }
  }
  return { distinct: [...distinct.values()], versionIds, mayQuote };
}

/** Texts, by their hash in hexadecimal, that somebody contributed whose words may be quoted. */
export function showableBodies({ distinct }: Replies): Set<string> {
  return new Set(
    distinct.filter(({ shown }) => shown !== null).flatMap(({ answers }) => answers.map(({ body }) => body)),
  );
}

/** Distinct passages that stand in a text whose words may be quoted. */
export function showablePassages(
  bodies: ReadonlyMap<string, CutBody>,
  showable: ReadonlySet<string>,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const body of showable) for (const at of bodies.get(body)?.passages ?? []) found.add(at);
  return found;
}
