import { descriptionFields, readDescription, readSlug } from '../../core/consultation.ts';
import type { FieldProblem, Fields } from '../../core/form.ts';
import {
  bareConsultation,
  consultationBySlug,
  createConsultation,
  describeConsultation,
} from '../../store/consultation.ts';
import { setupUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskDescription, DeskNew } from '../desk/description.tsx';
import { fieldsOf } from '../form.ts';
import type { Route, Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

export const description: Route = {
  method: 'get',
  at: 'description',
  needs: 'set up consultations',
  answer: async (visit) => {
    const head = await deskConsultationOf(visit);
    const { languages } = head;
    return visit.context.html(
      renderPage(
        <DeskDescription
          frame={visit.frame}
          head={head}
          languages={languages}
          fields={descriptionFields(head)}
          problems={[]}
        />,
      ),
    );
  },
};

export const describe: Route = {
  method: 'post',
  at: 'description',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor, frame } = visit;
    const head = await deskConsultationOf(visit);
    const fields = await fieldsOf(visit);
    const { value, problems } = readDescription(fields, head);
    if (value === null) {
      const shown = { frame, head, languages: head.languages, fields, problems };
      return context.html(renderPage(<DeskDescription {...shown} />), 422);
    }
    await describeConsultation(store, visitor.actor!, head.id, value);
    return context.redirect(setupUrl(head.slug), 303);
  },
};

function newPage({ context, frame }: Visit, fields: Fields, problems: FieldProblem[]) {
  const page = <DeskNew frame={frame} languages={[frame.reader.language]} fields={fields} problems={problems} />;
  return context.html(renderPage(page), problems.length > 0 ? 422 : 200);
}

export const newConsultation: Route = {
  method: 'get',
  at: 'newConsultation',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { timeZone } = bareConsultation('');
    return newPage(visit, { timeZone, [`language-${visit.frame.reader.language}`]: 'yes' }, []);
  },
};

export const makeConsultation: Route = {
  method: 'post',
  at: 'newConsultation',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor, frame } = visit;
    const fields = await fieldsOf(visit);
    const empty = {
      title: {},
      summary: {},
      leadBody: {},
      contact: {},
      contactEmailAddress: null,
      privacyStatement: {},
    };
    const slug = readSlug(fields);
    const said = readDescription(fields, { ...empty, languages: [frame.reader.language], timeZone: '' });
    const taken = slug.value !== null && (await consultationBySlug(store.db, slug.value)) !== undefined;
    const problems = [
      ...slug.problems,
      ...(taken ? [{ field: 'slug', say: 'form.problem.slug_taken' } as const] : []),
      ...said.problems,
    ];
    if (slug.value === null || said.value === null || taken) return newPage(visit, fields, problems);
    const wanted = { ...bareConsultation(slug.value), ...said.value };
    await createConsultation(store, visitor.actor!, wanted, false);
    return context.redirect(setupUrl(slug.value), 303);
  },
};
