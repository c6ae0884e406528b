import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothStores } from '../../test/stores.ts';
import { countAttendance, type ReceivedAttendance } from '../core/attendance.ts';
import { NO_EVENT_RECORD } from '../core/event-record.ts';
import type { Delivery, ReceivedContribution } from '../core/intake.ts';
import { NO_PROFILE } from '../core/profile.ts';
import { written } from '../core/text.ts';
import { SYSTEM } from '../store/actor.ts';
import { bareConsultation, createConsultation, eventsOf } from '../store/consultation.ts';
import { attendanceOf, countHostStatements, eventRecordsOf, roundTallies } from '../store/event-record.ts';
import { importEventRecord } from './event-record.ts';
import { importDelivery } from './import.ts';

/** 3 February 2026, 10:00 by the clock on the wall. */
const TEN = Date.UTC(2026, 1, 3, 10);
const MINUTE = 60_000;

const delivery = (changes: Partial<Delivery>): Delivery => ({
  format: 'zoom-attendee',
  source: 'attendee',
  file: 'attendee.csv',
  sha256: 'ab'.repeat(32),
  questions: [],
  reading: [],
  items: async function* () {},
  ...changes,
});

const OLA: ReceivedAttendance = {
  row: 7,
  key: 'ola@example.org',
  role: 'participant',
  seat: 'confirmed',
  attended: true,
  stretches: [{ joined: TEN, left: TEN + 30 * MINUTE }],
  minutes: 30,
  person: { name: 'Ola Nowak', emailAddress: 'Ola@example.org' },
};
const NO_SHOW: ReceivedAttendance = {
  ...OLA,
  row: 8,
  key: 'ben@example.org',
  attended: false,
  stretches: [],
  minutes: null,
  person: { name: 'Ben', emailAddress: 'ben@example.org' },
};

const sheet = (people: ReceivedAttendance[], merged = 0) => ({
  ...NO_EVENT_RECORD,
  attendance: { clock: 'wall' as const, timeZone: null, span: null, people, merged },
});

