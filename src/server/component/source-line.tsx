import type { Channel } from '../../core/contribution.ts';
import { languageName, UNKNOWN_LANGUAGE } from '../../core/language.ts';
import type { Size, UserType } from '../../core/profile.ts';
import type { Reader } from './reader.tsx';

/** Who said something and how it came in, as far as it may be shown. */
export type Source = {
  /** Only where the contributor chose to be named. */
  organisation?: string | null;
  userType: UserType | null;
  size?: Size | null;
  country: string | null;
  channel: Channel;
  language: string | null;
  /** Calendar day on which it was made. */
  day?: string | null;
};

/** The source of words in one line: type, country, channel, language, day. */
export function SourceLine({ reader, source }: { reader: Reader; source: Source }) {
  const { organisation, userType, country, channel, language, day } = source;
  const parts = [
    organisation,
    userType && reader.text(`profile.user_type.${userType}`),
    country && reader.country(country),
    language && language !== UNKNOWN_LANGUAGE && languageName(language, reader.language),
    reader.text(`channel.${channel}`),
    day && reader.day(day),
  ].filter((part) => typeof part === 'string' && part !== '');
  return (
    <ul class="source">
      {parts.map((part) => (
        <li>{part}</li>
      ))}
    </ul>
  );
}
