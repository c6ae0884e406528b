import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findCommunities, type Graph, shareNeighbours } from './community.ts';
import { findConsensus, NEIGHBOURS_LISTED } from './consensus.ts';
import { asSparse } from './linear.ts';
import { DIMENSIONS } from './model.ts';
import { findNeighbours, type Likeness } from './neighbours.ts';
import { repeatableRandom } from './random.ts';

/** Items in heaps: each heap has a direction, each item some noise; no words. */
function heaps(
  sizes: readonly number[],
  languages = sizes.flatMap((size) => Array<string>(size).fill('en')),
): Likeness {
  const random = repeatableRandom(1);
  const of = sizes.flatMap((size, heap) => Array<number>(size).fill(heap));
  const vectors = new Int8Array(of.length * DIMENSIONS);
  for (const [i, heap] of of.entries()) {
    for (let j = 0; j < DIMENSIONS; j++) vectors[i * DIMENSIONS + j] = Math.round((random() - 0.5) * 6);
    vectors[i * DIMENSIONS + heap] = 110;
  }
  const words = asSparse(new Float32Array(of.length), 1);
  return { vectors, viewWeights: [1], words, wordColumns: 1, wordWeight: 0, languages };
} // prettier-ignore

const hashes = (count: number) => {
  const random = repeatableRandom(4);
  return Uint32Array.from({ length: count }, () => random() * 2 ** 32);
};
const groupsOf = (parts: ArrayLike<number>) =>
  [
    ...Map.groupBy(
      Array.from({ length: parts.length }, (_, i) => i),
      (i) => parts[i]!,
    ).values(),
  ]
    .map((own) => own.join())
    .sort(); // prettier-ignore

describe('neighbours', () => {
  test('are the items that are most alike, nearest first, never the item itself', () => {
    const likeness = heaps([1, 1, 1]);
    const at = (item: number, ...numbers: number[]) =>
      likeness.vectors.set([...numbers, ...Array(DIMENSIONS - numbers.length).fill(0)], item * DIMENSIONS); // prettier-ignore
    at(0, 127, 0);
    at(1, 120, 40);
    at(2, 60, 110);
    assert.deepEqual(findNeighbours(likeness, 2), { count: 2, of: Int32Array.of(1, 2, 0, 2, 1, 0) });
  });

  test('are fewer where there are no more, padded with -1', () => {
    assert.deepEqual(findNeighbours(heaps([2]), 3).of, Int32Array.of(1, -1, -1, 0, -1, -1));
  });

  test('are alike in words too, as much as these weigh', () => {
    const likeness = { ...heaps([8]), vectors: new Int8Array(8 * DIMENSIONS).fill(8), wordColumns: 4, wordWeight: 1 };
    const words = asSparse(
      Float32Array.from({ length: 32 }, (_, i) => (i % 4 === (i >> 2) % 4 ? 1 : 0)),
      4,
    );
    const { of } = findNeighbours({ ...likeness, words: sparse(words) }, 1);
    assert.deepEqual([...of], [4, 5, 6, 7, 0, 1, 2, 3]);
  }); // prettier-ignore

  test('do not lie nearer because they are of the same language', () => {
    const languages = Array.from({ length: 40 }, (_, i) => (i % 2 ? 'de' : 'en'));
    const { of, count } = findNeighbours(heaps([20, 20], languages), 10);
    const mixed = Array.from(of).filter((other, at) => languages[other] !== languages[Math.floor(at / count)]).length;
    assert.ok(mixed > 150 && mixed < 250, `${mixed} of 400`);
  });
});

test('words that two languages cannot share do not part neighbours of different languages', () => {
  const languages = Array.from({ length: 64 }, (_, i) => (i % 2 ? 'de' : 'en'));
  const likeness = { ...heaps([16, 16, 16, 16], languages), wordColumns: 8, wordWeight: 1 };
  const columnOf = (item: number) => (item >> 4) * 2 + (item % 2); // a word of its own for each heap in each language
  const words = Float32Array.from({ length: 64 * 8 }, (_, at) => (at % 8 === columnOf(at >> 3) ? 1 : 0));
  const { of, count } = findNeighbours({ ...likeness, words: sparse(asSparse(words, 8)) }, 7);
  const pairs = Array.from(of, (other, at) => [Math.floor(at / count), other] as const);
  const mixed = pairs.filter(([item, other]) => languages[item] !== languages[other]).length;
  assert.ok(mixed > 0.3 * pairs.length && mixed < 0.7 * pairs.length, `${mixed} of ${pairs.length}`);
  for (const [item, other] of pairs) assert.equal(item >> 4, other >> 4);
});

