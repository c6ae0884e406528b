import { UNKNOWN_LANGUAGE } from '../core/language.ts';
import type { OnProgress } from '../core/progress.ts';
import { normalForm } from '../core/text.ts';
import { type Alignment, Sentences, SideBySide, usualLikeness } from './alignment.ts';
import {
  type Campaign,
  type CampaignText,
  type Draft,
  FEWEST_CONTRIBUTIONS,
  findDrafts,
  nameCampaigns,
  weightOf,
} from './campaign.ts';
import type { Embedder, TextToEmbed } from './embed.ts';
import type { TellLanguage } from './language.ts';
import { DIMENSIONS } from './model.ts';
import { meanVector, productOf } from './vector.ts';
import { readWords, sentenceNumbers } from './words.ts';

/** What texts in several languages are read with. */
export type LanguageReader = { tellLanguage: TellLanguage; embed: Embedder['embed']; signal?: AbortSignal };

/** Texts of fewer sentences are not looked for in other languages: one or two that say the same are chance. */
const FEWEST_SENTENCES = 3;
/** Sentences of fewer words are names, greetings, headings. */
const SHORTEST_SENTENCE = 5;
/** Of longer texts so many sentences are read. */
const MOST_SENTENCES = 30;
/** So many texts, those that most people sent first, are looked for in other languages. */
const MOST_TEXTS = 3000;
/** With so many texts of each other language, those that are most alike as a whole, a text is run side by side. */
const CANDIDATES = 3;
/** So many sentences of a language say what is usual there; the first few say what it is at least. */
const USUAL_SAMPLE = 150;
const USUAL_AT_LEAST = 24;
/** So many tokens of doubtful pairs are read again by the encoder. */
const DOUBTFUL_TOKENS = 6_000;

/**
 * Campaigns, among them those that were sent in several languages: texts of which several sentences, in the same order, are
 * translations of one another. The static table proposes and decides clear cases, the encoder decides doubtful ones. Texts
 * that share their topic, not their sentences, stay apart.
 * @throws DomainError cancelled when the signal of the reader says so
 */
export async function findCampaignsAcrossLanguages(
  texts: readonly CampaignText[],
  reader: LanguageReader,
  onProgress?: OnProgress,
): Promise<Campaign[]> {
  const { drafts, rest } = findDrafts(texts, onProgress);
  const units = unitsOf([...drafts, ...rest], texts, reader.tellLanguage);
  const linked = await linkTranslations(units, readWith(reader), onProgress);
  const inLink = new Set(linked.flat().map(({ draft }) => draft));
  const alone = drafts.filter((draft) => !inLink.has(draft)).map((draft) => [draft]);
  const across = linked.filter(
    (group) => group.reduce((sum, { draft }) => sum + weightOf(draft), 0) >= FEWEST_CONTRIBUTIONS,
  );
  return nameCampaigns(
    [...alone, ...across.map((group) => group.map(({ draft, language }) => ({ ...draft, language })))],
    texts,
  );
}

function readWith({ embed, signal }: LanguageReader): Embedder['embed'] {
  return (texts, options) => embed(texts, { ...options, ...(signal && { signal }) });
}

/** A text that is looked for in other languages. `words`: of each sentence, the numbers of its first word and behind its last. */
type Unit = { draft: Draft; language: string; sentences: string[]; words: [number, number][] };

function unitsOf(drafts: readonly Draft[], texts: readonly CampaignText[], tellLanguage: TellLanguage): Unit[] {
  const order = drafts.toSorted((a, b) => weightOf(b) - weightOf(a) || (a.template.hash < b.template.hash ? -1 : 1));
  const units: Unit[] = [];
  for (const draft of order) {
    if (units.length === MOST_TEXTS) break;
    const { text } = texts[draft.template.ids[0]!]!;
    const unit = { draft, ...sentencesOf(draft, text) };
    if (unit.sentences.length < FEWEST_SENTENCES) continue;
    const language = tellLanguage(text);
    if (language !== UNKNOWN_LANGUAGE) units.push({ ...unit, language });
  }
  if (new Set(units.map(({ language }) => language)).size < 2) return [];
  return withoutRepeated(units);
}

