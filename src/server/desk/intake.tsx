import { may } from '../../core/capability.ts';
import type { FieldReading } from '../../core/intake.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { StandingCounts } from '../../store/contribution.ts';
import type { Vanished } from '../../store/import-change.ts';
import {
  claimCodesUrl,
  contributionUrl,
  deskConsultationUrl,
  deskUrl,
  importUrl,
  lateUrl,
  runUrl,
  typingUrl,
  uploadsUrl,
  uploadUrl,
} from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { FileField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import type { RunState } from '../component/progress.tsx';
import type { Reader } from '../component/reader.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { NoImport } from './consultation.tsx';
import { ImportFacts, ImportSum, type ImportView } from './import-summary.tsx';

export type WaitingFile = {
  id: string;
  fileName: string;
  receivedAt: Date;
  receivedFrom: string;
  run: { id: string; state: RunState; failure: string | null } | null;
};

export type WatchedFailure = { name: string; at: Date; sentence: string };

export type DeskIntakeProps = {
  frame: Frame;
  head: ConsultationHead;
  /** Newest first. */
  imports: ImportView[];
  /** Of the newest import. */
  refusals: Refusal[];
  reading: FieldReading[];
  /** Files that were handed in and are not imported yet. */
  files: WaitingFile[];
  /** Files that a watched folder or mailbox brought and that could not be taken in. */
  failures: WatchedFailure[];
  standing: StandingCounts;
  /** Scans and pictures that wait for their words to be typed in. */
  papersToType: number;
  /** Contributions that count and are no longer in their source; the first of them. */
  vanished: Vanished[];
};

/** What came from where, what was refused and why, and what waits for somebody. */
export function DeskIntake(props: DeskIntakeProps) {
  const { frame, head, imports, refusals, reading, files, failures, papersToType } = props;
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
        <Section
          id="last"
          heading={reader.say('desk.import.last')}
          aside={<a href={importUrl(slug, last.id)}>{reader.say('desk.import.what_changed')}</a>}
        >
          <ImportSum reader={reader} of={last} />
          <ImportFacts reader={reader} of={last} zone={zone} />
        </Section>
      )}
      {last !== undefined && (
        <Section id="refused" heading={reader.say('desk.intake.refused')}>
          {refusals.length === 0 ? (
            <p>{reader.say('desk.intake.nothing_refused')}</p>
          ) : (
            <Refusals frame={frame} refusals={refusals} />
          )}
        </Section>
      )}
      {papersToType > 0 && (
        <p>
          <a href={typingUrl(slug)}>{reader.say('desk.intake.typing', { n: papersToType })}</a>
        </p>
      )}
      {files.length > 0 && <Files frame={frame} head={head} files={files} />}
      {failures.length > 0 && <Failures frame={frame} head={head} failures={failures} />}
      <HandIn frame={frame} slug={slug} />
      {last !== undefined && (
        <>
          <Standing {...props} />
          <VanishedOnes {...props} />
          <Section id="reading" heading={reader.say('desk.intake.reading')}>
            <p>{reader.say('desk.intake.reading_lead')}</p>
            <Reading frame={frame} reading={reading} />
          </Section>
          <Section id="imports-all" heading={reader.say('desk.intake.imports')}>
            <Imports frame={frame} slug={slug} imports={imports} zone={zone} />
          </Section>
        </>
      )}
    </Page>
  );
}

/** A file of one's own machine, with what belongs to it. */
function HandIn({ frame, slug }: { frame: Frame; slug: string }) {
  const { reader, actor } = frame;
  const mayImport = actor !== null && may(actor.roles, 'import contributions');
  return (
    <Section id="hand-in" heading={reader.say('desk.hand_in.title')}>
      {mayImport ? (
        <form class="form" method="post" action={uploadsUrl(slug)} enctype="multipart/form-data">
          <CsrfField frame={frame} />
          <FileField
            id="file"
            name="file"
            label={reader.say('desk.hand_in.file')}
            hint={reader.say('desk.hand_in.file_hint')}
            required
          />
          <details>
            <summary>{reader.say('desk.hand_in.more')}</summary>
            <div class="form-more">
              <FileField
                id="attachments"
                name="attachments"
                label={reader.say('desk.hand_in.attachments')}
                hint={reader.say('desk.hand_in.attachments_hint')}
              />
              <FileField
                id="questionnaire"
                name="questionnaire"
                label={reader.say('desk.hand_in.questionnaire')}
                hint={reader.say('desk.hand_in.questionnaire_hint')}
              />
              <FileField
                id="map"
                name="map"
                label={reader.say('desk.hand_in.map')}
                hint={reader.say('desk.hand_in.map_hint')}
              />
            </div>
          </details>
          <Button>{reader.say('desk.hand_in.button')}</Button>
        </form>
      ) : (
        <p class="why-not">{reader.say('desk.import.may_not')}</p>
      )}
    </Section>
  );
}

