import { DomainError } from '../core/error.ts';
import { analyseConsultation } from '../corridor/analyse.ts';
import { SYSTEM } from '../store/actor.ts';
import { consultationBySlug } from '../store/consultation.ts';
import { showProgress } from './progress.ts';
import { storeOf } from './store.ts';
import { positionals, required, type Verb } from './verb.ts';

/** Analyses what a consultation holds: passages, campaigns, candidate themes, codings. */
export const analyse: Verb = {
  name: 'analyse',
  usage: ['antiphon analyse --consultation SLUG [--data DIR] [--json]'],
  options: { consultation: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean' } },
  run: async (input, terminal) => {
    positionals(input);
    const slug = required(input, 'consultation');
    const store = await storeOf(input);
    try {
      const consultation = await consultationBySlug(store.db, slug);
      if (!consultation) throw new DomainError('not_found', `There is no consultation "${slug}" in this store.`);
      const { signal } = terminal;
      const record = await analyseConsultation(store, SYSTEM, consultation.id, {
        onProgress: showProgress(terminal),
        signal,
      });
      if (input.values.json === true) terminal.out(JSON.stringify(record));
      else {
        const { contributions, passages, themes, campaigns, unassigned } = record.counts;
        terminal.out(
          `${contributions} contributions, ${passages} passages, ${themes} candidate themes, ${campaigns} campaigns; ${unassigned} passages without a theme.`,
        );
      }
      return 0;
    } finally {
      await store.close();
    }
  },
};
