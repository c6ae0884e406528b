import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { embedDocuments, embedReplies } from './document.ts';
import { openEmbedder } from './embed.ts';
import { DIMENSIONS } from './model.ts';
import { meanVector } from './vector.ts';

const embedder = await openEmbedder({ threads: 1 });
after(() => embedder.close());

const document = (text: string) => ({ text, language: 'en' });
const BUS = 'There should be more buses in the evening, because people who work in shifts have no other way home.';
const TREE = 'More trees should be planted on the market square, which is far too hot for everybody in the summer.';
const LONG = Array.from({ length: 12 }, (_, i) => `${i % 2 ? BUS : TREE} Number ${i} of my many points.`).join('\n\n');
const FAST = { encoderTokenBudget: 0 };

describe('the vector of a document', () => {
  test('is that of its text, where that is short', async () => {
    const { vectors, skimmed } = await embedDocuments(embedder, [document(`${BUS}\n`)], 'whole', {});
    const { vectors: alone } = await embedder.embed([document(BUS)]);
    assert.deepEqual([vectors, skimmed], [meanVector(alone, [0]), [false]]);
  });

  test('is the mean of its parts, where it is longer than the encoder can read', async () => {
    const { vectors } = await embedDocuments(embedder, [document(LONG)], 'whole', FAST);
    const { vectors: cut } = await embedder.embed([document(LONG.slice(0, 1200))], FAST);
    assert.equal(vectors.length, DIMENSIONS);
    assert.notDeepEqual(vectors, cut);
  });

  test('comes with the mean of its passages, where that is asked for', async () => {
    const { vectors } = await embedDocuments(embedder, [document(`${BUS} ${TREE}`)], 'whole and passages', {});
    const { vectors: alone } = await embedder.embed([document(`${BUS} ${TREE}`), document(BUS), document(TREE)]);
    assert.deepEqual(vectors.slice(0, DIMENSIONS), meanVector(alone, [0]));
    assert.deepEqual(vectors.slice(DIMENSIONS), meanVector(alone, [1, 2]));
  });

  test('is zero where nothing stands', async () => {
    const { vectors, skimmed } = await embedDocuments(embedder, [document(''), document(' \n')], 'whole', {});
    assert.deepEqual([vectors.every((x) => x === 0), skimmed], [true, [false, false]]);
  });
});

test('documents at the front are read by the encoder first; the others say that they were skimmed', async () => {
  const documents = Array.from({ length: 6 }, (_, i) => document(`${BUS} (${i})`));
  const { skimmed } = await embedDocuments(embedder, documents, 'whole', { encoderTokenBudget: 80 });
  assert.deepEqual(
    skimmed,
    skimmed.toSorted((a, b) => Number(a) - Number(b)),
  ); // prettier-ignore
  assert.deepEqual([skimmed[0], skimmed[5]], [false, true]);
});

test('a reply is the mean of all its words and of each part that stands apart', async () => {
  const vectors = await embedReplies(embedder, [{ fields: [`${BUS}\n${TREE}`, BUS], language: 'en' }], {});
  const { vectors: alone } = await embedDocuments(embedder, [document(`${BUS}\n${TREE}`), document(BUS)], 'whole', {});
  assert.deepEqual(vectors, meanVector(alone, [0, 1]));
});
