import type { Figure } from './figure.ts';

/**
 * One step of the scale that a report states for words such as "most": the shares above `above` percent, up to the next
 * step's. `words` are those that stand for it, by language.
 */
export type ScaleStep = { key: string; above: number; words: { [language: string]: string[] } };
export type Scale = ScaleStep[];

/** The scale that a report states where its authors have set none of their own; lowest step first. */
export const STANDARD_SCALE: Scale = [
  {
    key: 'few',
    above: 0,
    words: {
      de: ['einige wenige', 'einzelne', 'vereinzelt', 'wenige', 'wenigen'],
      en: ['a few', 'few', 'a small number of'],
    },
  },
  {
    key: 'some',
    above: 10,
    words: { de: ['einige', 'einigen', 'manche', 'manchen', 'ein Teil'], en: ['some', 'several', 'a number of'] },
  },
  { key: 'many', above: 25, words: { de: ['viele', 'vielen', 'zahlreiche'], en: ['many', 'numerous'] } },
  {
    key: 'most',
    above: 50,
    words: {
      de: ['die meisten', 'den meisten', 'meist', 'mehrheitlich', 'die Mehrheit', 'eine Mehrheit', 'der Mehrheit'],
      en: ['most', 'most of', 'a majority of', 'the majority of', 'a majority', 'the majority'],
    },
  },
  {
    key: 'nearly_all',
    above: 90,
    words: {
      de: ['fast alle', 'fast allen', 'nahezu alle'],
      en: ['nearly all', 'almost all', 'nearly all of', 'almost all of'],
    },
  },
]; // prettier-ignore

/** The step that a share belongs to; null for none at all, and where there is nobody to be a share of. */
export function stepOf(scale: Scale, value: number, of: number): ScaleStep | null {
  if (of <= 0 || value <= 0) return null;
  return scale.findLast(({ above }) => value * 100 > above * of) ?? null;
}

/** A word for a share: the step it stands for, the figure behind it, and the word as it is written. */
export type BoundWord = { step: string; figure: string; text: string };

/** Why a word may not stand for the share that it is bound to; null where it may. */
export function boundWordProblem(
  { step, figure: id, text }: BoundWord,
  language: string,
  scale: Scale,
  figures: ReadonlyMap<string, Figure>,
): string | null {
  const said = scale.find(({ key }) => key === step);
  if (!said) return `"${text}" is bound to ${step}, which is no step of the scale`;
  const known = said.words[language] ?? [];
  if (!known.some((word) => word.toLowerCase() === text.trim().toLowerCase()))
    return `"${text}" is no word for the step ${step} of the scale`;
  const figure = figures.get(id);
  if (!figure) return `"${text}" is bound to ${id}, which the report does not define`;
  const of = figure.of === undefined ? undefined : figures.get(figure.of);
  if (!of) return `"${text}" is bound to ${id}, which is no share of anything`;
  if (stepOf(scale, figure.value, of.value) === said) return null;
  return `"${text}" is off the scale: ${id} is ${figure.value} of ${of.value}`;
}

/** What is wrong with a scale: steps out of order, or one word for two of them. */
export function scaleProblems(scale: Scale): string[] {
  const order = scale.flatMap(({ key, above }, i) => {
    const before = scale[i - 1];
    if (above < 0 || above >= 100) return [`${key} begins at ${above} percent`];
    return before && before.above >= above ? [`${key} does not begin above ${before.key}`] : [];
  });
  const owners = new Map<string, string>();
  const twice = scale.flatMap(({ key, words }) =>
    Object.entries(words).flatMap(([language, list]) =>
      list.flatMap((word) => {
        const id = `${language} ${word.toLowerCase()}`;
        const owner = owners.get(id) ?? key;
        owners.set(id, owner);
        return owner === key ? [] : [`"${word}" stands for both ${owner} and ${key}`];
      }),
    ),
  );
  return [...order, ...twice];
}