function Files({ frame, head, files }: { frame: Frame; head: ConsultationHead; files: WaitingFile[] }) {
  const { reader } = frame;
  return (
    <Section id="files" heading={reader.say('desk.files.title')}>
      <DataTable
        id="files-list"
        caption={reader.say('desk.files.count', { n: files.length })}
        columns={[
          { label: reader.say('desk.import.file') },
          { label: reader.say('desk.files.received') },
          { label: reader.say('desk.import.state') },
        ]}
        rows={files.map(({ id, fileName, receivedAt, receivedFrom, run }) => ({
          heading: <a href={uploadUrl(head.slug, id)}>{fileName}</a>,
          cells: [
            reader.say('desk.files.received_from', {
              person: receivedFrom,
              at: reader.moment(receivedAt, head.timeZone),
            }),
            run === null ? (
              reader.say('desk.files.waits')
            ) : (
              <>
                <a href={runUrl(head.slug, run.id)}>{reader.say(`ui.work.${run.state}`)}</a>
                {run.failure && <span lang="en">: {run.failure}</span>}
              </>
            ),
          ],
        }))}
      />
    </Section>
  );
}

function Failures({ frame, head, failures }: { frame: Frame; head: ConsultationHead; failures: WatchedFailure[] }) {
  const { reader } = frame;
  return (
    <Section id="failures" heading={reader.say('desk.watch.title')}>
      <DataTable
        id="failures-list"
        caption={reader.say('desk.watch.count', { n: failures.length })}
        columns={[
          { label: reader.say('desk.import.file') },
          { label: reader.say('desk.import.at') },
          { label: reader.say('desk.intake.reason') },
        ]}
        rows={failures.map(({ name, at, sentence }) => ({
          heading: name,
          cells: [reader.moment(at, head.timeZone), <span lang="en">{sentence}</span>],
        }))}
      />
    </Section>
  );
}

/** Where all that was ever imported stands: the numbers add up. */
function Standing({ frame: { reader }, head, standing }: DeskIntakeProps) {
  const { counted, waiting, refused, undone, withdrawn, set_aside, lateAccepted } = standing;
  const all = counted + waiting + refused + undone + withdrawn + set_aside;
  const parts = [
    ['counted', counted],
    ['waiting', waiting],
    ['refused', refused],
    ['withdrawn', withdrawn],
    ['undone', undone],
    ['set_aside', set_aside],
  ] as const;
  return (
    <Section id="standing" heading={reader.say('desk.standing.title')}>
      <p>
        {reader.say('desk.standing.all', { n: all })}{' '}
        {parts
          .filter(([part, n]) => n > 0 || part === 'counted')
          .map(([part, n]) => reader.text(`desk.standing.${part}`, { n }))
          .join(' + ')}
        .
      </p>
      <ul class="link-row">
        {waiting + refused + lateAccepted > 0 && (
          <li>
            <a href={lateUrl(head.slug)}>{reader.say('desk.standing.late', { n: waiting })}</a>
          </li>
        )}
        <li>
          <a href={claimCodesUrl(head.slug)}>{reader.say('desk.claims.title')}</a>
        </li>
      </ul>
    </Section>
  );
}

function VanishedOnes({ frame: { reader }, head, standing, vanished }: DeskIntakeProps) {
  if (standing.vanished === 0) return null;
  return (
    <Section id="vanished" heading={reader.say('desk.vanished.title')}>
      <p>{reader.say('desk.vanished.lead')}</p>
      <DataTable
        id="vanished-list"
        caption={reader.say('desk.import.change.count', { n: standing.vanished, shown: vanished.length })}
        columns={[
          { label: reader.say('desk.import.change.contribution') },
          { label: reader.say('desk.import.change.words') },
          { label: reader.say('desk.vanished.since') },
        ]}
        rows={vanished.map(({ code, words, language, file, at }) => ({
          heading: <a href={contributionUrl(head.slug, code)}>{code}</a>,
          cells: [
            <span class="listed-words" lang={language ?? undefined}>
              {words}
            </span>,
            reader.say('desk.vanished.since_file', { file, at: reader.moment(at, head.timeZone) }),
          ],
        }))}
      />
    </Section>
  );
}

type RefusalsProps = { frame: Frame; refusals: Refusal[]; id?: string };

export function Refusals({ frame: { reader }, refusals, id = 'refusals' }: RefusalsProps) {
  return (
    <DataTable
      id={id}
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

export function Reading({ frame: { reader }, reading }: { frame: Frame; reading: FieldReading[] }) {
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

type ImportsProps = { frame: Frame; slug: string; imports: ImportView[]; zone: string };

function Imports({ frame: { reader }, slug, imports, zone }: ImportsProps) {
  const counts = ['received', 'accepted', 'merged', 'refused', 'vanished'] as const;
  return (
    <DataTable
      id="imports"
      caption={reader.say('desk.intake.imports')}
      quietCaption
      columns={[
        { label: reader.say('desk.import.file') },
        { label: reader.say('desk.import.at') },
        ...counts.map((count) => ({ label: reader.say(`desk.import.${count}`), align: 'number' as const })),
        { label: reader.say('desk.import.state') },
      ]}
      rows={imports.map((one) => ({
        heading: <a href={importUrl(slug, one.id)}>{one.file}</a>,
        cells: [
          reader.moment(one.startedAt, zone),
          ...counts.map((count) => reader.number(one[count])),
          <ImportState reader={reader} of={one} />,
        ],
      }))}
    />
  );
}

function ImportState({ reader, of: { undone, finishedAt, cutOffAt } }: { reader: Reader; of: ImportView }) {
  if (undone) return <Badge mood="warning">{reader.say('desk.import.state.undone')}</Badge>;
  if (finishedAt) return <Badge mood="success">{reader.say('ui.work.done')}</Badge>;
  if (cutOffAt) return <Badge mood="danger">{reader.say('desk.import.state.cut_off')}</Badge>;
  return <Badge mood="accent">{reader.say('ui.work.running')}</Badge>;
}
