/**
 * Contributions with planted campaigns, made of real letters: what belongs together is known, and so is what does not.
 * Every letter is used once; letters that share a run of twelve words with another one are left out, because nobody knows
 * whether that was a campaign.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { normalForm } from '../src/core/text.ts';
import { openPaperReader } from '../src/intake/paper.ts';
import { ISO_639_1 } from './sentences.ts';

export const KINDS = [
  'copies',
  'mail_merge',
  'edited',
  'reordered',
  'own_20',
  'own_40',
  'own_60',
  'own_80',
  'translated',
] as const; // prettier-ignore
export type Kind = (typeof KINDS)[number];

/** `campaign`: number of the campaign, -1 for somebody's own; `kind`: how it was made. */
export type Planted = { text: string; campaign: number; kind: Kind | `not: ${string}` };

type Letter = { text: string; language: string; source: string };
/** A news story: its sentences in each language, in the same order. */
export type Story = { [language: string]: string[] };
export type Base = { letters: Letter[]; short: string[]; stories: Story[] };

const wordsIn = (text: string) => text.split(/\s+/).filter((word) => word !== '');

/** Reads the base letters: citizens of Bonn, answers and papers on the AI White Paper, open answers of ANES, NTREX stories. */
export async function readBase(data: string, papers: number): Promise<Base> {
  const letters = [...bonn(data), ...whitePaper(data), ...(await positionPapers(data, papers))];
  return { letters: withoutShared(letters), short: anes(data), stories: stories(data) };
}

function bonn(data: string): Letter[] {
  const rows: { title: string; text: string }[] = parse(readFileSync(join(data, 'egov-bonn/dataset.csv')), {
    columns: true,
    bom: true,
  });
  return rows
    .map(({ title, text }) => `${title.trim()}\n\n${text.trim()}`)
    .filter((text) => wordsIn(text).length >= 50)
    .map((text) => ({ text, language: 'de', source: 'bonn' }));
}

/** Answers in words of at least fifty words. Their language is the form's, which is the text's but for a few. */
function whitePaper(data: string): Letter[] {
  const rows: string[][] = parse(readFileSync(join(data, 'ai-whitepaper-2020/contributions.csv')), {
    bom: true,
    delimiter: ';',
  });
  return rows.slice(1).flatMap((row) => {
    const longest = row.slice(12).reduce((a, b) => (b.length > a.length ? b : a), '');
    if (wordsIn(longest).length < 50) return [];
    return [{ text: longest.trim(), language: row[2] === 'German' ? 'de' : 'en', source: 'whitepaper' }];
  });
}

/** Stretches of about 150 words from the middle of each paper. */
async function positionPapers(data: string, most: number): Promise<Letter[]> {
  const folder = join(data, 'ai-whitepaper-2020/position-papers');
  const reader = openPaperReader();
  const found: Letter[] = [];
  for (const file of globSync('*.pdf', { cwd: folder }).sort().slice(0, most)) {
    const read = await reader.read(join(folder, file));
    if (read.state !== 'read') continue;
    const parts = inSentences(read.text).reduce<string[]>((all, sentence) => {
      if (all.length > 0 && wordsIn(all.at(-1)!).length < 150) all[all.length - 1] += ` ${sentence}`;
      else all.push(sentence);
      return all;
    }, []);
    for (const text of parts.slice(1, -1).slice(0, 4)) found.push({ text, language: file, source: 'paper' });
  }
  await reader.close();
  return found;
}

function anes(data: string): string[] {
  const rows: string[][] = parse(readFileSync(join(data, 'open-answers-anes/traintest_data/dataset5_Xtrain.csv')), {
    bom: true,
  });
  return rows.slice(1).map((row) => row[1]!.trim());
}

function stories(data: string): Story[] {
  const folder = join(data, 'parallel/ntrex-128');
  const ids = readFileSync(join(folder, 'DOCUMENT_IDS.tsv'), 'utf8').trim().split('\n');
  const lines = globSync('newstest2019-*.txt', { cwd: folder })
    .sort()
    .map((file) => ({
      language: ISO_639_1[file.split('.')[1]!]!,
      lines: readFileSync(join(folder, file), 'utf8').trim().split('\n'),
    }));
  const groups = [...Map.groupBy(ids.keys(), (at) => ids[at]!).values()].filter((ats) => ats.length >= 8);
  return groups.map((ats) =>
    Object.fromEntries(lines.map(({ language, lines: all }) => [language, ats.map((at) => all[at]!.trim())])),
  );
}

