import { readdirSync, readFileSync } from 'node:fs';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { DomainError } from '../core/error.ts';
import { type EmbeddedStore, folderInUse, openEmbedded, ownerAnswers, socketFolder } from './embedded.ts';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

/** An open store: the embedded one of a data folder (owned, or reached through its owner), or a PostgreSQL server. */
export type Store = {
  db: Db;
  kind: 'embedded' | 'embedded, through its owner' | 'postgresql';
  /** What a connection of its own (the job queue's) needs; the password is never logged. */
  connection: Connection;
  /** The embedded store where this process owns it. */
  owned: EmbeddedStore | null;
  close: () => Promise<void>;
};

/** A PostgreSQL server by its URL, or an embedded store by the folder of its socket. */
export type Connection = { connectionString: string } | { host: string; user: string; database: string };

export type StoreOptions = {
  /** Folder of the embedded store; not used where `databaseUrl` is given. */
  dataFolder: string;
  databaseUrl?: string | undefined;
  /** The caller needs to be the owner: where another process is, it is told so. */
  mustOwn?: boolean;
  /** False only for a store that is thrown away. */
  durable?: boolean;
};

// count(*) and sums of integers come as bigint; none of ours reaches 2^53. Dates stay calendar days.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(pg.types.builtins.DATE, (day) => day);

/** A statement that waits longer for a connection than this gives up with an error instead of for ever. */
const CONNECTION_TIMEOUT_MS = 30_000;

/**
 * Opens the store and brings its tables up to date.
 * @throws DomainError conflict where `mustOwn` and another process owns the folder
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.databaseUrl) {
    const connection = { connectionString: options.databaseUrl };
    return await connect(connection, 'postgresql', null, 10);
  }
  const owned = await openEmbedded(options.dataFolder, options.durable ?? true);
  if (owned) {
    try {
      return await connect({ host: owned.host, user: 'postgres', database: 'postgres' }, 'embedded', owned, 4);
    } catch (error) {
      await owned.close();
      throw error;
    }
  }
  if (options.mustOwn || !(await ownerAnswers(options.dataFolder))) throw folderInUse(options.dataFolder);
  const connection = { host: socketFolder(options.dataFolder), user: 'postgres', database: 'postgres' };
  return await connect(connection, 'embedded, through its owner', null, 2);
}

async function connect(
  connection: Connection,
  kind: Store['kind'],
  owned: EmbeddedStore | null,
  connections: number,
): Promise<Store> {
  const pool = new pg.Pool({ ...connection, max: connections, connectionTimeoutMillis: CONNECTION_TIMEOUT_MS });
  // A connection that breaks tells whoever waits for its answer; beside that nobody needs to hear of it.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db: Db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const close = async () => {
    await db.destroy();
    await owned?.close();
  };
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, kind, connection, owned, close };
}

const MIGRATIONS = new URL('./migrations/', import.meta.url);

/** Brings the tables up to date; several processes that start at once wait for one another. */
async function migrate(db: Db): Promise<void> {
  const names = readdirSync(MIGRATIONS).filter((name) => name.endsWith('.sql'));
  const migrations = Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(new URL(name, MIGRATIONS), 'utf8');
      return [
        name.replace(/\.sql$/, ''),
        { up: async (tx: Kysely<unknown>) => void (await sql.raw(text).execute(tx)) },
      ];
    }),
  );
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) {
    throw new DomainError(
      'unavailable',
      `The store cannot be brought up to date: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/**
 * Runs statements in one transaction.
 */
export function inTransaction<T>(store: Pick<Store, 'db'>, steps: (tx: Tx) => Promise<T>): Promise<T> {
  return store.db.transaction().execute(steps);
}
