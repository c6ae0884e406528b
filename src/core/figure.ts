import { DomainError } from './error.ts';
import { type AnswerRow, COARSENED, type CodingRow, type Evidence, type EvidenceRow } from './evidence.ts';

/** What a number counts. Every total names its unit; totals of different units are never added. */
export const UNITS = ['contributions', 'stakeholders', 'texts', 'passages', 'themes', 'campaigns'] as const;
export type Unit = (typeof UNITS)[number];

/** The columns that a selection can ask for; the values of one column are alternatives, the columns all have to hold. */
export const SELECTION_COLUMNS = [
  'theme',
  'stance',
  'kind',
  'question',
  'value',
  'user_type',
  'country',
  'size',
  'scope',
  'language',
  'channel',
  'publication',
  'campaign',
  'campaign_role',
] as const; // prettier-ignore
export type SelectionColumn = (typeof SELECTION_COLUMNS)[number];

/**
 * Which contributions a figure counts, as data: `{ "theme": ["t03"], "user_type": ["NGO"] }`. `theme`, `stance` and
 * `kind` hold where one coding of the contribution has them all; `question` and `value` where one answer has both; `theme: [""]` is
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

/** Which rows, one bit each. */
type Rows = Uint32Array;

/** The evidence with the look-ups that make counting fast; build it once per set of tables. */
export class EvidenceIndex {
  readonly evidence: Evidence;
  readonly #position: Map<string, number>;
  readonly #codings: (CodingRow[] | undefined)[];
  readonly #answers = new Map<string, Map<string, number[]>>();
  readonly #columns = new Map<string, Map<string, number[]>>();
  #codes: { coding: Code; rows: Rows }[] | undefined;
  #byContribution: Map<string, AnswerRow[]> | undefined;

  constructor(evidence: Evidence) {
    this.evidence = evidence;
    this.#position = new Map(evidence.rows.map((row, i) => [row.contribution, i]));
    this.#codings = new Array(evidence.rows.length);
    for (const coding of evidence.codings) {
      const at = this.#at(coding.contribution);
      const list = this.#codings[at];
      if (list) list.push(coding);
      else this.#codings[at] = [coding];
    }
    for (const answer of evidence.answers) {
      const values = this.#answers.get(answer.question) ?? new Map<string, number[]>();
      this.#answers.set(answer.question, values);
      collect(values, answer.value, this.#at(answer.contribution));
    }
  }

  #none(): Rows {
    return new Uint32Array(Math.ceil(this.evidence.rows.length / 32));
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
    return this.#codings[this.#at(contribution)] ?? [];
  }

  /** What a contribution answered to a question. */
  answersOf(contribution: string, question: string): AnswerRow[] {
    return this.allAnswersOf(contribution).filter((answer) => answer.question === question);
  }

  /** All that a contribution answered, in the order of the table. */
  allAnswersOf(contribution: string): readonly AnswerRow[] {
    this.#byContribution ??= Map.groupBy(this.evidence.answers, (answer) => answer.contribution);
    return this.#byContribution.get(contribution) ?? [];
  }

