import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { put, temporaryFolder } from './fixtures/make.ts';
import { SAMPLES } from './fixtures/samples.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();
const document = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const counts = document.slice(document.indexOf('<!-- counts:'), document.indexOf('<!-- end of counts -->'));
const rows = counts
  .split('\n')
  .filter((line) => /^\| .*\d \|$/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

describe('the table of counts in docs/formats.md', () => {
  test('adds up in every row: received = accepted + merged + refused', () => {
    assert.ok(rows.length > 40, `${rows.length} rows`);
    for (const row of rows) {
      const [received, accepted, merged, refused] = row.slice(3).map((cell) => Number(cell.replaceAll(',', '')));
      assert.equal(received, accepted! + merged! + refused!, row.join(' | '));
    }
  });

  for (const { kind, samples } of SAMPLES) {
    for (const { format, name, content } of samples) {
      test(`has ${name} (${format}), which its own reader reads`, async () => {
        assert.deepEqual(
          rows.filter((row) => row[1] === `\`${name}\``).map(([shown]) => shown),
          rows.filter((row) => row[0] === format).map(() => format),
        );
        assert.ok(rows.some((row) => row[0] === format));
        const delivery = await openDelivery(put(folder, name, content));
        assert.equal(/^table-/.test(delivery.format), kind === 'Tables', delivery.format);
      });
    }
  }
});
