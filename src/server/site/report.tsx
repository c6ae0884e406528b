import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { dataFileUrl, dataUrl, homeUrl, ledgerUrl, reportUrl } from '../address.ts';
import { DefinitionList } from '../component/definition-list.tsx';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { Contents, PageHead } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import { Moment } from '../component/time.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

/** A section of a report, already rendered: the content under its heading, without the heading itself. */
export type RenderedSection = { id: string; title: string; html: string };

export type ReportPageProps = {
  frame: Frame;
  head: ConsultationHead;
  edition: {
    number: number;
    /** Number of the newest edition. */
    newest: number;
    madeAt: Date;
    /** Root of the ledger, hexadecimal. */
    root: string;
    /** Language of the wording. */
    language: string;
    title: string;
  };
  /** What must be known before reading on, above all that no person has reviewed the themes; rendered. */
  notices: string[];
  sections: RenderedSection[];
};

/** What was heard: an edition of the report, its summary first, every number a link to its evidence. */
export function ReportPage({ frame, head, edition, notices, sections }: ReportPageProps) {
  const { reader } = frame;
  const { slug } = head;
  return (
    <Page frame={frame} title={edition.title} crumbs={crumbsBelow(reader, head)} notice={head.exampleNotice}>
      <PageHead kicker={reader.say('page.report.kicker', { edition: edition.number })}>
        <span lang={edition.language}>{edition.title}</span>
      </PageHead>
      {edition.number !== edition.newest && (
        <Notice mood="warning">
          <p>
            {reader.weave('page.report.older', {
              newest: <a href={reportUrl(slug)}>{reader.say('page.report.edition', { edition: edition.newest })}</a>,
            })}
          </p>
        </Notice>
      )}
      {notices.length > 0 && (
        <Notice mood="warning">
          {notices.map((notice) => (
            <p lang={edition.language}>{raw(notice)}</p>
          ))}
        </Notice>
      )}
      <div class="with-contents">
        <Contents
          reader={reader}
          parts={[
            ...sections.map(({ id, title }) => ({ id, label: <span lang={edition.language}>{title}</span> })),
            { id: 'check', label: reader.say('page.report.check') },
          ]}
        />
        <div class="report">
          {sections.map((section) => (
            <section class="report-section" aria-labelledby={section.id} lang={edition.language}>
              <h2 id={section.id}>{section.title}</h2>
              {raw(section.html)}
            </section>
          ))}
          <section class="report-section" aria-labelledby="check">
            <h2 id="check">{reader.say('page.report.check')}</h2>
            <CheckIt frame={frame} head={head} edition={edition} />
          </section>
        </div>
      </div>
    </Page>
  );
}

function CheckIt({ frame, head, edition }: Pick<ReportPageProps, 'frame' | 'head' | 'edition'>): Child {
  const { reader } = frame;
  const { slug, timeZone } = head;
  return (
    <>
      <p>{reader.say('page.report.check_how')}</p>
      <pre>
        <code>
          antiphon verify {slug}-{edition.number}
        </code>
      </pre>
      <DefinitionList
        facts={[
          {
            term: reader.say('page.report.made_at'),
            detail: <Moment reader={reader} at={edition.madeAt} zone={timeZone} />,
          },
          { term: reader.say('page.report.root'), detail: <code class="hash">{edition.root}</code> },
          {
            term: reader.say('page.report.files'),
            detail: reader.weave('page.report.files_where', {
              data: <a href={dataUrl(slug, edition.number)}>{reader.say('page.data.title')}</a>,
              document: <a href={dataFileUrl(slug, 'report.html', edition.number)}>report.html</a>,
              ledger: <a href={ledgerUrl(slug)}>{reader.say('page.ledger.title')}</a>,
            }),
          },
        ]}
      />
    </>
  );
}

/** Where there is no report yet: what will be here. */
export function NoReportPage({ frame, head }: { frame: Frame; head: ConsultationHead }) {
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.text('page.report.title')}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead>{reader.say('page.report.title')}</PageHead>
      <EmptyState heading={reader.say('page.report.none')}>
        <p>{reader.say('page.report.none_then')}</p>
        <p>
          <a href={homeUrl()}>{reader.say('ui.consultations')}</a>
        </p>
      </EmptyState>
    </Page>
  );
}
