import { timingSafeEqual } from 'node:crypto';
import { DomainError } from '../core/error.ts';
import type { Visit } from './visit.ts';

/** @throws DomainError forbidden where a form of a session does not carry the session's token */
export function refuseWrongToken({ visitor }: Pick<Visit, 'visitor'>, given: unknown): void {
  if (visitor.csrfToken === null || sameText(String(given ?? ''), visitor.csrfToken)) return;
  throw new DomainError(
    'forbidden',
    'This form is from an earlier session. Open the page again and repeat what you did.',
  );
}

/** Compares without telling by its time where two texts differ. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
