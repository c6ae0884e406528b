import { createRequire } from 'node:module';

/** What the interface says in one language, by key, in ICU MessageFormat. */
export type Catalogue = { readonly [key: string]: string };

const require = createRequire(import.meta.url);
const fileOf = (language: string): string => `../../messages/${language}.json`;

/** Whether there is a catalogue of a language; the caller asks for codes of languages alone. */
export function hasCatalogue(language: string): boolean {
  try {
    require.resolve(fileOf(language));
    return true;
  } catch {
    return false;
  }
}

/** The catalogue of a language that has one. It is read when it is first asked for: most processes speak one or two. */
export function catalogueOf(language: string): Catalogue {
  return require(fileOf(language)) as Catalogue; // kept by `require`; a test holds every file to this form
}
