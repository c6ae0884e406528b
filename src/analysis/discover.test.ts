import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import {
  type Context,
  type DiscoverItem,
  type Discovery,
  discoverThemes,
  discoverThemesOfPassages,
  inCanonicalOrder,
} from './discover.ts';
import { embedDocuments } from './document.ts';
import { type EmbedOptions, openEmbedder } from './embed.ts';
import { DIMENSIONS } from './model.ts';
import { repeatableRandom, shuffle } from './random.ts';

/** What people wrote on three subjects. */
const SUBJECTS = {
  buses: [
    'Buses should run later in the evening, because people who work in shifts have no other way home.',
    'The last bus leaves at eight, and after that there is only a taxi.',
    'We need a night bus at weekends so that young people get home safely.',
    'The number nine bus is always late in the morning and I miss my connection.',
    'Please let the buses run every ten minutes, also on Sundays.',
    'Bus tickets are far too expensive for families with low incomes.',
    'A bus stop near the hospital would help many old people.',
    'The bus drivers are friendly, but the timetable is a bad joke.',
    'There is no direct bus from our village to the station.',
    'Electric buses would be quieter for everybody who lives along the bus route.',
  ],
  trees: [
    'More trees should be planted on the market square, which is far too hot in summer.',
    'The old lime trees in the park must not be cut down for a car park.',
    'Trees give shade, and without shade nobody can sit in the park in August.',
    'The town should water its young trees when it does not rain for weeks.',
    'Plant fruit trees in the parks so that children can pick apples.',
    'Every street needs trees, because trees cool the air and clean it.',
    'Why were the chestnut trees along the river felled without asking anybody?',
    'Green roofs and trees would make the inner town bearable in a hot summer.',
    'The park has become a dry meadow, because half of its trees have died.',
    'I would like to see a rule that protects old trees in private gardens.',
  ],
  flights: [
    'Night flights should be forbidden, because nobody near the airport can sleep.',
    'The noise of the aircraft over our roof makes my children ill.',
    'Planes start over our houses from five in the morning until midnight.',
    'The airport has to keep to its promise and measure the noise of each flight.',
    'Since the new runway was built we cannot open our windows because of the noise of the planes.',
    'Airlines that land after eleven at night should pay a high fine.',
    'Aircraft noise is bad for the heart, as doctors have shown for years.',
    'No third runway at the airport: the region has enough flights.',
    'Short flights should be replaced by trains, and the airport should shrink.',
    'The approach route of the planes should be moved away from the school.',
  ],
};
const TEXTS = Object.values(SUBJECTS).flat();
const SUBJECT_OF = TEXTS.map((_, i) => Math.floor(i / 10));

const embedder = await openEmbedder({ threads: 1 });
after(() => embedder.close());

async function itemsOf(texts: readonly string[], options: EmbedOptions = {}): Promise<DiscoverItem[]> {
  const { vectors } = await embedDocuments(
    embedder,
    texts.map((text) => ({ text, language: 'en' })),
    'whole',
    options,
  );
  return texts.map((text, i) => ({
    text,
    language: 'en',
    vector: vectors.slice(i * DIMENSIONS, (i + 1) * DIMENSIONS),
  }));
} // prettier-ignore

const items = await itemsOf(TEXTS);
/** The same subjects in many more words: each sentence with the start of another one of its subject. */
const many = await itemsOf(
  TEXTS.flatMap((text, i) =>
    Array.from({ length: 10 }, (_, j) => `${text} ${TEXTS[SUBJECT_OF[i]! * 10 + ((i + j) % 10)]!.slice(0, 40 + j)}`),
  ),
  { encoderTokenBudget: 0 },
);

/** For each subject the theme that most of its items have. */
const mainThemes = (assignments: readonly ({ theme: number } | null)[], per = 10) =>
  [0, 1, 2].map((subject) => {
    const themes = assignments.slice(subject * per, (subject + 1) * per).flatMap((one) => (one ? [one.theme] : []));
    const count = (theme: number) => themes.filter((own) => own === theme).length;
    return themes.toSorted((a, b) => count(b) - count(a))[0];
  });