/** What stands word for word in two texts is a name, a quotation or a closing: it says nothing about translations. */
function withoutRepeated(units: readonly Unit[]): Unit[] {
  const counts = new Map<string, number>();
  const keysOf = ({ sentences }: Unit) => sentences.map(normalForm);
  for (const unit of units) for (const key of new Set(keysOf(unit))) counts.set(key, (counts.get(key) ?? 0) + 1);
  return units
    .map((unit) => {
      const own = keysOf(unit).map((key) => counts.get(key) === 1);
      return {
        ...unit,
        sentences: unit.sentences.filter((_, i) => own[i]),
        words: unit.words.filter((_, i) => own[i]),
      };
    })
    .filter(({ sentences }) => sentences.length >= FEWEST_SENTENCES);
}

/** The sentences of a template that belong to it in more than half of their words. */
function sentencesOf({ template, kept }: Draft, text: string): Pick<Unit, 'sentences' | 'words'> {
  const offsets: number[] = [];
  readWords(text, offsets);
  const found: Pick<Unit, 'sentences' | 'words'> = { sentences: [], words: [] };
  const numbers = sentenceNumbers(template.words);
  for (let start = 0, end = 0; start < numbers.length && found.sentences.length < MOST_SENTENCES; start = end) {
    while (end < numbers.length && numbers[end] === numbers[start]) end++;
    const belonging = kept.subarray(start, end).reduce((sum, mark) => sum + mark, 0);
    if (belonging * 2 <= end - start || end - start < SHORTEST_SENTENCE) continue;
    found.sentences.push(text.slice(offsets[2 * start]!, offsets[2 * end - 1]!));
    found.words.push([start, end]);
  }
  return found;
}

/** Groups of texts in several languages that are translations of one another. */
async function linkTranslations(
  units: readonly Unit[],
  embed: Embedder['embed'],
  onProgress?: OnProgress,
): Promise<Unit[][]> {
  if (units.length === 0) return [];
  onProgress?.({ step: 'campaign.compare', done: 0, total: units.length, unit: 'texts' });
  const vectors = await readSentences(units, embed, { encoderTokenBudget: 0 });
  const pairs = candidatePairs(units, vectors);
  const judged = judge(pairs, units, vectors);
  const doubtful = bestOnes(judged, units).filter(({ alignment }) => isDoubtful(alignment));
  const again = await judgeAgain(doubtful, units, embed);
  const sure = [
    ...judged.filter(({ alignment }) => isClear(alignment)),
    ...again.filter(({ alignment }) => isSure(alignment)),
  ];
  return groupLinked(sure, units);
}

type Pair = { a: number; b: number };
type Judged = Pair & { alignment: Alignment };

/** What the static table decides by itself: half the sentences and more, far nearer than those of texts on one topic. */
function isClear({ pairs, coverage, margin }: Alignment): boolean {
  return pairs >= 4 && coverage >= 0.6 && margin >= 1.35;
}

/** What the encoder has to decide. Of texts that have nothing to do with each other it is one pair in a thousand. */
function isDoubtful(alignment: Alignment): boolean {
  return !isClear(alignment) && saysMuch(alignment) && alignment.pairs * (alignment.margin - 1) >= 0.6;
}

/** What is clear, doubtful or sure promises at least so much; a little less, because sums are rounded. */
const LEAST_PROMISE = 0.599;

/** Margins of 1.2 to 1.3 are translations, as bitext mining has found (Artetxe and Schwenk 2019). */
function isSure(alignment: Alignment): boolean {
  return saysMuch(alignment) && alignment.coverage >= 0.6 && alignment.margin >= 1.3;
}

/** Three sentences of both texts, at least half of the shorter one. */
function saysMuch({ pairs, coverage, inA, inB }: Alignment): boolean {
  return pairs >= 2 && inA.length >= 3 && inB.length >= 3 && coverage >= 0.5;
}

/** Of doubtful pairs, those that are the best that one of the two texts has in the other's language. */
function bestOnes(pairs: readonly Judged[], units: readonly Unit[]): Judged[] {
  const best = new Map<string, Judged>();
  for (const pair of pairs) {
    for (const key of [`${pair.a} ${units[pair.b]!.language}`, `${pair.b} ${units[pair.a]!.language}`]) {
      const other = best.get(key);
      if (!other || promiseOf(pair) > promiseOf(other)) best.set(key, pair);
    }
  }
  const chosen = new Set(best.values());
  return pairs.filter((pair) => chosen.has(pair));
}

