import type { Block, Section } from '../../core/finding.ts';
import { isMessageKey } from '../../core/message.ts';
import type { Draft } from '../draft.ts';
import { finding } from './finding.ts';

const REFUSALS_LISTED = 50;

/** What could not be taken in, read, coded or shown. */
export function limits(draft: Draft): Section {
  const { intake, run } = draft.input;
  const all = draft.count('contributions', {});
  const blocks: Block[] = [
    {
      kind: 'note',
      wording: {
        say: 'report.limits.intake',
        with: {
          received: { number: intake.received },
          accepted: { number: intake.accepted },
          merged: { number: intake.merged },
          refused: { number: intake.refused },
        },
      },
    },
    finding(draft, 'report.limits.unpublished', {
      hidden: { figure: draft.count('contributions', { publication: ['not_published', 'unknown'] }, all) },
    }),
  ];
  const uncoded = draft.count('passages', { theme: [''] }, draft.count('passages', {}));
  if (draft.value(uncoded) > 0)
    blocks.push(finding(draft, 'report.limits.unassigned', { passages: { figure: uncoded } }));
  if (intake.vanished > 0) {
    blocks.push({
      kind: 'note',
      wording: { say: 'report.limits.vanished', with: { number: { number: intake.vanished } } },
    });
  }
  const items = [
    ...intake.attachments.map(({ state, count }) => ({
      say: `report.limits.attachment_${state}`,
      with: { number: { number: count } },
    })),
    ...run.unprocessed.map(({ what, count }) => ({
      say: `report.limits.${what}`,
      with: { number: { number: count } },
    })),
    ...intake.refusals.slice(0, REFUSALS_LISTED).map(({ file, row, field, reason }) => ({
      say: `report.limits.refusal_${row === null ? 'file' : field ? 'field' : 'row'}`,
      with: { file: { text: file }, row: { number: row ?? 0 }, field: { text: field ?? '' }, reason: { text: reason } },
    })),
  ].filter(({ say }) => isMessageKey(say));
  if (items.length > 0) blocks.push({ kind: 'list', items });
  return { id: 'limits', title: { say: 'report.limits.title' }, blocks };
}
