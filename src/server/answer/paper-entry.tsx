import { readFilled } from '../../core/answering.ts';
import { DomainError } from '../../core/error.ts';
import { filledFrom } from '../../core/fields.ts';
import type { Filled, Problem } from '../../core/filled.ts';
import { type FieldProblem, type Fields, field } from '../../core/form.ts';
import type { Question } from '../../core/question.ts';
import { CLOSING, closingQuestions, receivedFrom, saysSomething } from '../../core/submission.ts';
import { dayIn, isDay } from '../../core/time.ts';
import { callsOf } from '../../store/call.ts';
import type { Consultation } from '../../store/consultation.ts';
import { acceptPaper, type TypedPaper } from '../../store/paper-entry.ts';
import { latestVersion } from '../../store/questionnaire.ts';
import { renderPage } from '../component/page.tsx';
import { DeskPaperEntry } from '../desk/paper-entry.tsx';
import { fieldsOf, valuesOf } from '../form.ts';
import type { Route, Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';
import { formStateOf } from './questionnaire-preview.tsx';
import { questionnaireOf } from './questionnaires.tsx';

type Opened = {
  head: Consultation;
  name: string;
  versionId: string;
  version: number;
  questions: Question[];
  lastDay: string | null;
};

/** What a paper cannot do: agree by a click, or send a file along. */
const NOT_ON_PAPER: readonly string[] = [CLOSING.privacy, CLOSING.section];

async function openEntry(visit: Visit): Promise<Opened> {
  const { db } = visit.store;
  const head = await deskConsultationOf(visit);
  const entry = await questionnaireOf(visit, head);
  const version = await latestVersion(db, entry.id);
  if (!version) throw new DomainError('conflict', 'This questionnaire has no version yet. Publish it first.');
  const call = (await callsOf(db, head.id)).findLast(
    ({ questionnaireVersionId }) => questionnaireVersionId === version.id,
  );
  const closing = closingQuestions().filter(({ key }) => !NOT_ON_PAPER.includes(key));
  return {
    head,
    name: entry.name,
    versionId: version.id,
    version: version.version,
    questions: [...version.questions.filter(({ kind }) => kind !== 'file' && kind !== 'consent'), ...closing],
    lastDay: call ? dayIn(new Date(call.closesAt.getTime() - 1), head.timeZone) : null,
  };
}

type Sent = { filled: Filled; wrong: Problem[]; fields: Fields; problems: FieldProblem[] };

function entryPage(visit: Visit, opened: Opened, sent: Sent | null, typed: TypedPaper | null = null) {
  const { head, name, version, questions, lastDay } = opened;
  // A paper shows every question to everybody; which of its answers belong together is told when it is sent.
  const asked = new Set(questions.map(({ key }) => key));
  const state = { ...formStateOf(questions, sent?.filled ?? {}, false), asked, problems: sent?.wrong ?? [] };
  const page = (
    <DeskPaperEntry
      frame={visit.frame}
      head={head}
      name={name}
      version={version}
      questions={questions}
      state={state}
      fields={sent?.fields ?? { day: dayIn(visit.now, head.timeZone) }}
      problems={sent?.problems ?? []}
      lastDay={lastDay}
      typed={typed}
    />
  );
  return visit.context.html(renderPage(page), sent ? 422 : 200);
}

export const paperEntry: Route = {
  method: 'get',
  at: 'paperEntry',
  needs: 'import contributions',
  answer: async (visit) => entryPage(visit, await openEntry(visit), null),
};

/** A paper can leave open what a form insists on; what it says has to be possible all the same. */
const OPEN_ON_PAPER: readonly string[] = ['required', 'row_missing', 'consent', 'too_few', 'other_missing'];

export const typePaperIn: Route = {
  method: 'post',
  at: 'paperEntry',
  needs: 'import contributions',
  takesLongForms: true,
  answer: async (visit) => {
    const { store, visitor, clock, now } = visit;
    const opened = await openEntry(visit);
    const { head, questions } = opened;
    const fields = await fieldsOf(visit);
    const filled = filledFrom(questions, await valuesOf(visit));
    const said = readFilled(questions, filled);
    const wrong = said.problems.filter(({ code }) => !OPEN_ON_PAPER.includes(code));
    const problems = dayProblems(fields, opened.lastDay, dayIn(now, head.timeZone));
    if (!saysSomething(said.answers, [])) problems.push({ field: 'day', say: 'form.problem.says_nothing' });
    if (wrong.length > 0 || problems.length > 0) return entryPage(visit, opened, { filled, wrong, fields, problems });
    const day = field(fields, 'day');
    const received = receivedFrom(questions, filled, said, [], { channel: 'paper', day });
    const isLate = opened.lastDay !== null && day > opened.lastDay;
    const typed = await acceptPaper(
      store,
      visitor.actor!,
      { consultationId: head.id, questionnaireVersionId: opened.versionId },
      received,
      isLate ? field(fields, 'late') : undefined,
      { clock },
    );
    return entryPage(visit, opened, null, typed);
  },
};

function dayProblems(fields: Fields, lastDay: string | null, today: string): FieldProblem[] {
  const day = field(fields, 'day');
  if (day === '') return [{ field: 'day', say: 'form.problem.required' }];
  if (!isDay(day)) return [{ field: 'day', say: 'form.problem.no_day' }];
  if (day > today) return [{ field: 'day', say: 'form.problem.day_to_come' }];
  if (lastDay !== null && day > lastDay && field(fields, 'late') === '')
    return [{ field: 'late', say: 'form.problem.late_reason_needed' }];
  return [];
}
