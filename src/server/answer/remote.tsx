import { DomainError } from '../../core/error.ts';
import { isLanguage } from '../../core/language.ts';
import type { Option, Question } from '../../core/question.ts';
import { FORMS, type Form } from '../../core/room.ts';
import { type LocalText, written } from '../../core/text.ts';
import { eventsOf } from '../../store/consultation.ts';
import { currentQuestions } from '../../store/questionnaire.ts';
import {
  addInteraction,
  createRoom,
  type NewInteraction,
  openRoom,
  rehearse,
  removeInteraction,
} from '../../store/room.ts';
import { closeRoom } from '../../store/room-record.ts';
import {
  blockAuthor,
  changeGroup,
  dissolveGroups,
  markText,
  mergeGroups,
  publishText,
  refuseText,
} from '../../store/room-text.ts';
import { closeRound, openRound, showResults, undoRound } from '../../store/round.ts';
import { remoteUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { NEW_QUESTIONS, RemotePage } from '../desk/room.tsx';
import { roomsOf } from '../live/at-hand.ts';
import type { LiveRoom } from '../live/live-room.ts';
import { nextFrame } from '../live/stream.ts';
import { placeOf, type Route, type Visit } from '../visit.ts';
import { deskConsultationOf } from './desk.tsx';
import { cursorOf, stream } from './live.tsx';

/** The event of the address with its room. @throws DomainError not_found */
async function eventOf(visit: Visit) {
  const head = await deskConsultationOf(visit);
  const event = (await eventsOf(visit.store.db, head.id)).find(({ slug }) => slug === placeOf(visit, 'event'));
  if (!event) throw new DomainError('not_found', 'There is no such event in this consultation.');
  return { head, event, room: await roomsOf(visit).ofEvent(event.id) };
}

async function roomOf(visit: Visit): Promise<LiveRoom> {
  const { room } = await eventOf(visit);
  if (!room) throw new DomainError('not_found', 'This event has no room yet.');
  return room;
}

export const remotePage: Route = {
  method: 'get',
  at: 'remote',
  needs: 'run the room',
  answer: async (visit) => {
    const { frame, store, context } = visit;
    const { head, event, room } = await eventOf(visit);
    await room?.look();
    const questions = (await currentQuestions(store.db, head.id)).filter((question) => formOf(question) !== null);
    return context.html(
      renderPage(
        <RemotePage
          frame={frame}
          head={head}
          event={event.slug}
          title={frame.reader.localText(event.title)}
          sight={room?.sight('remote') ?? null}
          questions={questions}
        />,
      ),
    );
  },
};

/** How a question of a questionnaire is asked in a room; null where it cannot be. */
function formOf({ kind }: Question): Form | null {
  switch (kind) {
    case 'single':
    case 'multiple':
    case 'scale':
    case 'matrix':
    case 'ranking':
      return 'vote';
    case 'word':
      return 'words';
    case 'idea':
    case 'text':
    case 'long_text':
      return 'ideas';
    default:
      return null;
  }
}

/** What the facilitator did; the page again, or for the script that it was done. */
export const remoteChange: Route = {
  method: 'post',
  at: 'remote',
  needs: 'run the room',
  answer: async (visit) => {
    const { context } = visit;
    const form = await context.req.parseBody();
    const field = (name: string) => (typeof form[name] === 'string' ? form[name] : '');
    if (field('do') === 'make-room') await makeRoom(visit);
    else {
      const room = await roomOf(visit);
      const act = Object.hasOwn(ACTS, field('do')) ? ACTS[field('do')] : undefined;
      if (!act) throw new DomainError('wrong_use', 'This form asks for nothing that a room can do.');
      await act(visit, room, field);
      await room.look();
    }
    if (context.req.header('accept')?.includes('application/json')) return context.json({ taken: true, said: '' });
    return context.redirect(remoteUrl(placeOf(visit, 'slug'), placeOf(visit, 'event')), 303);
  },
};

async function makeRoom(visit: Visit): Promise<void> {
  const { head, event } = await eventOf(visit);
  const languages = head.languages.length > 0 ? head.languages : ['en'];
  const of = { consultationId: head.id, eventId: event.id, languages };
  await createRoom(visit.store, visit.visitor.actor!, of, { clock: visit.clock }); // the right was checked
}

type Field = (name: string) => string;
type Act = (visit: Visit, room: LiveRoom, field: Field) => Promise<unknown>;

/** Everything that the remote can do, by the name its buttons send. */
const ACTS: { [name: string]: Act } = {
  'open-room': ({ store, visitor, clock }, { head }) => openRoom(store, visitor.actor!, head.id, clock),
  'close-room': ({ store, visitor, clock }, { head }) => closeRoom(store, visitor.actor!, head.id, { clock }),
  rehearse: ({ store, visitor, clock }, { head }) => rehearse(store, visitor.actor!, head.id, true, clock),
  'end-rehearsal': ({ store, visitor, clock }, { head }) => rehearse(store, visitor.actor!, head.id, false, clock),
  open: ({ store, visitor, clock }, { head }, field) =>
    openRound(store, visitor.actor!, head.id, idIn(field('interaction')), {
      timerSeconds: timerOf(field('seconds')),
      clock,
    }),
  close: ({ store, visitor, clock }, { head }, field) =>
    closeRound(store, visitor.actor!, head.id, idIn(field('round')), clock),
  show: ({ store, visitor, clock }, { head }, field) =>
    showResults(store, visitor.actor!, head.id, idIn(field('round')), 'shown', clock),
  hold: ({ store, visitor, clock }, { head }, field) =>
    showResults(store, visitor.actor!, head.id, idIn(field('round')), 'held_back', clock),
  undo: ({ store, visitor, clock }, { head }, field) =>
    undoRound(store, visitor.actor!, head.id, idIn(field('round')), clock),
  remove: ({ store, visitor }, { head }, field) =>
    removeInteraction(store, visitor.actor!, head.id, idIn(field('interaction'))),
  publish: async (visit, room, field) => {
    const text = idIn(field('text'));
    await publishText(visit.store, visit.visitor.actor!, room.head.id, text);
    const roundId = room.sight('remote').state.texts.find(({ id }) => id === text)?.roundId;
    if (roundId) await roomsOf(visit).gather(room, roundId);
  },
  refuse: ({ store, visitor }, { head }, field) =>
    refuseText(store, visitor.actor!, head.id, idIn(field('text')), field('reason').slice(0, 200)),
  block: async ({ store, visitor }, { head }, field) => {
    const [text, reason] = [idIn(field('text')), field('reason').slice(0, 200)];
    await refuseText(store, visitor.actor!, head.id, text, reason);
    await blockAuthor(store, visitor.actor!, head.id, text, reason);
  },
  mark: ({ store, visitor }, { head }, field) => {
    const mark = (['pinned', 'answered', 'archived'] as const).find((one) => one === field('mark'));
    if (!mark) throw new DomainError('wrong_use', 'A text can be pinned, answered or put aside.');
    return markText(store, visitor.actor!, head.id, idIn(field('text')), mark, field('wanted') === 'yes');
  },
  'name-group': ({ store, visitor }, { head }, field) => {
    const name = field('name').trim().slice(0, 100);
    if (name === '') throw new DomainError('wrong_use', 'Give the group a name.');
    return changeGroup(store, visitor.actor!, head.id, idIn(field('group')), { name });
  },
  'pin-group': ({ store, visitor }, { head }, field) =>
    changeGroup(store, visitor.actor!, head.id, idIn(field('group')), { pinned: field('wanted') === 'yes' }),
  'merge-group': ({ store, visitor }, { head }, field) =>
    mergeGroups(store, visitor.actor!, head.id, idIn(field('group')), idIn(field('into'))),
  regroup: async (visit, room, field) => {
    const round = idIn(field('round'));
    await dissolveGroups(visit.store, visit.visitor.actor!, room.head.id, round);
    await roomsOf(visit).gather(room, round, true);
  },
  add: ({ store, visitor }, room, field) =>
    addInteraction(store, visitor.actor!, room.head.id, newInteraction(room, field)),
  'add-known': async ({ store, visitor }, { head }, field) => {
    const questions = await currentQuestions(store.db, head.consultationId);
    const question = questions.find(({ key }) => key === field('question'));
    const form = question && formOf(question);
    if (!question || !form) throw new DomainError('not_found', 'This question is in no questionnaire any more.');
    return await addInteraction(store, visitor.actor!, head.id, { form, question: roomQuestion(question) });
  },
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function idIn(text: string): string {
  if (!UUID.test(text)) throw new DomainError('not_found', 'This form is about something that is not there.');
  return text;
}

const LONGEST_TIMER_SECONDS = 3600;

function timerOf(text: string): number {
  return /^\d{1,4}$/.test(text) ? Math.min(Number(text), LONGEST_TIMER_SECONDS) : 0;
}

/** What a long answer is in a questionnaire is an idea in a room. */
function roomQuestion(question: Question): Question {
  const { showIf: _, requiredIf: __, ...rest } = question;
  return rest.kind === 'text' || rest.kind === 'long_text'
    ? { key: rest.key, title: rest.title, purpose: rest.purpose, kind: 'idea', maxCharacters: 300 }
    : (rest as Question); // without its conditions it is still one of its kind
}

/** Reads the form for a new question. @throws DomainError wrong_use with what is missing */
function newInteraction(room: LiveRoom, field: Field): NewInteraction {
  const { languages } = room.sight('remote').state.room;
  const kind = NEW_QUESTIONS.find((one) => one === field('kind'));
  const title = localIn(languages, (language) => field(`title.${language}`));
  if (!kind || Object.keys(title).length === 0) throw new DomainError('wrong_use', 'Write what is to be asked.');
  const moderation = field('moderation') === 'before' ? 'before' : 'after';
  const key = `room_${room.sight('remote').state.interactions.length + 1}`;
  const base = { key, title, purpose: 'evidence' } as const;
  if (kind === 'words') return { form: 'words', moderation, question: { ...base, kind: 'word', maxCharacters: 40 } };
  if (kind === 'ideas' || kind === 'questions')
    return { form: kind, moderation, question: { ...base, kind: 'idea', maxCharacters: 300 } };
  const options = optionsIn(languages, field);
  if (options.length < 2) throw new DomainError('wrong_use', 'Write at least two options, one a line.');
  const form = FORMS.find((one) => one === kind) ?? 'vote';
  return {
    form,
    question: { ...base, kind: kind === 'temperature' ? 'scale' : kind, options },
    editing: kind === 'temperature' ? 'once' : 'until_closed',
  };
}

function localIn(languages: readonly string[], textIn: (language: string) => string): LocalText {
  const texts = languages.flatMap((language) => {
    const text = textIn(language).trim().slice(0, 300);
    return isLanguage(language) && text !== '' ? [[language, text]] : [];
  });
  return written(Object.fromEntries(texts));
}

const MOST_OPTIONS = 12;

/** An option a line; the same line of another language is the same option. */
function optionsIn(languages: readonly string[], field: Field): Option[] {
  const lines = new Map(
    languages.map((language) => [
      language,
      field(`options.${language}`)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    ]),
  );
  const count = Math.min(MOST_OPTIONS, Math.max(0, ...[...lines.values()].map((list) => list.length)));
  return Array.from({ length: count }, (_, i) => ({
    key: String(i + 1),
    title: localIn(languages, (language) => lines.get(language)?.[i] ?? ''),
  }));
}

export const remoteStream: Route = {
  method: 'get',
  at: 'remoteStream',
  needs: 'run the room',
  answer: async (visit) => stream(visit, await roomOf(visit), 'remote', visit.frame.reader.language),
};

export const remoteFrame: Route = {
  method: 'get',
  at: 'remoteFrame',
  needs: 'run the room',
  answer: async (visit) => {
    const room = await roomOf(visit);
    visit.context.header('cache-control', 'no-store');
    return visit.context.json(await nextFrame(room, 'remote', visit.frame.reader.language, cursorOf(visit)));
  },
};
