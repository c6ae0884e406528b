import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consultationState, type Stage, type StageKind, stageState } from './stage.ts';

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
