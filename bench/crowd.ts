import { createWriteStream, globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { repeatableRandom } from '../src/analysis/random.ts';
import { ISO_639_1 } from './sentences.ts';

/** Sentences by other people, by language. */
export type Sentences = Map<string, string[]>;

/** Real sentences in the 24 languages: of the Leipzig collections and of NTREX-128. */
export function readSentences(data: string): Sentences {
  const found: Sentences = new Map();
  const add = (language: string, path: string) => {
    const lines = readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.split(' ').length >= 4);
    found.set(language, [...(found.get(language) ?? []), ...lines]);
  };
  for (const file of globSync('*.txt', { cwd: join(data, 'sentences') }).sort())
    add(basename(file, '.txt'), join(data, 'sentences', file));
  for (const file of globSync('newstest2019-*.txt', { cwd: join(data, 'parallel/ntrex-128') }).sort())
    add(ISO_639_1[file.split('.')[1]!]!, join(data, 'parallel/ntrex-128', file));
  return found;
}

/** In how many of 100 replies each language is written; the other languages share the rest. */
const SHARES: { [language: string]: number } = { de: 26, en: 22, fr: 13, es: 9, it: 8, pl: 6, nl: 4, ro: 3 };

/** Words of people, put together anew: no two texts are the same unless they are meant to be. */
export class Speaker {
  readonly #sentences: Sentences;
  readonly #languages: string[];
  readonly random: () => number;

  constructor(sentences: Sentences, seed: number) {
    this.#sentences = sentences;
    this.random = repeatableRandom(seed);
    const named = Object.keys(SHARES);
    const rest = [...sentences.keys()].filter((language) => !named.includes(language)).sort();
    const left = 100 - Object.values(SHARES).reduce((sum, share) => sum + share, 0);
    this.#languages = [
      ...named.flatMap((language) => Array.from({ length: SHARES[language]! }, () => language)),
      ...Array.from({ length: left }, (_, i) => rest[i % rest.length]!),
    ];
  }

  pick<One>(list: readonly One[]): One {
    return list[Math.floor(this.random() * list.length)]!;
  }

  language(): string {
    return this.pick(this.#languages);
  }

  /** One time in four a sentence as it stands; else the front of one and the back of another. */
  sentence(language: string): string {
    const own = this.#sentences.get(language)!;
    const [front, back] = [this.pick(own), this.pick(own)];
    if (this.random() < 0.25) return front;
    const half = (text: string) => text.indexOf(' ', Math.floor(text.length * (0.3 + 0.4 * this.random())));
    const [end, start] = [half(front), half(back)];
    return end < 0 || start < 0 ? front : front.slice(0, end) + back.slice(start);
  }

  /** At least so many words in whole sentences. */
  text(language: string, words: number): string {
    let text = '';
    for (let count = 0; count < words; ) {
      const sentence = this.sentence(language);
      text += text === '' ? sentence : ` ${sentence}`;
      count += sentence.split(' ').length;
    }
    return text;
  }
}

export type Crowd = {
  replies: number;
  /** Share of the replies that belong to campaigns. */
  campaignShare: number;
  seed: number;
};

/** The share that the largest campaigns have of all campaign replies; a tail of ever smaller ones has the rest. */
const LARGEST = [0.38, 0.22, 0.12];
const TAIL = 300;
/** Of a campaign's replies: sent as it is, with a word or two changed, with words of one's own before or after. */
const AS_IT_IS = 0.84;
const WITH_OWN_WORDS = 0.1;

const WORDS = 36; // whole sentences make it about 40

type Template = { language: string; text: string; share: number };

/**
 * Writes the replies of a made-up crowd as CSV, with the mapping file that says how they are published.
 * @returns how many texts there are, and how many replies the largest campaign has
 */
export async function writeCrowd(
  folder: string,
  sentences: Sentences,
  crowd: Crowd,
): Promise<{ file: string; map: string; distinct: number; largest: number }> {
  const file = join(folder, `crowd-${crowd.replies}.csv`);
  const map = join(folder, 'map.json');
  writeFileSync(map, JSON.stringify(MAP));
  const speaker = new Speaker(sentences, crowd.seed);
  const templates = crowd.campaignShare > 0 ? templatesOf(speaker) : [];
  const seen = new Set<string>();
  const sizes = new Map<Template, number>();
  function* lines(): Generator<string> {
    let block = `${HEADER}\r\n`;
    for (let row = 1; row <= crowd.replies; row++) {
      const template = speaker.random() < crowd.campaignShare ? pickTemplate(speaker, templates) : null;
      if (template) sizes.set(template, (sizes.get(template) ?? 0) + 1);
      const language = template?.language ?? speaker.language();
      const text = template ? sentText(speaker, template) : speaker.text(language, WORDS);
      seen.add(text);
      block += `${lineOf(speaker, row, language, text)}\r\n`;
      if (block.length < 1 << 20) continue;
      yield block;
      block = '';
    }
    yield block;
  }
  await pipeline(lines(), createWriteStream(file));
  return { file, map, distinct: seen.size, largest: Math.max(0, ...sizes.values()) };
}

function templatesOf(speaker: Speaker): Template[] {
  const weights = Array.from({ length: TAIL }, (_, i) => 1 / (i + 2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const left = 1 - LARGEST.reduce((total, share) => total + share, 0);
  return [...LARGEST, ...weights.map((weight) => (left * weight) / sum)].map((share) => {
    const language = speaker.language();
    return { language, text: speaker.text(language, 30 + Math.floor(speaker.random() * 70)), share };
  });
}

function pickTemplate(speaker: Speaker, templates: readonly Template[]): Template {
  let left = speaker.random();
  for (const template of templates) {
    left -= template.share;
    if (left < 0) return template;
  }
  return templates.at(-1)!;
}

function sentText(speaker: Speaker, { language, text }: Template): string {
  const kind = speaker.random();
  if (kind < AS_IT_IS) return text;
  if (kind < AS_IT_IS + WITH_OWN_WORDS) {
    const own = speaker.text(language, 8 + Math.floor(speaker.random() * 25));
    return speaker.random() < 0.5 ? `${own} ${text}` : `${text} ${own}`;
  }
  const words = text.split(' ');
  const other = speaker.sentence(language).split(' ');
  for (let change = 0; change <= speaker.random() * 3; change++)
    words[Math.floor(speaker.random() * words.length)] = speaker.pick(other);
  return words.join(' ');
}

const COUNTRIES = ['DE', 'FR', 'IT', 'ES', 'PL', 'AT', 'BE', 'NL', 'IE', 'RO', 'SE', 'PT'];
const USER_TYPES = ['EU citizen', 'EU citizen', 'EU citizen', 'EU citizen', 'NGO', 'Company', 'Public authority'];
const HEADER = 'Reference,Language,Country,User type,Day,Comment';
const MAP = {
  source: 'crowd',
  publication: { all: 'anonymous', because: 'made up for measuring' },
  columns: {
    Reference: 'id',
    Language: 'language',
    Country: 'country',
    'User type': 'user_type',
    Day: 'day',
    Comment: 'open',
  },
};

function lineOf(speaker: Speaker, row: number, language: string, text: string): string {
  const day = `2026-02-${String(1 + Math.floor(speaker.random() * 28)).padStart(2, '0')}`;
  const cells = [`R${row}`, language, speaker.pick(COUNTRIES), speaker.pick(USER_TYPES), day];
  return `${cells.join(',')},"${text.replaceAll('"', '""')}"`;
}
