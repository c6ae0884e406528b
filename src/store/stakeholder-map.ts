import { sql } from 'kysely';
import type { Actor } from '../core/capability.ts';
import { newId } from '../core/id.ts';
import type { Heard, Target, TargetKind } from '../core/stakeholder-map.ts';
import { normalForm } from '../core/text.ts';
import { change } from './change.ts';
import type { Db, Store } from './open.ts';
import { insertRows } from './rows.ts';

/** Whom the organiser of a consultation means to hear. */
export async function targetsOf(db: Db, consultationId: string): Promise<Target[]> {
  const rows = await db
    .selectFrom('stakeholder_target')
    .select(['kind', 'name', 'target'])
    .where('consultation_id', '=', consultationId)
    .orderBy('kind')
    .orderBy(sql`name collate "C"`)
    .execute();
  return rows.map(({ kind, ...target }) => ({ ...target, kind: kind as TargetKind }));
}

/** Sets whom the organiser means to hear; what is not among these goes. */
export async function setTargets(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  targets: readonly Target[],
): Promise<void> {
  const request = {
    actor,
    capability: 'set up consultations' as const,
    stream: consultationId,
    kind: 'stakeholder_map.set',
  };
  await change(store, request, async (tx) => {
    await tx.selectFrom('consultation').select('id').where('id', '=', consultationId).forUpdate().execute();
    await tx.deleteFrom('stakeholder_target').where('consultation_id', '=', consultationId).execute();
    await insertRows(
      tx,
      'stakeholder_target',
      targets.map((target) => ({ id: newId(), consultation_id: consultationId, ...target })),
    );
    return { result: undefined, subject: consultationId };
  });
}

/** Contributions that count, by user type, country and organisation of those who sent them, in their current versions. */
export async function heardOf(db: Db, consultationId: string): Promise<Heard> {
  const current = db
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', (join) =>
      join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
    )
    .where('contribution.consultation_id', '=', consultationId)
    .where('standing', '=', 'counted');
  const [groups, countries, organisations] = await Promise.all([
    current
      .select(['v.user_type as name', sql<number>`count(*)`.as('count')])
      .where('v.user_type', 'is not', null)
      .groupBy('v.user_type')
      .execute(),
    current
      .select(['v.country as name', sql<number>`count(*)`.as('count')])
      .where('v.country', 'is not', null)
      .groupBy('v.country')
      .execute(),
    current
      .innerJoin('personal_data as p', 'p.stakeholder_id', 'contribution.stakeholder_id')
      .select(['p.value as name', sql<number>`count(*)`.as('count')])
      .where('p.field', '=', 'organisation')
      .groupBy('p.value')
      .execute(),
  ]);
  const sum = (rows: { name: string | null; count: number }[], keyOf: (name: string) => string) => {
    const counts = new Map<string, number>();
    for (const { name, count } of rows) {
      const key = keyOf(name ?? '');
      counts.set(key, (counts.get(key) ?? 0) + count);
    }
    return counts;
  };
  const asIs = (name: string) => name;
  return {
    group: sum(groups, asIs),
    country: sum(countries, asIs),
    organisation: sum(organisations, normalForm),
  };
}
