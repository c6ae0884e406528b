import { DomainError } from '../core/error.ts';
import { startServer } from '../server/start.ts';
import { readEnvironment, readMailServer } from './environment.ts';
import { DEFAULT_DATA } from './store.ts';
import { optional, positionals, type Verb } from './verb.ts';

const DEFAULT_PORT = 4300;
/** How long a process whose store has died tries to end in order. */
const LAST_WORDS_MS = 3_000;

/** Serves the pages until it is stopped. */
export const serve: Verb = {
  name: 'serve',
  usage: ['antiphon serve [--port 4300] [--host 127.0.0.1] [--data DIR]'],
  options: { port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' } },
  run: async (input, terminal) => {
    positionals(input);
    const data = optional(input, 'data');
    const { databaseUrl, publicUrl } = readEnvironment(data !== undefined);
    readMailServer(); // the worker uses it; what contradicts itself is said before anything starts
    const server = await startServer({
      dataFolder: data ?? DEFAULT_DATA,
      databaseUrl,
      publicUrl,
      port: portOf(optional(input, 'port')),
      host: optional(input, 'host') ?? '127.0.0.1',
      workerArguments: data === undefined ? [] : ['--data', data],
      say: terminal.out,
      log: terminal.err,
    });
    const asked = new Promise<void>((resolve) => {
      if (terminal.signal.aborted) resolve();
      else terminal.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await Promise.race([server.died, asked]);
    } catch (reason) {
      // Whoever watches over this process starts it again; what still runs cannot do its work without the store.
      terminal.err(`The store has died: ${reason instanceof Error ? reason.message : String(reason)}`);
      setTimeout(() => process.exit(3), LAST_WORDS_MS);
      await server.stop();
      return 3;
    }
    await server.stop();
    return 0;
  },
};

function portOf(given: string | undefined): number {
  if (given === undefined) return DEFAULT_PORT;
  const port = Number(given);
  if (!/^\d{1,5}$/.test(given) || port > 65535)
    throw new DomainError('wrong_use', `--port has to be a number from 0 to 65535, not "${given}".`);
  return port;
}
