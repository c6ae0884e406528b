import type { Child } from 'hono/jsx';
import { agendaTimes } from '../../core/agenda.ts';
import { languageName } from '../../core/language.ts';
import { type RegistrationWindow, registrationEnd } from '../../core/registration.ts';
import { stageState } from '../../core/stage.ts';
import type { LocalText } from '../../core/text.ts';
import type { HostedEvent } from '../../store/hosted-event.ts';
import { eventsUrl, eventUrl, registerUrl } from '../address.ts';
import { Badge } from '../component/badge.tsx';
import { ButtonLink } from '../component/button.tsx';
import { DefinitionList, type Fact } from '../component/definition-list.tsx';
import { EmptyState } from '../component/empty.tsx';
import type { Frame } from '../component/frame.ts';
import { PageHead, Section } from '../component/heading.tsx';
import { Notice } from '../component/notice.tsx';
import { type About, Page } from '../component/page.tsx';
import type { Reader } from '../component/reader.tsx';
import { Deadline, Moment, Span } from '../component/time.tsx';
import { type ConsultationHead, crumbsBelow } from './head.ts';

/** What is free at an event, for those of a group or for everybody else. */
export type FreeSeats = {
  /** Null: for everybody who belongs to no group. */
  title: LocalText | null;
  /** Null: as many as come. */
  free: number | null;
  waiting: number;
};

export type EventPageProps = {
  frame: Frame;
  now: Date;
  /** Where the house is reached. */
  origin: string;
  head: ConsultationHead & { leadBody: LocalText };
  event: HostedEvent;
  window: RegistrationWindow;
  seats: FreeSeats[];
};

/** A webinar or workshop: when, what for, how to come, what it talks about; afterwards what was heard. */
export function EventPage(props: EventPageProps) {
  const { frame, head, event } = props;
  const { reader } = frame;
  return (
    <Page
      frame={frame}
      title={reader.localText(event.title)}
      crumbs={crumbsBelow(reader, head)}
      notice={head.exampleNotice}
      about={aboutEvent(props)}
    >
      <PageHead kicker={reader.say(`page.event.${event.kind}`)} lead={reader.local(event.summary)}>
        {reader.local(event.title)}
      </PageHead>
      {event.cancelReason && (
        <Notice mood="warning" heading={reader.say('page.event.called_off')}>
          <p>{reader.local(event.cancelReason)}</p>
        </Notice>
      )}
      <DefinitionList facts={[...whenFacts(props), ...eventFacts(reader, event)]} />
      <Registration {...props} />
      {event.agenda.length > 0 ? <Agenda frame={frame} head={head} event={event} /> : <CoreAreas {...props} />}
      <Section id="heard" heading={reader.say('page.event.heard')}>
        <EmptyState heading={reader.say('page.event.nothing_heard')}>
          <p>{reader.say('page.event.nothing_heard_then')}</p>
        </EmptyState>
      </Section>
    </Page>
  );
}

function whenFacts({ frame: { reader }, now, head, event }: EventPageProps): Fact[] {
  const state = stageState({ opensAt: event.startsAt, closesAt: event.endsAt }, now);
  return [
    {
      term: reader.say('page.event.when'),
      detail: <Span reader={reader} from={event.startsAt} to={event.endsAt} zone={head.timeZone} />,
    },
    {
      term: reader.say('page.event.state'),
      detail: reader.say(
        event.cancelledAt ? 'page.event.called_off' : state === 'open' ? 'stage.state.going' : `stage.state.${state}`,
      ),
    },
  ];
}

/** What one has to know to come; the link into the room is not among it. */
export function eventFacts(reader: Reader, event: HostedEvent): Fact[] {
  const has = (text: LocalText) => Object.keys(text).length > 0;
  const names = (codes: string[]) => reader.list(codes.map((code) => languageName(code, reader.language)));
  const facts: [boolean, Parameters<Reader['say']>[0], () => Child][] = [
    [has(event.place), 'page.event.place', () => reader.local(event.place)],
    [event.languages.length > 0, 'page.event.languages', () => names(event.languages)],
    [event.interpretation.length > 0, 'page.event.interpretation', () => names(event.interpretation)],
    [has(event.accessibility), 'page.event.accessibility', () => reader.local(event.accessibility)],
    [has(event.recording), 'page.event.recording', () => reader.local(event.recording)],
  ];
  return facts.flatMap(([there, term, detail]) => (there ? [{ term: reader.say(term), detail: detail() }] : []));
}

