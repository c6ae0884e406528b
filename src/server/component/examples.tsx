import type { Child } from 'hono/jsx';
import { contributionsUrl, contributionUrl, evidenceUrl } from '../address.ts';
import {
  BRUSSELS,
  BURDEN,
  CYCLING,
  CYCLING_STAGES,
  NOW,
  PASSAGES,
  RECOGNITION,
  STAGES,
  STRATEGY,
  TALENT,
  TEXT,
} from '../example/cast.ts';
import { exampleForm, HALF_FILLED, QUESTIONS } from '../example/questionnaire.ts';
import { Badge, OriginBadge } from './badge.tsx';
import { Bars } from './bars.tsx';
import { Action, Button, ButtonLink } from './button.tsx';
import { ConsultationCard } from './consultation.tsx';
import { Corridor } from './corridor.tsx';
import { DefinitionList } from './definition-list.tsx';
import { EmptyState } from './empty.tsx';
import { FigureLink, Share } from './figure.tsx';
import { FilterForm } from './filter.tsx';
import type { Frame } from './frame.ts';
import { Notice } from './notice.tsx';
import { Pagination } from './pagination.tsx';
import { PassageText } from './passage.tsx';
import { Progress } from './progress.tsx';
import { ErrorSummary, problemTitle, QuestionFields } from './question.tsx';
import { QuoteBlock } from './quote.tsx';
import { SourceLine } from './source-line.tsx';
import { StageTimeline } from './stage.tsx';
import { DataTable } from './table.tsx';
import { Deadline, Moment, Span } from './time.tsx';

/** One way to use a component: feeds the gallery and the tests. */
export type Example = { component: string; shows: string; render: (frame: Frame) => Child };

const { slug } = STRATEGY;
const evidence = (theme: string) => evidenceUrl(slug, { unit: 'contributions', where: { theme: [theme] } });
const SOURCE = { userType: 'NGO', country: 'GR', channel: 'submission', language: 'el', day: '2026-02-03' } as const;

