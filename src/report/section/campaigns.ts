import type { Block, Section } from '../../core/finding.ts';
import type { CampaignInput, Draft } from '../draft.ts';
import { groupLabel } from '../draft.ts';
import { finding } from './finding.ts';

const SHOWN = 25;
const EXCERPT_CHARACTERS = 1200;

/** Texts that came from many: never merged, counted both ways; one that the tables may not name is not shown. */
export function campaigns(draft: Draft): Section | null {
  const sorted = draft.input.campaigns
    .map((campaign) => ({ campaign, figure: draft.share({ campaign: [campaign.key] }) }))
    .filter(({ figure }) => draft.value(figure) > 0)
    .sort((a, b) => draft.value(b.figure) - draft.value(a.figure) || (a.campaign.key < b.campaign.key ? -1 : 1));
  if (sorted.length === 0) return null;
  const inAll = draft.share({ campaign: ['*'] });
  const blocks: Block[] = [
    finding(draft, 'report.campaigns.count', {
      campaigns: { figure: draft.count('campaigns', {}) },
      contributions: { figure: inAll },
      all: { figure: draft.count('contributions', {}) },
      texts: { figure: draft.count('texts', {}) },
    }),
    { kind: 'note', wording: { say: 'report.campaigns.how' } },
    ...sorted.slice(0, SHOWN).flatMap(({ campaign, figure }, i) => campaignBlocks(draft, campaign, figure, i + 1)),
  ];
  if (sorted.length > SHOWN) {
    blocks.push({
      kind: 'note',
      wording: { say: 'report.campaigns.more', with: { number: { number: sorted.length - SHOWN } } },
    });
  }
  return { id: 'campaigns', title: { say: 'report.campaigns.title' }, blocks };
}

function campaignBlocks(draft: Draft, campaign: CampaignInput, figure: string, number: number): Block[] {
  const where = { campaign: [campaign.key] };
  const role = (name: string) => ({ figure: draft.count('contributions', { ...where, campaign_role: [name] }) });
  const types = draft
    .groups('user_type')
    .filter(({ value }) => value !== '' && draft.index.count('contributions', { ...where, user_type: [value] }) > 0);
  const blocks: Block[] = [
    { kind: 'heading', label: { message: 'report.campaigns.one' }, anchor: campaign.key },
    finding(draft, 'report.campaigns.members', {
      contributions: { figure },
      stakeholders: { figure: draft.count('stakeholders', where) },
      template: role('template'),
      variant: role('variant'),
      translation: role('translation'),
      part: role('part'),
    }),
    ...excerpts(draft, campaign, number),
  ];
  if (types.length > 0) {
    blocks.push({
      kind: 'bars',
      caption: { say: 'report.campaigns.by_user_type' },
      bars: types.map(({ value }) => ({
        label: groupLabel('user_type', value),
        figure: draft.share({ user_type: [value] }, where),
      })),
    });
  }
  return blocks;
}

/** The campaign's text in its languages, where a contribution that may be published carries it. */
function excerpts(draft: Draft, { template, ...campaign }: CampaignInput, number: number): Block[] {
  if (template === '' || !draft.index.row(campaign.templateContribution)?.text)
    return [{ kind: 'note', wording: { say: 'report.campaigns.template_hidden' } }];
  const label = (say: 'report.campaigns.template' | 'report.campaigns.in_language') => ({
    say,
    with: { number: { number } },
  });
  return [
    {
      kind: 'excerpt',
      label: label('report.campaigns.template'),
      text: shortened(template),
      language: campaign.language,
    },
    ...campaign.translations.map(
      ({ language, text }): Block => ({
        kind: 'excerpt',
        label: label('report.campaigns.in_language'),
        text: shortened(text),
        language,
      }),
    ),
  ];
}

function shortened(text: string): string {
  const cut = text.length > EXCERPT_CHARACTERS ? `${text.slice(0, EXCERPT_CHARACTERS)} …` : text;
  return cut.toWellFormed();
}
