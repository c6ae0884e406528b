import type { Actor } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import { type DerogationKind, derogationOf, type Stage, type StagePlan } from '../core/stage.ts';
import type { LocalText } from '../core/text.ts';
import { askInStage } from './call.ts';
import { change } from './change.ts';
import type { Db, Store, Tx } from './open.ts';

type Options = { random?: Random; clock?: Clock };

/** Adds a stage to a consultation; its place follows from its dates. */
export async function addStage(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  plan: StagePlan,
  { random = realRandom, clock = realClock }: Options = {},
): Promise<string> {
  const id = newId(random, clock);
  const request = requestOf(actor, consultationId, 'stage.added');
  return await change(
    store,
    request,
    async (tx) => {
      await lockConsultation(tx, consultationId);
      const last = await tx
        .selectFrom('stage')
        .select(({ fn }) => fn.max('position').as('position'))
        .where('consultation_id', '=', consultationId)
        .executeTakeFirst();
      const position = (last?.position ?? -1) + 1;
      await tx
        .insertInto('stage')
        .values({ id, consultation_id: consultationId, position, ...columnsOf(plan) })
        .execute();
      return { result: id, subject: id };
    },
    clock,
  );
}

/**
 * Changes what a stage is called and when it opens and closes. Once the consultation was shown to everybody, another date
 * is recorded as a derogation with its reason and the dates that had been announced.
 * @returns what the change of dates was; null where they stay, or nobody had been told of them
 * @throws DomainError wrong_use where a reason is needed and none was given, conflict where the stage is skipped
 */
export async function changeStage(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  stageId: string,
  plan: StagePlan,
  reason: LocalText,
  { random = realRandom, clock = realClock }: Options = {},
): Promise<DerogationKind | null> {
  const request = requestOf(actor, consultationId, 'stage.changed', reason);
  return await change(
    store,
    request,
    async (tx, at) => {
      const { announced, stage } = await lockStage(tx, consultationId, stageId);
      if (stage.skippedAt) throw new DomainError('conflict', 'This stage does not take place; its dates stay.');
      const kind = announced ? derogationOf(stage, plan) : null;
      if (kind) await recordDerogation(tx, { id: newId(random, clock), actor, at, kind, reason, stage });
      await tx.updateTable('stage').set(columnsOf(plan)).where('id', '=', stageId).execute();
      return { result: kind, subject: stageId };
    },
    clock,
  );
}

/**
 * Says that a stage does not take place. It stays in the timeline, with the reason.
 * @throws DomainError wrong_use without a reason, conflict where it is so already
 */
export async function skipStage(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  stageId: string,
  reason: LocalText,
  { random = realRandom, clock = realClock }: Options = {},
): Promise<void> {
  const request = requestOf(actor, consultationId, 'stage.skipped', reason);
  await change(
    store,
    request,
    async (tx, at) => {
      const { stage } = await lockStage(tx, consultationId, stageId);
      if (stage.skippedAt) throw new DomainError('conflict', 'This stage is skipped already.');
      await recordDerogation(tx, { id: newId(random, clock), actor, at, kind: 'skipped', reason, stage });
      await tx.updateTable('stage').set({ skipped_at: at }).where('id', '=', stageId).execute();
      return { result: undefined, subject: stageId };
    },
    clock,
  );
}

/**
 * Lets a stage ask a questionnaire, with a grace for who had it open when it closes.
 * @throws DomainError not_found where the questionnaire is none of this consultation
 */
export async function setAsking(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  stageId: string,
  asking: { questionnaireId: string | null; graceMinutes: number },
): Promise<void> {
  await change(store, requestOf(actor, consultationId, 'stage.asks'), async (tx) => {
    await lockStage(tx, consultationId, stageId);
    if (asking.questionnaireId) {
      const known = await tx
        .selectFrom('questionnaire')
        .select('id')
        .where('id', '=', asking.questionnaireId)
        .where('consultation_id', '=', consultationId)
        .executeTakeFirst();
      if (!known) throw new DomainError('not_found', 'There is no such questionnaire in this consultation.');
    }
    await askInStage(tx, stageId, asking);
    return { result: undefined, subject: stageId };
  });
}

