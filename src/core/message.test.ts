import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { IntlMessageFormat } from 'intl-messageformat';
import { LANGUAGES } from './language.ts';
import { INTERFACE_LANGUAGES, message } from './message.ts';

const catalogue = (language: string): { [key: string]: string } =>
  JSON.parse(readFileSync(new URL(`../../messages/${language}.json`, import.meta.url), 'utf8'));

/** The names of the places of a message, wherever they stand in it. */
function placesOf(text: string): string[] {
  const places = new Set<string>();
  const look = (part: unknown): void => {
    if (Array.isArray(part)) for (const one of part) look(one);
    if (typeof part !== 'object' || part === null) return;
    const { type, value, options } = part as {
      type?: number;
      value?: unknown;
      options?: { [name: string]: { value: unknown } };
    };
    if (type !== 0 && type !== 7 && typeof value === 'string') places.add(value); // neither words nor #
    for (const option of Object.values(options ?? {})) look(option.value);
  };
  look(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst());
  return [...places].sort();
}

test('German has every message of English, other languages none that English lacks, in the order of the keys', () => {
  const keys = Object.keys(catalogue('en'));
  assert.deepEqual(keys, keys.toSorted());
  assert.deepEqual(Object.keys(catalogue('de')), keys);
  for (const language of INTERFACE_LANGUAGES) {
    const own = new Set(Object.keys(catalogue(language)));
    assert.deepEqual(
      [...own],
      keys.filter((key) => own.has(key)),
      language,
    );
  }
});

test('the interface speaks the languages that have a catalogue, English first', () => {
  const files = readdirSync(new URL('../../messages/', import.meta.url));
  const languages = LANGUAGES.filter((language) => language !== 'en' && files.includes(`${language}.json`));
  assert.deepEqual(INTERFACE_LANGUAGES, ['en', ...languages]);
});

test('a message that a language has not translated yet is English, and says so', () => {
  // A name that every object has is no language and no message.
  assert.deepEqual(message('ui.privacy', 'constructor'), { text: 'Privacy', language: 'en' });
});

test('a translation fills no place that English does not have', () => {
  const english = catalogue('en');
  for (const language of INTERFACE_LANGUAGES) {
    for (const [key, text] of Object.entries(catalogue(language))) {
      const unknown = placesOf(text).filter((place) => !placesOf(english[key]!).includes(place));
      assert.deepEqual(unknown, [], `${language} ${key}`);
    }
  }
});

test('a language without a catalogue gets English and is told so', () => {
  assert.deepEqual(message('ui.privacy', 'ru'), { text: 'Privacy', language: 'en' });
  assert.deepEqual(message('ui.privacy', 'de'), { text: 'Datenschutz', language: 'de' });
});