export const EXAMPLES: Example[] = [
  {
    component: 'Button',
    shows: 'the one thing to do, other things, and one that cannot be done now, with the reason',
    render: (frame) => (
      <>
        <ButtonLink href="#button">Answer the call for evidence</ButtonLink>
        <Button kind="secondary">Show</Button>
        <Action frame={frame} url="#run" kind="secondary" whyNot={frame.reader.say('desk.runs.may_not')}>
          {frame.reader.say('desk.runs.start')}
        </Action>
      </>
    ),
  },
  {
    component: 'Badge',
    shows: 'proposed by the machine, decided by a person, and states',
    render: ({ reader }) => (
      <p>
        <OriginBadge reader={reader} of={BURDEN} /> <OriginBadge reader={reader} of={RECOGNITION} />{' '}
        <Badge mood="accent">open now</Badge> <Badge>over</Badge> <Badge mood="success">done</Badge>{' '}
        <Badge mood="warning">cancelled</Badge> <Badge mood="danger">failed</Badge>
      </p>
    ),
  },
  {
    component: 'StageTimeline',
    shows: 'stages that are open, to come and over, one of them shortened for a recorded reason',
    render: ({ reader }) => (
      <StageTimeline reader={reader} stages={[...CYCLING_STAGES, ...STAGES]} now={NOW} zone={BRUSSELS} />
    ),
  },
  {
    component: 'ConsultationCard',
    shows: 'one that is open, one that is being analysed',
    render: ({ reader }) => (
      <>
        <ConsultationCard
          reader={reader}
          now={NOW}
          entry={{ ...STRATEGY, stages: STAGES, contributions: 1083, edition: null }}
        />
        <ConsultationCard
          reader={reader}
          now={NOW}
          entry={{ ...CYCLING, stages: CYCLING_STAGES, contributions: 2314, edition: 2 }}
        />
      </>
    ),
  },
  {
    component: 'Bars',
    shows: 'parts of one whole, with percentages',
    render: ({ reader }) => (
      <Bars
        reader={reader}
        id="bars-themes"
        caption="Recognition of qualifications is the theme of most contributions."
        labelHeading={reader.say('selection.column.theme')}
        unit="contributions"
        bars={[RECOGNITION, BURDEN, TALENT].map((theme, i) => ({
          label: reader.local(theme.name),
          value: [312, 188, 41][i]!,
          of: 1083,
          href: evidence(theme.key),
        }))}
      />
    ),
  },
  {
    component: 'Bars',
    shows: 'parts of different wholes, one of them too small for percentages',
    render: ({ reader }) => (
      <Bars
        reader={reader}
        id="bars-groups"
        caption="Trade unions speak of recognition most often."
        labelHeading={reader.say('selection.column.user_type')}
        unit="contributions"
        bars={(['TRADE_UNION', 'PUBLIC_AUTHORITY', 'EU_CITIZEN', 'CONSUMER_ORGANISATION'] as const).map((type, i) => ({
          label: reader.say(`profile.user_type.${type}`),
          value: [38, 51, 120, 3][i]!,
          of: [61, 112, 640, 11][i]!,
          href: evidenceUrl(slug, { unit: 'contributions', where: { theme: ['t01'], user_type: [type] } }),
        }))}
      />
    ),
  },
  {
    component: 'DataTable',
    shows: 'numbers under their headings, also where it is wider than the page',
    render: ({ reader }) => (
      <DataTable
        id="table"
        caption="Contributions by type and country"
        columns={[
          { label: reader.say('selection.column.user_type') },
          ...['DE', 'GR', 'MT', 'BG', 'FR', 'PL'].map((country) => ({
            label: reader.country(country),
            align: 'number' as const,
          })),
        ]}
        rows={(['TRADE_UNION', 'ACADEMIC_RESEARCH_INSTITUTION'] as const).map((type, row) => ({
          heading: reader.say(`profile.user_type.${type}`),
          cells: [1204, 87, 3, 15, 310, 46].map((n) => (
            <FigureLink
              reader={reader}
              value={n * (row + 1)}
              unit="contributions"
              href={evidenceUrl(slug, { unit: 'contributions', where: { user_type: [type] } })}
            />
          )),
        }))}
      />
    ),
  },
  {
    component: 'FigureLink',
    shows: 'numbers that lead to their evidence, with and without denominator and unit',
    render: ({ reader }) => (
      <p>
        <FigureLink reader={reader} value={1083} unit="contributions" withUnit href={contributionsUrl(slug)} />,{' '}
        <Share reader={reader} value={312} of={1083} unit="contributions" href={evidence('t01')} />,{' '}
        <Share reader={reader} value={3} of={11} unit="stakeholders" href={evidence('t02')} />
      </p>
    ),
  },
  {
    component: 'QuoteBlock',
    shows: 'words in Greek with the words around them and a translation by machine',
    render: ({ reader }) => (
      <QuoteBlock
        reader={reader}
        quote={{
          language: 'el',
          exact: 'Η αναγνώριση των προσόντων αργεί πολύ',
          prefix: 'Σας γράφουμε από ένα μικρό εργαστήριο. ',
          suffix: ' και κάθε υπηρεσία ζητά άλλα έγγραφα.',
        }}
        source={SOURCE}
        href={contributionUrl(slug, '0RJ8-4WVN-H3C6', 2)}
        translation={{ text: 'The recognition of qualifications takes very long', language: 'en', origin: 'machine' }}
      />
    ),
  },
  {
    component: 'QuoteBlock',
    shows: 'words from a page of a paper, in Bulgarian',
    render: ({ reader }) => (
      <QuoteBlock
        reader={reader}
        quote={{
          language: 'bg',
          exact: 'Признаването на квалификациите отнема твърде много време.',
          prefix: '',
          suffix: '',
          file: 'position-paper.pdf',
          page: 3,
        }}
        source={{ userType: 'ACADEMIC_RESEARCH_INSTITUTION', country: 'BG', channel: 'import', language: 'bg' }}
        href={contributionUrl(slug, 'C2XQ-8DHW-5PVR')}
      />
    ),
  },
  {
    component: 'PassageText',
    shows: 'passages with one, two and no themes',
    render: ({ reader }) => (
      <PassageText reader={reader} text={TEXT} language="en" passages={PASSAGES} pageStarts={[0, PASSAGES[1]!.start]} />
    ),
  },
  {
    component: 'SourceLine',
    shows: 'who said it, with and without a name',
    render: ({ reader }) => (
      <>
        <SourceLine reader={reader} source={SOURCE} />
        <SourceLine reader={reader} source={{ ...SOURCE, organisation: 'Ένωση Εκπαιδευτικών', day: null }} />
      </>
    ),
  },
  {
    component: 'Progress',
    shows: 'work whose end is known',
    render: (frame) => (
      <Progress
        frame={frame}
        title={frame.reader.text('desk.runs.analysis')}
        work={{
          id: 'work-known',
          state: 'running',
          progress: { step: 'embed.encoder', done: 1840, total: 6210, unit: 'passages' },
          pace: { perSecond: 118.4, secondsLeft: 37 },
          failure: null,
        }}
        cancelUrl="#cancel"
      />
    ),
  },
  {
    component: 'Progress',
    shows: 'work that waits, and work that failed',
    render: (frame) => (
      <>
        <Progress
          frame={frame}
          title={frame.reader.text('desk.runs.example')}
          work={{ id: 'work-waiting', state: 'waiting', progress: null, pace: null, failure: null }}
          cancelUrl={null}
        />
        <Progress
          frame={frame}
          title={frame.reader.text('ui.work.failed')}
          work={{
            id: 'work-failed',
            state: 'failed',
            progress: null,
            pace: null,
            failure: 'The model file is missing: run npm ci.',
          }}
          cancelUrl={null}
        />
      </>
    ),
  },
  {
    component: 'Corridor',
    shows: 'the numbers of one consultation; people have not coded yet',
    render: ({ reader }) => (
      <Corridor
        reader={reader}
        numbers={{
          received: { value: 2318, href: '#received' },
          accepted: { value: 2314, href: '#accepted' },
          refused: { value: 4, href: '#refused' },
          published: { value: 2287, href: '#published' },
          coded_by_machine: { value: 2209, href: '#machine' },
          coded_by_people: { value: null, href: null },
          in_findings: { value: 2209, href: '#findings' },
        }}
      />
    ),
  },
  {
    component: 'Pagination',
    shows: 'in the middle of a long list',
    render: ({ reader }) => (
      <Pagination reader={reader} page={5} pages={47} urlOfPage={(page) => contributionsUrl(slug, { page })} />
    ),
  },
  {
    component: 'FilterForm',
    shows: 'few options in sight, many in a list that opens',
    render: ({ reader }) => (
      <FilterForm
        reader={reader}
        url={contributionsUrl(slug)}
        kept={[]}
        clearUrl={contributionsUrl(slug)}
        fields={[
          {
            name: 'theme',
            label: reader.text('selection.column.theme'),
            chosen: ['t01'],
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
            options: ['DE', 'GR', 'MT', 'BG', 'FR', 'PL'].map((country) => ({
              value: country,
              label: reader.country(country),
              count: null,
            })),
          },
        ]}
      />
    ),
  },
  {
    component: 'EmptyState',
    shows: 'what will be here and what to do first',
    render: ({ reader }) => (
      <EmptyState heading={reader.say('desk.import.none')}>
        <p>{reader.say('desk.import.none_then')}</p>
        <pre>
          <code>antiphon import FILE --consultation {slug}</code>
        </pre>
      </EmptyState>
    ),
  },
  {
    component: 'Notice',
    shows: 'something to know before reading on',
    render: () => (
      <>
        <Notice>
          <p>This is an older edition.</p>
        </Notice>
        <Notice mood="warning">
          <p>The themes were proposed by a machine. No person has reviewed them yet.</p>
        </Notice>
        <Notice mood="danger">
          <p>Two quotes could not be found again.</p>
        </Notice>
      </>
    ),
  },
  {
    component: 'DefinitionList',
    shows: 'facts',
    render: ({ reader }) => (
      <DefinitionList
        facts={[
          { term: reader.say('page.contribution.version'), detail: '2' },
          { term: reader.say('page.contribution.hash'), detail: <code class="hash">{'9f3a'.repeat(16)}</code> },
        ]}
      />
    ),
  },
  {
    component: 'Time',
    shows: 'a deadline at the end of a day, a moment, a span',
    render: ({ reader }) => (
      <ul>
        <li>
          <Deadline reader={reader} at={STAGES[0]!.closesAt} zone={BRUSSELS} />
        </li>
        <li>
          <Moment reader={reader} at={NOW} zone={BRUSSELS} />
        </li>
        <li>
          <Span reader={reader} from={NOW} to={new Date(NOW.getTime() + 9_000_000)} zone={BRUSSELS} />
        </li>
      </ul>
    ),
  },
  {
    component: 'QuestionFields',
    shows: 'a question of every kind, filled in by half, with what is wrong',
    render: (frame) => {
      const state = exampleForm(HALF_FILLED, true);
      return (
        <form method="post" action="#question">
          <ErrorSummary frame={frame} problems={state.problems} titleOf={problemTitle(frame.reader, QUESTIONS)} />
          <QuestionFields frame={frame} questions={QUESTIONS} state={state} />
        </form>
      );
    },
  },
];