/** Without the zeros. */
function sparse({ offsets, indices, values }: Likeness['words']): Likeness['words'] {
  const kept = Array.from(values.keys()).filter((at) => values[at] !== 0);
  return {
    offsets: offsets.map((offset) => kept.filter((at) => at < offset).length),
    indices: Uint32Array.from(kept, (at) => indices[at]!),
    values: Float32Array.from(kept, (at) => values[at]!),
  };
}

/** A graph of edges that all weigh the same. */
function graphOf(nodes: number, edges: readonly (readonly [number, number])[]): Graph {
  const lists = Array.from({ length: nodes }, (_, node) =>
    edges.flatMap(([a, b]) => (a === node ? [b] : b === node ? [a] : [])),
  );
  const offsets = Uint32Array.from({ length: nodes + 1 }, (_, node) => lists.slice(0, node).flat().length);
  return { offsets, targets: Uint32Array.from(lists.flat()), weights: new Float64Array(edges.length * 2).fill(1) };
} // prettier-ignore

describe('communities', () => {
  const clique = (from: number, size: number) =>
    Array.from({ length: size }, (_, i) => Array.from({ length: i }, (_, j) => [from + j, from + i] as const)).flat();
  const graph = graphOf(12, [...clique(0, 4), ...clique(4, 4), ...clique(8, 4), [3, 4], [7, 8]]);

  test('of three cliques with a bridge between them are the cliques, in whatever order nodes are visited', () => {
    for (const order of [
      Uint32Array.from({ length: 12 }, (_, i) => i),
      Uint32Array.from({ length: 12 }, (_, i) => (i * 5) % 12),
    ]) {
      assert.deepEqual(groupsOf(findCommunities(graph, 1, order)), ['0,1,2,3', '4,5,6,7', '8,9,10,11']);
    }
  }); // prettier-ignore

  test('are more at a higher resolution, fewer at a lower one', () => {
    const order = Uint32Array.from({ length: 12 }, (_, i) => i);
    const count = (resolution: number) => new Set(findCommunities(graph, resolution, order)).size;
    assert.ok(count(0.05) === 1 && count(20) > 3);
  });

  test('of nodes without edges are the nodes', () => {
    assert.deepEqual([...findCommunities(graphOf(3, []), 1, Uint32Array.of(0, 1, 2))], [0, 1, 2]);
  });

  test('join items by the neighbours they share, each pair once from both ends', () => {
    const { offsets, targets, weights } = shareNeighbours(
      findNeighbours(heaps([3, 3]), 2),
      Uint32Array.of(0, 1, 2, 3, 4, 5),
      2,
    );
    assert.deepEqual([...offsets], [0, 2, 4, 6, 8, 10, 12]);
    assert.deepEqual([...targets.subarray(0, 2)].sort(), [1, 2]);
    assert.deepEqual(new Set(weights), new Set([1]));
  }); // prettier-ignore
});

describe('what many resamples agree on', () => {
  const sizes = [30, 20, 15];
  const neighbours = findNeighbours(heaps(sizes), NEIGHBOURS_LISTED);
  const found = findConsensus(neighbours, hashes(65));

  test('are the heaps, largest first, and steady', () => {
    assert.deepEqual(
      [...found.parts],
      sizes.flatMap((size, heap) => Array(size).fill(heap)),
    );
    assert.equal(found.count, 3);
    assert.ok(found.stability.every((share) => share > 0.7 && share < 1 + 1e-9));
  }); // prettier-ignore

  test('say for each item how much it belongs to each part, adding up to 1', () => {
    for (let item = 0; item < 65; item++) {
      const own = found.membership.subarray(item * 3, item * 3 + 3);
      assert.ok(Math.abs(own.reduce((sum, x) => sum + x, 0) - 1) < 1e-9);
      assert.equal(own.indexOf(Math.max(...own)), found.parts[item]);
    }
  });

  test('are as many as wanted, where there are as many', () => {
    for (const wanted of [2, 3, 5]) assert.equal(findConsensus(neighbours, hashes(65), wanted).count, wanted);
  });
});
