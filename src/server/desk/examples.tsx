import { countAttendance } from '../../core/attendance.ts';
import { descriptionFields } from '../../core/consultation.ts';
import { type Document, documentFields } from '../../core/document.ts';
import type { FieldReading } from '../../core/intake.ts';
import { questionFields } from '../../core/question-form.ts';
import { flawsOf, newQuestion } from '../../core/questionnaire.ts';
import type { Refusal } from '../../core/refusal.ts';
import { SET_UP_PARTS } from '../../core/set-up.ts';
import { stageFields } from '../../core/stage.ts';
import { coverageOf, stakeholderMapFields, type Target } from '../../core/stakeholder-map.ts';
import { written } from '../../core/text.ts';
import { textUnits, translationProgress } from '../../core/translation.ts';
import type { ImportChange } from '../../store/import-change.ts';
import type { LateContribution } from '../../store/late.ts';
import type { QuestionnaireEntry } from '../../store/questionnaire-draft.ts';
import { contributionsUrl, intakeUrl } from '../address.ts';
import type { Frame } from '../component/frame.ts';
import { AUDREY, CYCLING, EVENTS, NOW, STAGES, STRATEGY } from '../example/cast.ts';
import { EXAMPLE_ATTENDANCE, EXAMPLE_RECORDS, EXAMPLE_ROUNDS } from '../example/event-record.ts';
import { exampleForm, QUESTIONS } from '../example/questionnaire.ts';
import { RECORD } from '../example/run.ts';
import type { PageExample } from '../site/examples.tsx';
import { DeskClaims } from './claims.tsx';
import { DeskConsultation, type RunEntry } from './consultation.tsx';
import { DeskDescription, DeskNew } from './description.tsx';
import { DeskDocuments } from './documents.tsx';
import { DeskEvent } from './event.tsx';
import { DeskHeadings } from './headings.tsx';
import { DeskHome } from './home.tsx';
import { DeskImport } from './import.tsx';
import type { ImportView } from './import-summary.tsx';
import { DeskIntake } from './intake.tsx';
import { DeskLate, DeskLatePreview } from './late.tsx';
import { DeskPaperEntry } from './paper-entry.tsx';
import { DeskQuestion } from './question.tsx';
import { DeskQuestionnaire } from './questionnaire.tsx';
import { DeskPreview } from './questionnaire-preview.tsx';
import { DeskQuestionnaires } from './questionnaires.tsx';
import { exampleSeats, REGISTRATION_EXAMPLES } from './registration-examples.tsx';
import { DeskRun } from './run.tsx';
import { DeskSetup } from './setup.tsx';
import { DeskStage, DeskStages } from './stages.tsx';
import { DeskStakeholderMap } from './stakeholder-map.tsx';
import { DeskTranslations } from './translations.tsx';
import { DeskTypePaper, DeskTyping } from './typing.tsx';
import { DeskUpload, type DeskUploadProps } from './upload.tsx';

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
  id: '0199-import',
  cutOffAt: null,
  importedBy: 'Anna Analyst',
  undone: null,
  late: 2,
  returned: 0,
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

const UNDONE = { at: NOW, by: 'Anna Analyst', reason: 'The columns for title and text were swapped.' };
const PAPER = {
  id: '01990000-0000-7000-8000-000000000001',
  code: '7K3M-Q2XD-94TP',
  name: 'letter-of-the-parents-council.pdf',
  sha256: '3fc9b689459d738f8c88a3a48aa9e33542016b7a4052e001aaa536fca74813cb',
  bytes: 812_345,
  reason: 'letter-of-the-parents-council.pdf has 2 pages and no text: it is a scan or a picture. Type its words in.',
  receivedAt: NOW,
};

