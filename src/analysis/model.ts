import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '../core/error.ts';

/** How many numbers a vector has, in both tiers. */
export const DIMENSIONS = 256;

/** The model that the repository carries. */
export const MODEL_FOLDER = fileURLToPath(new URL('../../model', import.meta.url));

/** The files that are read at run time, in the order in which they are checked. */
const FILES = ['encoder.onnx', 'tokenizer.json', 'space.safetensors', 'static.safetensors', 'language.bin'] as const;
type ModelFile = (typeof FILES)[number];

/** Small heads over the vectors: they have no part in making them, so they do not name them either. */
const HEADS = ['kind.json'] as const;

const HASHES = 'SHA256SUMS';

/**
 * Reads the list of hashes and compares every file that is read at run time with it.
 * @returns the SHA-256 over the hashes of these files, hexadecimal: names the model in a run record
 * @throws DomainError unavailable, naming the file that is missing or altered
 */
export function checkModel(folder: string = MODEL_FOLDER): string {
  const list = readModelFile(folder, HASHES);
  const wanted = parseHashes(list.toString('utf8'));
  for (const name of FILES) {
    if (sha256(readModelFile(folder, name)) !== wanted.get(name)) throw altered(folder, name);
  }
  return sha256(Buffer.from(FILES.map((name) => `${wanted.get(name)}  ${name}\n`).join('')));
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function parseHashes(list: string): Map<string, string> {
  return new Map([...list.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)].map(([, hash, name]) => [name!, hash!]));
}

function altered(folder: string, name: string): DomainError {
  return new DomainError(
    'unavailable',
    `The language model's file ${join(folder, name)} is not the one that ${HASHES} names. Restore it from the release.`,
  );
}

/** The bytes of a head. @throws DomainError unavailable where it cannot be read or is not the one in the list of hashes */
export function readCheckedFile(folder: string, name: (typeof HEADS)[number]): Buffer {
  const bytes = readModelFile(folder, name);
  if (sha256(bytes) !== parseHashes(readModelFile(folder, HASHES).toString('utf8')).get(name))
    throw altered(folder, name);
  return bytes;
}

/** The bytes of one of the model's files. @throws DomainError unavailable where it cannot be read */
export function readModelFile(folder: string, name: ModelFile | (typeof HEADS)[number] | typeof HASHES): Buffer {
  try {
    return readFileSync(join(folder, name));
  } catch (error) {
    const sentence = `The language model's file ${join(folder, name)} is missing or cannot be read. Restore it from the release.`;
    throw new DomainError('unavailable', sentence, { cause: error });
  }
}

/**
 * What turns an encoder's vector into the space that both tiers share: `unit((e - mean of the language) @ projection)`.
 * `means`: languages x 384, `projection`: 384 x 256, both row by row.
 */
export type Space = { languages: string[]; means: Float32Array; projection: Float32Array };

/** The static tier: row i of `table` (pieces x 256) times `scale[i]` is what piece i adds to a text's vector. */
export type StaticTable = { table: Int8Array; scale: Float32Array };

export function loadSpace(folder: string = MODEL_FOLDER): Space {
  const { tensors, metadata } = readSafetensors(readModelFile(folder, 'space.safetensors'));
  return {
    languages: (metadata.languages ?? '').split(' '),
    means: new Float32Array(tensorOf(tensors, 'means')),
    projection: new Float32Array(tensorOf(tensors, 'projection')),
  };
}

export function loadStaticTable(folder: string = MODEL_FOLDER): StaticTable {
  const { tensors } = readSafetensors(readModelFile(folder, 'static.safetensors'));
  return { table: new Int8Array(tensorOf(tensors, 'table')), scale: new Float32Array(tensorOf(tensors, 'scale')) };
}

function tensorOf(tensors: Map<string, ArrayBuffer>, name: string): ArrayBuffer {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`The model has no tensor "${name}".`);
  return tensor;
}

type SafetensorsHeader = { [name: string]: { data_offsets: [number, number] } } & {
  __metadata__?: { [key: string]: string };
};

/** Reads the safetensors format: length of the header (8 bytes), header (JSON), then the numbers, all little endian. */
export function readSafetensors(bytes: Buffer): {
  tensors: Map<string, ArrayBuffer>;
  metadata: { [key: string]: string };
} {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as SafetensorsHeader;
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = new Map<string, ArrayBuffer>();
  for (const [name, { data_offsets: at }] of Object.entries(entries)) {
    // Copied, because a view into the file need not be aligned to its numbers.
    tensors.set(name, new Uint8Array(bytes.subarray(start + at[0], start + at[1])).buffer);
  }
  return { tensors, metadata };
}
