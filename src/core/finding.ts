import { DomainError } from './error.ts';
import type { Evidence } from './evidence.ts';
import { EvidenceIndex, type Figure } from './figure.ts';
import {
  backingOf,
  figuresInProse,
  markProblem,
  type NotFigure,
  type Prose,
  proseMarks,
  quotesInProse,
  type Texts,
  type WrittenFinding,
} from './prose.ts';
import { type Scale, scaleProblems } from './scale.ts';
import { sliceCodePoints } from './text.ts';

/**
 * A quote as an anchor: the exact words, the words around them, where they stand in which version, and the leaf that
 * commits to it (W3C Web Annotation text quote and text position selectors; offsets are code points).
 */
export type Quote = {
  id: string;
  contribution: string;
  version: number;
  leaf: number;
  language: string;
  exact: string;
  prefix: string;
  suffix: string;
  start: number;
  end: number;
  /** File and page the words were read from, where they stand in a paper; the file only where they are published by name. */
  file?: string;
  page?: number;
};

/** A piece of wording: a message of the catalogue with what stands in its places. */
export type Wording = { say: string; with?: { [place: string]: Value } };
/** What can stand in a place of a wording: a figure, a number that is no claim about the evidence, words, a list of words, or a name from the catalogue. */
export type Value = { figure: string } | { number: number } | { labels: Label[] } | Label;

/**
 * How a thing is called: words as they are (with their language, where known), words that the report's authors wrote in
 * each of its languages, or a name that each language has its own word for.
 */
export type Label =
  | { texts: Texts }
  | { text: string; language?: string }
  | { message: string }
  | { country: string }
  | { language: string };

/** One claim of a report: words, the figures in them, the quotes under them. */
export type Finding = { id: string; wording: Wording; quotes?: string[] };

/** Part of a section. Everything that makes a claim is a finding or a figure; `prose` and `written` hold words of people. */
export type Block =
  | { kind: 'finding'; finding: Finding }
  | { kind: 'prose'; prose: Prose }
  | { kind: 'written'; finding: WrittenFinding }
  | { kind: 'note'; wording: Wording }
  | { kind: 'heading'; label: Label; badge?: 'candidate' | 'adopted'; anchor?: string }
  | { kind: 'bars'; caption: Wording; bars: Bar[] }
  | { kind: 'table'; caption: Wording; columns: Label[]; rows: { label: Label; figures: (string | null)[] }[] }
  | { kind: 'list'; items: Wording[] }
  | { kind: 'excerpt'; label: Wording; text: string; language: string };
export type Bar = { label: Label; figure: string };
export type Section = { id: string; title: Wording; blocks: Block[] };