describe('themes', () => {
  const found = discoverThemes(items);

  test('are the groups that a person would make', () => {
    assert.equal(found.themes.length, 3);
    const main = mainThemes(found.assignments);
    assert.equal(new Set(main).size, 3);
    const right = found.assignments.filter((one, i) => one?.theme === main[SUBJECT_OF[i]!]).length;
    assert.ok(right >= 27, `${right} of 30`);
  });

  test('come largest first, with the count of their items', () => {
    const counts = found.themes.map((_, theme) => found.assignments.filter((one) => one?.theme === theme).length);
    assert.deepEqual(
      found.themes.map(({ key, size }) => [key, size]),
      counts.map((count, i) => [`t0${i + 1}`, count]),
    );
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => b - a),
    );
  });

  test('are named by their own words, each by others', () => {
    for (const { key, name } of found.themes) assert.notEqual(name.en!.text, key);
    const names = discoverThemes(many).themes.map(({ name }) => name.en!.text);
    assert.equal(new Set(names).size, names.length);
    const subjects = names.map((name) =>
      [/bus/i, /tree/i, /flight|airport|noise|plane/i].findIndex((word) => word.test(name)),
    );
    assert.deepEqual(subjects.sort(), [0, 1, 2]);
  }); // prettier-ignore

  test('have representatives that are distinct texts of their own', () => {
    found.themes.forEach(({ representatives }, theme) => {
      assert.ok(representatives.length >= 5);
      assert.equal(new Set(representatives.map((at) => TEXTS[at])).size, representatives.length);
      for (const at of representatives) assert.equal(found.assignments[at]!.theme, theme);
    });
  });

  test('say how sure each assignment is and how steady each theme', () => {
    for (const one of found.assignments) assert.ok(!one || (one.sureness > 0 && one.sureness <= 1));
    for (const { stability } of found.themes) assert.ok(stability > 0.5 && stability <= 1);
    assert.equal(found.sampled, 30);
  });

  test('are the same in whatever order the items come: keys, names, numbers and all', () => {
    const random = repeatableRandom(1);
    const wanted = discoverThemes(many);
    for (let round = 0; round < 2; round++) {
      const order = Array.from(shuffle(Uint32Array.from(many.keys()), random));
      const { themes, assignments, sampled } = discoverThemes(order.map((at) => many[at]!));
      assert.deepEqual(
        themes.map((theme) => ({ ...theme, representatives: theme.representatives.map((at) => order[at]!) })),
        wanted.themes,
      );
      assert.deepEqual(
        assignments,
        order.map((at) => wanted.assignments[at]!),
      ); // prettier-ignore
      assert.equal(sampled, wanted.sampled);
    }
  });

  test('do not mind that texts come again: equal texts have equal assignments', () => {
    const twice = discoverThemes([...items, ...items.slice(0, 7), ...items]);
    assert.deepEqual(twice.assignments.slice(0, 30), found.assignments);
    assert.deepEqual(twice.assignments.slice(37), found.assignments);
    assert.deepEqual(twice.assignments.slice(30, 37), found.assignments.slice(0, 7));
  });

  test('do not depend on which of two texts comes first that are equal but for how they were read', () => {
    const odd = items.map((item, i) => (i % 3 ? item : { ...item, vector: items[(i + 10) % 30]!.vector }));
    const skimmed = items.map((item, i) => (i % 3 ? item : { ...odd[i]!, skimmed: true }));
    const [one, other] = [discoverThemes([...items, ...odd]), discoverThemes([...odd, ...items])];
    assert.deepEqual(other.assignments, one.assignments);
    const counts = (one: Discovery) => one.themes.map(({ name, size, stability }) => [name, size, stability]);
    assert.deepEqual(counts(other), counts(one));
    assert.deepEqual(discoverThemes([...skimmed, ...items]).assignments.slice(30), found.assignments);
  });

  test('count every copy of a text, and the largest so counted comes first', () => {
    const last = SUBJECT_OF.length - 1;
    const { themes, assignments } = discoverThemes([...items, ...Array(40).fill(items[last]!)]);
    assert.equal(assignments[last]!.theme, 0);
    assert.deepEqual(
      themes.map(({ size }) => size),
      themes.map((_, theme) => assignments.filter((one) => one?.theme === theme).length),
    );
    assert.ok(themes[0]!.size >= 48);
  });

  test('are none in fewer than twelve texts', () => {
    for (const few of [[], items.slice(0, 1), items.slice(0, 11)]) {
      assert.deepEqual(discoverThemes(few), { themes: [], assignments: few.map(() => null), sampled: 0 });
    }
    assert.ok(discoverThemes(items.slice(4, 16)).themes.length > 0);
  });

  test('leave a text without letters or without a vector unassigned', () => {
    const vector = items[0]!.vector;
    const empty: DiscoverItem[] = [
      { text: '', language: 'und', vector },
      { text: '100 % !!! 👍', language: 'und', vector },
      { text: 'ሰላም ለሁሉም', language: 'und', vector: new Int8Array(DIMENSIONS) },
    ];
    const { assignments, themes } = discoverThemes([...empty, ...items]);
    assert.deepEqual([assignments.slice(0, 3), themes.length], [[null, null, null], 3]);
    assert.deepEqual(assignments.slice(3), found.assignments);
  });

  test('are as many as a person asks for', () => {
    for (const wanted of [2, 4, 6, 20]) assert.equal(discoverThemes(many, { themes: wanted }).themes.length, wanted);
  });

  test('stop being looked for when that is cancelled, and tell what is being done', () => {
    assert.throws(() => discoverThemes(items, { signal: AbortSignal.abort() }), {
      code: 'cancelled',
      message: 'The analysis was cancelled.',
    });
    const controller = new AbortController();
    const steps: string[] = [];
    const onProgress = ({ step }: { step: string }) => {
      steps.push(step);
      if (step === 'discover.assign') controller.abort();
    };
    assert.throws(() => discoverThemes(items, { signal: controller.signal, onProgress }), { code: 'cancelled' });
    assert.deepEqual(steps, ['discover.compare', 'discover.assign']);
  });
});

