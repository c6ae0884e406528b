import { createHash } from 'node:crypto';
import type { Channel } from '../src/core/contribution.ts';
import type { Delivery, IntakeItem, ReceivedContribution } from '../src/core/intake.ts';
import { NO_PROFILE } from '../src/core/profile.ts';
import type { PublicationChoice } from '../src/core/publication.ts';
import { written } from '../src/core/text.ts';

/** One contribution of a made-up export: its id in the source, what it says, and what is not as usual about it. */
export type Said = {
  id: string | null;
  text: string;
  day?: string | null;
  publication?: PublicationChoice;
  channel?: Channel;
  emailAddress?: string;
};

/** An export of a survey with one open question, as a reader would deliver it. */
export function deliveryOf(said: readonly Said[], name = 'survey.csv'): Delivery {
  return {
    format: 'any-table',
    source: 'survey',
    file: name,
    sha256: createHash('sha256').update(JSON.stringify(said)).digest('hex'),
    questions: [{ kind: 'long_text', key: 'q1', title: written({ en: 'What should change?' }), purpose: 'evidence' }],
    reading: [],
    items: async function* (): AsyncGenerator<IntakeItem> {
      for (const [i, one] of said.entries()) yield { kind: 'contribution', contribution: received(one, name, i + 2) };
    },
  };
}

function received({ id, text, ...more }: Said, file: string, row: number): ReceivedContribution {
  return {
    file,
    row,
    sourceKey: id,
    language: 'en',
    ...(more.channel && { channel: more.channel }),
    day: more.day ?? null,
    profile: NO_PROFILE,
    personal: more.emailAddress ? { emailAddress: more.emailAddress } : {},
    publication: more.publication ?? 'anonymous',
    url: null,
    answers: [{ question: 'q1', text }],
    attachments: [],
  };
}
