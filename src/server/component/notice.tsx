import type { Child } from 'hono/jsx';

export type NoticeProps = { mood?: 'info' | 'warning' | 'danger' | 'success'; heading?: Child; children?: Child };

/** Something that must be known before one reads on. */
export function Notice({ mood = 'info', heading, children }: NoticeProps) {
  return (
    <div class="ds-alert" data-color={mood === 'info' ? undefined : mood}>
      {heading && <h2>{heading}</h2>}
      {children}
    </div>
  );
}
