import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Document, embedDocuments, embedReplies, type Reply } from '../src/analysis/document.ts';
import { type Embedder, openEmbedder } from '../src/analysis/embed.ts';
import { checkModel } from '../src/analysis/model.ts';

/** What reads the texts: the encoder, or the static table. */
export type Reading = 'encoder' | 'static';

const budgetOf = (reading: Reading) => ({ encoderTokenBudget: reading === 'static' ? 0 : Number.POSITIVE_INFINITY });

/** Vectors of some texts, each read in one go. */
export async function vectorsOf(
  texts: readonly { text: string; language: string }[],
  reading: Reading = 'encoder',
): Promise<Int8Array> {
  return await kept(['texts', reading, texts.map(({ text, language }) => [language, text])], async (embedder) => {
    const { vectors } = await embedder.embed(texts, budgetOf(reading));
    return vectors;
  });
}

/** Vectors of whole replies of any length. */
export async function documentVectorsOf(
  documents: readonly Document[],
  views: 'whole' | 'whole and passages',
): Promise<Int8Array> {
  const key = [views, documents.map(({ text, language }) => [language, text])];
  return await kept(key, async (embedder) => {
    const { vectors } = await embedDocuments(embedder, documents, views, budgetOf('encoder'));
    return vectors;
  });
}

/** Vectors of replies, of whose parts each counts as much as the whole. */
export async function replyVectorsOf(replies: readonly Reply[]): Promise<Int8Array> {
  const key = ['replies', replies.map(({ fields, language }) => [language, fields])];
  return await kept(key, (embedder) => embedReplies(embedder, replies, budgetOf('encoder')));
}

/** Vectors are kept in the folder for temporary files, because making them takes minutes. */
async function kept(key: unknown, make: (embedder: Embedder) => Promise<Int8Array>): Promise<Int8Array> {
  const folder = join(tmpdir(), 'antiphon-bench-vectors');
  mkdirSync(folder, { recursive: true });
  const file = join(
    folder,
    createHash('sha256')
      .update(JSON.stringify([checkModel(), key]))
      .digest('hex'),
  ); // prettier-ignore
  try {
    return new Int8Array(readFileSync(file));
  } catch {
    const embedder = await openEmbedder();
    const vectors = await make(embedder);
    await embedder.close();
    writeFileSync(file, vectors);
    return vectors;
  }
}
