import { written } from '../../core/text.ts';
import { evidenceUrl } from '../address.ts';
import type { FilterField } from '../component/filter.tsx';
import type { Frame } from '../component/frame.ts';
import {
  BURDEN,
  CYCLING,
  CYCLING_STAGES,
  EVENTS,
  NOW,
  PASSAGES,
  RECOGNITION,
  ROWS,
  STAGES,
  STRATEGY,
  TALENT,
  TEXT,
} from '../example/cast.ts';
import type { PageExample } from '../example/page-example.ts';
import { exampleDrawing } from '../example/report.ts';
import { ANSWERING_EXAMPLES } from './answering-examples.tsx';
import { ClaimForm, ClaimPage, type ClaimPageProps } from './claim.tsx';
import { ConsultationPage } from './consultation.tsx';
import { ContributionPage } from './contribution.tsx';
import { ContributionsPage } from './contributions.tsx';
import { DataPage } from './data.tsx';
import { ErrorPage } from './error.tsx';
import { EVENT_EXAMPLES } from './event-examples.tsx';
import { EvidencePage } from './evidence.tsx';
import { Home } from './home.tsx';
import { LedgerPage } from './ledger.tsx';
import { NoReportPage, ReportPage } from './report.tsx';
import { SignInPage } from './sign-in.tsx';
import { AboutPage, AccessibilityPage, PrivacyPage } from './statement.tsx';

const { slug } = STRATEGY;
const HASH = '3fa94c17d0b28e65'.repeat(4);

const ENTRIES = [
  { ...STRATEGY, stages: STAGES, contributions: 1083, edition: null },
  { ...CYCLING, stages: CYCLING_STAGES, contributions: 2314, edition: 2 },
];

const groups = ({ reader }: Frame) => ({
  caption: reader.say('selection.column.user_type'),
  labelHeading: reader.say('selection.column.user_type'),
  bars: (
    ['EU_CITIZEN', 'PUBLIC_AUTHORITY', 'COMPANY', 'ACADEMIC_RESEARCH_INSTITUTION', 'TRADE_UNION', 'NGO'] as const
  ).map((type, i) => ({
    label: reader.say(`profile.user_type.${type}`),
    value: [640, 112, 108, 96, 61, 55][i]!,
    of: 1083,
    href: evidenceUrl(slug, { unit: 'contributions', where: { user_type: [type] } }),
  })),
});

const filters = ({ reader }: Frame, chosen: string[]): FilterField[] => [
  {
    name: 'theme',
    label: reader.text('selection.column.theme'),
    chosen,
    options: [RECOGNITION, BURDEN, TALENT].map((theme, i) => ({
      value: theme.key,
      label: reader.localText(theme.name),
      count: [312, 188, 41][i]!,
    })),
  },
  {
    name: 'country',
    label: reader.text('selection.column.country'),
    chosen: [],
    options: ['DE', 'GR', 'MT', 'BG', 'FR', 'PL'].map((country, i) => ({
      value: country,
      label: reader.country(country),
      count: 90 - i * 7,
    })),
  },
  {
    name: 'channel',
    label: reader.text('selection.column.channel'),
    chosen: [],
    options: (['submission', 'paper', 'e-mail'] as const).map((channel) => ({
      value: channel,
      label: reader.text(`channel.${channel}`),
      count: null,
    })),
  },
];

const report = (frame: Frame, newest: number) => (
  <ReportPage
    frame={frame}
    head={STRATEGY}
    edition={{
      number: 1,
      newest,
      madeAt: new Date('2026-03-20T14:00:00Z'),
      root: HASH,
      language: frame.reader.language,
      title: exampleDrawing(frame.reader.language).title(),
    }}
    notices={exampleDrawing(frame.reader.language).noticeList()}
    sections={exampleDrawing(frame.reader.language).sections()}
  />
);

