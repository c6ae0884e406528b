import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalAttendeeType,
  ICalCalendarMethod,
  ICalEventBusyStatus,
  type ICalEventData,
  ICalEventStatus,
} from 'ical-generator';
import { headerLine, type MailCalendar } from './mail.ts';

/** An event as calendars know it. */
export type CalendarEvent = {
  /** Stays the same over all changes: by it a calendar finds what it has already. */
  id: string;
  /** Rises with every change; what has a lower one is ignored. */
  sequence: number;
  title: string;
  description: string;
  startsAt: Date;
  endsAt: Date;
  /** A place, or the link that leads into the room; null: not said. */
  location: string | null;
  url: string;
  cancelled: boolean;
  /** When this was written. */
  at: Date;
};

const PRODUCT = { company: 'Antiphon', product: 'Antiphon', language: 'EN' };

/** Instants are written in UTC: a zone of one's own in a file is what calendars disagree about most. */
function asData(event: CalendarEvent): ICalEventData {
  return {
    id: event.id,
    sequence: event.sequence,
    stamp: event.at,
    lastModified: event.at,
    start: event.startsAt,
    end: event.endsAt,
    summary: headerLine(event.title),
    description: event.description,
    location: event.location === null ? null : headerLine(event.location),
    url: event.url,
    status: event.cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    busystatus: event.cancelled ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
  };
}

export type Invitation = {
  organiser: { name: string; emailAddress: string };
  attendee: { name: string; emailAddress: string };
};

/**
 * What puts an event into one person's calendar, changes it there, or takes it out (RFC 5546). The person counts as coming:
 * the registration is their answer, so that their calendar does not send one.
 */
export function invite(event: CalendarEvent, { organiser, attendee }: Invitation): MailCalendar {
  const method = event.cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST;
  const calendar = ical({ prodId: PRODUCT, method });
  calendar.createEvent({
    ...asData(event),
    organizer: { name: headerLine(organiser.name), email: organiser.emailAddress },
    attendees: [
      {
        name: headerLine(attendee.name) || attendee.emailAddress,
        email: attendee.emailAddress,
        role: ICalAttendeeRole.REQ,
        type: ICalAttendeeType.INDIVIDUAL,
        status: ICalAttendeeStatus.ACCEPTED,
        rsvp: false,
      },
    ],
  });
  return { method, content: calendar.toString() };
}

const REFRESH_SECONDS = 6 * 3600;

/** A calendar that people subscribe to. */
export function calendarFeed(name: string, url: string, events: readonly CalendarEvent[]): string {
  const calendar = ical({
    prodId: PRODUCT,
    method: ICalCalendarMethod.PUBLISH,
    name: headerLine(name),
    source: url,
    ttl: REFRESH_SECONDS,
  });
  for (const event of events) calendar.createEvent(asData(event));
  return calendar.toString();
}