/** The one thing to do: register; or why that is not possible, and what is. */
function Registration({ frame: { reader }, now, head, event, window, seats }: EventPageProps) {
  if (window === 'none' || window === 'event_cancelled') return <CalendarLink reader={reader} slug={head.slug} />;
  const end = registrationEnd(event);
  const zone = head.timeZone;
  const isFull = seats.every(({ free }) => free === 0);
  return (
    <Section id="registration" heading={reader.say('page.event.registration')}>
      {window === 'open' && (
        <>
          <Seats reader={reader} seats={seats} />
          <p>{reader.weave('page.event.until', { when: <Deadline reader={reader} at={end} zone={zone} /> })}</p>
          <p class="gap">
            <ButtonLink href={registerUrl(head.slug, event.slug)}>
              {reader.say(isFull ? 'page.event.join_waiting_list' : 'page.event.register')}
            </ButtonLink>
          </p>
        </>
      )}
      {window === 'not_yet' && event.registrationOpensAt && (
        <p>
          {reader.weave('page.event.opens', {
            when: <Moment reader={reader} at={event.registrationOpensAt} zone={zone} />,
          })}
        </p>
      )}
      {window === 'closed' && (
        <>
          <p>{reader.weave('page.event.closed', { when: <Deadline reader={reader} at={end} zone={zone} /> })}</p>
          {now < event.startsAt && <p>{reader.say('page.event.closed_then')}</p>}
        </>
      )}
      <CalendarLink reader={reader} slug={head.slug} />
    </Section>
  );
}

function CalendarLink({ reader, slug }: { reader: Reader; slug: string }) {
  return (
    <p>
      <a href={eventsUrl(slug)}>{reader.say('page.event.calendar')}</a>
    </p>
  );
}

/** How many seats are free, by group where there are groups. */
export function Seats({ reader, seats }: { reader: Reader; seats: FreeSeats[] }) {
  const said = ({ free, waiting }: FreeSeats) =>
    free === null
      ? reader.say('page.event.seats.unlimited')
      : reader.say(free > 0 ? 'page.event.seats.free' : 'page.event.seats.full', { free, waiting });
  const [only] = seats;
  if (seats.length === 1 && only) return <p>{said(only)}</p>;
  return (
    <DefinitionList
      facts={seats.map((one) => ({
        term: one.title ? reader.local(one.title) : reader.say('page.event.seats.others'),
        detail: said(one),
      }))}
    />
  );
}

function CoreAreas({ frame: { reader }, event }: EventPageProps) {
  if (event.coreAreas.length === 0) return null;
  return (
    <Section id="core-areas" heading={reader.say('page.event.core_areas')}>
      <ol class="event-areas">
        {event.coreAreas.map(({ title }) => (
          <li>{reader.local(title)}</li>
        ))}
      </ol>
    </Section>
  );
}

/** What happens when, in which core area, and who speaks. */
function Agenda({ frame: { reader }, head, event }: Pick<EventPageProps, 'frame' | 'head' | 'event'>) {
  const zone = head.timeZone;
  return (
    <Section id="agenda" heading={reader.say('page.event.agenda')}>
      <ol class="agenda">
        {agendaTimes(event.agenda, event.startsAt).map(({ item, from, to }) => {
          const area = item.coreArea === null ? null : event.coreAreas[item.coreArea];
          const kind = reader.say(`agenda.${item.kind}`);
          const hasTitle = Object.keys(item.title).length > 0;
          return (
            <li>
              <p class="agenda-time">
                <time datetime={from.toISOString()}>{reader.clockTime(from, zone)}</time>–
                <time datetime={to.toISOString()}>{reader.clockTime(to, zone)}</time>
              </p>
              <div>
                <h3>{hasTitle ? reader.local(item.title) : kind}</h3>
                {(hasTitle || area) && (
                  <p class="agenda-kind">
                    {hasTitle && <Badge>{kind}</Badge>}
                    {area && <span>{reader.local(area.title)}</span>}
                  </p>
                )}
                {item.speakers.length > 0 && (
                  <ul class="speakers">
                    {item.speakers.map(({ name, role, body }) => (
                      <li>
                        <strong>{name}</strong>
                        {[role, body]
                          .filter((text) => Object.keys(text).length > 0)
                          .map((text) => (
                            <>, {reader.local(text)}</>
                          ))}
                      </li>
                    ))}
                  </ul>
                )}
              </div>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

/** What the page tells programs (schema.org). */
function aboutEvent({ frame: { reader, house }, origin, head, event }: EventPageProps): About {
  const url = origin + eventUrl(head.slug, event.slug);
  const place = reader.localText(event.place);
  const description = reader.localText(event.summary);
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: reader.localText(event.title),
    description,
    startDate: event.startsAt.toISOString(),
    endDate: event.endsAt.toISOString(),
    eventStatus: `https://schema.org/${event.cancelledAt ? 'EventCancelled' : 'EventScheduled'}`,
    eventAttendanceMode: `https://schema.org/${place ? 'OfflineEventAttendanceMode' : 'OnlineEventAttendanceMode'}`,
    location: place ? { '@type': 'Place', name: place } : { '@type': 'VirtualLocation', url },
    organizer: { '@type': 'Organization', name: reader.localText(head.leadBody) || house.name },
    inLanguage: event.languages,
    isAccessibleForFree: true,
    url,
  };
  return { description, url, feedUrl: null, data };
}
