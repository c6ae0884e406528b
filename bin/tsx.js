// Node strips types from .ts by itself but refuses .tsx; this hook lets esbuild turn all .tsx files into JavaScript in one go,
// the first time one is imported. Used by the launcher, the tests and the benchmarks.
import { globSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
let built;

function build() {
  const esbuild = createRequire(import.meta.url)('esbuild'); // loaded only when a page is
  const { outputFiles } = esbuild.buildSync({
    entryPoints: globSync('{src,test,bench}/**/*.tsx', { cwd: root }),
    absWorkingDir: root,
    outbase: root,
    outdir: root,
    write: false,
    format: 'esm',
    target: 'node24',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    sourcemap: 'inline',
    logLevel: 'silent',
  });
  return new Map(outputFiles.map((file) => [relative(root, file.path).replace(/\.js$/, '.tsx'), file.text]));
}

registerHooks({
  load(url, context, next) {
    if (!url.endsWith('.tsx')) return next(url, context);
    built ??= build();
    return { format: 'module', source: built.get(relative(root, fileURLToPath(url))), shortCircuit: true };
  },
});
