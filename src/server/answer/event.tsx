import { calendarFeed } from '../../core/calendar.ts';
import { DomainError } from '../../core/error.ts';
import { freeSeats, poolsOf, registrationWindow } from '../../core/registration.ts';
import { calendarEvent } from '../../core/registration-mail.ts';
import { pickText } from '../../core/text.ts';
import type { Consultation } from '../../store/consultation.ts';
import { type HostedEvent, hostedEvent, hostedEventsOf, noticeEventOf } from '../../store/hosted-event.ts';
import type { Db } from '../../store/open.ts';
import { poolCounts } from '../../store/registration.ts';
import { eventsUrl } from '../address.ts';
import { renderPage } from '../component/page.tsx';
import { mailOriginOf } from '../mail-origin.ts';
import { EventPage, type FreeSeats } from '../site/event.tsx';
import { consultationOf, originOf, placeOf, type Route, type Visit } from '../visit.ts';

/** @throws DomainError not_found */
export async function eventOf(visit: Visit, head: Pick<Consultation, 'id'>): Promise<HostedEvent> {
  const found = await hostedEvent(visit.store.db, head.id, placeOf(visit, 'event'));
  if (!found) throw new DomainError('not_found', 'There is no such event in this consultation.');
  return found;
}

/** What is free at an event, pool by pool. */
export async function freeSeatsOf(db: Db, event: HostedEvent): Promise<FreeSeats[]> {
  const counts = await poolCounts(db, event.id);
  return poolsOf(event).map((pool) => {
    const { taken, waiting } = counts.get(pool) ?? { taken: 0, waiting: 0 };
    const free = freeSeats(event, pool, taken);
    return {
      title: event.groups.find(({ key }) => key === pool)?.title ?? null,
      // Who waits gets what is free first.
      free: Number.isFinite(free) ? Math.max(0, free - waiting) : null,
      waiting,
    };
  });
}

export const event: Route = {
  method: 'get',
  at: 'event',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, frame, now, store } = visit;
    const head = await consultationOf(visit);
    const found = await eventOf(visit, head);
    const seats = await freeSeatsOf(store.db, found);
    const window = registrationWindow(found, now);
    return context.html(
      renderPage(
        <EventPage
          frame={frame}
          now={now}
          origin={originOf(visit)}
          head={head}
          event={found}
          window={window}
          seats={seats}
        />,
      ),
    );
  },
};

/** The events of a consultation as a calendar to subscribe to, in the reader's language. */
export const events: Route = {
  method: 'get',
  at: 'events',
  needs: 'see public pages',
  answer: async (visit) => {
    const { context, store, house, frame } = visit;
    const head = await consultationOf(visit);
    const { language } = frame.reader;
    const origin = mailOriginOf(house);
    const entries = [];
    for (const one of await hostedEventsOf(store.db, head.id)) {
      const context = { language, origin, sequence: one.sequence, cancelled: one.cancelledAt !== null, more: null };
      const at = one.changedAt ?? head.publishedAt ?? one.startsAt;
      entries.push(calendarEvent(await noticeEventOf(store.db, one), { ...context, at }));
    }
    const feed = calendarFeed(pickText(head.title, language).text, house.url + eventsUrl(head.slug), entries);
    context.header('content-type', 'text/calendar; charset=utf-8');
    context.header('content-disposition', `inline; filename="${head.slug}.ics"`);
    return context.body(feed);
  },
};
