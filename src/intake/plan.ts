import type { FieldReading, FieldRole } from '../core/intake.ts';
import type { Language } from '../core/language.ts';
import type { MatrixRow, Option, Question } from '../core/question.ts';
import { sortOptions } from '../core/question.ts';
import { type LocalText, written } from '../core/text.ts';
import { type ColumnProfile, foldBlanks, type PartSeparator, splitParts } from './column.ts';
import type { DayOrder } from './day.ts';
import { CLOSED, type Decision, decideColumns, type PlanOptions } from './decide.ts';
import { headerLanguage } from './header-words.ts';
import { type GivenColumn, givenColumns } from './mapping-file.ts';
import { findMatrices } from './matrix.ts';

/** How a table is read: what each column is for, and the questions that come out of it. */
export type TablePlan = { columns: PlannedColumn[]; questions: Question[]; reading: FieldReading[] };

export type PlannedColumn = {
  index: number;
  header: string;
  role: FieldRole;
  /** Key of the closed item or open question that its cells answer; null where it is none. */
  item: string | null;
  separator: PartSeparator;
  order: DayOrder;
  decidedBy: 'given' | 'guessed';
  reason: string;
};

/** Roles whose cells are answers. */
const ANSWER_ROLES: ReadonlySet<FieldRole> = new Set<FieldRole>([
  'title',
  'open',
  'single',
  'multiple',
  'scale',
  'matrix',
  'number',
  'date_answer',
  'file',
]);

/**
 * Decides what the columns of a table are for: what a person said in the mapping, else what the format fixes, else what
 * rules guess from header and values; then makes neighbouring closed columns with a common question a matrix.
 * @throws DomainError wrong_use where the mapping names columns that are not there
 */
export function planTable(profiles: readonly ColumnProfile[], { mapping, known }: PlanOptions): TablePlan {
  const headers = profiles.map(({ header }) => header);
  const given = givenColumns(mapping, headers);
  const decided = decideColumns(profiles, given, { mapping, ...(known && { known }) });
  const language = mapping.headerLanguage ?? headerLanguage(headers) ?? mapping.language ?? 'en';
  return makeQuestions({ profiles, decided, given, language });
}

type Material = {
  profiles: readonly ColumnProfile[];
  decided: readonly Decision[];
  given: ReadonlyMap<number, GivenColumn>;
  language: Language;
};

function makeQuestions(material: Material): TablePlan {
  const matrices = placeMatrices(material);
  const columns = material.profiles.map((_, index) => planColumn(material, index, matrices.get(index)));
  const questions = material.profiles.flatMap((profile, index): Question[] => {
    const matrix = matrices.get(index);
    if (matrix) return matrix.row === 0 ? [matrixQuestion(matrix, material)] : [];
    return ANSWER_ROLES.has(material.decided[index]!.role) ? [columnQuestion(profile, material)] : [];
  });
  const reading = columns.map(({ header, index, role, item, decidedBy, reason }) => ({
    field: header,
    position: index + 1,
    role,
    question: item?.split('.')[0] ?? null,
    decidedBy,
    reason,
  }));
  return { columns, questions, reading };
}

function planColumn({ profiles, decided }: Material, index: number, matrix: PlacedRow | undefined): PlannedColumn {
  const { role, reason, decidedBy, separator = ';', order = 'day first' } = decided[index]!;
  const base = { index, header: profiles[index]!.header, separator, order, decidedBy };
  if (matrix) {
    const why =
      decidedBy === 'given' ? reason : `${reason}; a row of a matrix: its neighbours share its question and options`;
    return { ...base, role: 'matrix', item: `q${matrix.start + 1}.${matrix.row + 1}`, reason: why };
  }
  const item = ANSWER_ROLES.has(role) ? `q${index + 1}${role === 'matrix' ? '.1' : ''}` : null;
  return { ...base, role, item, reason };
}

