import { dayIn, endOfDay } from '../../core/time.ts';
import type { Reader } from './reader.tsx';

type At = { reader: Reader; at: Date; zone: string };

/**
 * The last moment of something, with the zone that it is counted in: the end of a day where it ends at midnight. With
 * script the reader's own time is added where it differs.
 */
export function Deadline({ reader, at, zone }: At) {
  const day = dayIn(new Date(at.getTime() - 1), zone);
  const atMidnight = endOfDay(day, zone).getTime() === at.getTime();
  return (
    <local-time data-zone={zone} data-label={reader.text('ui.your_time')}>
      <time datetime={at.toISOString()}>
        {atMidnight ? reader.say('ui.end_of_day', { day: reader.day(day) }) : reader.moment(at, zone)}
      </time>{' '}
      <span class="zone">({reader.zone(zone, at)})</span>
    </local-time>
  );
}

/** A moment, with its zone. */
export function Moment({ reader, at, zone }: At) {
  return (
    <local-time data-zone={zone} data-label={reader.text('ui.your_time')}>
      <time datetime={at.toISOString()}>{reader.moment(at, zone)}</time>{' '}
      <span class="zone">({reader.zone(zone, at)})</span>
    </local-time>
  );
}

/** From when to when on one day, with the zone. */
export function Span({ reader, from, to, zone }: { reader: Reader; from: Date; to: Date; zone: string }) {
  return (
    <local-time data-zone={zone} data-label={reader.text('ui.your_time')}>
      <time datetime={from.toISOString()}>{reader.moment(from, zone)}</time>–
      <time datetime={to.toISOString()}>{reader.clockTime(to, zone)}</time>{' '}
      <span class="zone">({reader.zone(zone, from)})</span>
    </local-time>
  );
}
