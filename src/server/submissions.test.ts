import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '../../test/stores.ts';
import { submissionCrash } from '../../test/submission-crash.ts';

test('what was handed in is there once, however often the server is killed in between', async () => {
  const { submissions, lost, twice, unproven } = await submissionCrash(60, 1, temporaryFolder());
  assert.equal(submissions >= 60, true);
  assert.deepEqual({ lost, twice, unproven }, { lost: 0, twice: 0, unproven: 0 });
});
