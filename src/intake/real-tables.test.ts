import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { FieldRole } from '../core/intake.ts';
import { collect } from './fixtures/collect.ts';
import { SHARED } from './fixtures/shared.ts';
import { openDelivery } from './read.ts';

const data = join(SHARED, 'data');
const bonn = join(data, 'egov-bonn/dataset.csv');

/** What the columns of a table are guessed to be for, and how many rows are taken. */
async function guessed(path: string): Promise<{ roles: FieldRole[]; rows: number }> {
  const delivery = await openDelivery(join(data, path));
  const { contributions, counted } = await collect(delivery);
  assert.deepEqual(counted, []);
  return { roles: delivery.reading.map(({ role }) => role), rows: contributions.length };
}

describe('tables made by others', { skip: existsSync(data) ? false : 'needs ../shared/data' }, () => {
  test('Cycling dialogue Bonn, guessed: words are open, labels are closed', async () => {
    const { roles, rows } = await guessed('egov-bonn/dataset.csv');
    assert.equal(rows, 2_314);
    assert.deepEqual(roles.slice(0, 6), ['id', 'title', 'open', 'single', 'url', 'day']);
    assert.deepEqual(roles.slice(6), [...Array(30).fill('single'), 'ignore', ...Array(8).fill('single')]);
  });

  test('Cycling dialogue Bonn, by a mapping: what the example shows', async () => {
    const delivery = await openDelivery(bonn, {
      map: {
        source: 'raddialog-bonn',
        language: 'de',
        others: 'ignore',
        publication: { all: 'anonymous', because: 'published by the city under CC BY 4.0, the URL is shown with each' },
        columns: { ID: 'id', title: 'open', text: 'open', URL: 'url', created: 'day' },
      },
    });
    const { contributions } = await collect(delivery);
    assert.equal(contributions.length, 2_314);
    assert.deepEqual(
      delivery.questions.map(({ key, kind }) => [key, kind]),
      [
        ['q2', 'text'],
        ['q3', 'long_text'],
      ],
    );
    assert.deepEqual(
      { ...contributions[0]!, answers: contributions[0]!.answers.length },
      {
        file: 'dataset.csv',
        row: 2,
        sourceKey: 'B1440',
        language: 'de',
        day: '2017-09-13',
        profile: { userType: null, country: null, size: null, scope: null },
        personal: {},
        publication: 'anonymous',
        url: 'https://www.raddialog.bonn.de/dialoge/bonner-rad-dialog/radwege-radparkplaetze',
        answers: 1,
        attachments: [],
      },
    );
    assert.ok(contributions.every(({ url, day, sourceKey }) => url && day && sourceKey));
  });

  const others: [string, FieldRole[], number][] = [
    ['key-points/arguments.csv', ['id', 'open', 'single', 'single'], 5_360],
    ['key-points/key_points.csv', ['id', 'open', 'single', 'single'], 199],
    ['key-points/labels.csv', ['ignore', 'ignore', 'single'], 19_920],
    [
      'argument/dataset_CDB.tsv',
      ['id', 'ignore', 'number', 'open', 'single', 'single', 'single', 'ignore', 'url'],
      10_442,
    ],
    ['argument/dataset_CQB.tsv', ['id', 'ignore', 'number', 'open', 'single', 'ignore', 'single', 'ignore'], 1_505],
    ['open-answers-anes/traintest_data/dataset1_Xtrain.csv', ['id', 'open'], 211],
    ['open-answers-anes/traintest_data/dataset3_Xtrain.csv', ['ignore', 'open'], 3_948],
    ['open-answers-anes/traintest_data/dataset1_ytrain.csv', Array(34).fill('single'), 211],
    [
      'polis/bg2050-volunteers/comments.csv',
      ['day', 'id', 'ignore', 'number', 'number', 'single', 'single', 'single', 'number', 'open'],
      371,
    ],
    ['polis/bg2050-volunteers/votes.csv', ['day', 'ignore', 'ignore', 'ignore', 'single'], 14_341],
    ['sib-200/deu_Latn/train.tsv', ['id', 'single', 'open'], 701],
  ];
  for (const [path, roles, rows] of others) {
    test(path, async () => assert.deepEqual(await guessed(path), { roles, rows }));
  }
});
