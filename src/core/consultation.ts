import {
  type FieldProblem,
  type Fields,
  field,
  localFields,
  localProblems,
  type Parsed,
  parsed,
  readLocalText,
} from './form.ts';
import { LANGUAGES } from './language.ts';
import type { LocalText } from './text.ts';
import { isTimeZone } from './time.ts';

/** What an organiser says about a consultation. */
export type ConsultationDescription = {
  title: LocalText;
  /** What it decides, in one or two sentences. */
  summary: LocalText;
  leadBody: LocalText;
  /** Whom to ask, in words. */
  contact: LocalText;
  contactEmailAddress: string | null;
  /** What becomes of what people say. */
  privacyStatement: LocalText;
  languages: string[];
  timeZone: string;
};

/** Longest texts, in UTF-16 units. */
const MOST = { title: 300, summary: 5000, lead: 300, contact: 2000, privacy: 20_000 } as const;

const LOCAL = [
  ['title', 'title'],
  ['summary', 'summary'],
  ['lead', 'leadBody'],
  ['contact', 'contact'],
  ['privacy', 'privacyStatement'],
] as const satisfies [keyof typeof MOST, keyof ConsultationDescription][];

/**
 * Reads what is said about a consultation from a form: a text per field and language (`title-de`), a field `language-{code}`
 * per chosen language, `timeZone`, `contactEmailAddress`.
 * @param before what is known; its languages are those that the form had fields for
 */
export function readDescription(fields: Fields, before: ConsultationDescription): Parsed<ConsultationDescription> {
  const texts = Object.fromEntries(
    LOCAL.map(([name, part]) => [part, readLocalText(fields, name, before.languages, before[part])]),
  ) as Pick<ConsultationDescription, (typeof LOCAL)[number][1]>;
  const languages = LANGUAGES.filter((language) => field(fields, `language-${language}`) !== '');
  const timeZone = field(fields, 'timeZone');
  const emailAddress = field(fields, 'contactEmailAddress');
  const problems: FieldProblem[] = LOCAL.flatMap(([name, part]) =>
    localProblems(name, texts[part], MOST[name], part === 'title' ? (before.languages[0] ?? 'en') : null),
  );
  if (languages.length === 0) problems.push({ field: 'language-en', say: 'form.problem.no_language' });
  if (!/^[A-Za-z]/.test(timeZone) || !isTimeZone(timeZone))
    problems.push({ field: 'timeZone', say: 'form.problem.no_time_zone' });
  if (emailAddress !== '' && !/^[^\s@<>]{1,64}@[^\s@<>]{1,190}$/.test(emailAddress))
    problems.push({ field: 'contactEmailAddress', say: 'form.problem.no_email_address' });
  return parsed(() => ({ ...texts, languages, timeZone, contactEmailAddress: emailAddress || null }), problems);
}

/** The fields of a description; the reverse of `readDescription`. */
export function descriptionFields(description: ConsultationDescription): Fields {
  return Object.assign(
    { timeZone: description.timeZone, contactEmailAddress: description.contactEmailAddress ?? '' },
    ...LOCAL.map(([name, part]) => localFields(name, description[part])),
    ...description.languages.map((language) => ({ [`language-${language}`]: 'yes' })),
  );
}

/** Words of the program's own addresses, which no consultation can be called. */
const TAKEN_SLUGS = ['new'];

/** The name of a consultation in its addresses: small letters, digits and hyphens. */
export function readSlug(fields: Fields): Parsed<string> {
  const slug = field(fields, 'slug');
  const problem = (say: FieldProblem['say']): Parsed<string> => ({ value: null, problems: [{ field: 'slug', say }] });
  if (slug === '') return problem('form.problem.required');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length > 80) return problem('form.problem.slug_form');
  return TAKEN_SLUGS.includes(slug) ? problem('form.problem.slug_taken') : { value: slug, problems: [] };
}
