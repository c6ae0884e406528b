import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { chooseTiers, openEmbedder, type TextToEmbed } from './embed.ts';
import { DIMENSIONS, MODEL_FOLDER } from './model.ts';

type Expected = { language: string; text: string; space: number[]; static: number[] };
const expected: Expected[] = JSON.parse(readFileSync(join(MODEL_FOLDER, 'expected.json'), 'utf8'));
/** What a number may differ between kinds of processors; the projection magnifies it for a few. */
const TOLERANCE = 0.02;
const BEYOND_TOLERANCE = 0.05;

const embedder = await openEmbedder({ threads: 2 });
after(() => embedder.close());

const BUDGETS = { encoder: undefined, static: 0 } as const;
const embed = (texts: readonly TextToEmbed[], tier: keyof typeof BUDGETS = 'encoder') =>
  embedder.embed(texts, tier === 'encoder' ? {} : { encoderTokenBudget: BUDGETS[tier] });
const rowsOf = (vectors: Int8Array) =>
  Array.from({ length: vectors.length / DIMENSIONS }, (_, i) => vectors.slice(i * DIMENSIONS, (i + 1) * DIMENSIONS));

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, own, i) => sum + own * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

describe('the vectors of the 24 languages', () => {
  for (const tier of ['encoder', 'static'] as const) {
    test(`come out of the ${tier} as they were published with the model`, async () => {
      const { vectors, tiers } = await embed(expected, tier);
      assert.deepEqual(new Set(tiers), new Set([tier]));
      const differences = rowsOf(vectors).flatMap((vector, i) => {
        const wanted = expected[i]![tier === 'encoder' ? 'space' : 'static'];
        const own = Array.from(vector.subarray(0, wanted.length), (x) => x / 127);
        assert.ok(cosine(own, wanted) > 0.98, expected[i]!.language);
        return wanted.map((x, j) => Math.abs(x - own[j]!));
      });
      const beyond = differences.filter((difference) => difference > TOLERANCE).length;
      assert.ok(beyond <= (tier === 'encoder' ? BEYOND_TOLERANCE * differences.length : 0), `${beyond}`);
    });
  }

  test('are of length one, but for rounding', async () => {
    const { vectors } = await embed(expected.slice(0, 3));
    for (const vector of rowsOf(vectors)) {
      const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0)) / 127;
      assert.ok(Math.abs(length - 1) < 0.02);
    }
  });
});

describe('a vector depends on nothing but its text', () => {
  const texts = [...expected.slice(0, 20), expected[0]!, { language: 'de', text: 'Mehr Busse.' }, expected[3]!];
  for (const tier of ['encoder', 'static'] as const) {
    test(`in the ${tier}: alone, repeated and in another order it is the same to the byte`, async () => {
      const together = rowsOf((await embed(texts, tier)).vectors);
      assert.deepEqual([together[20], together[22]], [together[0], together[3]]);
      const reversed = rowsOf((await embed(texts.toReversed(), tier)).vectors).toReversed();
      assert.deepEqual(reversed, together);
      for (const at of [0, 7, 21]) assert.deepEqual(rowsOf((await embed([texts[at]!], tier)).vectors), [together[at]]);
    });

    test(`in the ${tier}: one thread makes it as two do, to the byte`, async () => {
      const alone = await openEmbedder({ threads: 1 });
      after(() => alone.close());
      const { vectors } = await alone.embed(texts, tier === 'encoder' ? {} : { encoderTokenBudget: 0 });
      assert.deepEqual(rowsOf(vectors), rowsOf((await embed(texts, tier)).vectors));
    });
  }
});

describe('a text that the model cannot read', () => {
  test('has no vector and no tier', async () => {
    const texts = ['', 'ሰላም ለሁሉም ሰው ዛሬ', '\u200b'].map((text) => ({ text, language: 'en' }));
    const { vectors, tiers, tokens } = await embed(texts);
    assert.deepEqual(
      [tiers, vectors.every((x) => x === 0), tokens],
      [Array(3).fill('none'), true, { encoder: 0, static: 0 }],
    );
  });

  test('is not one that is very long, badly formed, or in a language that cannot be told', async () => {
    const texts = ['bus '.repeat(3000), 'More \ud83d buses \udc4d please', expected[0]!.text];
    const { vectors } = await embed(texts.map((text) => ({ text, language: 'und' })));
    assert.ok(rowsOf(vectors).every((vector) => vector.some((x) => x !== 0)));
  });
});

test('sentences on one subject are nearer to each other than to another subject, across languages and tiers', async () => {
  const texts = [
    { language: 'en', text: 'There should be more buses in the evening.' },
    { language: 'de', text: 'Abends sollten mehr Busse fahren.' },
    { language: 'en', text: 'Plastic packaging for fruit should be forbidden.' },
  ];
  const dot = (a: Int8Array, b: Int8Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0) / 127 ** 2;
  const [read, skimmed] = [rowsOf((await embed(texts)).vectors), rowsOf((await embed(texts, 'static')).vectors)];
  for (const [some, others] of [
    [read, read],
    [skimmed, skimmed],
    [read, skimmed],
  ] as const) {
    assert.ok(dot(some[0]!, others[1]!) > dot(some[0]!, others[2]!) + 0.2);
  }
}); // prettier-ignore