function withoutShared(letters: readonly Letter[]): Letter[] {
  const owners = new Map<string, number>();
  const bad = new Set<number>();
  letters.forEach(({ text }, at) => {
    const words = normalForm(text).split(' ');
    for (let i = 0; i + 12 <= words.length; i++) {
      const run = words.slice(i, i + 12).join(' ');
      const owner = owners.get(run);
      if (owner === undefined) owners.set(run, at);
      else if (owner !== at) bad.add(at).add(owner);
    }
  });
  return letters.filter((_, at) => !bad.has(at));
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
export const inSentences = (text: string): string[] =>
  [...segmenter.segment(text.replace(/\s+/g, ' '))].map(({ segment }) => segment.trim()).filter((one) => one !== '');

export type Plan = { campaignsPerKind: number; own: number; languages: readonly string[] };

/** Plants campaigns of every kind among letters of people who wrote on their own. */
export function plant(base: Base, random: () => number, plan: Plan): Planted[] {
  const planter = new Planter(base, random, plan.languages);
  for (const kind of KINDS) {
    for (let i = 0; i < plan.campaignsPerKind; i++) {
      if (kind === 'translated') planter.translated();
      else if (kind.startsWith('own_')) planter.partial(kind, Number(kind.slice(4)) / 100, i % 2 === 0);
      else planter.whole(kind);
    }
  }
  planter.distractors(plan.own);
  return planter.planted;
}

class Planter {
  readonly planted: Planted[] = [];
  readonly #random: () => number;
  readonly #letters: Letter[];
  readonly #stories: Story[];
  readonly #short: string[];
  readonly #languages: readonly string[];
  #campaigns = 0;

  constructor(base: Base, random: () => number, languages: readonly string[]) {
    this.#random = random;
    this.#letters = shuffled(base.letters, random);
    this.#stories = shuffled(base.stories, random);
    this.#short = shuffled(base.short, random);
    this.#languages = languages;
  }

  #below(n: number): number {
    return Math.floor(this.#random() * n);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }

  /** A letter that was not used yet. */
  #take(fits: (letter: Letter) => boolean): Letter {
    const at = this.#letters.findIndex(fits);
    if (at === -1) throw new Error('There are too few letters for so many campaigns.');
    return this.#letters.splice(at, 1)[0]!;
  }

  #takeStory(): Story {
    const story = this.#stories.pop();
    if (!story) throw new Error('There are too few stories for so many campaigns.');
    return story;
  }

  #add(kind: Planted['kind'], texts: readonly string[]): void {
    const campaign = kind.startsWith('not: ') ? -1 : this.#campaigns++;
    for (const text of texts) this.planted.push({ text, campaign, kind });
  }

  /** A letter to hand out: every third a news story in one of the languages, so that no two campaigns read alike. */
  #template(least: number): { text: string; language: string } {
    if (this.#below(3) === 0) {
      const language = this.#pick(this.#languages);
      const lines = this.#takeStory()[language]!;
      const text: string[] = [];
      while (text.length < lines.length && wordsIn(text.join(' ')).length < least) text.push(lines[text.length]!);
      return { text: text.join(' '), language };
    }
    return this.#take(({ text }) => wordsIn(text).length >= least && inSentences(text).length >= 3);
  }

  whole(kind: Kind): void {
    const { text, language } = this.#template(70);
    const size = 4 + this.#below(9);
    this.#add(
      kind,
      Array.from({ length: size }, () => {
        if (kind === 'copies') return this.#retyped(text);
        if (kind === 'mail_merge') return this.#merged(text, language);
        if (kind === 'edited') return this.#edited(text);
        return this.#merged(this.#reordered(text), language);
      }),
    );
  }

  /** The same words with other blanks, capitals and punctuation. */
  #retyped(text: string): string {
    const how = this.#below(4);
    if (how === 0) return text.replace(/ /g, '  ');
    if (how === 1) return text.replace(/\. /g, '.\n\n');
    return how === 2 ? text.toUpperCase() : text;
  }

  #merged(text: string, language: string): string {
    const { hello, from, bye } = MERGE[language] ?? MERGE.en!;
    const [name, town] = [this.#pick(NAMES), this.#pick(TOWNS)];
    const date = `${1 + this.#below(28)}.${1 + this.#below(12)}.2026`;
    return `${town}, ${date}\n\n${this.#pick(hello)}\n\n${from(town)} ${text}\n\n${this.#pick(bye)}\n${name}\n${town}`;
  }

  /** One word in twelve left out, one in forty replaced by another of the letter's. */
  #edited(text: string): string {
    const words = wordsIn(text);
    return words
      .filter(() => this.#random() > 1 / 12)
      .map((word) => (this.#random() < 1 / 40 ? this.#pick(words) : word))
      .join(' ');
  }

  /** Its paragraphs, of one or two sentences, in another order. */
  #reordered(text: string): string {
    const sentences = inSentences(text);
    const size = sentences.length > 5 ? 2 : 1;
    const blocks: string[] = [];
    for (let at = 0; at < sentences.length; at += size) blocks.push(sentences.slice(at, at + size).join(' '));
    return shuffled(blocks, this.#random).join('\n\n');
  }

  /**
   * A paragraph of two sentences or more, at least thirty words, inside letters of which `own` is the author's own. Where
   * `handedOut`, some sent the paragraph as it was; else nobody did.
   */
  partial(kind: Kind, own: number, handedOut: boolean): void {
    const letter = this.#take(({ text }) => inSentences(text).length >= 4 && wordsIn(text).length >= 70);
    const sentences = inSentences(letter.text);
    const paragraph: string[] = [];
    while (paragraph.length < 2 || wordsIn(paragraph.join(' ')).length < 30) {
      if (paragraph.length === sentences.length) break;
      paragraph.push(sentences[paragraph.length]!);
    }
    const text = paragraph.join(' ');
    const length = Math.round((wordsIn(text).length * own) / (1 - own));
    const parts = Array.from({ length: 4 + this.#below(7) }, () => {
      const mine = this.#ownWords(letter, length);
      const border = this.#below(mine.length + 1);
      return [...mine.slice(0, border), text, ...mine.slice(border)].join(this.#below(2) ? ' ' : '\n\n');
    });
    const copies = handedOut ? Array.from({ length: 4 }, () => this.#retyped(text)) : [];
    this.#add(kind, [...parts, ...copies]);
  }

  /** About so many words of letters that were not used yet, in whole sentences but for the last. */
  #ownWords({ source, language }: Letter, length: number): string[] {
    const sentences: string[] = [];
    for (let left = length; left > 0; ) {
      const isLike = (one: Letter) => one.language === language && one.source === source;
      const next = this.#letters.some(isLike) ? this.#take(isLike) : this.#take((one) => one.source === 'bonn');
      for (const sentence of inSentences(next.text)) {
        if (left <= 0) break;
        const words = wordsIn(sentence).slice(0, left);
        sentences.push(words.join(' '));
        left -= words.length;
      }
    }
    return sentences;
  }

  /** Five to nine sentences in three languages, in each one sent by one to four, every other with sentences of their own. */
  translated(): void {
    const story = this.#takeStory();
    const languages = shuffled(this.#languages, this.#random).slice(0, 3);
    const length = Math.min(story[languages[0]!]!.length, 5 + this.#below(5));
    const other = this.#takeStory();
    let used = 0;
    const texts = languages.flatMap((language) =>
      Array.from({ length: 1 + this.#below(4) }, (_, i) => {
        const text = story[language]!.slice(0, length).join(' ');
        if (i % 2 === 0) return this.#merged(text, language);
        const own = other[language]!.slice(used, used + 2).join(' ');
        used = (used + 2) % (other[language]!.length - 1);
        return `${text}\n\n${own}`;
      }),
    );
    this.#add('translated', texts);
  }

  /** Letters of people who wrote on their own, and what they share all the same. */
  distractors(own: number): void {
    this.#halves();
    this.#quotations();
    this.#forms();
    this.#add(
      'not: short',
      SHORT_ANSWERS.flatMap((text) => Array<string>(12).fill(text)),
    );
    this.#add('not: short', this.#short.slice(0, own / 4));
    for (const story of this.#stories.splice(0)) {
      const language = this.#pick(this.#languages);
      this.#add('not: story', [story[language]!.slice(0, 8).join(' ')]);
    }
    this.#add(
      'not: letter',
      this.#letters.splice(0, own).map(({ text, language }) => this.#framed(text, language)),
    );
  }

  /** Two halves of one story in two languages: one topic, the same names, no translation. */
  #halves(): void {
    for (let i = 0; i < 6 && this.#stories.length > 4; i++) {
      const story = this.#takeStory();
      const [first, second] = shuffled(this.#languages, this.#random);
      const half = Math.floor(story[first!]!.length / 2);
      this.#add('not: same topic', [story[first!]!.slice(0, half).join(' '), story[second!]!.slice(half).join(' ')]);
    }
  }

  /** One sentence of somebody that eight others quote. */
  #quotations(): void {
    for (let i = 0; i < 3; i++) {
      const quoted = this.#take(
        (one) => one.source === 'bonn' && inSentences(one.text).some((sentence) => wordsIn(sentence).length > 15),
      );
      const sentence = inSentences(quoted.text).find((one) => wordsIn(one).length > 15)!;
      const hosts = Array.from({ length: 8 }, () => inSentences(this.#take((one) => one.source === 'bonn').text));
      this.#add(
        'not: quotation',
        hosts.map((host) => [host[0], sentence, ...host.slice(1)].join(' ')),
      );
    }
    const hosts = Array.from({ length: 8 }, () => this.#take((one) => one.source === 'whitepaper').text);
    this.#add(
      'not: law',
      hosts.map((text) => `${text}\n\n“${ARTICLE}” (Article 22 GDPR)`),
    );
  }

  /** Answers under the headings of one form. */
  #forms(): void {
    const hosts = Array.from({ length: 20 }, () => inSentences(this.#take((one) => one.source === 'bonn').text));
    const fill = (host: string[]) => {
      const half = Math.ceil(host.length / 2);
      return `${FORM[0]}\n${host.slice(0, half).join(' ')}\n\n${FORM[1]}\n${host.slice(half).join(' ')}\n\n${FORM[2]}`;
    };
    this.#add('not: form', hosts.map(fill));
  }

  /** Every third letter has a greeting and a closing that others have too. */
  #framed(text: string, language: string): string {
    if (this.#below(3) > 0) return text;
    const { hello, bye } = MERGE[language] ?? MERGE.en!;
    return `${this.#pick(hello)}\n\n${text}\n\n${this.#pick(bye)}\n${this.#pick(NAMES)}`;
  }
}

export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

type Frame = { hello: string[]; from: (town: string) => string; bye: string[] };
const MERGE: { [language: string]: Frame } = {
  de: {
    hello: ['Sehr geehrte Damen und Herren,', 'Sehr geehrter Herr Oberbürgermeister,', 'Guten Tag,'],
    from: (town) => `Ich wohne in ${town} und schreibe Ihnen heute.`,
    bye: [
      'Mit freundlichen Grüßen',
      'Vielen Dank, dass wir Stellung nehmen können. Für Rückfragen stehen wir gerne bereit.',
    ],
  },
  en: {
    hello: ['Dear Sir or Madam,', 'To whom it may concern,', 'Dear Commissioner,'],
    from: (town) => `I live in ${town} and I write to you today.`,
    bye: [
      'Yours faithfully,',
      'Thank you for the opportunity to comment. We remain at your disposal for any questions.',
    ],
  },
  fr: {
    hello: ['Madame, Monsieur,', 'Bonjour,'],
    from: (town) => `J’habite à ${town} et je vous écris aujourd’hui.`,
    bye: ['Je vous prie d’agréer, Madame, Monsieur, mes salutations distinguées.', 'Cordialement,'],
  },
}; // prettier-ignore
const NAMES = `Maria Borg,Jan de Vries,Anna Kowalska,Luca Rossi,Ingrid Svensson,Pavel Novák,Élodie Martin,Hans Müller,
  Aoife Byrne,Katarina Horvat,Jānis Bērziņš,Marek Kováč,Sofia Papadopoulou,João Silva,Eva Nagy,Mette Jensen`
  .split(',')
  .map((name) => name.trim());
const TOWNS =
  `Valletta,Bonn,Gdańsk,Torino,Uppsala,Brno,Lyon,Köln,Galway,Split,Rīga,Žilina,Patras,Braga,Szeged,Odense`.split(',');
const SHORT_ANSWERS = [
  'Yes',
  'No comment.',
  'see attached paper',
  'Ich stimme zu.',
  'I have no further comments on this.',
  'n/a',
];
const FORM = [
  'Welche Stellen in der Stadt sind für den Radverkehr nach Ihrer Erfahrung besonders gefährlich und warum?',
  'Welche Maßnahmen schlagen Sie der Verwaltung vor, um die Lage an diesen Stellen zu verbessern?',
  'Ich bin einverstanden, dass meine Antwort ohne meinen Namen veröffentlicht wird.',
];
const ARTICLE =
  'The data subject shall have the right not to be subject to a decision based solely on automated processing, including profiling, which produces legal effects concerning him or her or similarly significantly affects him or her.';
