import { DomainError } from '../../core/error.ts';
import { stageState } from '../../core/stage.ts';
import { dayIn } from '../../core/time.ts';
import { EXAMPLES } from '../../corridor/example.ts';
import type { Consultation } from '../../store/consultation.ts';
import { allConsultations, consultationBySlug, eventsOf, stagesOf } from '../../store/consultation.ts';
import { contributionCounts, standingCounts } from '../../store/contribution.ts';
import { editionsOf } from '../../store/edition.ts';
import { type ImportRecord, importsOf, refusalsOf } from '../../store/import.ts';
import { vanishedOf } from '../../store/import-change.ts';
import { askForRun, cancelRun, type Run, runById, runsOf } from '../../store/run.ts';
import { countWaitingPapers } from '../../store/typed-in.ts';
import { uploadsOf } from '../../store/upload.ts';
import { watchedFailures } from '../../store/watched-file.ts';
import {
  contributionsUrl,
  deskConsultationUrl,
  evidenceUrl,
  intakeUrl,
  lateUrl,
  reportUrl,
  runUrl,
  typingUrl,
} from '../address.ts';
import type { CorridorProps } from '../component/corridor.tsx';
import { renderPage } from '../component/page.tsx';
import { workOf } from '../component/work.ts';
import { DeskConsultation, type RunEntry } from '../desk/consultation.tsx';
import { DeskHome, type Task } from '../desk/home.tsx';
import type { ImportView } from '../desk/import-summary.tsx';
import { DeskIntake } from '../desk/intake.tsx';
import { DeskRun } from '../desk/run.tsx';
import { placeOf, type Route, type Visit } from '../visit.ts';

export const desk: Route = {
  method: 'get',
  at: 'desk',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const consultations = await allConsultations(store.db);
    const entries = await Promise.all(
      consultations.map(async (consultation) => ({
        slug: consultation.slug,
        title: consultation.title,
        draft: consultation.publishedAt === null,
        tasks: await tasksOf(visit, consultation),
      })),
    );
    return context.html(renderPage(<DeskHome frame={frame} consultations={entries} />));
  },
};

/** What waits: contributions that no analysis has seen, a failed analysis, refused rows, stages that close. */
async function tasksOf({ store: { db }, frame: { reader }, now }: Visit, consultation: Consultation): Promise<Task[]> {
  const { id, slug, timeZone } = consultation;
  const [counts, runs, imports, stages, standing, files] = await Promise.all([
    contributionCounts(db, id),
    runsOf(db, id),
    importsOf(db, id),
    stagesOf(db, id),
    standingCounts(db, id),
    uploadsOf(db, id),
  ]);
  const url = deskConsultationUrl(slug);
  const tasks: Task[] = [];
  if (counts.contributions > 0 && !runs.some((run) => run.record !== null)) {
    tasks.push({ label: reader.say('desk.task.analyse', { n: counts.contributions }), url, dueDay: null });
  }
  const analysis = runs.find(({ kind }) => kind !== 'import');
  if (analysis?.state === 'failed') tasks.push({ label: reader.say('desk.task.failed_run'), url, dueDay: null });
  const papersToType = await countWaitingPapers(db, id);
  if (papersToType > 0)
    tasks.push({ label: reader.say('desk.task.typing', { n: papersToType }), url: typingUrl(slug), dueDay: null });
  if (standing.waiting > 0)
    tasks.push({ label: reader.say('desk.task.late', { n: standing.waiting }), url: lateUrl(slug), dueDay: null });
  if (files.length > 0)
    tasks.push({ label: reader.say('desk.task.files', { n: files.length }), url: intakeUrl(slug), dueDay: null });
  const refused = imports[0]?.refused ?? 0;
  if (refused > 0)
    tasks.push({ label: reader.say('desk.task.refusals', { n: refused }), url: intakeUrl(slug), dueDay: null });
  for (const stage of stages.filter((stage) => stageState(stage, now) === 'open')) {
    const lastDay = dayIn(new Date(stage.closesAt.getTime() - 1), timeZone);
    tasks.push({
      label: reader.say('desk.task.closes', { stage: reader.localText(stage.title) }),
      url,
      dueDay: lastDay,
    });
  }
  return tasks;
}

export async function deskConsultationOf(visit: Visit): Promise<Consultation> {
  const found = await consultationBySlug(visit.store.db, placeOf(visit, 'slug'));
  if (!found) throw new DomainError('not_found', 'There is no such consultation here.');
  return found;
}

