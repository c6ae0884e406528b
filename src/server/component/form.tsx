import type { Frame } from './frame.ts';

/** What a form of a signed-in person carries, so that no other site can send it for them. */
export function CsrfField({ frame }: { frame: Frame }) {
  return frame.csrfToken ? <input type="hidden" name="csrf" value={frame.csrfToken} /> : null;
}
