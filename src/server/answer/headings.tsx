import { type FieldProblem, type Fields, localFields, localProblems, readLocalText } from '../../core/form.ts';
import type { Consultation } from '../../store/consultation.ts';
import { areasOf, headingsOf, setHeadings } from '../../store/heading.ts';
import { headingsUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskHeadings } from '../desk/headings.tsx';
import { fieldsOf } from '../form.ts';
import type { Route, Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

/** Empty rows at the end of the form, for new headings. */
const EMPTY_ROWS = 3;
const MOST_HEADINGS = 60;

async function headingsPage(visit: Visit, head: Consultation, sent?: { fields: Fields; problems: FieldProblem[] }) {
  const { db } = visit.store;
  const [headings, areas] = await Promise.all([headingsOf(db, head.id), areasOf(db, head.id)]);
  const known: Fields = Object.assign(
    {},
    ...headings.map(({ id, title }, i) => ({ [`heading-${i}`]: id, ...localFields(`title-${i}`, title) })),
    ...areas.map(({ id, headingId }) => {
      const at = headings.findIndex((heading) => heading.id === headingId);
      return { [`area-${id}`]: at < 0 ? '' : String(at) };
    }),
  );
  const { fields, problems } = sent ?? { fields: known, problems: [] };
  const page = (
    <DeskHeadings
      frame={visit.frame}
      head={head}
      rows={Math.min(headings.length + EMPTY_ROWS, MOST_HEADINGS)}
      names={headings.map(({ title }) => visit.frame.reader.localText(title))}
      areas={areas}
      fields={fields}
      problems={problems}
    />
  );
  return visit.context.html(renderPage(page), problems.length > 0 ? 422 : 200);
}

export const headings: Route = {
  method: 'get',
  at: 'headings',
  needs: 'see the desk',
  answer: async (visit) => await headingsPage(visit, await deskConsultationOf(visit)),
};

/** Sets the headings; a row without a title is none, and its core areas belong nowhere. */
export const changeHeadings: Route = {
  method: 'post',
  at: 'headings',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor } = visit;
    const head = await deskConsultationOf(visit);
    const fields = await fieldsOf(visit);
    const [known, areas] = await Promise.all([headingsOf(store.db, head.id), areasOf(store.db, head.id)]);
    const rows = Array.from({ length: MOST_HEADINGS }, (_, row) => {
      const id = fields[`heading-${row}`] || null;
      const before = known.find((heading) => heading.id === id)?.title;
      return { row, id, title: readLocalText(fields, `title-${row}`, head.languages, before) };
    }).filter(({ title }) => Object.keys(title).length > 0);
    const problems = rows.flatMap(({ row, title }) => localProblems(`title-${row}`, title, 200));
    if (problems.length > 0) return await headingsPage(visit, head, { fields, problems });
    const placed = areas.flatMap(({ id }): [string, number][] => {
      const wanted = fields[`area-${id}`] ?? '';
      const at = rows.findIndex(({ row }) => wanted !== '' && row === Number(wanted));
      return at < 0 ? [] : [[id, at]];
    });
    await setHeadings(store, visitor.actor!, head.id, rows, new Map(placed));
    return context.redirect(headingsUrl(head.slug), 303);
  },
};
