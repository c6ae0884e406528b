import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidenceContribution as contribution, draftOf, WORDS } from '../../../test/evidence.ts';
import type { QuoteCandidate } from '../draft.ts';
import type { EvidenceContribution } from '../evidence.ts';
import { themes } from './themes.ts';

const candidate = (code: string, language = 'en'): QuoteCandidate => ({
  contribution: code,
  start: 0,
  end: 5,
  language,
});

/** Which contributions one theme quotes, from candidates in their order. */
function quoted(contributions: EvidenceContribution[], typical: QuoteCandidate[]): string[] {
  const theme = {
    origin: 'candidate',
    key: 't1',
    name: {},
    kind: 'topic',
    terms: [],
    notThis: null,
    stability: 1,
  } as const;
  const draft = draftOf(contributions, [{ theme: { ...theme, terms: [] }, typical }]);
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
