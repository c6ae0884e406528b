import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import { barLengths, barSvg } from '../../core/chart.ts';
import type { Unit } from '../../core/figure.ts';
import { Share } from './figure.tsx';
import type { Reader } from './reader.tsx';

export type BarsProps = {
  reader: Reader;
  /** Its own on the page. */
  id: string;
  /** A sentence that says what the chart shows. */
  caption: Child;
  /** What the labels are: "Theme", "Country". */
  labelHeading: Child;
  unit: Unit;
  /** In the order in which they are shown. */
  bars: { label: Child; value: number; of: number | null; href: string | null }[];
};

/**
 * A bar chart that is its own table: label, bar, number with its denominator. What the eye compares and what a screen
 * reader reads are the same rows, and every number is a link to its evidence.
 */
export function Bars({ reader, id, caption, labelHeading, unit, bars }: BarsProps) {
  const lengths = barLengths(bars);
  return (
    <div class="bar-frame">
      <table class="bar-table" aria-labelledby={id}>
        <caption id={id}>{caption}</caption>
        <thead class="ds-sr-only">
          <tr>
            <th scope="col">{labelHeading}</th>
            <th scope="col">{reader.say(`unit.${unit}`, { n: 2 })}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ label, value, of, href }, i) => (
            <tr>
              <th scope="row">{label}</th>
              <td>
                <div class="bar-and-number">
                  {raw(barSvg(lengths[i] ?? null))}
                  <Share reader={reader} value={value} of={of} unit={unit} href={href} />
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
