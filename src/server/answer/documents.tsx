import { documentFields, readDocument } from '../../core/document.ts';
import { DomainError } from '../../core/error.ts';
import type { FieldProblem, Fields } from '../../core/form.ts';
import type { Consultation } from '../../store/consultation.ts';
import { documentsOf, removeDocument, saveDocument } from '../../store/document.ts';
import { documentsUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskDocuments } from '../desk/documents.tsx';
import { fieldsOf } from '../form.ts';
import { queryOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';

async function documentsPage(
  visit: Visit,
  head: Consultation,
  wanted: string | null,
  sent?: { fields: Fields; problems: FieldProblem[] },
) {
  const documents = await documentsOf(visit.store.db, head.id);
  const edited = documents.find(({ id }) => id === wanted);
  const { fields, problems } = sent ?? { fields: edited ? documentFields(edited) : {}, problems: [] };
  const shown = { frame: visit.frame, head, documents, edited: edited?.id ?? null, fields, problems };
  return visit.context.html(renderPage(<DeskDocuments {...shown} />), problems.length > 0 ? 422 : 200);
}

export const documents: Route = {
  method: 'get',
  at: 'documents',
  needs: 'see the desk',
  answer: async (visit) => await documentsPage(visit, await deskConsultationOf(visit), queryOf(visit).get('document')),
};

/** Adds, changes or removes a document. */
export const changeDocuments: Route = {
  method: 'post',
  at: 'documents',
  needs: 'set up consultations',
  answer: async (visit) => {
    const { context, store, visitor } = visit;
    const head = await deskConsultationOf(visit);
    const fields = await fieldsOf(visit);
    const known = (await documentsOf(store.db, head.id)).find(({ id }) => id === fields.document);
    if (fields.document && !known) throw new DomainError('not_found', 'There is no such document here (any more).');
    if (fields.then === 'remove' && known) {
      await removeDocument(store, visitor.actor!, head.id, known.id);
      return context.redirect(documentsUrl(head.slug), 303);
    }
    const { value, problems } = readDocument(fields, head.languages, known?.title);
    if (value === null) return await documentsPage(visit, head, known?.id ?? null, { fields, problems });
    await saveDocument(store, visitor.actor!, head.id, known?.id ?? null, value);
    return context.redirect(documentsUrl(head.slug), 303);
  },
};