const organiser = (frame: Frame): Frame => ({
  ...frame,
  actor: { ...AUDREY, label: 'Olga Organiser', roles: ['organiser'] },
});
const DOCUMENT: Document = {
  id: '0199-document',
  title: written({ en: 'What the last strategy achieved', de: 'Was die letzte Strategie erreicht hat' }),
  url: 'https://example.org/evaluation-of-the-last-strategy.pdf',
};
const TARGETS: Target[] = [
  { kind: 'group', name: 'COMPANY', target: 50 },
  { kind: 'group', name: 'TRADE_UNION', target: null },
  { kind: 'country', name: 'MT', target: 10 },
  { kind: 'organisation', name: 'Association of Apprentices', target: null },
];

const ENTRY: QuestionnaireEntry = {
  id: '0199-questionnaire',
  name: 'call',
  version: 1,
  hasDraft: true,
  answers: 12,
  isImported: false,
};

const CHANGE: ImportChange = {
  code: '7K3M-Q2XD-94TP',
  version: 2,
  words: 'Ein Radweg an der B9 fehlt, und zwar auf beiden Seiten.',
  wordsBefore: 'Ein Radweg an der B9 fehlt.',
  language: 'de',
};
const LATE: LateContribution = {
  id: '0199-late',
  code: '4VQ8-RR2M-1C7D',
  day: '2026-02-21',
  receivedAt: NOW,
  file: IMPORT.file,
  words: 'Leider erst jetzt: Bitte denken Sie an Lastenräder.',
  language: 'de',
  decision: null,
};
const DECIDED: LateContribution = {
  ...LATE,
  id: '0199-decided',
  code: '9XW2-JJ5N-6F0A',
  day: null,
  decision: { accepted: false, by: 'Anna Analyst', at: NOW, reason: 'It came after the synthesis was written.' },
};
const LATE_COUNTS = { waiting: 1, accepted: 0, refused: 1 };
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

