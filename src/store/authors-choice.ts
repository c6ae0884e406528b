import { DomainError } from '../core/error.ts';
import { type Clock, newId, type Random, realClock, realRandom } from '../core/id.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { AUTHOR } from './actor.ts';
import { type ChangeRequest, change } from './change.ts';
import { raiseRevision } from './import.ts';
import type { Store, Tx } from './open.ts';
import { copyVersions } from './version.ts';

/** What an author can decide: how the contribution is published from now on, or that it is taken back. */
export type AuthorsChoice = Exclude<PublicationChoice, 'unknown'> | 'withdraw';

/**
 * Carries the decision of whoever holds the code of a contribution out: a new version with the other choice, or the withdrawal. Published editions stay as they
 * are; later ones follow it, and newer exports of the source do not change it.
 * @throws DomainError conflict where the contribution was withdrawn
 */
export async function decideAsAuthor(
  store: Pick<Store, 'db'>,
  { consultationId, contributionId }: { consultationId: string; contributionId: string },
  choice: AuthorsChoice,
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<void> {
  const request: ChangeRequest = {
    actor: AUTHOR,
    capability: 'decide on one’s own contribution',
    stream: consultationId,
    kind: choice === 'withdraw' ? 'contribution.withdrawn_by_author' : `contribution.author_chose_${choice}`,
  };
  await change(
    store,
    request,
    async (tx, at) => {
      const one = await lockOwn(tx, contributionId);
      if (choice === 'withdraw') await withdraw(tx, one.id, at);
      else await choosePublication(tx, one, choice, { consultationId, random, clock });
      await raiseRevision(tx, consultationId);
      return { result: undefined, subject: one.id };
    },
    clock,
  );
}

type Own = { id: string; version: number; standing: string; versionId: string; publication: string };

async function lockOwn(tx: Tx, contributionId: string): Promise<Own> {
  const row = await tx
    .selectFrom('contribution')
    .innerJoin('contribution_version as v', (join) =>
      join.onRef('v.contribution_id', '=', 'contribution.id').onRef('v.version', '=', 'contribution.version'),
    )
    .select(['contribution.id', 'contribution.version', 'standing', 'v.id as versionId', 'v.publication'])
    .where('contribution.id', '=', contributionId)
    .forUpdate('contribution')
    .executeTakeFirstOrThrow();
  if (row.standing === 'withdrawn') throw new DomainError('conflict', 'This contribution was withdrawn already.');
  return row;
}

async function withdraw(tx: Tx, contributionId: string, at: Date): Promise<void> {
  await tx
    .updateTable('contribution')
    .set({ standing: 'withdrawn', standing_by: AUTHOR.id, standing_at: at, standing_reason: 'withdrawn by its author' })
    .where('id', '=', contributionId)
    .execute();
}

async function choosePublication(
  tx: Tx,
  { id, version, standing, versionId, publication }: Own,
  choice: Exclude<AuthorsChoice, 'withdraw'>,
  copying: { consultationId: string; random: Random; clock: Clock },
): Promise<void> {
  await tx.updateTable('contribution').set({ publication_by_author: choice }).where('id', '=', id).execute();
  if (publication === choice) return;
  await copyVersions(tx, copying, [
    {
      contributionId: id,
      formerId: versionId,
      versionId: newId(copying.random, copying.clock),
      version: version + 1,
      publication: choice,
      inLedger: standing === 'counted',
      undoOf: null,
    },
  ]);
}
