import type { Reader } from './reader.tsx';

/** The steps of a contribution's way, in their order. */
export const CORRIDOR_STEPS = [
  'received',
  'accepted',
  'refused',
  'published',
  'coded_by_machine',
  'coded_by_people',
  'in_findings',
] as const; // prettier-ignore
export type CorridorStep = (typeof CORRIDOR_STEPS)[number];

/** One number of the corridor; null where that step has not been made yet. */
export type CorridorNumber = { value: number | null; href: string | null };

export type CorridorProps = { reader: Reader; numbers: { [step in CorridorStep]: CorridorNumber } };

/** Where a consultation's contributions are on their way, as a row of numbers, each a link. */
export function Corridor({ reader, numbers }: CorridorProps) {
  return (
    <ol class="corridor">
      {CORRIDOR_STEPS.map((step) => {
        const { value, href } = numbers[step];
        const content = (
          <>
            <span class="corridor-number">{value === null ? '–' : reader.number(value)}</span>
            <span class="corridor-label">{reader.say(`desk.corridor.${step}`)}</span>
          </>
        );
        return (
          <li data-step={step}>
            {href === null ? (
              <span class="corridor-step">{content}</span>
            ) : (
              <a class="corridor-step" href={href}>
                {content}
              </a>
            )}
          </li>
        );
      })}
    </ol>
  );
}
