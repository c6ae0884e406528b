import type { Block, Label, Section } from '../../core/finding.ts';
import { type ClosedItem, closedItems, type Option, type Question, scalePoint } from '../../core/question.ts';
import { type Draft, optionLabel } from '../draft.ts';

/** Closed questions, each tallied with its own denominator: those who answered it. */
export function closed(draft: Draft): Section | null {
  const items = closedItems(draft.input.questions).filter((item) => draft.value(answered(draft, item)) > 0);
  if (items.length === 0) return null;
  const byQuestion = Map.groupBy(items, (item) => item.question);
  return {
    id: 'closed-questions',
    title: { say: 'report.closed.title' },
    blocks: [
      { kind: 'note', wording: { say: 'report.closed.how' } },
      ...[...byQuestion].flatMap(([question, own]) => questionBlocks(draft, question, own)),
    ],
  };
}

function answered(draft: Draft, item: ClosedItem): string {
  return draft.count('contributions', { question: [item.key] });
}

function chose(draft: Draft, item: ClosedItem, values: string[]): string {
  return draft.share({ value: values }, { question: [item.key] });
}

function questionBlocks(draft: Draft, question: Question, items: ClosedItem[]): Block[] {
  const heading: Block = { kind: 'heading', label: draft.label(question.title), anchor: question.key };
  return question.kind === 'matrix'
    ? [heading, ...matrixBlocks(draft, items)]
    : [heading, ...items.flatMap((item) => itemBlocks(draft, item))];
}

function itemBlocks(draft: Draft, item: ClosedItem): Block[] {
  const bars = item.options.map((option) => ({
    label: optionLabel(option, draft.input.language),
    figure: chose(draft, item, [option.key]),
  }));
  const top = topPoints(item.options);
  return [
    {
      kind: 'bars',
      caption: {
        say: item.several ? 'report.closed.caption_several' : 'report.closed.caption',
        with: { answered: { figure: answered(draft, item) } },
      },
      bars: top ? [...bars, { label: topLabel(top), figure: chose(draft, item, keysOf(top)) }] : bars,
    },
  ];
}

/** A matrix as one table, and its top points as bars where it is a scale. */
function matrixBlocks(draft: Draft, items: ClosedItem[]): Block[] {
  const options = items[0]!.options;
  const top = topPoints(options);
  const columns: Label[] = options.map((option) => optionLabel(option, draft.input.language));
  if (top) columns.push(topLabel(top));
  const rows = items.map((item) => {
    const figures = options.map((option) => chose(draft, item, [option.key]));
    if (top) figures.push(chose(draft, item, keysOf(top)));
    return { label: draft.label(item.title), figures };
  });
  const bars: Block[] = top
    ? [
        {
          kind: 'bars',
          caption: { say: 'report.closed.caption_top', with: { top: topLabel(top) } },
          bars: rows.map(({ label, figures }) => ({ label, figure: figures.at(-1)! })),
        },
      ]
    : [];
  return [...bars, { kind: 'table', caption: { say: 'report.closed.caption_matrix' }, columns, rows }];
}

/** The two highest points of a scale of at least four, which are usually read together; null where there is no such scale. */
function topPoints(options: readonly Option[]): Option[] | null {
  const points = options
    .flatMap((option) => {
      const point = scalePoint(option.key);
      return point === null ? [] : [{ option, point }];
    })
    .sort((a, b) => a.point - b.point);
  return points.length < 4 ? null : points.slice(-2).map(({ option }) => option);
}

function keysOf(options: readonly Option[]): string[] {
  return options.map((option) => option.key);
}

function topLabel(top: readonly Option[]): Label {
  return { text: top.map((option) => scalePoint(option.key)).join(' + ') };
}
