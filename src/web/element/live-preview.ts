const QUIET_MS = 300;

/**
 * Shows what a form makes of a file while it is being filled in: sends the form as its "look again" button would, and takes
 * the fresh preview and the fresh reasons out of the answer. The focus stays where it is.
 */
class LivePreview extends HTMLElement {
  #timer: number | undefined;
  #asking: AbortController | undefined;

  connectedCallback(): void {
    this.setAttribute('aria-live', 'polite');
    this.#form?.addEventListener('change', this.#changed);
  }

  disconnectedCallback(): void {
    this.#form?.removeEventListener('change', this.#changed);
    window.clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  get #form(): HTMLFormElement | null {
    const form = document.getElementById(this.getAttribute('for') ?? '');
    return form instanceof HTMLFormElement ? form : null;
  }

  #changed = (): void => {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#look(), QUIET_MS);
  };

  async #look(): Promise<void> {
    const form = this.#form;
    if (!form) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    this.setAttribute('aria-busy', 'true');
    try {
      const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      body.set('then', 'look');
      const answer = await fetch(form.action, { method: 'POST', body, signal: this.#asking.signal });
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      this.#take(fresh);
    } catch {
      // Stopped by the next change, or not reachable: the button is still there.
    }
    this.removeAttribute('aria-busy');
  }

  /** Where the answer has no preview, what was said cannot be: the whole page says why. */
  #take(fresh: Document): void {
    const preview = fresh.querySelector(this.localName);
    if (!preview) {
      window.location.reload();
      return;
    }
    this.replaceChildren(...preview.childNodes);
    for (const then of fresh.querySelectorAll('[data-live]')) {
      const now = document.getElementById(then.id);
      if (now && now.textContent !== then.textContent) now.replaceChildren(...then.childNodes);
    }
  }
}

customElements.define('live-preview', LivePreview);