const contribution = {
  code: '7K3M-Q2XD-94TP',
  version: 1,
  source: { userType: 'COMPANY', country: 'DE', channel: 'submission', language: 'en', day: '2026-02-01' } as const,
  title: null,
  url: 'https://consultations.example.org/items/7K3M',
  licence: STRATEGY.licence,
  texts: [
    {
      question: written({
        en: 'What keeps you from taking part in exchanges?',
        de: 'Was hält Sie davon ab, an Austauschen teilzunehmen?',
      }),
      text: TEXT,
      language: 'en',
      passages: PASSAGES,
      file: null,
    },
  ],
  withheld: false,
  aside: null,
  vanishedSince: null,
  choices: [
    {
      question: written({ en: 'How important is mobility to you?', de: 'Wie wichtig ist Ihnen Mobilität?' }),
      values: ['4 - Important'],
    },
    {
      question: written({ en: 'Which programmes do you use?', de: 'Welche Programme nutzen Sie?' }),
      values: ['Erasmus+', 'Interreg'],
    },
  ],
  campaign: { key: 'c01', role: 'variant', contributions: 214 } as const,
  leaf: 417,
  hash: HASH,
};

const CLAIMED: Omit<ClaimPageProps, 'frame' | 'done' | 'standing'> = {
  consultation: STRATEGY,
  claim: '7K3M-Q2XD-94TP-7K3M-Q2XD-94',
  code: '7K3M-Q2XD-94TP',
  texts: [
    {
      question: { en: { text: 'What should change?', origin: 'written' } },
      text: 'Teachers need time of their own to keep up with what companies use.',
      language: 'en',
    },
  ],
  choices: [{ question: { en: { text: 'How content are you?', origin: 'written' } }, values: ['4'] }],
  publication: 'anonymous',
};

export type { PageExample };

