import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../core/error.ts';
import { CAPTIONS } from '../core/event-record.ts';
import { FIELD_ROLES, type FieldReading } from '../core/intake.ts';
import { LANGUAGES } from '../core/language.ts';
import { PUBLICATION_CHOICES } from '../core/publication.ts';
import { foldBlanks, PART_SEPARATORS } from './column.ts';

const role = z.enum(FIELD_ROLES);

const givenColumn = z.strictObject({
  as: role,
  /** What separates the options of a multiple choice in one cell. */
  separator: z.enum(PART_SEPARATORS).optional(),
  /** How dates are written where that could be either. */
  order: z.enum(['day first', 'month first']).optional(),
  /** The question in words, where the header is none; for a row of a matrix, the question that its rows share. */
  question: z.string().min(1).optional(),
  /** A matrix only: what this row is about. */
  row: z.string().min(1).optional(),
});

/** Who speaks in a recording, and what they agreed to. */
const speaker = z.strictObject({
  is: z.enum(['host', 'participant']).default('participant'),
  publication: z.enum(PUBLICATION_CHOICES).optional(),
  because: z.string().regex(/\S/).optional(),
});

/** Headers of a table that lists who was at an event. */
const attendanceColumns = z.strictObject({
  name: z.string().optional(),
  emailAddress: z.string().optional(),
  organisation: z.string().optional(),
  joined: z.string().optional(),
  left: z.string().optional(),
  minutes: z.string().optional(),
  role: z.string().optional(),
  registered: z.string().optional(),
  order: z.enum(['day first', 'month first']).optional(),
});

/** The shape of a mapping, for whoever keeps one. */
export const mappingSchema = z.strictObject({
  /** A short name for where the table comes from, the same for the next export. */
  source: z.string().regex(/\S/).max(100).optional(),
  /** Language of the replies where no column says it. */
  language: z.enum(LANGUAGES).optional(),
  /** Language of the headers, which become the titles of the questions. */
  headerLanguage: z.enum(LANGUAGES).optional(),
  /** What contributors were told about publication, where no column says it; with the reason why that is known. */
  publication: z
    .strictObject({
      all: z.enum(PUBLICATION_CHOICES),
      because: z.string().regex(/\S/, 'say why: this is what allows to publish what people wrote'),
    })
    .optional(),
  /** Speakers of a transcript, askers of questions and writers of a chat, by their names as they stand in the file. */
  speakers: z
    .record(z.string(), speaker)
    .refine((all) => Object.values(all).every(({ publication, because }) => publication === undefined || because), {
      message: 'beside "publication" of a speaker, say in "because" how that is known',
    })
    .optional(),
  /** How the words of a recording were written down. */
  captions: z.enum(CAPTIONS).optional(),
  /** Time zone of the clock that a meeting tool's report goes by; else it is that of the consultation. */
  timeZone: z.string().optional(),
  attendance: attendanceColumns.optional(),
  /** What happens to columns that are not mentioned. */
  others: z.enum(['guess', 'ignore']).optional(),
  columns: z.record(z.string(), z.union([role, givenColumn])).default({}),
});

/** A mapping file: a person's word on what columns are for. */
export type Mapping = z.infer<typeof mappingSchema>;
export type GivenColumn = z.infer<typeof givenColumn>;

export const NO_MAPPING: Mapping = { columns: {} };

/**
 * Reads a mapping file (JSON).
 * @throws DomainError wrong_use, naming the file, the place and what may stand there
 */
export async function readMappingFile(path: string): Promise<Mapping> {
  const name = basename(path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new DomainError('wrong_use', `The mapping file ${path} cannot be read. Check its path and permissions.`, {
      cause: error,
    });
  }
  return parseMapping(text, name);
}

/**
 * The same from its text.
 * @throws DomainError wrong_use
 */
export function parseMapping(text: string, name: string): Mapping {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new DomainError(
      'wrong_use',
      `The mapping file ${name} is no JSON: ${error instanceof Error ? error.message : ''}. docs/mapping.md shows how one looks.`,
      { cause: error },
    );
  }
  return readMapping(value, name);
}

/**
 * The same from the value that its JSON stands for.
 * @throws DomainError wrong_use
 */
export function readMapping(value: unknown, name: string): Mapping {
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    'wrong_use',
    `The mapping file ${name} is not right: ${parsed.error.issues.map(sayIssue).join(' ')}`,
  );
}

