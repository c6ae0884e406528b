import type { Child } from 'hono/jsx';

/** Where nothing is yet: what will be here, and what to do first. */
export function EmptyState({ heading, children }: { heading: Child; children?: Child }) {
  return (
    <div class="empty">
      <p class="empty-heading">{heading}</p>
      {children}
    </div>
  );
}
