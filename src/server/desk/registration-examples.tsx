import { eventFields, readEvent } from '../../core/event-form.ts';
import type { MailEntry } from '../../store/mail.ts';
import type { SeatCount } from '../../store/registration-list.ts';
import type { Frame } from '../component/frame.ts';
import { BRUSSELS, NOW, STRATEGY, WEBINAR } from '../example/cast.ts';
import { DeskEventEdit } from './event-edit.tsx';
import { DeskMail, DeskMails } from './mails.tsx';
import { DeskDoor, DeskRegistrations, SeatsOverview } from './registrations.tsx';

const COUNTS: SeatCount[] = [
  { userType: 'COMPANY', seated: 31, offered: 1, waiting: 12, cancelled: 3, came: 24 },
  { userType: 'TRADE_UNION', seated: 8, offered: 0, waiting: 0, cancelled: 1, came: 7 },
  { userType: null, seated: 2, offered: 0, waiting: 1, cancelled: 0, came: 0 },
];

const MAILS: MailEntry[] = (['sent', 'failed', 'kept', 'waiting'] as const).map((state, i) => ({
  id: `00000000-0000-7000-8000-00000000010${i}`,
  eventId: WEBINAR.id,
  about: null,
  kind: (['registration_confirmed', 'seat_offered', 'registration_waiting', 'event_reminder'] as const)[i]!,
  recipient: ['gorg.borg@example.mt', 'eleni@example.gr', 'ivan@example.bg', 'anna@example.de'][i]!,
  language: 'en',
  subject: 'Your seat: Teachers and trainers',
  state,
  queuedAt: NOW,
  settledAt: state === 'waiting' ? null : NOW,
  nextAttemptAt: NOW,
  attempts: i,
  said: state === 'failed' ? '550 5.1.1 No such user here' : null,
}));

/** The seats of an event, as the page of the event shows them. */
export function exampleSeats(frame: Frame) {
  const missing = [{ kind: 'group' as const, name: 'NGO', target: 10 }];
  return <SeatsOverview frame={frame} head={STRATEGY} event={WEBINAR} now={NOW} counts={COUNTS} missing={missing} />;
}

function editForm(frame: Frame, changes: { [field: string]: string }) {
  const fields = { ...eventFields(WEBINAR, BRUSSELS), ...changes };
  const { problems } = readEvent(fields, STRATEGY, WEBINAR);
  return (
    <DeskEventEdit
      frame={frame}
      head={STRATEGY}
      event={WEBINAR}
      fields={fields}
      problems={problems}
      questionnaires={[{ id: 'q', name: 'Registration' }]}
    />
  );
}

/** Pages of registrations and mails at the desk, for the gallery and the tests. */
export const REGISTRATION_EXAMPLES: { name: string; render: (frame: Frame) => ReturnType<typeof editForm> }[] = [
  { name: 'desk-event-edit-wrong', render: (frame) => editForm(frame, { 'item-2-minutes': '90', join: 'meet' }) },
  {
    name: 'desk-registrations',
    render: (frame) => (
      <DeskRegistrations
        frame={frame}
        head={STRATEGY}
        event={WEBINAR}
        registrations={(['confirmed', 'waiting'] as const).map((state, i) => ({
          id: `00000000-0000-7000-8000-00000000020${i}`,
          seat: { state },
          userType: 'COMPANY',
          seatCode: '7K3M-Q2XD',
          registeredAt: NOW,
          name: ['Ġorġ Borg', 'Ελένη Παππά'][i]!,
          emailAddress: ['gorg.borg@example.mt', 'eleni@example.gr'][i]!,
          organisation: 'Borg Ltd',
          logistics: i === 0 ? [{ question: 'access', text: 'Captions' }] : [],
        }))}
      />
    ),
  },
  {
    name: 'desk-door',
    render: (frame) => (
      <DeskDoor
        frame={frame}
        head={STRATEGY}
        event={WEBINAR}
        admission={{ outcome: 'unknown' }}
        came={31}
        seated={41}
      />
    ),
  },
  {
    name: 'desk-mails',
    render: (frame) => (
      <DeskMails frame={frame} head={STRATEGY} mails={MAILS} counts={{ sent: 41, waiting: 1, failed: 1, kept: 1 }} />
    ),
  },
  {
    name: 'desk-mail',
    render: (frame) => (
      <DeskMail
        frame={frame}
        head={STRATEGY}
        mail={MAILS[2]!}
        content={{ text: 'Good day,\n\nAll seats are taken.' }}
      />
    ),
  },
];
