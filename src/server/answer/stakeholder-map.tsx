import type { FieldProblem, Fields } from '../../core/form.ts';
import { coverageOf, readStakeholderMap, stakeholderMapFields } from '../../core/stakeholder-map.ts';
import { countryFrom } from '../../intake/profile-words.ts';
import type { Consultation } from '../../store/consultation.ts';
import { heardOf, setTargets, targetsOf } from '../../store/stakeholder-map.ts';
import { stakeholderMapUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskStakeholderMap } from '../desk/stakeholder-map.tsx';
import { fieldsOf } from '../form.ts';
import type { Route, Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

async function mapPage(visit: Visit, head: Consultation, sent?: { fields: Fields; problems: FieldProblem[] }) {
  const { db } = visit.store;
  const [targets, heard] = await Promise.all([targetsOf(db, head.id), heardOf(db, head.id)]);
  const { fields, problems } = sent ?? { fields: stakeholderMapFields(targets), problems: [] };
  const shown = { frame: visit.frame, head, coverage: coverageOf(targets, heard), fields, problems };
  return visit.context.html(renderPage(<DeskStakeholderMap {...shown} />), problems.length > 0 ? 422 : 200);
}

export const stakeholderMap: Route = {
  method: 'get',
  at: 'stakeholderMap',
  needs: 'see the desk',
  answer: async (visit) => await mapPage(visit, await deskConsultationOf(visit)),
};

export const setStakeholderMap: Route = {
  method: 'post',
  at: 'stakeholderMap',
  needs: 'set up consultations',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    const fields = await fieldsOf(visit);
    const { value, problems } = readStakeholderMap(fields, countryFrom);
    if (value === null) return await mapPage(visit, head, { fields, problems });
    await setTargets(visit.store, visit.visitor.actor!, head.id, value);
    return visit.context.redirect(stakeholderMapUrl(head.slug), 303);
  },
};
