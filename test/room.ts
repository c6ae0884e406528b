// A room to test with: a published consultation with one webinar, and an agenda with every kind of question.
import { createHash } from 'node:crypto';
import type { Question } from '../src/core/question.ts';
import type { Form } from '../src/core/room.ts';
import { written } from '../src/core/text.ts';
import { SYSTEM } from '../src/store/actor.ts';
import { createConsultation, eventsOf } from '../src/store/consultation.ts';
import type { Store } from '../src/store/open.ts';
import { addInteraction, createRoom, newRoomToken, openRoom, type RoomHead, roomTokenHash } from '../src/store/room.ts';

const options = (...titles: [en: string, bg: string][]) =>
  titles.map(([en, bg], i) => ({ key: String(i + 1), title: written({ en, bg }) }));
const base = (key: string, en: string, bg: string) =>
  ({ key, title: written({ en, bg }), purpose: 'evidence' }) as const;

export const AGENDA: { form: Form; question: Question; editing?: 'once' }[] = [
  {
    form: 'vote',
    question: {
      ...base('first', 'What should come first?', 'Какво трябва да е първо?'),
      kind: 'single',
      options: options(
        ['Recognition of skills', 'Признаване на умения'],
        ['Mobility', 'Мобилност'],
        ['Teachers', 'Учители'],
      ),
    },
  },
  {
    form: 'vote',
    question: {
      ...base('several', 'Which of these do you use?', 'Кои от тези използвате?'),
      kind: 'multiple',
      options: options(['Europass', 'Европас'], ['Erasmus+', 'Еразъм+'], ['Micro-credentials', 'Микроквалификации']),
      maxChoices: 2,
    },
  },
  {
    form: 'vote',
    question: {
      ...base('rated', 'How well does each work today?', 'Колко добре работи всяко днес?'),
      kind: 'matrix',
      rows: [
        { key: 'funding', title: written({ en: 'Funding', bg: 'Финансиране' }) },
        { key: 'rules', title: written({ en: 'Rules', bg: 'Правила' }) },
      ],
      options: options(['Badly', 'Зле'], ['Fairly', 'Средно'], ['Well', 'Добре']),
    },
  },
  {
    form: 'vote',
    question: {
      ...base('ranked', 'Put these in order', 'Подредете тези'),
      kind: 'ranking',
      options: options(['Green skills', 'Зелени умения'], ['Digital skills', 'Цифрови умения'], ['Languages', 'Езици']),
    },
  },
  {
    form: 'temperature',
    editing: 'once',
    question: {
      ...base('pace', 'How is the pace?', 'Как е темпото?'),
      kind: 'scale',
      options: options(['Too slow', 'Твърде бавно'], ['Right', 'Добре'], ['Too fast', 'Твърде бързо']),
    },
  },
  {
    form: 'words',
    question: { ...base('word', 'One word for today', 'Една дума за днес'), kind: 'word', maxCharacters: 40 },
  },
  {
    form: 'ideas',
    question: {
      ...base('idea', 'What would help most?', 'Какво би помогнало най-много?'),
      kind: 'idea',
      maxCharacters: 300,
    },
  },
  {
    form: 'questions',
    question: { ...base('speakers', 'Questions to the speakers', 'Въпроси към говорителите'), kind: 'idea' },
  },
];

/** A room with its agenda, the doors open; `ids` are the entries of the agenda by the key of their question. */
export async function makeRoom(
  store: Store,
  slug: string,
  flaggedWords: string[] = [],
): Promise<{ head: RoomHead; ids: { [key: string]: string }; slug: string; event: string }> {
  const day = (iso: string) => new Date(`${iso}T09:00:00Z`);
  const consultation = await createConsultation(
    store,
    SYSTEM,
    {
      slug,
      title: written({ en: 'A strategy for vocational education', bg: 'Стратегия за професионално образование' }),
      summary: written({ en: 'What should change?' }),
      leadBody: written({ en: 'Example Ministry' }),
      timeZone: 'Europe/Brussels',
      languages: ['en', 'bg'],
      exampleNotice: null,
      licence: null,
      stages: [
        {
          kind: 'event_series',
          title: written({ en: 'Webinars' }),
          opensAt: day('2026-01-01'),
          closesAt: day('2027-01-01'),
          events: [
            {
              slug: 'webinar-2',
              kind: 'webinar',
              title: written({ en: 'Second webinar', bg: 'Втори уебинар' }),
              summary: written({}),
              startsAt: day('2026-02-23'),
              endsAt: new Date('2026-02-23T11:00:00Z'),
              coreAreas: [],
            },
          ],
        },
      ],
    },
    true,
  );
  const [event] = await eventsOf(store.db, consultation.id);
  const of = { consultationId: consultation.id, eventId: event!.id, languages: ['en', 'bg'], flaggedWords };
  const head = await createRoom(store, SYSTEM, of);
  await openRoom(store, SYSTEM, head.id);
  const ids: { [key: string]: string } = {};
  for (const entry of AGENDA) ids[entry.question.key] = await addInteraction(store, SYSTEM, head.id, entry);
  return { head, ids, slug, event: event!.slug };
}

/** Somebody who comes in, always the same for a name. */
export function somebody(head: RoomHead, name: string) {
  const random = (bytes: Uint8Array<ArrayBuffer>) => {
    bytes.set(createHash('sha256').update(name).digest().subarray(0, bytes.length));
    return bytes;
  };
  const token = newRoomToken(head, random);
  return { token, deed: { roomId: head.id, tokenSha256: roomTokenHash(token), language: 'en' } };
}
