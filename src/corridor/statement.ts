import { DIMENSIONS } from '../analysis/model.ts';
import { openKindTeller, type ToldKind } from '../analysis/statement.ts';
import type { DistinctPassage } from './passage.ts';
import type { PassageVectors } from './vector.ts';

/**
 * What each passage does; null where the machine is not sure, and where only the static table has read it: how good the
 * answer is has been measured with the encoder alone.
 */
export function tellKinds(
  passages: readonly DistinctPassage[],
  { vectors, tiers }: PassageVectors,
): (ToldKind | null)[] {
  const tell = openKindTeller();
  return passages.map(({ text }, at) =>
    tiers[at] === 'encoder' ? tell(text, vectors.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS)) : null,
  );
}
