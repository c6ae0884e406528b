import type { Reader } from './reader.tsx';

export type PaginationProps = {
  reader: Reader;
  page: number;
  pages: number;
  urlOfPage: (page: number) => string;
};

/** Through a long list, page by page. */
export function Pagination({ reader, page, pages, urlOfPage }: PaginationProps) {
  if (pages <= 1) return null;
  return (
    <nav class="pages" aria-label={reader.text('ui.pages')}>
      {page > 1 ? (
        <a class="ds-button" data-variant="secondary" data-size="sm" rel="prev" href={urlOfPage(page - 1)}>
          {reader.say('ui.previous_page')}
        </a>
      ) : (
        <span />
      )}
      <ol>
        {pagesAround(page, pages).map((n) =>
          n === null ? (
            <li aria-hidden="true">…</li>
          ) : (
            <li>
              <a
                href={urlOfPage(n)}
                aria-label={reader.text('ui.page_number', { n })}
                aria-current={n === page ? 'page' : undefined}
              >
                {reader.number(n)}
              </a>
            </li>
          ),
        )}
      </ol>
      {page < pages ? (
        <a class="ds-button" data-variant="secondary" data-size="sm" rel="next" href={urlOfPage(page + 1)}>
          {reader.say('ui.next_page')}
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}

/** The first, the last and those around the current page; null for a gap. */
export function pagesAround(page: number, pages: number): (number | null)[] {
  const wanted = [...new Set([1, page - 1, page, page + 1, pages])]
    .filter((n) => n >= 1 && n <= pages)
    .sort((a, b) => a - b);
  return wanted.flatMap((n, i) => (i > 0 && n - wanted[i - 1]! > 1 ? [null, n] : [n]));
}
