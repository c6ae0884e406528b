import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { findOpinionGroups, judgeStatements, type OpinionVotes } from './opinion.ts';

const SHARED = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const POLIS = `${SHARED}/data/polis/bg2050-volunteers`;

/** Two camps of ten people that agree on the last statement and on nothing else. */
function camps(): OpinionVotes {
  const statements = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'shared'];
  const people = Array.from({ length: 20 }, (_, i) => `p${String(i).padStart(2, '0')}`);
  const votes = people.map((_, i) =>
    statements.map((_, j): 1 | -1 | 0 | null => (j === 7 ? 1 : (i + j) % 9 === 0 ? 0 : i < 10 === j % 2 > 0 ? 1 : -1)),
  );
  return { people, statements, votes };
}

test('two camps are two groups, what they share unites and the rest divides', () => {
  const votes = camps();
  const { groups, silhouette } = findOpinionGroups(votes);
  assert.deepEqual(
    groups.map((rows) => rows.map((row) => row < 10)),
    [Array(10).fill(true), Array(10).fill(false)],
  );
  assert.ok(silhouette > 0.8);
  const judged = judgeStatements(votes, groups);
  const shared = judged.find(({ statement }) => statement === 'shared')!;
  assert.equal(shared.consensus, (11 / 12) ** 2);
  assert.equal(shared.division, 0);
  assert.ok(judged.every(({ statement, division }) => statement === 'shared' || division > 0.5));
});

test('the order of people makes no difference, and who said too little belongs to no group', () => {
  const { people, statements, votes } = camps();
  const order = people.map((_, i) => i).reverse();
  const turned = { people: order.map((i) => people[i]!), statements, votes: order.map((i) => votes[i]!) };
  const named = (data: OpinionVotes) =>
    findOpinionGroups(data)
      .groups.map((rows) => rows.map((row) => data.people[row]!).sort())
      .sort();
  assert.deepEqual(named(turned), named({ people, statements, votes }));
  const silent = { people: [...people, 'silent'], statements, votes: [...votes, statements.map(() => null)] };
  assert.deepEqual(named(silent), named({ people, statements, votes }));
});

test('no group is so small that it tells who is in it', () => {
  const { people, statements, votes } = camps();
  const odd = statements.map((_, j): 1 | -1 => (j % 3 === 0 ? 1 : -1));
  const { groups } = findOpinionGroups({ people: [...people, 'odd'], statements, votes: [...votes, odd] });
  assert.ok(groups.every((rows) => rows.length >= 5));
});

test('nobody, or one person, is no reason to fail', () => {
  assert.deepEqual(findOpinionGroups({ people: [], statements: ['a'], votes: [] }).groups, []);
  assert.deepEqual(findOpinionGroups({ people: ['x'], statements: ['a'], votes: [[1]] }).groups, [[0]]);
});

type Row = { [column: string]: string };
function rowsOf(file: string): Row[] {
  return parse(readFileSync(`${POLIS}/${file}`), { columns: true, bom: true });
}

/** Votes, the published groups and the published group-informed consensus of Polis. */
function published() {
  const comments = rowsOf('comments.csv').sort((a, b) => Number(a['comment-id']) - Number(b['comment-id']));
  const rows = rowsOf('participants-votes.csv');
  const statements = comments.map((row) => row['comment-id']!);
  const vote = (text: string | undefined) => (text === '1' ? 1 : text === '-1' ? -1 : text === '0' ? 0 : null);
  const votes = rows.map((row) => statements.map((id) => vote(row[id])));
  const groups = [...Map.groupBy(rows.keys(), (i) => rows[i]!['group-id'])]
    .filter(([group]) => group !== '')
    .map(([, members]) => members);
  const consensus = comments.map((row) => Number(row['group-informed-consensus']));
  return { data: { people: rows.map((row) => row.participant!), statements, votes }, groups, consensus };
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (list: readonly number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const product = (x: readonly number[], meanX: number, y: readonly number[], meanY: number) =>
    x.reduce((sum, value, i) => sum + (value - meanX) * (y[i]! - meanY), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}

function strongest(statements: readonly string[], values: readonly number[]): string[] {
  return [...values.keys()]
    .sort((a, b) => values[b]! - values[a]!)
    .slice(0, 10)
    .map((i) => statements[i]!);
}

test('group-informed consensus is that of Polis to the last digit for its groups, and near it for ours', {
  skip: existsSync(POLIS) ? false : 'the votes of bg2050-volunteers are not here',
}, (t) => {
  const { data, groups, consensus } = published();
  const forTheirs = judgeStatements(data, groups).map((one) => one.consensus);
  const difference = Math.max(...forTheirs.map((value, i) => Math.abs(value - consensus[i]!)));
  assert.ok(difference < 1e-12, `differs by ${difference}`);
  const found = findOpinionGroups(data);
  const ours = judgeStatements(data, found.groups).map((one) => one.consensus);
  const r = correlation(ours, consensus);
  const [mine, theirs] = [strongest(data.statements, ours), strongest(data.statements, consensus)];
  t.diagnostic(
    `groups ${found.groups.map((rows) => rows.length)} (theirs ${groups.map((rows) => rows.length)}), r = ${r.toFixed(3)}`,
  );
  t.diagnostic(`strongest, ours: ${mine.join(' ')}; theirs: ${theirs.join(' ')}`);
  assert.ok(r > 0.95, `correlates by ${r}`);
  assert.ok(mine.filter((id) => theirs.includes(id)).length >= 5);
});
