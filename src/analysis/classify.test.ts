import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Codes, type Items, trainClassifier } from './classify.ts';
import { repeatableRandom, shuffle } from './random.ts';

/** Subjects a reply may be about; each has words of its own and a direction of its own. */
const WORDS = [
  ['bus', 'tram', 'timetable', 'driver', 'stop', 'ticket'],
  ['tree', 'park', 'shade', 'meadow', 'bench', 'garden'],
  ['noise', 'airport', 'night', 'sleep', 'flights', 'runway'],
];
const COMMON = ['please', 'the', 'town', 'should', 'more', 'our', 'people', 'need'];
const WIDTH = 256;

/** Replies about subjects: words of each, some common ones, and a vector between the subjects' directions. */
function replies(about: readonly (readonly number[])[], seed: number): Items {
  const random = repeatableRandom(seed);
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)]!;
  const vectors = new Int8Array(about.length * WIDTH);
  const fields = about.map((subjects, i) => {
    for (const subject of subjects) vectors[i * WIDTH + subject] = 80;
    for (let j = 0; j < 20; j++) vectors[i * WIDTH + Math.floor(random() * WIDTH)]! += Math.floor(random() * 30) - 15;
    const own = subjects.flatMap((subject) => [pick(WORDS[subject]!), pick(WORDS[subject]!)]);
    return [[...own, pick(COMMON), pick(COMMON), pick(COMMON)].join(' ')];
  });
  return { fields, vectors, width: WIDTH };
}

const join = (a: Items, b: Items): Items => ({
  fields: [...a.fields, ...b.fields],
  vectors: Int8Array.from([...a.vectors, ...b.vectors]),
  width: a.width,
});

const one = Array.from({ length: 60 }, (_, i) => [i % 3]);
const many = Array.from({ length: 80 }, (_, i) => [[0], [1], [2], [0, 2]][i % 4]!);
const codesOf = (kind: 'one' | 'many', of: number[][]): Codes => ({ kind, count: 3, of });
const silent: Items = { fields: [[''], [' 123 – !'], ['👍']], vectors: new Int8Array(3 * WIDTH), width: WIDTH };

describe('a classifier of one code an item', () => {
  const classifier = trainClassifier(replies(one, 1), codesOf('one', one));
  const unseen = replies(one, 2);

  test('assigns nothing to nothing', () => {
    assert.deepEqual(classifier.assign({ fields: [], vectors: new Int8Array(0), width: WIDTH }), []);
  });

  test('learns what can be told apart, and is sure of it', () => {
    const assigned = classifier.assign(unseen);
    assert.deepEqual(
      assigned.map((own) => own.map(({ code }) => code)),
      one,
    );
    assert.ok(assigned.every(([best]) => best!.sureness > 0.6 && best!.sureness <= 1));
  });

  test('gives each item exactly one code, and none to one without letters', () => {
    const assigned = classifier.assign(join(silent, replies([[], [0, 1, 2]], 3)));
    assert.deepEqual(
      assigned.map((own) => own.length),
      [0, 0, 0, 1, 1],
    );
  });

  test('has surenesses from 0 to 1 that add up to 1', () => {
    const sureness = classifier.sureness(join(unseen, silent));
    for (let i = 0; i < sureness.length; i += 3) {
      const own = sureness.subarray(i, i + 3);
      assert.ok(own.every((x) => x >= 0 && x <= 1));
      assert.ok(Math.abs(own.reduce((sum, x) => sum + x, 0) - 1) < 1e-9);
    }
  });

  test('judges its examples as if it had not seen them', () => {
    const { heldBack, sureness } = classifier;
    assert.equal(heldBack.length, one.length * 3);
    const seen = sureness(replies(one, 1));
    const mean = (values: Float64Array) => one.reduce((sum, [code], i) => sum + values[i * 3 + code!]!, 0) / one.length;
    assert.ok(mean(heldBack) > 0.6 && mean(heldBack) <= mean(seen));
  });

  test('goes by vectors where the words are unknown, as in another language', () => {
    const { vectors } = unseen;
    const foreign = { fields: one.map((_, i) => [`слово${i} друга${i}`]), vectors, width: WIDTH };
    assert.deepEqual(
      classifier.assign(foreign).map(([best]) => [best!.code]),
      one,
    );
  });

  test('goes by words where vectors say nothing', () => {
    const blind = { ...unseen, vectors: new Int8Array(unseen.vectors.length) };
    const right = classifier.assign(blind).filter(([best], i) => best!.code === one[i]![0]).length;
    assert.ok(right > 54, `${right}`);
  });
});

