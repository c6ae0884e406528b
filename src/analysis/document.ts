import type { Embedder, EmbedOptions, TextToEmbed } from './embed.ts';
import { DIMENSIONS } from './model.ts';
import { cutPassages, readingForm } from './passage.ts';
import { meanVector } from './vector.ts';

/** A whole contribution or answer, of any length. */
export type Document = { text: string; language: string };

export type EmbeddedDocuments = {
  /** Documents x (256 or 512), unit vectors times 127. */
  vectors: Int8Array;
  /** Per document whether the encoder's budget was not enough for all of it: its vector is coarser. */
  skimmed: boolean[];
};

/** The encoder reads at most 512 pieces at a time: longer texts are read in parts of about so many characters. */
const PART_LENGTH = 1200;

/**
 * Vectors of whole texts: one of the text as a whole (the mean of its parts, where it is long), and, where asked for, one of
 * the mean of its passages. The two see different things and err differently; together they find steadier themes.
 * Where the encoder's budget is not enough for all, documents at the front of the list have it first.
 */
export async function embedDocuments(
  embedder: Embedder,
  documents: readonly Document[],
  views: 'whole' | 'whole and passages',
  options: EmbedOptions,
): Promise<EmbeddedDocuments> {
  const texts = new TextList();
  const plans = documents.map((document, rank) => {
    const passages = passagesOf(document);
    const read = (pieces: readonly string[]) =>
      pieces.map((text) => texts.add({ text, language: document.language, priority: -rank }));
    return views === 'whole' ? [read(partsOf(passages))] : [read(partsOf(passages)), read(passages)];
  });
  const { vectors, tiers } = await embedder.embed(texts.list, options);
  const width = (views === 'whole' ? 1 : 2) * DIMENSIONS;
  const result = new Int8Array(documents.length * width);
  plans.forEach((plan, i) => {
    for (const [view, members] of plan.entries())
      result.set(meanVector(vectors, members), i * width + view * DIMENSIONS);
  });
  const skimmed = plans.map((plan) => plan.flat().some((at) => tiers[at] === 'static'));
  return { vectors: result, skimmed };
}

/** A reply: all its words in one text, and, where it has several parts, those that stand apart, such as a title. */
export type Reply = { fields: readonly string[]; language: string };

/**
 * One vector a reply: the mean of all its words read as a whole and of each part that stands apart. A title of three words
 * says as much of what a reply is about as the rest, and would be lost among it.
 */
export async function embedReplies(
  embedder: Embedder,
  replies: readonly Reply[],
  options: EmbedOptions,
): Promise<Int8Array<ArrayBuffer>> {
  const documents = replies.flatMap(({ fields, language }) => fields.map((text): Document => ({ text, language })));
  const { vectors } = await embedDocuments(embedder, documents, 'whole', options);
  const result = new Int8Array(replies.length * DIMENSIONS);
  let next = 0;
  replies.forEach(({ fields }, i) => {
    const members = Array.from(fields.keys(), (field) => next + field);
    next += fields.length;
    result.set(meanVector(vectors, members), i * DIMENSIONS);
  });
  return result;
}

function passagesOf({ text, language }: Document): string[] {
  return cutPassages(text, language).map(({ start, end }) => readingForm(text.slice(start, end)));
}

/** Passages joined to parts that the encoder can read in one go; all in one, where they are short. */
function partsOf(passages: readonly string[]): string[] {
  const parts: string[] = [];
  for (const passage of passages) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + passage.length < PART_LENGTH)
      parts[parts.length - 1] = `${last} ${passage}`;
    else parts.push(passage);
  }
  return parts;
}

/** Texts, each once. */
class TextList {
  readonly list: TextToEmbed[] = [];
  readonly #known = new Map<string, number>();

  add(text: TextToEmbed): number {
    const key = `${text.language} ${text.text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, this.list.length);
    return this.list.push(text) - 1;
  }
}
