import { arch, cpus } from 'node:os';
import { type Embedder, encoderBudget, openEmbedder } from '../analysis/embed.ts';
import type { ToldKind } from '../analysis/statement.ts';
import { type Actor, may } from '../core/capability.ts';
import { DomainError } from '../core/error.ts';
import { UNKNOWN_LANGUAGE } from '../core/language.ts';
import type { OnProgress } from '../core/progress.ts';
import { type RunRecord, SURENESS_PARTS, type TierCoding } from '../core/run.ts';
import { hasLetter } from '../core/text.ts';
import { PROGRAM } from '../core/version.ts';
import {
  type CampaignMembership,
  type FoundCampaign,
  insertCampaignMembers,
  insertCampaigns,
  insertCodings,
  insertThemes,
  removeFindings,
} from '../store/analysis.ts';
import { evidenceBasis } from '../store/ledger.ts';
import { inTransaction, type Store } from '../store/open.ts';
import { askForRun, beginRun, endRun, type Run, type RunBasis, recordRun } from '../store/run.ts';
import { gatherCampaigns } from './campaign.ts';
import { gatherContexts } from './context.ts';
import { type CutPassages, type DistinctPassage, gatherPassages } from './passage.ts';
import { gatherReplies, showableBodies } from './reply.ts';
import { tellKinds } from './statement.ts';
import { codingsOf, type GatheredThemes, gatherThemes, readingOrder } from './theme.ts';
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
 * vectors that are stored already are not made again; what a run finds is written at its end, its record last. The result does
 * not depend on the order in which the contributions came.
 */
export async function analyseRun(
  store: Store,
  run: Pick<Run, 'id' | 'consultationId'>,
  { onProgress = () => {}, signal, ...options }: AnalyseOptions,
): Promise<RunRecord> {
  const basis = await evidenceBasis(store.db, run.consultationId);
  const cut = await gatherPassages(store, run.consultationId, onProgress);
  stopIfAsked(signal);
  const { distinct, bodies } = cut;
  const replies = await gatherReplies(store, run.consultationId);
  const contexts = await gatherContexts(store, run.consultationId, replies.distinct, cut);
  const encoderTokenBudget = options.encoderTokenBudget ?? encoderBudget(contexts.length);
  // The model's threads hold hundreds of megabytes: they are gone before what comes next needs them.
  const { campaigns, made } = await withModel(async (embedder) => {
    const campaigns = await gatherCampaigns(replies, bodies, embedder, onProgress, signal);
    stopIfAsked(signal);
    const priority = readingOrder(distinct, contexts);
    const made = await gatherVectors(store, embedder, distinct, priority, { encoderTokenBudget, onProgress, signal });
    return { campaigns, made };
  });
  stopIfAsked(signal);
  const { themes, assigned } = await gatherThemes(cut, contexts, showableBodies(replies), made, { onProgress, signal });
  stopIfAsked(signal);
  const kinds = tellKinds(distinct, made);
  const readBy = (wanted: string) => made.tiers.filter((tier) => tier === wanted).length;
  const record: RunRecord = {
    engine: PROGRAM,
    model: { name: 'multilingual-e5-small, cut to 24 languages', sha256: made.model },
    machine: machineKind(),
    parameters: { encoderTokenBudget },
    counts: {
      contributions: replies.versionIds.length,
      texts: bodies.size,
      passages: countPassages(bodies),
      distinctPassages: distinct.length,
      encoder: readBy('encoder'),
      static: readBy('static'),
      unassigned: countPassages(bodies, (at) => assigned[at]!.theme === null),
      themes: themes.length,
      campaigns: campaigns.length,
    },
    coding: countByTier(made.tiers, assigned),
    languages: countLanguages(distinct),
    unprocessed: unprocessed(distinct),
  };
  await writeFindings(store, run, { themes, bodies, assigned, kinds, campaigns, record, basis }, onProgress);
  return record;
}

