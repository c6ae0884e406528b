import type { Actor } from '../core/capability.ts';
import { type Clock, newCode, type Random, realClock, realRandom } from '../core/id.ts';
import type { ReceivedContribution } from '../core/intake.ts';
import { change } from './change.ts';
import type { Store } from './open.ts';
import { receiptHash } from './receipt.ts';
import { acceptSubmissions } from './submission.ts';

/** What a paper said, once it is in the evidence base: its public code, and the code that opens it for its author. */
export type TypedPaper = { code: string; receipt: string };

/**
 * Takes in what a clerk typed from a paper: a contribution of the channel "paper", with a receipt that can be sent to its
 * author. Who typed it stands in the log.
 * @param reason why a paper that came after the call had closed is taken; undefined for one that came in time
 */
export async function acceptPaper(
  store: Pick<Store, 'db'>,
  actor: Actor,
  { consultationId, questionnaireVersionId }: { consultationId: string; questionnaireVersionId: string },
  received: ReceivedContribution,
  reason: string | undefined,
  { random = realRandom, clock = realClock }: { random?: Random; clock?: Clock } = {},
): Promise<TypedPaper> {
  const receipt = newCode('receipt', random);
  const request = {
    actor,
    capability: 'import contributions' as const,
    stream: consultationId,
    kind: 'paper.typed_in',
    ...(reason && { reason }),
  };
  return await change(
    store,
    request,
    async (tx, at) => {
      const submission = {
        consultationId,
        questionnaireVersionId,
        codeSha256: receiptHash(receipt),
        corrects: null,
        received,
        inGrace: false,
      };
      const [accepted] = await acceptSubmissions(tx, [submission], { random, clock: () => at });
      const { contributionId, code } = accepted!; // one submission, one result
      if (reason) {
        await tx
          .updateTable('contribution')
          .set({ late: true, standing_by: actor.id, standing_at: at, standing_reason: reason })
          .where('id', '=', contributionId)
          .execute();
      }
      return { result: { code, receipt }, subject: contributionId };
    },
    clock,
  );
}
