import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { onBothStores, temporaryFolder } from '../../test/stores.ts';
import { openDelivery } from '../intake/read.ts';
import { SYSTEM } from '../store/actor.ts';
import { bareConsultation, createConsultation } from '../store/consultation.ts';
import { gatherContexts } from './context.ts';
import { importDelivery } from './import.ts';
import { gatherPassages } from './passage.ts';
import { gatherReplies } from './reply.ts';
import { readingOrder } from './theme.ts';

const LONG = Array.from({ length: 30 }, (_, i) => `Sentence number ${i} speaks of buses that never came.`).join(' ');
const ROWS = [
  'id,heading,why,more',
  '1,Night buses,They stop far too early for people on the late shift.,',
  '2,Night buses,Nobody feels safe on the way home on foot.,The fare is fine as it is today.',
  '3,Only a heading and nothing else,,',
  `4,Buses,${LONG},`,
];
const MAP = {
  language: 'en',
  publication: { all: 'anonymous', because: 'test' },
  columns: { id: 'id', heading: 'title', why: 'open', more: 'open' },
};

onBothStores('what is read together', (store) => {
  test('is each answer with the title above it, and a long one stretch by stretch', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'replies.csv'), ROWS.join('\n'));
    writeFileSync(join(folder, 'map.json'), JSON.stringify(MAP));
    const consultation = await createConsultation(store(), SYSTEM, bareConsultation('buses'), false);
    const delivery = await openDelivery(join(folder, 'replies.csv'), { map: join(folder, 'map.json') });
    await importDelivery(store(), delivery, { actor: SYSTEM, consultationId: consultation.id });
    const cut = await gatherPassages(store(), consultation.id, () => {});
    const { distinct } = cut;
    const replies = await gatherReplies(store(), consultation.id);

    const contexts = await gatherContexts(store(), consultation.id, replies.distinct, cut);

    const texts = contexts.map(({ text }) => text);
    assert.deepEqual(texts.filter((text) => !text.includes('Sentence number')).sort(), [
      'Night buses Nobody feels safe on the way home on foot.',
      'Night buses The fare is fine as it is today.',
      'Night buses They stop far too early for people on the late shift.',
      'Only a heading and nothing else',
    ]);
    const stretches = texts.filter((text) => text.includes('Sentence number'));
    assert.equal(stretches.join(' '), `Buses ${LONG}`);
    assert.ok(stretches.length === 2 && stretches.every((text) => text.length <= 1300));
    for (const { text, passages } of contexts) {
      assert.equal(passages.map((at) => distinct[at]!.text).join(' '), text);
    }
    assert.ok(readingOrder(distinct, contexts).every(Number.isFinite), 'every passage has its turn');
  });
});
