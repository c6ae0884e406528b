import type { Language } from './language.ts';
import type { MessageKey, MessageValues } from './message.ts';
import { firstUnstorable, type LocalText } from './text.ts';

/** A form as it was sent or as it is filled in for the first time: one value per field. */
export type Fields = { readonly [field: string]: string };

/** What is wrong with one field: which, and a sentence of the catalogue that says what was expected. */
export type FieldProblem = { field: string; say: MessageKey; values?: MessageValues };

/** What a form says, or all that is wrong with it. */
export type Parsed<T> = { value: T; problems: [] } | { value: null; problems: FieldProblem[] };

export function parsed<T>(value: () => T, problems: FieldProblem[]): Parsed<T> {
  return problems.length === 0 ? { value: value(), problems: [] } : { value: null, problems };
}

/** A field without blanks around it; empty where it was not sent. */
export function field(fields: Fields, name: string): string {
  return (fields[name] ?? '').replace(/\r\n?/g, '\n').trim();
}

/** The name of a field for a text in one language. */
export function localField(name: string, language: string): string {
  return `${name}-${language}`;
}

/**
 * A text of the organiser in each of the languages that a form asks for; what the form did not ask for stays as it was. A
 * text that was changed is written by people.
 */
export function readLocalText(
  fields: Fields,
  name: string,
  languages: readonly string[],
  before: LocalText = {},
): LocalText {
  const after: LocalText = { ...before };
  for (const language of languages as Language[]) {
    const text = field(fields, localField(name, language));
    if (text === '') delete after[language];
    else if (text !== before[language]?.text) after[language] = { text, origin: 'written' };
  }
  return after;
}

/** The fields of a text in each of its languages; the reverse of `readLocalText`. */
export function localFields(name: string, local: LocalText): Fields {
  return Object.fromEntries(
    Object.entries(local).map(([language, { text }]) => [localField(name, language), text] as const),
  );
}

/** What is wrong with a text in several languages: too long, or with characters that no store can keep. */
export function localProblems(
  name: string,
  local: LocalText,
  most: number,
  required: string | null = null,
): FieldProblem[] {
  const problems = Object.entries(local).flatMap(([language, { text }]): FieldProblem[] => {
    const at = localField(name, language);
    if (firstUnstorable(text) >= 0) return [{ field: at, say: 'form.problem.unstorable' }];
    return text.length > most ? [{ field: at, say: 'form.problem.too_long', values: { most, n: text.length } }] : [];
  });
  if (required === null || Object.keys(local).length > 0) return problems;
  return [{ field: localField(name, required), say: 'form.problem.required' }, ...problems];
}
