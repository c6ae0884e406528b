import type { Campaign } from '../analysis/campaign.ts';
import type { Embedder } from '../analysis/embed.ts';
import { openLanguageDetector } from '../analysis/language.ts';
import { findCampaignsAcrossLanguages } from '../analysis/translation.ts';
import { joinAnswers } from '../core/contribution.ts';
import type { OnProgress } from '../core/progress.ts';
import type { FoundCampaign } from '../store/analysis.ts';
import type { CutBody } from './passage.ts';
import type { DistinctReply, Replies } from './reply.ts';

/** The campaigns of a consultation, found over the whole texts of its contributions, each wording looked at once. */
export async function gatherCampaigns(
  replies: Replies,
  bodies: ReadonlyMap<string, CutBody>,
  { embed }: Embedder,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<FoundCampaign[]> {
  const { distinct, versionIds } = replies;
  const texts = distinct.map((reply) => ({
    id: firstId(reply, versionIds),
    text: joinAnswers(reply.answers.map(({ body }) => bodies.get(body)!.text)),
    count: reply.versions.length,
  }));
  const positions = new Map(texts.map(({ id }, at) => [id, at]));
  const reader = { tellLanguage: openLanguageDetector(), embed, ...(signal && { signal }) };
  const found = await findCampaignsAcrossLanguages(texts, reader, onProgress);
  return found.map((campaign): FoundCampaign => {
    const { key, text, translations, members } = campaign;
    const sentWith = (template: string) => {
      const words = texts[positions.get(template)!]!.text;
      const copies = members.map(({ id }) => positions.get(id)!).filter((at) => texts[at]!.text === words);
      return shownAmong(
        copies.map((at) => distinct[at]!),
        template,
        replies,
      );
    };
    return {
      key,
      template: sentWith(campaign.template),
      texts: { text, translations: shownTranslations(translations, sentWith, replies) },
      members: members.map(({ id, role, overlap }) => ({
        versionIds: distinct[positions.get(id)!]!.versions.map((at) => versionIds[at]!),
        role,
        overlap,
      })),
    };
  });
}

/** Those that somebody sent whose words may be shown. */
function shownTranslations(
  translations: Campaign['translations'],
  sentWith: (template: string) => string,
  { versionIds, mayQuote }: Replies,
): { language: string; text: string }[] {
  if (translations.length === 0) return [];
  const quotable = new Set(versionIds.filter((_, at) => mayQuote[at]));
  return translations
    .filter(({ template }) => quotable.has(sentWith(template)))
    .map(({ language, text }) => ({ language, text }));
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
