import assert from 'node:assert/strict';
import { test } from 'node:test';
import { webUrl } from './url.ts';

test('only addresses of the web become links', () => {
  const texts = [
    'https://raddialog.bonn.de/a?b=1',
    'http://x.test',
    'javascript:alert(1)',
    'data:text/html,x',
    ' JaVaScRiPt:alert(1)',
    'bonn.de',
    '',
    null,
  ];
  assert.deepEqual(
    texts.map((text) => webUrl(text)?.host ?? null),
    ['raddialog.bonn.de', 'x.test', null, null, null, null, null, null],
  );
});
