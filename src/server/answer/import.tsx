import type { Child } from 'hono/jsx';
import { DomainError } from '../../core/error.ts';
import { type ImportRecord, importById, importsOf, refusalsOf } from '../../store/import.ts';
import { changesOf, countChanges, type ImportChangeKind } from '../../store/import-change.ts';
import { undoImport } from '../../store/undo.ts';
import { importUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { DeskImport, type ListedChanges } from '../desk/import.tsx';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf, importView } from './desk.tsx';

const KINDS: readonly ImportChangeKind[] = ['added', 'versioned', 'vanished', 'returned'];
const CHANGES_SHOWN = 100;

async function importOf(visit: Visit, consultationId: string): Promise<ImportRecord> {
  const id = placeOf(visit, 'import');
  const found = /^[0-9a-f-]{36}$/.test(id) ? await importById(visit.store.db, consultationId, id) : undefined;
  if (!found) throw new DomainError('not_found', 'There is no such import.');
  return found;
}

export const importPage: Route = {
  method: 'get',
  at: 'import',
  needs: 'see the desk',
  answer: async (visit) => {
    const { context, frame, store } = visit;
    const head = await deskConsultationOf(visit);
    const found = await importOf(visit, head.id);
    const counts = await countChanges(store.db, found.id);
    const changes = await Promise.all(
      KINDS.map(
        async (kind): Promise<ListedChanges> => ({
          kind,
          all: counts[kind],
          shown: await changesOf(store.db, found.id, kind, CHANGES_SHOWN),
        }),
      ),
    );
    return context.html(
      renderPage(
        <DeskImport
          frame={frame}
          head={head}
          of={importView(found)}
          changes={changes}
          refusals={await refusalsOf(store.db, found.id)}
          reading={found.reading}
          whyNoUndo={await whyNoUndo(visit, head.id, found)}
        />,
      ),
    );
  },
};

/** The store has the last word; this says it before somebody tries. */
async function whyNoUndo(
  { store, frame: { reader } }: Visit,
  consultationId: string,
  one: ImportRecord,
): Promise<Child | null> {
  if (one.finishedAt === null && one.cutOffAt === null) return reader.say('desk.import.undo_going');
  const imports = await importsOf(store.db, consultationId);
  const later = imports
    .slice(
      0,
      imports.findIndex(({ id }) => id === one.id),
    )
    .find(
      ({ format, source, undone, accepted, vanished, returned }) =>
        format === one.format && source === one.source && undone === null && accepted + vanished + returned > 0,
    );
  return later ? reader.say('desk.import.undo_later', { file: later.fileName }) : null;
}

export const undo: Route = {
  method: 'post',
  at: 'undoImport',
  needs: 'import contributions',
  answer: async (visit) => {
    const { context, store, visitor, clock } = visit;
    const head = await deskConsultationOf(visit);
    const found = await importOf(visit, head.id);
    const form = await context.req.parseBody();
    await undoImport(
      store,
      visitor.actor!,
      { id: found.id, consultationId: head.id },
      String(form.reason ?? '').slice(0, 2000),
      { clock },
    );
    return context.redirect(importUrl(head.slug, found.id), 303);
  },
};