onBothStores('what a meeting tool tells of an event', (store) => {
  const newConsultation = (slug: string, published = false) =>
    createConsultation(store(), SYSTEM, bareConsultation(slug), published);

  test('is never taken in without its event, and a draft gets one from the times of the file', async () => {
    const consultation = await newConsultation('drafts');
    const attendance = delivery({ eventRecord: sheet([OLA, NO_SHOW]) });
    const options = { actor: SYSTEM, consultation };
    await assert.rejects(importEventRecord(store(), attendance, options), {
      code: 'wrong_use',
      message: 'attendee.csv says who was at an event. Say at which one: --event SLUG.',
    });
    await importEventRecord(store(), attendance, { ...options, event: 'first' });
    const [event] = await eventsOf(store().db, consultation.id);
    // Ten o'clock in Brussels is nine in UTC.
    assert.deepEqual(
      [event?.slug, event?.startsAt.toISOString(), event?.endsAt.toISOString()],
      ['first', '2026-02-03T09:00:00.000Z', '2026-02-03T09:30:00.000Z'],
    );
  });

  test('makes no event in a consultation that everybody sees', async () => {
    const consultation = await newConsultation('published', true);
    const attempt = importEventRecord(store(), delivery({ eventRecord: sheet([OLA]) }), {
      actor: SYSTEM,
      consultation,
      event: 'first',
    });
    await assert.rejects(attempt, {
      code: 'not_found',
      message: 'The consultation has no event "first". The consultation is published: set the event up first.',
    });
  });

  test('counts a person once over several files, and keeps names apart', async () => {
    const consultation = await newConsultation('twice');
    const options = { actor: SYSTEM, consultation, event: 'first' };
    const first = delivery({ eventRecord: sheet([OLA, NO_SHOW], 2) });
    const later: ReceivedAttendance = {
      ...OLA,
      seat: null,
      stretches: [{ joined: TEN + 20 * MINUTE, left: TEN + 50 * MINUTE }],
      person: { name: 'Ola N.', emailAddress: 'ola@example.org' },
    };
    assert.deepEqual((await importEventRecord(store(), first, options)).attendance, {
      received: 4,
      accepted: 2,
      merged: 2,
      refused: 0,
      refusals: [],
    });
    assert.deepEqual((await importEventRecord(store(), first, options)).attendance, {
      received: 4,
      accepted: 0,
      merged: 4,
      refused: 0,
      refusals: [],
    });
    await importEventRecord(store(), delivery({ eventRecord: sheet([later]) }), options);
    const [event] = await eventsOf(store().db, consultation.id);
    const people = (await attendanceOf(store().db, event!.id)).sort((a, b) => b.stretches.length - a.stretches.length);
    assert.deepEqual(
      people.map(({ seat, attended, minutes, stretches }) => ({
        seat,
        attended,
        minutes,
        stretches: stretches.length,
      })),
      [
        { seat: 'confirmed', attended: true, minutes: 50, stretches: 1 },
        { seat: 'confirmed', attended: false, minutes: null, stretches: 0 },
      ],
    );
    const { registered, attended, registeredAndAttended } = countAttendance(people);
    assert.deepEqual([registered, attended, registeredAndAttended], [2, 1, 1]);
    const personal = await store()
      .db.selectFrom('attendance_personal_data')
      .innerJoin('attendance', 'attendance.id', 'attendance_id')
      .select(['field', 'value'])
      .where('event_id', '=', event!.id)
      .orderBy('value')
      .execute();
    assert.deepEqual(personal.map(({ field, value }) => `${field}=${value}`).sort(), [
      'emailAddress=Ola@example.org',
      'emailAddress=ben@example.org',
      'name=Ben',
      'name=Ola Nowak',
    ]);
  });

  test('tallies closed questions by their own respondents and takes each statement of a host once', async () => {
    const consultation = await newConsultation('votes');
    const options = { actor: SYSTEM, consultation, event: 'first' };
    const option = (key: string) => ({ key, title: written({ en: key }) });
    const question = {
      key: 'q5',
      title: written({ en: 'Which first?' }),
      purpose: 'evidence' as const,
      kind: 'multiple' as const,
      options: ['Time', 'Money'].map(option),
    };
    const responses = [
      { row: 7, respondent: 'ola', values: ['Time'] },
      { row: 8, respondent: 'ben', values: ['Money', 'Time'] },
      { row: 9, respondent: null, values: ['Time'] },
      { row: 10, respondent: 'ola', values: ['Money'] },
    ];
    const statement = {
      row: 3,
      sourceKey: '1',
      text: 'Three days after.',
      language: null,
      captions: null,
      atMs: 1500.4,
      speaker: 'Marta',
    };
    const record = {
      ...sheet([OLA]),
      rounds: [{ question, responses }],
      hostStatements: [statement],
    };
    const read = delivery({ eventRecord: record });
    const counts = { received: 4, accepted: 3, merged: 1, refused: 0, refusals: [] };
    assert.deepEqual((await importEventRecord(store(), read, options)).responses, counts);
    const again = await importEventRecord(store(), read, options);
    assert.deepEqual(again.responses, { ...counts, accepted: 0, merged: 4 });
    assert.deepEqual(again.host_statements, { received: 1, accepted: 0, merged: 1, refused: 0, refusals: [] });
    const [event] = await eventsOf(store().db, consultation.id);
    assert.deepEqual(await roundTallies(store().db, event!.id), [
      {
        question,
        respondents: 3,
        counts: [
          { value: 'Money', count: 2 },
          { value: 'Time', count: 2 },
        ],
      },
    ]);
    assert.equal(await countHostStatements(store().db, event!.id), 1);
    assert.deepEqual(
      (await eventRecordsOf(store().db, event!.id))
        .map(({ kind, received }) => [kind, received])
        .slice(0, 3)
        .sort(),
      [
        ['attendance', 1],
        ['host_statements', 1],
        ['responses', 4],
      ],
    );
  });

  test('people of one source are one stakeholder each, whatever they agreed to; who has no name is linked with nobody', async () => {
    const consultation = await newConsultation('people');
    const said = (row: number, person: string | null): ReceivedContribution => ({
      file: 'qa.csv',
      row,
      sourceKey: String(row),
      ...(person !== null && { person }),
      language: null,
      channel: 'room',
      day: null,
      profile: NO_PROFILE,
      personal: person === null ? {} : { name: person },
      publication: 'unknown',
      url: null,
      answers: [{ question: 'q1', text: `words ${row}` }],
      attachments: [],
    });
    const contributions = [said(1, 'ola'), said(2, null), said(3, 'ola'), said(4, null), said(5, 'ben')];
    const question = { key: 'q1', title: written({ en: 'Question' }), purpose: 'evidence', kind: 'long_text' } as const;
    const items = async function* () {
      for (const contribution of contributions) yield { kind: 'contribution' as const, contribution };
    };
    await importDelivery(store(), delivery({ questions: [question], items }), {
      actor: SYSTEM,
      consultationId: consultation.id,
    });
    const rows = await store()
      .db.selectFrom('contribution')
      .innerJoin('stakeholder', 'stakeholder.id', 'stakeholder_id')
      .select(['source_key', 'stakeholder_id', 'link_rule'])
      .where('contribution.consultation_id', '=', consultation.id)
      .orderBy('source_key')
      .execute();
    const order = [...new Set(rows.map(({ stakeholder_id }) => stakeholder_id))];
    assert.deepEqual(
      rows.map(({ stakeholder_id, link_rule }) => [order.indexOf(stakeholder_id), link_rule]),
      [
        [0, 'same_person_in_source'],
        [1, null],
        [0, 'same_person_in_source'],
        [2, null],
        [3, 'same_person_in_source'],
      ],
    );
  });
});
