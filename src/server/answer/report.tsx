import { createHash } from 'node:crypto';
import { DomainError } from '../../core/error.ts';
import { REPORT_FILES, SUMS_FILE, sumsText } from '../../report/folder.ts';
import { ReportPage as Drawing, STANDALONE_POLICY } from '../../report/html.ts';
import type { Consultation } from '../../store/consultation.ts';
import { type Edition, editionFile, editionsOf } from '../../store/edition.ts';
import { ledgerRoot } from '../../store/ledger.ts';
import { contributionUrl, evidenceUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import type { OpenEdition } from '../edition-shelf.ts';
import { DataPage } from '../site/data.tsx';
import { LedgerPage } from '../site/ledger.tsx';
import { NoReportPage, ReportPage } from '../site/report.tsx';
import { consultationOf, placeOf, queryOf, type Route, type Visit } from '../visit.ts';

export const report: Route = {
  method: 'get',
  at: 'report',
  needs: 'see public pages',
  answer: async (visit) => {
    const head = await consultationOf(visit);
    const open = await visit.shelf.open(visit.store.db, head.id);
    if (!open) return visit.context.html(renderPage(<NoReportPage frame={visit.frame} head={head} />));
    return showEdition(visit, head, open, undefined);
  },
};

export const edition: Route = {
  method: 'get',
  at: 'edition',
  needs: 'see public pages',
  answer: async (visit) => {
    const head = await consultationOf(visit);
    const number = wholeNumber(placeOf(visit, 'edition'));
    const open = number === null ? null : await visit.shelf.open(visit.store.db, head.id, number);
    if (!open) throw noEdition();
    return showEdition(visit, head, open, open.edition.number);
  },
};

function noEdition(): DomainError {
  return new DomainError('not_found', 'There is no such edition of this report.');
}

function wholeNumber(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/** @param fixed the edition that links stay in, where the address names one */
function showEdition(visit: Visit, head: Consultation, open: OpenEdition, fixed: number | undefined): Response {
  const { edition, newest, made, index } = open;
  const within = fixed === undefined ? {} : { edition: fixed };
  const drawing = new Drawing(made, index, {
    figure: ({ unit, where }) => evidenceUrl(head.slug, { unit, where, ...within }),
    quote: ({ contribution }) => contributionUrl(head.slug, contribution),
  });
  const { number, madeAt, root } = edition;
  return visit.context.html(
    renderPage(
      <ReportPage
        frame={visit.frame}
        head={head}
        edition={{ number, newest, madeAt, root, language: drawing.language, title: drawing.title() }}
        notices={drawing.noticeList(['report.notice.example'])}
        sections={drawing.sections()}
      />,
    ),
  ) as Response;
}

export const data: Route = {
  method: 'get',
  at: 'data',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await consultationOf(visit);
    const editions = await editionsOf(store.db, head.id);
    const chosen = chosenEdition(visit, editions);
    const files = chosen ? await filesOf(visit, chosen) : {};
    return context.html(
      renderPage(
        <DataPage
          frame={frame}
          head={head}
          edition={chosen?.number ?? null}
          editions={editions.map(({ number }) => number)}
          files={Object.entries(files).map(([name, content]) => ({
            name,
            bytes: content.length,
            sha256: createHash('sha256').update(content).digest('hex'),
          }))}
          licence={head.licence}
        />,
      ),
    );
  },
};

/** The edition that the query names, or the newest; undefined where there is none yet. */
function chosenEdition(visit: Visit, editions: readonly Edition[]): Edition | undefined {
  const wanted = queryOf(visit).get('edition');
  if (wanted === null) return editions[0];
  const found = editions.find(({ number }) => number === wholeNumber(wanted));
  if (!found) throw noEdition();
  return found;
}

/** The files of an edition with their sums, as a report folder has them. */
async function filesOf({ store }: Visit, edition: Edition): Promise<{ [name: string]: Buffer }> {
  const entries = await Promise.all(
    REPORT_FILES.map(async (name) => [name, (await editionFile(store.db, edition.id, name))!] as const),
  );
  const files: { [name: string]: Buffer } = Object.fromEntries(entries);
  return { ...files, [SUMS_FILE]: Buffer.from(sumsText(files)) };
}

/** One file of an edition; the sums are over all of them. */
async function fileOf(visit: Visit, edition: Edition, name: string): Promise<Buffer | undefined> {
  if (name === SUMS_FILE) return (await filesOf(visit, edition))[name];
  return (REPORT_FILES as readonly string[]).includes(name)
    ? await editionFile(visit.store.db, edition.id, name)
    : undefined;
}

const MEDIA_TYPES: { [ending: string]: string } = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  html: 'text/html; charset=utf-8',
};

export const dataFile: Route = {
  method: 'get',
  at: 'dataFile',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, store } = visit;
    const head = await consultationOf(visit);
    const chosen = chosenEdition(visit, await editionsOf(store.db, head.id));
    const name = placeOf(visit, 'file');
    const content = chosen && (await fileOf(visit, chosen, name));
    if (!content) throw new DomainError('not_found', 'There is no such file in this edition.');
    const ending = name.split('.').at(-1)!;
    context.header('content-type', MEDIA_TYPES[ending] ?? 'text/plain; charset=utf-8');
    context.header('content-security-policy', `${STANDALONE_POLICY}; sandbox; frame-ancestors 'none'`);
    if (ending !== 'html') context.header('content-disposition', `attachment; filename="${name}"`);
    return context.body(new Uint8Array(content));
  },
};

export const ledger: Route = {
  method: 'get',
  at: 'ledger',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await consultationOf(visit);
    const [{ size, root }, editions] = await Promise.all([
      ledgerRoot(store.db, head.id),
      editionsOf(store.db, head.id),
    ]);
    return context.html(
      renderPage(
        <LedgerPage
          frame={frame}
          head={head}
          ledger={size === 0 ? null : { leaves: size, root: root.toString('hex') }}
          editions={editions.map(({ number, root }) => ({ number, root }))}
        />,
      ),
    );
  },
};
