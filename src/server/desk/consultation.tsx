import type { Child } from 'hono/jsx';
import { may } from '../../core/capability.ts';
import type { ConsultationEvent } from '../../store/consultation.ts';
import {
  cancelRunUrl,
  consultationUrl,
  deskEventUrl,
  deskUrl,
  intakeUrl,
  reportUrl,
  runsUrl,
  runUrl,
  setupUrl,
} from '../address.ts';
import { Badge, type Mood } from '../component/badge.tsx';
import { Action } from '../component/button.tsx';
import { Corridor, type CorridorProps } from '../component/corridor.tsx';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { Progress, REFRESH_SECONDS, type RunState, type Work } from '../component/progress.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { ImportFacts, ImportSum, type ImportView } from './import-summary.tsx';

export type RunEntry = Work & {
  kind: 'analysis' | 'example' | 'import';
  askedAt: Date;
  finishedAt: Date | null;
  askedBy: string;
};

export type DeskConsultationProps = {
  frame: Frame;
  head: ConsultationHead;
  numbers: CorridorProps['numbers'];
  lastImport: ImportView | null;
  /** Newest first. */
  runs: RunEntry[];
  edition: number | null;
  /** Webinars and workshops, by time. */
  events?: Pick<ConsultationEvent, 'slug' | 'title'>[];
};

export const RUN_MOODS = {
  waiting: 'neutral',
  running: 'accent',
  done: 'success',
  failed: 'danger',
  cancelled: 'warning',
} as const satisfies { [state in RunState]: Mood };

export function isGoing({ state }: Pick<Work, 'state'>): boolean {
  return state === 'waiting' || state === 'running';
}

/** The state of one consultation: its corridor, what came in last, what runs. */
export function DeskConsultation({
  frame,
  head,
  numbers,
  lastImport,
  runs,
  edition,
  events = [],
}: DeskConsultationProps) {
  const { reader, actor } = frame;
  const { slug, timeZone: zone } = head;
  const going = runs.find(isGoing);
  const mayRun = actor !== null && may(actor.roles, 'run analyses');
  return (
    <Page
      frame={frame}
      title={reader.localText(head.title)}
      crumbs={[{ url: deskUrl(), label: reader.text('ui.desk') }]}
      notice={head.exampleNotice}
      {...(going && { refreshSeconds: REFRESH_SECONDS })}
    >
      <PageHead>{reader.local(head.title)}</PageHead>
      <Corridor reader={reader} numbers={numbers} />
      <ul class="link-row">
        <li>
          <a href={consultationUrl(slug)}>{reader.say('desk.public_page')}</a>
        </li>
        <li>
          <a href={setupUrl(slug)}>{reader.say('desk.setup.title')}</a>
        </li>
        <li>
          <a href={intakeUrl(slug)}>{reader.say('desk.intake.title')}</a>
        </li>
        {events.map((event) => (
          <li>
            <a href={deskEventUrl(slug, event.slug)}>{reader.local(event.title)}</a>
          </li>
        ))}
        {edition !== null && (
          <li>
            <a href={reportUrl(slug)}>{reader.say('page.consultation.report_edition', { edition })}</a>
          </li>
        )}
      </ul>
      <Section id="analysis" heading={reader.say('desk.runs.title')}>
        {going ? (
          <Progress
            frame={frame}
            work={going}
            title={reader.text(`desk.runs.going.${going.kind}`)}
            cancelUrl={mayRun ? cancelRunUrl(slug, going.id) : null}
          />
        ) : (
          <Action frame={frame} url={runsUrl(slug)} kind="secondary" whyNot={whyNoRun(frame, mayRun, numbers)}>
            {reader.say('desk.runs.start')}
          </Action>
        )}
        <Runs frame={frame} head={head} runs={runs} />
      </Section>
      <Section
        id="last-import"
        heading={reader.say('desk.import.last')}
        aside={lastImport && <a href={intakeUrl(slug)}>{reader.say('desk.import.all')}</a>}
      >
        {lastImport ? (
          <>
            <ImportSum reader={reader} of={lastImport} />
            <ImportFacts reader={reader} of={lastImport} zone={zone} />
            {lastImport.refused > 0 && (
              <p>
                <a href={intakeUrl(slug)}>{reader.say('desk.import.see_refusals', { n: lastImport.refused })}</a>
              </p>
            )}
          </>
        ) : (
          <NoImport frame={frame} slug={slug} />
        )}
      </Section>
    </Page>
  );
}

function whyNoRun({ reader }: Frame, mayRun: boolean, numbers: CorridorProps['numbers']): Child | undefined {
  if (!mayRun) return reader.say('desk.runs.may_not');
  if (!numbers.accepted.value) return reader.say('desk.runs.nothing_to_analyse');
  return undefined;
}

/** Where nothing came in yet: how to bring it in. */
export function NoImport({ frame: { reader }, slug }: { frame: Frame; slug: string }) {
  return (
    <EmptyState heading={reader.say('desk.import.none')}>
      <p>
        {reader.weave('desk.import.none_here', {
          page: <a href={intakeUrl(slug)}>{reader.say('desk.intake.title')}</a>,
        })}
      </p>
      <p>{reader.say('desk.import.none_then')}</p>
      <pre>
        <code>antiphon import FILE --consultation {slug}</code>
      </pre>
    </EmptyState>
  );
}

function Runs({ frame: { reader }, head, runs }: { frame: Frame; head: ConsultationHead; runs: RunEntry[] }) {
  if (runs.length === 0) return null;
  return (
    <DataTable
      id="runs"
      caption={reader.say('desk.runs.list')}
      columns={[
        { label: reader.say('desk.runs.asked_at') },
        { label: reader.say('desk.runs.kind') },
        { label: reader.say('desk.runs.state') },
        { label: reader.say('desk.runs.asked_by') },
      ]}
      rows={runs.map((run) => ({
        heading: <a href={runUrl(head.slug, run.id)}>{reader.moment(run.askedAt, head.timeZone)}</a>,
        cells: [
          reader.say(`desk.runs.${run.kind}`),
          <Badge mood={RUN_MOODS[run.state]}>{reader.say(`ui.work.${run.state}`)}</Badge>,
          run.askedBy,
        ],
      }))}
    />
  );
}
