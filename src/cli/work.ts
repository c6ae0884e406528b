import { houseAt } from '../server/house.ts';
import { workRuns } from '../server/worker.ts';
import { readEnvironment, readMailServer } from './environment.ts';
import { storeOf } from './store.ts';
import { optional, type Verb } from './verb.ts';

/** What the server starts beside itself: works off the queue until its standard input closes. */
export const work: Verb = {
  name: 'work',
  usage: ['antiphon work [--data DIR] [--url URL]'],
  options: { data: { type: 'string' }, url: { type: 'string' } },
  run: async (input, terminal) => {
    const orphaned = new AbortController();
    process.stdin.on('end', () => orphaned.abort());
    process.stdin.resume();
    const { publicUrl } = readEnvironment(optional(input, 'data') !== undefined);
    const house = houseAt(publicUrl ?? optional(input, 'url') ?? 'http://localhost');
    const mailServer = readMailServer();
    const store = await storeOf(input);
    try {
      const signal = AbortSignal.any([terminal.signal, orphaned.signal]);
      await workRuns(store, { house, mailServer, signal, log: terminal.err });
      return 0;
    } finally {
      process.stdin.destroy();
      await store.close();
    }
  },
};
