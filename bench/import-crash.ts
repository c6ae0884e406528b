/**
 * Kills an import of 100,000 rows with kill -9, three times (`-- --small`: 5,000 rows, once), runs it again to its end, and
 * looks whether every row is there, once. Exits 1 when one is missing or there twice.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importCrash } from '../test/import-crash.ts';

const small = process.argv.includes('--small');
const rows = small ? 5_000 : 100_000;
const folder = mkdtempSync(join(tmpdir(), 'antiphon-import-crash-'));
try {
  const found = await importCrash(rows, small ? 1 : 3, folder);
  const { killedAt, contributions, distinctTexts, leaves, addsUp, peakMib, lastSeconds } = found;
  const ok = contributions === rows && distinctTexts === rows && leaves === rows && addsUp;
  console.log(
    `Import of ${rows} rows, killed with kill -9 after ${killedAt.join(', ')} rows, then run to its end in ${lastSeconds} s with at most ${peakMib} MiB: ${contributions} contributions, ${distinctTexts} different texts, ${leaves} leaves.`,
  );
  console.log(
    JSON.stringify({
      bench: 'import-crash',
      small,
      ok,
      figures: { rows, kills: killedAt.length, contributions, distinctTexts, leaves, peakMib, seconds: lastSeconds },
    }),
  );
  process.exitCode = ok ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
