import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { type Embedder, openEmbedder } from './embed.ts';
import { type Idea, placeIdeas } from './idea-group.ts';
import { DIMENSIONS } from './model.ts';

const SHARED = process.env.ANTIPHON_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url));
const SIB = `${SHARED}/data/sib-200`;
const LANGUAGES = { en: 'eng_Latn', de: 'deu_Latn', bg: 'bul_Cyrl', fr: 'fra_Latn', pl: 'pol_Latn' };

/** A room as its store would keep it: ideas come, and what is proposed for them is kept. */
class Gathering {
  readonly ideas: Idea[] = [];
  readonly vectors = new Map<string, Int8Array>();
  readonly names = new Map<string, string>();
  readonly #embed: Embedder['embed'];
  jumps = 0;

  constructor(embed: Embedder['embed']) {
    this.#embed = embed;
  }

  async say(id: string, text: string, language: string): Promise<void> {
    const { vectors } = await this.#embed([{ text, language }], { encoderTokenBudget: 0 });
    if (vectors.some((x) => x !== 0)) this.vectors.set(id, vectors.subarray(0, DIMENSIONS));
    this.ideas.push({ id, text, language, groupId: null });
    for (const { ideaIds, group } of placeIdeas(this.ideas, new Set([id]), (one) => this.vectors.get(one))) {
      const groupId = 'id' in group ? group.id : `g${this.names.size}`;
      if ('name' in group) this.names.set(groupId, group.name);
      for (const idea of this.ideas.filter((one) => ideaIds.includes(one.id))) {
        if (idea.groupId !== null) this.jumps++;
        idea.groupId = groupId;
      }
    }
  }

  groups(): string[][] {
    return [...this.names.keys()].map((key) => this.ideas.filter(({ groupId }) => groupId === key).map(({ id }) => id));
  }
}

describe('ideas as they come', () => {
  let embedder: Embedder;
  before(async () => {
    embedder = await openEmbedder({ threads: 1 });
  });
  after(() => embedder.close());

  test('the same wish in other words and languages comes together and with nothing else; what nobody shares waits', async () => {
    const room = new Gathering(embedder.embed);
    const said: [string, string, string][] = [
      ['bus-en', 'Night buses at the weekend', 'en'],
      ['bike-en', 'Safe cycle lanes along the main road', 'en'],
      ['pool', 'Heat the swimming pool with solar panels', 'en'],
      ['bus-de', 'Nachtbusse am Wochenende', 'de'],
      ['bike-de', 'Sichere Radwege an der Hauptstraße', 'de'],
      ['bus-fr', 'Des bus de nuit le week-end', 'fr'],
      ['bus-en-2', 'More night buses, please', 'en'],
      ['bike-fr', 'Des pistes cyclables sûres le long de la route', 'fr'],
      ['bike-en-2', 'Cycle lanes that are safe for children', 'en'],
    ];
    for (const [id, text, language] of said) await room.say(id, text, language);
    const [first = [], ...others] = room.groups();
    assert.deepEqual(first, ['bus-en', 'bus-de', 'bus-fr', 'bus-en-2']);
    // Of the lanes some may still wait for more; whoever is with them is one of them.
    assert.ok(others.flat().every((id) => id.startsWith('bike')));
    assert.deepEqual([room.jumps, room.ideas.find(({ id }) => id === 'pool')?.groupId], [0, null]);
  });

  test('what cannot be read has no group and stops nothing', async () => {
    const room = new Gathering(embedder.embed);
    for (const [id, text] of [
      ['a', '漢字だけの文'],
      ['b', '…'],
      ['c', 'Night buses'],
    ])
      await room.say(id!, text!, 'en');
    assert.deepEqual(room.groups(), []);
  });

  test('500 ideas in 5 languages: less than 50 ms each, none changes its group', {
    skip: existsSync(SIB) ? false : 'the sentences of SIB-200 are not here',
  }, async (t) => {
    const rows = Object.entries(LANGUAGES).flatMap(([language, folder], part) =>
      (parse(readFileSync(`${SIB}/${folder}/train.tsv`), { columns: true, delimiter: '\t', quote: null }) as Row[])
        .slice(part * 100, part * 100 + 100)
        .map((row, i) => ({ ...row, language, order: i * 5 + part })),
    );
    const room = new Gathering(embedder.embed);
    await embedder.embed([{ text: 'warm up', language: 'en' }], { encoderTokenBudget: 0 });
    const took: number[] = [];
    const topics = new Map<string, string>();
    for (const { text, category, language, order } of rows.sort((a, b) => a.order - b.order)) {
      topics.set(String(order), category);
      const started = performance.now();
      await room.say(String(order), text, language);
      took.push(performance.now() - started);
    }
    took.sort((a, b) => a - b);
    const [median, p99] = [took[250]!, took[495]!];
    const groups = room.groups();
    const grouped = groups.flat().length;
    const right = groups.reduce((sum, ids) => sum + most(ids.map((id) => topics.get(id)!)), 0);
    t.diagnostic(
      `${rows.length} ideas: median ${median.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${room.jumps} jumped`,
    );
    t.diagnostic(`${groups.length} groups with ${grouped} ideas; of these ${right} in a group of their own topic`);
    assert.equal(rows.length, 500);
    assert.equal(room.jumps, 0);
    assert.ok(p99 < 50, `p99 ${p99} ms`);
  });
});

type Row = { text: string; category: string };

function most(values: string[]): number {
  return Math.max(0, ...[...Map.groupBy(values, (value) => value).values()].map((list) => list.length));
}
