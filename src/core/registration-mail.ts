import { type CalendarEvent, invite } from './calendar.ts';
import { dateLocale, languageName } from './language.ts';
import { type MailCalendar, type MailKind, type MailPart, type MailWords, writeMail } from './mail.ts';
import { type MessageKey, type MessageValues, message } from './message.ts';
import type { CancelReason } from './registration.ts';
import { type LocalText, pickText } from './text.ts';

/** What mails about registrations say of an event. */
export type NoticeEvent = {
  id: string;
  slug: string;
  consultationSlug: string;
  consultationTitle: LocalText;
  leadBody: LocalText;
  timeZone: string;
  exampleNotice: LocalText | null;
  title: LocalText;
  startsAt: Date;
  endsAt: Date;
  place: LocalText;
  joinUrl: string | null;
  languages: readonly string[];
  interpretation: readonly string[];
  accessibility: LocalText;
  recording: LocalText;
};

export type NoticePerson = { name: string; emailAddress: string; language: string };

/** What somebody is told about their registration. `code` opens it; `sequence` is that of its calendar entry. */
export type Notice =
  | { kind: 'registration_confirmed'; code: string; seatCode: string; sequence: number; receipt: string | null }
  | { kind: 'registration_waiting'; code: string; before: number; offerHours: number; receipt: string | null }
  | { kind: 'registration_link'; code: string }
  | { kind: 'registration_cancelled'; because: CancelReason; sequence: number | null }
  | { kind: 'seat_offered'; code: string; until: Date }
  | { kind: 'offer_lapsed'; code: string }
  | { kind: 'event_reminder'; code: string; seatCode: string }
  | { kind: 'event_changed'; code: string; sequence: number | null }
  | { kind: 'event_cancelled'; reason: LocalText; sequence: number | null }
  | { kind: 'event_thanks'; summaryUrl: string };

/** Who sends, and where links lead. */
export type MailOrigin = {
  house: string;
  /** What calendars take for the organiser's address. */
  organiserAddress: string;
  links: {
    event: (consultation: string, event: string) => string;
    registration: (code: string) => string;
    receipt: (code: string) => string;
  };
};

export type WrittenNotice = MailWords & { kind: MailKind; calendar: MailCalendar | null };

/** Writes a mail about a registration in the person's language, with its calendar file where the calendar has to change. */
export function writeNotice(
  notice: Notice,
  event: NoticeEvent,
  person: NoticePerson,
  origin: MailOrigin,
  at: Date,
): WrittenNotice {
  const { language } = person;
  const say = (key: MessageKey, values?: MessageValues) => message(key, language, values).text;
  const title = pickText(event.title, language).text;
  const words: Words = { say, title, event, origin, language };
  const parts: MailPart[] = [
    ...(person.name === '' ? [] : [paragraph(say('mail.greeting', { name: person.name }))]),
    paragraph(say(`mail.${notice.kind}.lead`, leadValues(notice, words))),
    ...partsOf(notice, words),
    small(say('mail.why', { consultation: pickText(event.consultationTitle, language).text })),
    ...(event.exampleNotice ? [small(pickText(event.exampleNotice, language).text)] : []),
  ];
  return {
    ...writeMail({ language, subject: say(`mail.${notice.kind}.subject`, { event: title }), parts }),
    kind: notice.kind,
    calendar: calendarOf(notice, words, person, at),
  };
}

type Words = {
  say: (key: MessageKey, values?: MessageValues) => string;
  title: string;
  event: NoticeEvent;
  origin: MailOrigin;
  language: string;
};

const paragraph = (text: string): MailPart => ({ part: 'paragraph', text });
const small = (text: string): MailPart => ({ part: 'small', text });

function leadValues(notice: Notice, { title, language, event }: Words): MessageValues {
  switch (notice.kind) {
    case 'registration_waiting':
      return { event: title, before: notice.before, hours: notice.offerHours };
    case 'seat_offered':
      return { event: title, until: momentText(notice.until, event.timeZone, language) };
    case 'registration_cancelled':
      return { event: title, because: notice.because };
    case 'event_cancelled':
      return { event: title, reason: pickText(notice.reason, language).text };
    default:
      return { event: title };
  }
}

function partsOf(notice: Notice, words: Words): MailPart[] {
  const { say, origin } = words;
  const own = (code: string): MailPart => ({
    part: 'link',
    label: say('mail.own_registration'),
    url: origin.links.registration(code),
  });
  switch (notice.kind) {
    case 'registration_confirmed':
      return [facts(words, true), seat(words, notice.seatCode), own(notice.code), ...receipt(words, notice.receipt)];
    case 'registration_waiting':
      return [facts(words, false), own(notice.code), ...receipt(words, notice.receipt)];
    case 'seat_offered':
      return [
        { part: 'link', label: say('mail.seat_offered.answer'), url: origin.links.registration(notice.code) },
        facts(words, false),
      ];
    case 'registration_link':
    case 'offer_lapsed':
      return [own(notice.code), facts(words, false)];
    case 'event_reminder':
      return [facts(words, true), seat(words, notice.seatCode), own(notice.code)];
    case 'event_changed':
      return [facts(words, notice.sequence !== null), own(notice.code)];
    case 'registration_cancelled':
    case 'event_cancelled':
      return [eventLink(words)];
    case 'event_thanks':
      return [{ part: 'link', label: say('mail.event_thanks.summary'), url: notice.summaryUrl }];
  }
}

