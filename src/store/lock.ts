import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * One process owns a data folder at a time. The lock is held by the operating system through SQLite's file lock on
 * `owner.lock`, so it is gone the moment the owner dies, whatever killed it, and there is no stale lock to clean up.
 */
export type FolderLock = { release: () => void };

/** Takes the lock, or returns null where another process holds it. */
export function lockFolder(folder: string): FolderLock | null {
  const path = join(folder, 'owner.lock');
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    chmodSync(path, 0o600);
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null;
    throw error;
  }
  writeFileSync(join(folder, 'owner.pid'), String(process.pid), { mode: 0o600 });
  return { release: () => database.close() };
}

const SQLITE_BUSY = 5;

/** The process that owns the folder, for a sentence to a person; null where it cannot be told. */
export function ownerOf(folder: string): string | null {
  try {
    return readFileSync(join(folder, 'owner.pid'), 'utf8').trim();
  } catch {
    return null;
  }
}