describe('who reads what', () => {
  const texts = Array.from({ length: 40 }, (_, i): TextToEmbed => ({ text: `text ${i}`, language: 'en' }));
  const tokens = Uint32Array.from(texts, (_, i) => (i === 5 ? 0 : 10));

  test('is the encoder, where the budget is enough for all', () => {
    const tiers = chooseTiers(texts, tokens, 390);
    assert.deepEqual([tiers.filter((tier) => tier === 'encoder').length, tiers[5]], [39, 'none']);
  });

  test('is the encoder as far as the budget lasts, then the static table', () => {
    const count = (budget: number) => chooseTiers(texts, tokens, budget).filter((tier) => tier === 'encoder').length;
    assert.deepEqual([0, 9, 10, 105, 389].map(count), [0, 0, 1, 10, 38]);
  });

  test('is the encoder first for what has priority', () => {
    const urgent = texts.map((text, i) => ({ ...text, priority: i < 10 ? 1 : 0 }));
    const tiers = chooseTiers(urgent, tokens, 120);
    assert.deepEqual(tiers.slice(0, 10), [...Array(5).fill('encoder'), 'none', ...Array(4).fill('encoder')]);
    assert.equal(tiers.filter((tier) => tier === 'encoder').length, 12);
  });

  test('does not depend on the order of the texts', () => {
    const shuffled = fc.shuffledSubarray([...texts.keys()], { minLength: texts.length });
    const wanted = chooseTiers(texts, tokens, 200);
    fc.assert(
      fc.property(shuffled, (order) => {
        const tiers = chooseTiers(
          order.map((at) => texts[at]!),
          Uint32Array.from(order, (at) => tokens[at]!),
          200,
        );
        assert.deepEqual(
          tiers,
          order.map((at) => wanted[at]),
        );
      }),
    );
  }); // prettier-ignore
});

describe('embedding', () => {
  test('is cancelled by its signal, before and while it works', async () => {
    const cancelled = { code: 'cancelled', message: 'The analysis was cancelled.' };
    await assert.rejects(embedder.embed(expected, { signal: AbortSignal.abort() }), cancelled);
    const controller = new AbortController();
    const many = Array.from({ length: 10 }, () => expected).flat();
    const work = embedder.embed(many, { signal: controller.signal, onVectors: () => controller.abort() });
    await assert.rejects(work, cancelled);
    assert.equal((await embed(expected.slice(0, 1))).tiers[0], 'encoder');
  });

  test('hands out vectors as they are made, each once, and tells how far it is', async () => {
    const made = new Map<number, { tier: string; vector: Int8Array }>();
    const steps: string[] = [];
    const { vectors, tiers } = await embedder.embed(expected, {
      encoderTokenBudget: 400,
      onVectors: (some) => {
        for (const { at, tier, vector } of some) {
          assert.ok(!made.has(at));
          made.set(at, { tier, vector: vector.slice() });
        }
      },
      onProgress: ({ step, done, total }) => steps.push(`${step} ${done}/${total}`),
    });
    const all = rowsOf(vectors);
    assert.deepEqual(
      [...made.keys()].sort((a, b) => a - b),
      [...expected.keys()],
    ); // prettier-ignore
    for (const [at, one] of made) assert.deepEqual(one, { tier: tiers[at], vector: all[at] });
    const read = tiers.filter((tier) => tier === 'encoder').length;
    assert.ok(read > 0 && read < 24);
    assert.deepEqual([steps[0], steps.at(-1)], ['embed.static 24/24', `embed.encoder ${read}/${read}`]);
  });

  test('does not read again what is known, though it counts towards the budget', async () => {
    const { tiers } = await embedder.embed(expected, { encoderTokenBudget: 400 });
    const known = new Map([...tiers.entries()].filter(([, tier]) => tier === 'encoder'));
    const again = await embedder.embed(expected, { encoderTokenBudget: 400, known });
    assert.deepEqual([again.tiers, again.tokens.encoder], [tiers, 0]);
    for (const at of known.keys()) assert.ok(rowsOf(again.vectors)[at]!.every((x) => x === 0));
  });

  test('reads again with the encoder what only the static table had read, once the budget allows it', async () => {
    const some = expected.slice(0, 3);
    const known = new Map(some.map((_, at) => [at, 'static' as const]));
    const { tiers, vectors } = await embedder.embed(some, { known });
    assert.deepEqual(tiers, ['encoder', 'encoder', 'encoder']);
    assert.ok(rowsOf(vectors).every((vector) => vector.some((x) => x !== 0)));
  });

  test('ends with a reason where the embedder is closed, while it works and afterwards', async () => {
    const short = await openEmbedder({ threads: 2 });
    const closed = { message: 'The embedder is closed.' };
    const work = short.embed(expected);
    await Promise.all([assert.rejects(work, closed), short.close()]);
    await assert.rejects(short.embed(expected.slice(0, 1)), closed);
  });

  test('for two callers at once gives each what it asked for', async () => {
    const [front, back] = await Promise.all([embed(expected.slice(0, 6)), embed(expected.slice(4, 10))]);
    const { vectors } = await embed(expected.slice(0, 10));
    assert.deepEqual([...rowsOf(front.vectors), ...rowsOf(back.vectors).slice(2)], rowsOf(vectors));
  });

  test('of nothing gives nothing', async () => {
    assert.deepEqual(await embed([]), { vectors: new Int8Array(0), tiers: [], tokens: { encoder: 0, static: 0 } });
  });
});
