import type { Child } from 'hono/jsx';
import { may } from '../../core/capability.ts';
import type { Target } from '../../core/stakeholder-map.ts';
import type { HostedEvent } from '../../store/hosted-event.ts';
import type { RegistrationEntry, SeatCount } from '../../store/registration-list.ts';
import type { Admission } from '../../store/seat.ts';
import {
  callOffUrl,
  deskConsultationUrl,
  deskEventUrl,
  deskUrl,
  doorUrl,
  editEventUrl,
  mailsUrl,
  registrationsUrl,
  thanksUrl,
} from '../address.ts';
import { Badge, type Mood } from '../component/badge.tsx';
import { Button } from '../component/button.tsx';
import { EmptyState } from '../component/empty.tsx';
import { TextArea, TextField } from '../component/field.tsx';
import { CsrfField } from '../component/form.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { Page } from '../component/page.tsx';
import { DataTable } from '../component/table.tsx';
import type { ConsultationHead } from '../site/head.ts';

type Shared = { frame: Frame; head: ConsultationHead; event: HostedEvent };

export type SeatsOverviewProps = Shared & {
  now: Date;
  counts: SeatCount[];
  /** Types of stakeholders whom the organiser meant to hear and of whom nobody has registered. */
  missing: Target[];
};

/** Seats first: who has one, waits and came, by type of stakeholder, and who is missing. */
export function SeatsOverview({ frame, head, event, now, counts, missing }: SeatsOverviewProps) {
  const { reader, actor } = frame;
  const roles = actor?.roles ?? [];
  const sum = (part: 'seated' | 'offered' | 'waiting' | 'cancelled' | 'came') =>
    counts.reduce((total, one) => total + one[part], 0);
  const parts = ['seated', 'offered', 'waiting', 'came', 'cancelled'] as const;
  const cells = (of: (part: (typeof parts)[number]) => number) => parts.map((part) => reader.number(of(part)));
  return (
    <Section id="seats" heading={reader.say('desk.seats.title')}>
      {counts.length === 0 ? (
        <EmptyState heading={reader.say('desk.seats.none')}>
          <p>{reader.say('desk.seats.none_then')}</p>
        </EmptyState>
      ) : (
        <DataTable
          id="seat-table"
          caption={reader.say('desk.seats.caption', { capacity: event.capacity ?? 0 })}
          columns={[
            { label: reader.say('desk.seats.user_type') },
            ...parts.map((part) => ({ label: reader.say(`desk.seats.${part}`), align: 'number' as const })),
          ]}
          rows={[
            ...counts.map((one) => ({
              heading: one.userType
                ? reader.say(`profile.user_type.${one.userType}`)
                : reader.say('desk.seats.unknown'),
              cells: cells((part) => one[part]),
            })),
            { heading: reader.say('desk.seats.all'), cells: cells(sum) },
          ]}
        />
      )}
      {missing.length > 0 && (
        <p>
          {reader.say('desk.seats.missing', {
            groups: reader.list(missing.map(({ name }) => reader.text(`profile.user_type.${name as 'NGO'}`))),
          })}
        </p>
      )}
      <ul class="link-row">
        {may(roles, 'set up consultations') && (
          <li>
            <a href={editEventUrl(head.slug, event.slug)}>{reader.say('desk.seats.edit')}</a>
          </li>
        )}
        {may(roles, 'see registrations') && (
          <>
            <li>
              <a href={registrationsUrl(head.slug, event.slug)}>{reader.say('desk.registrations.title')}</a>
            </li>
            <li>
              <a href={doorUrl(head.slug, event.slug)}>{reader.say('desk.door.title')}</a>
            </li>
          </>
        )}
        {may(roles, 'see mails') && (
          <li>
            <a href={mailsUrl(head.slug)}>{reader.say('desk.mails.title')}</a>
          </li>
        )}
      </ul>
      {may(roles, 'set up consultations') && <Decisions frame={frame} head={head} event={event} now={now} />}
    </Section>
  );
}

/** What an organiser can do with an event as a whole: thank those who came, or call it off. */
function Decisions({ frame, head, event, now }: Shared & { now: Date }) {
  const { reader } = frame;
  if (event.cancelledAt) return <p>{reader.say('desk.seats.called_off')}</p>;
  if (now >= event.endsAt)
    return (
      <form class="form" method="post" action={thanksUrl(head.slug, event.slug)}>
        <CsrfField frame={frame} />
        <Button kind="secondary">{reader.say('desk.seats.thank')}</Button>
      </form>
    );
  return (
    <details>
      <summary>{reader.say('desk.seats.call_off')}</summary>
      <form class="form" method="post" action={callOffUrl(head.slug, event.slug)}>
        <CsrfField frame={frame} />
        <TextArea
          id="reason"
          name="reason"
          label={reader.say('desk.reason')}
          hint={reader.say('desk.seats.call_off_does')}
          required
        />
        <Button kind="secondary">{reader.say('desk.seats.call_off_button')}</Button>
      </form>
    </details>
  );
}

