import { realRandom } from '../core/id.ts';
import type { MailOrigin } from '../core/registration-mail.ts';
import type { Making } from '../store/notice.ts';
import { eventUrl, receiptUrl, registrationUrl } from './address.ts';
import type { House } from './component/frame.ts';
import type { Server } from './visit.ts';

/** Who sends the mails of a house, and where their links lead. */
export function mailOriginOf(house: House): MailOrigin {
  return {
    house: house.name,
    organiserAddress: house.emailAddress ?? `noreply@${URL.parse(house.url)?.hostname ?? 'localhost'}`,
    links: {
      event: (consultation, event) => house.url + eventUrl(consultation, event),
      registration: (code) => house.url + registrationUrl(code),
      receipt: (code) => house.url + receiptUrl(code),
    },
  };
}

/** What a change of registrations needs, made here and now. */
export function makingOf({ clock, house }: Pick<Server, 'clock' | 'house'>): Making {
  return { random: realRandom, clock, origin: mailOriginOf(house) };
}
