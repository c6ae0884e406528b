import { findCampaigns } from '../analysis/campaign.ts';
import { joinAnswers } from '../core/contribution.ts';
import type { OnProgress } from '../core/progress.ts';
import type { FoundCampaign } from '../store/analysis.ts';
import type { CutBody } from './passage.ts';
import type { DistinctReply, Replies } from './reply.ts';

/** The campaigns of a consultation, found over the whole texts of its contributions, each wording looked at once. */
export function gatherCampaigns(
  replies: Replies,
  bodies: ReadonlyMap<string, CutBody>,
  onProgress: OnProgress,
): FoundCampaign[] {
  const { distinct, versionIds } = replies;
  const texts = distinct.map((reply) => ({
    id: firstId(reply, versionIds),
    text: joinAnswers(reply.answers.map(({ body }) => bodies.get(body)!.text)),
    count: reply.versions.length,
  }));
  const positions = new Map(texts.map(({ id }, at) => [id, at]));
  return findCampaigns(texts, onProgress).map(({ key, template, members }): FoundCampaign => {
    const words = texts[positions.get(template)!]!.text;
    const copies = members.map(({ id }) => positions.get(id)!).filter((at) => texts[at]!.text === words);
    const sent = copies.map((at) => distinct[at]!);
    return {
      key,
      template: shownAmong(sent, template, replies),
      members: members.map(({ id, role, overlap }) => ({
        versionIds: distinct[positions.get(id)!]!.versions.map((at) => versionIds[at]!),
        role,
        overlap,
      })),
    };
  });
}

/** Of all who brought it, the id that comes first. */
function firstId({ versions }: DistinctReply, versionIds: readonly string[]): string {
  return versions.reduce((least, at) => (versionIds[at]! < least ? versionIds[at]! : least), versionIds[versions[0]!]!);
}

/** The template itself where it may be shown; else the same words from somebody who may be, where there is one. */
function shownAmong(copies: readonly DistinctReply[], template: string, { versionIds, mayQuote }: Replies): string {
  const own = copies.flatMap(({ versions }) => versions).find((at) => versionIds[at] === template);
  if (own !== undefined && mayQuote[own]) return template;
  const first = copies
    .flatMap(({ shown }) => shown ?? [])
    .reduce((least, at) => Math.min(least, at), versionIds.length);
  return versionIds[first] ?? template;
}
