import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import ICAL from 'ical.js';
import { onBothStores } from '../../test/stores.ts';
import type { Actor } from '../core/capability.ts';
import { newCode, realRandom } from '../core/id.ts';
import { NO_PROFILE, type UserType } from '../core/profile.ts';
import type { Question } from '../core/question.ts';
import { readRegistration, receiptCodeFor, registrationQuestions } from '../core/registration-form.ts';
import type { MailOrigin } from '../core/registration-mail.ts';
import { written } from '../core/text.ts';
import { SYSTEM } from './actor.ts';
import { bareConsultation, createConsultation } from './consultation.ts';
import { contributionByCode } from './contribution.ts';
import { makeBareEvent } from './event.ts';
import { cancelEvent, describeEvent, type EventDescription } from './event-change.ts';
import { groupCommit } from './group-commit.ts';
import { type HostedEvent, hostedEventById } from './hosted-event.ts';
import type { Making } from './notice.ts';
import { inTransaction } from './open.ts';
import { createQuestionnaire, versionWith } from './questionnaire.ts';
import { receiptByCode } from './receipt.ts';
import {
  type Registered,
  type Registering,
  registerAll,
  registrationById,
  registrationOfCode,
} from './registration.ts';
import { registrationsOf, seatCounts } from './registration-list.ts';
import { forgetLogistics, registrationsAreDue, remindDue, thank } from './registration-upkeep.ts';
import {
  acceptOffer,
  admit,
  cancelAsOrganiser,
  cancelRegistration,
  lapseOffers,
  returnToQueue,
  undoAdmission,
} from './seat.ts';

const OLGA: Actor = { ...SYSTEM, label: 'Olga Organiser', roles: ['organiser'] };
const ANNA: Actor = { ...SYSTEM, label: 'Anna Analyst', roles: ['analyst'] };

const ORIGIN: MailOrigin = {
  house: 'Example Ministry',
  organiserAddress: 'consultations@example.org',
  links: {
    event: (consultation, event) => `https://example.org/c/${consultation}/events/${event}`,
    registration: (code) => `https://example.org/registration/${code}`,
    receipt: (code) => `https://example.org/r/${code}`,
  },
};