  /** The contributions that a selection picks, in the order of the evidence. */
  select(where: Selection): EvidenceRow[] {
    return positionsIn(this.#rows(where)).map((at) => this.evidence.rows[at]!);
  }

  /** The number that a unit and a selection stand for. */
  count(unit: Unit, where: Selection): number {
    const rows = this.#rows(where);
    switch (unit) {
      case 'contributions':
        return size(rows);
      case 'stakeholders':
        return new Set(positionsIn(rows).map((at) => this.evidence.rows[at]!.stakeholder)).size;
      case 'texts':
        return new Set(positionsIn(rows).map((at) => this.evidence.rows[at]!.text_group)).size;
      case 'passages':
        return positionsIn(rows).reduce((sum, at) => sum + countPassages(this.#codings[at] ?? [], where), 0);
      case 'themes': {
        const codings = positionsIn(rows).flatMap((at) => this.#codings[at] ?? []);
        return countDistinct(codings.map(({ theme }) => theme));
      }
      case 'campaigns':
        return countDistinct(positionsIn(rows).map((at) => this.evidence.rows[at]!.campaign));
    }
  }

  #rows(where: Selection): Rows {
    const found = this.#none().fill(0xffffffff);
    const last = this.evidence.rows.length % 32;
    if (last > 0) found[found.length - 1] = 0xffffffff >>> (32 - last);
    if (where.question) intersect(found, this.#answered(where.question, where.value));
    if (where.theme || where.stance || where.kind) intersect(found, this.#coded(where));
    for (const [column, values] of Object.entries(where)) {
      if (!SPECIAL.has(column)) intersect(found, this.#having(column as keyof EvidenceRow, values));
    }
    return found;
  }

  #answered(questions: string[], values: string[] | undefined): Rows {
    const found = this.#none();
    for (const question of questions) {
      for (const [value, positions] of this.#answers.get(question) ?? []) {
        if (!values || values.includes(value)) for (const at of positions) add(found, at);
      }
    }
    return found;
  }

  /** Rows with a coding that has the theme, the stance and the kind. */
  #coded(where: Selection): Rows {
    this.#codes ??= this.#rowsByCode();
    const found = this.#none();
    for (const { coding, rows } of this.#codes) if (codingMatches(coding, where)) unite(found, rows);
    return found;
  }

  /** By theme, stance and kind, for those alone that there are: whatever readers ask for, no more is remembered. */
  #rowsByCode(): { coding: Code; rows: Rows }[] {
    const found = new Map<string, { coding: Code; rows: Rows }>();
    this.#codings.forEach((codings, at) => {
      for (const coding of codings ?? []) {
        const key = [coding.theme, coding.stance, coding.kind].join('\u0000');
        const same = found.get(key) ?? { coding, rows: this.#none() };
        found.set(key, same);
        add(same.rows, at);
      }
    });
    return [...found.values()];
  }

  #having(column: keyof EvidenceRow, wanted: string[]): Rows {
    let values = this.#columns.get(column);
    if (!values) {
      values = new Map();
      for (const [at, row] of this.evidence.rows.entries()) collect(values, String(row[column]), at);
      this.#columns.set(column, values);
    }
    const found = this.#none();
    for (const [value, positions] of values) {
      if (matches(value, wanted)) for (const at of positions) add(found, at);
    }
    return found;
  }
}

function add(rows: Rows, at: number): void {
  rows[at >>> 5]! |= 1 << (at & 31);
}

function intersect(rows: Rows, others: Rows): void {
  for (let i = 0; i < rows.length; i++) rows[i]! &= others[i]!;
}

function unite(rows: Rows, others: Rows): void {
  for (let i = 0; i < rows.length; i++) rows[i]! |= others[i]!;
}

function collect(values: Map<string, number[]>, value: string, at: number): void {
  const positions = values.get(value);
  if (positions) positions.push(at);
  else values.set(value, [at]);
}

function size(rows: Rows): number {
  let sum = 0;
  for (let word of rows) for (; word !== 0; word &= word - 1) sum++;
  return sum;
}

function positionsIn(rows: Rows): number[] {
  const positions: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    for (let word = rows[i]!; word !== 0; word &= word - 1) positions.push(i * 32 + 31 - Math.clz32(word & -word));
  }
  return positions;
}

const SPECIAL = new Set<string>(['theme', 'stance', 'kind', 'question', 'value']);

function matches(actual: string, wanted: string[]): boolean {
  return wanted.includes(actual) || (actual !== '' && wanted.includes(ANY));
}

/** What a selection can ask of a coding. */
type Code = Pick<CodingRow, 'theme' | 'stance' | 'kind'>;

function codingMatches(coding: Code, where: Selection): boolean {
  return (['theme', 'stance', 'kind'] as const).every((column) => {
    const wanted = where[column];
    return !wanted || matches(coding[column], wanted);
  });
}

function countPassages(codings: CodingRow[], where: Selection): number {
  return new Set(codings.filter((coding) => codingMatches(coding, where)).map((coding) => coding.passage)).size;
}

/** How many different values there are that name something. */
function countDistinct(values: string[]): number {
  return new Set(values.filter((value) => value !== '' && value !== COARSENED)).size;
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
