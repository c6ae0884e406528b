import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DIMENSIONS } from './model.ts';
import { type Candidate, pickRepresentatives } from './representative.ts';

const SAID = 'The town should build a cycle path along the river, because the road is dangerous';
const centre = new Float64Array(DIMENSIONS);
centre[0] = 1;

/** A passage that points to the centre, and somewhat in a direction of its own. */
function candidate(position: number, more: Partial<Candidate> & { near?: number } = {}): Candidate {
  const near = more.near ?? 0.8;
  const vector = new Int8Array(DIMENSIONS);
  vector[0] = Math.round(127 * near);
  vector[1 + position] = Math.round(127 * Math.sqrt(1 - near ** 2));
  return { text: `${SAID} (${position}).`, vector, position, sureness: 0.8, ...more };
}

describe('representatives', () => {
  test('are at most eight, the nearest to the centre first', () => {
    const picked = pickRepresentatives(
      Array.from({ length: 20 }, (_, i) => candidate(i, { near: 0.5 + i / 50 })),
      centre,
    ); // prettier-ignore
    assert.equal(picked.length, 8);
    assert.equal(picked[0], 19);
    assert.equal(new Set(picked).size, 8);
  });

  test('are all there are, where they are few, and none of none', () => {
    assert.deepEqual(pickRepresentatives([candidate(3), candidate(1)], centre).sort(), [1, 3]);
    assert.deepEqual(pickRepresentatives([], centre), []);
  });

  test('differ: what was said before comes after something new', () => {
    const first = candidate(0, { near: 0.9 });
    const same = candidate(1, { vector: first.vector });
    const other = candidate(2, { near: 0.75 });
    assert.deepEqual(pickRepresentatives([first, same, other], centre), [0, 2, 1]);
  });

  test('say nothing twice, in whatever capitals, blanks and punctuation', () => {
    const copies = [`${SAID}.`, `${SAID}!`, `${SAID.toUpperCase()} ...`, ` ${SAID.replaceAll(' ', '  ')}`];
    const candidates = copies.map((text, i) => candidate(i, { text }));
    assert.deepEqual(pickRepresentatives([...candidates, candidate(4, { near: 0.2 })], centre), [0, 4]);
  });

  test('can be read alone: not too short, not begun in the middle', () => {
    const short = candidate(0, { text: 'More cycle paths!' });
    const middle = candidate(1, { text: `and therefore ${SAID.toLowerCase()}.` });
    const good = candidate(2, { near: 0.78 });
    assert.equal(pickRepresentatives([short, middle, good], centre)[0], 2);
  });

  test('come from different groups of people', () => {
    const [a, b, c] = [
      candidate(0, { group: 'NGO' }),
      candidate(1, { group: 'NGO' }),
      candidate(2, { group: 'citizen' }),
    ];
    assert.deepEqual(pickRepresentatives([a, b, c], centre), [0, 2, 1]);
  }); // prettier-ignore

  test('are surely of the theme', () => {
    assert.equal(pickRepresentatives([candidate(0, { sureness: 0.3 }), candidate(1)], centre)[0], 1);
  });
});
