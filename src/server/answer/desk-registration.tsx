import { DomainError } from '../../core/error.ts';
import { eventFields, readEvent } from '../../core/event-form.ts';
import type { FieldProblem, Fields } from '../../core/form.ts';
import type { LocalText } from '../../core/text.ts';
import type { Consultation } from '../../store/consultation.ts';
import { cancelEvent, describeEvent } from '../../store/event-change.ts';
import type { HostedEvent } from '../../store/hosted-event.ts';
import { questionnairesOf } from '../../store/questionnaire-draft.ts';
import { registrationsOf, seatCounts } from '../../store/registration-list.ts';
import { thank } from '../../store/registration-upkeep.ts';
import { type Admission, admit, cancelAsOrganiser } from '../../store/seat.ts';
import { deskEventUrl, eventUrl, registrationsUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskEventEdit } from '../desk/event-edit.tsx';
import { DeskDoor, DeskRegistrations } from '../desk/registrations.tsx';
import { fieldsOf } from '../form.ts';
import { makingOf } from '../mail-origin.ts';
import type { Route, Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';
import { eventOf } from './event.tsx';

async function placesOf(visit: Visit): Promise<{ head: Consultation; event: HostedEvent }> {
  const head = await deskConsultationOf(visit);
  return { head, event: await eventOf(visit, head) };
}

async function editPage(visit: Visit, fields: Fields | null, problems: FieldProblem[]): Promise<Response> {
  const { head, event } = await placesOf(visit);
  const questionnaires = await questionnairesOf(visit.store.db, head.id);
  const page = (
    <DeskEventEdit
      frame={visit.frame}
      head={head}
      event={event}
      fields={fields ?? eventFields(event, head.timeZone)}
      problems={problems}
      questionnaires={questionnaires}
    />
  );
  return visit.context.html(renderPage(page), problems.length > 0 ? 422 : 200);
}

export const eventForm: Route = {
  method: 'get',
  at: 'editEvent',
  needs: 'set up consultations',
  answer: async (visit) => await editPage(visit, null, []),
};

export const changeEvent: Route = {
  method: 'post',
  at: 'editEvent',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { head, event } = await placesOf(visit);
    const fields = await fieldsOf(visit);
    const { value, problems } = readEvent(fields, head, event);
    if (value === null) return await editPage(visit, fields, problems);
    const own = await questionnairesOf(visit.store.db, head.id);
    const questionnaireId = own.find(({ id }) => id === value.questionnaireId)?.id ?? null;
    const wanted = { ...value, questionnaireId, kind: event.kind };
    await describeEvent(visit.store, visit.visitor.actor!, event, wanted, fields.tell === 'yes', makingOf(visit));
    return visit.context.redirect(deskEventUrl(head.slug, event.slug), 303);
  },
};

export const callOff: Route = {
  method: 'post',
  at: 'callOff',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { head, event } = await placesOf(visit);
    const text = ((await fieldsOf(visit)).reason ?? '').trim().slice(0, 2000);
    const reason: LocalText = text === '' ? {} : { [head.languages[0] ?? 'en']: { text, origin: 'written' } };
    await cancelEvent(visit.store, visit.visitor.actor!, event, reason, makingOf(visit));
    return visit.context.redirect(deskEventUrl(head.slug, event.slug), 303);
  },
};

export const thanks: Route = {
  method: 'post',
  at: 'thanks',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { head, event } = await placesOf(visit);
    const summary = `${visit.house.url}${eventUrl(head.slug, event.slug)}#heard`;
    await thank(visit.store, visit.visitor.actor!, event, summary, makingOf(visit));
    return visit.context.redirect(deskEventUrl(head.slug, event.slug), 303);
  },
};

export const registrations: Route = {
  method: 'get',
  at: 'registrations',
  needs: 'see registrations',
  answer: async (visit) => {
    const { head, event } = await placesOf(visit);
    const list = await registrationsOf(visit.store.db, event.id, { limit: 2000 });
    return visit.context.html(
      renderPage(<DeskRegistrations frame={visit.frame} head={head} event={event} registrations={list} />),
    );
  },
};

export const cancelSeat: Route = {
  method: 'post',
  at: 'registrations',
  needs: 'see registrations',
  answer: async (visit) => {
    const { head, event } = await placesOf(visit);
    const { id = '', reason = '' } = await fieldsOf(visit);
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new DomainError('not_found', 'There is no such registration here.');
    await cancelAsOrganiser(visit.store, visit.visitor.actor!, event, id, reason.slice(0, 500), makingOf(visit));
    return visit.context.redirect(registrationsUrl(head.slug, event.slug), 303);
  },
};

async function doorPage(visit: Visit, admission: Admission | null): Promise<Response> {
  const { head, event } = await placesOf(visit);
  const counts = await seatCounts(visit.store.db, event.id);
  const sum = (part: 'came' | 'seated') => counts.reduce((total, one) => total + one[part], 0);
  const page = (
    <DeskDoor
      frame={visit.frame}
      head={head}
      event={event}
      admission={admission}
      came={sum('came')}
      seated={sum('seated')}
    />
  );
  return visit.context.html(renderPage(page));
}

export const door: Route = {
  method: 'get',
  at: 'door',
  needs: 'see registrations',
  answer: async (visit) => await doorPage(visit, null),
};

export const admitAtDoor: Route = {
  method: 'post',
  at: 'door',
  needs: 'see registrations',
  answer: async (visit) => {
    const { event } = await placesOf(visit);
    const { code = '' } = await fieldsOf(visit);
    return await doorPage(
      visit,
      await admit(visit.store, visit.visitor.actor!, event, code.slice(0, 40), makingOf(visit)),
    );
  },
};
