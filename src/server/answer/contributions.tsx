import { isTextAnswer } from '../../core/contribution.ts';
import { columnName, type SelectionNames, valueName } from '../../core/definition.ts';
import { DomainError } from '../../core/error.ts';
import type { CodingRow, EvidenceRow, GroupingColumn } from '../../core/evidence.ts';
import type { EvidenceIndex, Selection, SelectionColumn } from '../../core/figure.ts';
import { mayBePublished } from '../../core/publication.ts';
import type { Question } from '../../core/question.ts';
import { STATEMENT_KINDS } from '../../core/statement.ts';
import { sliceCodePoints } from '../../core/text.ts';
import { selectionNames } from '../../report/html.ts';
import { themesOf } from '../../store/analysis.ts';
import type { Consultation } from '../../store/consultation.ts';
import { contributionCounts, contributionsNewestFirst, type StoredContribution } from '../../store/contribution.ts';
import { currentQuestions } from '../../store/questionnaire.ts';
import { parseContributionsQuery, parseEvidenceQuery } from '../address.ts';
import type { FilterField } from '../component/filter.tsx';
import { renderPage } from '../component/page.tsx';
import type { ThemeName } from '../component/passage.tsx';
import type { OpenEdition } from '../edition-shelf.ts';
import type { ContributionRow } from '../site/contribution-row.tsx';
import { ContributionsPage } from '../site/contributions.tsx';
import { EvidencePage } from '../site/evidence.tsx';
import { consultationOf, queryOf, type Route, type Visit } from '../visit.ts';
import { isTitle, sourceOf, themeNames, titleOf } from './contribution.tsx';

const PER_PAGE = 20;
const EXCERPT_CHARACTERS = 300;

export const evidence: Route = {
  method: 'get',
  at: 'evidence',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, store, shelf } = visit;
    const head = await consultationOf(visit);
    const query = parseEvidenceQuery(queryOf(visit));
    const open = await shelf.open(store.db, head.id, query.edition);
    if (!open) throw new DomainError('not_found', 'There is no report yet, so there are no numbers to look behind.');
    const { index, made } = open;
    const found = index.select(query.where);
    const { page, pages, shown } = pageOf(found, query.page ?? 1);
    const names = selectionNames(made, frame.reader.language);
    return context.html(
      renderPage(
        <EvidencePage
          frame={frame}
          head={head}
          query={query}
          value={index.count(query.unit, query.where)}
          edition={open.edition.number}
          names={names}
          contributions={found.length}
          withheld={found.filter((row) => row.salt === '').length}
          page={page}
          pages={pages}
          filters={filtersOf(visit, index, names, query.where)}
          rows={await rowsOf(visit, head, open, shown, query.where)}
        />,
      ),
    );
  },
};

export const contributions: Route = {
  method: 'get',
  at: 'contributions',
  needs: 'see public pages',
  answer: async (visit) => {
    const { store, shelf } = visit;
    const head = await consultationOf(visit);
    const open = await shelf.open(store.db, head.id);
    return open ? listOfEdition(visit, head, open) : listOfStore(visit, head);
  },
};

async function listOfEdition(visit: Visit, head: Consultation, open: OpenEdition): Promise<Response> {
  const { where, page: wanted } = parseContributionsQuery(queryOf(visit));
  const found = open.index.select(where);
  const { page, pages, shown } = pageOf(found, wanted);
  const names = selectionNames(open.made, visit.frame.reader.language);
  return visit.context.html(
    renderPage(
      <ContributionsPage
        frame={visit.frame}
        head={head}
        where={where}
        found={found.length}
        total={open.index.evidence.rows.length}
        page={page}
        pages={pages}
        filters={filtersOf(visit, open.index, names, where)}
        rows={await rowsOf(visit, head, open, shown, where)}
      />,
    ),
  ) as Response;
}

/** Before there is a report: what was accepted, without themes and without who it is from. */
async function listOfStore(visit: Visit, head: Consultation): Promise<Response> {
  const { db } = visit.store;
  const { page: wanted } = parseContributionsQuery(queryOf(visit));
  const { contributions: total } = await contributionCounts(db, head.id);
  const pages = Math.max(1, Math.ceil(total / PER_PAGE));
  const page = Math.min(wanted, pages);
  const shown = await contributionsNewestFirst(db, head.id, (page - 1) * PER_PAGE, PER_PAGE);
  const questions = await currentQuestions(db, head.id);
  return visit.context.html(
    renderPage(
      <ContributionsPage
        frame={visit.frame}
        head={head}
        where={{}}
        found={total}
        total={total}
        page={page}
        pages={pages}
        filters={[]}
        rows={shown.map((contribution) => storedRow(contribution, questions))}
      />,
    ),
  ) as Response;
}

function pageOf(rows: EvidenceRow[], wanted: number) {
  const pages = Math.max(1, Math.ceil(rows.length / PER_PAGE));
  const page = Math.min(wanted, pages);
  return { page, pages, shown: rows.slice((page - 1) * PER_PAGE, page * PER_PAGE) };
}

