const INTERVAL_MS = 1000;
const LONGEST_INTERVAL_MS = 30_000;

/**
 * Work in progress that keeps itself up to date: asks for the page again, takes its own part out of the answer, and loads
 * the page anew once the work is over. Where the server does not answer it asks ever more rarely.
 */
class WorkProgress extends HTMLElement {
  #timer: number | undefined;
  #intervalMs = INTERVAL_MS;

  connectedCallback(): void {
    this.#wait();
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.#timer);
  }

  #wait(): void {
    if (!isGoing(this)) return;
    this.#timer = window.setTimeout(() => this.#look(), this.#intervalMs);
  }

  async #look(): Promise<void> {
    const fresh = await fetchPart(this.id);
    if (!this.isConnected) return;
    if (fresh === 'unreachable') {
      this.#intervalMs = Math.min(this.#intervalMs * 2, LONGEST_INTERVAL_MS);
    } else if (fresh === null || !isGoing(fresh)) {
      window.location.reload();
      return;
    } else {
      this.#intervalMs = INTERVAL_MS;
      this.#take(fresh);
    }
    this.#wait();
  }

  /** Takes over what changed, piece by piece, so that the focus and what is being read stay where they are. */
  #take(fresh: HTMLElement): void {
    this.dataset.state = fresh.dataset.state;
    for (const part of ['.work-step', '.work-pace']) {
      const [now, then] = [this.querySelector(part), fresh.querySelector(part)];
      if (now && then && now.textContent !== then.textContent) now.textContent = then.textContent;
    }
    const [now, then] = [this.querySelector('progress'), fresh.querySelector('progress')];
    if (!now || !then) return;
    for (const attribute of ['value', 'max']) {
      const value = then.getAttribute(attribute);
      if (value === null) now.removeAttribute(attribute);
      else now.setAttribute(attribute, value);
    }
  }
}

function isGoing(element: HTMLElement): boolean {
  return element.dataset.state === 'waiting' || element.dataset.state === 'running';
}

/** The part of this page with an id as the server has it now; null where it is gone. */
async function fetchPart(id: string): Promise<HTMLElement | null | 'unreachable'> {
  try {
    const answer = await fetch(window.location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return 'unreachable';
    return new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(id);
  } catch {
    return 'unreachable';
  }
}

customElements.define('work-progress', WorkProgress);
