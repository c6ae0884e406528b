import { DomainError } from '../../core/error.ts';
import { type FieldProblem, type Fields, localField, localProblems, readLocalText } from '../../core/form.ts';
import { derogationOf, readStage, stageFields } from '../../core/stage.ts';
import { type Consultation, type StageWithDerogations, stagesOf } from '../../store/consultation.ts';
import { questionnairesOf } from '../../store/questionnaire-draft.ts';
import { addStage, askingOf, changeStage, removeStage, setAsking, skipStage } from '../../store/stage.ts';
import { stagesUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskStage, DeskStages } from '../desk/stages.tsx';
import { fieldsOf } from '../form.ts';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

const REASON_CHARACTERS = 2000;

async function stagesPage(visit: Visit, head: Consultation, fields: Fields, problems: FieldProblem[]) {
  const stages = await stagesOf(visit.store.db, head.id);
  const shown = { frame: visit.frame, head, now: visit.now, stages, fields, problems };
  return visit.context.html(renderPage(<DeskStages {...shown} />), problems.length > 0 ? 422 : 200);
}

export const stages: Route = {
  method: 'get',
  at: 'stages',
  needs: 'see the desk',
  answer: async (visit) => await stagesPage(visit, await deskConsultationOf(visit), {}, []),
};

export const newStage: Route = {
  method: 'post',
  at: 'stages',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor, clock } = visit;
    const head = await deskConsultationOf(visit);
    const fields = await fieldsOf(visit);
    const { value, problems } = readStage(fields, head);
    if (value === null) return await stagesPage(visit, head, fields, problems);
    await addStage(store, visitor.actor!, head.id, value, { clock });
    return context.redirect(stagesUrl(head.slug), 303);
  },
};

async function stagePage(
  visit: Visit,
  head: Consultation,
  found: StageWithDerogations,
  sent?: { fields: Fields; problems: FieldProblem[] },
) {
  const { db } = visit.store;
  const [questionnaires, asking] = await Promise.all([questionnairesOf(db, head.id), askingOf(db, head.id)]);
  const { questionnaireId, graceMinutes } = asking.get(found.id) ?? { questionnaireId: null, graceMinutes: 0 };
  const known = {
    ...stageFields(found, head.timeZone),
    questionnaire: questionnaireId ?? '',
    grace: String(graceMinutes),
  };
  const page = (
    <DeskStage
      frame={visit.frame}
      head={head}
      stage={found}
      questionnaires={questionnaires.filter(({ version }) => version > 0)}
      fields={{ ...known, ...sent?.fields }}
      problems={sent?.problems ?? []}
    />
  );
  return visit.context.html(renderPage(page), sent ? 422 : 200);
}

async function stageOf(visit: Visit, head: Consultation): Promise<StageWithDerogations> {
  const id = placeOf(visit, 'stage');
  const found = (await stagesOf(visit.store.db, head.id)).find((stage) => stage.id === id);
  if (!found) throw new DomainError('not_found', 'There is no such stage in this consultation.');
  return found;
}

export const stage: Route = {
  method: 'get',
  at: 'stage',
  needs: 'set up consultations',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    return await stagePage(visit, head, await stageOf(visit, head));
  },
};

/** Saves, skips or removes a stage. */
export const decideStage: Route = {
  method: 'post',
  at: 'stage',
  needs: 'set up consultations',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    const found = await stageOf(visit, head);
    const fields = await fieldsOf(visit);
    const problems = await decide(visit, head, found, fields);
    if (problems.length === 0) return visit.context.redirect(stagesUrl(head.slug), 303);
    return await stagePage(visit, head, found, { fields, problems });
  },
};

/** Does what the form says; returns what is wrong with it. */
async function decide(
  { store, visitor, clock }: Visit,
  head: Consultation,
  found: StageWithDerogations,
  fields: Fields,
): Promise<FieldProblem[]> {
  const actor = visitor.actor!;
  if (fields.then === 'remove') {
    await removeStage(store, actor, head.id, found.id);
    return [];
  }
  if (fields.then === 'ask') {
    const grace = (fields.grace ?? '').trim();
    if (!/^\d{1,4}$/.test(grace) || Number(grace) > 1440) return [{ field: 'grace', say: 'form.problem.no_grace' }];
    const asking = { questionnaireId: fields.questionnaire || null, graceMinutes: Number(grace) };
    await setAsking(store, actor, head.id, found.id, asking);
    return [];
  }
  if (fields.then === 'skip') {
    const reason = readLocalText(fields, 'skip', head.languages);
    const problems = localProblems('skip', reason, REASON_CHARACTERS, head.languages[0] ?? 'en');
    if (problems.length === 0) await skipStage(store, actor, head.id, found.id, reason, { clock });
    return problems;
  }
  const plan = readStage(fields, head, found);
  const reason = readLocalText(fields, 'reason', head.languages);
  const problems = [...plan.problems, ...localProblems('reason', reason, REASON_CHARACTERS)];
  if (plan.value && head.announcedAt && derogationOf(found, plan.value) && Object.keys(reason).length === 0)
    problems.push({ field: localField('reason', head.languages[0] ?? 'en'), say: 'form.problem.reason_needed' });
  if (plan.value === null || problems.length > 0) return problems;
  await changeStage(store, actor, head.id, found.id, plan.value, reason, { clock });
  return [];
}
