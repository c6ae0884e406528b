/**
 * Kills a process that writes to the embedded store, at a random moment, 100 times (`-- --small`: 5), and looks whether
 * every acknowledged row is there. Exits 1 when one is lost.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from '../test/crash.ts';

const small = process.argv.includes('--small');
const folder = mkdtempSync(join(tmpdir(), 'antiphon-crash-'));
const started = performance.now();
try {
  const { rounds, acknowledged, lost } = await crash(small ? 5 : 100, folder);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${rounds} times killed with kill -9 in ${seconds} s: ${acknowledged} rows acknowledged, ${lost} lost.`);
  console.log(
    JSON.stringify({ bench: 'crash', small, ok: lost === 0, figures: { rounds, acknowledged, lost, seconds } }),
  );
  process.exitCode = lost === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
