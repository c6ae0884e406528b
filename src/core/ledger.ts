import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { type Answer, type ContributionVersion, isTextAnswer } from './contribution.ts';
import type { Random } from './id.ts';
import type { StakeholderProfile } from './profile.ts';

/**
 * The ledger: a Merkle tree over accepted contribution versions (RFC 9162 section 2.1, SHA-256). A leaf commits to the
 * words and choices with a random salt; who said it is a second, separately salted commitment inside, so that groups can
 * be coarsened in public without losing the proof of the words. Destroying the salts destroys the proof of content while
 * the tree stays provable.
 */
export type Hash = Uint8Array;
export type Salts = { salt: Uint8Array; profileSalt: Uint8Array };

export const SALT_BYTES = 32;

export function newSalts(random: Random): Salts {
  return { salt: random(new Uint8Array(SALT_BYTES)), profileSalt: random(new Uint8Array(SALT_BYTES)) };
}

function sha256(...parts: (Uint8Array | string)[]): Hash {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

export function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}

/** @throws RangeError where the text is not hexadecimal */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new RangeError('not lower-case hexadecimal');
  return new Uint8Array(Buffer.from(text, 'hex'));
}

/** RFC 8785 JSON of a value. */
function canonicalJson(value: unknown): string {
  return canonicalize(value) as string;
}

/** Who said it, when and in which language, by groups, in the words of the exported columns. */
export type ProfileContent = {
  country: string;
  day: string;
  language: string;
  scope: string;
  size: string;
  user_type: string;
};

export function profileContent({
  profile,
  day,
  language,
}: Pick<ContributionVersion, 'day' | 'language'> & { profile: StakeholderProfile }): ProfileContent {
  return {
    country: profile.country ?? '',
    day: day ?? '',
    language: language ?? '',
    scope: profile.scope ?? '',
    size: profile.size ?? '',
    user_type: profile.userType ?? '',
  };
}

export function profileHash(profileSalt: Uint8Array, content: ProfileContent): Hash {
  return sha256(profileSalt, canonicalJson(content));
}

/**
 * What a leaf commits to; no personal data, and nothing that a later decision changes. Words that were read from a file are
 * in it, the file's name is not: it can hold the name of a person.
 */
export type LeafContent = {
  answers: ({ question: string; text: string } | { question: string; values: string[] })[];
  channel: string;
  contribution: string;
  profile: string;
  version: number;
};

export function leafContent(
  version: Pick<ContributionVersion, 'code' | 'version' | 'channel' | 'answers'>,
  profile: Hash,
): LeafContent {
  return {
    answers: version.answers.map((answer: Answer) =>
      isTextAnswer(answer)
        ? { question: answer.question, text: answer.text }
        : { question: answer.question, values: answer.values },
    ),
    channel: version.channel,
    contribution: version.code,
    profile: hex(profile),
    version: version.version,
  };
}

/** SHA-256(0x00, salt, RFC 8785 JSON of the content). */
export function leafHash(salt: Uint8Array, content: LeafContent): Hash {
  return sha256(Uint8Array.of(0), salt, canonicalJson(content));
}

export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256(Uint8Array.of(1), left, right);
}

/** All levels of the tree, leaves first; a lone node at the end of a level moves up as it is. */
function levelsOf(leaves: readonly Hash[]): Hash[][] {
  const levels = [leaves as Hash[]];
  while (levels.at(-1)!.length > 1) {
    const below = levels.at(-1)!;
    const above: Hash[] = [];
    for (let i = 0; i < below.length; i += 2) {
      above.push(i + 1 < below.length ? nodeHash(below[i]!, below[i + 1]!) : below[i]!);
    }
    levels.push(above);
  }
  return levels;
}

/**
 * Merkle tree hash of a list of leaf hashes (RFC 9162, 2.1.1); of an empty list the hash of nothing. Only the roots of whole
 * subtrees are kept, one a level, so that a million leaves take no more memory than ten.
 */