/** Who answers for a report that people wrote. */
export type Approval = { by: string; role: string; at: string };
/** What a report is for; one that the machine compiled has no kind. */
export const REPORT_KINDS = [
  'synthesis',
  'event_summary',
  'workshop_briefing',
  'website_summary',
  'factual_summary',
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** A report before and after compiling: the same shape; compiling fills in the values or fails. */
export type Report = {
  title: Label;
  kind?: ReportKind;
  /** Language of the wording. */
  language: string;
  /** All languages that people wrote its words in; figures and quotes are the same in each. */
  languages?: string[];
  writtenBy?: string[];
  approved?: Approval;
  /** What the words for shares mean, where people bound some. */
  scale?: Scale;
  /** What is no figure in titles, headings and notices that people wrote. */
  notFigures?: NotFigure[];
  /** Named in the first lines, above all what no person has reviewed. */
  notices: Wording[];
  sections: Section[];
  figures: Figure[];
  quotes: Quote[];
};

/** Recomputes every figure over the evidence. Returns the figures with their values in place. */
export function computeFigures(figures: readonly Figure[], index: EvidenceIndex): Figure[] {
  return figures.map((figure) => ({ ...figure, value: index.count(figure.unit, figure.where) }));
}

/** One thing in a report that does not agree with its evidence, and where. */
export type Disagreement = { place: string; problem: string };

/** Every figure whose value is not what its expression gives. */
export function checkFigures(report: Report, index: EvidenceIndex): Disagreement[] {
  const ids = new Set(report.figures.map((figure) => figure.id));
  return report.figures.flatMap((figure) => {
    const place = `figure ${figure.id}`;
    const value = index.count(figure.unit, figure.where);
    if (value !== figure.value) return [{ place, problem: `says ${figure.value}, the evidence gives ${value}` }];
    if (figure.of && !ids.has(figure.of)) return [{ place, problem: `its denominator ${figure.of} does not exist` }];
    return [];
  });
}

/** Every quote that cannot be found again, word by word, where its anchor says. */
export function checkQuotes(report: Report, index: EvidenceIndex): Disagreement[] {
  return report.quotes.flatMap((quote) => {
    const problem = quoteProblem(quote, index);
    return problem ? [{ place: `quote ${quote.id}`, problem }] : [];
  });
}

function quoteProblem(quote: Quote, index: EvidenceIndex): string | null {
  const row = index.row(quote.contribution);
  if (!row) return `contribution ${quote.contribution} is not in the evidence`;
  if (row.version !== quote.version)
    return `version ${quote.version} of ${quote.contribution} is not the one in the evidence`;
  if (row.leaf !== quote.leaf) return `the contribution is leaf ${row.leaf} of the ledger, not ${quote.leaf}`;
  if (row.text === '') return `the words of ${quote.contribution} may not be published`;
  const { start, end, prefix, exact, suffix } = quote;
  const from = start - [...prefix].length;
  const around = sliceCodePoints(row.text, from, end + [...suffix].length);
  if (from < 0 || end - start !== [...exact].length || around !== prefix + exact + suffix) {
    return `its words are not at ${quote.start}-${quote.end} of ${quote.contribution}`;
  }
  return null;
}

/** Every figure and quote that is used and that the report does not define, and every one that nothing uses. */
export function checkReferences(report: Report): Disagreement[] {
  const figures = new Set(report.figures.map((figure) => figure.id));
  const quotes = new Set(report.quotes.map((quote) => quote.id));
  const undefinedOnes = placesOf(report).flatMap(({ place, uses }) =>
    [...uses.figures.filter((id) => !figures.has(id)), ...uses.quotes.filter((id) => !quotes.has(id))].map((id) => ({
      place,
      problem: `uses ${id}, which the report does not define`,
    })),
  );
  const used = usedIn(report);
  const unused = [
    ...report.figures.filter(({ id }) => !used.figures.has(id)).map(({ id }) => `figure ${id}`),
    ...report.quotes.filter(({ id }) => !used.quotes.has(id)).map(({ id }) => `quote ${id}`),
  ];
  return [...undefinedOnes, ...unused.map((place) => ({ place, problem: 'is used nowhere in the report' }))];
}

/** The ids of all figures and quotes that a report shows, and of the denominators of those figures. */
export function usedIn(report: Report): { figures: Set<string>; quotes: Set<string> } {
  const places = placesOf(report);
  const figures = new Set(places.flatMap(({ uses }) => uses.figures));
  const denominators = new Map(report.figures.map(({ id, of }) => [id, of]));
  for (const id of figures) {
    const of = denominators.get(id);
    if (of !== undefined) figures.add(of); // is visited in its turn
  }
  return { figures, quotes: new Set(places.flatMap(({ uses }) => uses.quotes)) };
}

type Uses = { figures: string[]; quotes: string[] };

function placesOf({ notices, sections }: Report): { place: string; uses: Uses }[] {
  const words = (place: string, wording: Wording) => ({
    place,
    uses: { figures: figuresInWording(wording), quotes: [] },
  });
  return [
    ...notices.map((notice) => words('notices', notice)),
    ...sections.flatMap(({ id, title, blocks }) => [
      words(`section ${id}`, title),
      ...blocks.map((block) => ({
        place: placeOf(id, block),
        uses: { figures: figuresIn(block), quotes: quotesIn(block) },
      })),
    ]),
  ];
}

function placeOf(section: string, block: Block): string {
  if (block.kind === 'prose') return `section ${section}, ${block.prose.id}`;
  return block.kind === 'written' ? `section ${section}, ${block.finding.id}` : `section ${section}`;
}

/** The ids of the quotes that a block shows. */
export function quotesIn(block: Block): string[] {
  switch (block.kind) {
    case 'finding':
      return block.finding.quotes ?? [];
    case 'prose':
      return quotesInProse(block.prose);
    case 'written':
      return [...quotesInProse(block.finding), ...block.finding.quotes, ...block.finding.opposing];
    default:
      return [];
  }
}

/** The ids of the figures that a block shows. */
export function figuresIn(block: Block): string[] {
  switch (block.kind) {
    case 'finding':
      return figuresInWording(block.finding.wording);
    case 'prose':
      return figuresInProse(block.prose);
    case 'written':
      return figuresInProse(block.finding);
    case 'note':
      return figuresInWording(block.wording);
    case 'bars':
      return [...figuresInWording(block.caption), ...block.bars.map((bar) => bar.figure)];
    case 'table':
      return [
        ...figuresInWording(block.caption),
        ...block.rows.flatMap((row) => row.figures.filter((id) => id !== null)),
      ];
    case 'list':
      return block.items.flatMap(figuresInWording);
    case 'heading':
      return [];
    case 'excerpt':
      return figuresInWording(block.label);
  }
}

function figuresInWording(wording: Wording): string[] {
  return Object.values(wording.with ?? {}).flatMap((value) => ('figure' in value ? [value.figure] : []));
}

/**
 * Every place in people's words that does not hold: a quantity that is no bound figure and of which nobody says that it
 * is none, a word off its scale, a confirmation of other words than those that stand there.
 */
export function checkProse(report: Report): Disagreement[] {
  const scale = report.scale ?? [];
  const figures = new Map(report.figures.map((figure) => [figure.id, figure]));
  const quotes = new Map(report.quotes.map((quote) => [quote.id, quote]));
  const problems = (place: string, prose: Pick<Prose, 'texts' | 'notFigures'>) =>
    proseMarks(prose, scale, figures).map((mark) => ({ place, problem: markProblem(mark) }));
  const broken = (place: string, finding: WrittenFinding) => {
    const backing = backingOf(finding, quotes);
    return backing.kind !== 'passages'
      ? []
      : backing.broken.map(({ by, language }) => ({
          place,
          problem: `what ${by} confirmed (${language}) is not what stands there`,
        }));
  };
  return [
    ...scaleProblems(scale).map((problem) => ({ place: 'scale', problem })),
    ...checkLabels(report),
    ...report.sections.flatMap(({ id, blocks }) =>
      blocks.flatMap((block) => {
        if (block.kind === 'prose') return problems(placeOf(id, block), block.prose);
        if (block.kind !== 'written') return [];
        const place = placeOf(id, block);
        return [...problems(place, block.finding), ...broken(place, block.finding)];
      }),
    ),
  ];
}

/** Titles, headings and notices in people's words hold no places, and no quantities that nobody confirmed. */
function checkLabels(report: Report): Disagreement[] {
  const all = [
    ...report.notices.map((notice) => ({ place: 'notices', texts: textsIn(notice) })),
    ...report.sections.flatMap(({ id, title, blocks }) => [
      { place: `section ${id}, title`, texts: textsIn(title) },
      ...blocks.flatMap((block) => ({ place: `section ${id}`, texts: textsInBlock(block) })),
    ]),
  ];
  const confirmed = report.notFigures ?? [];
  const wanted = all.flatMap(({ place, texts }) =>
    texts.flatMap((own) =>
      proseMarks({ texts: own, notFigures: confirmed }, [], new Map())
        .filter(({ kind }) => kind !== 'idle_confirmation')
        .map((mark) => ({ place, problem: markProblem(mark) })),
    ),
  );
  const places = all.flatMap(({ place, texts }) =>
    texts.some((own) => figuresInProse({ texts: own }).length + quotesInProse({ texts: own }).length > 0)
      ? [{ place, problem: 'a title or heading holds a place for a figure or quote' }]
      : [],
  );
  return [...wanted, ...places];
}

function textsIn(wording: Wording): Texts[] {
  return Object.values(wording.with ?? {}).flatMap((value) => ('texts' in value ? [value.texts] : []));
}

function textsInBlock(block: Block): Texts[] {
  switch (block.kind) {
    case 'heading':
      return 'texts' in block.label ? [block.label.texts] : [];
    case 'bars':
    case 'table':
      return textsIn(block.caption);
    case 'note':
      return textsIn(block.wording);
    case 'list':
      return block.items.flatMap(textsIn);
    case 'excerpt':
      return textsIn(block.label);
    case 'finding':
      return textsIn(block.finding.wording);
    case 'prose':
    case 'written':
      return [];
  }
}

/**
 * What holds and still has to be known: findings in people's words that show no evidence, and those of which nobody
 * confirmed that their passages support them.
 */
export function unbackedFindings(report: Report): Disagreement[] {
  const quotes = new Map(report.quotes.map((quote) => [quote.id, quote]));
  return report.sections.flatMap(({ id, blocks }) =>
    blocks.flatMap((block) => {
      if (block.kind !== 'written') return [];
      const place = placeOf(id, block);
      const backing = backingOf(block.finding, quotes);
      if (backing.kind === 'none') return [{ place, problem: 'is a finding without evidence' }];
      if (backing.kind === 'figures') return [];
      return backing.unconfirmed.map((language) => ({
        place,
        problem: `nobody has confirmed that its passages support it (${language})`,
      }));
    }),
  );
}

/**
 * Compiles a report: computes every figure and finds every quote.
 * @throws DomainError check_failed naming each quote or figure that does not hold
 */
export function compileReport(draft: Report, evidence: Evidence): Report {
  const index = new EvidenceIndex(evidence);
  const report = { ...draft, figures: computeFigures(draft.figures, index) };
  const problems = [...checkQuotes(report, index), ...checkReferences(report), ...checkProse(report)];
  if (problems.length > 0) {
    const list = problems.map(({ place, problem }) => `${place}: ${problem}`).join('; ');
    throw new DomainError('check_failed', `The report does not build: ${list}.`);
  }
  return report;
}
