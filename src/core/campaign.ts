/** How a text belongs to a campaign: the text that was handed out, a changed copy, or an own text that contains a part of it. */
export const CAMPAIGN_ROLES = ['template', 'variant', 'part'] as const;
export type CampaignRole = (typeof CAMPAIGN_ROLES)[number];
