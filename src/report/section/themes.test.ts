import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EvidenceIndex } from '../../core/figure.ts';
import { seededRandom } from '../../core/id.ts';
import { newSalts } from '../../core/ledger.ts';
import { NO_PROFILE } from '../../core/profile.ts';
import { written } from '../../core/text.ts';
import { Draft, type QuoteCandidate } from '../draft.ts';
import { buildEvidence, type EvidenceContribution } from '../evidence.ts';
import { themes } from './themes.ts';

const random = seededRandom('themes');
const WORDS = 'Later buses, please.';

const contribution = (code: string, more: Partial<EvidenceContribution> = {}): EvidenceContribution => ({
  code,
  version: 1,
  channel: 'import',
  language: 'en',
  day: null,
  answers: [{ question: 'q1', text: WORDS }],
  profile: NO_PROFILE,
  publication: 'anonymous',
  url: null,
  stakeholderId: code,
  leaf: 0,
  ...newSalts(random),
  campaign: null,
  codings: [[]],
  ...more,
});
const candidate = (code: string, language = 'en'): QuoteCandidate => ({
  contribution: code,
  start: 0,
  end: 5,
  language,
});

/** Which contributions one theme quotes, from candidates in their order. */
function quoted(contributions: EvidenceContribution[], typical: QuoteCandidate[]): string[] {
  const draft = new Draft(
    {
      consultation: { slug: 's', title: written({ en: 'A test' }), leadBody: {}, licence: null, exampleNotice: null },
      language: 'en',
      questions: [],
      themes: [
        {
          theme: { origin: 'candidate', key: 't1', name: {}, kind: 'topic', terms: [], notThis: null, stability: 1 },
          typical,
        },
      ],
      campaigns: [],
      intake: { received: 0, accepted: 0, merged: 0, refused: 0, vanished: 0, refusals: [], attachments: [] },
      run: {
        engine: { name: 'antiphon', version: '0' },
        model: { name: 'none', sha256: '00' },
        machine: 'none',
        parameters: {},
        counts: {} as never, // the themes do not ask
        languages: {},
        unprocessed: [],
      },
    },
    new EvidenceIndex(buildEvidence(contributions)),
  );
  themes(draft);
  return draft.quotes.map((quote) => quote.contribution);
}

test('a theme quotes other languages first, no text twice, and three at most', () => {
  const own = (code: string) => contribution(code, { answers: [{ question: 'q1', text: `${WORDS} ${code}` }] });
  const contributions = [own('A'), own('B'), own('C'), own('D'), contribution('E'), contribution('F')];
  const typical = [candidate('E'), candidate('F', 'mt'), candidate('A'), candidate('B'), candidate('C', 'de')];
  assert.deepEqual(quoted(contributions, typical), ['E', 'C', 'A']);
});

test('150,000 candidates that all say the same are one quote, at once', () => {
  const contributions = Array.from({ length: 4000 }, (_, i) => contribution(`C${i}`));
  const typical = Array.from({ length: 150_000 }, (_, i) => candidate(`C${i % 4000}`));
  const started = performance.now();
  assert.deepEqual(quoted(contributions, typical), ['C0']);
  assert.ok(performance.now() - started < 2000);
});
