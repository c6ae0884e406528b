import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stopWords, TermFinder } from './terms.ts';

const finderOf = (language: string, ...groups: string[][]) =>
  new TermFinder(
    groups.flatMap((texts, group) => texts.map((text) => ({ text, language, group }))),
    language,
    groups.length,
  );
const names = (finder: TermFinder, group: number, against?: number) =>
  finder.termsOf(group, against).map(({ term }) => term);
const often = (...texts: string[]) => Array.from({ length: 5 }, () => texts).flat();

describe('the terms of a theme', () => {
  const buses = often('We need more buses at night.', 'The buses are late.', 'Why are buses so full?');
  const trees = often('We need more trees.', 'The trees give shade.', 'Please water the trees.');

  test('are the words that its texts have and others have not', () => {
    const finder = finderOf('en', buses, trees);
    assert.equal(names(finder, 0)[0], 'buses');
    assert.equal(names(finder, 1)[0], 'trees');
  });

  test('are words of hidden texts only where five have them, or one that may be shown', () => {
    const named = (count: number, shown: number) => {
      const about = Array.from({ length: count }, (_, i) => `Mayor Zoltan sleeps ${'again '.repeat(i)}`);
      const texts = [
        ...about.map((text, i) => ({ text, language: 'en', group: 0, hidden: i >= shown })),
        ...trees.map((text) => ({ text, language: 'en', group: 1 })),
      ];
      return names(new TermFinder(texts, 'en', 2), 0)
        .join()
        .includes('Zoltan');
    };
    assert.deepEqual([named(4, 0), named(4, 1), named(5, 0)], [false, true, true]);
  });

  test('are no stop words and no words that all themes share', () => {
    const finder = finderOf('en', buses, trees);
    for (const group of [0, 1]) {
      for (const term of names(finder, group)) {
        assert.ok(!stopWords('en').has(term) && term !== 'need');
      }
    }
  });

  test('are none that fewer than three texts have', () => {
    const finder = finderOf('en', [...buses, 'Trams!', 'Trams!'], trees);
    assert.ok(!names(finder, 0).includes('trams'));
  });

  test('have no two forms of a word', () => {
    const texts = often('Radwege fehlen', 'Der Radweg endet hier', 'Radwegen fehlt Licht');
    const others = often('Bäume geben Schatten', 'Bäume kühlen');
    const terms = names(finderOf('de', [...texts, ...texts, ...texts], Array(20).fill(others).flat()), 0);
    assert.equal(terms.filter((term) => /^radweg/i.test(term)).length, 1);
  });

  test('are a phrase, where most texts that have its words have the phrase', () => {
    const terms = names(finderOf('en', often('Cut the carbon tax now', 'No carbon tax', 'Carbon tax hurts'), trees), 0);
    assert.equal(terms[0]!.toLowerCase(), 'carbon tax');
    assert.ok(!terms.some((term) => ['carbon', 'tax'].includes(term.toLowerCase())));
  });

  test('are no phrase of words with something between them', () => {
    const texts = often('Buses,trees', 'Noise/airport', 'Buses – trees', 'The noise (airport)');
    const terms = names(
      finderOf('en', [...texts, ...texts], Array(9).fill(often('Nothing to say', 'See above')).flat()),
      0,
    );
    assert.deepEqual(
      terms.filter((term) => term.includes(' ')),
      [],
    );
    assert.ok(terms.includes('buses') && terms.includes('airport'));
  });

  test('are written as most texts write them inside a sentence', () => {
    const texts = often('Wir fordern mehr Busse.', 'Abends fahren keine Busse.', 'BUSSE BUSSE BUSSE', 'Busse!');
    assert.equal(names(finderOf('de', texts, often('Bäume pflanzen', 'Alte Bäume schützen')), 0)[0], 'Busse');
    assert.equal(names(finderOf('en', often('Buses are late.', 'Buses!'), trees), 0)[0], 'buses');
  });

  test('can be told against one other theme', () => {
    const both = often('Trees and shade', 'Trees on roads', 'Trees');
    const finder = finderOf(
      'en',
      often('Trees near buses', 'Buses under trees', 'Buses'),
      both,
      often('Noise of planes'),
    );
    assert.ok(names(finder, 0, 1).includes('buses'));
    assert.deepEqual(names(finder, 2, 1).includes('trees'), false);
  });

  test('come heaviest first, and no more than asked for', () => {
    const terms = finderOf('en', buses, trees).termsOf(0, undefined, 2);
    assert.ok(terms.length <= 2);
    const weights = terms.map(({ weight }) => weight);
    assert.deepEqual(
      weights,
      weights.toSorted((a, b) => b - a),
    );
  });

  test('are none where a theme has no texts, or there is one theme only', () => {
    assert.deepEqual(names(finderOf('en', buses, []), 1), []);
    assert.ok(Array.isArray(names(finderOf('en', buses), 0)));
  });
}); // prettier-ignore

test('each of the 24 languages has its stop words, an unknown one has none', () => {
  for (const language of 'bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv'.split(' ')) {
    assert.ok(stopWords(language).size > 20, language);
  }
  assert.deepEqual([stopWords('en').has('the'), stopWords('de').has('und'), stopWords('und').size], [true, true, 0]);
});
