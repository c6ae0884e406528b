import { newId } from '../core/id.ts';
import { written } from '../core/text.ts';
import { dayIn, endOfDay, startOfDay } from '../core/time.ts';
import type { Consultation } from './consultation.ts';
import type { Db, Tx } from './open.ts';

/** Id of an event by its slug; undefined where the consultation has none of that name. */
export async function eventIdBySlug(db: Db | Tx, consultationId: string, slug: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('event')
    .select('id')
    .where('consultation_id', '=', consultationId)
    .where('slug', '=', slug)
    .executeTakeFirst();
  return row?.id;
}

/** An event with nothing but a name and a time, in the series of a draft consultation, which is made where there is none. */
export async function makeBareEvent(
  tx: Tx,
  consultation: Pick<Consultation, 'id' | 'timeZone'>,
  slug: string,
  span: { startsAt: Date; endsAt: Date },
): Promise<string> {
  const id = newId();
  await tx
    .insertInto('event')
    .values({
      id,
      consultation_id: consultation.id,
      stage_id: await seriesOf(tx, consultation, span),
      slug,
      kind: 'webinar',
      title: JSON.stringify(written({ en: slug })),
      summary: JSON.stringify({}),
      starts_at: span.startsAt,
      ends_at: span.endsAt,
    })
    .execute();
  return id;
}

async function seriesOf(
  tx: Tx,
  { id: consultationId, timeZone }: Pick<Consultation, 'id' | 'timeZone'>,
  { startsAt, endsAt }: { startsAt: Date; endsAt: Date },
): Promise<string> {
  const stages = await tx
    .selectFrom('stage')
    .select(['id', 'kind', 'position'])
    .where('consultation_id', '=', consultationId)
    .orderBy('position')
    .execute();
  const known = stages.find(({ kind }) => kind === 'event_series');
  if (known) return known.id;
  const id = newId();
  await tx
    .insertInto('stage')
    .values({
      id,
      consultation_id: consultationId,
      position: (stages.at(-1)?.position ?? -1) + 1,
      kind: 'event_series',
      title: JSON.stringify(written({ en: 'Events' })),
      opens_at: startOfDay(dayIn(startsAt, timeZone), timeZone),
      closes_at: endOfDay(dayIn(endsAt, timeZone), timeZone),
    })
    .execute();
  return id;
}