function storedRow(contribution: StoredContribution, questions: Question[]): ContributionRow {
  const shown = mayBePublished(contribution.publication);
  const title = titleOf(contribution, questions);
  const text = contribution.answers.filter(isTextAnswer).find((answer) => answer.text !== title)?.text ?? '';
  return {
    code: contribution.code,
    source: { userType: null, country: null, channel: contribution.channel, language: null },
    title: shown ? title : null,
    excerpt: shown ? cut(text, 0, false) : null,
    passage: null,
    themes: [],
    url: shown ? contribution.url : null,
    campaignSize: null,
  };
}

/** A stretch of a text from a UTF-16 offset, not longer than a list can hold. */
function cut(text: string, from: number, before: boolean): { text: string; before: boolean; after: boolean } {
  const stretch = text.slice(from, from + EXCERPT_CHARACTERS);
  return { text: stretch.toWellFormed(), before, after: from + EXCERPT_CHARACTERS < text.length };
}

async function rowsOf(
  visit: Visit,
  head: Consultation,
  open: OpenEdition,
  rows: EvidenceRow[],
  where: Selection,
): Promise<ContributionRow[]> {
  const questions = await currentQuestions(visit.store.db, head.id);
  const titleKey = questions.find(isTitle)?.key;
  const themes = themeNames(await themesOf(visit.store.db, open.edition.runId));
  return rows.map((row) => evidenceRow(open.index, row, where, titleKey, themes));
}

function evidenceRow(
  index: EvidenceIndex,
  row: EvidenceRow,
  where: Selection,
  titleKey: string | undefined,
  themes: Map<string, ThemeName>,
): ContributionRow {
  const codings = index.codingsOf(row.contribution);
  const passage = passageAsked(codings, where);
  const title = titleKey === undefined ? undefined : index.answersOf(row.contribution, titleKey)[0];
  const from = passage?.start ?? (title ? title.end! + 2 : 0);
  const own = [...new Set(codings.map((coding) => coding.theme))].flatMap((key) => themes.get(key) ?? []);
  return {
    code: row.contribution,
    source: sourceOf(row),
    title: title && row.text !== '' ? sliceCodePoints(row.text, title.start!, title.end!) : null,
    excerpt: row.text === '' ? null : excerptOf(row.text, from, passage?.end),
    passage: passage?.passage ?? null,
    themes: own,
    url: row.url || null,
    campaignSize: row.campaign_role === '' ? null : index.count('contributions', { campaign: [row.campaign] }),
  };
}

/** The first passage that has the themes and kinds that a selection names. */
function passageAsked(codings: readonly CodingRow[], where: Selection): CodingRow | undefined {
  const named = (['theme', 'kind'] as const).flatMap((column) => {
    const values = where[column]?.filter((value) => value !== '' && value !== '*') ?? [];
    return values.length > 0 ? [{ column, values }] : [];
  });
  if (named.length === 0) return undefined;
  return codings.find((coding) => named.every(({ column, values }) => values.includes(coding[column])));
}

/** @param from code point offset */
function excerptOf(text: string, from: number, to: number | undefined) {
  const start = sliceCodePoints(text, 0, from).length;
  if (to === undefined) return cut(text, start, false);
  const end = start + sliceCodePoints(text, from, to).length;
  return { text: text.slice(start, end), before: start > 0, after: end < text.length };
}

const FILTERS: (SelectionColumn & GroupingColumn)[] = ['user_type', 'country', 'size', 'language'];

/** One field per column that tells contributions apart, with how many each choice has in all. */
function filtersOf(visit: Visit, index: EvidenceIndex, names: SelectionNames, where: Selection): FilterField[] {
  const { language } = visit.frame.reader;
  const field = (name: SelectionColumn, values: { value: string; count: number }[]): FilterField => ({
    name,
    label: columnName(name, language),
    chosen: where[name] ?? [],
    options: values.map(({ value, count }) => ({ value, count, label: valueName(name, value, language, names) })),
  });
  const themes = Object.keys(names.themes ?? {})
    .map((value) => ({ value, count: index.count('contributions', { theme: [value] }) }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const columns = FILTERS.flatMap((name) => {
    const values = [...Map.groupBy(index.evidence.rows, (row) => row[name])]
      .map(([value, rows]) => ({ value, count: rows.length }))
      .filter(({ value }) => value !== '')
      .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    return values.length < 2 ? [] : [field(name, values)];
  });
  const kinds = STATEMENT_KINDS.map((value) => ({ value, count: index.count('contributions', { kind: [value] }) }));
  const isTold = kinds.some(({ count }) => count > 0);
  return [
    ...(themes.length > 0 ? [field('theme', themes)] : []),
    ...(isTold ? [field('kind', kinds)] : []),
    ...columns,
  ];
}
