import { workAhead } from '../core/ahead.ts';
import type { CampaignTexts } from '../core/campaign.ts';
import type { Actor } from '../core/capability.ts';
import { type ContributionVersion, isTextAnswer, wholeText } from '../core/contribution.ts';
import { DomainError } from '../core/error.ts';
import type { Evidence } from '../core/evidence.ts';
import type { OnProgress } from '../core/progress.ts';
import { mayBeQuoted } from '../core/publication.ts';
import { toCodePoints } from '../core/text.ts';
import { composeReport } from '../report/compose.ts';
import type { CampaignInput, IntakeInput, QuoteCandidate, ThemeInput } from '../report/draft.ts';
import { EvidenceBuilder, type EvidenceContribution } from '../report/evidence.ts';
import { type ReportFiles, reportFiles } from '../report/folder.ts';
import { campaignMembers, campaignsOf, codingsOf, type StoredCoding, themesOf } from '../store/analysis.ts';
import type { Consultation } from '../store/consultation.ts';
import { currentContributions, type StoredContribution, standingCounts } from '../store/contribution.ts';
import { addEdition } from '../store/edition.ts';
import { importsOf, refusalsOf, unreadAttachments } from '../store/import.ts';
import { countLeavesAside, evidenceBasis, ledgerLeaves, rootOfLeaves } from '../store/ledger.ts';
import type { Store } from '../store/open.ts';
import { currentQuestions } from '../store/questionnaire.ts';
import { runsOf } from '../store/run.ts';
import { targetsOf } from '../store/stakeholder-map.ts';

export type CompiledReport = { files: ReportFiles; runId: string; root: string };

/**
 * Compiles the report of a consultation from its last analysis: gathers the evidence, counts, quotes, and fails
 * where anything does not hold.
 * @throws DomainError conflict where nothing was analysed yet, check_failed where a figure or quote does not hold
 */
export async function compileConsultation(
  store: Store,
  consultation: Consultation,
  language: string,
  onProgress: OnProgress = () => {},
): Promise<CompiledReport> {
  const run = (await runsOf(store.db, consultation.id)).find((run) => run.record !== null);
  if (!run?.record) {
    throw new DomainError(
      'conflict',
      `"${consultation.slug}" has not been analysed yet. Run \`antiphon analyse --consultation ${consultation.slug}\` first.`,
    );
  }
  onProgress({ step: 'evidence', done: 0, total: null, unit: 'contributions' });
  const gathered = await gatherEvidence(store, consultation, run.id);
  const leaves = await ledgerLeaves(store.db, consultation.id);
  if (run.ledgerSize !== leaves.length) throw changedSince(consultation, leaves.length - (run.ledgerSize ?? 0));
  const { evidenceRevision } = await evidenceBasis(store.db, consultation.id);
  if (run.evidenceRevision !== evidenceRevision && evidenceRevision > 0) throw decidedSince(consultation);
  const aside = await countLeavesAside(store.db, consultation.id);
  const ledger = { size: leaves.length, root: rootOfLeaves(leaves).toString('hex'), ...(aside > 0 && { aside }) };
  onProgress({ step: 'compile', done: 0, total: null, unit: 'figures' });
  const { slug, title, leadBody, licence, exampleNotice } = consultation;
  const made = composeReport(
    {
      consultation: { slug, title, leadBody, licence, exampleNotice },
      language,
      questions: await currentQuestions(store.db, consultation.id),
      themes: gathered.themes,
      campaigns: gathered.campaigns,
      intake: await intakeOf(store, consultation.id),
      run: run.record,
      targets: await targetsOf(store.db, consultation.id),
    },
    gathered.evidence,
    ledger,
  );
  return { files: reportFiles(made, gathered.evidence, leaves), runId: run.id, root: ledger.root };
}

/** Shares over contributions that no analysis has read would be too small. */
function changedSince({ slug }: Consultation, more: number): DomainError {
  return new DomainError(
    'conflict',
    `${more} ${more === 1 ? 'contribution or new version has' : 'contributions or new versions have'} come into "${slug}" since it was analysed. Run \`antiphon analyse --consultation ${slug}\` again, then the report.`,
  );
}

/** What was undone, withdrawn, accepted late or has vanished since may be in its themes and campaigns. */
function decidedSince({ slug }: Consultation): DomainError {
  return new DomainError(
    'conflict',
    `What counts in "${slug}" has changed since it was analysed: something was taken back, withdrawn, accepted or has vanished from its source. Run \`antiphon analyse --consultation ${slug}\` again, then the report.`,
  );
}

/** Compiles the report and keeps it as the next edition. */
export async function makeEdition(
  store: Store,
  actor: Actor,
  consultation: Consultation,
  language: string,
  onProgress?: OnProgress,
): Promise<number> {
  const { files, runId, root } = await compileConsultation(store, consultation, language, onProgress);
  return await addEdition(store, actor, consultation.id, runId, root, files);
}

type Gathered = { evidence: Evidence; themes: ThemeInput[]; campaigns: CampaignInput[] };

