import type { FieldReading, Refusal } from '../../core/intake.ts';
import { contributionsUrl, intakeUrl } from '../address.ts';
import { AUDREY, CYCLING, NOW, STRATEGY } from '../example/cast.ts';
import { RECORD } from '../example/run.ts';
import type { PageExample } from '../site/examples.tsx';
import { DeskConsultation, type RunEntry } from './consultation.tsx';
import { DeskHome } from './home.tsx';
import type { ImportView } from './import-summary.tsx';
import { DeskIntake } from './intake.tsx';
import { DeskRun } from './run.tsx';

const { slug } = CYCLING;

const NUMBERS = {
  received: { value: 2318, href: intakeUrl(slug) },
  accepted: { value: 2314, href: contributionsUrl(slug) },
  refused: { value: 4, href: intakeUrl(slug) },
  published: { value: 2287, href: contributionsUrl(slug, { where: { publication: ['with_name', 'anonymous'] } }) },
  coded_by_machine: { value: 2209, href: contributionsUrl(slug, { where: { theme: ['*'] } }) },
  coded_by_people: { value: 0, href: null },
  in_findings: { value: null, href: null },
};
const NO_NUMBERS = Object.fromEntries(
  Object.keys(NUMBERS).map((step) => [step, { value: step === 'received' ? 0 : null, href: null }]),
) as { [step in keyof typeof NUMBERS]: { value: number | null; href: null } };

const IMPORT: ImportView = {
  file: 'cycling-dialogue.csv',
  format: 'any-table',
  source: 'cycling-dialogue',
  startedAt: NOW,
  finishedAt: new Date(NOW.getTime() + 21_000),
  received: 2318,
  accepted: 2314,
  versioned: 12,
  merged: 0,
  refused: 4,
  vanished: 3,
};

const RUNNING: RunEntry = {
  id: '0199-running',
  kind: 'analysis',
  state: 'running',
  progress: { step: 'embed.encoder', done: 1840, total: 6210, unit: 'passages' },
  pace: { perSecond: 118.4, secondsLeft: 137 },
  failure: null,
  askedAt: NOW,
  finishedAt: null,
  askedBy: 'Anna Analyst',
};
const DONE: RunEntry = {
  ...RUNNING,
  id: '0198-done',
  state: 'done',
  progress: null,
  pace: null,
  finishedAt: NOW,
  askedBy: 'Antiphon',
};
const FAILED: RunEntry = {
  ...DONE,
  id: '0197-failed',
  state: 'failed',
  failure: 'The model file is missing: run npm ci.',
};

const REFUSALS: Refusal[] = [
  {
    file: IMPORT.file,
    row: 18,
    field: 'text',
    reason: 'The cell holds a NUL character, which no text can have. Save the file again as UTF-8.',
  },
  {
    file: IMPORT.file,
    row: 204,
    field: 'created',
    reason: '“gestern” is no day. Expected a date such as 2017-09-13.',
    partial: true,
  },
  {
    file: 'Stellungnahme-17.pdf',
    row: null,
    field: null,
    reason: 'The PDF is cut off: its end is missing. Ask the contributor for the whole file.',
  },
];
const READING: FieldReading[] = [
  {
    field: 'ID',
    position: 1,
    role: 'id',
    question: null,
    decidedBy: 'guessed',
    reason: 'the header says so and every value is there once',
  },
  {
    field: 'text',
    position: 3,
    role: 'open',
    question: 'q1',
    decidedBy: 'guessed',
    reason: 'nearly all values differ and half have more than 40 characters',
  },
  { field: 'main_category_level1', position: 4, role: 'ignore', question: null, decidedBy: 'given', reason: '' },
];

export const DESK_EXAMPLES: PageExample[] = [
  {
    name: 'desk',
    render: (frame) => (
      <DeskHome
        frame={frame}
        consultations={[
          {
            slug: STRATEGY.slug,
            title: STRATEGY.title,
            draft: false,
            tasks: [
              {
                label: frame.reader.say('desk.task.closes', {
                  stage: frame.reader.language === 'de' ? 'Aufforderung zur Stellungnahme' : 'Call for evidence',
                }),
                url: `/desk/${STRATEGY.slug}`,
                dueDay: '2026-02-19',
              },
              {
                label: frame.reader.say('desk.task.analyse', { n: 1083 }),
                url: `/desk/${STRATEGY.slug}`,
                dueDay: null,
              },
            ],
          },
          { slug, title: CYCLING.title, draft: true, tasks: [] },
        ]}
      />
    ),
  },
  { name: 'desk-empty', render: (frame) => <DeskHome frame={frame} consultations={[]} /> },
  {
    name: 'desk-consultation',
    render: (frame) => (
      <DeskConsultation
        frame={frame}
        head={CYCLING}
        numbers={NUMBERS}
        lastImport={IMPORT}
        runs={[RUNNING, DONE, FAILED]}
        edition={2}
      />
    ),
  },
  {
    name: 'desk-consultation-new',
    render: (frame) => (
      <DeskConsultation frame={frame} head={STRATEGY} numbers={NO_NUMBERS} lastImport={null} runs={[]} edition={null} />
    ),
  },
  {
    name: 'desk-consultation-for-an-auditor',
    render: (frame) => (
      <DeskConsultation
        frame={{ ...frame, actor: AUDREY }}
        head={CYCLING}
        numbers={NUMBERS}
        lastImport={IMPORT}
        runs={[DONE]}
        edition={2}
      />
    ),
  },
  {
    name: 'desk-intake',
    render: (frame) => (
      <DeskIntake
        frame={frame}
        head={CYCLING}
        imports={[
          IMPORT,
          { ...IMPORT, file: 'cycling-dialogue-older.csv', received: 1200, accepted: 1200, refused: 0 },
        ]}
        refusals={REFUSALS}
        reading={READING}
      />
    ),
  },
  { name: 'desk-run-going', render: (frame) => <DeskRun frame={frame} head={CYCLING} run={RUNNING} record={null} /> },
  { name: 'desk-run', render: (frame) => <DeskRun frame={frame} head={CYCLING} run={DONE} record={RECORD} /> },
  { name: 'desk-run-failed', render: (frame) => <DeskRun frame={frame} head={CYCLING} run={FAILED} record={null} /> },
];
