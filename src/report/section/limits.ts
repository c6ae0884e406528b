import type { Block, Section, Wording } from '../../core/finding.ts';
import { isMessageKey } from '../../core/message.ts';
import type { Draft, IntakeInput } from '../draft.ts';
import { finding } from './finding.ts';

const ROWS_LISTED = 50;

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
  const aside = [
    ['late_waiting', intake.late.waiting],
    ['late_refused', intake.late.refused],
    ['withdrawn', intake.withdrawn],
    ['undone', intake.undone],
  ] as const;
  for (const [what, number] of aside) {
    if (number > 0)
      blocks.push({ kind: 'note', wording: { say: `report.limits.${what}`, with: { number: { number } } } });
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
  ].filter(({ say }) => isMessageKey(say));
  if (items.length > 0) blocks.push({ kind: 'list', items });
  if (intake.refusals.length > 0) {
    blocks.push(
      { kind: 'note', wording: { say: 'report.limits.refusals' } },
      { kind: 'list', items: refusalItems(intake.refusals) },
    );
  }
  return { id: 'limits', title: { say: 'report.limits.title' }, blocks };
}

/**
 * Where something was refused: by imported file and field, with the rows and how many there are. What has no row is a file of
 * a contributor, whose name can be that of a person: those are only counted.
 */
function refusalItems(refusals: IntakeInput['refusals']): Wording[] {
  const places = Map.groupBy(refusals, ({ file, row, field }) =>
    row === null ? '' : JSON.stringify(field === null ? [file] : [file, field]),
  );
  return [...places].map(([place, own]): Wording => {
    const number = { number: own.length };
    if (place === '') return { say: 'report.limits.refusal_file', with: { number } };
    const { file, field } = own[0]!;
    const listed = own.slice(0, ROWS_LISTED).map(({ row }) => ({ text: String(row) }));
    const rows = { labels: own.length > ROWS_LISTED ? [...listed, { text: '…' }] : listed };
    if (field === null) return { say: 'report.limits.refusal_row', with: { file: { text: file }, number, rows } };
    return { say: 'report.limits.refusal_field', with: { file: { text: file }, field: { text: field }, number, rows } };
  });
}
