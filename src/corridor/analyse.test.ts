import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countByTier } from './analyse.ts';

test('passages are counted by what read them, those with a theme by how sure it is', () => {
  const tiers = ['encoder', 'static', 'encoder', 'encoder', 'none'] as const;
  const assigned = [
    { theme: 't01', sureness: 0.95 },
    { theme: 't02', sureness: 0.2 },
    { theme: 't01', sureness: 1 },
    { theme: null, sureness: null },
    { theme: null, sureness: null },
  ];
  assert.deepEqual(countByTier(tiers, assigned), [
    { tier: 'encoder', passages: 3, unassigned: 1, bySureness: [0, 0, 0, 0, 2] },
    { tier: 'static', passages: 1, unassigned: 0, bySureness: [0, 1, 0, 0, 0] },
    { tier: 'none', passages: 1, unassigned: 1, bySureness: [0, 0, 0, 0, 0] },
  ]);
});