const UPLOAD: Omit<DeskUploadProps, 'frame'> = {
  head: CYCLING,
  upload: { id: '0199-file', fileName: 'postal-replies.csv', bytes: 48_213 },
  look: {
    preview: {
      format: 'any-table',
      source: 'postal-replies',
      file: 'postal-replies.csv',
      remarks: ['Separator is ";", character set windows-1252.'],
      reading: READING,
      questions: [{ kind: 'long_text', key: 'q1', title: written({ de: 'Was stört Sie?' }), purpose: 'evidence' }],
      expected: 312,
      contributions: [
        {
          file: 'postal-replies.csv',
          row: 2,
          sourceKey: '17',
          language: 'de',
          day: '2026-02-03',
          profile: { userType: 'NGO', country: 'DE', size: null, scope: null },
          personal: { organisation: 'Verein für gute Wege' },
          publication: 'anonymous',
          url: null,
          answers: [{ question: 'q1', text: 'Die Ampel an der Brücke ist zu kurz für alle, die langsam gehen.' }],
          attachments: [],
        },
      ],
      refusals: [],
    },
  },
  mapping: { columns: { main_category_level1: 'ignore' }, language: 'de' },
  given: new Map([[3, { as: 'ignore' }]]),
  remembered: true,
  format: null,
  formats: ['have-your-say-csv', 'any-table'],
  hasAttachments: false,
  hasQuestionnaire: false,
};

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
          { ...IMPORT, file: 'cycling-dialogue-older.csv', received: 1200, accepted: 1200, refused: 0, undone: UNDONE },
          { ...IMPORT, file: 'cycling-dialogue-cut.csv', finishedAt: null, cutOffAt: NOW },
        ]}
        refusals={REFUSALS}
        reading={READING}
        files={[
          {
            id: '0199-file',
            fileName: 'postal-replies.xlsx',
            receivedAt: NOW,
            receivedFrom: 'Anna Analyst',
            run: null,
          },
          {
            id: '0199-failed',
            fileName: 'letters.csv',
            receivedAt: NOW,
            receivedFrom: 'Anna Analyst',
            run: {
              id: '0199-run',
              state: 'failed',
              failure: 'letters.csv is empty: it has no bytes. Export it again.',
            },
          },
        ]}
        failures={[
          {
            name: 'scan-0007.pdf',
            at: NOW,
            sentence: 'scan-0007.pdf holds no text: it is a scan. Have it read first.',
          },
        ]}
        papersToType={2}
        standing={{
          counted: 2310,
          waiting: 2,
          refused: 1,
          undone: 0,
          withdrawn: 1,
          set_aside: 0,
          vanished: 1,
          lateAccepted: 0,
        }}
        vanished={[{ ...CHANGE, file: IMPORT.file, at: NOW }]}
      />
    ),
  },
  {
    name: 'desk-intake-empty',
    render: (frame) => (
      <DeskIntake
        frame={frame}
        head={STRATEGY}
        imports={[]}
        refusals={[]}
        reading={[]}
        files={[]}
        failures={[]}
        papersToType={0}
        standing={{
          counted: 0,
          waiting: 0,
          refused: 0,
          undone: 0,
          withdrawn: 0,
          set_aside: 0,
          vanished: 0,
          lateAccepted: 0,
        }}
        vanished={[]}
      />
    ),
  },
  {
    name: 'desk-typing',
    render: (frame) => (
      <DeskTyping frame={frame} head={CYCLING} papers={[PAPER, { ...PAPER, name: 'letter.png' }]} count={2} />
    ),
  },
  {
    name: 'desk-typing-empty',
    render: (frame) => <DeskTyping frame={frame} head={STRATEGY} papers={[]} count={0} />,
  },
  {
    name: 'desk-type-paper',
    render: (frame) => <DeskTypePaper frame={frame} head={CYCLING} paper={PAPER} />,
  },
  {
    name: 'desk-import',
    render: (frame) => (
      <DeskImport
        frame={frame}
        head={CYCLING}
        of={IMPORT}
        changes={[
          { kind: 'added', all: 2302, shown: [CHANGE] },
          { kind: 'versioned', all: 12, shown: [CHANGE] },
          { kind: 'vanished', all: 3, shown: [CHANGE] },
          { kind: 'returned', all: 0, shown: [] },
        ]}
        refusals={REFUSALS}
        reading={READING}
        whyNoUndo={null}
      />
    ),
  },
  {
    name: 'desk-import-undone',
    render: (frame) => (
      <DeskImport
        frame={frame}
        head={CYCLING}
        of={{ ...IMPORT, undone: UNDONE }}
        changes={[]}
        refusals={[]}
        reading={[]}
        whyNoUndo={null}
      />
    ),
  },
  {
    name: 'desk-late',
    render: (frame) => (
      <DeskLate
        {...{
          frame,
          head: CYCLING,
          late: [LATE, DECIDED],
          counts: LATE_COUNTS,
          lastDay: '2026-02-19',
          page: 1,
          pages: 3,
        }}
      />
    ),
  },
  { name: 'desk-late-preview', render: (frame) => <DeskLatePreview frame={frame} head={CYCLING} chosen={[LATE]} /> },
  { name: 'desk-upload', render: (frame) => <DeskUpload frame={frame} {...UPLOAD} /> },
  {
    name: 'desk-upload-unreadable',
    render: (frame) => (
      <DeskUpload
        frame={frame}
        {...UPLOAD}
        look={{ problem: 'photo.png is a PNG image. Save the table as CSV (UTF-8) or XLSX and give that file.' }}
      />
    ),
  },
  {
    name: 'desk-claims',
    render: (frame) => (
      <DeskClaims
        frame={{ ...frame, actor: { ...AUDREY, label: 'Olga Organiser', roles: ['organiser'] } }}
        head={CYCLING}
        counts={{ without: 12, made: 2298, used: 41 }}
      />
    ),
  },
  {
    name: 'desk-setup',
    render: (frame) => (
      <DeskSetup
        frame={organiser(frame)}
        head={{ ...CYCLING, publishedAt: null, summary: {} }}
        checklist={SET_UP_PARTS.map((part) => ({
          part,
          done: ['title', 'stages'].includes(part),
          needed: ['title', 'summary', 'lead_body', 'questionnaire'].includes(part),
        }))}
        previews={[{ id: '0199-preview', madeAt: NOW, madeBy: 'Olga Organiser', revokedAt: null }]}
        newPreview="https://consultations.example.org/preview/TO9vhZ2l4AK-FQf1lIQ7nYw5LO0xUQ1q"
      />
    ),
  },
  {
    name: 'desk-setup-public',
    render: (frame) => (
      <DeskSetup
        frame={organiser(frame)}
        head={{ ...STRATEGY, publishedAt: NOW }}
        checklist={SET_UP_PARTS.map((part) => ({ part, done: true, needed: true }))}
        previews={[]}
      />
    ),
  },
  {
    name: 'desk-new',
    render: (frame) => (
      <DeskNew
        frame={organiser(frame)}
        languages={[frame.reader.language]}
        fields={{ slug: 'Air quality', timeZone: 'Europe/Brussels', 'language-en': 'yes' }}
        problems={[
          { field: 'slug', say: 'form.problem.slug_form' },
          { field: `title-${frame.reader.language}`, say: 'form.problem.required' },
        ]}
      />
    ),
  },
  {
    name: 'desk-description',
    render: (frame) => (
      <DeskDescription
        frame={organiser(frame)}
        head={STRATEGY}
        languages={STRATEGY.languages}
        fields={descriptionFields(STRATEGY)}
        problems={[]}
      />
    ),
  },
  {
    name: 'desk-stages',
    render: (frame) => (
      <DeskStages frame={organiser(frame)} head={STRATEGY} now={NOW} stages={STAGES} fields={{}} problems={[]} />
    ),
  },
  {
    name: 'desk-stage',
    render: (frame) => (
      <DeskStage
        frame={organiser(frame)}
        head={STRATEGY}
        stage={STAGES[0]!} // the cast has four
        questionnaires={[{ id: ENTRY.id, name: ENTRY.name }]}
        fields={stageFields(STAGES[0]!, STRATEGY.timeZone)}
        problems={[{ field: 'reason-en', say: 'form.problem.reason_needed' }]}
      />
    ),
  },
  {
    name: 'desk-documents',
    render: (frame) => (
      <DeskDocuments
        frame={organiser(frame)}
        head={STRATEGY}
        documents={[DOCUMENT]}
        edited={DOCUMENT.id}
        fields={documentFields(DOCUMENT)}
        problems={[]}
      />
    ),
  },
  {
    name: 'desk-headings',
    render: (frame) => (
      <DeskHeadings
        frame={organiser(frame)}
        head={STRATEGY}
        rows={3}
        names={['Attractiveness', 'Recognition']}
        areas={EVENTS[0]!.coreAreas.map((area) => ({ ...area, event: EVENTS[0]!.title, headingId: null }))} // the cast has two
        fields={{ 'title-0-en': 'Attractiveness', 'title-1-en': 'Recognition' }}
        problems={[]}
      />
    ),
  },
  {
    name: 'desk-questionnaires',
    render: (frame) => (
      <DeskQuestionnaires
        frame={organiser(frame)}
        head={STRATEGY}
        entries={[ENTRY, { ...ENTRY, id: '0199-new', name: 'registration', version: 0 }]}
        fields={{ name: 'Call for evidence' }}
        problems={[{ field: 'name', say: 'form.problem.slug_form' }]}
        made={{ name: 'call', skipped: ['"logo" was left out: there is no question of ours for the type "image".'] }}
      />
    ),
  },
  {
    name: 'desk-questionnaire',
    render: (frame) => (
      <DeskQuestionnaire
        frame={organiser(frame)}
        head={STRATEGY}
        entry={ENTRY}
        questions={[...QUESTIONS, newQuestion('single', 'q99')]}
        flaws={flawsOf([...QUESTIONS, newQuestion('single', 'q99')])}
        progress={translationProgress(QUESTIONS, STRATEGY.languages)}
        versions={[{ id: '0199-version', version: 1, publishedAt: NOW, answers: 12 }]}
      />
    ),
  },
  {
    name: 'desk-question',
    render: (frame) => {
      const at = QUESTIONS.findIndex(({ kind }) => kind === 'multiple');
      const question = QUESTIONS[at]!; // the cast has a question of every kind
      return (
        <DeskQuestion
          frame={organiser(frame)}
          head={STRATEGY}
          name="call"
          question={question}
          earlier={QUESTIONS.slice(0, at)}
          language="en"
          seen="0123456789abcdef"
          fields={questionFields(question, 'en')}
          problems={[{ field: 'minChoices', say: 'form.problem.more_than_possible' }]}
        />
      );
    },
  },
  {
    name: 'desk-translations',
    render: (frame) => (
      <DeskTranslations
        frame={organiser(frame)}
        head={STRATEGY}
        name="call"
        source="en"
        language="mt"
        units={textUnits(QUESTIONS).slice(0, 6)}
        progress={translationProgress(QUESTIONS, ['mt'])[0]!} // one language, one answer
        report={{
          changed: 3,
          refused: ['q2.title: its original was changed since the file was exported. Export it again.'],
        }}
      />
    ),
  },
  {
    name: 'desk-preview',
    render: (frame) => (
      <DeskPreview
        frame={organiser(frame)}
        head={STRATEGY}
        name="call"
        languages={STRATEGY.languages}
        language="de"
        questions={QUESTIONS}
        state={exampleForm({}, false)}
        tried={[
          { question: 'trained', values: ['yes'] },
          { question: 'first', values: ['rules'] },
        ]}
      />
    ),
  },
  {
    name: 'desk-paper-entry',
    render: (frame) => (
      <DeskPaperEntry
        frame={organiser(frame)}
        head={STRATEGY}
        name="call"
        version={2}
        questions={QUESTIONS}
        state={exampleForm({}, false)}
        fields={{ day: '2026-02-23' }}
        problems={[{ field: 'late', say: 'form.problem.late_reason_needed' }]}
        lastDay="2026-02-19"
        typed={{ code: '7K3M-Q2XD-94TP', receipt: 'B3NQ-7Y2K-0M4D-X8ZR-5T1W-CP' }}
      />
    ),
  },
  {
    name: 'desk-stakeholders',
    render: (frame) => (
      <DeskStakeholderMap
        frame={organiser(frame)}
        head={STRATEGY}
        coverage={coverageOf(TARGETS, {
          group: new Map([['COMPANY', 61]]),
          country: new Map([['MT', 3]]),
          organisation: new Map(),
        })}
        fields={stakeholderMapFields(TARGETS)}
        problems={[]}
      />
    ),
  },
  {
    name: 'desk-event',
    render: (frame) => (
      <DeskEvent
        frame={frame}
        head={STRATEGY}
        event={EVENTS[0]!} // the cast has two
        attendance={countAttendance(EXAMPLE_ATTENDANCE)}
        rounds={EXAMPLE_ROUNDS}
        hostStatements={17}
        records={EXAMPLE_RECORDS}
        seats={null}
      />
    ),
  },
  {
    name: 'desk-event-new',
    render: (frame) => (
      <DeskEvent
        frame={frame}
        head={STRATEGY}
        event={EVENTS[1]!} // the cast has two
        attendance={null}
        rounds={[]}
        hostStatements={0}
        records={[]}
        seats={exampleSeats(frame)}
      />
    ),
  },
  ...REGISTRATION_EXAMPLES,
  { name: 'desk-run-going', render: (frame) => <DeskRun frame={frame} head={CYCLING} run={RUNNING} record={null} /> },
  { name: 'desk-run', render: (frame) => <DeskRun frame={frame} head={CYCLING} run={DONE} record={RECORD} /> },
  { name: 'desk-run-failed', render: (frame) => <DeskRun frame={frame} head={CYCLING} run={FAILED} record={null} /> },
];
