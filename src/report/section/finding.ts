import type { Block, Finding, Wording } from '../../core/finding.ts';
import type { Theme } from '../../core/theme.ts';
import type { Draft, ThemeInput } from '../draft.ts';

/** A block that makes a claim. */
export function finding(
  draft: Draft,
  say: string,
  places: NonNullable<Wording['with']>,
  quotes: string[] = [],
): Extract<Block, { kind: 'finding' }> {
  draft.findings++;
  const made: Finding = { id: `n${draft.findings}`, wording: { say, with: places } };
  return { kind: 'finding', finding: quotes.length > 0 ? { ...made, quotes } : made };
}

/** Themes by how many contributions have them, most first, each with the figure that says so. */
export function themesByCount(draft: Draft): (ThemeInput & { theme: Theme; figure: string })[] {
  return draft.input.themes
    .map((input) => ({ ...input, figure: draft.share({ theme: [input.theme.key] }) }))
    .sort((a, b) => draft.value(b.figure) - draft.value(a.figure) || (a.theme.key < b.theme.key ? -1 : 1));
}
