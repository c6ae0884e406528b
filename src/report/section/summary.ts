import type { Block, Section } from '../../core/finding.ts';
import type { Draft } from '../draft.ts';
import { finding, themesByCount } from './finding.ts';

const THEMES_IN_SUMMARY = 6;

/** Who was heard, about what, and how sure the reader may be: one page. */
export function summary(draft: Draft): Section {
  const all = draft.count('contributions', {});
  const blocks: Block[] = [
    finding(draft, 'report.summary.heard', {
      contributions: { figure: all },
      stakeholders: { figure: draft.count('stakeholders', {}) },
      texts: { figure: draft.count('texts', {}) },
    }),
  ];
  const themes = themesByCount(draft);
  if (themes.length > 0) {
    blocks.push(
      finding(draft, 'report.summary.coded', {
        passages: { figure: draft.count('passages', {}) },
        assigned: { figure: draft.count('passages', { theme: ['*'] }, draft.count('passages', {})) },
        themes: { figure: draft.count('themes', {}) },
      }),
      {
        kind: 'bars',
        caption: { say: 'report.summary.themes', with: { all: { figure: all } } },
        bars: themes
          .slice(0, THEMES_IN_SUMMARY)
          .map(({ theme, figure }) => ({ label: draft.label(theme.name), figure })),
      },
    );
  }
  const inCampaigns = draft.share({ campaign: ['*'] });
  const campaigns = draft.count('campaigns', {});
  if (draft.value(campaigns) > 0) {
    blocks.push(
      finding(draft, 'report.summary.campaigns', {
        campaigns: { figure: campaigns },
        contributions: { figure: inCampaigns },
      }),
    );
  }
  blocks.push({ kind: 'note', wording: { say: 'report.summary.no_poll' } });
  return { id: 'summary', title: { say: 'report.summary.title' }, blocks };
}