export function rootOf(leaves: Iterable<Hash>): Hash {
  const subtrees: { root: Hash; height: number }[] = [];
  for (const leaf of leaves) {
    let [root, height] = [leaf, 0];
    while (subtrees.at(-1)?.height === height) {
      root = nodeHash(subtrees.pop()!.root, root);
      height++;
    }
    subtrees.push({ root, height });
  }
  return (
    subtrees.reduceRight<Hash | null>((right, { root }) => (right ? nodeHash(root, right) : root), null) ?? sha256('')
  );
}

/** The audit path of one leaf, from its neighbour up (RFC 9162, 2.1.3.1). */
export function inclusionProof(leaves: readonly Hash[], index: number): Hash[] {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError(`no leaf ${index} in a tree of ${leaves.length}`);
  const path: Hash[] = [];
  let at = index;
  for (const level of levelsOf(leaves).slice(0, -1)) {
    const neighbour = level[at ^ 1];
    if (neighbour) path.push(neighbour);
    at >>= 1;
  }
  return path;
}

/** Whether a leaf is in the tree with this root (RFC 9162, 2.1.3.2). */
export function verifyInclusion(leaf: Hash, index: number, size: number, path: readonly Hash[], root: Hash): boolean {
  if (index >= size) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const neighbour of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(neighbour, hash);
      while (node % 2 === 0 && node !== 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = nodeHash(hash, neighbour);
    }
    node >>= 1;
    last >>= 1;
  }
  return last === 0 && equalHash(hash, root);
}

/** The proof that a smaller tree is the beginning of a larger one (RFC 9162, 2.1.4.1). */
export function consistencyProof(leaves: readonly Hash[], earlierSize: number): Hash[] {
  if (!(earlierSize > 0 && earlierSize <= leaves.length)) {
    throw new RangeError(`no tree of ${earlierSize} within one of ${leaves.length}`);
  }
  return earlierSize === leaves.length ? [] : subProof(leaves, earlierSize, true);
}

function subProof(leaves: readonly Hash[], size: number, complete: boolean): Hash[] {
  if (size === leaves.length) return complete ? [] : [rootOf(leaves)];
  const split = largestPowerBelow(leaves.length);
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  return size <= split
    ? [...subProof(left, size, complete), rootOf(right)]
    : [...subProof(right, size - split, false), rootOf(left)];
}

function largestPowerBelow(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}

/** Whether the tree with the later root starts with the tree of the earlier root (RFC 9162, 2.1.4.2). */
export function verifyConsistency(
  earlierSize: number,
  earlierRoot: Hash,
  size: number,
  root: Hash,
  proof: readonly Hash[],
): boolean {
  if (earlierSize < 1 || earlierSize > size) return false;
  if (earlierSize === size) return proof.length === 0 && equalHash(earlierRoot, root);
  const path = Number.isInteger(Math.log2(earlierSize)) ? [earlierRoot, ...proof] : [...proof];
  let node = earlierSize - 1;
  let last = size - 1;
  while (node % 2 === 1) {
    node >>= 1;
    last >>= 1;
  }
  const first = path.shift();
  if (!first) return false;
  let before = first;
  let after = first;
  for (const neighbour of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      before = nodeHash(neighbour, before);
      after = nodeHash(neighbour, after);
      while (node % 2 === 0 && node !== 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      after = nodeHash(after, neighbour);
    }
    node >>= 1;
    last >>= 1;
  }
  return last === 0 && equalHash(before, earlierRoot) && equalHash(after, root);
}

export function equalHash(a: Hash, b: Hash): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** A closed round of votes is one leaf: the hash over its ballots, each a random id and the chosen values, sorted by id. */
export function ballotsLeaf(round: string, salt: Uint8Array, ballots: { id: string; values: string[] }[]): Hash {
  const sorted = [...ballots].sort((a, b) => (a.id < b.id ? -1 : 1));
  return sha256(Uint8Array.of(0), salt, canonicalJson({ ballots: sorted, round }));
}