/** What the stages of a consultation ask, by their ids. */
export async function askingOf(
  db: Db,
  consultationId: string,
): Promise<Map<string, { questionnaireId: string | null; graceMinutes: number }>> {
  const rows = await db
    .selectFrom('stage')
    .select(['id', 'questionnaire_id', 'grace_minutes'])
    .where('consultation_id', '=', consultationId)
    .execute();
  return new Map(
    rows.map(({ id, questionnaire_id, grace_minutes }) => [
      id,
      { questionnaireId: questionnaire_id, graceMinutes: grace_minutes },
    ]),
  );
}

/**
 * Removes a stage of which nobody was told.
 * @throws DomainError conflict where the consultation was shown to everybody, or events hang on the stage
 */
export async function removeStage(
  store: Pick<Store, 'db'>,
  actor: Actor,
  consultationId: string,
  stageId: string,
): Promise<void> {
  await change(store, requestOf(actor, consultationId, 'stage.removed'), async (tx) => {
    const { announced } = await lockStage(tx, consultationId, stageId);
    if (announced)
      throw new DomainError('conflict', 'This stage was announced to everybody. Skip it and say why, instead.');
    const event = await tx.selectFrom('event').select('id').where('stage_id', '=', stageId).executeTakeFirst();
    if (event) throw new DomainError('conflict', 'Events belong to this stage. Move or remove them first.');
    await tx.deleteFrom('derogation').where('stage_id', '=', stageId).execute();
    await tx.deleteFrom('stage').where('id', '=', stageId).execute();
    return { result: undefined, subject: stageId };
  });
}

function requestOf(actor: Actor, consultationId: string, kind: string, reason: LocalText = {}) {
  const [words] = Object.values(reason).map(({ text }) => text);
  return {
    actor,
    capability: 'set up consultations' as const,
    stream: consultationId,
    kind,
    ...(words && { reason: words }),
  };
}

function columnsOf({ kind, title, opensAt, closesAt }: StagePlan) {
  return { kind, title: JSON.stringify(title), opens_at: opensAt, closes_at: closesAt };
}

async function lockConsultation(tx: Tx, consultationId: string): Promise<{ announced: boolean }> {
  const { announced_at } = await tx
    .selectFrom('consultation')
    .select('announced_at')
    .where('id', '=', consultationId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { announced: announced_at !== null };
}

type LockedStage = Pick<Stage, 'id' | 'opensAt' | 'closesAt'> & { skippedAt: Date | null };

async function lockStage(
  tx: Tx,
  consultationId: string,
  stageId: string,
): Promise<{ announced: boolean; stage: LockedStage }> {
  const { announced } = await lockConsultation(tx, consultationId);
  const row = await tx
    .selectFrom('stage')
    .select(['id', 'opens_at', 'closes_at', 'skipped_at'])
    .where('id', '=', stageId)
    .where('consultation_id', '=', consultationId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DomainError('not_found', 'There is no such stage in this consultation.');
  return {
    announced,
    stage: { id: row.id, opensAt: row.opens_at, closesAt: row.closes_at, skippedAt: row.skipped_at },
  };
}

type NewDerogation = {
  id: string;
  actor: Actor;
  at: Date;
  kind: DerogationKind;
  reason: LocalText;
  stage: LockedStage;
};

async function recordDerogation(tx: Tx, { id, actor, at, kind, reason, stage }: NewDerogation): Promise<void> {
  if (Object.keys(reason).length === 0)
    throw new DomainError('wrong_use', 'People have been told of these dates: say why they change.');
  await tx
    .insertInto('derogation')
    .values({
      id,
      stage_id: stage.id,
      kind,
      reason: JSON.stringify(reason),
      actor_id: actor.id,
      at,
      opened_before: stage.opensAt,
      closed_before: stage.closesAt,
    })
    .execute();
}
