import { type Condition, holds } from '../../core/condition.ts';

const QUIET_MS = 1500;
const RETRY_MS = 10_000;

type Kept = { [field: string]: string[] };

/**
 * A page of a questionnaire while it is being filled in: shows and hides what depends on earlier answers, counts characters,
 * and saves what was changed by itself. Where there is no connection it keeps that in this browser and tries again.
 */
class AnswerForm extends HTMLElement {
  #changed = new Set<string>();
  #timer: number | undefined;
  #sending = false;

  connectedCallback(): void {
    const form = this.#form;
    if (!form) return;
    this.#takeKept(form);
    form.addEventListener('input', this.#onInput);
    form.addEventListener('change', this.#onInput);
    form.addEventListener('submit', this.#onSubmit);
    document.addEventListener('visibilitychange', this.#onLeave);
    this.#show(form);
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#onLeave);
  }

  get #form(): HTMLFormElement | null {
    return this.querySelector('form');
  }

  /** Where what could not be sent is kept: one place per page of an answer. */
  get #key(): string {
    return `antiphon-answer ${window.location.pathname}${window.location.search}`;
  }

  #onInput = (event: Event): void => {
    const field = event.target;
    const form = this.#form;
    if (!form || !(field instanceof HTMLElement)) return;
    const name = field.getAttribute('name');
    if (name && field.getAttribute('type') !== 'file') this.#changed.add(name);
    this.#show(form);
    this.#count(form);
    if (name) this.#wait(QUIET_MS);
  };

  /** The whole form goes; what was kept is in it. */
  #onSubmit = (): void => {
    window.clearTimeout(this.#timer);
    this.#changed.clear();
    forget(this.#key);
  };

  #onLeave = (): void => {
    if (document.visibilityState === 'hidden' && this.#changed.size > 0) void this.#save();
  };

  #wait(ms: number): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#save(), ms);
  }

  async #save(): Promise<void> {
    const form = this.#form;
    if (!form || this.#changed.size === 0) return;
    if (this.#sending) return this.#wait(QUIET_MS);
    const changed = [...this.#changed];
    this.#changed.clear();
    this.#sending = true;
    this.#say(this.dataset.saving ?? '');
    try {
      const answer = await fetch(form.action, { method: 'POST', body: bodyOf(form, changed), keepalive: true });
      if (!answer.ok) throw new Error(String(answer.status));
      const { revision, said } = (await answer.json()) as { revision: number; said: string };
      const field = form.elements.namedItem(':revision');
      if (field instanceof HTMLInputElement) field.value = String(revision);
      if (this.#changed.size === 0) forget(this.#key);
      this.#say(said);
    } catch {
      for (const name of changed) this.#changed.add(name);
      keep(this.#key, valuesOf(form, this.#changed));
      this.#say(this.dataset.offline ?? '');
      this.#wait(RETRY_MS);
    } finally {
      this.#sending = false;
    }
  }

  /** What an earlier visit could not send is put back into the form, and sent. */
  #takeKept(form: HTMLFormElement): void {
    const kept = recall(this.#key);
    for (const [name, values] of Object.entries(kept)) {
      putValues(form, name, values);
      this.#changed.add(name);
    }
    if (this.#changed.size > 0) this.#wait(0);
  }

  #say(words: string): void {
    const state = this.querySelector('.saved-state');
    if (state && state.textContent !== words) state.textContent = words;
  }

  /** Shows what is asked, given what is answered now; asked in order, so that what depends on a hidden answer hides too. */
  #show(form: HTMLFormElement): void {
    const elsewhere = JSON.parse(this.dataset.said ?? '{}') as Kept;
    for (const block of form.querySelectorAll<HTMLElement>('[data-show-if], [data-script-show-if]')) {
      const condition = JSON.parse(block.dataset.showIf ?? block.dataset.scriptShowIf ?? '{"all":[]}') as Condition;
      const shown = holds(condition, (key) => shownValues(form, key) ?? elsewhere[key] ?? []);
      block.hidden = !shown;
      for (const mark of block.querySelectorAll<HTMLInputElement>('input[name=":shown"]')) mark.disabled = !shown;
    }
  }

  #count(form: HTMLFormElement): void {
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('[data-most]')) {
      const shown = document.querySelector(`#${CSS.escape(field.id)}-limit .characters-left`);
      if (!shown || !('value' in field)) continue;
      const left = Number(field.dataset.most) - [...field.value].length;
      const words = left < 0 ? this.dataset.over : this.dataset.left;
      const number = new Intl.NumberFormat(document.documentElement.lang).format(Math.abs(left));
      if (field.value !== '') shown.textContent = (words ?? '#').replace('#', number);
      shown.toggleAttribute('data-over', left < 0);
    }
  }
}

/** Values of a field, as far as it is on this page and not hidden; undefined where it is on another page. */
function shownValues(form: HTMLFormElement, name: string): string[] | undefined {
  const fields = fieldsNamed(form, name);
  if (fields.length === 0) return undefined;
  return fields.filter((field) => !field.closest('[hidden]')).flatMap(chosenValue);
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fieldsNamed(form: HTMLFormElement, name: string): Field[] {
  return [...form.elements].filter((one): one is Field => 'value' in one && one.getAttribute('name') === name);
}

function chosenValue(field: Field): string[] {
  if (field instanceof HTMLInputElement && (field.type === 'radio' || field.type === 'checkbox'))
    return field.checked ? [field.value] : [];
  return field.value.trim() === '' ? [] : [field.value];
}

function valuesOf(form: HTMLFormElement, names: Iterable<string>): Kept {
  return Object.fromEntries([...names].map((name) => [name, fieldsNamed(form, name).flatMap(chosenValue)]));
}

function putValues(form: HTMLFormElement, name: string, values: readonly string[]): void {
  for (const field of fieldsNamed(form, name)) {
    if (field instanceof HTMLInputElement && (field.type === 'radio' || field.type === 'checkbox'))
      field.checked = values.includes(field.value);
    else field.value = values[0] ?? '';
  }
}

/** What was changed, and which fields these are: an emptied one comes without a value. */
function bodyOf(form: HTMLFormElement, changed: readonly string[]): URLSearchParams {
  const body = new URLSearchParams();
  body.set(':then', 'autosave');
  const revision = form.elements.namedItem(':revision');
  if (revision instanceof HTMLInputElement) body.set(':revision', revision.value);
  for (const [name, values] of Object.entries(valuesOf(form, changed))) {
    body.append(':changed', name);
    for (const value of values) body.append(name, value);
  }
  return body;
}

function keep(key: string, values: Kept): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(values));
  } catch {
    // A browser that keeps nothing: the form still has it.
  }
}

function recall(key: string): Kept {
  try {
    return JSON.parse(window.localStorage.getItem(key) ?? '{}') as Kept;
  } catch {
    return {};
  }
}

function forget(key: string): void {
  try {
    window.localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

customElements.define('answer-form', AnswerForm);
