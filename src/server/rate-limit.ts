import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** How many different keys are remembered at most: beyond, the oldest go. */
const MOST_KEYS = 10_000;

/** Lets something be done so many times within a time, for each key by itself. */
export class RateLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #times = new Map<string, number[]>();

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** Whether it may be done once more now; counts it where it may. */
  take(key: string, now: Date): boolean {
    const at = now.getTime();
    const recent = (this.#times.get(key) ?? []).filter((time) => time > at - this.#windowMs);
    const may = recent.length < this.#most;
    this.#times.delete(key); // moves it to the end: the oldest are first
    this.#times.set(key, may ? [...recent, at] : recent);
    const [oldest] = this.#times.keys();
    if (this.#times.size > MOST_KEYS && oldest !== undefined) this.#times.delete(oldest);
    return may;
  }
}

/** The network address that a request comes from, to count by; kept nowhere. */
export function networkAddressOf(context: Context): string {
  try {
    return getConnInfo(context).remote.address ?? 'unknown';
  } catch {
    return 'unknown'; // asked within the process, without a connection
  }
}
