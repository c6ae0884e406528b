import { IntlMessageFormat } from 'intl-messageformat';
import en from '../../messages/en.json' with { type: 'json' };
import { type Catalogue, catalogueOf, hasCatalogue } from './catalogue.ts';
import { LANGUAGES } from './language.ts';
import type { LocalText } from './text.ts';

/** Every piece of wording has a key; English is complete, the others may lack some and then fall back to it visibly. */
export type MessageKey = keyof typeof en;

/** Languages in which the interface speaks: English, and those that have a catalogue, in the order of the Union. */
export const INTERFACE_LANGUAGES: readonly string[] = ['en', ...LANGUAGES.filter(isTranslated)];

function isTranslated(language: string): boolean {
  return language !== 'en' && hasCatalogue(language); // English comes first
}

/** Messages by key; English is here from the start, the others when they are first spoken. */
function messagesIn(language: string): Catalogue {
  if (language === 'en') return en;
  return INTERFACE_LANGUAGES.includes(language) ? catalogueOf(language) : {};
}

export type MessageValues = { [place: string]: string | number | Date };
/** A text and the language it is in, which is not the asked one where that has no translation yet. */
export type Message = { text: string; language: string };

const compiled = new Map<string, IntlMessageFormat>();

/** The message in ICU MessageFormat for a reader, filled in. */
export function message(key: MessageKey, language: string, values: MessageValues = {}): Message {
  const known = messagesIn(language)[key] === undefined ? 'en' : language;
  const id = `${known}\u0000${key}`;
  let format = compiled.get(id);
  if (!format) {
    format = new IntlMessageFormat(messagesIn(known)[key]!, known, undefined, { ignoreTag: true });
    compiled.set(id, format);
  }
  return { text: String(format.format(values)), language: known };
}

/** Whether a text is a key of the catalogue. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/** A message without places in every language that has it. */
export function messageTexts(key: MessageKey): LocalText {
  return Object.fromEntries(
    INTERFACE_LANGUAGES.flatMap((language) => {
      const said = message(key, language);
      return said.language === language ? [[language, { text: said.text, origin: 'written' as const }]] : [];
    }),
  );
}
