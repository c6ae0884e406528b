import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Embedder, openEmbedder } from './embed.ts';
import { learnLogistic, probabilities } from './logistic.ts';
import { DIMENSIONS, MODEL_FOLDER } from './model.ts';
import { decideKind, LEARNT_KINDS, openKindTeller } from './statement.ts';

let embedder: Embedder;
before(async () => {
  embedder = await openEmbedder();
});
after(() => embedder.close());

async function kindsOf(language: string, texts: string[]): Promise<(string | null)[]> {
  const { vectors } = await embedder.embed(texts.map((text) => ({ text, language })));
  const tell = openKindTeller();
  return texts.map((text, i) => tell(text, vectors.subarray(i * DIMENSIONS, (i + 1) * DIMENSIONS))?.kind ?? null);
}

test('suggestions, reasons and evidence are told in German', async () => {
  const texts = [
    'Bitte eine Ampel an dieser Kreuzung einrichten.',
    'Der Radweg ist viel zu schmal und ständig zugeparkt.',
    'An dieser Kreuzung gab es laut Polizei 48 Prozent mehr Unfälle, weil niemand etwas sieht.',
  ];
  assert.deepEqual(await kindsOf('de', texts), ['suggestion', 'reason', 'evidence']);
});

test('what was learnt in German tells suggestions and reasons in other languages', async () => {
  const texts = {
    en: [
      'Please build a wider cycle path along this road.',
      'The cycle path is far too narrow and always blocked by parked cars.',
    ],
    fr: [
      'Il faudrait construire une piste cyclable plus large ici.',
      'La piste cyclable est beaucoup trop étroite et toujours encombrée de voitures.',
    ],
    pl: [
      'Proszę zbudować tu szerszą ścieżkę rowerową.',
      'Ścieżka rowerowa jest o wiele za wąska i ciągle zastawiona samochodami.',
    ],
  };
  for (const [language, both] of Object.entries(texts))
    assert.deepEqual(await kindsOf(language, both), ['suggestion', 'reason'], language);
});

test('nothing is said where it is not sure, or where there is no vector', () => {
  assert.equal(LEARNT_KINDS.join(), 'suggestion,none,reason');
  assert.equal(decideKind(Float64Array.of(0.5, 0.1, 0.4), 'Buses.'), null);
  assert.deepEqual(decideKind(Float64Array.of(0.2, 0.7, 0.1), '12 %'), { kind: 'none', sureness: 0.7 });
  assert.deepEqual(decideKind(Float64Array.of(0.1, 0.1, 0.8), '12 %'), { kind: 'evidence', sureness: 0.8 });
  assert.equal(openKindTeller()('Buses.', new Int8Array(DIMENSIONS)), null);
});

test('an altered head is refused by name', () => {
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  for (const name of ['kind.json', 'SHA256SUMS']) cpSync(join(MODEL_FOLDER, name), join(folder, name));
  openKindTeller(folder);
  writeFileSync(join(folder, 'kind.json'), '{}');
  assert.throws(() => openKindTeller(folder), /kind\.json is not the one that SHA256SUMS names/);
});

test('a logistic regression finds the border of two classes, the same every time', () => {
  const rows = Float32Array.from([0, 0.1, 0.2, 0.8, 0.9, 1]);
  const learnt = learnLogistic(rows, 1, [0, 0, 0, 1, 1, 1], 2, 100);
  assert.deepEqual(learnLogistic(rows, 1, [0, 0, 0, 1, 1, 1], 2, 100), learnt);
  assert.deepEqual(
    [0.3, 0.7].map((x) => probabilities(learnt, [x])[1]! > 0.5),
    [false, true],
  );
  assert.ok(Math.abs(probabilities(learnt, [0.5])[0]! - 0.5) < 0.05);
});