describe('a classifier of many codes an item', () => {
  const classifier = trainClassifier(replies(many, 4), codesOf('many', many));

  test('finds all codes of an item', () => {
    const unseen = replies(many, 5);
    const assigned = classifier.assign(unseen).map((own) => own.map(({ code }) => code).sort());
    const right = assigned.filter((codes, i) => String(codes) === String(many[i])).length;
    assert.ok(right > 72, `${right}`);
  });

  test('gives each item at least one code, the surest first, and none to one without letters', () => {
    const assigned = classifier.assign(join(silent, replies([[], [1], [0, 1, 2]], 6)));
    assert.deepEqual(
      assigned.slice(0, 3).map((own) => own.length),
      [0, 0, 0],
    );
    for (const own of assigned.slice(3)) {
      assert.ok(own.length >= 1 && own.every(({ sureness }) => sureness >= 0 && sureness <= 1));
      assert.deepEqual(
        own,
        own.toSorted((a, b) => b.sureness - a.sureness),
      );
    }
  });
});

for (const [kind, own] of [
  ['one', one],
  ['many', many],
] as const) {
  test(`the order of the examples makes no difference (${kind})`, () => {
    const examples = replies(own, 7);
    const unseen = replies(own, 8);
    const classifier = trainClassifier(examples, codesOf(kind, own));
    const order = shuffle(Uint32Array.from(own.keys()), repeatableRandom(9));
    const shuffled: Items = {
      fields: Array.from(order, (at) => examples.fields[at]!),
      vectors: Int8Array.from(
        Array.from(order, (at) => [...examples.vectors.subarray(at * WIDTH, (at + 1) * WIDTH)]).flat(),
      ),
      width: WIDTH,
    };
    const other = trainClassifier(
      shuffled,
      codesOf(
        kind,
        Array.from(order, (at) => own[at]!),
      ),
    );
    assert.deepEqual(other.sureness(unseen), classifier.sureness(unseen));
    const held = (at: number, from: Float64Array) => [...from.subarray(at * 3, at * 3 + 3)];
    for (const [i, at] of order.entries()) assert.deepEqual(held(i, other.heldBack), held(at, classifier.heldBack));
  });
} // prettier-ignore

test('an item that no code is sure of still has the surest one, and no other', () => {
  const eight = Array.from({ length: 160 }, (_, i) => [i % 8]);
  const items: Items = {
    fields: eight.map(([code], i) => [`subject${code} word${i % 20}`]),
    vectors: new Int8Array(160 * WIDTH),
    width: WIDTH,
  };
  eight.forEach(([code], i) => {
    items.vectors[i * WIDTH + code!] = 100;
  });
  const classifier = trainClassifier(items, { kind: 'many', count: 8, of: eight });
  const stranger = { fields: [['zzz qqq']], vectors: new Int8Array(WIDTH).fill(1, 200), width: WIDTH };
  const [own] = classifier.assign(stranger);
  assert.ok(Math.max(...classifier.sureness(stranger)) < 0.3);
  assert.equal(own!.length, 1);
});

