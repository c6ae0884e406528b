import { COARSENED, type GroupingColumn } from '../../core/evidence.ts';
import { PERCENTAGE_FLOOR } from '../../core/figure.ts';
import type { Block, Label, Section } from '../../core/finding.ts';
import { type Draft, groupLabel, type QuoteCandidate } from '../draft.ts';
import { finding, themesByCount } from './finding.ts';

const QUOTES_PER_THEME = 3;
const GROUPS_SHOWN = 8;

/** The themes with their counts, by group, with quotes; most frequent first. */
export function themes(draft: Draft): Section | null {
  const sorted = themesByCount(draft);
  if (sorted.length === 0) return null;
  const bars = sorted.map(({ theme, figure }) => ({ label: draft.label(theme.name), figure }));
  return {
    id: 'themes',
    title: { say: 'report.themes.title' },
    blocks: [
      { kind: 'note', wording: { say: 'report.themes.how' } },
      {
        kind: 'bars',
        caption: { say: 'report.themes.caption', with: { all: { figure: draft.count('contributions', {}) } } },
        bars,
      },
      ...sorted.flatMap((input) => themeBlocks(draft, input)),
    ],
  };
}

function themeBlocks(draft: Draft, { theme, figure, typical }: ReturnType<typeof themesByCount>[number]): Block[] {
  const where = { theme: [theme.key] };
  const quotes = pickQuotes(draft, typical);
  const blocks: Block[] = [
    { kind: 'heading', label: draft.label(theme.name), badge: theme.origin, anchor: theme.key },
    finding(
      draft,
      'report.themes.count',
      {
        contributions: { figure },
        stakeholders: { figure: draft.count('stakeholders', where) },
        texts: { figure: draft.count('texts', where) },
        passages: { figure: draft.count('passages', where) },
      },
      quotes,
    ),
  ];
  if (theme.origin === 'candidate') {
    blocks.push({ kind: 'note', wording: { say: 'report.themes.terms', with: { terms: terms(theme.terms) } } });
    const other = theme.notThis && draft.input.themes.find((input) => input.theme.key === theme.notThis?.theme);
    if (theme.notThis && other) {
      const places = { other: draft.label(other.theme.name), terms: terms(theme.notThis.terms) };
      blocks.push({ kind: 'note', wording: { say: 'report.themes.not_this', with: places } });
    }
  }
  return [
    ...blocks,
    ...byKind(draft, theme.key),
    ...byGroup(draft, theme.key, 'user_type'),
    ...byGroup(draft, theme.key, 'country'),
  ];
}

/** What the contributions under a theme do there, where the machine has told it of any passage. */
function byKind(draft: Draft, theme: string): Block[] {
  const where = { theme: [theme] };
  if (draft.index.count('passages', { ...where, kind: ['*'] }) === 0) return [];
  return [
    finding(draft, 'report.themes.kinds', {
      suggestions: { figure: draft.share({ kind: ['suggestion'] }, where) },
      reasons: { figure: draft.share({ kind: ['reason', 'evidence'] }, where) },
      evidence: { figure: draft.share({ kind: ['evidence'] }, where) },
      told: { figure: draft.count('passages', { ...where, kind: ['*'] }) },
      passages: { figure: draft.count('passages', where) },
    }),
  ];
}

function terms(list: readonly { term: string }[]): { labels: Label[] } {
  return { labels: list.map(({ term }) => ({ text: term })) };
}

/** The share of each group that is large enough to speak of shares, where there are at least two such groups. */
function byGroup(draft: Draft, theme: string, column: GroupingColumn): Block[] {
  const large = draft
    .groups(column)
    .filter(({ value, count }) => value !== '' && value !== COARSENED && count >= PERCENTAGE_FLOOR)
    .slice(0, GROUPS_SHOWN);
  if (large.length < 2) return [];
  const bars = large.map(({ value }) => ({
    label: groupLabel(column, value),
    figure: draft.share({ theme: [theme] }, { [column]: [value] }),
  }));
  return [{ kind: 'bars', caption: { say: `report.themes.by_${column}` }, bars }];
}

/** Quotes from different contributions, in other languages and groups before more of the same; one look at all for each. */
function pickQuotes(draft: Draft, typical: readonly QuoteCandidate[]): string[] {
  const quotable = typical.filter(({ contribution }) => draft.index.row(contribution)?.text !== '');
  const picked: QuoteCandidate[] = [];
  while (picked.length < QUOTES_PER_THEME) {
    const next = mostNovel(draft, quotable, picked);
    if (!next) break;
    picked.push(next);
  }
  return picked.map((candidate) => draft.quote(candidate)).filter((id) => id !== null);
}

/** The first of those that bring most that is new; null where nothing does. */
function mostNovel(
  draft: Draft,
  candidates: readonly QuoteCandidate[],
  picked: readonly QuoteCandidate[],
): QuoteCandidate | null {
  let best: QuoteCandidate | null = null;
  let most = 0;
  for (const candidate of candidates) {
    const own = novelty(draft, candidate, picked);
    if (own > most) [best, most] = [candidate, own];
  }
  return best;
}

/** 0 for a contribution or text that is quoted already; more for a language or group that has not been. */
function novelty(draft: Draft, candidate: QuoteCandidate, picked: readonly QuoteCandidate[]): number {
  const row = draft.index.row(candidate.contribution)!;
  const rows = picked.map(({ contribution }) => draft.index.row(contribution)!);
  if (rows.some((other) => other.contribution === row.contribution || other.text_group === row.text_group)) return 0;
  const newLanguage = picked.every(({ language }) => language !== candidate.language);
  const newGroup = rows.every((other) => other.user_type !== row.user_type);
  return 1 + Number(newLanguage) + Number(newGroup);
}
