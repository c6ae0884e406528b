import { eld } from 'eld/large';
import { openLanguageDetector } from '../src/analysis/language.ts';
import { repeatableRandom } from '../src/analysis/random.ts';
import { LANGUAGES } from '../src/core/language.ts';
import { round, share, type Table } from './measure.ts';
import { type Sentence, sentences } from './sentences.ts';

const GOAL = { sentences: 0.99, fragments: 0.95 };
/** No language may be further below the goal for all than this. */
const LARGEST_LAG = 0.1;
const UNKNOWN = ['und', ''];

/** Sentences, fragments and words of NTREX-128, told by ours and by `eld` with its largest table, both among the 24 languages. */
export function benchLanguage(data: string, small: boolean, table: Table): string[] {
  const texts = sentences(data, small ? 40 : 4);
  const tell = openLanguageDetector();
  eld.setLanguageSubset([...LANGUAGES]);
  const peer = (text: string) => eld.detect(text).language;
  const wrong: string[] = [];
  const sets: [name: string, texts: Sentence[], goal: number | null][] = [
    ['sentences', texts, GOAL.sentences],
    ['first_4_words', firstWords(texts, 4), null],
    ['first_5_words', firstWords(texts, 5), GOAL.fragments],
    ['any_5_words', anyWords(texts, 5), GOAL.fragments],
    ['any_3_words', anyWords(texts, 3), null],
    ['any_word', anyWords(texts, 1), null],
  ];
  for (const [name, some, goal] of sets) {
    addRows(table, `language_${name}`, some, tell, peer, goal);
    wrong.push(...printByLanguage(name, some, tell, goal));
  }
  const seconds = (detect: (text: string) => string) => {
    const started = process.cpuUsage(); // other work on the machine is not counted
    for (const { text } of texts) detect(text);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6;
  };
  const [own, theirs] = [texts.length / seconds(tell), texts.length / seconds(peer)];
  table.add({
    name: 'language_texts_per_s',
    baseline: { name: 'eld', value: theirs },
    own,
    interval: null,
    goal: 20_000,
  });
  return small ? [] : wrong; // a few dozen sentences a language say nothing of one
}

type Detect = (text: string) => string;

/** What is right of all, and of those that were told: ours says `und` rather than guess, and `eld` lacks Irish and Maltese. */
function addRows(table: Table, name: string, texts: Sentence[], tell: Detect, peer: Detect, goal: number | null): void {
  const right = (some: readonly Sentence[], detect: Detect) =>
    some.map(({ language, text }) => detect(text) === language);
  const told = (some: readonly Sentence[], detect: Detect) =>
    some.filter(({ text }) => !UNKNOWN.includes(detect(text)));
  const value = (some: readonly boolean[]) => some.filter(Boolean).length / some.length;
  const known = texts.filter(({ language }) => language !== 'ga' && language !== 'mt');
  table.add({ name, baseline: { name: 'eld', value: value(right(texts, peer)) }, ...share(right(texts, tell)), goal });
  const ofKnown = { name: 'eld', value: value(right(known, peer)) };
  table.add({ name: `${name}_of_22`, baseline: ofKnown, ...share(right(known, tell)), goal: null });
  const ofTold = { name: 'eld', value: value(right(told(known, peer), peer)) };
  table.add({ name: `${name}_told_of_22`, baseline: ofTold, ...share(right(told(known, tell), tell)), goal: null });
}

function printByLanguage(name: string, texts: readonly Sentence[], tell: Detect, goal: number | null): string[] {
  const shares = [...Map.groupBy(texts, ({ language }) => language)].map(([language, own]) => ({
    language,
    right: own.filter(({ text }) => tell(text) === language).length / own.length,
  }));
  shares.sort((a, b) => a.right - b.right);
  console.log(`${name}: ${shares.map(({ language, right }) => `${language} ${round(right)}`).join(', ')}`);
  if (goal === null) return [];
  return shares
    .filter(({ right }) => right < goal - LARGEST_LAG)
    .map(({ language }) => `the language ${language} is told less often than it should be (${name})`);
}

function firstWords(texts: readonly Sentence[], count: number): Sentence[] {
  return texts.map(({ language, text }) => ({ language, text: text.split(/\s+/).slice(0, count).join(' ') }));
}

/** Some words in a row from anywhere in a sentence, the same every time. */
function anyWords(texts: readonly Sentence[], count: number): Sentence[] {
  const random = repeatableRandom(count);
  return texts.map(({ language, text }) => {
    const words = text.match(/[\p{L}\p{M}'’]+/gu) ?? [];
    const from = Math.floor(random() * Math.max(1, words.length - count + 1));
    return { language, text: words.slice(from, from + count).join(' ') };
  });
}