export const deskConsultation: Route = {
  method: 'get',
  at: 'deskConsultation',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await deskConsultationOf(visit);
    const [imports, runs, editions, events] = await Promise.all([
      importsOf(store.db, head.id),
      runsOf(store.db, head.id),
      editionsOf(store.db, head.id),
      eventsOf(store.db, head.id),
    ]);
    return context.html(
      renderPage(
        <DeskConsultation
          frame={frame}
          head={head}
          numbers={await corridorOf(visit, head, imports)}
          lastImport={imports[0] ? importView(imports[0]) : null}
          runs={runs.map(runEntry)}
          edition={editions[0]?.number ?? null}
          events={events}
        />,
      ),
    );
  },
};

/** Where the contributions are on their way; each number leads to what it counts. */
async function corridorOf(
  visit: Visit,
  head: Consultation,
  imports: ImportRecord[],
): Promise<CorridorProps['numbers']> {
  const { store, shelf } = visit;
  const [counts, open] = await Promise.all([contributionCounts(store.db, head.id), shelf.open(store.db, head.id)]);
  const valid = imports.filter(({ undone }) => undone === null);
  const sum = (count: 'received' | 'refused') => valid.reduce((total, one) => total + one[count], 0);
  const step = (value: number | null, href: string | null) => ({ value, href: value === null ? null : href });
  const { slug } = head;
  const coded = { theme: ['*'] };
  const quoted = open && new Set(open.made.report.quotes.map((quote) => quote.contribution)).size;
  return {
    received: step(sum('received'), intakeUrl(slug)),
    accepted: step(counts.contributions, contributionsUrl(slug)),
    refused: step(sum('refused'), intakeUrl(slug)),
    published: step(counts.published, contributionsUrl(slug, { where: { publication: ['with_name', 'anonymous'] } })),
    coded_by_machine: step(
      open ? open.index.count('contributions', coded) : null,
      evidenceUrl(slug, { unit: 'contributions', where: coded }),
    ),
    coded_by_people: step(
      open &&
        new Set(
          open.index.evidence.codings
            .filter((coding) => coding.assigned_by === 'person')
            .map((coding) => coding.contribution),
        ).size,
      null,
    ),
    in_findings: step(quoted, reportUrl(slug)),
  };
}

export function importView(record: ImportRecord): ImportView {
  return { ...record, file: record.fileName };
}

function runEntry(run: Run): RunEntry {
  const { kind, askedAt, finishedAt, askedBy } = run;
  return { ...workOf(run), kind, askedAt, finishedAt, askedBy };
}

const VANISHED_SHOWN = 100;

export const intake: Route = {
  method: 'get',
  at: 'intake',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await deskConsultationOf(visit);
    const { db } = store;
    const [imports, files, failures, standing, vanished] = await Promise.all([
      importsOf(db, head.id),
      uploadsOf(db, head.id),
      watchedFailures(db, head.id),
      standingCounts(db, head.id),
      vanishedOf(db, head.id, VANISHED_SHOWN),
    ]);
    const last = imports[0];
    const refusals = last ? await refusalsOf(db, last.id) : [];
    return context.html(
      renderPage(
        <DeskIntake
          frame={frame}
          head={head}
          imports={imports.map(importView)}
          refusals={refusals}
          reading={last?.reading ?? []}
          files={files}
          failures={failures}
          standing={standing}
          papersToType={await countWaitingPapers(store.db, head.id)}
          vanished={vanished}
        />,
      ),
    );
  },
};

export const startRun: Route = {
  method: 'post',
  at: 'runs',
  needs: 'run analyses',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    // An example's run takes in what is still missing of it, then analyses.
    const kind = EXAMPLES.some(({ slug, dataset }) => dataset && slug === head.slug) ? 'example' : 'analysis';
    const run = await askForRun(visit.store, visit.visitor.actor!, head.id, kind);
    await visit.sendRun(run.id);
    return visit.context.redirect(deskConsultationUrl(head.slug), 303);
  },
};

/** A reload after starting a run comes here. */
export const runs: Route = {
  method: 'get',
  at: 'runs',
  needs: 'see the desk',
  answer: async (visit) => visit.context.redirect(deskConsultationUrl((await deskConsultationOf(visit)).slug), 303),
};

async function runOf(visit: Visit, head: Consultation): Promise<Run> {
  const id = placeOf(visit, 'run');
  const found = /^[0-9a-f-]{36}$/.test(id) ? await runById(visit.store.db, id) : undefined;
  if (found?.consultationId !== head.id) throw new DomainError('not_found', 'There is no such run.');
  return found;
}

export const run: Route = {
  method: 'get',
  at: 'run',
  needs: 'see the desk',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    const found = await runOf(visit, head);
    return visit.context.html(
      renderPage(<DeskRun frame={visit.frame} head={head} run={runEntry(found)} record={found.record} />),
    );
  },
};

export const stopRun: Route = {
  method: 'post',
  at: 'cancelRun',
  needs: 'run analyses',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    const found = await runOf(visit, head);
    await cancelRun(visit.store, visit.visitor.actor!, found);
    return visit.context.redirect(runUrl(head.slug, found.id), 303);
  },
};