onBothStores('registration', (store) => {
  let now = new Date('2026-02-01T09:00:00Z');
  // Every look at the clock is a millisecond later, so that what comes first is told first.
  const clock = () => {
    now = new Date(now.getTime() + 1);
    return now;
  };
  const made: Making = { random: realRandom, clock, origin: ORIGIN };
  const later = (hours: number) => {
    now = new Date(now.getTime() + hours * 3_600_000);
  };

  let events = 0;
  async function newEvent(changes: Partial<EventDescription> = {}): Promise<HostedEvent> {
    const slug = `event-${events++}`;
    now = new Date('2026-02-01T09:00:00Z');
    const consultation = await createConsultation(store(), SYSTEM, bareConsultation(slug), true);
    const span = { startsAt: new Date('2026-02-23T13:00:00Z'), endsAt: new Date('2026-02-23T15:00:00Z') };
    const id = await inTransaction(store(), (tx) => makeBareEvent(tx, consultation, slug, span));
    const event = (await hostedEventById(store().db, id))!;
    await change(event, { takesRegistrations: true, joinUrl: 'https://meet.example.org/1', ...changes });
    return (await hostedEventById(store().db, id))!;
  }

  async function change(event: HostedEvent, changes: Partial<EventDescription>, tell = false): Promise<void> {
    const current = (await hostedEventById(store().db, event.id))!;
    await describeEvent(store(), OLGA, event, { ...current, ...changes }, tell, made);
  }

  function person(event: HostedEvent, name: string, changes: Partial<Registering> = {}): Registering {
    return {
      eventId: event.id,
      code: newCode('registration'),
      person: { name, emailAddress: `${name.toLowerCase()}@example.org` },
      profile: NO_PROFILE,
      language: 'en',
      logistics: [],
      evidence: null,
      ...changes,
    };
  }

  const from = (event: HostedEvent, name: string, userType: UserType) =>
    person(event, name, { profile: { ...NO_PROFILE, userType } });

  async function register(...items: Registering[]): Promise<Registered[]> {
    return await inTransaction(store(), (tx) => registerAll(tx, items, made));
  }

  /** State and, of those who wait, how many wait before them. */
  async function standing(item: Registering): Promise<string> {
    const { id } = (await registrationOfCode(store().db, item.code))!;
    const { seat, before } = (await registrationById(store().db, id))!;
    return seat.state === 'cancelled'
      ? `cancelled ${seat.because}`
      : before === null
        ? seat.state
        : `${seat.state} ${before}`;
  }
  const all = (...items: Registering[]) => Promise.all(items.map(standing));

  async function mailsTo(name: string, event: HostedEvent) {
    return await store()
      .db.selectFrom('mail')
      .select(['kind', 'subject', 'text', 'calendar'])
      .where('event_id', '=', event.id)
      .where('recipient', '=', `${name.toLowerCase()}@example.org`)
      .orderBy('queued_at')
      .orderBy('id')
      .execute();
  }
  const kindsTo = async (name: string, event: HostedEvent) => (await mailsTo(name, event)).map(({ kind }) => kind);

  /** What a second library reads in the calendar of a mail. */
  function calendarOf(mail: { calendar: { method: string; content: string } | null }) {
    const event = new ICAL.Event(
      new ICAL.Component(ICAL.parse(mail.calendar!.content)).getFirstSubcomponent('vevent')!,
    );
    return { method: mail.calendar!.method, uid: event.uid, sequence: event.sequence, location: event.location };
  }

  describe('a seat', () => {
    test('goes to who comes first; the others wait in their order, and each is told once', async () => {
      const event = await newEvent({ capacity: 2 });
      const people = ['Ada', 'Bo', 'Cy', 'Di'].map((name) => person(event, name));
      assert.deepEqual(
        (await register(...people)).map(({ outcome }) => outcome),
        ['confirmed', 'confirmed', 'waiting', 'waiting'],
      );
      assert.deepEqual(await all(...people), ['confirmed', 'confirmed', 'waiting 0', 'waiting 1']);
      assert.deepEqual(await kindsTo('Ada', event), ['registration_confirmed']);
      assert.deepEqual(await kindsTo('Di', event), ['registration_waiting']);
      const [mail] = await mailsTo('Di', event);
      assert.match(mail!.text!, /behind 1 other person/);
      assert.equal(mail!.text!.includes('https://meet.example.org/1'), false);
    });

    test('that is the last one goes to one of ten who come at once', async () => {
      const event = await newEvent({ capacity: 1 });
      const people = Array.from({ length: 10 }, (_, n) => person(event, `P${n}`));
      await Promise.all(people.map((item) => register(item)));
      const states = (await all(...people)).sort();
      const waiting = Array.from({ length: 9 }, (_, n) => `waiting ${n}`);
      assert.deepEqual(states, ['confirmed', ...waiting]);
    });

    test('is one per e-mail address, however it is written; its owner is sent the link, once an hour', async () => {
      const event = await newEvent({ capacity: 5 });
      const ada = person(event, 'Ada');
      const again = { ...person(event, 'Ada'), person: { name: 'Other', emailAddress: 'ADA@example.org' } };
      assert.deepEqual(
        (await register(ada, again)).map(({ outcome }) => outcome),
        ['confirmed', 'already'],
      );
      assert.deepEqual(await register({ ...again, code: newCode('registration') }), [{ outcome: 'already' }]);
      assert.deepEqual(await kindsTo('Ada', event), ['registration_confirmed', 'registration_link']);
      assert.equal(await registrationOfCode(store().db, again.code), null);
    });

    test('is the same one where the same form is sent again', async () => {
      const event = await newEvent({ capacity: 1 });
      const ada = person(event, 'Ada');
      const [first] = await register(ada);
      const [second] = await register(ada);
      assert.deepEqual([first!.outcome, second!.outcome], ['confirmed', 'again']);
      assert.equal('id' in first! && 'id' in second! && first.id === second.id, true);
      assert.deepEqual(await kindsTo('Ada', event), ['registration_confirmed']);
    });

    test('of a group is for its types alone, and nobody else waits for it', async () => {
      const event = await newEvent({
        capacity: 3,
        groups: [{ key: 'unions', title: written({ en: 'Unions' }), userTypes: ['TRADE_UNION'], capacity: 2 }],
      });
      const [u1, u2, u3] = ['U1', 'U2', 'U3'].map((name) => from(event, name, 'TRADE_UNION')) as [
        Registering,
        Registering,
        Registering,
      ];
      const [c1, c2] = ['C1', 'C2'].map((name) => from(event, name, 'COMPANY')) as [Registering, Registering];
      await register(c1, c2, u1, u2, u3);
      assert.deepEqual(await all(c1, c2, u1, u2, u3), [
        'confirmed',
        'waiting 0',
        'confirmed',
        'confirmed',
        'waiting 0',
      ]);
      await cancelRegistration(store(), u1.code, made);
      assert.deepEqual(await all(c2, u3), ['waiting 0', 'offered']);
    });

    test('is not to be had before the opening, after the closing, or where the event takes nobody', async () => {
      const event = await newEvent({
        registrationOpensAt: new Date('2026-02-02T00:00:00Z'),
        registrationClosesAt: new Date('2026-02-20T00:00:00Z'),
      });
      const early = await register(person(event, 'Early'));
      later(24 * 30);
      const late = await register(person(event, 'Late'));
      const nowhere = await register(person(await newEvent({ takesRegistrations: false }), 'Who'));
      assert.deepEqual(
        [early, late, nowhere],
        [
          [{ outcome: 'refused', window: 'not_yet' }],
          [{ outcome: 'refused', window: 'closed' }],
          [{ outcome: 'refused', window: 'none' }],
        ],
      );
    });
  });

  describe('a seat that becomes free', () => {
    test('is offered to the next one, held for them, and taken with the link of the mail', async () => {
      const event = await newEvent({ capacity: 1, offerHours: 24 });
      const [ada, bo, cy] = ['Ada', 'Bo', 'Cy'].map((name) => person(event, name)) as [
        Registering,
        Registering,
        Registering,
      ];
      await register(ada, bo, cy);
      assert.equal(await cancelRegistration(store(), ada.code, made), true);
      assert.deepEqual(await all(ada, bo, cy), ['cancelled self', 'offered', 'waiting 0']);
      const offer = (await mailsTo('Bo', event)).at(-1)!;
      assert.equal(offer.kind, 'seat_offered');
      assert.match(offer.text!, /until Monday,? 2 February 2026 at 10:00 \(Central European Time\)/);
      const code = /registration\/([0-9A-Z-]+)/.exec(offer.text!)![1]!;
      assert.notEqual(code, bo.code, 'each mail has a secret of its own');
      const dave = person(event, 'Dave');
      await register(dave);
      assert.deepEqual(await all(dave), ['waiting 1'], 'nobody gets past those who wait');
      assert.equal(await acceptOffer(store(), code, made), 'confirmed');
      assert.equal(await acceptOffer(store(), code, made), 'already_confirmed');
      assert.deepEqual(await all(bo, cy, dave), ['confirmed', 'waiting 0', 'waiting 1']);
      assert.deepEqual(await kindsTo('Bo', event), ['registration_waiting', 'seat_offered', 'registration_confirmed']);
    });

    test('goes on to the one after where the offer lapses; who let it lapse can go back to the end', async () => {
      const event = await newEvent({ capacity: 1, offerHours: 24 });
      const [ada, bo, cy] = ['Ada', 'Bo', 'Cy'].map((name) => person(event, name)) as [
        Registering,
        Registering,
        Registering,
      ];
      await register(ada, bo, cy);
      await cancelRegistration(store(), ada.code, made);
      later(23);
      assert.equal(await lapseOffers(store(), made), 0);
      later(1);
      assert.equal(await lapseOffers(store(), made), 1);
      assert.deepEqual(await all(bo, cy), ['cancelled offer_lapsed', 'offered']);
      assert.equal(await acceptOffer(store(), bo.code, made), 'lapsed');
      assert.equal(await returnToQueue(store(), bo.code, made), 'waiting');
      assert.deepEqual(await all(bo, cy), ['waiting 0', 'offered']);
      assert.deepEqual(await kindsTo('Bo', event), [
        'registration_waiting',
        'seat_offered',
        'offer_lapsed',
        'registration_waiting',
      ]);
    });

    test('is let go at once where somebody tries to take it too late, before anything else has noticed', async () => {
      const event = await newEvent({ capacity: 1, offerHours: 24 });
      const [ada, bo, cy] = ['Ada', 'Bo', 'Cy'].map((name) => person(event, name)) as [
        Registering,
        Registering,
        Registering,
      ];
      await register(ada, bo, cy);
      await cancelRegistration(store(), ada.code, made);
      later(25);
      assert.equal(await acceptOffer(store(), bo.code, made), 'lapsed');
      assert.deepEqual(await all(bo, cy), ['cancelled offer_lapsed', 'offered']);
    });

    test('is not offered once the event has begun', async () => {
      const event = await newEvent({ capacity: 1 });
      const [ada, bo] = [person(event, 'Ada'), person(event, 'Bo')];
      await register(ada, bo);
      now = new Date('2026-02-23T13:30:00Z');
      await cancelRegistration(store(), ada.code, made);
      assert.deepEqual(await all(ada, bo), ['cancelled self', 'waiting 0']);
    });

    test('comes in numbers where the organiser makes room; who has a seat keeps it where there is less', async () => {
      const event = await newEvent({ capacity: 1 });
      const people = ['Ada', 'Bo', 'Cy', 'Di'].map((name) => person(event, name));
      await register(...people);
      await change(event, { capacity: 3 });
      assert.deepEqual(await all(...people), ['confirmed', 'offered', 'offered', 'waiting 0']);
      await change(event, { capacity: 1 });
      assert.deepEqual(await all(...people), ['confirmed', 'offered', 'offered', 'waiting 0']);
    });
  });

  describe('calendars', () => {
    test('get one entry under one id, whose sequence rises when it is changed, given up and taken again', async () => {
      const event = await newEvent({ capacity: 1 });
      const ada = person(event, 'Ada');
      await register(ada);
      await change(event, { startsAt: new Date('2026-02-23T12:00:00Z') }, true);
      await cancelRegistration(store(), ada.code, made);
      assert.equal(await returnToQueue(store(), ada.code, made), 'confirmed');
      const mails = await mailsTo('Ada', event);
      assert.deepEqual(
        mails.map((mail) => [mail.kind, calendarOf(mail)]),
        [
          ['registration_confirmed', 'REQUEST', 0],
          ['event_changed', 'REQUEST', 1],
          ['registration_cancelled', 'CANCEL', 2],
          ['registration_confirmed', 'REQUEST', 3],
        ].map(([kind, method, sequence]) => [
          kind,
          { method, uid: event.id, sequence, location: 'https://meet.example.org/1' },
        ]),
      );
    });

    test('go on counting where somebody registers anew after cancelling', async () => {
      const event = await newEvent();
      const ada = person(event, 'Ada');
      await register(ada);
      await cancelRegistration(store(), ada.code, made);
      await register(person(event, 'Ada'));
      assert.deepEqual(
        (await mailsTo('Ada', event)).map((mail) => calendarOf(mail).sequence),
        [0, 1, 2],
      );
    });
  });

  describe('an event', () => {
    test('that is called off ends all registrations, and tells everybody why; calendars take it out', async () => {
      const event = await newEvent({ capacity: 1 });
      const [ada, bo] = [person(event, 'Ada'), person(event, 'Bo')];
      await register(ada, bo);
      await assert.rejects(cancelEvent(store(), ANNA, event, written({ en: 'Ill.' }), made), { code: 'forbidden' });
      await assert.rejects(cancelEvent(store(), OLGA, event, {}, made), { code: 'wrong_use' });
      await cancelEvent(store(), OLGA, event, written({ en: 'The speaker is ill.', de: 'Krankheit.' }), made);
      assert.deepEqual(await all(ada, bo), ['cancelled event', 'cancelled event']);
      const [, told] = await mailsTo('Ada', event);
      assert.match(told!.text!, /does not take place\. The speaker is ill\./);
      assert.deepEqual([calendarOf(told!).method, calendarOf(told!).sequence], ['CANCEL', 1]);
      assert.equal((await mailsTo('Bo', event))[1]!.calendar, null);
      assert.deepEqual(await register(person(event, 'Cy')), [{ outcome: 'refused', window: 'event_cancelled' }]);
      assert.equal(await returnToQueue(store(), ada.code, made), 'closed');
    });

    test('has an agenda that fits, groups that fit, and rules that do not change under those who registered', async () => {
      const event = await newEvent({ capacity: 10 });
      const item = { kind: 'opening' as const, title: {}, coreArea: null, speakers: [] };
      const group = { key: 'a', title: {}, userTypes: ['NGO' as const], capacity: 11 };
      await assert.rejects(change(event, { agenda: [{ ...item, minutes: 121 }] }), /1 minutes longer/);
      await assert.rejects(change(event, { groups: [group] }), /11 seats/);
      await change(event, { agenda: [{ ...item, minutes: 120 }], countsWaiting: false });
      await register(person(event, 'Ada'));
      await assert.rejects(change(event, { countsWaiting: true }), { code: 'conflict' });
    });

    test('keeps its core areas under their ids when they are renamed and put in another order', async () => {
      const event = await newEvent({
        coreAreas: [
          { id: null, title: written({ en: 'One' }) },
          { id: null, title: written({ en: 'Two' }) },
        ],
      });
      const [one, two] = event.coreAreas;
      const speaker = { name: 'Maria Borg', role: written({ en: 'Head of unit' }), body: written({ en: 'Ministry' }) };
      const talk = {
        kind: 'scene_setting' as const,
        title: written({ en: 'A talk' }),
        minutes: 30,
        coreArea: 1,
        speakers: [speaker],
      };
      await change(event, {
        coreAreas: [
          { ...two!, title: written({ en: 'Two again' }) },
          one!,
          { id: null, title: written({ en: 'Three' }) },
        ],
        agenda: [talk],
      });
      const after = (await hostedEventById(store().db, event.id))!;
      assert.deepEqual(
        after.coreAreas.map(({ id, title }) => [id, title.en?.text]),
        [
          [two!.id, 'Two again'],
          [one!.id, 'One'],
          [after.coreAreas[2]!.id, 'Three'],
        ],
      );
      assert.deepEqual(after.agenda, [talk]);
    });
  });

  describe('at the door', () => {
    test('a code shows who has a seat; they are let in once; those without one are not', async () => {
      const event = await newEvent({ capacity: 1 });
      const [ada, bo] = [person(event, 'Ada'), person(event, 'Bo')];
      await register(ada, bo);
      const seatCode = async (item: Registering) =>
        (await registrationById(store().db, (await registrationOfCode(store().db, item.code))!.id))!.seatCode;
      const code = await seatCode(ada);
      await assert.rejects(admit(store(), ANNA, event, code, made), { code: 'forbidden' });
      const admitted = await admit(store(), OLGA, event, ` ${code.toLowerCase().replace('-', '')} `, made);
      assert.equal(admitted.outcome, 'admitted');
      assert.equal((await admit(store(), OLGA, event, code, made)).outcome, 'again');
      assert.equal((await admit(store(), OLGA, event, await seatCode(bo), made)).outcome, 'no_seat');
      assert.equal((await admit(store(), OLGA, event, 'nonsense', made)).outcome, 'unknown');
      assert.equal((await admit(store(), OLGA, await newEvent(), code, made)).outcome, 'unknown');
      await assert.rejects(cancelRegistration(store(), ada.code, made), { code: 'conflict' });
      await undoAdmission(store(), OLGA, event, 'registration' in admitted ? admitted.registration.id : '', made);
      assert.deepEqual(await all(ada), ['confirmed']);
    });

    test('an organiser cancels with a reason, and the person cannot take the seat back', async () => {
      const event = await newEvent({ capacity: 1 });
      const [ada, bo] = [person(event, 'Ada'), person(event, 'Bo')];
      await register(ada, bo);
      const { id } = (await registrationOfCode(store().db, ada.code))!;
      await assert.rejects(cancelAsOrganiser(store(), OLGA, event, id, ' ', made), { code: 'wrong_use' });
      assert.equal(await cancelAsOrganiser(store(), OLGA, event, id, 'Registered twice', made), true);
      assert.deepEqual(await all(ada, bo), ['cancelled organiser', 'offered']);
      assert.equal(await returnToQueue(store(), ada.code, made), 'closed');
      assert.match((await mailsTo('Ada', event))[1]!.text!, /The organiser has cancelled/);
    });
  });

  describe('what is said at registration', () => {
    const QUESTIONS: Question[] = [
      { key: 'diet', kind: 'text', title: written({ en: 'Diet' }), purpose: 'logistics' },
      { key: 'barrier', kind: 'long_text', title: written({ en: 'What is in the way?' }), purpose: 'evidence' },
    ];

    async function newAsking(changes: Partial<EventDescription>): Promise<{ event: HostedEvent; versionId: string }> {
      const event = await newEvent(changes);
      const versionId = await inTransaction(store(), async (tx) => {
        const questionnaire = await createQuestionnaire(tx, event.consultationId, 'registration', realRandom, clock);
        return await versionWith(tx, questionnaire, QUESTIONS, realRandom, clock);
      });
      return { event, versionId };
    }

    function saying({ event, versionId }: { event: HostedEvent; versionId: string }, name: string): Registering {
      const filled = {
        'registration.name': [name],
        'registration.email': [`${name.toLowerCase()}@example.org`],
        'profile.user_type': ['EU_CITIZEN'],
        'profile.country': ['MT'],
        diet: ['no nuts'],
        barrier: [`Forms, says ${name}`],
        'closing.publication': ['with_name'],
        'closing.privacy': ['yes'],
      };
      const { read, problems } = readRegistration(registrationQuestions(QUESTIONS), filled, '2026-02-01');
      assert.deepEqual(problems, []);
      const { evidence, ...rest } = read!;
      return {
        ...person(event, name),
        ...rest,
        evidence: evidence && { questionnaireVersionId: versionId, received: evidence },
      };
    }

    async function contributionOf(item: Registering) {
      const receipt = (await receiptByCode(store().db, receiptCodeFor(item.code)))!;
      const { consultationId, contributionCode } = receipt;
      return (await contributionByCode(store().db, consultationId, contributionCode))!;
    }

    test('is a contribution with its receipt where it is evidence; logistics is kept apart and never becomes one', async () => {
      const asking = await newAsking({ capacity: 5 });
      const ada = saying(asking, 'Ada');
      await register(ada);
      const contribution = await contributionOf(ada);
      assert.deepEqual(contribution.answers, [{ question: 'barrier', text: 'Forms, says Ada' }]);
      assert.deepEqual(
        [contribution.channel, contribution.publication, contribution.standing, contribution.profile.country],
        ['registration', 'with_name', 'counted', 'MT'],
      );
      const kept = await store()
        .db.selectFrom('logistics_answer')
        .innerJoin('registration', 'registration.id', 'registration_id')
        .select(['question', 'text'])
        .where('event_id', '=', asking.event.id)
        .execute();
      assert.deepEqual(kept, [{ question: 'diet', text: 'no nuts' }]);
      const bodies = await store().db.selectFrom('text_body').select('text').where('text', 'like', '%nuts%').execute();
      assert.deepEqual(bodies, []);
      assert.equal(
        (await mailsTo('Ada', asking.event))[0]!.text!.includes(`https://example.org/r/${receiptCodeFor(ada.code)}`),
        true,
      );
    });

    test('counts or is set aside with the seat, as the organiser stated beforehand', async () => {
      const asking = await newAsking({ capacity: 1, countsWaiting: false, countsCancelled: false });
      const [ada, bo] = [saying(asking, 'Ada'), saying(asking, 'Bo')];
      await register(ada, bo);
      const standings = async () => [(await contributionOf(ada)).standing, (await contributionOf(bo)).standing];
      assert.deepEqual(await standings(), ['counted', 'set_aside']);
      await cancelRegistration(store(), ada.code, made);
      assert.deepEqual(await standings(), ['set_aside', 'set_aside']);
      await acceptOffer(store(), bo.code, made);
      assert.deepEqual(await standings(), ['set_aside', 'counted']);
    });

    test('counts where the event is called off, and of those who wait where that was stated', async () => {
      const asking = await newAsking({ capacity: 1, countsWaiting: true, countsCancelled: false });
      const [ada, bo] = [saying(asking, 'Ada'), saying(asking, 'Bo')];
      await register(ada, bo);
      await cancelEvent(store(), OLGA, asking.event, written({ en: 'Strike.' }), made);
      assert.deepEqual(
        [(await contributionOf(ada)).standing, (await contributionOf(bo)).standing],
        ['counted', 'counted'],
      );
    });
  });

  describe('as time goes on', () => {
    test('those with a seat are reminded once of each start, but not who got the seat after that', async () => {
      const event = await newEvent({ capacity: 2, reminderHours: 24 });
      const [ada, bo, cy] = ['Ada', 'Bo', 'Cy'].map((name) => person(event, name)) as [
        Registering,
        Registering,
        Registering,
      ];
      await register(ada, bo, cy);
      const reminders = async (name: string) =>
        (await kindsTo(name, event)).filter((kind) => kind === 'event_reminder').length;
      now = new Date('2026-02-22T12:59:00Z');
      await remindDue(store(), made);
      assert.equal(await reminders('Ada'), 0);
      now = new Date('2026-02-22T13:00:00Z');
      await cancelRegistration(store(), bo.code, made);
      await acceptOffer(store(), cy.code, made);
      assert.equal(await registrationsAreDue(store().db, now), true);
      await remindDue(store(), made);
      assert.deepEqual([await remindDue(store(), made), await reminders('Ada'), await reminders('Cy')], [0, 1, 0]);
      await change(event, { startsAt: new Date('2026-02-25T13:00:00Z'), endsAt: new Date('2026-02-25T15:00:00Z') });
      now = new Date('2026-02-24T14:00:00Z');
      await remindDue(store(), made);
      assert.deepEqual([await reminders('Ada'), await reminders('Cy')], [2, 1]);
    });

    test('those who came are thanked once, after the end', async () => {
      const event = await newEvent({});
      const [ada, bo] = [person(event, 'Ada'), person(event, 'Bo')];
      await register(ada, bo);
      const { id } = (await registrationOfCode(store().db, ada.code))!;
      await admit(store(), OLGA, event, (await registrationById(store().db, id))!.seatCode, made);
      await assert.rejects(thank(store(), OLGA, event, 'https://example.org/heard', made), { code: 'conflict' });
      now = new Date('2026-02-23T16:00:00Z');
      assert.equal(await thank(store(), OLGA, event, 'https://example.org/heard', made), 1);
      assert.equal(await thank(store(), OLGA, event, 'https://example.org/heard', made), 0);
      assert.match((await mailsTo('Ada', event)).at(-1)!.text!, /What was heard:\nhttps:\/\/example\.org\/heard/);
    });

    test('names, addresses, logistics and mails go when the organiser said; numbers and evidence stay', async () => {
      const event = await newEvent({ logisticsDays: 10 });
      const ada = person(event, 'Ada', { logistics: [{ question: 'access', text: 'wheelchair' }] });
      await register(ada);
      assert.deepEqual((await registrationsOf(store().db, event.id))[0]!.logistics, [
        { question: 'access', text: 'wheelchair' },
      ]);
      now = new Date('2026-03-05T14:59:00Z');
      await forgetLogistics(store(), made);
      assert.equal((await registrationsOf(store().db, event.id))[0]!.name, 'Ada');
      now = new Date('2026-03-05T15:01:00Z');
      await forgetLogistics(store(), made);
      const [entry] = await registrationsOf(store().db, event.id);
      assert.deepEqual(
        [entry!.name, entry!.emailAddress, entry!.logistics, entry!.seat.state],
        ['', '', [], 'confirmed'],
      );
      assert.deepEqual(await mailsTo('Ada', event), []);
      assert.equal(await registrationOfCode(store().db, ada.code), null);
      assert.equal(await forgetLogistics(store(), made), 0);
    });

    test('who registered, waits and came is counted by type of stakeholder', async () => {
      const event = await newEvent({ capacity: 2 });
      const people = [
        from(event, 'Ada', 'NGO'),
        from(event, 'Bo', 'COMPANY'),
        from(event, 'Cy', 'NGO'),
        person(event, 'Di'),
      ];
      await register(...people);
      const { id } = (await registrationOfCode(store().db, people[0]!.code))!;
      await admit(store(), OLGA, event, (await registrationById(store().db, id))!.seatCode, made);
      const none = { seated: 0, offered: 0, waiting: 0, cancelled: 0, came: 0 };
      assert.deepEqual(await seatCounts(store().db, event.id), [
        { ...none, userType: 'COMPANY', seated: 1 },
        { ...none, userType: 'NGO', seated: 1, waiting: 1, came: 1 },
        { ...none, userType: null, waiting: 1 },
      ]);
    });
  });

  test('a thousand people at once for a hundred seats: a hundred have one, nine hundred wait in their order, no mail twice', async () => {
    const event = await newEvent({ capacity: 100 });
    const people = Array.from({ length: 1000 }, (_, n) => person(event, `N${n}`));
    const registrations = groupCommit<Registering, Registered>(store(), (tx, items) => registerAll(tx, items, made));
    const outcomes = await Promise.all(people.map((item) => registrations.submit(item)));
    assert.deepEqual(
      outcomes.map(({ outcome }) => outcome),
      people.map((_, n) => (n < 100 ? 'confirmed' : 'waiting')),
    );
    const rows = await store()
      .db.selectFrom('registration')
      .innerJoin('registration_personal_data as p', 'p.registration_id', 'registration.id')
      .select(['position', 'state', 'value'])
      .where('event_id', '=', event.id)
      .where('p.field', '=', 'name')
      .orderBy('position')
      .execute();
    assert.deepEqual(
      rows,
      people.map((_, n) => ({ position: n + 1, state: n < 100 ? 'confirmed' : 'waiting', value: `N${n}` })),
    );
    const mails = await store().db.selectFrom('mail').select('recipient').where('event_id', '=', event.id).execute();
    assert.equal(mails.length, 1000);
    assert.equal(new Set(mails.map(({ recipient }) => recipient)).size, 1000);
    const logged = await store()
      .db.selectFrom('log')
      .select('subject')
      .where('kind', 'like', 'registration.%')
      .where('stream', '=', event.consultationId)
      .execute();
    assert.equal(new Set(logged.map(({ subject }) => subject)).size, 1000);
  });
});
