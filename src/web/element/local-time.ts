import { dateLocale } from '../../core/language.ts';

/** Adds the reader's own time to a time that the page gives in the consultation's zone, where the two differ. */
class LocalTime extends HTMLElement {
  connectedCallback(): void {
    const time = this.querySelector('time');
    const { zone, label } = this.dataset;
    if (!time || !zone || !label || this.querySelector('.own-time')) return;
    const own = ownTime(new Date(time.dateTime), zone, document.documentElement.lang);
    if (own === null) return;
    const shown = document.createElement('span');
    shown.className = 'own-time';
    shown.textContent = `${label}: ${own}`;
    this.append(shown);
  }
}

/** The moment on the reader's clock; null where that shows the same as the zone's. */
function ownTime(at: Date, zone: string, language: string): string | null {
  const show = (timeZone?: string) =>
    new Intl.DateTimeFormat(dateLocale(language), {
      dateStyle: 'medium',
      timeStyle: 'short',
      ...(timeZone && { timeZone }),
    }).format(at);
  return show() === show(zone) ? null : show();
}

customElements.define('local-time', LocalTime);
