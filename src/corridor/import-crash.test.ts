import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importCrash } from '../../test/import-crash.ts';
import { temporaryFolder } from '../../test/stores.ts';

test('an import that is killed and run again at once has every row, once, and every import adds up', async () => {
  const { counts, contributions, distinctTexts, leaves, addsUp, killedAt } = await importCrash(
    3000,
    2,
    temporaryFolder(),
  );
  assert.deepEqual(
    { contributions, distinctTexts, leaves, addsUp },
    {
      contributions: 3000,
      distinctTexts: 3000,
      leaves: 3000,
      addsUp: true,
    },
  );
  assert.deepEqual([counts.received, counts.accepted + counts.merged, counts.refused], [3000, 3000, 0]);
  assert.ok(counts.merged >= Math.max(...killedAt));
});
