/**
 * How a text belongs to a campaign: the text that was handed out, a changed copy, the text in another language, or an own
 * text that contains a part of it.
 */
export const CAMPAIGN_ROLES = ['template', 'variant', 'translation', 'part'] as const;
export type CampaignRole = (typeof CAMPAIGN_ROLES)[number];

/** What the members of a campaign share, `[…]` for what differs; and the same in other languages. */
export type CampaignTexts = { text: string; translations: { language: string; text: string }[] };
