import type { LocalText } from './text.ts';

export const AGENDA_KINDS = ['opening', 'scene_setting', 'interactive_exchange', 'wrap_up'] as const;
export type AgendaKind = (typeof AGENDA_KINDS)[number];

/** Somebody who speaks at an event as host or by invitation; named in public. */
export type Speaker = { name: string; role: LocalText; body: LocalText };

/** A part of an event. */
export type AgendaItem = {
  kind: AgendaKind;
  title: LocalText;
  minutes: number;
  /** Position of the core area that it is about, from 0; null: none. */
  coreArea: number | null;
  speakers: Speaker[];
};

const MINUTE_MS = 60_000;

/** Minutes that an event has. */
export function eventMinutes({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): number {
  return Math.floor((endsAt.getTime() - startsAt.getTime()) / MINUTE_MS);
}

/** Minutes by which an agenda is longer than its event; 0 where it fits. */
export function minutesOver(
  items: readonly Pick<AgendaItem, 'minutes'>[],
  span: { startsAt: Date; endsAt: Date },
): number {
  const needed = items.reduce((sum, { minutes }) => sum + minutes, 0);
  return Math.max(0, needed - eventMinutes(span));
}

/** When each item begins, one after the other from the start of the event. */
export function agendaTimes<Item extends Pick<AgendaItem, 'minutes'>>(
  items: readonly Item[],
  startsAt: Date,
): { item: Item; from: Date; to: Date }[] {
  let at = startsAt.getTime();
  return items.map((item) => {
    const from = new Date(at);
    at += item.minutes * MINUTE_MS;
    return { item, from, to: new Date(at) };
  });
}
