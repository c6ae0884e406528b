import { compareText, type Question } from './question.ts';

/** One ballot of a round as it is stored: what was chosen, in the order in which it was chosen. */
export type Ballot = readonly string[];

/** How a round was answered. Each item has its own denominator: those who answered it. */
export type Tally = {
  /** People who took part in the round. */
  respondents: number;
  items: TallyItem[];
  /** What others think of what was said, by the text's id. */
  texts?: { [textId: string]: Support };
  /** Single words, the most frequent first. */
  words?: CountedWord[];
  /** Groups of opinion among those who voted on ideas, once the round is closed and enough people have voted. */
  opinion?: Opinion;
};

/** How many people are in each group of opinion, and the ideas on which the groups agree and differ most, by their ids. */
export type Opinion = { groups: number[]; unites: string[]; divides: string[] };

/** A closed question, a row of a matrix (`key.row`), or an option of a ranking (`key.option`, counted by its place). */
export type TallyItem = { key: string; of: number; counts: { value: string; count: number }[] };

/** What others think of an idea, or how many share a question. */
export type Support = { agree: number; disagree: number; pass: number /** To how many it was shown. */; shown: number };

export const NO_SUPPORT: Support = { agree: 0, disagree: 0, pass: 0, shown: 0 };

/** Between the row and the option of a matrix in a ballot. Keys of questions have no `=` (core/vote.ts refuses it). */
const ROW_MARK = '=';

export function matrixChoice(row: string, option: string): string {
  return `${row}${ROW_MARK}${option}`;
}

export function readMatrixChoice(chosen: string): { row: string; option: string } {
  const at = chosen.indexOf(ROW_MARK);
  return { row: chosen.slice(0, at), option: chosen.slice(at + 1) };
}

/**
 * Counts ballots; the order in which they come makes no difference.
 * @param ballots different ballots, each with the number of people who handed it in
 */
export function tallyBallots(question: Question, ballots: readonly { chosen: Ballot; count: number }[]): Tally {
  const respondents = ballots.reduce((sum, { count }) => sum + count, 0);
  switch (question.kind) {
    case 'single':
    case 'scale':
    case 'multiple': {
      const counted = count(ballots, (chosen) => chosen);
      return {
        respondents,
        items: [{ key: question.key, of: respondents, counts: inOrder(question.options, counted) }],
      };
    }
    case 'matrix':
      return { respondents, items: question.rows.map((row) => tallyRow(question, row.key, ballots)) };
    case 'ranking': {
      const places = question.options.map((_, i) => ({ key: String(i + 1) }));
      const items = question.options.map(({ key }) => {
        const placed = ballots.filter(({ chosen }) => chosen.includes(key));
        const counted = count(placed, (chosen) => [String(chosen.indexOf(key) + 1)]);
        return { key: `${question.key}.${key}`, of: sumOf(placed), counts: inOrder(places, counted) };
      });
      return { respondents, items };
    }
    default:
      return { respondents, items: [] };
  }
}

function tallyRow(
  question: Question & { kind: 'matrix' },
  row: string,
  ballots: readonly { chosen: Ballot; count: number }[],
): TallyItem {
  const ofRow = (chosen: Ballot) =>
    chosen.map(readMatrixChoice).flatMap((choice) => (choice.row === row ? [choice.option] : []));
  const answered = ballots.filter(({ chosen }) => ofRow(chosen).length > 0);
  return {
    key: `${question.key}.${row}`,
    of: sumOf(answered),
    counts: inOrder(question.options, count(answered, ofRow)),
  };
}

function sumOf(ballots: readonly { count: number }[]): number {
  return ballots.reduce((sum, { count }) => sum + count, 0);
}

function count(
  ballots: readonly { chosen: Ballot; count: number }[],
  valuesOf: (chosen: Ballot) => readonly string[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const ballot of ballots) {
    for (const value of new Set(valuesOf(ballot.chosen))) counts.set(value, (counts.get(value) ?? 0) + ballot.count);
  }
  return counts;
}

/** Every option has its count, those that nobody chose too. */
function inOrder(options: readonly { key: string }[], counted: Map<string, number>): TallyItem['counts'] {
  return options.map(({ key }) => ({ value: key, count: counted.get(key) ?? 0 }));
}

/**
 * The mean place of each option of a ranking, 1 the first; null where nobody placed it. Best first.
 * @param places how many options there are to place
 */
export function meanPlaces(tally: Tally): { key: string; mean: number | null; of: number }[] {
  return tally.items
    .map(({ key, of, counts }) => {
      const sum = counts.reduce((total, { value, count }) => total + Number(value) * count, 0);
      return { key, of, mean: of === 0 ? null : sum / of };
    })
    .sort((a, b) => (a.mean ?? Infinity) - (b.mean ?? Infinity) || compareText(a.key, b.key));
}

/** The mean of a scale whose options are numbers; null where nobody answered with one. */
export function meanOfScale({ counts }: TallyItem): number | null {
  const numbered = counts.filter(({ value, count }) => count > 0 && Number.isFinite(Number(value)));
  const answers = sumOf(numbered);
  if (answers === 0) return null;
  return numbered.reduce((sum, { value, count }) => sum + Number(value) * count, 0) / answers;
}

/** Words that fold to the same, the most frequent first, each by the form in which most people said it. */
export type CountedWord = { fold: string; word: string; count: number; textIds: string[] };

/** Counts words by how they fold: people, not mentions, so the same person twice counts once. */
export function countWords(
  texts: readonly { id: string; text: string; participant: string; fold: string }[],
): CountedWord[] {
  const groups = Map.groupBy(texts, ({ fold }) => fold);
  return [...groups]
    .map(([fold, list]) => ({
      fold,
      word: mostFrequent(list.map(({ text }) => text.trim())),
      count: new Set(list.map(({ participant }) => participant)).size,
      textIds: list.map(({ id }) => id),
    }))
    .sort((a, b) => b.count - a.count || compareText(a.fold, b.fold));
}

function mostFrequent(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]))[0]?.[0] ?? '';
}
