#!/usr/bin/env node
// The launcher: finds a Node that can run the sources as they stand, then runs the command line.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const WANTED_MAJOR = 24;
const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) {
  await import('./tsx.js');
  const { main } = await import('../src/cli/main.ts');
  await main(process.argv.slice(2));
} else if (existsSync(pinned)) {
  const { status, signal } = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = signal ? 3 : (status ?? 3);
} else {
  console.error(
    `Antiphon needs Node ${WANTED_MAJOR} or newer; this is ${process.version}. Run \`npm ci\`, which brings one where a package for this machine exists, or install Node ${WANTED_MAJOR}.`,
  );
  process.exitCode = 3;
}
