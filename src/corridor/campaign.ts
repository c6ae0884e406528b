import { findCampaigns } from '../analysis/campaign.ts';
import { wholeText } from '../core/contribution.ts';
import type { OnProgress } from '../core/progress.ts';
import { mayBeQuoted } from '../core/publication.ts';
import type { FoundCampaign } from '../store/analysis.ts';
import { currentContributions } from '../store/contribution.ts';
import type { Store } from '../store/open.ts';

/** The campaigns of a consultation, found over the whole texts of its contributions; and how many contributions there are. */
export async function gatherCampaigns(
  store: Store,
  consultationId: string,
  onProgress: OnProgress,
): Promise<{ campaigns: FoundCampaign[]; contributions: number }> {
  const texts: { id: string; text: string }[] = [];
  const quotable = new Set<string>();
  let contributions = 0;
  for await (const page of currentContributions(store.db, consultationId)) {
    contributions += page.length;
    for (const contribution of page) {
      const { versionId, answers } = contribution;
      texts.push({ id: versionId, text: wholeText(answers).text });
      if (mayBeQuoted(contribution)) quotable.add(versionId);
    }
  }
  const textOf = new Map(texts.map(({ id, text }) => [id, text]));
  const campaigns = findCampaigns(texts, onProgress).map(({ key, template, members }): FoundCampaign => {
    // The same words from somebody who may be shown stand for the campaign where there is one.
    const shown = members.find(({ id }) => quotable.has(id) && textOf.get(id) === textOf.get(template))?.id ?? template;
    return {
      key,
      template: quotable.has(template) ? template : shown,
      members: members.map(({ id, role, overlap }) => ({ versionId: id, role, overlap })),
    };
  });
  return { campaigns, contributions };
}
