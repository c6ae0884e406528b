import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consultationState, derogationOf, type Stage, type StageKind, stageState } from './stage.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));
const stage = (kind: StageKind, opens: number, closes: number): Stage => ({
  id: '',
  kind,
  title: {},
  opensAt: day(opens),
  closesAt: day(closes),
});

test('a stage is open from its first instant until before its last', () => {
  const call = stage('call_for_evidence', 2, 5);
  assert.deepEqual(
    [day(1), day(2), new Date(day(5).getTime() - 1), day(5)].map((now) => stageState(call, now)),
    ['coming', 'open', 'open', 'over'],
  );
});

test('a consultation is open while it takes input, then analysed, then answered', () => {
  const stages = [
    stage('call_for_evidence', 2, 5),
    stage('event_series', 7, 9),
    stage('synthesis', 10, 20),
    stage('outcome', 25, 60),
  ];
  const states = [1, 3, 6, 8, 12, 22, 30].map((n) => consultationState(stages, day(n)));
  assert.deepEqual(states, ['coming', 'open', 'open', 'open', 'analysed', 'analysed', 'answered']);
});

test('a stage that was skipped is neither open nor over, and opens no consultation', () => {
  const skipped = { ...stage('workshop', 2, 5), skippedAt: day(1) };
  assert.deepEqual(
    [day(1), day(3), day(9)].map((now) => stageState(skipped, now)),
    ['skipped', 'skipped', 'skipped'],
  );
  assert.equal(consultationState([stage('call_for_evidence', 1, 2), skipped], day(3)), 'analysed');
  assert.equal(consultationState([{ ...stage('outcome', 1, 9), skippedAt: day(1) }], day(3)), 'analysed');
});

test('a change of dates is named by what it does to those who planned by them', () => {
  const before = stage('call_for_evidence', 10, 20);
  const named = (opens: number, closes: number) => derogationOf(before, stage('call_for_evidence', opens, closes));
  assert.deepEqual(
    [named(10, 20), named(10, 15), named(12, 20), named(11, 19)],
    [null, 'shortened', 'shortened', 'shortened'],
  );
  assert.deepEqual([named(10, 25), named(8, 20), named(8, 25)], ['extended', 'extended', 'extended']);
  assert.deepEqual([named(12, 25), named(5, 15), named(30, 40)], ['moved', 'moved', 'moved']);
});
