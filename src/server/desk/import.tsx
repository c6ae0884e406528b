import type { Child } from 'hono/jsx';
import { may } from '../../core/capability.ts';
import type { FieldReading } from '../../core/intake.ts';
import type { Refusal } from '../../core/refusal.ts';
import type { ImportChange, ImportChangeKind } from '../../store/import-change.ts';
import { contributionUrl, deskConsultationUrl, deskUrl, intakeUrl, undoImportUrl } from '../address.ts';
import { Button } from '../component/button.tsx';
import { TextArea } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';
import { ImportFacts, ImportSum, type ImportView } from './import-summary.tsx';
import { Reading, Refusals } from './intake.tsx';

export type ListedChanges = { kind: ImportChangeKind; all: number; shown: ImportChange[] };

export type DeskImportProps = {
  frame: Frame;
  head: ConsultationHead;
  of: ImportView;
  /** What it did, kind by kind; of many the first ones. */
  changes: ListedChanges[];
  refusals: Refusal[];
  reading: FieldReading[];
  /** Why it cannot be undone now; null where it can. */
  whyNoUndo: Child | null;
};

/** One import: what it changed since the last time, what it refused, how it read the file; and the way to take it back. */
export function DeskImport({ frame, head, of, changes, refusals, reading, whyNoUndo }: DeskImportProps) {
  const { reader } = frame;
  const { slug, timeZone: zone } = head;
  const nothingNew = of.finishedAt !== null && of.received === of.merged && of.vanished + of.returned === 0;
  return (
    <Page
      frame={frame}
      title={reader.text('desk.import.title', { file: of.file })}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(slug), label: reader.localText(head.title) },
        { url: intakeUrl(slug), label: reader.text('desk.intake.title') },
      ]}
      notice={head.exampleNotice}
    >
      <PageHead kicker={reader.say('desk.import.kicker')}>{of.file}</PageHead>
      {of.undone && (
        <Notice mood="warning" heading={reader.say('desk.import.undone')}>
          <p>
            {reader.say('desk.import.undone_by', { person: of.undone.by, at: reader.moment(of.undone.at, zone) })}{' '}
            <q>{of.undone.reason}</q>
          </p>
        </Notice>
      )}
      <ImportSum reader={reader} of={of} />
      <ImportFacts reader={reader} of={of} zone={zone} />
      {nothingNew && <p>{reader.say('desk.import.nothing_new')}</p>}
      {changes
        .filter(({ all }) => all > 0)
        .map((listed) => (
          <Changes frame={frame} slug={slug} listed={listed} />
        ))}
      <Section id="refused" heading={reader.say('desk.intake.refused')}>
        {refusals.length === 0 ? (
          <p>{reader.say('desk.intake.nothing_refused')}</p>
        ) : (
          <Refusals frame={frame} refusals={refusals} />
        )}
      </Section>
      {reading.length > 0 && (
        <Section id="reading" heading={reader.say('desk.intake.reading')}>
          <Reading frame={frame} reading={reading} />
        </Section>
      )}
      {of.undone === null && <Undo frame={frame} slug={slug} of={of} whyNot={whyNoUndo} />}
    </Page>
  );
}

function Changes({ frame: { reader }, slug, listed }: { frame: Frame; slug: string; listed: ListedChanges }) {
  const { kind, all, shown } = listed;
  const both = kind === 'versioned';
  return (
    <Section id={kind} heading={reader.say(`desk.import.change.${kind}`)}>
      <DataTable
        id={`${kind}-list`}
        caption={reader.say('desk.import.change.count', { n: all, shown: shown.length })}
        columns={[
          { label: reader.say('desk.import.change.contribution') },
          ...(both ? [{ label: reader.say('desk.import.change.before') }] : []),
          { label: reader.say(both ? 'desk.import.change.now' : 'desk.import.change.words') },
        ]}
        rows={shown.map(({ code, words, wordsBefore, language }) => ({
          heading: <a href={contributionUrl(slug, code)}>{code}</a>,
          cells: [
            ...(both ? [<Words words={wordsBefore ?? ''} language={language} />] : []),
            <Words words={words} language={language} />,
          ],
        }))}
      />
    </Section>
  );
}

export function Words({ words, language }: { words: string; language: string | null }) {
  return (
    <span class="listed-words" lang={language ?? undefined}>
      {words === '' ? '–' : words}
    </span>
  );
}

type UndoProps = { frame: Frame; slug: string; of: ImportView; whyNot: Child | null };

function Undo({ frame, slug, of, whyNot }: UndoProps) {
  const { reader, actor } = frame;
  const mayUndo = actor !== null && may(actor.roles, 'import contributions');
  const why = mayUndo ? whyNot : reader.say('desk.import.may_not');
  return (
    <Section id="undo" heading={reader.say('desk.import.undo')}>
      <p>{reader.say('desk.import.undo_does')}</p>
      {why === null ? (
        <form class="form" method="post" action={undoImportUrl(slug, of.id)}>
          <CsrfField frame={frame} />
          <TextArea
            id="reason"
            name="reason"
            label={reader.say('desk.reason')}
            hint={reader.say('desk.reason_hint')}
            required
          />
          <Button kind="secondary">{reader.say('desk.import.undo_button')}</Button>
        </form>
      ) : (
        <p class="why-not">{why}</p>
      )}
    </Section>
  );
}
