import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EventPlan, eventFields, readEvent } from './event-form.ts';
import { written } from './text.ts';

const PLAN: EventPlan = {
  title: written({ en: 'Teachers', de: 'Lehrende' }),
  summary: {},
  startsAt: new Date('2026-02-23T13:00:00Z'),
  endsAt: new Date('2026-02-23T15:00:00Z'),
  place: {},
  joinUrl: 'https://meet.example.org/1',
  languages: ['en', 'mt'],
  interpretation: ['fr'],
  accessibility: written({ en: 'Captions' }),
  recording: {},
  takesRegistrations: true,
  registrationOpensAt: null,
  registrationClosesAt: new Date('2026-02-20T11:00:00Z'),
  capacity: 10,
  groups: [{ key: 'group-0', title: written({ en: 'Unions' }), userTypes: ['TRADE_UNION'], capacity: 3 }],
  offerHours: 48,
  reminderHours: 0,
  questionnaireId: null,
  countsWaiting: true,
  countsCancelled: false,
  logisticsDays: 30,
  coreAreas: [{ id: 'a', title: written({ en: 'Time' }) }],
  agenda: [
    {
      kind: 'opening',
      title: written({ en: 'Welcome' }),
      minutes: 10,
      coreArea: 0,
      speakers: [{ name: 'Maria Borg', role: written({ en: 'Head of unit' }), body: {} }],
    },
  ],
};
const HEAD = { timeZone: 'Europe/Brussels', languages: ['en', 'de'] };
const read = (changes: { [field: string]: string }) =>
  readEvent({ ...eventFields(PLAN, HEAD.timeZone), ...changes }, HEAD, PLAN);
const problems = (changes: { [field: string]: string }) => read(changes).problems.map(({ field, say }) => [field, say]);

test('the form of an event reads back as it was filled', () => {
  assert.deepEqual(read({}), { value: PLAN, problems: [] });
});

test('what does not fit is told at its field', () => {
  assert.deepEqual(problems({ 'item-0-minutes': '121' }), [['item-0-minutes', 'event.problem.agenda_over']]);
  assert.deepEqual(problems({ 'group-0-seats': '11' }), [['capacity', 'event.problem.groups_over']]);
  assert.deepEqual(problems({ 'ends-time': '13:00' }), [['ends-day', 'event.problem.ends_before']]);
  assert.deepEqual(problems({ join: 'javascript:alert(1)' }), [['join', 'event.problem.no_url']]);
  assert.deepEqual(problems({ languages: 'en, xx' }), [['languages', 'event.problem.no_language']]);
  assert.deepEqual(problems({ 'title-en': '', 'title-de': '' }), [['title-en', 'form.problem.required']]);
});
