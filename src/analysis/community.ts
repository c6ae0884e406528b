import type { Neighbours } from './neighbours.ts';

/** An undirected graph with weights; every edge stands at both its ends. */
export type Graph = { offsets: Uint32Array; targets: Uint32Array; weights: Float64Array };

/**
 * Joins neighbours by how many neighbours they share (Jaccard; Jarvis and Patrick 1973): where a dense heap of items lies
 * next to a sparse one, that separates them better than how near they are.
 * @param kept which items take part, ascending; the graph's nodes are positions in this list
 * @param count how many of its nearest kept neighbours an item looks at
 */
export function shareNeighbours(neighbours: Neighbours, kept: Uint32Array, count: number): Graph {
  const lists = nearestKept(neighbours, kept, count);
  const marks = new Int32Array(kept.length).fill(-1);
  const edges: { from: number; to: number; weight: number }[] = [];
  const isListed = lists.map((list) => new Set(list));
  for (let node = 0; node < kept.length; node++) {
    const own = lists[node]!;
    marks[node] = node;
    for (const other of own) marks[other] = node;
    for (const other of own) {
      if (isListed[other]!.has(node) && other < node) continue; // was made from the other end
      let both = marks[other] === node ? 1 : 0;
      for (const third of lists[other]!) if (marks[third] === node) both++;
      const weight = both / (own.length + lists[other]!.length + 2 - both);
      edges.push({ from: node, to: other, weight });
    }
  }
  return graphOf(kept.length, edges);
}

function nearestKept({ count: listed, of }: Neighbours, kept: Uint32Array, count: number): number[][] {
  const place = new Map(Array.from(kept, (item, node) => [item, node]));
  return Array.from(kept, (item) => {
    const nearest: number[] = [];
    for (let at = item * listed; at < (item + 1) * listed && nearest.length < count; at++) {
      const node = place.get(of[at]!);
      if (node !== undefined) nearest.push(node);
    }
    return nearest;
  });
}

function graphOf(nodes: number, edges: readonly { from: number; to: number; weight: number }[]): Graph {
  const offsets = new Uint32Array(nodes + 1);
  for (const { from, to } of edges) {
    offsets[from + 1]!++;
    offsets[to + 1]!++;
  }
  for (let node = 0; node < nodes; node++) offsets[node + 1]! += offsets[node]!;
  const next = offsets.slice();
  const targets = new Uint32Array(edges.length * 2);
  const weights = new Float64Array(edges.length * 2);
  for (const { from, to, weight } of edges) {
    targets[next[from]!] = to;
    weights[next[from]!++] = weight;
    targets[next[to]!] = from;
    weights[next[to]!++] = weight;
  }
  return { offsets, targets, weights };
}

/**
 * Communities of a graph: the partition with (nearly) the highest modularity (Louvain, Blondel et al. 2008, its levels run
 * a second time from the result, which mends what the first merging got wrong).
 * @param order in which the nodes are visited; it decides between partitions that are as good
 * @param resolution 1 is modularity as defined; higher gives more and smaller communities
 * @returns per node the number of its community, from 0
 */
export function findCommunities(graph: Graph, resolution: number, order: Uint32Array): Int32Array {
  const nodes = graph.offsets.length - 1;
  let communities = Int32Array.from({ length: nodes }, (_, node) => node);
  for (let pass = 0; pass < 2; pass++) {
    moveNodes(graph, communities, resolution, order);
    communities = mergeLevels(graph, renumber(communities, order), resolution, order);
  }
  return communities;
}

/** Takes communities as nodes of a coarser graph, and moves those, as long as that makes any difference. */
function mergeLevels(graph: Graph, start: Int32Array, resolution: number, order: Uint32Array): Int32Array<ArrayBuffer> {
  let communities = Int32Array.from(start);
  for (;;) {
    const coarse = coarsen(graph, communities);
    const count = coarse.offsets.length - 1;
    const merged = Int32Array.from({ length: count }, (_, node) => node);
    if (!moveNodes(coarse, merged, resolution, Uint32Array.from(merged.keys()))) return communities;
    communities = renumber(
      communities.map((community) => merged[community]!),
      order,
    );
  }
}

/** Numbers communities by the first of their nodes in the order. */
function renumber(communities: Int32Array, order: Uint32Array): Int32Array<ArrayBuffer> {
  const numbers = new Map<number, number>();
  for (const node of order) if (!numbers.has(communities[node]!)) numbers.set(communities[node]!, numbers.size);
  return Int32Array.from(communities, (community) => numbers.get(community)!);
}

function coarsen(graph: Graph, communities: Int32Array): Graph {
  const count = communities.reduce((most, community) => Math.max(most, community), -1) + 1;
  const rows = Array.from({ length: count }, () => new Map<number, number>());
  communities.forEach((community, node) => {
    const row = rows[community]!;
    for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at++) {
      const other = communities[graph.targets[at]!]!;
      row.set(other, (row.get(other) ?? 0) + graph.weights[at]!);
    }
  });
  const offsets = new Uint32Array(count + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + row.size;
  });
  return {
    offsets,
    targets: Uint32Array.from(rows.flatMap((row) => [...row.keys()])),
    weights: Float64Array.from(rows.flatMap((row) => [...row.values()])),
  };
}

/** Moves single nodes to the neighbouring community that gains most, until none gains. @returns whether any was moved */
function moveNodes(graph: Graph, communities: Int32Array, resolution: number, order: Uint32Array): boolean {
  const { offsets, targets, weights } = graph;
  const nodes = communities.length;
  const degree = new Float64Array(nodes);
  for (let node = 0; node < nodes; node++) {
    for (let at = offsets[node]!; at < offsets[node + 1]!; at++) degree[node]! += weights[at]!;
  }
  const volume = new Float64Array(nodes);
  communities.forEach((community, node) => {
    volume[community]! += degree[node]!;
  });
  const total = degree.reduce((sum, x) => sum + x, 0) || 1;
  const links = new Float64Array(nodes);
  let hasMoved = false;
  const isWaiting = new Uint8Array(nodes).fill(1);
  let queue = Array.from(order);
  while (queue.length > 0) {
    const next: number[] = [];
    for (const node of queue) {
      isWaiting[node] = 0;
      const from = communities[node]!;
      const near: number[] = [];
      for (let at = offsets[node]!; at < offsets[node + 1]!; at++) {
        if (targets[at] === node) continue;
        const community = communities[targets[at]!]!;
        if (links[community] === 0) near.push(community);
        links[community]! += weights[at]!;
      }
      volume[from]! -= degree[node]!;
      const gain = (community: number) => links[community]! - (resolution * degree[node]! * volume[community]!) / total;
      let best = from;
      let highest = gain(from);
      for (const community of near) {
        const own = gain(community);
        if (own > highest + 1e-12) {
          highest = own;
          best = community;
        }
      }
      for (const community of near) links[community] = 0;
      volume[best]! += degree[node]!;
      if (best === from) continue;
      communities[node] = best;
      hasMoved = true;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at++) {
        const other = targets[at]!;
        if (isWaiting[other] || communities[other] === best) continue;
        isWaiting[other] = 1;
        next.push(other);
      }
    }
    queue = next;
  }
  return hasMoved;
}
