/** The 24 official languages of the European Union, by their ISO 639-1 code, in the order of the Union's own lists. */
export const LANGUAGES = [
  'bg',
  'es',
  'cs',
  'da',
  'de',
  'et',
  'el',
  'en',
  'fr',
  'ga',
  'hr',
  'it',
  'lv',
  'lt',
  'hu',
  'mt',
  'nl',
  'pl',
  'pt',
  'ro',
  'sk',
  'sl',
  'fi',
  'sv',
] as const; // prettier-ignore
export type Language = (typeof LANGUAGES)[number];

/** Language of a text where it cannot be told (BCP 47). */
export const UNKNOWN_LANGUAGE = 'und';

/** How the language of a text is known. */
export type LanguageSource = 'stated' | 'detected' | 'unknown';

export function isLanguage(code: string): code is Language {
  return (LANGUAGES as readonly string[]).includes(code);
}

/** What is written where a language cannot be told; the names that dates and languages come from call it "root". */
const UNKNOWN_NAMES = { en: 'Language unknown', de: 'Sprache unbekannt' };

/** The name of a language in a reader's language, for example `Maltese`; the code itself where it has no name. */
export function languageName(code: string, reader: string): string {
  if (code === UNKNOWN_LANGUAGE) return UNKNOWN_NAMES[reader as 'de'] ?? UNKNOWN_NAMES.en;
  return new Intl.DisplayNames([reader], { type: 'language', fallback: 'code' }).of(code) ?? code;
}

/** The locale whose dates and times a language shows: English is written the European way. */
export function dateLocale(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}

/** A language code for a name as exports give it (`Greek`, `ελληνικά`, `el`, `EL`); null where it is none. */
export function languageFromName(name: string): string | null {
  const wanted = name.trim().toLowerCase();
  if (isLanguage(wanted)) return wanted;
  return namesOfLanguages().get(wanted) ?? null;
}

let names: Map<string, string> | undefined;
function namesOfLanguages(): Map<string, string> {
  names ??= new Map(
    LANGUAGES.flatMap((code) => LANGUAGES.map((reader) => [languageName(code, reader).toLowerCase(), code] as const)),
  );
  return names;
}
