import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { onBothStores } from '../../test/stores.ts';
import { minutesOver } from '../core/agenda.ts';
import { readFilled } from '../core/answering.ts';
import { flawsOf } from '../core/questionnaire.ts';
import { consultationState, stageState } from '../core/stage.ts';
import { translationProgress } from '../core/translation.ts';
import { SYSTEM } from '../store/actor.ts';
import { callsOf } from '../store/call.ts';
import { createConsultation } from '../store/consultation.ts';
import { areasOf } from '../store/heading.ts';
import { hostedEventsOf } from '../store/hosted-event.ts';
import { questionnairesOf, versionsOf } from '../store/questionnaire-draft.ts';
import { targetsOf } from '../store/stakeholder-map.ts';
import { EXAMPLES } from './example.ts';
import { CALL, REGISTRATION } from './example-strategy.ts';

const STRATEGY = EXAMPLES.find(({ slug }) => slug === 'vocational-education-strategy')!;

describe('the questionnaires of the example', () => {
  test('can be asked, in all their languages', () => {
    for (const questions of [CALL, REGISTRATION]) {
      assert.deepEqual(flawsOf(questions), []);
      assert.deepEqual(
        translationProgress(questions, ['en', 'de', 'fr']).map(({ missing }) => missing),
        [0, 0, 0],
      );
    }
  });

  test('ask a citizen who says but what weighs most nothing more', () => {
    const { problems, asked } = readFilled(CALL, {
      'profile.user_type': ['EU_CITIZEN'],
      'profile.country': ['MT'],
      q8: ['Wisq karti.'],
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      CALL.filter(({ key }) => !asked.has(key)).map(({ key }) => key),
      ['q3', 'q6', 'q7'],
    );
  });
});

test('a newcomer finds the call of the example open, on whatever day the house is opened first', () => {
  for (const day of ['2026-01-01', '2026-03-28', '2026-10-24', '2028-02-29', '2026-12-31']) {
    const now = new Date(`${day}T22:59:30Z`);
    const { stages } = STRATEGY.consultation(now);
    const placed = stages.map((stage, i) => ({ ...stage, id: String(i) }));
    assert.equal(consultationState(placed, now), 'open', day);
    assert.equal(stageState(stages[0]!, now), 'open', day);
    const series = stages.find(({ kind }) => kind === 'event_series')!;
    for (const { startsAt, endsAt } of series.events!) {
      assert.ok(startsAt >= series.opensAt && endsAt <= series.closesAt, `${day}: ${startsAt.toISOString()}`);
      assert.ok([1, 2, 3, 4, 5].includes(startsAt.getUTCDay()), startsAt.toISOString());
    }
  }
});

onBothStores('the example consultation', (store) => {
  test('is set up whole, and setting it up again changes nothing', async () => {
    const { id } = await createConsultation(store(), SYSTEM, STRATEGY.consultation(new Date()), true);
    const look = async () => {
      const events = await hostedEventsOf(store().db, id);
      const questionnaires = await questionnairesOf(store().db, id);
      return {
        questionnaires: questionnaires.map(({ name, version, hasDraft }) => [name, version, hasDraft]),
        asked: (await callsOf(store().db, id)).map(({ questions, graceMinutes }) => [questions.length, graceMinutes]),
        agendas: events.map(({ agenda, coreAreas }) => [agenda.length, coreAreas.length]),
        over: events.map((event) => minutesOver(event.agenda, event)),
        seats: events.map(({ takesRegistrations, capacity }) => [takesRegistrations, capacity]),
        unmapped: (await areasOf(store().db, id)).filter(({ headingId }) => headingId === null).length,
        targets: (await targetsOf(store().db, id)).length,
        versions: (await Promise.all(questionnaires.map((one) => versionsOf(store().db, one.id)))).map(
          ({ length }) => length,
        ),
      };
    };
    await STRATEGY.setUp!(store(), SYSTEM, id);
    const expected = {
      questionnaires: [
        ['call', 1, false],
        ['registration', 1, false],
      ],
      asked: [[CALL.length, 30]],
      agendas: [6, 6, 6, 6].map((items) => [items, 3]),
      over: [0, 0, 0, 0],
      seats: [1, 2, 3, 4].map(() => [true, 100]),
      unmapped: 0,
      targets: 12,
      versions: [1, 1],
    };
    assert.deepEqual(await look(), expected);
    await STRATEGY.setUp!(store(), SYSTEM, id);
    assert.deepEqual(await look(), expected);
  });
});
