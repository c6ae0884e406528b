import type { EvidenceRow } from '../../core/evidence.ts';
import { EvidenceIndex, type Figure } from '../../core/figure.ts';
import type { Block, Label, Quote } from '../../core/finding.ts';
import type { ReportDocument } from '../../report/document.ts';
import { REPORT_FORMAT } from '../../report/document.ts';
import { ReportPage as Drawing } from '../../report/html.ts';
import { contributionUrl, evidenceUrl } from '../address.ts';
import { ROWS, STRATEGY } from './cast.ts';
import { RECORD } from './run.ts';

/** A small report, drawn as the real ones are: one block of each kind. */

const THEMES = ['t01', 't02', 't03'] as const;
const TYPES = ['EU_CITIZEN', 'PUBLIC_AUTHORITY', 'COMPANY', 'TRADE_UNION'] as const;
const COUNTRIES = ['DE', 'GR', 'MT', 'BG', 'FR'] as const;

const NAMES: { [theme: string]: Label } = {
  t01: { text: 'Recognition of qualifications' },
  t02: { text: 'forms, paperwork, administrative burden', language: 'en' },
  t03: { text: 'talent, brain drain, skilled workers abroad', language: 'en' },
};

const ALL: Figure = { id: 'f0', unit: 'contributions', where: {}, value: 1083 };
const BY_THEME: Figure[] = THEMES.map((theme, i) => ({
  id: `f-${theme}`,
  unit: 'contributions',
  where: { theme: [theme] },
  value: [312, 188, 41][i]!,
  of: ALL.id,
}));
const BY_THEME_AND_COUNTRY: Figure[] = THEMES.flatMap((theme, row) =>
  COUNTRIES.map(
    (country, column): Figure => ({
      id: `f-${theme}-${country}`,
      unit: 'contributions',
      where: { theme: [theme], country: [country] },
      value: Math.round((190 - column * 41) * [0.34, 0.21, 0.06][row]!),
      of: `f-${country}`,
    }),
  ),
);
const BY_COUNTRY: Figure[] = COUNTRIES.map((country, i) => ({
  id: `f-${country}`,
  unit: 'contributions',
  where: { country: [country] },
  value: 190 - i * 41,
}));

const QUOTES: Quote[] = [
  {
    id: 'quote-1',
    contribution: ROWS[0]!.code,
    version: 1,
    leaf: 417,
    language: 'en',
    exact: 'Our apprentices lose a year because their certificates are checked twice.',
    prefix: 'We are a workshop of nine people. ',
    suffix: ' One office should decide, once, and the others should accept it.',
    start: 34,
    end: 107,
  },
  {
    id: 'quote-2',
    contribution: ROWS[1]!.code,
    version: 1,
    leaf: 418,
    language: 'el',
    exact: 'Η αναγνώριση των προσόντων αργεί πολύ',
    prefix: 'Σας γράφουμε από ένα μικρό εργαστήριο. ',
    suffix: ' και κάθε υπηρεσία ζητά άλλα έγγραφα.',
    start: 39,
    end: 76,
    file: 'position-paper.pdf',
    page: 3,
  },
];

const BLOCKS: { [section: string]: Block[] } = {
  summary: [
    {
      kind: 'finding',
      finding: { id: 'heard', wording: { say: 'report.summary.themes', with: { all: { figure: ALL.id } } } },
    },
    {
      kind: 'bars',
      caption: { say: 'report.themes.caption', with: { all: { figure: ALL.id } } },
      bars: THEMES.map((theme) => ({ label: NAMES[theme]!, figure: `f-${theme}` })),
    },
    { kind: 'note', wording: { say: 'report.summary.no_poll' } },
  ],
  themes: [
    { kind: 'heading', label: NAMES.t02!, badge: 'candidate', anchor: 'theme-t02' },
    {
      kind: 'finding',
      finding: {
        id: 't02-count',
        wording: { say: 'report.themes.caption', with: { all: { figure: 'f-t02' } } },
        quotes: QUOTES.map((quote) => quote.id),
      },
    },
    {
      kind: 'table',
      caption: { say: 'report.themes.by_country' },
      columns: COUNTRIES.map((country) => ({ country })),
      rows: THEMES.map((theme) => ({
        label: NAMES[theme]!,
        figures: COUNTRIES.map((country) => `f-${theme}-${country}`),
      })),
    },
    {
      kind: 'excerpt',
      label: { say: 'report.campaigns.template', with: { number: { number: 1 } } },
      text: 'We ask you to recognise every certificate in every country.\n\nDo it now.',
      language: 'en',
    },
    { kind: 'heading', label: { message: 'report.who.missing' } },
    {
      kind: 'list',
      items: [
        {
          say: 'report.who.missing_types',
          with: { types: { labels: TYPES.map((type) => ({ message: `profile.user_type.${type}` })) } },
        },
      ],
    },
  ],
};

const ROW: EvidenceRow = {
  contribution: '',
  version: 1,
  leaf: 0,
  salt: '00',
  profile_hash: '',
  profile_salt: '',
  stakeholder: '',
  channel: 'submission',
  publication: 'anonymous',
  user_type: '',
  country: '',
  size: '',
  scope: '',
  day: '',
  language: 'en',
  text_group: '',
  campaign: '',
  campaign_role: '',
  url: '',
  text: '',
}; // prettier-ignore

/** The example's report as the site shows it, drawn in a language. */
export function exampleDrawing(language: string): Drawing {
  const made: ReportDocument = {
    format: REPORT_FORMAT,
    madeBy: 'Antiphon 0.1.0',
    leadBody: { text: 'Unit for Vocational Education' },
    ledger: { size: 1083, root: '3fa94c17d0b28e65'.repeat(4) },
    coarseningThreshold: 5,
    names: { themes: NAMES, questions: {}, campaigns: {} },
    report: {
      title: { text: STRATEGY.title.en!.text, ...(language !== 'en' && { language: 'en' }) },
      language,
      notices: [{ say: 'report.notice.unreviewed' }],
      sections: [
        { id: 'summary', title: { say: 'report.summary.title' }, blocks: BLOCKS.summary! },
        { id: 'themes', title: { say: 'report.themes.title' }, blocks: BLOCKS.themes! },
      ],
      figures: [ALL, ...BY_THEME, ...BY_COUNTRY, ...BY_THEME_AND_COUNTRY],
      quotes: QUOTES,
    },
    run: RECORD,
  };
  const rows = QUOTES.map((quote, i) => ({
    ...ROW,
    contribution: quote.contribution,
    user_type: ['COMPANY', 'TRADE_UNION'][i]!,
    country: ['DE', 'GR'][i]!,
  }));
  return new Drawing(made, new EvidenceIndex({ rows, answers: [], codings: [] }), {
    figure: ({ unit, where }) => evidenceUrl(STRATEGY.slug, { unit, where }),
    quote: ({ contribution }) => contributionUrl(STRATEGY.slug, contribution),
  });
}
