import { describeSelection, type SelectionNames } from '../../core/definition.ts';
import { dataUrl, type EvidenceQuery, evidenceUrl, reportUrl } from '../address.ts';
import { EmptyState } from '../component/empty.tsx';
import { type FilterField, FilterForm } from '../component/filter.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { Pagination } from '../component/pagination.tsx';
import { ContributionEntry, type ContributionRow } from './contribution-row.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

export type EvidencePageProps = {
  frame: Frame;
  head: ConsultationHead;
  query: EvidenceQuery;
  /** The number itself, in the query's unit. */
  value: number;
  /** The edition whose evidence is shown; null before there is one. */
  edition: number | null;
  names: SelectionNames;
  /** How many contributions stand behind the number; with other units than contributions it differs from it. */
  contributions: number;
  /** Of these, how many may not be shown. */
  withheld: number;
  page: number;
  pages: number;
  filters: FilterField[];
  rows: ContributionRow[];
};

/** What stands behind a number: what it counts, in words, then what was counted. */
export function EvidencePage(props: EvidencePageProps) {
  const { frame, head, query, value, edition, names, contributions, withheld, page, pages, filters, rows } = props;
  const { reader } = frame;
  const { slug } = head;
  const { unit, where } = query;
  const fixed = edition === null ? {} : { edition };
  const heading = reader.text(`unit.count.${unit}`, { n: value });
  return (
    <Page
      frame={frame}
      title={`${heading}: ${reader.text('page.evidence.title')}`}
      crumbs={crumbsBelow(
        reader,
        head,
        ...(edition === null ? [] : [{ url: reportUrl(slug, query.edition), label: reader.text('page.report.title') }]),
      )}
      notice={head.exampleNotice}
    >
      <PageHead
        kicker={reader.say('page.evidence.title')}
        lead={describeSelection(unit, where, reader.language, names)}
      >
        {heading}
      </PageHead>
      <ul class="remarks">
        {unit !== 'contributions' && <li>{reader.say('page.evidence.in_contributions', { n: contributions })}</li>}
        {withheld > 0 && <li>{reader.say('page.evidence.withheld', { n: withheld })}</li>}
        {edition !== null && (
          <li>
            {reader.weave(
              'page.evidence.of_edition',
              { data: <a href={dataUrl(slug, query.edition)}>{reader.say('page.evidence.tables')}</a> },
              { edition },
            )}
          </li>
        )}
      </ul>
      <div class="with-filters">
        <FilterForm
          reader={reader}
          url={evidenceUrl(slug, { unit, where: {}, ...fixed }).split('?')[0]!}
          fields={filters}
          kept={keptBeside(query, filters)}
          clearUrl={evidenceUrl(slug, { ...query, where: {}, page: 1 })}
        />
        <div>
          <h2 class="ds-sr-only">{reader.say('page.evidence.rows')}</h2>
          {rows.length === 0 && <EmptyState heading={reader.say('page.evidence.none')} />}
          {rows.map((row) => (
            <ContributionEntry reader={reader} slug={slug} row={row} />
          ))}
          <Pagination
            reader={reader}
            page={page}
            pages={pages}
            urlOfPage={(page) => evidenceUrl(slug, { ...query, page })}
          />
        </div>
      </div>
    </Page>
  );
}

/** What of a query no field of the form stands for: it goes along hidden. */
function keptBeside(query: EvidenceQuery, filters: FilterField[]): [string, string][] {
  const inForm = new Set(filters.map((field) => field.name));
  const all = new URLSearchParams(evidenceUrl('c', { ...query, page: 1 }).split('?')[1]);
  return [...all].filter(([name]) => !inForm.has(name));
}
