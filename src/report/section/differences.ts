import { COARSENED, type GroupingColumn } from '../../core/evidence.ts';
import { PERCENTAGE_FLOOR } from '../../core/figure.ts';
import type { Block, Section } from '../../core/finding.ts';
import { type Draft, groupLabel } from '../draft.ts';
import { finding, themesByCount } from './finding.ts';

/** A group differs when its share is at least twice the others' and at least ten points above it. */
const RATIO = 2;
const POINTS = 0.1;
const SHOWN = 12;
/** A theme of at most this share of all contributions is one of few. */
const FEW = 0.02;

const COLUMNS: GroupingColumn[] = ['user_type', 'country', 'size', 'language'];

/** Views that an average would lose: themes that weigh more in one group, and themes of few. */
export function differences(draft: Draft): Section | null {
  const themes = themesByCount(draft);
  const strong = COLUMNS.flatMap((column) => strongInGroups(draft, column)).sort((a, b) => b.points - a.points);
  const blocks: Block[] = strong.slice(0, SHOWN).map(({ theme, column, value, inGroup, overall }) =>
    finding(draft, 'report.differences.more', {
      theme: draft.label(theme.name),
      group: groupLabel(column, value),
      in_group: { figure: inGroup },
      overall: { figure: overall },
    }),
  );
  const all = draft.value(draft.count('contributions', {}));
  const few = themes.filter(({ figure }) => draft.value(figure) > 0 && draft.value(figure) <= FEW * all);
  if (few.length > 0) {
    blocks.push({
      kind: 'bars',
      caption: { say: 'report.differences.few' },
      bars: few.map(({ theme, figure }) => ({ label: draft.label(theme.name), figure })),
    });
  }
  if (blocks.length === 0) return null;
  blocks.unshift({
    kind: 'note',
    wording: { say: 'report.differences.how', with: { floor: { number: PERCENTAGE_FLOOR } } },
  });
  return { id: 'differences', title: { say: 'report.differences.title' }, blocks };
}

function strongInGroups(draft: Draft, column: GroupingColumn) {
  const groups = draft
    .groups(column)
    .filter(({ value, count }) => value !== '' && value !== COARSENED && count >= PERCENTAGE_FLOOR);
  if (groups.length < 2) return [];
  const all = draft.value(draft.count('contributions', {}));
  return themesByCount(draft).flatMap(({ theme, figure: overall }) =>
    groups.flatMap(({ value, count }) => {
      const inside = draft.index.count('contributions', { theme: [theme.key], [column]: [value] });
      const outside = draft.value(overall) - inside;
      const share = inside / count;
      const rest = outside / Math.max(1, all - count);
      if (share < RATIO * rest || share - rest < POINTS) return [];
      const inGroup = draft.share({ theme: [theme.key] }, { [column]: [value] });
      return [{ theme, column, value, inGroup, overall, points: share - rest }];
    }),
  );
}
