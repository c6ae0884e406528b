import { type Child, Fragment } from 'hono/jsx';
import { dateLocale } from '../../core/language.ts';
import { type MessageKey, type MessageValues, message } from '../../core/message.ts';
import { type LocalText, pickText } from '../../core/text.ts';
import { dayIn } from '../../core/time.ts';
import { countryName, formatNumber, formatPercentage } from '../../core/wording.ts';

/** Marks where a piece of a page goes inside a message. */
const MARK = '\uE000';

/** Who a page is written for: says everything in that reader's language, and marks what it has only in another one. */
export class Reader {
  readonly language: string;

  constructor(language: string) {
    this.language = language;
  }

  /** A message as plain text, for attributes and titles. */
  text(key: MessageKey, values?: MessageValues): string {
    return message(key, this.language, values).text;
  }

  /** A message as part of a page. */
  say(key: MessageKey, values?: MessageValues): Child {
    const { text, language } = message(key, this.language, values);
    return this.#marked(text, language);
  }

  /** A message with pieces of a page in its places: links, numbers, times. `values` fills the other places. */
  weave(key: MessageKey, pieces: { [place: string]: Child }, values: MessageValues = {}): Child {
    const names = Object.keys(pieces);
    const marks = Object.fromEntries(names.map((name) => [name, `${MARK}${name}${MARK}`]));
    const { text, language } = message(key, this.language, { ...values, ...marks });
    const woven = text.split(MARK).map((part, i) => (i % 2 === 1 ? pieces[part] : part));
    return this.#marked(<Fragment>{woven}</Fragment>, language);
  }

  /** What an organiser wrote, in this reader's language or the nearest there is; `shorten` where only a part is wanted. */
  local(local: LocalText, shorten: (text: string) => string = (text) => text): Child {
    const { text, language, origin } = pickText(local, this.language);
    const shown = this.#marked(shorten(text), language);
    if (origin !== 'machine') return shown;
    return (
      <Fragment>
        {shown} <small class="translated">({this.say('ui.machine_translation')})</small>
      </Fragment>
    );
  }

  /** The same as plain text, for titles and names of links. */
  localText(local: LocalText): string {
    return pickText(local, this.language).text;
  }

  number(value: number): string {
    return formatNumber(value, this.language);
  }

  /** @param percent 28.8 for 28.8 % */
  percent(percent: number): string {
    return formatPercentage(percent, this.language);
  }

  country(code: string): string {
    return countryName(code, this.language);
  }

  /** A calendar day: 19 February 2026. */
  day(isoDay: string): string {
    return this.#dates({ dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${isoDay}T00:00:00Z`));
  }

  /** The day of an instant in a zone. */
  dayOf(at: Date, zone: string): string {
    return this.day(dayIn(at, zone));
  }

  /** From one day to another: 26 January - 19 February 2026. */
  dayRange(from: Date, to: Date, zone: string): string {
    return this.#dates({ dateStyle: 'long', timeZone: zone }).formatRange(from, to);
  }

  /** The day and time of an instant in a zone: 3 February 2026, 10:00. */
  moment(at: Date, zone: string): string {
    return this.#dates({ dateStyle: 'long', timeStyle: 'short', timeZone: zone }).format(at);
  }

  /** From one moment to another: 3 February 2026, 10:00 - 19 February 2026, 17:00. */
  momentRange(from: Date, to: Date, zone: string): string {
    return this.#dates({ dateStyle: 'long', timeStyle: 'short', timeZone: zone }).formatRange(from, to);
  }

  clockTime(at: Date, zone: string): string {
    return this.#dates({ timeStyle: 'short', timeZone: zone }).format(at);
  }

  /** What a zone is called around an instant: Central European Time. */
  zone(zone: string, at: Date): string {
    const parts = this.#dates({ timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(at);
    return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
  }

  /** The last day of something that ends at an instant: a stage that closes at midnight still belongs to the day before. */
  lastDay(closesAt: Date, zone: string): string {
    return this.day(dayIn(new Date(closesAt.getTime() - 1), zone));
  }

  list(items: string[]): string {
    return new Intl.ListFormat(this.language, { type: 'conjunction' }).format(items);
  }

  /** What a language is called in itself: Deutsch. */
  ownName(language: string): string {
    const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  }

  #dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
    return new Intl.DateTimeFormat(dateLocale(this.language), options);
  }

  #marked(content: Child, language: string): Child {
    return language === this.language ? content : <span lang={language}>{content}</span>;
  }
}
