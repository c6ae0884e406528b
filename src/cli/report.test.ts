import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runCommand } from './main.ts';
import { report as verb } from './report.ts';

/** Runs `antiphon report` and gives the exit code and the first line of what the person is told. */
async function report(...args: string[]): Promise<[code: number, told: string]> {
  const lines: string[] = [];
  const code = await runCommand(['report', ...args], {
    out: (line) => lines.push(line),
    err: (line) => lines.push(line),
    status: () => {},
    signal: new AbortController().signal,
  });
  return [code, lines[0]!];
}

describe('a report is refused with a sentence and exit code 2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-report-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'replies.csv');
  writeFileSync(file, 'id,comment\r\n1,More buses\r\n');
  const out = join(folder, 'out');

  test('where --out names a file, or leads through one', async () => {
    const sentence = `${file} is a file, not a folder. Choose another folder for --out.`;
    assert.deepEqual(await report(file, '--out', file), [2, sentence]);
    assert.deepEqual(await report(file, '--out', join(file, 'deep', 'in')), [2, sentence]);
  });

  test('where --language is one that the catalogue does not speak, with those that it does', async () => {
    for (const language of ['x y', 'fr', 'constructor', '']) {
      assert.deepEqual(await report(file, '--out', out, '--language', language), [
        2,
        `There are no reports in "${language}" yet. --language takes en (English), de (German).`,
      ]);
    }
  });

  test('where an option goes with the other way of making one', async () => {
    assert.deepEqual(await report(file, '--out', out, '--data', folder), [
      2,
      '--data goes with --consultation: the report of a FILE uses a store of its own, which is thrown away.',
    ]);
    assert.deepEqual(await report('--consultation', 'x', '--out', out, '--map', file), [
      2,
      '--map goes with a FILE, and this report is of a consultation in the store.',
    ]);
  });
});

test('the lines of use name every option', () => {
  for (const option of Object.keys(verb.options)) {
    assert.ok(
      verb.usage.some((line) => line.includes(`--${option} `) || line.includes(`[--${option}]`)),
      option,
    );
  }
});