type PlacedRow = { start: number; row: number; stem: string; rows: string[] };

/** Where matrices stand: by index of each of their columns. */
function placeMatrices(material: Material): Map<number, PlacedRow> {
  const titles = material.profiles.map(({ header }, index) => {
    const word = material.given.get(index);
    return word?.question && word.row ? `${word.question} [${word.row}]` : header;
  });
  const placed = new Map<number, PlacedRow>();
  for (const { start, stem, rows } of findMatrices(titles, (first, other) => answerAlike(material, first, other))) {
    for (const row of rows.keys()) placed.set(start + row, { start, row, stem, rows });
  }
  return placed;
}

/** Whether two columns are rows of one matrix: both closed, and the options of the smaller are nearly all those of the other. */
function answerAlike({ profiles, decided }: Material, first: number, other: number): boolean {
  const pair = [first, other].map((index) => ({ profile: profiles[index]!, decision: decided[index]! }));
  if (pair.some(({ decision }) => decision.decidedBy === 'given' && decision.role !== 'matrix')) return false;
  if (pair.every(({ decision }) => decision.role === 'matrix')) return true;
  if (!pair.every(({ profile, decision }) => CLOSED.has(decision.role) || profile.filled === 0)) return false;
  const [a, b] = pair.map(({ profile }) => new Set(profile.values.keys())) as [Set<string>, Set<string>];
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  return [...small].filter((option) => !large.has(option)).length <= small.size / 3;
}

function matrixQuestion({ start, stem, rows }: PlacedRow, { profiles, decided, language }: Material): Question {
  const labels = rows.flatMap((_, row) => labelsOf(profiles[start + row]!, decided[start + row]!));
  return {
    key: `q${start + 1}`,
    title: titleIn(language, stem),
    purpose: 'evidence',
    kind: 'matrix',
    rows: rows.map((row, at): MatrixRow => ({ key: String(at + 1), title: titleIn(language, row) })),
    options: optionsFrom(labels, language),
  };
}

const LONG_TEXT_FROM = 250;

function columnQuestion(profile: ColumnProfile, { decided, given, language }: Material): Question {
  const decision = decided[profile.position - 1]!;
  const word = given.get(profile.position - 1);
  const title = titleIn(language, word?.question ?? (profile.header.trim() || `Column ${profile.position}`));
  const base = { key: `q${profile.position}`, title, purpose: 'evidence' as const };
  const options = optionsFrom(labelsOf(profile, decision), language);
  switch (decision.role) {
    case 'single':
    case 'scale':
    case 'multiple':
      return { ...base, kind: decision.role, options };
    case 'matrix': {
      const row = word?.row ? titleIn(language, word.row) : title;
      return { ...base, kind: 'matrix', options, rows: [{ key: '1', title: row }] };
    }
    case 'number':
      return { ...base, kind: 'number' };
    case 'date_answer':
      return { ...base, kind: 'date' };
    case 'file':
      return { ...base, kind: 'file' };
    case 'title':
      return { ...base, kind: 'text', role: 'title' };
    default:
      return { ...base, kind: profile.maxLength > LONG_TEXT_FROM || profile.withBreaks > 0 ? 'long_text' : 'text' };
  }
}

function labelsOf(profile: ColumnProfile, decision: Decision): string[] {
  if (decision.role !== 'multiple') return [...profile.values.keys()].map(foldBlanks);
  const separator = decision.separator ?? ';';
  const parts = profile.parts.get(separator);
  return parts ? [...parts] : [...profile.values.keys()].flatMap((value) => splitParts(value, separator));
}

/** An option's key is its label: it stays the same in the next export, in whatever order that has its rows. */
function optionsFrom(labels: Iterable<string>, language: Language): Option[] {
  return sortOptions(labels).map((label) => ({ key: label, title: titleIn(language, label) }));
}

function titleIn(language: Language, text: string): LocalText {
  return written({ [language]: foldBlanks(text) });
}
