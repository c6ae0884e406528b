import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openEmbedder } from './embed.ts';
import { checkModel, MODEL_FOLDER, readSafetensors } from './model.ts';

const FILES = [
  'encoder.onnx',
  'tokenizer.json',
  'space.safetensors',
  'static.safetensors',
  'language.bin',
  'SHA256SUMS',
];
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** The model's files in a folder of their own, but for some. */
function modelWithout(...missing: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-model-'));
  folders.push(folder);
  for (const name of FILES) if (!missing.includes(name)) symlinkSync(join(MODEL_FOLDER, name), join(folder, name));
  return folder;
}

describe('the model', () => {
  test('is named by the hash of its list, wherever it lies', () => {
    assert.match(checkModel(), /^[0-9a-f]{64}$/);
    assert.equal(checkModel(modelWithout()), checkModel());
  });

  for (const name of ['space.safetensors', 'language.bin']) {
    test(`is refused where one byte of ${name} was changed`, async () => {
      const folder = modelWithout(name);
      const bytes = readFileSync(join(MODEL_FOLDER, name));
      bytes[bytes.length >> 1]! ^= 1;
      writeFileSync(join(folder, name), bytes);
      const refusal = {
        code: 'unavailable',
        message: `The language model's file ${join(folder, name)} is not the one that SHA256SUMS names. Restore it from the release.`,
      };
      assert.throws(() => checkModel(folder), refusal);
      await assert.rejects(openEmbedder({ folder }), refusal);
    });
  }

  test('is refused where a file or the list is missing, or the list does not know a file', () => {
    for (const name of ['encoder.onnx', 'SHA256SUMS']) {
      const folder = modelWithout(name);
      assert.throws(() => checkModel(folder), {
        code: 'unavailable',
        message: `The language model's file ${join(folder, name)} is missing or cannot be read. Restore it from the release.`,
      });
    }
    const folder = modelWithout('SHA256SUMS');
    writeFileSync(join(folder, 'SHA256SUMS'), '');
    assert.throws(() => checkModel(folder), { code: 'unavailable' });
  });
});

test('a safetensors file gives its tensors and what is said about them', () => {
  const header = JSON.stringify({
    __metadata__: { languages: 'de en' },
    a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    b: { dtype: 'I8', shape: [3], data_offsets: [8, 11] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const numbers = Buffer.concat([Buffer.from(Float32Array.from([1.5, -2]).buffer), Buffer.from([1, 255, 7])]);
  const { tensors, metadata } = readSafetensors(Buffer.concat([length, Buffer.from(header), numbers]));
  assert.deepEqual(metadata, { languages: 'de en' });
  assert.deepEqual(new Float32Array(tensors.get('a')!), Float32Array.from([1.5, -2]));
  assert.deepEqual(new Int8Array(tensors.get('b')!), Int8Array.from([1, -1, 7]));
});
