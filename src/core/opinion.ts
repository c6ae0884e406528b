import { compareText } from './question.ts';
import type { Opinion } from './tally.ts';

/**
 * Groups of opinion from votes on statements, after Polis (Small et al. 2021; compdemocracy.org/algorithms): people are
 * points in the plane that shows most of how their votes differ (principal components), groups are found in it by k-means,
 * their number by the silhouette. Pure, and the same for the same votes in whatever order people come.
 */

/** What people think of statements: a row a person, a column a statement. */
export type OpinionVotes = {
  people: readonly string[];
  statements: readonly string[];
  /** 1 agree, -1 disagree, 0 pass, null where the person did not see it or say anything. */
  votes: readonly (readonly (1 | 0 | -1 | null)[])[];
};

export type OpinionGroups = {
  /** Groups in order of their size, each with the rows of its people. */
  groups: number[][];
  /** Of people who said something to enough statements: where they lie, by row. */
  places: Map<number, readonly [number, number]>;
  /** How far the groups are apart, -1 to 1. */
  silhouette: number;
};

/** Who said something to fewer statements than this says too little to be placed. */
const FEWEST_VOTES = 7;
const MOST_GROUPS = 5;
/** A smaller group would be chance, and would tell who is in it. */
const FEWEST_IN_GROUP = 5;
/** The silhouette compares everybody with everybody: of more people than this with a part of them, evenly drawn. */
const SILHOUETTE_OF = 800;
/** For each further group there have to be so many more people. */
const PEOPLE_PER_GROUP = 12;

/** Finds the groups; those who said too little belong to none. */
export function findOpinionGroups({ people, statements, votes }: OpinionVotes): OpinionGroups {
  const least = Math.min(FEWEST_VOTES, statements.length);
  const rows = people
    .map((_, row) => row)
    .filter((row) => votes[row]!.filter((vote) => vote !== null).length >= least)
    .sort((a, b) => (people[a]! < people[b]! ? -1 : 1));
  const everybody = people.map((_, row) => row).sort((a, b) => (people[a]! < people[b]! ? -1 : 1));
  const placed = project(everybody.map((row) => votes[row]!));
  const places = new Map(everybody.map((row, i) => [row, placed[i]!]));
  const points = rows.map((row) => places.get(row)!);
  const most = Math.min(MOST_GROUPS, 2 + Math.floor(rows.length / PEOPLE_PER_GROUP), rows.length);
  const every = Math.ceil(rows.length / SILHOUETTE_OF);
  const isLookedAt = (_: unknown, i: number) => i % every === 0;
  let best: { parts: number[]; silhouette: number } = { parts: rows.map(() => 0), silhouette: 0 };
  for (let count = 2; count <= most; count++) {
    const parts = kMeans(points, count);
    if (!parts) continue;
    const silhouette = silhouetteOf(points.filter(isLookedAt), parts.filter(isLookedAt));
    if (silhouette > best.silhouette) best = { parts, silhouette };
  }
  const groups = [...Map.groupBy(rows.keys(), (i) => best.parts[i]!).values()]
    .map((members) => members.map((i) => rows[i]!))
    .sort((a, b) => b.length - a.length || a[0]! - b[0]!);
  return { groups, places, silhouette: best.silhouette };
}

type Point = readonly [number, number];
type VoteRow = readonly (number | null)[];

/**
 * The plane of the first two principal components. What a person did not see counts as the mean of those who did; who saw
 * little is moved outwards by as much as that pulls them to the middle.
 */
function project(rows: readonly VoteRow[]): Point[] {
  const columns = rows[0]?.length ?? 0;
  const means = Array.from({ length: columns }, (_, j) => {
    const said = rows.flatMap((row) => row[j] ?? []);
    return said.length === 0 ? 0 : said.reduce((sum, vote) => sum + vote, 0) / said.length;
  });
  const centred = rows.map((row) => Float64Array.from(row, (vote, j) => (vote === null ? 0 : vote - means[j]!)));
  const first = mainDirection(centred, columns);
  const second = mainDirection(
    centred.map((row) => without(row, first)),
    columns,
  );
  return centred.map((row, i) => {
    const said = rows[i]!.filter((vote) => vote !== null).length;
    const outwards = Math.sqrt(columns / Math.max(1, said));
    return [dot(row, first) * outwards, dot(row, second) * outwards];
  });
}

const STEPS = 200;

