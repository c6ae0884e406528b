/** What the contributor allowed: their name beside the words, the words alone, neither; `unknown` counts as neither. */
export const PUBLICATION_CHOICES = ['with_name', 'anonymous', 'not_published', 'unknown'] as const;
export type PublicationChoice = (typeof PUBLICATION_CHOICES)[number];

/** Whether the words may be shown and quoted. Without a recorded choice nothing is. */
export function mayBePublished(choice: PublicationChoice): boolean {
  return choice === 'with_name' || choice === 'anonymous';
}

/**
 * Whether a report may quote it. What its source no longer shows is still counted, because nobody withdrew it; it is not
 * quoted, because a reader who follows the quote to the source would not find it.
 */
export function mayBeQuoted({ publication, vanished }: { publication: PublicationChoice; vanished: boolean }): boolean {
  return mayBePublished(publication) && !vanished;
}