async function withModel<Result>(work: (embedder: Embedder) => Promise<Result>): Promise<Result> {
  const embedder = await openEmbedder();
  try {
    return await work(embedder);
  } finally {
    await embedder.close();
  }
}

function stopIfAsked(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new DomainError('cancelled', 'The analysis was stopped; what it had read is kept for the next one.');
}

type Findings = GatheredThemes & {
  bodies: CutPassages['bodies'];
  kinds: (ToldKind | null)[];
  campaigns: FoundCampaign[];
  record: RunRecord;
  basis: RunBasis;
};

/** Rows that a transaction writes: others who share the store have their turn in between. */
const WRITTEN_AT_A_TIME = 5000;

/**
 * Writes all that a run found, part by part. Nobody reads the findings of a run without a record, which is written last;
 * what the same run had written before it was interrupted is replaced, and what cannot be finished is taken back.
 */
async function writeFindings(
  store: Store,
  run: Pick<Run, 'id' | 'consultationId'>,
  { themes, bodies, assigned, kinds, campaigns, record, basis }: Findings,
  onProgress: OnProgress,
): Promise<void> {
  await inTransaction(store, (tx) => removeFindings(tx, run.id));
  try {
    const { themeIds, campaignIds } = await inTransaction(store, async (tx) => ({
      themeIds: await insertThemes(tx, run.consultationId, run.id, themes),
      campaignIds: await insertCampaigns(tx, run.id, campaigns),
    }));
    const total = countPassages(bodies);
    let done = 0;
    for (const some of inParts(codingsOf(bodies, assigned, kinds))) {
      await inTransaction(store, (tx) => insertCodings(tx, run.id, themeIds, some));
      done += some.length;
      onProgress({ step: 'write', done, total, unit: 'passages' });
    }
    for (const some of inParts(membershipsOf(campaigns, campaignIds)))
      await inTransaction(store, (tx) => insertCampaignMembers(tx, some));
    await inTransaction(store, (tx) => recordRun(tx, run.id, record, basis));
  } catch (error) {
    await inTransaction(store, (tx) => removeFindings(tx, run.id)).catch(() => {}); // the first error is the one to tell
    throw error;
  }
}

function* membershipsOf(
  campaigns: readonly FoundCampaign[],
  ids: ReadonlyMap<string, string>,
): Generator<CampaignMembership> {
  for (const { key, members } of campaigns) {
    const campaignId = ids.get(key)!;
    for (const { versionIds, role, overlap } of members)
      for (const versionId of versionIds) yield { campaignId, versionId, role, overlap };
  }
}

function* inParts<Row>(rows: Iterable<Row>): Generator<Row[]> {
  let part: Row[] = [];
  for (const row of rows) {
    if (part.push(row) < WRITTEN_AT_A_TIME) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** Places where passages stand, or those of them that a condition picks. */
function countPassages(bodies: CutPassages['bodies'], holds: (passage: number) => boolean = () => true): number {
  let count = 0;
  for (const { passages } of bodies.values()) for (const at of passages) if (holds(at)) count++;
  return count;
}

/** Which tier coded how many distinct passages, and how sure it was. */
export function countByTier(
  tiers: readonly TierCoding['tier'][],
  assigned: readonly { theme: string | null; sureness: number | null }[],
): TierCoding[] {
  const all = (['encoder', 'static', 'none'] as const).map((tier): TierCoding => {
    const mine = assigned.filter((_, at) => tiers[at] === tier);
    const bySureness = Array.from({ length: SURENESS_PARTS }, () => 0);
    for (const { theme, sureness } of mine) {
      const part = Math.min(SURENESS_PARTS - 1, Math.floor((sureness ?? 0) * SURENESS_PARTS));
      if (theme !== null) bySureness[part]!++;
    }
    return { tier, passages: mine.length, unassigned: mine.filter(({ theme }) => theme === null).length, bySureness };
  });
  return all.filter(({ passages }) => passages > 0);
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