const MOODS = {
  waiting: 'neutral',
  offered: 'warning',
  confirmed: 'success',
  attended: 'accent',
  cancelled: 'neutral',
} as const satisfies { [state: string]: Mood };

function EventBelow({ frame, head, event, title, children }: Shared & { title: string; children?: Child }) {
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={title}
      crumbs={[
        { url: deskUrl(), label: reader.text('ui.desk') },
        { url: deskConsultationUrl(head.slug), label: reader.localText(head.title) },
        { url: deskEventUrl(head.slug, event.slug), label: reader.localText(event.title) },
      ]}
      notice={head.exampleNotice}
    >
      {children}
    </Page>
  );
}

export type DeskRegistrationsProps = Shared & { registrations: RegistrationEntry[] };

/** Who registered, in order of arrival, with what they need. Personal data: for those who hold the event. */
export function DeskRegistrations({ frame, head, event, registrations }: DeskRegistrationsProps) {
  const { reader } = frame;
  return (
    <EventBelow frame={frame} head={head} event={event} title={reader.text('desk.registrations.title')}>
      <PageHead kicker={reader.local(event.title)} lead={reader.say('desk.registrations.lead')}>
        {reader.say('desk.registrations.title')}
      </PageHead>
      {registrations.length === 0 ? (
        <EmptyState heading={reader.say('desk.seats.none')}>
          <p>{reader.say('desk.seats.none_then')}</p>
        </EmptyState>
      ) : (
        <DataTable
          id="registrations"
          caption={reader.say('desk.registrations.count', { n: registrations.length })}
          columns={[
            { label: reader.say('own.name') },
            { label: reader.say('own.email') },
            { label: reader.say('desk.registrations.state') },
            { label: reader.say('desk.registrations.since') },
            { label: reader.say('desk.registrations.logistics') },
          ]}
          rows={registrations.map((one) => ({
            heading: one.name || '–',
            cells: [
              one.emailAddress || '–',
              <Badge mood={MOODS[one.seat.state]}>{reader.say(`seat.${one.seat.state}`)}</Badge>,
              reader.moment(one.registeredAt, head.timeZone),
              one.logistics.map(({ text }) => text).join('; ') || '–',
            ],
          }))}
        />
      )}
      <CancelForm frame={frame} head={head} event={event} registrations={registrations} />
    </EventBelow>
  );
}

function CancelForm({ frame, head, event, registrations }: DeskRegistrationsProps) {
  const { reader } = frame;
  const standing = registrations.filter(({ seat }) => seat.state !== 'cancelled' && seat.state !== 'attended');
  if (standing.length === 0) return null;
  return (
    <Section id="cancel" heading={reader.say('desk.registrations.cancel')}>
      <form class="form" method="post" action={registrationsUrl(head.slug, event.slug)}>
        <CsrfField frame={frame} />
        <div class="ds-field">
          <label class="ds-label" for="id">
            {reader.say('desk.registrations.whose')}
          </label>
          <select class="ds-input" id="id" name="id">
            {standing.map(({ id, name, emailAddress }) => (
              <option value={id}>
                {name} ({emailAddress})
              </option>
            ))}
          </select>
        </div>
        <TextField id="reason" name="reason" label={reader.say('desk.reason')} required maxLength={500} />
        <Button kind="secondary">{reader.say('own.cancel_button')}</Button>
      </form>
    </Section>
  );
}

export type DeskDoorProps = Shared & {
  /** What was said to the code that was typed just now. */
  admission: Admission | null;
  came: number;
  seated: number;
};

/** At the door: one field for the code that people show, and what it says. Usable with a thumb. */
export function DeskDoor({ frame, head, event, admission, came, seated }: DeskDoorProps) {
  const { reader } = frame;
  return (
    <EventBelow frame={frame} head={head} event={event} title={reader.text('desk.door.title')}>
      <PageHead kicker={reader.local(event.title)}>{reader.say('desk.door.title')}</PageHead>
      {admission && (
        <div class="gap">
          <Notice
            mood={admission.outcome === 'admitted' ? 'success' : admission.outcome === 'again' ? 'info' : 'danger'}
            heading={reader.say(`desk.door.${admission.outcome}`)}
          >
            {'registration' in admission && (
              <p>
                {admission.registration.person.name} – {reader.say(`seat.${admission.registration.seat.state}`)}
              </p>
            )}
          </Notice>
        </div>
      )}
      <form class="form" method="post" action={doorUrl(head.slug, event.slug)}>
        <CsrfField frame={frame} />
        <TextField
          id="code"
          name="code"
          label={reader.say('desk.door.code')}
          hint={reader.say('desk.door.code_hint')}
          required
          autofocus
          maxLength={20}
          autocomplete="off"
        />
        <Button>{reader.say('desk.door.admit')}</Button>
      </form>
      <p>{reader.say('desk.door.count', { came, seated })}</p>
    </EventBelow>
  );
}