async function gatherEvidence(store: Store, consultation: Consultation, runId: string): Promise<Gathered> {
  const themes = await themesOf(store.db, runId);
  const campaigns = await campaignsOf(store.db, runId);
  const templates = new Map(campaigns.map((campaign) => [campaign.template, campaign]));
  const wanted = new Set(
    themes.flatMap((theme) => theme.typical.map((passage) => passageKey(passage.body, passage.position))),
  );
  const builder = new EvidenceBuilder();
  const codings: CodingsByBody = new Map();
  const quotable = new Map<string, QuoteCandidate>();
  const found: CampaignInput[] = [];
  const pages = workAhead(currentContributions(store.db, consultation.id), PAGES_AT_ONCE, async (page) => {
    await readCodings(store, runId, page, codings);
    const versionIds = page.map(({ versionId }) => versionId);
    return { page, members: await campaignMembers(store.db, runId, versionIds) };
  });
  for await (const { page, members } of pages) {
    for (const contribution of page) {
      builder.add(evidenceContribution(contribution, codings, members.get(contribution.versionId) ?? null));
      for (const [key, candidate] of quoteCandidates(contribution, codings, wanted)) {
        if (!quotable.has(key)) quotable.set(key, candidate);
      }
      const campaign = templates.get(contribution.versionId);
      if (campaign) found.push(campaignInput(contribution, campaign, codings));
    }
  }
  return {
    evidence: builder.finish(),
    campaigns: found.sort((a, b) => (a.key < b.key ? -1 : 1)),
    themes: themes.map(({ typical, ...theme }) => ({
      theme,
      typical: typical.flatMap(({ body, position }) => quotable.get(passageKey(body, position)) ?? []),
    })),
  };
}

/** Pages of contributions that are read at a time. */
const PAGES_AT_ONCE = 2;

type CodingsByBody = Map<string, StoredCoding[]>;

/** Reads the codings of texts that came with no page before. */
async function readCodings(
  store: Store,
  runId: string,
  page: readonly StoredContribution[],
  codings: CodingsByBody,
): Promise<void> {
  const fresh = new Map<string, Buffer>();
  for (const body of page.flatMap(({ bodies }) => bodies)) {
    const key = body?.toString('hex');
    if (body && key && !codings.has(key)) fresh.set(key, body);
  }
  for (const key of fresh.keys()) codings.set(key, []);
  for (const coding of await codingsOf(store.db, runId, [...fresh.values()]))
    codings.get(coding.body.toString('hex'))!.push(coding);
}

function passageKey(body: string, position: number): string {
  return `${body} ${position}`;
}

function evidenceContribution(
  contribution: StoredContribution,
  codings: CodingsByBody,
  campaign: EvidenceContribution['campaign'],
): EvidenceContribution {
  return {
    ...contribution,
    campaign,
    codings: contribution.bodies.map((body) =>
      body === null
        ? null
        : (codings.get(body.toString('hex')) ?? []).map((coding) => ({
            ...coding,
            stance: coding.stance ?? '',
            kind: coding.kind ?? '',
          })),
    ),
  };
}

/** The passages of a contribution that may stand for a theme, as places in its whole text. */
function* quoteCandidates(
  contribution: StoredContribution,
  codings: CodingsByBody,
  wanted: Set<string>,
): Generator<[string, QuoteCandidate]> {
  if (!mayBeQuoted(contribution)) return;
  const texts = contribution.answers.filter(isTextAnswer);
  const bodies = contribution.bodies.filter((body) => body !== null).map((body) => body.toString('hex'));
  const { text, spans } = wholeText(contribution.answers);
  for (const [i, body] of bodies.entries()) {
    for (const coding of codings.get(body) ?? []) {
      if (!wanted.has(passageKey(body, coding.position))) continue;
      const span = spans[i]!;
      const [start, end] = toCodePoints(text, [span.start + coding.start, span.start + coding.end]);
      yield [
        passageKey(body, coding.position),
        {
          contribution: contribution.code,
          start: start!,
          end: end!,
          language: coding.language,
          ...placeInFile(texts[i]!, coding.start),
        },
      ];
    }
  }
}

/** File and page on which a stretch of an answer stands, where it was read from a file. */
function placeInFile(answer: Extract<ContributionVersion['answers'][number], { text: string }>, start: number) {
  if (!answer.file) return {};
  const page = answer.file.pageStarts.findLastIndex((pageStart) => pageStart <= start) + 1;
  return page > 0 ? { file: answer.file.name, page } : { file: answer.file.name };
}

function campaignInput(
  contribution: StoredContribution,
  { key, texts }: { key: string; texts: CampaignTexts },
  codings: CodingsByBody,
): CampaignInput {
  const body = contribution.bodies.find((body) => body !== null);
  const language = (body && codings.get(body.toString('hex'))?.[0]?.language) ?? 'und';
  // Runs of earlier versions kept no text of their own.
  const words = texts.text === '' ? wholeText(contribution.answers).text : texts.text;
  const template = mayBeQuoted(contribution) ? words : '';
  return { key, language, template, templateContribution: contribution.code, translations: texts.translations };
}

/** What came in over all imports of a consultation. */
async function intakeOf(store: Store, consultationId: string): Promise<IntakeInput> {
  // What an undone import brought is not in the evidence, so its numbers are not told either.
  const imports = (await importsOf(store.db, consultationId)).filter(({ undone }) => undone === null);
  const standing = await standingCounts(store.db, consultationId);
  const sum = (count: 'received' | 'accepted' | 'merged' | 'refused') =>
    imports.reduce((total, one) => total + one[count], 0);
  const refusals = await Promise.all(imports.map((one) => refusalsOf(store.db, one.id)));
  return {
    received: sum('received'),
    accepted: sum('accepted'),
    merged: sum('merged'),
    refused: sum('refused'),
    vanished: standing.vanished,
    late: { waiting: standing.waiting, refused: standing.refused },
    withdrawn: standing.withdrawn,
    undone: standing.undone,
    refusals: refusals.flat(),
    attachments: await unreadAttachments(store.db, consultationId),
  };
}