/** How much nearer the pairs of two texts are than usual, all together. */
function promiseOf({ alignment: { pairs, margin } }: Judged): number {
  return pairs * (margin - 1);
}

/** Per unit the vectors of its sentences, one after another. */
async function readSentences(
  units: readonly Unit[],
  embed: Embedder['embed'],
  options: { encoderTokenBudget?: number },
): Promise<Int8Array[]> {
  const texts = units.flatMap(({ sentences, language }): TextToEmbed[] =>
    sentences.map((text) => ({ text, language })),
  );
  const { vectors } = await embed(texts, options);
  let at = 0;
  return units.map(({ sentences }) => {
    const mine = vectors.subarray(at, at + sentences.length * DIMENSIONS);
    at += mine.length;
    return mine;
  });
}

/** Per text the texts of each other language that are most alike as a whole; each pair once, in order. */
function candidatePairs(units: readonly Unit[], vectors: readonly Int8Array[]): Pair[] {
  const whole = new Float32Array(units.length * DIMENSIONS);
  vectors.forEach((own, i) => {
    whole.set(meanVector(own, [...Array(own.length / DIMENSIONS).keys()]), i * DIMENSIONS);
  });
  const languages = [...new Set(units.map(({ language }) => language))];
  const of = Uint8Array.from(units, ({ language }) => languages.indexOf(language));
  const nearest = new Nearest(units.length * languages.length);
  for (let a = 0; a < units.length; a++) {
    for (let b = a + 1; b < units.length; b++) {
      if (of[a] === of[b]) continue;
      const near = productOf(whole, a * DIMENSIONS, whole, b * DIMENSIONS);
      nearest.offer(a * languages.length + of[b]!, b, near);
      nearest.offer(b * languages.length + of[a]!, a, near);
    }
  }
  const found = new Map<number, Pair>();
  for (const [list, other] of nearest.entries()) {
    const own = Math.floor(list / languages.length);
    const [first, second] = [Math.min(own, other), Math.max(own, other)];
    found.set(first * units.length + second, { a: first, b: second });
  }
  return [...found].sort(([x], [y]) => x - y).map(([, pair]) => pair);
}

/** Lists of the few that are nearest; of those that are equally near, those that came first. */
class Nearest {
  readonly #who: Int32Array;
  readonly #near: Float64Array;

  constructor(lists: number) {
    this.#who = new Int32Array(lists * CANDIDATES).fill(-1);
    this.#near = new Float64Array(lists * CANDIDATES).fill(Number.NEGATIVE_INFINITY);
  }

