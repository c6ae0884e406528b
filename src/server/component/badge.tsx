import type { Child } from 'hono/jsx';
import type { Reader } from './reader.tsx';

/** What was proposed by the machine and what a person decided: told apart by word and by shape, everywhere the same way. */
export type Origin = { origin: 'candidate' } | { origin: 'adopted'; adoptedBy: string };

export function OriginBadge({ reader, of }: { reader: Reader; of: Origin }) {
  return (
    <span class="ds-tag origin" data-origin={of.origin}>
      {of.origin === 'candidate'
        ? reader.say('theme.candidate')
        : reader.say('theme.adopted_by', { person: of.adoptedBy })}
    </span>
  );
}

export type Mood = 'accent' | 'neutral' | 'success' | 'warning' | 'danger';

/** A state in a word. */
export function Badge({ mood = 'neutral', children }: { mood?: Mood; children?: Child }) {
  return (
    <span class="ds-tag" data-color={mood}>
      {children}
    </span>
  );
}
