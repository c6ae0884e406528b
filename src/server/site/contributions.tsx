import type { Selection } from '../../core/figure.ts';
import { contributionsUrl } from '../address.ts';
import { EmptyState } from '../component/empty.tsx';
import { type FilterField, FilterForm } from '../component/filter.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead } from '../component/heading.tsx';
import { Page } from '../component/page.tsx';
import { Pagination } from '../component/pagination.tsx';
import { ContributionEntry, type ContributionRow } from './contribution-row.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

export type ContributionsPageProps = {
  frame: Frame;
  head: ConsultationHead;
  where: Selection;
  /** How many contributions the filters leave, and how many there are. */
  found: number;
  total: number;
  page: number;
  pages: number;
  filters: FilterField[];
  rows: ContributionRow[];
};

/** What others said: all contributions, filtered. */
export function ContributionsPage({
  frame,
  head,
  where,
  found,
  total,
  page,
  pages,
  filters,
  rows,
}: ContributionsPageProps) {
  const { reader } = frame;
  const { slug } = head;
  return (
    <Page
      frame={frame}
      title={reader.text('page.contributions.title')}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
    >
      <PageHead
        lead={reader.say(found === total ? 'page.contributions.all' : 'page.contributions.some', { found, total })}
      >
        {reader.say('page.contributions.title')}
      </PageHead>
      <div class="with-filters">
        <FilterForm
          reader={reader}
          url={contributionsUrl(slug)}
          fields={filters}
          kept={[]}
          clearUrl={contributionsUrl(slug)}
        />
        <div>
          <h2 class="ds-sr-only">{reader.say('page.contributions.list')}</h2>
          {rows.length === 0 ? (
            <EmptyState heading={reader.say('page.contributions.none')}>
              <p>{reader.say(total === 0 ? 'page.contributions.none_yet' : 'page.contributions.none_fit')}</p>
            </EmptyState>
          ) : (
            rows.map((row) => <ContributionEntry reader={reader} slug={slug} row={row} />)
          )}
          <Pagination
            reader={reader}
            page={page}
            pages={pages}
            urlOfPage={(page) => contributionsUrl(slug, { where, page })}
          />
        </div>
      </div>
    </Page>
  );
}
