// Builds what the browser gets: our custom elements and one style sheet, each under a name that holds its content's hash,
// and a manifest that says which is which. Run by `npm ci` (prepare). The server needs no build.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: globSync('src/web/*.{ts,css}', { cwd: root, exclude: ['**/*.test.ts', '**/*.d.ts'] }),
  outdir: 'dist/web',
  bundle: true,
  minify: true,
  format: 'esm',
  target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
  write: false,
  logLevel: 'warning',
});
rmSync(`${root}dist`, { recursive: true, force: true });
mkdirSync(`${root}dist/web`, { recursive: true });
const manifest = {};
for (const file of outputFiles) {
  const name = basename(file.path);
  const hash = createHash('sha256').update(file.contents).digest('hex').slice(0, 12);
  manifest[name] = name.replace(/(\.\w+)$/, `.${hash}$1`);
  writeFileSync(`${root}dist/web/${manifest[name]}`, file.contents);
}
writeFileSync(`${root}dist/web/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
