/** What the contributor allowed: their name beside the words, the words alone, neither; `unknown` counts as neither. */
export const PUBLICATION_CHOICES = ['with_name', 'anonymous', 'not_published', 'unknown'] as const;
export type PublicationChoice = (typeof PUBLICATION_CHOICES)[number];

/** Whether the words may be shown and quoted. Without a recorded choice nothing is. */
export function mayBePublished(choice: PublicationChoice): boolean {
  return choice === 'with_name' || choice === 'anonymous';
}
