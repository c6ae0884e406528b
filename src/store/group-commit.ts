import pg from 'pg';
import { inTransaction, type Store, type Tx } from './open.ts';

/**
 * The one writer for what comes in masses (submissions, votes): everything that waits is written in one transaction, so
 * one fsync serves many. Nobody hears "done" before the commit. If a group fails, its items are tried one by one, so that
 * a bad one fails alone.
 */
export type GroupCommit<Item, Result> = {
  /** Resolves once the item is durable. */
  submit: (item: Item) => Promise<Result>;
  /** Resolves once everything submitted so far is written or refused. */
  idle: () => Promise<void>;
};

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (reason: unknown) => void };

/**
 * @param write writes a group in order within the given transaction and returns one result per item
 * @param maxItems how many items one transaction takes at most
 */
export function groupCommit<Item, Result>(
  store: Pick<Store, 'db'>,
  write: (tx: Tx, items: Item[]) => Promise<Result[]>,
  maxItems = 500,
): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running: Promise<void> | null = null;

  async function writeGroup(group: Waiting<Item, Result>[]): Promise<void> {
    let isCommitting = false;
    try {
      const items = group.map(({ item }) => item);
      const results = await inTransaction(store, async (tx) => {
        const made = await write(tx, items);
        isCommitting = true;
        return made;
      });
      for (const [i, { resolve }] of group.entries()) resolve(results[i]!);
    } catch (reason) {
      // Where the connection was lost at the commit, the group may have been written: then nothing is tried again.
      const isRefused = !isCommitting || reason instanceof pg.DatabaseError;
      if (isRefused && group.length > 1) for (const one of group) await writeGroup([one]);
      else for (const one of group) one.reject(reason);
    }
  }

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting.slice(0, maxItems);
      waiting = waiting.slice(maxItems);
      await writeGroup(group);
    }
    running = null;
  }

  return {
    submit: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        running ??= Promise.resolve().then(run);
      }),
    idle: async () => {
      while (running) await running;
    },
  };
}
