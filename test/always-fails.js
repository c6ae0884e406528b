// The gate runs this first and expects it to fail: a gate that cannot fail guards nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';

test('one is two', () => {
  assert.equal(1, 2);
});
