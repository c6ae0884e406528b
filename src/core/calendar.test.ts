import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import ICAL from 'ical.js';
import { type CalendarEvent, calendarFeed, invite } from './calendar.ts';

const EVENT: CalendarEvent = {
  id: '0192f3a0-1111-7000-8000-000000000001',
  sequence: 3,
  title: 'Teachers; trainers, and „Ausbilder“ – Ώρα',
  description: 'One line\nand another; with, everything \\ in it',
  startsAt: new Date('2026-03-29T00:30:00Z'),
  endsAt: new Date('2026-03-29T03:00:00Z'),
  location: 'https://meet.example.org/room?x=1;y=2',
  url: 'https://example.org/c/vet/events/teachers',
  cancelled: false,
  at: new Date('2026-02-01T09:00:00Z'),
};
const PEOPLE = {
  organiser: { name: 'Unit "Training"; Example', emailAddress: 'events@example.org' },
  attendee: { name: 'Ġorġ Borg\r\nATTENDEE:mailto:x@example.org', emailAddress: 'gorg@example.mt' },
};

/** What another library reads in a calendar file. */
function read(content: string) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  return {
    method: calendar.getFirstPropertyValue('method'),
    events: calendar.getAllSubcomponents('vevent').map((one) => ({ event: new ICAL.Event(one), component: one })),
  };
}

describe('a calendar file', () => {
  test('says the same to another library as was put into it', () => {
    const { method, content } = invite(EVENT, PEOPLE);
    const { method: written, events } = read(content);
    assert.deepEqual([method, written, events.length], ['REQUEST', 'REQUEST', 1]);
    const { event, component } = events[0]!;
    assert.equal(event.uid, EVENT.id);
    assert.equal(event.sequence, 3);
    assert.equal(event.summary, EVENT.title);
    assert.equal(event.description, EVENT.description);
    assert.equal(event.location, EVENT.location);
    assert.equal(event.startDate.toJSDate().toISOString(), EVENT.startsAt.toISOString());
    assert.equal(event.endDate.toJSDate().toISOString(), EVENT.endsAt.toISOString());
    assert.equal(component.getFirstPropertyValue('status'), 'CONFIRMED');
    assert.equal(component.getFirstPropertyValue('url'), EVENT.url);
    assert.equal(component.getFirstPropertyValue('organizer'), 'mailto:events@example.org');
  });

  test('names one person, who is coming and is asked for no answer, whatever their name holds', () => {
    const { content } = invite(EVENT, PEOPLE);
    const attendees = read(content).events[0]!.component.getAllProperties('attendee');
    assert.equal(attendees.length, 1);
    assert.equal(attendees[0]!.getFirstValue(), 'MAILTO:gorg@example.mt');
    assert.equal(attendees[0]!.getParameter('partstat'), 'ACCEPTED');
    assert.equal(attendees[0]!.getParameter('rsvp'), 'FALSE');
    assert.equal(attendees[0]!.getParameter('cn'), 'Ġorġ Borg ATTENDEE:mailto:x@example.org');
  });

  test('calls an event off under the same id and with a higher sequence', () => {
    const { method, content } = invite({ ...EVENT, sequence: 4, cancelled: true }, PEOPLE);
    const { events } = read(content);
    assert.equal(method, 'CANCEL');
    assert.equal(/^METHOD:CANCEL\r$/m.test(content), true);
    assert.equal(events[0]!.event.uid, EVENT.id);
    assert.equal(events[0]!.event.sequence, 4);
    assert.equal(events[0]!.component.getFirstPropertyValue('status'), 'CANCELLED');
  });

  test('has lines of 75 bytes at most, which end as the standard asks', () => {
    const { content } = invite({ ...EVENT, description: 'ż'.repeat(500) }, PEOPLE);
    assert.equal(content.replaceAll('\r\n', '').includes('\n'), false);
    assert.equal(Math.max(...content.split('\r\n').map((line) => Buffer.byteLength(line))) <= 75, true);
  });

  test('of a series holds all its events, and the same bytes come of the same events', () => {
    const other = { ...EVENT, id: '0192f3a0-1111-7000-8000-000000000002', cancelled: true };
    const feed = calendarFeed('VET strategy', 'https://example.org/c/vet/events.ics', [EVENT, other]);
    const { method, events } = read(feed);
    assert.equal(method, 'PUBLISH');
    assert.deepEqual(
      events.map(({ event, component }) => [event.uid, component.getFirstPropertyValue('status')]),
      [
        [EVENT.id, 'CONFIRMED'],
        [other.id, 'CANCELLED'],
      ],
    );
    assert.equal(feed, calendarFeed('VET strategy', 'https://example.org/c/vet/events.ics', [EVENT, other]));
  });
});