/** The direction in which rows differ most: power iteration from a fixed start, its largest part positive. */
function mainDirection(rows: readonly Float64Array[], columns: number): Float64Array {
  let direction = unit(Float64Array.from({ length: columns }, (_, j) => 1 + ((j * 7919) % 97) / 97));
  for (let step = 0; step < STEPS; step++) {
    const next = new Float64Array(columns);
    for (const row of rows) {
      const length = dot(row, direction);
      for (let j = 0; j < columns; j++) next[j]! += length * row[j]!;
    }
    direction = unit(next);
  }
  const largest = direction.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
  return largest < 0 ? direction.map((x) => -x) : direction;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return length === 0 ? vector : vector.map((x) => x / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

function without(row: Float64Array, direction: Float64Array): Float64Array {
  const length = dot(row, direction);
  return row.map((x, j) => x - length * direction[j]!);
}

const ROUNDS = 100;

/**
 * Lloyd's k-means from several starts, the tightest result of those whose groups are all large enough; null where there is
 * none. Starts are spread along each of the two directions and over the plane, so that chance has no part in it.
 */
function kMeans(points: readonly Point[], count: number): number[] | null {
  const found = starts(points, count).map((centres) => settle(points, centres));
  const large = found.filter(({ parts }) => smallestOf(parts, count) >= FEWEST_IN_GROUP);
  return large.sort((a, b) => a.spread - b.spread)[0]?.parts ?? null;
}

function starts(points: readonly Point[], count: number): Point[][] {
  const orders = [
    (a: Point, b: Point) => a[0] - b[0] || a[1] - b[1],
    (a: Point, b: Point) => a[1] - b[1] || a[0] - b[0],
    (a: Point, b: Point) => a[0] + a[1] - b[0] - b[1],
    (a: Point, b: Point) => a[0] - a[1] - b[0] + b[1],
    (a: Point, b: Point) => Math.hypot(...b) - Math.hypot(...a),
  ];
  return orders.map((order) => {
    const sorted = [...points].sort(order);
    return Array.from({ length: count }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / count)]!);
  });
}

function settle(points: readonly Point[], start: readonly Point[]): { parts: number[]; spread: number } {
  let centres = [...start];
  let parts: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const next = points.map((point) => nearest(point, centres));
    if (next.every((part, i) => part === parts[i])) break;
    parts = next;
    centres = centres.map((centre, part) => middle(points.filter((_, i) => parts[i] === part)) ?? centre);
  }
  const spread = points.reduce((sum, point, i) => sum + distance(point, centres[parts[i]!]!) ** 2, 0);
  return { parts, spread };
}

function smallestOf(parts: readonly number[], count: number): number {
  return Math.min(...Array.from({ length: count }, (_, part) => parts.filter((one) => one === part).length));
}

function middle(points: readonly Point[]): Point | null {
  if (points.length === 0) return null;
  const [x, y] = points.reduce(([x, y], point) => [x + point[0], y + point[1]], [0, 0] as Point);
  return [x / points.length, y / points.length];
}

function nearest(point: Point, centres: readonly Point[]): number {
  const distances = centres.map((centre) => distance(point, centre));
  return distances.indexOf(Math.min(...distances));
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** How much nearer points are to their own group than to the next one, on average (Rousseeuw 1987). */
function silhouetteOf(points: readonly Point[], parts: readonly number[]): number {
  const groups = [...Map.groupBy(points.keys(), (i) => parts[i]!)].map(([part, members]) => ({ part, members }));
  if (groups.length < 2) return 0;
  const values = points.map((point, i) => {
    const meanTo = (members: number[]) =>
      members.reduce((sum, j) => sum + distance(point, points[j]!), 0) / members.length;
    const own = groups.find(({ part }) => part === parts[i])!.members.filter((j) => j !== i);
    if (own.length === 0) return 0;
    const within = meanTo(own);
    const beside = Math.min(...groups.filter(({ part }) => part !== parts[i]).map(({ members }) => meanTo(members)));
    const larger = Math.max(within, beside);
    return larger === 0 ? 0 : (beside - within) / larger;
  });
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How a statement stands with the groups. */
export type StatementOpinion = {
  statement: string;
  /** Group-informed consensus, 0 to 1: the chance that in each of the groups somebody agrees, multiplied. */
  consensus: number;
  /** How far apart the groups are: the largest difference of their shares of agreement, 0 to 1. */
  division: number;
  /** Per group those who agree, disagree, and all who said something. */
  groups: { agree: number; disagree: number; seen: number }[];
};

/** For each statement what unites and what divides; shares are smoothed by one yes and one no, as Polis does. */
export function judgeStatements(
  { statements, votes }: OpinionVotes,
  groups: readonly (readonly number[])[],
): StatementOpinion[] {
  return statements.map((statement, j) => {
    const counts = groups.map((members) => {
      const said = members.flatMap((row) => votes[row]![j] ?? []);
      const of = (wanted: number) => said.filter((vote) => vote === wanted).length;
      return { agree: of(1), disagree: of(-1), seen: said.length };
    });
    const shares = counts.map(({ agree, seen }) => (agree + 1) / (seen + 2));
    return {
      statement,
      consensus: shares.reduce((product, share) => product * share, 1),
      division: shares.length < 2 ? 0 : Math.max(...shares) - Math.min(...shares),
      groups: counts,
    };
  });
}

/** So many ideas are named that unite or divide. */
const NAMED = 3;
/** A statement is only judged where so many of each group said something to it. */
const SEEN_BY_GROUP = 3;

/** What is shown of groups of opinion; null where too few people have voted, or they are all of one group. */
export function describeOpinion(votes: OpinionVotes, fewest: number): Opinion | null {
  if (votes.people.length < fewest) return null;
  const { groups } = findOpinionGroups(votes);
  if (groups.length < 2) return null;
  const judged = judgeStatements(votes, groups).filter((one) => one.groups.every(({ seen }) => seen >= SEEN_BY_GROUP));
  const first = (by: (one: StatementOpinion) => number) =>
    [...judged].sort((a, b) => by(b) - by(a) || compareText(a.statement, b.statement)).slice(0, NAMED);
  return {
    groups: groups.map((rows) => rows.length),
    unites: first(({ consensus }) => consensus).map(({ statement }) => statement),
    divides: first(({ division }) => division).map(({ statement }) => statement),
  };
}
