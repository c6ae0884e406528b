import type { Evidence } from '../core/evidence.ts';
import { EvidenceIndex } from '../core/figure.ts';
import type { Label } from '../core/finding.ts';
import { compileReport, type Report, type Section, usedIn, type Wording } from '../core/finding.ts';
import { mayBePublished, type PublicationChoice } from '../core/publication.ts';
import { closedItems, isOpen } from '../core/question.ts';
import { REPORT_FORMAT, type ReportDocument } from './document.ts';
import { Draft, pickedLabel, type ReportInput } from './draft.ts';
import { COARSENING_THRESHOLD } from './evidence.ts';
import { campaigns } from './section/campaigns.ts';
import { closed } from './section/closed.ts';
import { differences } from './section/differences.ts';
import { limits } from './section/limits.ts';
import { method } from './section/method.ts';
import { summary } from './section/summary.ts';
import { themes } from './section/themes.ts';
import { who } from './section/who.ts';

/** The sections in the order of the report; one that has nothing to say is left out. */
const SECTIONS: ((draft: Draft) => Section | null)[] = [
  summary,
  who,
  closed,
  themes,
  differences,
  campaigns,
  limits,
  method,
];

/**
 * Composes a report from what was counted, by rule and without a language model, and compiles it.
 * @param ledger size and root of the tree that holds all contributions
 * @throws DomainError check_failed where a figure or quote does not hold
 */
export function composeReport(
  input: ReportInput,
  evidence: Evidence,
  ledger: { size: number; root: string; aside?: number },
): ReportDocument {
  const draft = new Draft(input, new EvidenceIndex(evidence));
  const sections = SECTIONS.map((section) => section(draft)).filter((section) => section !== null);
  const title = draft.label(input.consultation.title);
  const { language } = input;
  const report = withoutUnused({
    title,
    language,
    notices: notices(draft),
    sections,
    figures: draft.figures,
    quotes: draft.quotes,
  });
  return {
    format: REPORT_FORMAT,
    madeBy: `${input.run.engine.name} ${input.run.engine.version}`,
    leadBody: Object.keys(input.consultation.leadBody).length > 0 ? draft.label(input.consultation.leadBody) : null,
    ledger,
    coarseningThreshold: COARSENING_THRESHOLD,
    names: names(draft),
    report: compileReport(report, evidence),
    run: input.run,
  };
}

/** Sections also count what they then have no reason to show; the report keeps what it shows. */
function withoutUnused(report: Report): Report {
  const used = usedIn(report);
  return { ...report, figures: report.figures.filter(({ id }) => used.figures.has(id)) };
}

/** What the reader must know first. */
function notices(draft: Draft): Wording[] {
  const { consultation, themes: list } = draft.input;
  const found: Wording[] = [];
  if (consultation.exampleNotice) {
    found.push({ say: 'report.notice.example', with: { notice: draft.label(consultation.exampleNotice) } });
  }
  if (list.every(({ theme }) => theme.origin === 'candidate')) found.push({ say: 'report.notice.unreviewed' });
  if (!draft.index.evidence.rows.some((row) => mayBePublished(row.publication as PublicationChoice))) {
    found.push({ say: 'report.notice.nothing_published' });
  }
  if (consultation.licence) {
    found.push({ say: 'report.notice.licence', with: { licence: draft.label(consultation.licence) } });
  }
  return found;
}

/** How themes, questions and campaigns are called, for the definitions of the numbers. */
function names(draft: Draft): ReportDocument['names'] {
  const { questions, themes: list, campaigns: all, language } = draft.input;
  const open = questions.filter(isOpen).map((question): [string, Label] => [question.key, draft.label(question.title)]);
  const closedOnes = closedItems(questions).map((item): [string, Label] => [item.key, draft.label(item.title)]);
  return {
    themes: Object.fromEntries(list.map(({ theme }) => [theme.key, pickedLabel(theme.name, language)])),
    questions: Object.fromEntries([...open, ...closedOnes]),
    campaigns: Object.fromEntries(all.map(({ key }) => [key, { text: key }])),
  };
}
