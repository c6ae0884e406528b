import { applyRoomEntry, type RoomEntry, type RoomState, roundInSight } from '../../core/room.ts';
import { pickText } from '../../core/text.ts';
import { morph } from '../morph.ts';

/** What the server sends (server/live/live-room.ts). */
type Frame = {
  seq: number;
  atMs: number;
  state?: RoomState;
  entries?: RoomEntry[];
  parts: { [id: string]: string };
};

/** A stream that says nothing for so long is held back by something on the way: then the page asks instead. */
const STREAM_PATIENCE_MS = 4000;
const LONGEST_PAUSE_MS = 15_000;
const FIRST_PAUSE_MS = 500;
/** Listeners that lost their line together do not come back in the same instant. */
const SPREAD_MS = 1500;

/**
 * A page of the room that follows it: takes frames from a stream, or asks for them where no stream comes through; sends
 * forms without leaving the page; counts timers down; says aloud what changed.
 */
class LiveRoom extends HTMLElement {
  #source: EventSource | null = null;
  #state: RoomState | null = null;
  #seq: string | null = null;
  #pauseMs = FIRST_PAUSE_MS;
  #patience: number | undefined;
  #clock: number | undefined;
  #skewMs = 0;
  #inSight = '';

  connectedCallback(): void {
    this.#seq = this.dataset.seq ?? null;
    this.addEventListener('submit', this.#submit);
    document.addEventListener('visibilitychange', this.#wake);
    this.#clock = window.setInterval(() => this.#countDown(), 500);
    this.#listen();
  }

  disconnectedCallback(): void {
    this.removeEventListener('submit', this.#submit);
    document.removeEventListener('visibilitychange', this.#wake);
    window.clearInterval(this.#clock);
    window.clearTimeout(this.#patience);
    this.#source?.close();
  }

  // Following --------------------------------------------------------------------------------------------------------------

  #listen(): void {
    const url = new URL(this.dataset.stream ?? '', window.location.href);
    const source = new EventSource(url);
    this.#source = source;
    this.#patience = window.setTimeout(() => {
      source.close();
      void this.#poll();
    }, STREAM_PATIENCE_MS);
    source.addEventListener('frame', ({ data }) => {
      window.clearTimeout(this.#patience);
      this.#pauseMs = FIRST_PAUSE_MS;
      this.#take(JSON.parse(data));
    });
    source.addEventListener('error', () => {
      window.clearTimeout(this.#patience);
      source.close();
      this.#lineIs('lost');
      this.#again(() => this.#listen());
    });
  }

  /** Comes back ever more rarely, each at a moment of its own. */
  #again(what: () => void): void {
    const waitMs = this.#pauseMs + Math.random() * SPREAD_MS;
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    window.setTimeout(() => this.isConnected && what(), waitMs);
  }

  async #poll(): Promise<void> {
    const url = new URL(this.dataset.frame ?? '', window.location.href);
    if (this.#state && this.#seq !== null) url.searchParams.set('after', this.#seq);
    try {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(String(answer.status));
      this.#take(await answer.json());
      this.#pauseMs = FIRST_PAUSE_MS;
      if (this.isConnected) void this.#poll();
    } catch {
      this.#lineIs('lost');
      this.#again(() => void this.#poll());
    }
  }

  /** A telephone that slept may not have noticed that its line is gone. */
  #wake = (): void => {
    if (document.visibilityState !== 'visible' || this.#source?.readyState === EventSource.OPEN) return;
    this.#pauseMs = FIRST_PAUSE_MS;
  };

  #lineIs(state: 'lost' | 'there'): void {
    const line = this.querySelector<HTMLElement>('[data-line]');
    if (!line) return;
    line.hidden = state === 'there';
    line.textContent = state === 'there' ? '' : (this.dataset.lost ?? '');
  }

  #take(frame: Frame): void {
    this.#lineIs('there');
    this.#skewMs = frame.atMs - Date.now();
    if (frame.state) this.#state = frame.state;
    else if (this.#state) this.#state = (frame.entries ?? []).reduce(applyRoomEntry, this.#state);
    this.#seq = String(frame.seq);
    this.dataset.seq = this.#seq;
    for (const [id, html] of Object.entries(frame.parts)) this.#draw(id, html);
    this.#countDown();
    this.#announce();
  }

  #draw(id: string, html: string): void {
    const now = document.getElementById(id);
    if (!now) return;
    const then = document.createElement(now.localName);
    for (const { name, value } of now.attributes) then.setAttribute(name, value);
    then.innerHTML = html;
    morph(now, then);
  }

  /** Says politely what came into sight: nobody has to look for it. */
  #announce(): void {
    if (!this.#state) return;
    const asked = roundInSight(this.#state);
    const key = asked ? `${asked.round.id} ${asked.round.phase.state} ${asked.round.results}` : '';
    const isFirst = this.#inSight === '';
    if (key === this.#inSight) return;
    this.#inSight = key || 'nothing';
    const place = this.querySelector('[data-announce]');
    if (!asked || isFirst || !place) return;
    const { text } = pickText(asked.interaction.question.title, document.documentElement.lang);
    const sentence = asked.round.phase.state === 'open' ? this.dataset.opened : this.dataset.shown;
    place.textContent = (sentence ?? '').replace('{title}', text);
  }

  #countDown(): void {
    for (const timer of this.querySelectorAll<HTMLElement>('[data-closes-at]')) {
      const leftMs = Number(timer.dataset.closesAt) - (Date.now() + this.#skewMs);
      const sentence = (timer.dataset.text ?? '').replace('{n}', String(Math.max(0, Math.ceil(leftMs / 1000))));
      if (timer.textContent !== sentence) timer.textContent = sentence;
    }
  }

  // Sending ----------------------------------------------------------------------------------------------------------------

  #submit = (event: SubmitEvent): void => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== 'post') return;
    event.preventDefault();
    void this.#send(form, event.submitter);
  };

  async #send(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
    const data = new FormData(form, button);
    if (this.dataset.csrf) data.set('csrf', this.dataset.csrf);
    const body = new URLSearchParams([...data].map(([name, value]) => [name, String(value)]));
    form.setAttribute('aria-busy', 'true');
    const { taken, said } = await this.#post(form.action, body);
    form.removeAttribute('aria-busy');
    this.#say(form, said, taken);
    if (taken) this.#clear(form);
  }

  async #post(url: string, body: URLSearchParams): Promise<{ taken: boolean; said: string }> {
    const failed = { taken: false, said: this.dataset.failed ?? '' };
    try {
      const answer = await fetch(url, { method: 'POST', body, headers: { accept: 'application/json' } });
      if (!answer.headers.get('content-type')?.startsWith('application/json')) return failed;
      const { taken, said }: { taken: boolean; said: string } = await answer.json();
      return { taken, said };
    } catch {
      return failed;
    }
  }

  /** The sentence stands in the form it is about; a form without a place for it has one beside it. */
  #say(form: HTMLFormElement, said: string, taken: boolean): void {
    const place =
      form.querySelector<HTMLElement>('[role=status]') ?? this.querySelector<HTMLElement>('[data-announce]');
    if (!place) return;
    place.textContent = said;
    place.dataset.mood = taken ? 'success' : 'danger';
  }

  /** What was said in words is said; a choice stays visible. */
  #clear(form: HTMLFormElement): void {
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea, input[type=text]')) {
      field.value = '';
    }
    const row = form.closest('.ideas li');
    if (row) row.remove();
  }
}

customElements.define('live-room', LiveRoom);
