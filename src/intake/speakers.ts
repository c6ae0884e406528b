import type { PublicationChoice } from '../core/publication.ts';
import type { Mapping } from './mapping-file.ts';
import { nameKey } from './person-name.ts';

/** What a person said about somebody who speaks, asks or writes in a recorded event. */
export type SpeakerWord = {
  isHost: boolean;
  /** What that person agreed to; null where nobody recorded it. */
  choice: PublicationChoice | null;
};

/** Looks names up in the mapping; for whom it does not name, what it says of all. */
export function speakerWords(mapping: Mapping): (name: string | null) => SpeakerWord {
  const named = new Map(Object.entries(mapping.speakers ?? {}).map(([name, word]) => [nameKey(name), word]));
  const forAll = mapping.publication?.all ?? null;
  return (name) => {
    const word = name === null ? undefined : named.get(nameKey(name));
    return { isHost: word?.is === 'host', choice: recorded(word?.publication ?? forAll) };
  };
}

function recorded(choice: PublicationChoice | null): PublicationChoice | null {
  return choice === 'unknown' ? null : choice;
}
