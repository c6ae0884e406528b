import type { Actor } from '../core/capability.ts';
import { newId } from '../core/id.ts';
import type { LocalText } from '../core/text.ts';
import { change } from './change.ts';
import type { Db, Store } from './open.ts';

/** A heading of the synthesis, to which core areas of events map. */
export type Heading = { id: string; title: LocalText };
/** A core area of an event, and the heading of the synthesis that it belongs to. */
export type MappedArea = { id: string; title: LocalText; event: LocalText; headingId: string | null };

/** The headings of a consultation's synthesis in their order. */
export async function headingsOf(db: Db, consultationId: string): Promise<Heading[]> {
  return await db
    .selectFrom('heading')
    .select(['id', 'title'])
    .where('consultation_id', '=', consultationId)
    .orderBy('position')
    .execute();
}

/** The core areas of all events of a consultation, by time of the event. */
export async function areasOf(db: Db, consultationId: string): Promise<MappedArea[]> {
  const rows = await db
    .selectFrom('core_area')
    .innerJoin('event', 'event.id', 'core_area.event_id')
    .select(['core_area.id', 'core_area.title', 'core_area.heading_id', 'event.title as event'])
    .where('event.consultation_id', '=', consultationId)
    .orderBy('event.starts_at')
    .orderBy('event.id')
    .orderBy('core_area.position')
    .execute();
  return rows.map(({ heading_id, ...area }) => ({ ...area, headingId: heading_id }));
}

/**
 * Sets the headings of a synthesis, in their order, and which core area belongs to which of them.
 * @param headings with the id of a known one, or null for a new one; known ones that are left out go
 * @param areas the position in `headings` by the id of a core area
 */
export async function setHeadings(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  headings: readonly { id: string | null; title: LocalText }[],
  areas: ReadonlyMap<string, number>,
): Promise<void> {
  const request = {
    actor,
    capability: 'set up consultations' as const,
    stream: consultationId,
    kind: 'headings.set',
  };
  await change(store, request, async (tx) => {
    const known = await tx
      .selectFrom('heading')
      .select('id')
      .where('consultation_id', '=', consultationId)
      .forUpdate()
      .execute();
    const ids = headings.map(({ id }) => (known.some((one) => one.id === id) ? id! : newId()));
    const own = await tx
      .selectFrom('core_area')
      .innerJoin('event', 'event.id', 'core_area.event_id')
      .select('core_area.id')
      .where('event.consultation_id', '=', consultationId)
      .execute();
    await tx
      .updateTable('core_area')
      .set({ heading_id: null })
      .where('id', 'in', [newId(), ...own.map(({ id }) => id)])
      .execute();
    await tx.deleteFrom('heading').where('consultation_id', '=', consultationId).execute();
    for (const [position, { title }] of headings.entries()) {
      await tx
        .insertInto('heading')
        .values({ id: ids[position]!, consultation_id: consultationId, position, title: JSON.stringify(title) })
        .execute();
    }
    for (const { id } of own) {
      const heading = ids[areas.get(id) ?? -1];
      if (heading) await tx.updateTable('core_area').set({ heading_id: heading }).where('id', '=', id).execute();
    }
    return { result: undefined, subject: consultationId };
  });
}
