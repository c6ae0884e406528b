import { type Actor, type Capability, may } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { type Clock, realClock } from '../core/id.ts';
import { appendToLog } from './log.ts';
import { inTransaction, type Store, type Tx } from './open.ts';

/** A change of what is decided: who, with which right, what to, and why. */
export type ChangeRequest = {
  actor: Actor;
  capability: Capability;
  /** Stream of the log: `house`, or a consultation's id. */
  stream: string;
  /** What happened, for example `consultation.created`. */
  kind: string;
  reason?: string;
};

export type Changed<T> = { result: T; subject: string; beforeSha256?: Buffer; afterSha256?: Buffer };

/**
 * The one door for change: checks the right, then makes the change and its log entry in one transaction.
 * What has to happen outside (mail, publication, broadcast) happens after it returns.
 * @throws DomainError forbidden where the actor may not
 */
export async function change<T>(
  store: Pick<Store, 'db'>,
  request: ChangeRequest,
  steps: (tx: Tx, at: Date) => Promise<Changed<T>>,
  clock: Clock = realClock,
): Promise<T> {
  if (!may(request.actor.roles, request.capability)) {
    throw new DomainError('forbidden', `${request.actor.label} may not ${request.capability}.`);
  }
  const at = clock();
  return await inTransaction(store, async (tx) => {
    const { result, ...told } = await steps(tx, at);
    await appendToLog(tx, {
      stream: request.stream,
      actor: request.actor,
      at,
      kind: request.kind,
      reason: request.reason,
      ...told,
    });
    return result;
  });
}
