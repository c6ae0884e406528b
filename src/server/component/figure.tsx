import type { Child } from 'hono/jsx';
import { percentage, type Unit } from '../../core/figure.ts';
import type { Reader } from './reader.tsx';

export type FigureLinkProps = {
  reader: Reader;
  value: number;
  unit: Unit;
  /** The page with what was counted; null where the number stands for itself. */
  href: string | null;
  /** Whether the unit is to be read beside the number, or only heard. */
  withUnit?: boolean;
};

/** A number that is a link to its evidence. */
export function FigureLink({ reader, value, unit, href, withUnit = false }: FigureLinkProps) {
  const content: Child = withUnit ? (
    reader.say(`unit.count.${unit}`, { n: value })
  ) : (
    <>
      {reader.number(value)}
      <span class="ds-sr-only"> {reader.say(`unit.${unit}`, { n: value })}</span>
    </>
  );
  if (href === null) return <span class="figure">{content}</span>;
  return (
    <a class="figure" href={href}>
      {content}
    </a>
  );
}

export type ShareProps = Omit<FigureLinkProps, 'withUnit'> & { of: number | null };

/** A number with its denominator, `312 of 1,083`, and in percent where there are enough to speak of percentages. */
export function Share({ reader, of, ...figure }: ShareProps) {
  const link = <FigureLink reader={reader} {...figure} />;
  if (of === null) return <span class="share">{link}</span>;
  const percent = percentage(figure.value, of);
  return (
    <span class="share">
      {reader.weave('ui.share', { value: link }, { of })}
      {percent !== null && <span class="percent"> {reader.percent(percent)}</span>}
    </span>
  );
}
