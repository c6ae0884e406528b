import { readFilled } from '../../core/answering.ts';
import type { Question } from '../../core/question.ts';
import type { Seat } from '../../core/registration.ts';
import { readRegistration, registrationQuestions } from '../../core/registration-form.ts';
import { written } from '../../core/text.ts';
import type { OwnRegistration } from '../../store/registration.ts';
import type { Frame } from '../component/frame.ts';
import { NOW, STRATEGY, WEBINAR } from '../example/cast.ts';
import { EventPage, type FreeSeats } from './event.tsx';
import { NoRegistration, RegisterPage } from './register.tsx';
import { type JustDone, RegistrationPage } from './registration.tsx';

const FREE: FreeSeats[] = [
  { title: WEBINAR.groups[0]!.title, free: 12, waiting: 0 },
  { title: null, free: 0, waiting: 34 },
];
const FULL: FreeSeats[] = FREE.map((one) => ({ ...one, free: 0 }));

const QUESTIONS: Question[] = registrationQuestions([
  {
    key: 'access',
    kind: 'long_text',
    title: written({ en: 'What do you need to take part?', de: 'Was brauchen Sie, um teilzunehmen?' }),
    help: written({
      en: 'Captions, sign language, documents in large print …',
      de: 'Untertitel, Gebärdensprache, Unterlagen in Großdruck …',
    }),
    purpose: 'logistics',
  },
  {
    key: 'obstacle',
    kind: 'long_text',
    title: written({
      en: 'What keeps people who teach from further training?',
      de: 'Was hält Lehrende von Weiterbildung ab?',
    }),
    purpose: 'evidence',
    maxCharacters: 1000,
  },
]);

function form(frame: Frame, filled: { [field: string]: string[] }, seats: FreeSeats[]) {
  const { problems } =
    Object.keys(filled).length > 0 ? readRegistration(QUESTIONS, filled, '2026-02-07') : { problems: [] };
  return (
    <RegisterPage
      frame={frame}
      head={STRATEGY}
      event={WEBINAR}
      questions={QUESTIONS}
      state={{ filled, problems, asked: readFilled(QUESTIONS, filled).asked, files: [], seed: 'x', sayOf: () => null }}
      code="7K3M-Q2XD-94TP-0RJ8-4WVN-HC"
      seats={seats}
    />
  );
}

const OWN: OwnRegistration = {
  id: '00000000-0000-7000-8000-0000000000f1',
  eventId: WEBINAR.id,
  position: 12,
  seat: { state: 'confirmed' },
  pool: null,
  userType: 'COMPANY',
  before: null,
  seatCode: '7K3M-Q2XD',
  registeredAt: NOW,
  language: 'en',
  person: { name: 'Ġorġ Borg', emailAddress: 'gorg.borg@example.mt' },
  contributionId: '00000000-0000-7000-8000-0000000000f2',
  sequence: 1,
};

function own(frame: Frame, seat: Seat, done: JustDone | null = null) {
  return (
    <RegistrationPage
      frame={frame}
      now={NOW}
      head={STRATEGY}
      event={WEBINAR}
      own={{ ...OWN, seat, before: seat.state === 'waiting' ? 3 : null }}
      code="7K3M-Q2XD-94TP-0RJ8-4WVN-HC"
      done={done}
      receiptUrl={done === 'registered' ? 'https://consultations.example.org/r/7K3M-Q2XD-94TP-0RJ8-4WVN-HC' : null}
    />
  );
}

const WRONG = {
  'registration.name': ['Ġorġ Borg'],
  'registration.email': ['gorg.borg at example.mt'],
  'profile.user_type': ['COMPANY'],
  obstacle: ['Nobody stands in for them.'],
};

/** Pages of events and registrations, for the gallery and the tests. */
export const EVENT_EXAMPLES: { name: string; render: (frame: Frame) => ReturnType<typeof form> }[] = [
  {
    name: 'event',
    render: (frame) => (
      <EventPage
        frame={frame}
        now={NOW}
        origin="https://consultations.example.org"
        head={STRATEGY}
        event={WEBINAR}
        window="open"
        seats={FREE}
      />
    ),
  },
  {
    name: 'event-called-off',
    render: (frame) => (
      <EventPage
        frame={frame}
        now={NOW}
        origin="https://consultations.example.org"
        head={STRATEGY}
        event={{
          ...WEBINAR,
          agenda: [],
          cancelledAt: NOW,
          cancelReason: written({ en: 'The speaker is ill.', de: 'Die Rednerin ist krank.' }),
        }}
        window="event_cancelled"
        seats={FREE}
      />
    ),
  },
  { name: 'register', render: (frame) => form(frame, {}, FREE) },
  { name: 'register-wrong', render: (frame) => form(frame, WRONG, FULL) },
  {
    name: 'register-closed',
    render: (frame) => <NoRegistration frame={frame} head={STRATEGY} event={WEBINAR} why="closed" />,
  },
  {
    name: 'register-already',
    render: (frame) => <NoRegistration frame={frame} head={STRATEGY} event={WEBINAR} why="already" />,
  },
  { name: 'registration-confirmed', render: (frame) => own(frame, { state: 'confirmed' }, 'registered') },
  { name: 'registration-waiting', render: (frame) => own(frame, { state: 'waiting' }) },
  {
    name: 'registration-offered',
    render: (frame) => own(frame, { state: 'offered', expiresAt: new Date('2026-02-09T09:00:00Z') }),
  },
  {
    name: 'registration-lapsed',
    render: (frame) => own(frame, { state: 'cancelled', at: NOW, because: 'offer_lapsed' }, 'lapsed'),
  },
];
