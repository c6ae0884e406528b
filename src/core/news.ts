import { type DerogationKind, type Stage, stageState, takesInput } from './stage.ts';
import type { LocalText } from './text.ts';

/** Something that became of a consultation and everybody may know; `id` stays the same for ever. */
export type News = { id: string; at: Date } & (
  | { kind: 'published' }
  | { kind: 'opened' | 'closed'; stage: LocalText; input: boolean; closesAt: Date }
  | { kind: 'derogation'; stage: LocalText; derogation: DerogationKind; reason: LocalText }
  | { kind: 'event'; slug: string; event: LocalText; startsAt: Date }
  | { kind: 'edition'; number: number }
);

/** What news are told from. */
export type NewsSource = {
  publishedAt: Date | null;
  stages: readonly (Stage & { derogations: readonly { kind: DerogationKind; reason: LocalText; at: Date }[] })[];
  events: readonly { id: string; slug: string; title: LocalText; startsAt: Date }[];
  editions: readonly { number: number; madeAt: Date }[];
};

const DAY_MS = 24 * 3_600_000;
/** So long before an event it is news. */
const EVENT_NEWS_DAYS = 7;

/** The news of a consultation until now, the newest first; what was before it was published is none. */
export function newsOf({ publishedAt, stages, events, editions }: NewsSource, now: Date): News[] {
  if (publishedAt === null) return [];
  const news: News[] = [{ id: 'published', at: publishedAt, kind: 'published' }];
  for (const stage of stages) {
    const { id, title, opensAt, closesAt, kind } = stage;
    const input = takesInput(kind);
    const told = { stage: title, input, closesAt };
    if (stageState(stage, now) !== 'skipped') {
      news.push({ id: `stage-${id}-opened`, at: opensAt, kind: 'opened', ...told });
      news.push({ id: `stage-${id}-closed`, at: closesAt, kind: 'closed', ...told });
    }
    for (const [i, { kind: derogation, reason, at }] of stage.derogations.entries()) {
      const what = `stage-${id}-derogation-${i + 1}`;
      news.push({ id: what, at, kind: 'derogation', stage: title, derogation, reason });
    }
  }
  for (const { id, slug, title, startsAt } of events) {
    const at = new Date(startsAt.getTime() - EVENT_NEWS_DAYS * DAY_MS);
    news.push({ id: `event-${id}`, at, kind: 'event', slug, event: title, startsAt });
  }
  for (const { number, madeAt } of editions)
    news.push({ id: `edition-${number}`, at: madeAt, kind: 'edition', number });
  return news
    .map((one) => (one.at < publishedAt ? { ...one, at: publishedAt } : one))
    .filter(({ at }) => at <= now)
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? -1 : 1));
}
