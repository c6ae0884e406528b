import { COARSENED, type GroupingColumn } from '../core/evidence.ts';
import type { EvidenceIndex, Figure, Selection, Unit } from '../core/figure.ts';
import type { Bar, Label, Quote } from '../core/finding.ts';
import type { ClosedItem, Question } from '../core/question.ts';
import { compareText } from '../core/question.ts';
import type { RunRecord } from '../core/run.ts';
import type { Target } from '../core/stakeholder-map.ts';
import { type LocalText, pickText, sliceCodePoints } from '../core/text.ts';
import type { Theme } from '../core/theme.ts';

/** All that a report is composed from. */
export type ReportInput = {
  consultation: {
    slug: string;
    title: LocalText;
    leadBody: LocalText;
    licence: LocalText | null;
    exampleNotice: LocalText | null;
  };
  /** Language of the report's own words. */
  language: string;
  questions: Question[];
  themes: ThemeInput[];
  campaigns: CampaignInput[];
  intake: IntakeInput;
  run: RunRecord;
  /** Whom the organiser meant to hear, by group and country. Organisations are named at the desk only. */
  targets?: readonly Target[];
};

export type ThemeInput = {
  theme: Theme;
  /** Passages that stand for it, best first; code point offsets in the contribution's text. */
  typical: QuoteCandidate[];
};
export type QuoteCandidate = {
  contribution: string;
  start: number;
  end: number;
  language: string;
  file?: string;
  page?: number;
};
export type CampaignInput = {
  key: string;
  /** What its members share, `[…]` for what differs. */
  template: string;
  language: string;
  templateContribution: string;
  translations: { language: string; text: string }[];
};
export type IntakeInput = {
  received: number;
  accepted: number;
  merged: number;
  refused: number;
  /** Those that count and are no longer in the newest export of their source. */
  vanished: number;
  /** Of the accepted, those that came after the call had closed and do not count: nobody has decided yet, or they were refused. */
  late: { waiting: number; refused: number };
  /** Of the accepted, those that their authors withdrew. */
  withdrawn: number;
  /** Those that only an import brought which was undone; they are in no other number here. */
  undone: number;
  /** Where something was refused, as far as it is listed. The reasons can quote cells and names of people: they stay inside. */
  refusals: { file: string; row: number | null; field: string | null }[];
  /** Files that belong to contributions and gave no words. */
  attachments: { state: string; count: number }[];
};

/** A report while it is composed: hands out figures and quotes by id and keeps them. */
export class Draft {
  readonly input: ReportInput;
  readonly index: EvidenceIndex;
  readonly figures: Figure[] = [];
  readonly quotes: Quote[] = [];
  /** How many findings have an id so far. */
  findings = 0;
  readonly #known = new Map<string, string>();

  constructor(input: ReportInput, index: EvidenceIndex) {
    this.input = input;
    this.index = index;
  }

  /** The id of the figure that counts this; the same expression is the same figure. */
  count(unit: Unit, where: Selection, of?: string): string {
    const key = JSON.stringify([unit, where, of ?? null]);
    const known = this.#known.get(key);
    if (known) return known;
    const id = `f${this.figures.length + 1}`;
    const value = this.index.count(unit, where);
    this.figures.push(of ? { id, unit, where, value, of } : { id, unit, where, value });
    this.#known.set(key, id);
    return id;
  }

  /** Contributions that a selection picks out of those that another one picks. */
  share(where: Selection, of: Selection = {}): string {
    return this.count('contributions', { ...of, ...where }, this.count('contributions', of));
  }

  value(id: string): number {
    return this.figures[Number(id.slice(1)) - 1]!.value;
  }

  denominator(id: string): number {
    const { of } = this.figures[Number(id.slice(1)) - 1]!;
    return of ? this.value(of) : 0;
  }

  /** Binds a quote to its source; null where the words may not be published. */
  quote(candidate: QuoteCandidate): string | null {
    const row = this.index.row(candidate.contribution);
    if (!row || row.text === '') return null;
    const exact = sliceCodePoints(row.text, candidate.start, candidate.end);
    const known = this.quotes.find((quote) => quote.contribution === row.contribution && quote.exact === exact);
    if (known) return known.id;
    const id = `q${this.quotes.length + 1}`;
    const from = Math.max(0, candidate.start - CONTEXT);
    this.quotes.push({
      id,
      contribution: row.contribution,
      version: row.version,
      leaf: row.leaf,
      language: candidate.language,
      exact,
      prefix: sliceCodePoints(row.text, from, candidate.start),
      suffix: sliceCodePoints(row.text, candidate.end, candidate.end + CONTEXT),
      start: candidate.start,
      end: candidate.end,
      ...(candidate.file && row.publication === 'with_name' ? { file: candidate.file } : {}),
      ...(candidate.page ? { page: candidate.page } : {}),
    });
    return id;
  }

  /** The values of a grouping column with how many contributions have each, most first; unknown and hidden ones last. */
  groups(column: GroupingColumn): { value: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const row of this.index.evidence.rows) counts.set(row[column], (counts.get(row[column]) ?? 0) + 1);
    const known = (value: string) => value !== '' && value !== COARSENED;
    return [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort(
        (a, b) => Number(known(b.value)) - Number(known(a.value)) || b.count - a.count || compareText(a.value, b.value),
      );
  }

  /** A text of the organiser in the report's language, marked where it is in another. */
  label(text: LocalText): Label {
    return pickedLabel(text, this.input.language);
  }
}

/** How many characters around a quote are kept with it. */
const CONTEXT = 80;

export function pickedLabel(text: LocalText, language: string): Label {
  const picked = pickText(text, language);
  return picked.language === language ? { text: picked.text } : { text: picked.text, language: picked.language };
}

/** How a value of a grouping column is called. */
export function groupLabel(column: GroupingColumn, value: string): Label {
  if (value === '') return { message: 'report.group.unknown' };
  if (value === COARSENED) return { message: 'report.group.hidden' };
  switch (column) {
    case 'country':
      return { country: value };
    case 'language':
      return { language: value };
    case 'user_type':
    case 'size':
    case 'scope':
      return { message: `profile.${column}.${value}` };
    case 'channel':
      return { message: `channel.${value}` };
  }
}

/** Bars for the values of a column; `figure` gives the figure of a value. */
export function groupBars(draft: Draft, column: GroupingColumn, figure: (value: string) => string): Bar[] {
  return draft.groups(column).map(({ value }) => ({ label: groupLabel(column, value), figure: figure(value) }));
}

export function closedTitle(draft: Draft, item: ClosedItem): Label {
  return draft.label(item.title);
}

export function optionLabel(option: { key: string; title: LocalText }, language: string): Label {
  return Object.keys(option.title).length === 0 ? { text: option.key } : pickedLabel(option.title, language);
}
