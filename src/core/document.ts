import { type Fields, field, localFields, localProblems, type Parsed, parsed, readLocalText } from './form.ts';
import type { LocalText } from './text.ts';
import { webUrl } from './url.ts';

/** Something to read for those who answer: a title and where it is. */
export type Document = { id: string; title: LocalText; url: string };

/** Reads a document from a form: `title-{language}` and `url`. */
export function readDocument(
  fields: Fields,
  languages: readonly string[],
  before?: LocalText,
): Parsed<Omit<Document, 'id'>> {
  const title = readLocalText(fields, 'title', languages, before);
  const url = webUrl(field(fields, 'url'));
  const problems = localProblems('title', title, 300, languages[0] ?? 'en');
  if (!url || url.href.length > 2000) problems.push({ field: 'url', say: 'form.problem.no_url' });
  return parsed(() => ({ title, url: url!.href }), problems);
}

/** The fields of a document; the reverse of `readDocument`. */
export function documentFields({ title, url }: Omit<Document, 'id'>): Fields {
  return { ...localFields('title', title), url };
}
