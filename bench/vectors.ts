import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedder } from '../src/analysis/embed.ts';
import { checkModel } from '../src/analysis/model.ts';

/** The encoder's vectors of some texts; kept in the folder for temporary files, because making them takes minutes. */
export async function vectorsOf(texts: readonly { text: string; language: string }[]): Promise<Int8Array> {
  const folder = join(tmpdir(), 'antiphon-bench-vectors');
  mkdirSync(folder, { recursive: true });
  const key = JSON.stringify([checkModel(), texts.map(({ text, language }) => [language, text])]);
  const file = join(folder, createHash('sha256').update(key).digest('hex'));
  try {
    return new Int8Array(readFileSync(file));
  } catch {
    const embedder = await openEmbedder();
    const { vectors } = await embedder.embed(texts);
    await embedder.close();
    writeFileSync(file, vectors);
    return vectors;
  }
}