test('copies among the examples do not make the order matter', () => {
  const examples = replies(one, 7);
  const all = join(join(examples, examples), replies([[0]], 8));
  const own = [...one, ...one, [0]];
  const unseen = replies(one, 9);
  const asked = (items: Items, of: number[][]) => trainClassifier(items, codesOf('one', of)).sureness(unseen);
  const order = shuffle(Uint32Array.from(own.keys()), repeatableRandom(10));
  const shuffled: Items = {
    fields: Array.from(order, (at) => all.fields[at]!),
    vectors: Int8Array.from(Array.from(order, (at) => [...all.vectors.slice(at * WIDTH, (at + 1) * WIDTH)]).flat()),
    width: WIDTH,
  };
  assert.deepEqual(
    asked(
      shuffled,
      Array.from(order, (at) => own[at]!),
    ),
    asked(all, own),
  );
});

describe('few or odd examples', () => {
  test('teach all the same: one of each, or one code that all have', () => {
    const two = trainClassifier(replies([[0], [1]], 1), { kind: 'one', count: 2, of: [[0], [1]] });
    const same = trainClassifier(replies([[0], [0], [0]], 1), { kind: 'many', count: 2, of: [[0], [0], [0]] });
    const unseen = replies([[0], [1]], 2);
    for (const assigned of [two.assign(unseen), same.assign(unseen)]) {
      for (const own of assigned) assert.ok(own.length >= 1 && own.every(({ sureness }) => Number.isFinite(sureness)));
    }
    assert.deepEqual(
      two.assign(unseen).map(([best]) => best!.code),
      [0, 1],
    );
    assert.deepEqual(
      same.assign(unseen).map(([best]) => best!.code),
      [0, 0],
    );
  });

  test('a single one teaches its own code', () => {
    const alone = trainClassifier(replies([[1]], 1), { kind: 'one', count: 2, of: [[1]] });
    const [[best]] = alone.assign(replies([[0]], 2)) as [[{ code: number; sureness: number }]];
    assert.deepEqual([best.code, Number.isFinite(best.sureness)], [1, true]);
  });

  test('many codes of which some rows have none still teach', () => {
    const of = [[0], [], [1], [0, 1], [], [0], [1], []];
    const assigned = trainClassifier(replies(of, 3), { kind: 'many', count: 2, of }).assign(replies([[0], [1]], 4));
    assert.deepEqual(
      assigned.map(([best]) => best!.code),
      [0, 1],
    );
  });
});

test('a code is explained by the words without which its score would fall, and by the examples most alike', () => {
  const classifier = trainClassifier(replies(one, 1), codesOf('one', one));
  const asked = replies([[0]], 5);
  asked.fields = [['the tram needs a timetable']];
  const { words, neighbours } = classifier.explain(asked, 0, 0);
  assert.deepEqual(
    words
      .map(({ word }) => word)
      .sort()
      .slice(-2),
    ['timetable', 'tram'],
  );
  assert.deepEqual(
    neighbours.map(({ example, has }) => [one[example], has]),
    [
      [[0], true],
      [[0], true],
    ],
  );
});

test('five hundred codes with two examples each are learnt and told apart', () => {
  const of = Array.from({ length: 1000 }, (_, i) => [i % 500]);
  const fields = of.map(([code]) => [`subject${code} matters`]);
  const items: Items = { fields, vectors: new Int8Array(1000 * 8).fill(1), width: 8 };
  const assigned = trainClassifier(items, { kind: 'one', count: 500, of }).assign({
    fields: [['subject7 again']],
    vectors: new Int8Array(8).fill(1),
    width: 8,
  });
  assert.equal(assigned[0]![0]!.code, 7);
});

test('what has no words, or none that anybody knows, is never guessed into a code', () => {
  const classifier = trainClassifier(replies(one, 1), codesOf('one', one));
  const odd = [
    '',
    'x',
    'a'.repeat(1_000_000),
    '👍👍',
    '12345 678',
    'https://example.org/bus?tram=1',
    'bus@tram.example',
    'مدرسة كبيرة',
    '学校的中文句子',
  ];
  const fields = odd.map((text) => [text]);
  const assigned = classifier.assign({ fields, vectors: new Int8Array(odd.length * WIDTH), width: WIDTH });
  assert.deepEqual(
    assigned,
    odd.map(() => []),
  );
});