function sayIssue(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join(' > ') || 'the file';
  const isColumn = issue.path[0] === 'columns' && issue.path.length <= 2;
  if (isColumn || issue.path.at(-1) === 'as')
    return `${place}: a role is one of ${FIELD_ROLES.join(', ')}${isColumn ? ', alone or as {"as": role}' : ''}.`;
  if (issue.code === 'unrecognized_keys') return `${place}: "${issue.keys.join('", "')}" is unknown here.`;
  if (issue.code === 'invalid_value')
    return `${place}: must be one of ${issue.values.map((value) => `"${String(value)}"`).join(', ')}.`;
  if (issue.code === 'invalid_type')
    return `${place}: must be ${issue.expected === 'string' ? 'a text' : `of type ${issue.expected}`}, and is not there or another thing.`;
  return `${place}: ${issue.message}.`;
}

/**
 * Which columns a mapping names: by header, exactly or with blanks folded, or as `#7` by position (anything may follow),
 * as repeated headers need.
 * @returns by index of the column
 * @throws DomainError wrong_use where a name fits no column, or more than one
 */
export function givenColumns(mapping: Mapping, headers: readonly string[]): Map<number, GivenColumn> {
  const given = new Map<number, GivenColumn>();
  for (const [name, word] of Object.entries(mapping.columns)) {
    const index = columnNamed(name, headers);
    if (given.has(index))
      throw new DomainError(
        'wrong_use',
        `The mapping file names column ${index + 1} twice, the second time as "${name}".`,
      );
    given.set(index, typeof word === 'string' ? { as: word } : word);
  }
  return given;
}

/**
 * The part of a mapping that fits a table with these headers: what was said of columns that are not there, or not told apart
 * any more, is left out.
 */
export function fittingMapping(mapping: Mapping, headers: readonly string[]): { mapping: Mapping; missing: string[] } {
  const missing: string[] = [];
  const taken = new Set<number>();
  const columns = Object.entries(mapping.columns).filter(([name]) => {
    const index = columnIfThere(name, headers);
    if (index === null || taken.has(index)) missing.push(name);
    else taken.add(index);
    return index !== null && missing.at(-1) !== name;
  });
  return { mapping: { ...mapping, columns: Object.fromEntries(columns) }, missing };
}

function columnIfThere(name: string, headers: readonly string[]): number | null {
  try {
    return columnNamed(name, headers);
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

function columnNamed(name: string, headers: readonly string[]): number {
  const position = /^#(\d+)(?:\s|$)/.exec(name);
  if (position && headers[Number(position[1]) - 1] !== undefined) return Number(position[1]) - 1;
  const exact = indexesWhere(headers, (header) => header === name);
  const found = exact.length > 0 ? exact : indexesWhere(headers, (header) => foldBlanks(header) === foldBlanks(name));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const choices = found.map((index) => `"#${index + 1} ${foldBlanks(name)}"`).join(' or ');
    throw new DomainError(
      'wrong_use',
      `The mapping file names "${name}", which is the header of ${found.length} columns. Write ${choices}.`,
    );
  }
  throw new DomainError(
    'wrong_use',
    `The mapping file names "${name}", which is no header of the table. Its headers are: ${listHeaders(headers)}.`,
  );
}

function indexesWhere(headers: readonly string[], fulfils: (header: string) => boolean): number[] {
  return headers.flatMap((header, index) => (fulfils(header) ? [index] : []));
}

const HEADERS_SHOWN = 100;

function listHeaders(headers: readonly string[]): string {
  const shown = headers.slice(0, HEADERS_SHOWN).map((header) => `"${foldBlanks(header)}"`);
  return headers.length > HEADERS_SHOWN
    ? `${shown.join(', ')} and ${headers.length - HEADERS_SHOWN} more`
    : shown.join(', ');
}

/** How a mapping file names a column: by its header, with its position where the header is empty, repeated or begins with `#`. */
export function mappingNames(headers: readonly string[]): string[] {
  const folded = headers.map(foldBlanks);
  return folded.map((header, index) => {
    const isPlain = header !== '' && !header.startsWith('#') && folded.indexOf(header) === folded.lastIndexOf(header);
    return isPlain ? header : `#${index + 1} ${header}`.trim();
  });
}

/** The mapping file that a reading stands for: to be saved, edited and given with the next export. */
export function mappingOf(reading: readonly FieldReading[], more: Omit<Mapping, 'columns'> = {}): Mapping {
  const names = mappingNames(reading.map(({ field }) => field));
  return { ...more, columns: Object.fromEntries(reading.map(({ role: as }, index) => [names[index]!, as])) };
}
