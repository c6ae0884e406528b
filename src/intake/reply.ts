import type { FieldRole, ReceivedContribution } from '../core/intake.ts';
import type { PersonalData } from '../core/profile.ts';
import { NO_PROFILE, type StakeholderProfile } from '../core/profile.ts';
import type { PublicationChoice } from '../core/publication.ts';
import { foldBlanks } from './column.ts';
import { type DayOrder, readCountedDay, readDay } from './day.ts';
import type { Mapping } from './mapping-file.ts';
import { countryFrom, publicationFrom, scopeFrom, sizeFrom, userTypeFrom } from './profile-words.ts';
import { isUrl, ownCopy, readLanguage } from './values.ts';

/** A reply while it is put together from cells or answers, whatever the format. */
export type Reply = {
  contribution: ReceivedContribution;
  profile: StakeholderProfile;
  personal: PersonalData;
  fileCells: FileCell[];
};

/** A cell that names files, to be joined with the files themselves. */
export type FileCell = { question: string; names: string[] };

/** A reply of which nothing is known yet but what the mapping says of all. */
export function newReply(file: string, row: number | null, mapping: Mapping): Reply {
  const profile = { ...NO_PROFILE };
  const personal: PersonalData = {};
  const contribution: ReceivedContribution = {
    file,
    row,
    sourceKey: null,
    language: mapping.language ?? null,
    day: null,
    profile,
    personal,
    publication: mapping.publication?.all ?? 'unknown',
    url: null,
    answers: [],
    attachments: [],
  };
  return { contribution, profile, personal, fileCells: [] };
}

export function hasAnything({ contribution, profile, personal, fileCells }: Reply): boolean {
  return (
    contribution.answers.length > 0 ||
    fileCells.length > 0 ||
    contribution.sourceKey !== null ||
    Object.keys(personal).length > 0 ||
    Object.values(profile).some((value) => value !== null)
  );
}

/** What a place needs to know beside the value: the question of a file column, and how dates are written. */
export type PlaceOptions = { item: string | null; order: DayOrder };

/** Puts a filled value where it belongs; returns why it could not be read, as a sentence. */
type Place = (reply: Reply, value: string, options: PlaceOptions) => string | undefined;

const trimmed =
  (set: (reply: Reply, value: string) => void): Place =>
  (reply, cell) =>
    void set(reply, cell.trim());

/**
 * Where values go that are no answers, by role. A value of the profile that is not understood is no refusal: it is left
 * unknown, and the reading of its field says so.
 */
export const PLACES: { readonly [role in FieldRole]?: Place } = {
  id: trimmed(({ contribution }, value) => (contribution.sourceKey = ownCopy(value))),
  person: trimmed(({ contribution }, value) => (contribution.person = value)),
  language: trimmed(
    ({ contribution }, value) => (contribution.language = readLanguage(value) ?? contribution.language),
  ),
  publication: trimmed(
    ({ contribution }, value) =>
      (contribution.publication = stricter(publicationFrom(value), contribution.publication)),
  ),
  day: ({ contribution }, cell, { order }) => {
    contribution.day = readDay(cell, order) ?? readCountedDay(cell);
    return contribution.day ? undefined : notRead(cell, 'is no date that can be read', 'Write it as YYYY-MM-DD.');
  },
  url: ({ contribution }, cell) => {
    contribution.url = isUrl(cell) ? cell.trim() : null;
    return contribution.url ? undefined : notRead(cell, 'is no web address', 'Begin it with https://.');
  },
  user_type: trimmed(({ profile }, value) => (profile.userType = userTypeFrom(value))),
  country: trimmed(({ profile }, value) => (profile.country = countryFrom(value))),
  size: trimmed(({ profile }, value) => (profile.size = sizeFrom(value))),
  scope: trimmed(({ profile }, value) => (profile.scope = scopeFrom(value))),
  organisation: trimmed(({ personal }, value) => (personal.organisation = value)),
  register_number: trimmed(({ personal }, value) => (personal.registerNumber = value)),
  first_name: trimmed(({ personal }, value) => (personal.firstName = value)),
  surname: trimmed(({ personal }, value) => (personal.surname = value)),
  email_address: trimmed(({ personal }, value) => (personal.emailAddress = value)),
  file: ({ fileCells }, cell, { item }) => void fileCells.push({ question: item!, names: fileNamesIn(cell) }), // a file field has a question
};

/** Why a value could not be read, and what to do. */
export function notRead(cell: string, what: string, advice: string): string {
  return `"${foldBlanks(cell).slice(0, 40)}" ${what}. The rest of the row was taken. ${advice}`;
}

/** What the reply says and what holds for all: the one that shows less, unless the reply says nothing. */
function stricter(own: PublicationChoice, forAll: PublicationChoice): PublicationChoice {
  if (own === 'unknown' || forAll === 'unknown') return own === 'unknown' ? forAll : own;
  const order: readonly PublicationChoice[] = ['not_published', 'anonymous', 'with_name'];
  return order.indexOf(own) < order.indexOf(forAll) ? own : forAll;
}

export function fileNamesIn(cell: string): string[] {
  return cell
    .split(/[;|\n]/)
    .map(foldBlanks)
    .filter((name) => name !== '');
}
