import { may } from '../../core/capability.ts';
import { isMessageKey } from '../../core/message.ts';
import { type RunRecord, SURENESS_PARTS, type TierCoding } from '../../core/run.ts';
import { cancelRunUrl, deskConsultationUrl, deskUrl, intakeUrl } from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { DefinitionList, type Fact } from '../component/definition-list.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { Progress, REFRESH_SECONDS } from '../component/progress.tsx';
import type { Reader } from '../component/reader.tsx';
import { DataTable } from '../component/table.tsx';
import { Moment } from '../component/time.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { isGoing, RUN_MOODS, type RunEntry } from './consultation.tsx';

export type DeskRunProps = { frame: Frame; head: ConsultationHead; run: RunEntry; record: RunRecord | null };

/** One run: how far it is, or what it was made with and from, and what it could not process. */
export function DeskRun({ frame, head, run, record }: DeskRunProps) {
  const { reader, actor } = frame;
  const right = run.kind === 'import' ? 'import contributions' : 'run analyses';
  const mayCancel = actor !== null && may(actor.roles, right);
  const title = reader.text(`desk.runs.${run.kind}`);
  return (
    <Page
      frame={frame}
      title={title}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
      ]}
      notice={head.exampleNotice}
      {...(isGoing(run) && { refreshSeconds: REFRESH_SECONDS })}
    >
      <PageHead>{title}</PageHead>
      <DefinitionList
        facts={[
          {
            term: reader.say('desk.runs.state'),
            detail: <Badge mood={RUN_MOODS[run.state]}>{reader.say(`ui.work.${run.state}`)}</Badge>,
          },
          {
            term: reader.say('desk.runs.asked_at'),
            detail: <Moment reader={reader} at={run.askedAt} zone={head.timeZone} />,
          },
          { term: reader.say('desk.runs.asked_by'), detail: run.askedBy },
          ...(run.finishedAt
            ? [
                {
                  term: reader.say('desk.runs.finished_at'),
                  detail: <Moment reader={reader} at={run.finishedAt} zone={head.timeZone} />,
                },
              ]
            : []),
        ]}
      />
      {(isGoing(run) || run.failure) && (
        <Progress
          frame={frame}
          work={run}
          title={title}
          cancelUrl={mayCancel ? cancelRunUrl(head.slug, run.id) : null}
        />
      )}
      {run.kind === 'import' && !isGoing(run) && (
        <p>
          <a href={intakeUrl(head.slug)}>{reader.say('desk.run.to_intake')}</a>
        </p>
      )}
      {record && <Record reader={reader} record={record} />}
    </Page>
  );
}

const COUNTS = [
  'contributions',
  'texts',
  'passages',
  'distinctPassages',
  'encoder',
  'static',
  'themes',
  'unassigned',
  'campaigns',
] as const; // prettier-ignore

function Record({ reader, record }: { reader: Reader; record: RunRecord }) {
  const { counts, unprocessed } = record;
  return (
    <>
      <Section id="counts" heading={reader.say('desk.run.counts')}>
        <DefinitionList
          facts={COUNTS.map((count) => ({
            term: reader.say(`desk.run.count.${count}`),
            detail: reader.number(counts[count]),
          }))}
        />
      </Section>
      {record.coding && <Coding reader={reader} coding={record.coding} />}
      <Section id="unprocessed" heading={reader.say('desk.run.unprocessed')}>
        {unprocessed.length === 0 ? (
          <p>{reader.say('desk.run.all_processed')}</p>
        ) : (
          <DataTable
            id="unprocessed-list"
            quietCaption
            caption={reader.say('desk.run.unprocessed')}
            columns={[
              { label: reader.say('desk.run.what') },
              { label: reader.say('desk.run.how_many'), align: 'number' },
            ]}
            rows={unprocessed.map(({ what, count }) => ({
              heading: nameOf(reader, what),
              cells: [reader.number(count)],
            }))}
          />
        )}
      </Section>
      <Section id="made-with" heading={reader.say('desk.run.made_with')}>
        <DefinitionList facts={madeWith(reader, record)} />
      </Section>
    </>
  );
}

/** What could not be processed, in the reader's words where it is known by name. */
function nameOf(reader: Reader, what: string) {
  const key = `desk.run.unprocessed.${what}`;
  return isMessageKey(key) ? reader.say(key) : what;
}

/** What read the passages, how sure it was of their themes, and how far that was measured. */
function Coding({ reader, coding }: { reader: Reader; coding: TierCoding[] }) {
  const parts = Array.from({ length: SURENESS_PARTS }, (_, part) => ({
    label: reader.text('desk.run.coding.sureness', {
      from: reader.number(part / SURENESS_PARTS),
      to: reader.number((part + 1) / SURENESS_PARTS),
    }),
    align: 'number' as const,
  }));
  return (
    <Section id="coding" heading={reader.say('desk.run.coding')}>
      <DataTable
        id="coding-list"
        caption={reader.say('desk.run.coding.caption')}
        columns={[
          { label: reader.say('desk.run.coding.tier') },
          { label: reader.say('desk.run.coding.passages'), align: 'number' },
          { label: reader.say('desk.run.coding.unassigned'), align: 'number' },
          ...parts,
        ]}
        rows={coding.map(({ tier, passages, unassigned, bySureness }) => ({
          heading: reader.say(`desk.run.coding.tier.${tier}`),
          cells: [passages, unassigned, ...bySureness].map((count) => reader.number(count)),
        }))}
      />
      <p>{reader.say('desk.run.coding.measured')}</p>
    </Section>
  );
}

function madeWith(reader: Reader, { engine, model, machine, parameters }: RunRecord): Fact[] {
  return [
    { term: reader.say('desk.run.engine'), detail: `${engine.name} ${engine.version}` },
    { term: reader.say('desk.run.model'), detail: model.name },
    { term: 'SHA-256', detail: <code class="hash">{model.sha256}</code> },
    { term: reader.say('desk.run.machine'), detail: machine },
    ...Object.entries(parameters).map(([name, value]) => ({ term: <code>{name}</code>, detail: String(value) })),
  ];
}
