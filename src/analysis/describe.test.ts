import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeThemes } from './describe.ts';
import { DIMENSIONS } from './model.ts';

type Item = { text: string; language: string; vector: Int8Array; theme: number | null };

const item = (theme: number | null, language: string, text: string, direction = theme ?? 9): Item => {
  const vector = new Int8Array(DIMENSIONS);
  vector[direction] = 127;
  return { text, language, vector, theme };
};
const describeAll = (items: Item[], count: number) =>
  describeThemes(
    items,
    items.map(({ theme }) => (theme === null ? null : { theme, sureness: 0.9 })),
    count,
  );
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

describe('a theme is described', () => {
  const items = [
    ...times(20, (i) => item(0, 'en', `We need more buses at night, number ${i}.`)),
    ...times(16, () => item(0, 'de', 'Wir brauchen mehr Busse in der Nacht.')),
    ...times(2, () => item(0, 'fr', 'Il faut plus de bus la nuit.')),
    ...times(11, () => item(1, 'de', 'Die alten Bäume geben Schatten.')),
    ...times(12, (i) => item(1, 'en', `The old trees give shade, number ${i}.`)),
    ...times(12, () => item(2, 'en', 'Aircraft noise wakes us.', 1)),
    item(null, 'en', 'Nothing.'),
  ];
  const [buses, trees, noise] = describeAll(items, 3) as [never, never, never] as ReturnType<typeof describeAll>;

  test('by key and size', () => {
    assert.deepEqual(
      [buses, trees, noise].map((theme) => [theme!.key, theme!.size]),
      [
        ['t01', 38],
        ['t02', 23],
        ['t03', 12],
      ],
    );
  }); // prettier-ignore

  test('by a name in each language in which it has enough texts, marked as a machine’s', () => {
    assert.deepEqual(Object.keys(buses!.name).sort(), ['de', 'en']);
    assert.match(buses!.name.en!.text, /buses/);
    assert.match(buses!.name.de!.text, /Busse/);
    assert.equal(buses!.name.en!.origin, 'written');
  });

  test('by terms in the language that most of its texts are in', () => {
    assert.ok(buses!.terms.some(({ term }) => term === 'buses'));
    assert.ok(!buses!.terms.some(({ term }) => /busse/i.test(term)));
  });

  test('by the nearest other theme, and what belongs there', () => {
    assert.equal(trees!.notThis!.theme, 't03');
    assert.ok(trees!.notThis!.terms.some(({ term }) => /aircraft|noise|wakes/i.test(term)));
  });

  test('by representatives of its own', () => {
    for (const [theme, one] of [buses, trees, noise].entries()) {
      assert.ok(one!.representatives.length > 0);
      for (const at of one!.representatives) assert.equal(items[at]!.theme, theme);
    }
  });
});

test('no two themes have the same name, even if their texts say the same', () => {
  const items = times(30, (i) => item(i % 3, 'en', 'We need more buses at night.'));
  const names = describeAll(items, 3).map(({ name }) => name.en!.text);
  assert.equal(new Set(names).size, 3);
});

test('a theme has no name in a language in which nothing tells it apart: the one in another language is shown', () => {
  const items = [
    ...times(20, () => item(0, 'en', 'We need more buses at night.')),
    ...times(10, () => item(0, 'de', 'Wir brauchen mehr Busse in der Nacht.')),
    ...times(20, () => item(1, 'en', 'The old trees give shade.')),
  ];
  assert.deepEqual(Object.keys(describeAll(items, 2)[0]!.name), ['en']);
});

test('themes that only one same term tells from the others are still named apart', () => {
  const items = times(60, (i) => item(i % 3, 'en', i % 3 === 2 ? 'Trees.' : 'Buses.'));
  const [a, b] = describeAll(items, 3).map(({ name }) => name.en!.text);
  assert.deepEqual([a, b], ['buses', 'buses (t02)']);
});

test('a theme alone has no other beside it, and one without items has its key for a name', () => {
  assert.equal(
    describeAll(
      times(4, () => item(0, 'en', 'More buses.')),
      1,
    )[0]!.notThis,
    null,
  );
  const [, empty] = describeAll(
    times(4, () => item(0, 'en', 'More buses.')),
    2,
  );
  assert.deepEqual([empty!.size, empty!.representatives, empty!.terms], [0, [], []]);
});

test('a theme in a language that cannot be told is named all the same', () => {
  const [theme] = describeAll([...times(5, () => item(0, 'und', 'Lorem ipsum dolor')), item(1, 'und', 'sit amet')], 2);
  assert.ok(theme!.name.en!.text.length > 0);
});
