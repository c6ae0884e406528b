import { cutSentences } from '../src/analysis/passage.ts';
import { bootstrap, round, type Table } from './measure.ts';
import { sentences } from './sentences.ts';

/** So many lines of the news stand in one paragraph. */
const JOINED = 5;

/** Borders that are there, that were found, and that are both. */
type Borders = { wanted: number; found: number; both: number };

/**
 * Lines of NTREX-128 joined into paragraphs, and how well the borders between them are found again, beside `Intl.Segmenter`
 * alone. Some lines hold two sentences: both find those borders too, which count as wrong for both.
 */
export function benchPassages(data: string, small: boolean, table: Table): void {
  const byLanguage = Map.groupBy(sentences(data, 1), ({ language }) => language);
  const all = [...byLanguage].map(([language, lines]) => {
    const paragraphs: { own: Borders; peer: Borders }[] = [];
    const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
    for (let from = 0; from + JOINED <= lines.length; from += JOINED * (small ? 20 : 1)) {
      const some = lines.slice(from, from + JOINED).map(({ text }) => text);
      const text = some.join(' ');
      const wanted = new Set(some.slice(1).map((_, i) => some.slice(0, i + 1).join(' ').length + 1));
      const own = cutSentences(text, language).map(({ start }) => start);
      const peer = Array.from(segmenter.segment(text), ({ index }) => index);
      paragraphs.push({ own: compare(wanted, own), peer: compare(wanted, peer) });
    }
    return { language, paragraphs };
  });
  const every = all.flatMap(({ paragraphs }) => paragraphs);
  const own = every.map((one) => one.own);
  table.add({
    name: 'sentence_borders_f1',
    baseline: { name: 'Intl.Segmenter', value: f1(every.map(({ peer }) => peer)) },
    own: f1(own),
    interval: bootstrap(own.length, (which) => f1(Array.from(which, (at) => own[at]!)), small ? 200 : 1000),
    goal: null,
  });
  const shares = all.map(({ language, paragraphs }) => ({
    language,
    own: f1(paragraphs.map((one) => one.own)),
    peer: f1(paragraphs.map((one) => one.peer)),
  }));
  shares.sort((a, b) => a.own - b.own);
  const line = shares.map((one) => `${one.language} ${round(one.own)} (${round(one.peer)})`).join(', ');
  console.log(`sentence_borders_f1, in brackets Intl.Segmenter: ${line}`);
}

function compare(wanted: ReadonlySet<number>, starts: readonly number[]): Borders {
  const inside = starts.filter((start) => start > 0);
  return { wanted: wanted.size, found: inside.length, both: inside.filter((start) => wanted.has(start)).length };
}

function f1(borders: readonly Borders[]): number {
  const sum = (of: keyof Borders) => borders.reduce((total, one) => total + one[of], 0);
  return (2 * sum('both')) / (sum('wanted') + sum('found'));
}