describe('texts that were only skimmed', () => {
  const nonsense = items.map(
    (item, i): DiscoverItem => ({
      ...item,
      text: `Lorem ipsum ${i} dolor sit amet`,
      skimmed: true,
    }),
  );

  test('make no themes where enough others were read well, and are assigned to those', () => {
    const wanted = discoverThemes(many);
    const { themes, assignments, sampled } = discoverThemes([...many, ...nonsense]);
    assert.deepEqual([sampled, themes.length], [many.length, wanted.themes.length]);
    const [read, skimmed] = [mainThemes(assignments, 100), mainThemes(assignments.slice(many.length))];
    assert.deepEqual(skimmed, read);
    assert.equal(new Set(read).size, 3);
  });

  test('make no themes either where a quarter was read well', () => {
    assert.equal(discoverThemes([...items, ...nonsense]).sampled, 30);
  });

  test('make themes with the others where those are fewer than a quarter', () => {
    assert.equal(discoverThemes([...items.slice(0, 9), ...nonsense]).sampled, 39);
  });
});

describe('themes of passages', () => {
  /** Each sentence is said together with a remark that says little by itself. */
  const REMARK = 'This has been so for years and nobody does anything about it.';
  const passages: DiscoverItem[] = [];
  const contexts: Context[] = [];
  const ready = itemsOf([REMARK, ...TEXTS.map((text, i) => `${text} ${REMARK} ${i}`)]).then(([remark, ...around]) => {
    items.forEach((item, i) => {
      passages.push(item, { ...remark!, text: `${REMARK} ${i}` });
      contexts.push({ ...around[i]!, passages: [2 * i, 2 * i + 1] });
    });
  });

  test('are found in contexts; a passage that says little takes the theme of the one it stands in', async () => {
    await ready;
    const { themes, assignments } = await discoverThemesOfPassages(passages, contexts);
    assert.equal(themes.length, 3);
    const said = assignments.filter((_, i) => i % 2 === 0);
    const remarks = assignments.filter((_, i) => i % 2 === 1);
    const main = mainThemes(said);
    assert.equal(new Set(main).size, 3);
    const right = remarks.filter((one, i) => one?.theme === main[SUBJECT_OF[i]!]).length;
    assert.ok(right >= 25, `${right} of 30`);
  }); // prettier-ignore

  test('are the same in whatever order passages and contexts come', async () => {
    await ready;
    const wanted = await discoverThemesOfPassages(passages, contexts);
    const order = Array.from(shuffle(Uint32Array.from(passages.keys()), repeatableRandom(2)));
    const place = new Map(order.map((at, i) => [at, i]));
    const moved = contexts.toReversed().map((one) => ({ ...one, passages: one.passages.map((at) => place.get(at)!) }));
    const { themes, assignments } = await discoverThemesOfPassages(
      order.map((at) => passages[at]!),
      moved,
    );
    assert.deepEqual(
      themes.map(({ name, size }) => [name, size]),
      wanted.themes.map(({ name, size }) => [name, size]),
    );
    assert.deepEqual(
      assignments,
      order.map((at) => wanted.assignments[at]!),
    );
  }); // prettier-ignore

  test('are the same to the bit, whether passages are judged here, in one thread or in two', async () => {
    await ready;
    const here = await discoverThemesOfPassages(passages, contexts);
    for (const threads of [1, 2])
      assert.deepEqual(await discoverThemesOfPassages(passages, contexts, { threads }), here);
  });

  test('are assigned to a passage that stands in no context by what it says', async () => {
    await ready;
    const { assignments } = await discoverThemesOfPassages([...passages, items[12]!], contexts);
    assert.equal(assignments.at(-1)!.theme, assignments[24]!.theme);
  });

  test('are none where the contexts are too few', async () => {
    await ready;
    const found = await discoverThemesOfPassages(passages, contexts.slice(0, 11));
    assert.deepEqual(found, { themes: [], assignments: passages.map(() => null), sampled: 0 });
  });
});

test('the canonical order has every position once, equal texts together, and follows from the texts', () => {
  const texts = [...items, ...items.slice(0, 5)].map(({ text, language }) => ({ text, language }));
  const order = inCanonicalOrder(texts);
  assert.deepEqual(
    order.toSorted((a, b) => a - b),
    [...texts.keys()],
  );
  const inOrder = order.map((at) => texts[at]!.text);
  assert.deepEqual(
    [...new Set(inOrder)].flatMap((text) => inOrder.filter((other) => other === text)),
    inOrder,
  ); // prettier-ignore
  const reversed = texts.toReversed();
  assert.deepEqual(
    inCanonicalOrder(reversed).map((at) => reversed[at]!.text),
    inOrder,
  ); // prettier-ignore
});
