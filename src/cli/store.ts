import { ensureSystemActor } from '../store/actor.ts';
import { openStore, type Store } from '../store/open.ts';
import { readEnvironment } from './environment.ts';
import { optional, type VerbInput } from './verb.ts';

/** Where data lies unless `--data` says otherwise. */
export const DEFAULT_DATA = './data';

/** Opens the store that the options and the environment name. */
export async function storeOf(input: VerbInput): Promise<Store> {
  const data = optional(input, 'data');
  const { databaseUrl } = readEnvironment(data !== undefined);
  const store = await openStore({ dataFolder: data ?? DEFAULT_DATA, databaseUrl });
  await ensureSystemActor(store.db);
  return store;
}
