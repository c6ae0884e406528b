import { DomainError } from './error.ts';
import type { AnswerRow, CodingRow, Evidence, EvidenceRow } from './evidence.ts';

/** What a number counts. Every total names its unit; totals of different units are never added. */
export const UNITS = ['contributions', 'stakeholders', 'texts', 'passages'] as const;
export type Unit = (typeof UNITS)[number];

/** The columns that a selection can ask for; the values of one column are alternatives, the columns all have to hold. */
export const SELECTION_COLUMNS = [
  'theme', 'stance', 'question', 'value', 'user_type', 'country', 'size', 'scope', 'language', 'channel', 'publication',
  'campaign', 'campaign_role',
] as const; // prettier-ignore
export type SelectionColumn = (typeof SELECTION_COLUMNS)[number];

/**
 * Which contributions a figure counts, as data: `{ "theme": ["t03"], "user_type": ["NGO"] }`. `theme` and `stance` hold
 * where one coding of the contribution has both; `question` and `value` where one answer has both; `theme: [""]` is
 * "at least one passage without a theme", `theme: ["*"]` "at least one passage with a theme"; `campaign: ["*"]` is "any campaign".
 */
export type Selection = { [column in SelectionColumn]?: string[] };

/** A count as an expression over the evidence. `of` names the figure that is its denominator. */
export type Figure = { id: string; unit: Unit; where: Selection; value: number; of?: string };

/** Below this many respondents no percentage is given. */
export const PERCENTAGE_FLOOR = 20;

/** A share in percent with one decimal, or null where the denominator is too small to speak of percentages. */
export function percentage(value: number, of: number): number | null {
  return of < PERCENTAGE_FLOOR ? null : Math.round((value / of) * 1000) / 10;
}

const ANY = '*';

/** The evidence with the look-ups that make counting fast; build it once per set of tables. */
export class EvidenceIndex {
  readonly evidence: Evidence;
  readonly #position: Map<string, number>;
  readonly #codings = new Map<number, CodingRow[]>();
  readonly #answers = new Map<string, Map<string, number[]>>();
  #byContribution: Map<string, AnswerRow[]> | undefined;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
    this.#position = new Map(evidence.rows.map((row, i) => [row.contribution, i]));
    for (const coding of evidence.codings) {
      const at = this.#at(coding.contribution);
      const list = this.#codings.get(at);
      if (list) list.push(coding);
      else this.#codings.set(at, [coding]);
    }
    for (const answer of evidence.answers) {
      const values = this.#answers.get(answer.question) ?? new Map<string, number[]>();
      this.#answers.set(answer.question, values);
      const positions = values.get(answer.value) ?? [];
      values.set(answer.value, positions);
      positions.push(this.#at(answer.contribution));
    }
  }

  #at(contribution: string): number {
    const at = this.#position.get(contribution);
    if (at === undefined) {
      throw new DomainError('check_failed', `Contribution ${contribution} is not in evidence.csv.`);
    }
    return at;
  }

  row(contribution: string): EvidenceRow | undefined {
    return this.evidence.rows[this.#position.get(contribution) ?? -1];
  }

  codingsOf(contribution: string): CodingRow[] {
    return this.#codings.get(this.#at(contribution)) ?? [];
  }

  /** What a contribution answered to a question. */
  answersOf(contribution: string, question: string): AnswerRow[] {
    this.#byContribution ??= Map.groupBy(this.evidence.answers, (answer) => answer.contribution);
    return (this.#byContribution.get(contribution) ?? []).filter((answer) => answer.question === question);
  }

  /** The contributions that a selection picks, in the order of the evidence. */
  select(where: Selection): EvidenceRow[] {
    const answered = where.question ? this.#answered(where.question, where.value) : null;
    const columns = Object.entries(where).filter(([column]) => !SPECIAL.has(column)) as [keyof EvidenceRow, string[]][];
    return this.evidence.rows.filter(
      (row, at) =>
        (answered === null || answered.has(at)) &&
        columns.every(([column, values]) => matches(String(row[column]), values)) &&
        (!(where.theme || where.stance) || (this.#codings.get(at) ?? []).some((coding) => codingMatches(coding, where))),
    );
  }

  #answered(questions: string[], values: string[] | undefined): Set<number> {
    const found = new Set<number>();
    for (const question of questions) {
      for (const [value, positions] of this.#answers.get(question) ?? []) {
        if (!values || values.includes(value)) for (const at of positions) found.add(at);
      }
    }
    return found;
  }

  /** The number that a unit and a selection stand for. */
  count(unit: Unit, where: Selection): number {
    const rows = this.select(where);
    switch (unit) {
      case 'contributions':
        return rows.length;
      case 'stakeholders':
        return new Set(rows.map((row) => row.stakeholder)).size;
      case 'texts':
        return new Set(rows.map((row) => row.text_group)).size;
      case 'passages':
        return rows.reduce((sum, row) => sum + countPassages(this.codingsOf(row.contribution), where), 0);
    }
  }
}

const SPECIAL = new Set<string>(['theme', 'stance', 'question', 'value']);

function matches(actual: string, wanted: string[]): boolean {
  return wanted.includes(actual) || (actual !== '' && wanted.includes(ANY));
}

function codingMatches(coding: CodingRow, where: Selection): boolean {
  return (
    (!where.theme || matches(coding.theme, where.theme)) && (!where.stance || matches(coding.stance, where.stance))
  );
}

function countPassages(codings: CodingRow[], where: Selection): number {
  return new Set(codings.filter((coding) => codingMatches(coding, where)).map((coding) => coding.passage)).size;
}

/** A selection as the query of an address: `theme=t03&user_type=NGO`; the reverse of `parseSelection`. */
export function selectionQuery(where: Selection): string {
  const query = new URLSearchParams();
  for (const column of SELECTION_COLUMNS) for (const value of where[column] ?? []) query.append(column, value);
  return query.toString();
}

/** Reads a selection from the query of an address; columns it does not know are left out. */
export function parseSelection(query: URLSearchParams): Selection {
  const where: Selection = {};
  for (const column of SELECTION_COLUMNS) if (query.has(column)) where[column] = query.getAll(column);
  return where;
}