export const SITE_EXAMPLES: PageExample[] = [
  { name: 'home', render: (frame) => <Home frame={frame} now={NOW} consultations={ENTRIES} loading={null} /> },
  {
    name: 'home-first-start',
    render: (frame) => (
      <Home
        frame={frame}
        now={NOW}
        consultations={[]}
        loading={{
          id: 'examples',
          state: 'running',
          progress: { step: 'embed.encoder', done: 1840, total: 6210, unit: 'passages' },
          pace: { perSecond: 118.4, secondsLeft: 37 },
          failure: null,
        }}
      />
    ),
  },
  {
    name: 'consultation',
    render: (frame) => (
      <ConsultationPage
        frame={frame}
        now={NOW}
        consultation={STRATEGY}
        stages={STAGES}
        events={EVENTS}
        action={{
          url: `/c/${slug}/answer`,
          label: frame.reader.language === 'de' ? 'Stellung nehmen' : 'Answer the call for evidence',
        }}
        soFar={{ contributions: 1083, stakeholders: 871, countries: 24, languages: 19, groups: groups(frame) }}
        report={null}
        documents={[{ url: '/documents/context', title: written({ en: 'Context document', de: 'Hintergrundpapier' }) }]}
      />
    ),
  },
  {
    name: 'consultation-without-contributions',
    render: (frame) => (
      <ConsultationPage
        frame={frame}
        now={new Date('2026-03-20T09:00:00Z')}
        consultation={STRATEGY}
        stages={STAGES}
        events={[]}
        action={null}
        soFar={null}
        report={null}
        documents={[]}
      />
    ),
  },
  {
    name: 'consultation-analysed',
    render: (frame) => (
      <ConsultationPage
        frame={frame}
        now={NOW}
        consultation={CYCLING}
        stages={CYCLING_STAGES}
        events={[]}
        action={null}
        soFar={{ contributions: 2314, stakeholders: 2314, countries: 0, languages: 2, groups: null }}
        report={{ edition: 2, madeAt: NOW }}
        documents={[]}
      />
    ),
  },
  ...EVENT_EXAMPLES,
  { name: 'report', render: (frame) => report(frame, 1) },
  { name: 'report-older', render: (frame) => report(frame, 3) },
  { name: 'report-none', render: (frame) => <NoReportPage frame={frame} head={STRATEGY} /> },
  {
    name: 'evidence',
    render: (frame) => (
      <EvidencePage
        frame={frame}
        head={STRATEGY}
        query={{ unit: 'passages', where: { theme: ['t01'] }, edition: 1 }}
        value={371}
        edition={1}
        names={{ themes: { t01: frame.reader.localText(RECOGNITION.name) } }}
        contributions={312}
        withheld={9}
        page={1}
        pages={7}
        filters={filters(frame, ['t01'])}
        rows={ROWS}
      />
    ),
  },
  {
    name: 'contributions',
    render: (frame) => (
      <ContributionsPage
        frame={frame}
        head={STRATEGY}
        where={{}}
        found={1083}
        total={1083}
        page={3}
        pages={22}
        filters={filters(frame, [])}
        rows={ROWS}
      />
    ),
  },
  {
    name: 'contributions-none-fit',
    render: (frame) => (
      <ContributionsPage
        frame={frame}
        head={STRATEGY}
        where={{ theme: ['t03'] }}
        found={0}
        total={1083}
        page={1}
        pages={1}
        filters={filters(frame, ['t03'])}
        rows={[]}
      />
    ),
  },
  {
    name: 'contribution',
    render: (frame) => <ContributionPage frame={frame} head={STRATEGY} contribution={contribution} />,
  },
  {
    name: 'contribution-withheld',
    render: (frame) => (
      <ContributionPage
        frame={frame}
        head={STRATEGY}
        contribution={{ ...contribution, texts: [], choices: [], campaign: null, withheld: true, url: null }}
      />
    ),
  },
  {
    name: 'contribution-vanished',
    render: (frame) => (
      <ContributionPage
        frame={frame}
        head={STRATEGY}
        contribution={{ ...contribution, vanishedSince: new Date('2026-02-07T09:00:00Z') }}
      />
    ),
  },
  {
    name: 'contribution-withdrawn',
    render: (frame) => (
      <ContributionPage
        frame={frame}
        head={STRATEGY}
        contribution={{
          ...contribution,
          texts: [],
          choices: [],
          campaign: null,
          withheld: true,
          url: null,
          aside: 'withdrawn',
        }}
      />
    ),
  },
  { name: 'claim', render: (frame) => <ClaimForm frame={frame} wrong={null} /> },
  { name: 'claim-wrong', render: (frame) => <ClaimForm frame={frame} wrong="7K3M-Q2XD" /> },
  { name: 'claim-yours', render: (frame) => <ClaimPage frame={frame} {...CLAIMED} done={null} standing="counted" /> },
  {
    name: 'claim-withdrawn',
    render: (frame) => <ClaimPage frame={frame} {...CLAIMED} done="withdrawn" standing="withdrawn" />,
  },
  {
    name: 'data',
    render: (frame) => (
      <DataPage
        frame={frame}
        head={STRATEGY}
        edition={1}
        editions={[1, 2]}
        licence={STRATEGY.licence}
        files={[
          { name: 'report.html', bytes: 148_220, sha256: HASH },
          { name: 'report.json', bytes: 391_004, sha256: HASH },
          { name: 'evidence.csv', bytes: 1_804_339, sha256: HASH },
          { name: 'answers.csv', bytes: 288_410, sha256: HASH },
          { name: 'codings.csv', bytes: 604_118, sha256: HASH },
          { name: 'ledger.json', bytes: 141_760, sha256: HASH },
          { name: 'SHA256SUMS', bytes: 498, sha256: HASH },
        ]}
      />
    ),
  },
  {
    name: 'data-none',
    render: (frame) => (
      <DataPage frame={frame} head={STRATEGY} edition={null} editions={[]} licence={null} files={[]} />
    ),
  },
  {
    name: 'ledger',
    render: (frame) => (
      <LedgerPage
        frame={frame}
        head={STRATEGY}
        ledger={{ leaves: 1083, root: HASH }}
        editions={[{ number: 1, root: HASH }]}
      />
    ),
  },
  ...ANSWERING_EXAMPLES,
  { name: 'about', render: (frame) => <AboutPage frame={frame} /> },
  { name: 'accessibility', render: (frame) => <AccessibilityPage frame={frame} /> },
  { name: 'privacy', render: (frame) => <PrivacyPage frame={frame} /> },
  { name: 'sign-in', render: (frame) => <SignInPage frame={frame} token="token-of-the-example" /> },
  { name: 'not-found', render: (frame) => <ErrorPage frame={frame} problem="not_found" sentence={null} /> },
  { name: 'fault', render: (frame) => <ErrorPage frame={frame} problem="fault" sentence={null} /> },
];
