import type { Block, Section } from '../../core/finding.ts';
import type { Draft } from '../draft.ts';
import { COARSENING_THRESHOLD } from '../evidence.ts';

/** How the report was made, in plain words, and how to check it. */
export function method(draft: Draft): Section {
  const { run, themes } = draft.input;
  const say = (key: string, places: { [place: string]: number } = {}): Block => ({
    kind: 'note',
    wording: {
      say: `report.method.${key}`,
      with: Object.fromEntries(Object.entries(places).map(([place, number]) => [place, { number }])),
    },
  });
  const { counts } = run;
  return {
    id: 'method',
    title: { say: 'report.method.title' },
    blocks: [
      say('passages', { texts: counts.texts, passages: counts.passages, distinct: counts.distinctPassages }),
      say('vectors', { encoder: counts.encoder, static: counts.static }),
      say('themes', { themes: counts.themes }),
      say(themes.some(({ theme }) => theme.origin === 'adopted') ? 'adopted' : 'unreviewed'),
      ...(draft.index.evidence.codings.some(({ kind }) => kind !== '') ? [say('kinds')] : []),
      say('campaigns'),
      say('figures'),
      say('apart', { threshold: COARSENING_THRESHOLD }),
      say('quotes'),
      say('ledger'),
      say('verify'),
      {
        kind: 'list',
        items: Object.entries(run.languages)
          .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
          .map(([language, number]) => ({
            say: 'report.method.language',
            with: { language: { language }, number: { number } },
          })),
      },
    ],
  };
}
