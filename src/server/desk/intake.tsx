import type { FieldReading, Refusal } from '../../core/intake.ts';
import { deskConsultationUrl, deskUrl } from '../address.ts';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { NoImport } from './consultation.tsx';
import { ImportFacts, ImportSum, type ImportView } from './import-summary.tsx';

export type DeskIntakeProps = {
  frame: Frame;
  head: ConsultationHead;
  /** Newest first. */
  imports: ImportView[];
  /** Of the newest import. */
  refusals: Refusal[];
  reading: FieldReading[];
};

/** What came from where, what was refused and why. */
export function DeskIntake({ frame, head, imports, refusals, reading }: DeskIntakeProps) {
  const { reader } = frame;
  const { slug, timeZone: zone } = head;
  const last = imports[0];
  return (
    <Page
      frame={frame}
      title={reader.text('desk.intake.title')}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(slug), label: reader.localText(head.title) },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead lead={reader.say('desk.intake.lead')}>{reader.say('desk.intake.title')}</PageHead>
      {last === undefined ? (
        <NoImport frame={frame} slug={slug} />
      ) : (
        <>
          <Section id="last" heading={reader.say('desk.import.last')}>
            <ImportSum reader={reader} of={last} />
            <ImportFacts reader={reader} of={last} zone={zone} />
          </Section>
          <Section id="refused" heading={reader.say('desk.intake.refused')}>
            {refusals.length === 0 ? (
              <p>{reader.say('desk.intake.nothing_refused')}</p>
            ) : (
              <Refusals frame={frame} refusals={refusals} />
            )}
          </Section>
          <Section id="reading" heading={reader.say('desk.intake.reading')}>
            <p>{reader.say('desk.intake.reading_lead')}</p>
            <Reading frame={frame} reading={reading} />
          </Section>
          {imports.length > 1 && (
            <Section id="earlier" heading={reader.say('desk.intake.earlier')}>
              <Earlier frame={frame} imports={imports.slice(1)} zone={zone} />
            </Section>
          )}
        </>
      )}
    </Page>
  );
}

function Refusals({ frame: { reader }, refusals }: { frame: Frame; refusals: Refusal[] }) {
  return (
    <DataTable
      id="refusals"
      caption={reader.say('desk.intake.refusals', { n: refusals.length })}
      columns={[
        { label: reader.say('desk.intake.where') },
        { label: reader.say('desk.intake.field') },
        { label: reader.say('desk.intake.reason') },
        { label: reader.say('desk.intake.effect') },
      ]}
      rows={refusals.map(({ file, row, field, reason, partial }) => ({
        heading: row === null ? file : reader.say('desk.intake.row', { file, row }),
        cells: [field ?? '–', reason, reader.say(partial ? 'desk.intake.effect.field' : 'desk.intake.effect.row')],
      }))}
    />
  );
}

function Reading({ frame: { reader }, reading }: { frame: Frame; reading: FieldReading[] }) {
  return (
    <DataTable
      id="fields"
      caption={reader.say('desk.intake.fields', { n: reading.length })}
      columns={[
        { label: reader.say('desk.intake.column') },
        { label: reader.say('desk.intake.position'), align: 'number' },
        { label: reader.say('desk.intake.role') },
        { label: reader.say('desk.intake.question') },
        { label: reader.say('desk.intake.why') },
      ]}
      rows={reading.map(({ field, position, role, question, decidedBy, reason }) => ({
        heading: field,
        cells: [
          reader.number(position),
          reader.say(`desk.role.${role}`),
          question ?? '–',
          decidedBy === 'given' ? reader.say('desk.intake.given') : reason,
        ],
      }))}
    />
  );
}

function Earlier({ frame: { reader }, imports, zone }: { frame: Frame; imports: ImportView[]; zone: string }) {
  const counts = ['received', 'accepted', 'merged', 'refused'] as const;
  return (
    <DataTable
      id="imports"
      caption={reader.say('desk.intake.earlier')}
      quietCaption
      columns={[
        { label: reader.say('desk.import.file') },
        { label: reader.say('desk.import.at') },
        ...counts.map((count) => ({ label: reader.say(`desk.import.${count}`), align: 'number' as const })),
      ]}
      rows={imports.map((one) => ({
        heading: one.file,
        cells: [reader.moment(one.startedAt, zone), ...counts.map((count) => reader.number(one[count]))],
      }))}
    />
  );
}
