import type { Child } from 'hono/jsx';
import type { AttendanceCounts } from '../../core/attendance.ts';
import { may } from '../../core/capability.ts';
import type { Refusal } from '../../core/refusal.ts';
import { pickText } from '../../core/text.ts';
import type { ConsultationEvent } from '../../store/consultation.ts';
import type { EventRecordEntry, RoundTally } from '../../store/event-record.ts';
import { deskConsultationUrl, deskUrl, eventUrl, remoteUrl } from '../address.ts';
import { DefinitionList } from '../component/definition-list.tsx';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { DataTable } from '../component/table.tsx';
import { Span } from '../component/time.tsx';
import type { ConsultationHead } from '../site/head.ts';

export type DeskEventProps = {
  frame: Frame;
  head: ConsultationHead;
  event: ConsultationEvent;
  /** Null where no list of people was imported. */
  attendance: AttendanceCounts | null;
  rounds: RoundTally[];
  hostStatements: number;
  /** Newest first. */
  records: EventRecordEntry[];
  /** Who registered here; null where nobody registers for it here. */
  seats: Child | null;
};

/** An event: who registered here, then what its meeting tool reported: who registered and came, as counts; votes; what was imported. No names. */
export function DeskEvent({ frame, head, event, attendance, rounds, hostStatements, records, seats }: DeskEventProps) {
  const { reader } = frame;
  const { slug, timeZone: zone } = head;
  return (
    <Page
      frame={frame}
      title={reader.localText(event.title)}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(slug), label: reader.localText(head.title) },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.say(`page.event.${event.kind}`)}>{reader.local(event.title)}</PageHead>
      <p>
        <Span reader={reader} from={event.startsAt} to={event.endsAt} zone={zone} />{' '}
        <a href={eventUrl(slug, event.slug)}>{reader.say('desk.public_page')}</a>{' '}
        {frame.actor && may(frame.actor.roles, 'run the room') && (
          <a href={remoteUrl(slug, event.slug)}>{reader.say('desk.room')}</a>
        )}
      </p>
      {seats}
      <Section id="attendance" heading={reader.say('desk.event.attendance')}>
        {attendance ? (
          <Attendance frame={frame} counts={attendance} />
        ) : (
          <EmptyState heading={reader.say('desk.event.no_attendance')}>
            <p>{reader.say('desk.event.no_attendance_then')}</p>
            <pre>
              <code>
                antiphon import FILE --consultation {slug} --event {event.slug}
              </code>
            </pre>
          </EmptyState>
        )}
      </Section>
      {rounds.length > 0 && (
        <Section id="responses" heading={reader.say('desk.event.responses')}>
          <p>{reader.say('desk.event.responses_lead')}</p>
          {rounds.map((tally, index) => (
            <Round frame={frame} tally={tally} id={`round-${index + 1}`} />
          ))}
        </Section>
      )}
      {hostStatements > 0 && (
        <Section id="host-statements" heading={reader.say('desk.event.host_statements')}>
          <p>{reader.say('desk.event.host_statements_count', { n: hostStatements })}</p>
        </Section>
      )}
      {records.length > 0 && <Records frame={frame} records={records} zone={zone} />}
    </Page>
  );
}

function Attendance({ frame: { reader }, counts }: { frame: Frame; counts: AttendanceCounts }) {
  const of = (n: number, all: number) => reader.say('desk.event.of', { n: reader.number(n), all: reader.number(all) });
  const median = (minutes: number | null) =>
    minutes === null ? '–' : reader.say('desk.event.minutes', { n: minutes });
  const facts = [
    { term: reader.say('desk.event.registered'), detail: reader.number(counts.registered) },
    { term: reader.say('desk.event.attended'), detail: reader.number(counts.attended) },
    {
      term: reader.say('desk.event.registered_attended'),
      detail: of(counts.registeredAndAttended, counts.registered),
    },
    {
      term: reader.say('desk.event.median_minutes'),
      detail:
        counts.medianMinutes === null
          ? '–'
          : reader.say('desk.event.median_of', {
              minutes: counts.medianMinutes,
              n: counts.withMinutes,
              all: counts.attended,
            }),
    },
    ...(counts.waiting > 0 ? [{ term: reader.say('desk.event.waiting'), detail: reader.number(counts.waiting) }] : []),
    ...(counts.cancelled > 0
      ? [{ term: reader.say('desk.event.cancelled'), detail: reader.number(counts.cancelled) }]
      : []),
  ];
  return (
    <>
      <p>{reader.say('desk.event.attendance_lead')}</p>
      <DefinitionList facts={facts} />
      <DataTable
        id="roles"
        caption={reader.say('desk.event.by_role')}
        columns={[
          { label: reader.say('desk.event.role') },
          { label: reader.say('desk.event.registered'), align: 'number' },
          { label: reader.say('desk.event.attended'), align: 'number' },
          { label: reader.say('desk.event.median_minutes'), align: 'number' },
        ]}
        rows={counts.roles.map(({ role, registered, attended, medianMinutes }) => ({
          heading: reader.say(`desk.event.role.${role}`),
          cells: [reader.number(registered), reader.number(attended), median(medianMinutes)],
        }))}
      />
    </>
  );
}

function Round({ frame: { reader }, tally, id }: { frame: Frame; tally: RoundTally; id: string }) {
  const { question, respondents, counts } = tally;
  const chosen = new Map(counts.map(({ value, count }) => [value, count]));
  const options = 'options' in question ? question.options : [];
  const title = pickText(question.title, reader.language);
  return (
    <DataTable
      id={id}
      caption={
        <>
          <span lang={title.language}>{title.text}</span> {reader.say('desk.event.respondents', { n: respondents })}
        </>
      }
      columns={[
        { label: reader.say('desk.event.option') },
        { label: reader.say('desk.event.chosen'), align: 'number' },
      ]}
      rows={options.map(({ key, title: label }) => ({
        heading: pickText(label, reader.language).text,
        cells: [
          reader.say('desk.event.of', { n: reader.number(chosen.get(key) ?? 0), all: reader.number(respondents) }),
        ],
      }))}
    />
  );
}

function Records({ frame: { reader }, records, zone }: { frame: Frame; records: EventRecordEntry[]; zone: string }) {
  const counts = ['received', 'accepted', 'merged', 'refused'] as const;
  const refusals = records.flatMap((record) => record.refusals);
  return (
    <Section id="records" heading={reader.say('desk.event.records')}>
      <DataTable
        id="record-table"
        caption={reader.say('desk.event.records')}
        quietCaption
        columns={[
          { label: reader.say('desk.import.file') },
          { label: reader.say('desk.event.tells') },
          { label: reader.say('desk.import.at') },
          ...counts.map((count) => ({ label: reader.say(`desk.import.${count}`), align: 'number' as const })),
        ]}
        rows={records.map((one) => ({
          heading: one.fileName,
          cells: [
            reader.say(`desk.event.${one.kind}`),
            reader.moment(one.at, zone),
            ...counts.map((count) => reader.number(one[count])),
          ],
        }))}
      />
      {refusals.length > 0 && <Refusals frame={{ reader }} refusals={refusals} />}
    </Section>
  );
}

function Refusals({ frame: { reader }, refusals }: { frame: Pick<Frame, 'reader'>; refusals: Refusal[] }) {
  return (
    <DataTable
      id="record-refusals"
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
