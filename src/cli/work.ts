import { workRuns } from '../server/worker.ts';
import { storeOf } from './store.ts';
import type { Verb } from './verb.ts';

/** What the server starts beside itself: works off the queue until its standard input closes. */
export const work: Verb = {
  name: 'work',
  usage: ['antiphon work [--data DIR]'],
  options: { data: { type: 'string' } },
  run: async (input, terminal) => {
    const orphaned = new AbortController();
    process.stdin.on('end', () => orphaned.abort());
    process.stdin.resume();
    const store = await storeOf(input);
    try {
      await workRuns(store, AbortSignal.any([terminal.signal, orphaned.signal]), terminal.err);
      return 0;
    } finally {
      process.stdin.destroy();
      await store.close();
    }
  },
};