  offer(list: number, who: number, near: number): void {
    const from = list * CANDIDATES;
    let at = from + CANDIDATES - 1;
    if (this.#near[at]! >= near) return;
    for (; at > from && this.#near[at - 1]! < near; at--) {
      this.#near[at] = this.#near[at - 1]!;
      this.#who[at] = this.#who[at - 1]!;
    }
    this.#near[at] = near;
    this.#who[at] = who;
  }

  *entries(): Generator<[list: number, who: number]> {
    for (const [at, who] of this.#who.entries()) if (who !== -1) yield [Math.floor(at / CANDIDATES), who];
  }
}

const NOTHING_ALIKE: Alignment = { pairs: 0, coverage: 0, margin: 0, inA: [], inB: [] };

/** Pairs that promise too little are not worth the time that it takes to know what is usual. */
function judge(pairs: readonly Pair[], units: readonly Unit[], vectors: readonly Int8Array[]): Judged[] {
  const texts = vectors.map((own) => new Sentences(own));
  const usual = usualBetweenLanguages(units, texts, USUAL_SAMPLE);
  const atLeast = usualBetweenLanguages(units, texts, USUAL_AT_LEAST);
  return pairs.map(({ a, b }) => {
    const [ofA, ofB] = [units[a]!.language, units[b]!.language];
    const both = new SideBySide(texts[a]!, texts[b]!);
    const isWorthIt = both.promise(atLeast(a, ofB), atLeast(b, ofA)) >= LEAST_PROMISE;
    return { a, b, alignment: isWorthIt ? both.align(usual(a, ofB), usual(b, ofA)) : NOTHING_ALIKE };
  });
}

/** Per text and other language the usual likeness of its sentences, worked out when first asked for. */
function usualBetweenLanguages(units: readonly Unit[], texts: readonly Sentences[], most: number) {
  const samples = new Map<string, Sentences>();
  const sampleOf = (language: string) => {
    const sample = samples.get(language) ?? sampleSentences(texts.filter((_, i) => units[i]!.language === language));
    samples.set(language, sample);
    return sample;
  };
  const known = new Map<string, Float64Array>();
  return (unit: number, language: string) => {
    const key = `${unit} ${language}`;
    const usual = known.get(key) ?? usualLikeness(texts[unit]!, sampleOf(language), most);
    known.set(key, usual);
    return usual;
  };
}

/** Sentences from all over the texts, at even distances. */
function sampleSentences(texts: readonly Sentences[]): Sentences {
  const count = texts.reduce((sum, own) => sum + own.count, 0);
  const stride = Math.max(1, Math.ceil(count / USUAL_SAMPLE));
  const sample = new Int8Array(Math.ceil(count / stride) * DIMENSIONS);
  let [number, kept] = [0, 0];
  for (const { single } of texts) {
    for (let at = 0; at < single.length; at += DIMENSIONS) {
      if (number++ % stride === 0) sample.set(single.subarray(at, at + DIMENSIONS), DIMENSIONS * kept++);
    }
  }
  return new Sentences(sample);
}

/** The same pairs by the encoder's vectors; those that promise most first, until the budget is spent. */
async function judgeAgain(
  doubtful: readonly Judged[],
  units: readonly Unit[],
  embed: Embedder['embed'],
): Promise<Judged[]> {
  const order = doubtful.toSorted((x, y) => promiseOf(y) - promiseOf(x) || x.a - y.a || x.b - y.b);
  const picked: Judged[] = [];
  const wanted = new Set<number>();
  let characters = 0;
  for (const pair of order) {
    for (const unit of [pair.a, pair.b]) {
      if (wanted.has(unit)) continue;
      characters += units[unit]!.sentences.reduce((sum, { length }) => sum + length, 0);
      wanted.add(unit);
    }
    if (characters > DOUBTFUL_TOKENS * CHARACTERS_PER_TOKEN) break;
    picked.push(pair);
  }
  const read = [...wanted].sort((a, b) => a - b);
  const mine = read.map((at) => units[at]!);
  const vectors = await readSentences(mine, embed, {});
  const pairs = picked.map(({ a, b }) => ({ a: read.indexOf(a), b: read.indexOf(b) }));
  return judge(pairs, mine, vectors).map(({ alignment }, i) => ({ ...picked[i]!, alignment }));
}

const CHARACTERS_PER_TOKEN = 4;

function groupLinked(links: readonly Judged[], units: readonly Unit[]): Unit[][] {
  const leader = units.map((_, i) => i);
  const find = (at: number): number => {
    while (leader[at] !== at) at = leader[at] = leader[leader[at]!]!;
    return at;
  };
  const said = new Map<number, Set<number>>();
  for (const { a, b, alignment } of links) {
    const [x, y] = [find(a), find(b)];
    leader[Math.max(x, y)] = Math.min(x, y);
    for (const [unit, sentences] of [
      [a, alignment.inA],
      [b, alignment.inB],
    ] as const) {
      said.set(unit, new Set([...(said.get(unit) ?? []), ...sentences]));
    }
  }
  const groups = Map.groupBy(said.keys(), find);
  return [...groups.values()].map((group) =>
    group.sort((a, b) => a - b).map((at) => withSaid(units[at]!, said.get(at)!)),
  );
}

/** What only one person said in a language belongs to the template where another language says it too. */
function withSaid(unit: Unit, said: ReadonlySet<number>): Unit {
  const { draft } = unit;
  if (draft.whole.length + draft.parts.length > 1) return unit;
  const kept = new Uint8Array(draft.kept.length);
  for (const sentence of said) kept.fill(1, ...unit.words[sentence]!);
  return { ...unit, draft: { ...draft, kept } };
}