function eventLink({ say, event, origin }: Words): MailPart {
  return { part: 'link', label: say('mail.event_page'), url: origin.links.event(event.consultationSlug, event.slug) };
}

function seat({ say }: Words, code: string): MailPart {
  return { part: 'code', label: say('mail.seat_code'), code };
}

function receipt({ say, origin }: Words, code: string | null): MailPart[] {
  return code === null ? [] : [{ part: 'link', label: say('mail.receipt_link'), url: origin.links.receipt(code) }];
}

/** What one has to know to come. The link into the room is for those alone who have a seat. */
function facts(words: Words, hasSeat: boolean): MailPart {
  const { say, event, language, title } = words;
  const names = (codes: readonly string[]) => codes.map((code) => languageName(code, language)).join(', ');
  const lines: [MessageKey, string][] = [
    ['mail.fact.event', title],
    ['mail.fact.when', spanText(event, language)],
    ['mail.fact.place', pickText(event.place, language).text],
    ['mail.fact.join', hasSeat ? (event.joinUrl ?? '') : ''],
    ['mail.fact.languages', names(event.languages)],
    ['mail.fact.interpretation', names(event.interpretation)],
    ['mail.fact.accessibility', pickText(event.accessibility, language).text],
    ['mail.fact.recording', pickText(event.recording, language).text],
    ['mail.fact.page', words.origin.links.event(event.consultationSlug, event.slug)],
  ];
  return {
    part: 'facts',
    facts: lines.flatMap(([term, detail]) => (detail === '' ? [] : [{ term: say(term), detail }])),
  };
}

/** A day and time with its zone: 3 February 2026 at 10:00 (Central European Time). */
export function momentText(at: Date, zone: string, language: string): string {
  const format = new Intl.DateTimeFormat(dateLocale(language), {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: zone,
  });
  return `${format.format(at)} (${zoneName(at, zone, language)})`;
}

function spanText({ startsAt, endsAt, timeZone }: NoticeEvent, language: string): string {
  const format = new Intl.DateTimeFormat(dateLocale(language), { dateStyle: 'full', timeStyle: 'short', timeZone });
  return `${format.formatRange(startsAt, endsAt)} (${zoneName(startsAt, timeZone, language)})`;
}

function zoneName(at: Date, timeZone: string, language: string): string {
  const parts = new Intl.DateTimeFormat(dateLocale(language), { timeZone, timeZoneName: 'longGeneric' }).formatToParts(
    at,
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

/** A calendar entry for those who have a seat; it is called off where they have had one. */
function calendarOf(notice: Notice, words: Words, person: NoticePerson, at: Date): MailCalendar | null {
  if (!('sequence' in notice) || notice.sequence === null) return null;
  const { event, origin, language } = words;
  const cancelled = notice.kind === 'registration_cancelled' || notice.kind === 'event_cancelled';
  const own =
    'code' in notice ? `\n${words.say('mail.own_registration')}: ${origin.links.registration(notice.code)}` : '';
  return invite(calendarEvent(event, { language, origin, at, sequence: notice.sequence, cancelled, more: own }), {
    organiser: { name: pickText(event.leadBody, language).text || origin.house, emailAddress: origin.organiserAddress },
    attendee: { name: person.name, emailAddress: person.emailAddress },
  });
}

type CalendarContext = {
  language: string;
  origin: Pick<MailOrigin, 'links'>;
  at: Date;
  sequence: number;
  cancelled: boolean;
  /** What is only for the person whose calendar it is; null for everybody's, which has no link into the room either. */
  more: string | null;
};

/** An event for a calendar. */
export function calendarEvent(
  event: Omit<NoticeEvent, 'leadBody' | 'languages' | 'interpretation' | 'accessibility' | 'recording'>,
  { language, origin, at, sequence, cancelled, more }: CalendarContext,
): CalendarEvent {
  const page = origin.links.event(event.consultationSlug, event.slug);
  const place = pickText(event.place, language).text;
  return {
    id: event.id,
    sequence,
    title: pickText(event.title, language).text,
    description: `${pickText(event.consultationTitle, language).text}\n${page}${more ?? ''}`,
    startsAt: event.startsAt,
    endsAt: event.endsAt,
    location: place || (more === null ? null : event.joinUrl),
    url: page,
    cancelled,
    at,
  };
}
