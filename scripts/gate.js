// The whole gate, the same here and in CI: each step has to pass. `npm test -- NAME` runs the steps whose name starts so.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const tests = (...what) => [
  'node',
  '--import',
  './bin/tsx.js',
  '--test',
  '--test-global-setup=./test/setup.js',
  ...what,
];
/** Name, command, and the exit code that is right, 0 unless given. */
const STEPS = [
  ['types', ['tsc', '-p', '.']],
  ['lint', ['biome', 'ci', '--error-on-warnings', '.']],
  ['rooms', ['depcruise', '--config', '.dependency-cruiser.cjs', 'src']],
  ['failure is seen', tests('--test-reporter=dot', 'test/always-fails.js'), 1],
  ['unit', tests('src/**/*.test.ts')],
  ['pages', tests('src/**/*.test.tsx')],
  ['whole', tests('--test-concurrency=1', 'test/**/*.test.ts')],
];

const { dependencies, devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const missing = Object.keys({ ...dependencies, ...devDependencies }).filter(
  (name) => !existsSync(`${root}node_modules/${name}`),
);
if (missing.length > 0) {
  console.error(`The gate needs packages that are not installed: ${missing.join(', ')}. Run \`npm ci\`.`);
  process.exit(1);
}

const wanted = process.argv[2] ?? '';
for (const [name, [command, ...parameters], right = 0] of STEPS.filter(([name]) => name.startsWith(wanted))) {
  const started = performance.now();
  console.log(`\n== ${name}: ${[command, ...parameters].join(' ')}`);
  const { status } = spawnSync(command, parameters, { cwd: root, stdio: 'inherit' });
  console.log(
    `== ${name}: ${status === right ? 'passed' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  if (status !== right) process.exit(1);
}
