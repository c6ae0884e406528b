import { arch, cpus } from 'node:os';
import { ENCODER_TOKEN_BUDGET } from '../analysis/embed.ts';
import { type Actor, may } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { UNKNOWN_LANGUAGE } from '../core/language.ts';
import type { OnProgress } from '../core/progress.ts';
import type { RunRecord } from '../core/run.ts';
import { hasLetter } from '../core/text.ts';
import { PROGRAM } from '../core/version.ts';
import {
  type FoundCampaign,
  type FoundCoding,
  type FoundTheme,
  insertCampaigns,
  insertCodings,
  insertThemes,
  removeFindings,
} from '../store/analysis.ts';
import { evidenceBasis } from '../store/contribution.ts';
import { inTransaction, type Store } from '../store/open.ts';
import { askForRun, beginRun, endRun, type Run, type RunBasis, recordRun } from '../store/run.ts';
import { gatherCampaigns } from './campaign.ts';
import { gatherContexts } from './context.ts';
import { type DistinctPassage, gatherPassages } from './passage.ts';
import { gatherThemes, readingOrder } from './theme.ts';
import { gatherVectors } from './vector.ts';
import { watchRun } from './watch.ts';

export type AnalyseOptions = {
  onProgress?: OnProgress;
  signal?: AbortSignal;
  /** How many tokens the encoder may read; the rest is read by the static table. */
  encoderTokenBudget?: number;
};

/**
 * Analyses a consultation in this process, as a run of its own.
 * @throws DomainError forbidden, conflict where another run is going on, cancelled
 */
export async function analyseConsultation(
  store: Store,
  actor: Actor,
  consultationId: string,
  options: AnalyseOptions = {},
): Promise<RunRecord> {
  if (!may(actor.roles, 'run analyses')) throw new DomainError('forbidden', `${actor.label} may not run analyses.`);
  const asked = await askForRun(store, actor, consultationId, 'analysis');
  const run = await beginRun(store.db, asked.id);
  if (!run) {
    throw new DomainError(
      'conflict',
      'This consultation is being analysed already. Wait until that is done, or cancel it on the desk.',
    );
  }
  const watch = watchRun(store, run, options.signal, options.onProgress);
  try {
    const { onProgress, signal } = watch;
    const record = await analyseRun(store, run, { ...options, onProgress, signal });
    await endRun(store, actor, run, { state: 'done' });
    return record;
  } catch (error) {
    const cancelled = error instanceof DomainError && error.code === 'cancelled';
    const failure = error instanceof Error ? error.message : String(error);
    await endRun(store, actor, run, cancelled ? { state: 'cancelled' } : { state: 'failed', failure });
    throw error;
  } finally {
    await watch.end();
  }
}

/**
 * The analysis, step by step: passages and their languages, campaigns, vectors, candidate themes, codings. Passages and
 * vectors that are stored already are not made again; what a run finds is written at its end, in one transaction. The
 * result does not depend on the order in which the contributions came.
 */
export async function analyseRun(
  store: Store,
  run: Pick<Run, 'id' | 'consultationId'>,
  { onProgress = () => {}, signal, encoderTokenBudget = ENCODER_TOKEN_BUDGET }: AnalyseOptions,
): Promise<RunRecord> {
  const basis = await evidenceBasis(store.db, run.consultationId);
  const { distinct, bodies } = await gatherPassages(store, run.consultationId, onProgress);
  stopIfAsked(signal);
  const { campaigns, contributions } = await gatherCampaigns(store, run.consultationId, onProgress);
  stopIfAsked(signal);
  const read = await gatherContexts(store, run.consultationId, distinct);
  const priority = readingOrder(distinct, read.contexts);
  const made = await gatherVectors(store, distinct, priority, { encoderTokenBudget, onProgress, signal });
  stopIfAsked(signal);
  const { themes, codings } = gatherThemes(distinct, read, made, { onProgress, signal });
  stopIfAsked(signal);
  const readBy = (wanted: string) => made.tiers.filter((tier) => tier === wanted).length;
  const record: RunRecord = {
    engine: PROGRAM,
    model: { name: 'multilingual-e5-small, cut to 24 languages', sha256: made.model },
    machine: machineKind(),
    parameters: { encoderTokenBudget },
    counts: {
      contributions,
      texts: bodies,
      passages: codings.length,
      distinctPassages: distinct.length,
      encoder: readBy('encoder'),
      static: readBy('static'),
      unassigned: codings.filter(({ theme }) => theme === null).length,
      themes: themes.length,
      campaigns: campaigns.length,
    },
    languages: countLanguages(distinct),
    unprocessed: unprocessed(distinct),
  };
  await writeFindings(store, run, { themes, codings, campaigns, record, basis }, onProgress);
  return record;
}

function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new DomainError('cancelled', 'The analysis was stopped; what it had read is kept for the next one.');
}

type Findings = {
  themes: FoundTheme[];
  codings: FoundCoding[];
  campaigns: FoundCampaign[];
  record: RunRecord;
  basis: RunBasis;
};

const CODINGS_AT_A_TIME = 2000;

/** Writes all that a run found; what the same run had written before it was interrupted is replaced. */
async function writeFindings(
  store: Store,
  run: Pick<Run, 'id' | 'consultationId'>,
  { themes, codings, campaigns, record, basis }: Findings,
  onProgress: OnProgress,
): Promise<void> {
  await inTransaction(store, async (tx) => {
    await removeFindings(tx, run.id);
    const ids = await insertThemes(tx, run.consultationId, run.id, themes);
    for (let first = 0; first < codings.length; first += CODINGS_AT_A_TIME) {
      await insertCodings(tx, run.id, ids, codings.slice(first, first + CODINGS_AT_A_TIME));
      onProgress({
        step: 'write',
        done: Math.min(first + CODINGS_AT_A_TIME, codings.length),
        total: codings.length,
        unit: 'passages',
      });
    }
    await insertCampaigns(tx, run.id, campaigns);
    await recordRun(tx, run.id, record, basis);
  });
}

function countLanguages(passages: readonly DistinctPassage[]): { [language: string]: number } {
  const counts = new Map<string, number>();
  for (const { language } of passages) counts.set(language, (counts.get(language) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function unprocessed(passages: readonly DistinctPassage[]): RunRecord['unprocessed'] {
  const count = (holds: (passage: DistinctPassage) => boolean) => passages.filter(holds).length;
  return [
    { what: 'no_letters', count: count(({ text }) => !hasLetter(text)) },
    {
      what: 'unknown_language',
      count: count(({ text, language }) => hasLetter(text) && language === UNKNOWN_LANGUAGE),
    },
  ].filter((one) => one.count > 0);
}

/** The kind of processor, by name: vectors of int8 kernels differ a little from kind to kind. */
function machineKind(): string {
  return `${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown'}`;
}
